"""What tracing tells its reader: how many stories stand behind how many accounts, and what waits for a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, ClassVar

from testimonia.stages.trace.retelling_report import Retelling


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One family of more than one account: its root, how many accounts, when first published (EDTF) and by which outlets."""

    family: str
    root: str
    title: str
    accounts: int
    first: str | None
    days: int | None = None  # from the first dated account to the last
    outlets: tuple[str, ...]

    NAMED: ClassVar[int] = 5

    def when(self) -> str:
        """When it was first published, in words."""
        later = f", the last {self.days:,} day{'s' * (self.days != 1)} later" if self.days else ""
        return f"first published {self.first}{later}" if self.first else "undated"

    def where(self) -> str:
        """The first outlets by name, in brackets; nothing where none is known."""
        more = len(self.outlets) - self.NAMED
        named = ", ".join(self.outlets[: self.NAMED]) + (f" and {more} more" if more > 0 else "")
        return f" [{named}]" if named else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SparedLine:
    """A line of boilerplate that was not counted: whose it is (empty: nobody's alone), its words, and under how many accounts it stands."""

    outlet: str
    words: int
    accounts: int
    shown_in: str

    def line(self) -> str:
        """The line in words."""
        whose = f"of {self.outlet}" if self.outlet else "of no one source"
        return f"{self.words} words {whose} in {_count(self.accounts, 'account')}, as in {self.shown_in}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceReport:
    """The result of tracing.

    ``relations`` counts by (kind, status); ``waiting`` are the relations left to a person, with the reason; ``contradictions`` pairs
    of accounts that reviewers both joined and held apart; ``capped`` the shingles that stood in too many accounts to compare each with
    each (None when the texts were traced before); ``boilerplate`` the lines that were not counted; ``unread`` the accounts without text, ``short`` those too short to compare.
    """

    accounts: int
    families: int
    unread: int
    short: int
    stories: tuple[Story, ...]
    relations: dict[tuple[str, str], int]
    waiting: tuple[tuple[str, str, str], ...]
    contradictions: tuple[tuple[str, str], ...]
    capped: int | None
    fresh: tuple[str, ...]
    boilerplate: tuple[SparedLine, ...] = ()
    retelling: Retelling = field(default_factory=Retelling)

    SHOWN: ClassVar[int] = 10

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"{_count(self.accounts, 'account')}, {_count(self.families, 'story', 'stories')}."]
        if not self.fresh:
            said.append("Nothing has changed since the last tracing.")
        if self.unread:
            said.append(f"{_count(self.unread, 'account')} without readable text left out.")
        if self.short:
            said.append(
                f"{_count(self.short, 'account')} too short to compare; each counts as a story of its own unless the file is the same."
            )
        said += [
            f"  {story.accounts:,} accounts of one story, {story.when()}: {story.title or story.root}{story.where()}"
            for story in self.stories[: self.SHOWN]
        ]
        if len(self.stories) > self.SHOWN:
            said.append(f"  and {len(self.stories) - self.SHOWN} more stories with several accounts")
        said += self.retelling.lines()
        if self.relations:
            parts = [f"{count} {kind} {status}" for (kind, status), count in sorted(self.relations.items())]
            said.append("Relations: " + ", ".join(parts) + ".")
        if self.waiting:
            said.append(f"{_count(len(self.waiting), 'relation')} for a person to decide (`trace DIR import FILE`):")
            said += [f"  {why}: {count}" for why, count in sorted(Counter(why for _, _, why in self.waiting).items())]
        if self.contradictions:
            said.append("Reviewers both joined and held apart (kept apart until that is settled):")
            said += [f"  {a} and {b}" for a, b in self.contradictions]
        if self.boilerplate:
            said.append(
                f"{_count(len(self.boilerplate), 'line')} of boilerplate not counted as shared words (table `boilerplate` of the export):"
            )
            said += [f"  {one.line()}" for one in self.boilerplate[: self.SHOWN]]
            if len(self.boilerplate) > self.SHOWN:
                said.append(f"  and {len(self.boilerplate) - self.SHOWN} more")
        if self.capped:
            said.append(
                f"{_count(self.capped, 'phrase')} stood in so many accounts that each was compared with a few of them (the earliest, the one before), not with all."
            )
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "accounts": self.accounts,
            "families": self.families,
            "unread": self.unread,
            "short": self.short,
            "stories": [
                {
                    "family": s.family,
                    "root": s.root,
                    "title": s.title,
                    "accounts": s.accounts,
                    "first": s.first,
                    "days": s.days,
                    "outlets": list(s.outlets),
                }
                for s in self.stories
            ],
            "relations": [{"kind": kind, "status": status, "count": count} for (kind, status), count in sorted(self.relations.items())],
            "waiting": [{"a": a, "b": b, "reason": why} for a, b, why in self.waiting],
            "contradictions": [list(pair) for pair in self.contradictions],
            "capped": self.capped,
            "boilerplate": [
                {"outlet": one.outlet, "words": one.words, "accounts": one.accounts, "shown_in": one.shown_in} for one in self.boilerplate
            ],
            "fresh": list(self.fresh),
            **self.retelling.as_json(),
        }


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
