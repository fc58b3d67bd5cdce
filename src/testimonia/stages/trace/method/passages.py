"""Which alignments are passages: long enough, alike enough, and of words that do not meet by chance or by habit.

A passage counts if either some of its words are rare (their shingles stand in few families), outside set phrases; or a stretch of it as
long as a passage *travels together*: its shingles stand in the same families, so that it was copied whole, however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.align import Blocks
from testimonia.stages.trace.method.index import Minima
from testimonia.stages.trace.method.texts import Index, Library
from testimonia.stages.trace.params import TraceParams

Run = tuple[int, int, int]
"""Words that are the same: place in one, place in the other, how many."""

# Of 32 minima so many must agree. Two shingles of one short quotation whose copies are edited share a third of their families or more
# (expected: 10 of 32); two set phrases of which each stands in one account of twenty share a fortieth (0.8 of 32).
_TOGETHER = 5
_FEWEST = 2  # one shingle is no stretch
_FURTHER = 3  # a shingle three times as common as the one beside it belongs to a set phrase


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows of each word's shingle: its group (-1: it stands here alone), in how many families, their minima."""

    group: NDArray[np.int32]
    families: Index
    minima: Minima


@dataclass(frozen=True, slots=True)
class Match:
    """A shared passage of two accounts: runs of the same words in order; ``families`` as in :class:`SharedPassage`."""

    runs: tuple[Run, ...]
    matched: int
    families: int

    @property
    def one(self) -> tuple[int, int]:
        """First word and the one after the last, in the one."""
        return self.runs[0][0], self.runs[-1][0] + self.runs[-1][2]

    @property
    def other(self) -> tuple[int, int]:
        """The same in the other."""
        return self.runs[0][1], self.runs[-1][1] + self.runs[-1][2]


def passages(blocks: Blocks, library: Library, known: Known, params: TraceParams) -> dict[tuple[int, int], list[Match]]:
    """The passages of each pair of accounts (numbers in the library, ascending); within a pair they share no word on either side."""
    found: dict[tuple[int, int], list[Match]] = {}
    judge = _Judge(library, known, params)
    bounds = np.append(np.flatnonzero(np.diff(blocks.chain, prepend=-1)), blocks.chain.size).tolist()
    one, other, length = blocks.one.tolist(), blocks.other.tolist(), blocks.length.tolist()
    candidates: dict[tuple[int, int], list[list[Run]]] = {}
    owner = library.owner
    for first, last in pairwise(bounds):
        runs = list(zip(one[first:last], other[first:last], length[first:last], strict=True))
        if sum(run[2] for run in runs) < params.min_words:
            continue
        candidates.setdefault((int(owner[runs[0][0]]), int(owner[runs[0][1]])), []).append(runs)
    for pair, several in candidates.items():
        parts = [part for runs in several for part in _alike(runs, params)]
        matches = [judge.match(part) for part in _disjoint(parts, params)]
        kept = _merged([match for match in matches if match is not None], params)
        if kept:
            found[pair] = kept
    return found


def _alike(runs: list[Run], params: TraceParams) -> Iterable[list[Run]]:
    """The runs, cut where too much differs for one passage: the best stretch first, then what is left on either side of it."""
    pending = [runs]
    while pending:
        here = pending.pop()
        matched = sum(run[2] for run in here)
        if matched < params.min_words:
            continue
        if matched >= params.identity * _length(here):
            yield here
            continue
        first, last = _best(here, params.identity)
        if (first, last) == (0, len(here)):
            continue
        pending += [here[:first], here[last:], here[first:last]]


def _length(runs: Sequence[Run]) -> int:
    return max(runs[-1][0] + runs[-1][2] - runs[0][0], runs[-1][1] + runs[-1][2] - runs[0][1])


def _best(runs: list[Run], identity: float) -> tuple[int, int]:
    """The stretch of runs with most words the same for what differs between them (the largest sum: Kadane)."""
    cost = identity / (1 - identity)
    best, at, total, begin = 0.0, (0, 1), 0.0, 0
    for n, run in enumerate(runs):
        gap = _gap(runs[n - 1], run) if n else 0
        if n and total - cost * gap > 0:
            total += run[2] - cost * gap
        else:
            total, begin = float(run[2]), n
        if total > best:
            best, at = total, (begin, n + 1)
    return at


def _gap(before: Run, after: Run) -> int:
    return max(after[0] - before[0] - before[2], after[1] - before[1] - before[2])


def _disjoint(parts: list[list[Run]], params: TraceParams) -> list[list[Run]]:
    """The passages, longest first, each less the words that a longer one has already: no word is counted twice."""
    if len(parts) == 1:
        return parts
    taken_one: set[int] = set()
    taken_other: set[int] = set()
    kept: list[list[Run]] = []
    for runs in sorted(parts, key=lambda runs: (-sum(run[2] for run in runs), runs[0])):
        left = [piece for run in runs for piece in _untaken(run, taken_one, taken_other)] if taken_one else runs
        if sum(run[2] for run in left) < params.min_words:
            continue
        for a, b, count in left:
            taken_one.update(range(a, a + count))
            taken_other.update(range(b, b + count))
        kept += _alike(left, params)
    return kept


def _untaken(run: Run, taken_one: set[int], taken_other: set[int]) -> Iterable[Run]:
    a, b, count = run
    begin = None
    for offset in range(count + 1):
        free = offset < count and a + offset not in taken_one and b + offset not in taken_other
        if free and begin is None:
            begin = offset
        elif not free and begin is not None:
            yield a + begin, b + begin, offset - begin
            begin = None


