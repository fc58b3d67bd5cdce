"""What waits for one member of the team, in words and for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from testimonia.domain.vocabulary import Layer

SHOWN = 12  # of one sort; all of them stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed in a codebook (or the form) since the coder's last visit."""

    book: str
    was: int
    now: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A coding or an answer made under a definition that means something else now."""

    table: str
    id: str
    what: str
    version: int
    round: str | None
    layer: Layer
    origin: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What is left of a codebook (or the form) in a round: cases not finished, of which some were and gained an account.

    ``lacking`` are cases that were finished before ``codes`` (or questions) were new or meant what they mean now.
    """

    round: str
    book: str
    cases: int
    left: tuple[str, ...]
    reopened: int
    lacking: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question and its answers, oldest first (who, what)."""

    id: str
    coder: str
    origin: str
    messages: tuple[tuple[str, str], ...]
    waits_for_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A value of interest that no account has stated. ``accounts`` and ``claims`` came since and may state it."""

    case: str
    person: str
    variable: str
    missing: str
    accounts: tuple[str, ...]
    claims: tuple[str, ...]

    @property
    def raised(self) -> bool:
        """Whether something came that may supply it."""
        return bool(self.accounts or self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkReport:
    """What waits for one coder; ``since`` is when their last visit ended."""

    coder: str
    since: str | None
    changes: tuple[Changes, ...] = ()
    again: tuple[Again, ...] = ()
    to_finish: tuple[Open, ...] = ()
    threads: tuple[Thread, ...] = ()
    differences: Mapping[str, int] = field(default_factory=dict)
    pending: tuple[Pending, ...] = ()
    stale: bool = False

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"What waits for {self.coder}:"]
        if self.changes:
            said.append(f"Since you were here ({self.since}):")
            said += [f"  {item.book}, version {item.was} to {item.now}: {words}" for item in self.changes for words in item.words]
        for item in self.to_finish:
            what = "the case form" if item.book == "form" else item.book
            if item.left:
                more = f" ({item.reopened:,} were finished before an account was added)" if item.reopened else ""
                said.append(f"  {len(item.left):,} of {item.cases:,} cases to finish with {what} in round {item.round}{more}")
            if item.lacking:
                said.append(
                    f"  {len(item.lacking):,} cases finished with {what} before it asked for {', '.join(item.codes)}: look at them again"
                )
        said += _some([f"  again: {item.what} “{_short(item.quote)}” [{item.origin}]: {item.why}" for item in self.again])
        said += [f"  {count:,} differences to settle in round {name}" for name, count in self.differences.items()]
        said += _some(
            [
                f"  {'asked by ' + item.coder if item.waits_for_me else 'asked'} [{item.origin}]: {item.messages[-1][1]}"
                for item in self.threads
            ]
        )
        raised = [item for item in self.pending if item.raised]
        said += _some(
            [
                f"  {item.person}: {item.variable} was {item.missing}; since then came {', '.join((*item.accounts, *item.claims))}"
                for item in raised
            ]
        )
        waiting = len(self.pending) - len(raised)
        if waiting:
            said.append(f"  {waiting:,} values of interest are stated nowhere yet")
        if len(said) == 1:
            said = [f"Nothing waits for {self.coder}."]
        if self.stale:
            said.append("Cases are out of date, so that only part of this is known: `testimonia run DIR` brings them up to date.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "coder": self.coder,
            "since": self.since,
            "changes": [asdict(item) for item in self.changes],
            "again": [asdict(item) for item in self.again],
            "to_finish": [asdict(item) for item in self.to_finish],
            "threads": [asdict(item) for item in self.threads],
            "differences": dict(self.differences),
            "pending": [{**asdict(item), "raised": item.raised} for item in self.pending],
            "stale": self.stale,
        }


def _short(words: str, most: int = 60) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _some(lines: list[str]) -> list[str]:
    return [*lines[:SHOWN], f"  … and {len(lines) - SHOWN:,} more of this sort (see --json)"] if len(lines) > SHOWN else lines
