"""What is borne out, told twice or contradicted, as a board: its estimates again where accounts, people or coders are others.

None of these adds up over cases, as shares do: stories depend on one another through the families they share. They add up over
clusters, which are cases that share families directly or through others; so leaving something out counts only its clusters anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from testimonia.protocol import Plan
from testimonia.stages.analyse.method.board import EVERY_ACCOUNT, PEOPLE, Axis, Board
from testimonia.stages.analyse.method.claims import Claimed
from testimonia.stages.analyse.method.consistency import Said, ledger
from testimonia.stages.analyse.method.credibility import independent, telling
from testimonia.stages.analyse.method.grid import AFFIRMS, SILENT, Bools, Groups, Numbers, reduced
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.shapes import CONTRADICTIONS, CORROBORATION, TWICE

Tally = tuple[Numbers, Numbers, Numbers, Numbers, Numbers]
"""Of each thing the cases that count, those that tell it, the independent stories, those that tell it twice; cases with a contradiction, of how many."""
Ints = Groups


class StoryBoard(Board):
    """An entry of credibility. A copy is no story of its own, except where every account counts, as if nothing had been traced."""

    def __init__(self, desk: Desk, plan: Plan, found: Sequence[Claimed]) -> None:
        """Lay it out on the layer that the entry names."""
        super().__init__(desk, plan, found)
        accounts = [name or f"?{row}" for row, name in enumerate(self.rows.account)]
        roots = [desk.root.get(name, name) for name in accounts]
        self._stories = {PEOPLE: _numbered(roots), EVERY_ACCOUNT: _numbered(accounts)}
        self._told: dict[str, Bools] = {}
        self._contradicts: dict[tuple[str, tuple[int, ...]], bool] = {}
        book = ledger(desk)
        self._said = self._by_row([book.said(case) for case in self.cases])
        self._engagements = [book.engagements(case) for case in self.cases]
        self._speaks = np.array([bool(said) for said in self._said], dtype=np.bool_)
        self._cluster = self._clusters()

    # --- the estimates again

    def on(self, layer: str) -> Numbers:
        """Of everybody, on a layer."""
        return self.estimated(self.tally(self._all(), self.rows.case, layer))

    def of(self, layer: str, kept: Bools, counting: str = PEOPLE, rules: Sequence[str] = ("",)) -> list[Numbers]:
        """Of the mentions that are kept; silence bears nothing out, whatever the rule."""
        rows = np.flatnonzero(kept)
        return [self.estimated(self.tally(rows, self.rows.case[rows], layer, counting))] * len(rules)

    def sampled(self, samples: Sequence[Groups]) -> Numbers:
        """Of each sample of who is one person."""
        alone = np.arange(len(self.cases), dtype=np.intp)
        moved = np.unique(np.concatenate([np.concatenate((np.flatnonzero(draw != alone), draw[draw != alone])) for draw in samples]))
        rows = self._rows_beside(moved)
        rest = _less(self.tally(self._all(), self.rows.case), self.tally(rows, self.rows.case[rows]))
        return np.array([self.estimated(_more(rest, self.tally(rows, draw[self.rows.case[rows]], together=True))) for draw in samples])

    def without(self, keys: Mapping[str, Sequence[int]]) -> dict[str, Numbers]:
        """Without the rows of each key, one key at a time."""
        case = self.rows.case
        whole = self.tally(self._all(), case)
        found = {}
        for key, gone in keys.items():
            rows = self._rows_beside(np.unique(case[list(gone)]))
            left = np.setdiff1d(rows, np.array(gone, dtype=np.intp), assume_unique=True)
            rest = _less(whole, self.tally(rows, case[rows]))
            found[key] = self.estimated(_more(rest, self.tally(left, case[left])))
        return found

    def counted_by_account(self) -> list[tuple[str, Numbers]]:
        """As if nothing had been traced, where anything was."""
        every = np.ones(len(self.rows.mentions), dtype=np.bool_)
        copied = int(self._stories[PEOPLE].max(initial=0)) < int(self._stories[EVERY_ACCOUNT].max(initial=0))
        return [(EVERY_ACCOUNT, self.of(self.plan.layer, every, EVERY_ACCOUNT)[0])] if copied else []

    def axes(self) -> Iterator[Axis]:
        """Every way of doubting; contradictions, which stand between accounts whatever was traced, not along those that move none of what is said."""
        said = [one for row in self._said for one in row]
        coders = {done.coder for done in self.desk.material.completions}
        idle = {"duplicates"}
        idle |= set() if any(one.reader is not None for one in said) else {"layer"}
        idle |= set() if any(one.by in coders for one in said) else {"coder"}
        about = [place for place, claim in enumerate(self.claims) if claim.sort == CONTRADICTIONS]
        for axis in super().axes():
            if axis.name in idle:
                axis.estimates[:, about] = np.nan
            yield axis

    # --- counting

    def tally(self, rows: Ints, groups: Groups, layer: str = "", counting: str = PEOPLE, *, together: bool = False) -> Tally:
        """Count over some rows, each of which belongs to a person (``groups``); they are whole clusters, or all there are.

        Of cases taken ``together`` two answers to one question are unclear.
        """
        layer = layer or self.plan.layer
        width = len(self.items)
        if not len(rows):
            return (np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(width), np.zeros(2))
        order = np.argsort(groups, kind="stable")
        rows, groups = rows[order], groups[order]
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        person = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(rows)))
        states, story = reduced(self.parts(layer)[rows], groups, self.exclusive if together else ()), self._stories[counting][rows]
        tells, counted = states == AFFIRMS, states >= SILENT
        heard = self._telling(layer)[rows]
        # Two stories, if the first and the last of those in which it is told are not one.
        last = np.maximum.reduceat(np.where(heard, story[:, np.newaxis], -1), starts, axis=0)
        first = np.minimum.reduceat(np.where(heard, story[:, np.newaxis], last.max(initial=0) + 1), starts, axis=0)
        contradicted = float(self._contradicted(rows, person, layer))
        return (
            counted.sum(axis=0).astype(np.float64),
            tells.sum(axis=0).astype(np.float64),
            tells.sum(axis=0).astype(np.float64) - joined(tells, person, story),
            (tells & (first < last)).sum(axis=0).astype(np.float64),
            np.array([contradicted, float(len(starts))]),
        )

    def estimated(self, tally: Tally) -> Numbers:
        """The estimate of every claim; NaN where nobody counts, or nobody tells it."""
        counted, tells, independent_, twice, (contradicted, people) = tally
        found = np.full(len(self.claims), np.nan)
        for place, claim in enumerate(self.claims):
            if claim.sort == CORROBORATION and counted[claim.item]:
                found[place] = independent_[claim.item]
            elif claim.sort == TWICE and tells[claim.item]:
                found[place] = twice[claim.item] / tells[claim.item]
            elif claim.sort == CONTRADICTIONS and people:
                found[place] = contradicted / people
        return found

    def _contradicted(self, rows: Ints, person: Ints, layer: str) -> int:
        """How many people are told of in a way that cannot all be true."""
        speaks = self._speaks[rows]
        said: dict[int, list[int]] = {}
        for row, who in zip(rows[speaks].tolist(), person[speaks].tolist(), strict=True):
            said.setdefault(who, []).append(row)
        return sum(self._contradictory(layer, tuple(sorted(one))) for one in said.values())

    def _contradictory(self, layer: str, rows: tuple[int, ...]) -> bool:
        key = layer, rows
        if key not in self._contradicts:
            told = [one for row in rows for one in self._said[row] if one.heard(layer)]
            most = max(self._engagements[int(self.rows.case[row])] for row in rows)
            self._contradicts[key] = ledger(self.desk).contradicts(told, most)
        return self._contradicts[key]

    # --- the layout

    def _all(self) -> Ints:
        return np.arange(len(self.rows.mentions), dtype=np.intp)

    def _rows_beside(self, cases: Ints) -> Ints:
        """The rows of the clusters of some cases, ascending."""
        return np.flatnonzero(np.isin(self._cluster[self.rows.case], self._cluster[cases]))

    def _clusters(self) -> Ints:
        """The number of each case's cluster."""
        shared: dict[str, set[str]] = {str(place): set() for place in range(len(self.cases))}
        for place, story in zip(self.rows.case.tolist(), self._stories[PEOPLE].tolist(), strict=True):
            shared[str(place)].add(str(story))
        found = np.zeros(len(self.cases), dtype=np.intp)
        for number, group in enumerate(independent(list(shared), shared)):
            found[[int(place) for place in group]] = number
        return found

    def _by_row(self, said: Sequence[Sequence[Said]]) -> list[tuple[Said, ...]]:
        """What is said of each case, laid on the row of the account that says it (the case's first, where nobody knows the account)."""
        found: list[list[Said]] = [[] for _ in self.rows.mentions]
        place: dict[tuple[int, str], int] = {}
        first: dict[int, int] = {}
        for row, (case, account) in enumerate(zip(self.rows.case.tolist(), self.rows.account, strict=True)):
            place.setdefault((case, account), row)
            first.setdefault(case, row)
        for case, lines in enumerate(said):
            for one in lines:
                found[place.get((case, one.telling.account), first[case])].append(one)
        return [tuple(lines) for lines in found]

    def _telling(self, layer: str) -> Bools:
        """In which rows each thing is told; a copy tells what it copies."""
        if layer not in self._told:
            found = np.zeros((len(self.rows.mentions), len(self.items)), dtype=np.bool_)
            place: dict[tuple[str, str], list[int]] = {}
            for row, (case, account) in enumerate(zip(self.rows.case.tolist(), self.rows.account, strict=True)):
                root = self.desk.root.get(account, account)
                place.setdefault((self.cases[case].id, root), []).append(row)
            for column, name in enumerate(self.items):
                book, _, code = name.partition(":")
                for case in self.desk.coded.get((book, code), ()):
                    for account in telling(self.desk.codings[case, book, code], layer):
                        found[place.get((case, self.desk.root.get(account, account)), []), column] = True
            self._told[layer] = found
        return self._told[layer]


