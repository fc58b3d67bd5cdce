"""Counting what was screened, by whom, and what waits: pure functions on decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from testimonia.domain.decisions import Screening
from testimonia.domain.outcome import Outcome, Standing, Unit, latest, screening_outcome
from testimonia.domain.vocabulary import Layer, Shelf
from testimonia.protocol import Protocol

Done = tuple[str, str | None, str]  # (screener, round, account): who has decided on which account, not what


DIVIDED = "one thing in one copy of the study and another in the other"
"""What a screener says whose decision differs between two copies."""


def unit_of(row: Screening) -> Unit:
    """What a decision is about."""
    return row.account, row.mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An account or a mention on which people disagree: who said what."""

    account: str
    mention: str | None
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A screener's decision on which two copies of the study differ: it counts as undecided."""

    account: str
    mention: str | None
    screener: str
    round: str | None
    layer: Layer


def outcomes(
    rows: Iterable[Screening], units: Iterable[Unit], rounds: Sequence[str], divided: Iterable[Divided] = ()
) -> dict[Unit, Outcome]:
    """What holds for each unit, in their order; rows about other units are left out. ``rounds`` follow one another."""
    waiting = _waiting_layers(divided)
    found: dict[Unit, list[Screening]] = {unit: [] for unit in units}
    for row in rows:
        if (unit := unit_of(row)) in found:
            found[unit].append(row)
    return {unit: screening_outcome(decisions, rounds, waiting.get(unit, ())) for unit, decisions in found.items()}


def _waiting_layers(divided: Iterable[Divided]) -> dict[Unit, list[Layer]]:
    found: dict[Unit, list[Layer]] = {}
    for item in divided:
        found.setdefault((item.account, item.mention), []).append(item.layer)
    return found


def conflicts(rows: Iterable[Screening], rounds: Sequence[str], divided: Sequence[Divided] = ()) -> list[Conflict]:
    """Every unit on which the deciding rows disagree or are undecided, by unit; of each screener what they said last."""
    waiting = _waiting_layers(divided)
    by_unit: dict[Unit, list[Screening]] = {unit: [] for unit in waiting}
    for row in rows:
        by_unit.setdefault(unit_of(row), []).append(row)
    found = []
    for (account, mention), decisions in sorted(by_unit.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        if screening_outcome(decisions, rounds, waiting.get((account, mention), ())).standing is Standing.CONFLICT:
            said = sorted(
                {(row.screener, _word(row)) for row in latest(decisions, rounds)}
                | {(item.screener, DIVIDED) for item in divided if (item.account, item.mention) == (account, mention)}
            )
            found.append(Conflict(account=account, mention=mention, said=tuple(said)))
    return found


def _word(row: Screening) -> str:
    return f"{row.decision}{f' on {row.shelf}' if row.shelf and row.decision == 'include' else ''}"


def by_shelf(found: Mapping[Unit, Outcome], declared: Mapping[str, Shelf]) -> dict[str, dict[str, int]]:
    """How many accounts have come to what, by the shelf they were screened for, else declared for, else ``testimony``."""
    counts: dict[str, Counter[str]] = {}
    for (account, _), outcome in found.items():
        shelf = outcome.shelf or declared.get(account) or Shelf.TESTIMONY
        counts.setdefault(shelf.value, Counter())[outcome.standing.value] += 1
    return {shelf: dict(sorted(counts[shelf].items())) for shelf in sorted(counts)}


def by_round(rows: Iterable[Screening]) -> dict[str, dict[str, int]]:
    """How many decisions of each kind single screeners took, by round (empty: outside any)."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        if row.layer is Layer.CODER:
            counts.setdefault(row.round or "", Counter())[row.decision.value] += 1
    return {name: dict(sorted(counts[name].items())) for name in sorted(counts)}


def screeners(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """Who takes part in each round of screening, by round: those it names, else the whole team."""
    everybody = tuple(coder.id for coder in protocol.coders)
    return {entry.id: entry.coders or everybody for entry in protocol.rounds if entry.kind == "screening"}


def waiting(
    accounts: Sequence[str], settled: Iterable[str], done: Iterable[Done], rounds: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, int]]:
    """How many accounts wait for whom, by round and screener.

    An account that is settled (a lead's or a pair's word, or screened outside any round) waits for nobody.
    """
    open_accounts = set(accounts) - set(settled)
    finished: dict[tuple[str, str | None], set[str]] = {}
    for screener, name, account in done:
        finished.setdefault((screener, name), set()).add(account)
    return {
        name: {person: len(open_accounts - finished.get((person, name), set())) for person in people} for name, people in rounds.items()
    }
