"""The states of one entry's cases as arrays, so that its estimates can be computed again hundreds of times, and nothing but the estimates.

A row is a mention, a column a thing counted or a group. What a case says is laid on the mentions whose accounts say it; a case is then
any set of mentions, and says what the strongest of them says. So leaving accounts out, taking people together otherwise or counting
every account for itself are each one reduction over rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.decisions import Coding, Episode, Value
from testimonia.domain.results import Case
from testimonia.protocol.analysis import EPISODE_DATES
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.states import AGAIN, State
from testimonia.stages.analyse.method.subjects import Item

States = NDArray[np.int8]
Groups = NDArray[np.intp]
Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]
ABSENT = 0
RANK = {State.NOT_APPLICABLE: 1, State.SILENT: 2, State.DENIES: 3, State.UNCLEAR: 4, State.AFFIRMS: 5}
"""The higher speaks for the lower: one passage that affirms outweighs silence, and a denial, elsewhere in the case."""
SILENT, DENIES, UNCLEAR, AFFIRMS = (RANK[state] for state in (State.SILENT, State.DENIES, State.UNCLEAR, State.AFFIRMS))
RULES = ("completed", "stated", "worst")
"""Silence and what is unclear: not a yes; left out; or (the other bound) all a yes."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a finding compares: the share of a column in one group (less that in another, if there is one); -1 is everybody.

    ``subject`` is the id of the finding or measure, ``base`` its estimate. ``sort`` says what is estimated where it is no share and no
    difference of shares (see ``claims``); then ``group`` is what it is compared within. ``low`` and ``high`` are the ends of its interval.
    """

    subject: str
    item: int
    group: int
    other: int | None
    base: float
    sort: str = ""
    low: float | None = None
    high: float | None = None


class Estimator(Protocol):
    """How the estimates of an entry follow from states: by counts that add up over rows, so that a few rows can be taken out again."""

    def tally(self, states: States, rule: str) -> tuple[Numbers, ...]:
        """Count under a rule of silence (see ``RULES``)."""

    def estimates(self, tally: Sequence[Numbers]) -> Numbers:
        """The estimate of every claim; NaN where there is none."""


@dataclass(frozen=True, slots=True)
class Question:
    """The columns of ``answers`` to one question that has one, and of those ``against`` some of them (same places; empty: none are)."""

    answers: NDArray[np.intp]
    against: NDArray[np.intp]

    def divided(self, states: States) -> Bools:
        """Which rows have two answers, or one and those against it."""
        given = states[:, self.answers] == AFFIRMS
        found: Bools = given.sum(axis=1) > 1
        if len(self.against):
            found |= (given & (states[:, self.against] == AFFIRMS)).any(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class Rows:
    """Who stands behind the rows: the mentions of an entry's cases, the place of each one's case, and its account.

    ``copies`` names for each row the row whose words it repeats (itself where it repeats none).
    """

    cases: tuple[Case, ...]
    mentions: tuple[str, ...]
    case: Groups
    account: tuple[str, ...]
    copies: Groups


def rows_of(desk: Desk, cases: tuple[Case, ...]) -> Rows:
    """The mentions of some cases; one whose account nobody knows is left out, unless its case has no other."""
    at = {mention.id: mention.account for mention in desk.material.mentions}
    mentions: list[str] = []
    owners: list[int] = []
    accounts: list[str] = []
    copies: list[int] = []
    for place, case in enumerate(cases):
        first: dict[str, int] = {}
        for mention in sorted(case.mentions, key=lambda name: (desk.root.get(at.get(name, ""), "") != at.get(name, ""), name)):
            account = at.get(mention, "")
            root = desk.root.get(account, account)
            copies.append(first.setdefault(root, len(mentions)))
            mentions.append(mention)
            owners.append(place)
            accounts.append(account)
    return Rows(cases, tuple(mentions), np.array(owners, dtype=np.intp), tuple(accounts), np.array(copies, dtype=np.intp))


def by_case(rows: Rows, items: Sequence[Item]) -> States:
    """What each case says of each thing; a case that nobody completed is absent."""
    place = {case.id: n for n, case in enumerate(rows.cases)}
    found = np.zeros((len(rows.cases), len(items)), dtype=np.int8)
    for column, item in enumerate(items):
        known = [(place[case], RANK[state]) for case, state in item.states.items() if case in place]
        if known:
            where, what = zip(*known, strict=True)
            found[list(where), column] = what
    return found


def by_mention(desk: Desk, rows: Rows, items: Sequence[Item], whole: States, against: Mapping[int, int] | None = None) -> States:
    """The same laid on the mentions: where only some of a case's mentions say a thing, the others are silent; copies say what they copy.

    ``against`` names for a group's column that of those it is compared with, where silence is enough to be one of these.
    """
    found = whole[rows.case]
    several = np.bincount(rows.case, minlength=len(rows.cases)) > 1
    place = {mention: n for n, mention in enumerate(rows.mentions)}
    members: dict[int, list[int]] = {}
    for row, case in enumerate(rows.case.tolist()):
        if several[case]:
            members.setdefault(case, []).append(row)
    for column, item in enumerate(items):
        for case, inside in members.items():
            if whole[case, column] <= SILENT:
                continue
            saying = _saying(desk, rows.cases[case].id, item.name)
            carry = {place[name] for name in saying if name in place}
            carry |= {row for row in inside if rows.copies[row] in carry or rows.copies[row] in {rows.copies[one] for one in carry}}
            if carry:
                others = [row for row in inside if row not in carry]
                found[others, column] = SILENT
                if against and column in against and whole[case, column] == AFFIRMS:
                    found[others, against[column]] = AFFIRMS
    return found


def _saying(desk: Desk, case: str, name: str) -> set[str]:
    """The mentions of a case of which somebody recorded something about a thing."""
    variable, equals, value = name.partition("=")
    by_reader: Iterable[Sequence[Coding | Value | Episode]]
    if not equals:
        book, _, code = name.partition(":")
        by_reader = desk.codings.get((case, book, code), {}).values()
    elif variable in (*EPISODE_DATES, "movement"):
        by_reader = desk.episodes.get(case, {}).values()
    else:
        by_reader = desk.values.get((case, variable), {}).values()
    records = [record for found in by_reader for record in found if record.mention is not None]
    # Of a date that was given exactly those alone who gave it: without them another date of the same person may remain.
    exact = [record for record in records if dated(record, variable) == value.rstrip(AGAIN)] if equals else []
    return {record.mention for record in exact or records if record.mention is not None}


def dated(record: Coding | Value | Episode, variable: str) -> str | None:
    """The date (EDTF) or answer that a record gives to a variable."""
    if isinstance(record, Episode):
        return {"joined": record.joined, "left": record.left}.get(variable)
    return record.value if isinstance(record, Value) and record.variable == variable else None


# --- from states to estimates


def reduced(states: States, groups: Groups, exclusive: Sequence[Question] = ()) -> States:
    """The strongest state of each group of rows. Who gives two answers to one of the ``exclusive`` questions leaves it unclear."""
    if not len(states):
        return states
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    found: States = np.maximum.reduceat(states[order], starts, axis=0)
    for question in exclusive:
        divided = question.divided(found)
        if divided.any():
            found[np.ix_(divided, np.concatenate([question.answers, question.against]))] = UNCLEAR
    return found


class Tally(NamedTuple):
    """For each claim how many have it and how many count, in its group and in the other (0 of 0 where there is none)."""

    k: Numbers
    n: Numbers
    other_k: Numbers
    other_n: Numbers


@dataclass(frozen=True, slots=True)
class Shape:
    """The claims of an entry as columns: what each counts and among whom. ``items`` are the first columns, groups follow."""

    items: NDArray[np.intp]
    groups: NDArray[np.intp]
    others: NDArray[np.intp]
    pairs: NDArray[np.bool_]
    width: int

    @staticmethod
    def of(claims: Sequence[Claim], width: int) -> Shape:
        """The shape of some claims; ``width`` is the number of things counted."""
        return Shape(
            np.array([claim.item for claim in claims], dtype=np.intp),
            np.array([claim.group for claim in claims], dtype=np.intp),
            np.array([-1 if claim.other is None else claim.other for claim in claims], dtype=np.intp),
            np.array([claim.other is not None for claim in claims], dtype=np.bool_),
            width,
        )

    def tally(self, states: States, rule: str) -> Tally:
        """Count under a rule of silence (see ``RULES``). Who is in a group is not among those it is compared with."""
        have, counted = having(states[:, : self.width], rule)
        inside = states[:, self.width :] == AFFIRMS
        for group, rest in sorted({(int(g), int(o)) for g, o in zip(self.groups, self.others, strict=True) if o >= 0}):
            inside[:, rest] &= ~inside[:, group]
        yes, known = _sums(have, inside), _sums(counted, inside)
        other = np.where(self.pairs, self.others, -1)
        return Tally(
            yes[self.items, self.groups],
            known[self.items, self.groups],
            np.where(self.pairs, yes[self.items, other], 0.0),
            np.where(self.pairs, known[self.items, other], 0.0),
        )

    def estimates(self, tally: Sequence[Numbers]) -> Numbers:
        """Shares, and differences of shares of ``pairs``; NaN where somebody would have to be divided by nobody."""
        found = Tally(*tally)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = found.k / found.n
            other = found.other_k / found.other_n
        return np.where(self.pairs, share - other, share)


def _sums(have: Bools, inside: Bools) -> Numbers:
    """How many rows have each thing in each group; the last column is everybody. Counting beats multiplying matrices of noughts and ones."""
    groups = inside.shape[1]
    found = np.empty((have.shape[1], groups + 1))
    for group in range(groups):
        found[:, group] = np.count_nonzero(have[inside[:, group]], axis=0)
    found[:, groups] = np.count_nonzero(have, axis=0)
    return found


def having(states: States, rule: str) -> tuple[Bools, Bools]:
    """Which rows have a thing, and which count."""
    have, counted = states == AFFIRMS, states >= SILENT
    if rule == "stated":
        counted = (states == DENIES) | have
    elif rule == "worst":
        have = have | (states == SILENT) | (states == UNCLEAR)
    return have, counted


def without_each(
    shape: Estimator, spoken: Callable[[Groups], States], case: Groups, keys: Mapping[str, Sequence[int]], rule: str
) -> dict[str, Numbers]:
    """The estimates with each key's rows left out, one key at a time: only the cases that have such rows are counted anew.

    ``spoken`` gives what some rows say when no others are there.
    """
    everybody = spoken(np.arange(len(case), dtype=np.intp))
    whole = reduced(everybody, case)
    tally = shape.tally(whole, rule)
    members: dict[int, list[int]] = {}
    for row, place in enumerate(case.tolist()):
        members.setdefault(place, []).append(row)
    order = {place: n for n, place in enumerate(sorted(members))}
    found = {}
    for key, rows in keys.items():
        gone = set(rows)
        touched = sorted({int(case[row]) for row in rows})
        before = whole[[order[place] for place in touched]]
        after = np.zeros_like(before)
        for n, place in enumerate(touched):
            left = [row for row in members[place] if row not in gone]
            if left:
                after[n] = spoken(np.array(left, dtype=np.intp)).max(axis=0)
        old, new = shape.tally(before, rule), shape.tally(after, rule)
        found[key] = shape.estimates([total - less + more for total, less, more in zip(tally, old, new, strict=True)])
    return found