def _numbered(names: Sequence[str]) -> Ints:
    """A number for each name, the same for the same."""
    return np.unique(np.array(names, dtype=object), return_inverse=True)[1].astype(np.intp) if names else np.zeros(0, dtype=np.intp)


def joined(tells: Bools, person: Ints, story: Ints) -> Numbers:
    """By how many the independent stories are fewer than the people who tell them: those whom shared families join, each thing for itself.

    Every person begins as a story of its own; along shared families the lowest number spreads until nothing changes.
    """
    pairs = np.unique(np.stack((story, person), axis=1), axis=0)
    many = np.bincount(pairs[:, 0])
    pairs = pairs[many[pairs[:, 0]] > 1]
    if not len(pairs):
        return np.zeros(tells.shape[1])
    people, at = np.unique(pairs[:, 1], return_inverse=True)
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    of_pair = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(pairs)))
    by_person = np.argsort(at, kind="stable")
    begins = np.flatnonzero(np.diff(at[by_person], prepend=-1))
    nobody = len(people)
    own = np.arange(nobody)[:, np.newaxis]
    lowest = np.where(tells[people], own, nobody)
    while True:
        of_story = np.minimum.reduceat(lowest[at], starts, axis=0)
        reached = np.where(tells[people], np.minimum.reduceat(of_story[of_pair][by_person], begins, axis=0), nobody)
        if np.array_equal(reached, lowest):
            break
        lowest = reached
    found: Numbers = (tells[people] & (lowest != own)).sum(axis=0).astype(np.float64)
    return found


def _less(whole: Tally, part: Tally) -> Tally:
    return (whole[0] - part[0], whole[1] - part[1], whole[2] - part[2], whole[3] - part[3], whole[4] - part[4])


def _more(one: Tally, two: Tally) -> Tally:
    return (one[0] + two[0], one[1] + two[1], one[2] + two[2], one[3] + two[3], one[4] + two[4])