def _merged(matches: list[Match], params: TraceParams) -> list[Match]:
    """Passages by their place in the one; two pieces of one copied text become one passage."""
    merged: list[Match] = []
    for match in sorted(matches, key=lambda match: match.runs[0]):
        before = merged[-1] if merged else None
        if before is not None and _continues(before, match, params):
            runs = before.runs + match.runs
            merged[-1] = Match(runs, before.matched + match.matched, max(before.families, match.families))
        else:
            merged.append(match)
    return merged


def _continues(before: Match, match: Match, params: TraceParams) -> bool:
    gap_one, gap_other = match.one[0] - before.one[1], match.other[0] - before.other[1]
    if min(gap_one, gap_other) < 0 or max(gap_one, gap_other) > params.merge_gap or abs(gap_one - gap_other) > params.max_drift:
        return False
    return before.matched + match.matched >= params.identity * (_length(before.runs) + _length(match.runs) + max(gap_one, gap_other))


class _Judge:
    """Tells what was copied from what chance or habit brings together."""

    def __init__(self, library: Library, known: Known, params: TraceParams) -> None:
        self.starts, self.ends, self.bounds, self.owner = library.starts, library.ends, library.bounds, library.owner
        self.known, self.params = known, params

    def match(self, runs: list[Run]) -> Match | None:
        """The passage, or None where it says nothing."""
        if runs[-1][0] + runs[-1][2] <= runs[0][0]:
            return None
        for side in (0, 1):
            if int(self.ends[runs[-1][side] + runs[-1][2] - 1]) - int(self.starts[runs[0][side]]) < self.params.min_characters:
                return None
        families = self._telling(runs)
        return Match(tuple(runs), sum(run[2] for run in runs), families) if families else None

    def _telling(self, runs: list[Run]) -> int:
        """In how many families the words stand that say that this was copied; 0 where none do."""
        size, params = self.params.shingle, self.params
        place: list[int] = []  # of each seed: its first word, counted along the matched words
        group: list[int] = []
        words = 0
        for a, _, count in runs:
            if count >= size:
                place += range(words, words + count - size + 1)
                group += self.known.group[a : a + count - size + 1].tolist()
            words += count
        if not group:
            return 0
        groups = np.array(group)
        families = np.where(groups >= 0, self.known.families[groups], 0)
        at = np.array(place)
        rare = (families > 0) & (families <= params.rare)
        if rare.any():
            limit = max(_FURTHER * int(families[rare].min()), params.rare)
            fresh = _cover(at[rare], size, words) & ~_cover(at[families > limit], size, words)
            if fresh.sum() >= params.rare_words:
                return int(families[rare].min())
        return self._together(runs, groups, families)

    def _together(self, runs: list[Run], groups: NDArray[np.int64], families: NDArray[np.int64]) -> int:
        """The same for words in many families.

        Around them, in one of the two texts, a stretch as long as a passage must stand in the same families. (In the text itself: a copy
        with edits may keep no more of it than a set phrase has words.)
        """
        usable = (families > 0) & (families <= self.params.common)
        if usable.sum() < _FEWEST:
            return 0
        groups, families = groups[usable], families[usable]
        tried: set[int] = set()
        around = [self._around(runs, side) for side in (0, 1)]
        for n in np.argsort(families, kind="stable").tolist():
            group = int(groups[n])
            if group in tried:
                continue
            alike = self._alike(group, groups)
            tried.update(groups[alike].tolist())
            if alike.sum() >= _FEWEST and any(self._stretch(group, nearby) for nearby in around):
                return int(families[n])
        return 0

    def _alike(self, group: int, groups: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the shingles stand in the same families as this one, by and large."""
        minima, families = self.known.minima, self.known.families
        close = (families[groups] <= _FURTHER * families[group]) & (_FURTHER * families[groups] >= families[group])
        alike: NDArray[np.bool_] = close & ((minima[groups] == minima[group]).sum(axis=1) >= _TOGETHER)
        return alike

    def _around(self, runs: list[Run], side: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The shingles in and around the passage in one text: their places and groups."""
        begin, end = runs[0][side], runs[-1][side] + runs[-1][2] - self.params.shingle + 1
        owner = int(self.owner[begin])
        begin = max(begin - self.params.max_gap, int(self.bounds[owner]))
        end = min(end + self.params.max_gap, int(self.bounds[owner + 1]))
        groups = self.known.group[begin:end].astype(np.int64)
        at = np.flatnonzero(groups >= 0)
        return at, groups[at]

    def _stretch(self, group: int, nearby: tuple[NDArray[np.int64], NDArray[np.int64]]) -> bool:
        at, groups = nearby
        members = at[self._alike(group, groups)]
        if members.size < _FEWEST:
            return False
        hull = int(members[-1] - members[0]) + self.params.shingle
        covered = int(_cover(members, self.params.shingle, int(members[-1]) + self.params.shingle).sum())
        return hull >= self.params.min_words and 2 * covered >= hull


def _cover(at: NDArray[np.int64], size: int, words: int) -> NDArray[np.bool_]:
    """Which words the shingles at these places cover."""
    covered = np.zeros(words, np.bool_)
    for offset in range(size):
        covered[at + offset] = True
    return covered
