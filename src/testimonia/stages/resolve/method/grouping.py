"""From pairs to groups of mentions: average link, with what people decided kept whatever the weights say.

Average link and not connected components: one wrong pair would chain two people together. Two groups are compared field by field: the
average weight of those of their pairs that say anything (so that silence in one account does not thin out what another tells), and the
best for shared passages, which reprints of one interview share with some of its accounts only. What must stand together is merged
first, what must stay apart never.

Every merger has a probability. Its odds are those of its weight and of the prior for a pair, corrected for its being no pair drawn at
random but each other's best candidate. Besides, it is known how likely the group is of one person with anybody at all: where a hundred
candidates are hardly less likely than the best one, each of them is improbable and yet one of them may well be it. Of few people that
hardly matters; of many, counts that left it out were a fifth too high. The same holds where something speaks against every candidate:
accounts err, so that a few of those whom nothing brings together are one person. Reviewing settles the likely pairs and leaves these: without
them the interval of the count closed too early, and after eighty verdicts held the truth in two studies of three.

A partition is drawn by carrying out each merger by itself, with the probability that the group has anybody: what is merged are the groups
that hold the two mentions of its heaviest pair, so that a merger which a sample leaves out does not undo those above it. The prior is
shifted alike for all mergers of a sample, since how many accounts there are to a person is known least of all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.levels import SILENT, Levels
from testimonia.stages.resolve.method.weighing import Weighed, capped
from testimonia.stages.resolve.priors import Priors

_NEVER = np.float32(-np.inf)
_DECIDED = np.float32(1e6)
_BEST_OF = frozenset({"passages", "stories"})
LEAST = -8.0
"""log2 odds below which a pair is not worth keeping among many: less than one in 250."""
FARTHEST = -14.0
"""log2 odds below which two groups are not worth merging: one in 16,000. Of those of one in 250, which reviewing leaves, a few are one person."""
HARDLY = 0.2
"""log2 odds up to which nothing speaks for two: that everybody is "he" weighs a tenth of that."""
SPEAKS = 1.0
"""log2 odds from which on so much speaks for a candidate that it counts among several: twice what a mention drawn at random has."""
LOST = -5.0
"""log2 odds, at most, that a group has anybody where nothing speaks for its best candidate: on seeds 100-129 of the generator 1.5 to 4 % of
such groups had somebody, before and after review."""
NOBODY = -20.0
"""log2 odds of what is as good as impossible: one in a million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The mergers in their order. ``left`` and ``right`` are numbers of groups: the mentions first, then the mergers.

    ``odds`` are log2, corrected; infinite where people decided. ``anybody`` are those of the group's having anybody among those that it
    could be merged with, never less. ``pair`` is, for each, the heaviest pair across (two mentions).
    """

    size: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    odds: NDArray[np.float64]
    anybody: NDArray[np.float64]
    pair: tuple[tuple[int, int], ...]


def grow(
    size: int,
    levels: Mapping[str, Levels],
    weighed: Weighed,
    priors: Priors,
    decided: Mapping[tuple[int, int], bool],
    unclear: Collection[tuple[int, int]] = (),
    beyond: NDArray[np.float64] | None = None,
) -> Tree:
    """The tree of ``size`` mentions; ``decided`` are pairs (first number smaller) that people hold to be the same or different.

    ``beyond`` are for each mention the log2 odds that it is of one person with somebody who is not among these.
    ``unclear`` are pairs that nobody need be asked about again: another pair of the same two groups may tell more. Takes some 80 bytes of memory times the square of ``size``.
    """
    if not size:
        return Tree(size=0, left=(), right=(), odds=np.array([]), anybody=np.array([]), pair=())
    growing = _Growing(size, levels, weighed, priors, decided)
    growing.ask_not(unclear)
    if beyond is not None:
        growing.beyond = beyond.copy()
    return growing.tree()


class _Growing:
    """Sums of weights between living groups, by field, and who may not meet."""

    def __init__(
        self, size: int, levels: Mapping[str, Levels], weighed: Weighed, priors: Priors, decided: Mapping[tuple[int, int], bool]
    ) -> None:
        self.size, self.priors, self.prior = size, priors, weighed.prior
        self.decided = decided
        upper = np.triu_indices(size, 1)
        self.sums = {name: _square(size, upper, np.where(levels[name] == SILENT, 0, weighed.weights(name))) for name in levels}
        self.told = {name: _square(size, upper, (levels[name] != SILENT)) for name in levels if name not in _BEST_OF}
        self.total = _square(size, upper, weighed.total)
        self.tied = _square(size, upper, weighed.tied).astype(bool)
        self.apart = np.eye(size, dtype=bool)
        self.beyond = np.full(size, NOBODY)  # of a group: the mean of its mentions, as weights are
        self.members: list[list[int]] = [[item] for item in range(size)]
        self.node = list(range(size))
        self.living = np.ones(size, dtype=bool)
        self.left: list[int] = []
        self.right: list[int] = []
        self.odds: list[float] = []
        self.anybody: list[float] = []
        self.pairs: list[tuple[int, int]] = []

    def ask_not(self, pairs: Collection[tuple[int, int]]) -> None:
        """Let these be the heaviest pair of a merger only where it has no other."""
        for a, b in pairs:
            self.total[a, b] = self.total[b, a] = _NEVER

    def tree(self) -> Tree:
        place = list(range(self.size))  # where the group of each mention stands

        def group(item: int) -> int:
            while place[item] != item:
                item = place[item]
            return item

        for (a, b), same in sorted(self.decided.items()):
            if not same:
                self.apart[a, b] = self.apart[b, a] = True
        for (a, b), same in sorted(self.decided.items()):
            one, other = group(a), group(b)
            if same and one != other and not self.apart[one, other]:
                self._merge(one, other, (np.inf, np.inf), (a, b))
                place[other] = one
        standing = np.full((self.size, self.size), _NEVER, dtype=np.float32)
        for row in np.flatnonzero(self.living):
            standing[row] = self._row(int(row))
        best = standing.argmax(axis=1)
        height = standing[np.arange(self.size), best]
        while self.living.sum() > 1:
            one = int(height.argmax())
            odds = float(height[one])
            if not odds > FARTHEST:
                break
            one, other = sorted((one, int(best[one])))
            if odds > self.prior + HARDLY:
                chosen = odds + self._chosen(one, other)
                anybody = max(chosen, self._anybody(standing, one, other))
            else:  # where nothing speaks for two they were chosen by nothing either
                chosen, anybody = odds, max(odds, self._lost(standing, one, other))
            self._merge(one, other, (chosen, anybody), self._heaviest(one, other))
            fresh = self._row(one)
            standing[one], standing[:, one] = fresh, fresh
            standing[other], standing[:, other] = _NEVER, _NEVER
            stale = np.flatnonzero((best == one) | (best == other))
            better = fresh > height
            height[better], best[better] = fresh[better], one
            for again in {*stale.tolist(), one, other}:
                best[again] = standing[again].argmax()
                height[again] = standing[again, best[again]]
        return Tree(
            size=self.size,
            left=tuple(self.left),
            right=tuple(self.right),
            odds=np.array(self.odds, dtype=np.float64),
            anybody=np.array(self.anybody, dtype=np.float64),
            pair=tuple(self.pairs),
        )

    def _row(self, row: int) -> NDArray[np.float32]:
        """The odds of one group with each other; never with itself, the dead, and those it must stay apart from."""
        by_field = {}
        for name in self.sums:
            by_field[name] = self.sums[name][row] if name in _BEST_OF else self.sums[name][row] / np.maximum(self.told[name][row], 1)
        found = np.asarray(capped(by_field, self.priors), dtype=np.float32) + np.float32(self.prior)
        # What nothing ties comes after what something does; with what being chosen adds it stays below its limit.
        found = np.where(self.tied[row], found, np.minimum(found, np.float32(self.priors.untied - self.priors.best_candidate)))
        found[~self.living | self.apart[row]] = _NEVER
        found[row] = _NEVER
        return found

    def _chosen(self, one: int, other: int) -> float:
        """What being each other's best candidate adds, less where both are groups already: their members found better ones before."""
        return float(self.priors.best_candidate - np.log2(min(len(self.members[one]), len(self.members[other]))))

    def _anybody(self, standing: NDArray[np.float32], one: int, other: int) -> float:
        """The odds that one of two groups has anybody, of the one for which more speaks. ``standing`` are the odds of groups with each other.

        Candidates for whom hardly anything speaks do not count, however many there are; and where nothing particular ties even the best one,
        it is as likely as not at most. What is added to candidates (``any_candidate``) makes up for averages of groups, which pairs of
        single mentions, those ``beyond``, are not.
        """
        more = 2**self.priors.any_candidate
        rows = ((standing[group], self.beyond[group]) for group in (one, other))
        found = max(more * float(np.exp2(row[row > self.prior + SPEAKS].astype(np.float64)).sum()) + 2**beyond for row, beyond in rows)
        odds = float(np.log2(found))
        return odds if self.tied[one, other] else min(odds, 0.0)

    def _lost(self, standing: NDArray[np.float32], one: int, other: int) -> float:
        """The odds that one of two groups has anybody among those of whom something speaks against each.

        Silence is no candidate: a thousand accounts that say nothing of a person would make it certain that one is of them.
        """
        rows = ((standing[group], self.beyond[group]) for group in (one, other))
        found = max(float(np.exp2(row[row < self.prior - HARDLY].astype(np.float64)).sum()) + 2**beyond for row, beyond in rows)
        return min(float(np.log2(found)), LOST)

    def _heaviest(self, one: int, other: int) -> tuple[int, int]:
        mine, theirs = self.members[one], self.members[other]
        block = self.total[np.ix_(mine, theirs)]
        at = int(block.argmax())
        a, b = mine[at // len(theirs)], theirs[at % len(theirs)]
        return (a, b) if a < b else (b, a)

    def _merge(self, one: int, other: int, odds: tuple[float, float], pair: tuple[int, int]) -> None:
        for name, sums in self.sums.items():
            fresh = np.maximum(sums[one], sums[other]) if name in _BEST_OF else sums[one] + sums[other]
            sums[one], sums[:, one] = fresh, fresh
        for told in self.told.values():
            fresh = told[one] + told[other]
            told[one], told[:, one] = fresh, fresh
        self.tied[one] |= self.tied[other]
        self.tied[:, one] = self.tied[one]
        self.apart[one] |= self.apart[other]
        self.apart[:, one] = self.apart[one]
        self.apart[one, one] = True
        sizes = [len(self.members[group]) for group in (one, other)]
        self.beyond[one] = np.average(self.beyond[[one, other]], weights=sizes)
        self.living[other] = False
        self.left.append(self.node[one])
        self.right.append(self.node[other])
        self.node[one] = self.size + len(self.odds)
        self.odds.append(odds[0])
        self.anybody.append(odds[1])
        self.pairs.append(pair)
        self.members[one] = self.members[one] + self.members[other]


def _square(size: int, upper: tuple[NDArray[np.intp], NDArray[np.intp]], values: NDArray[np.generic]) -> NDArray[np.float32]:
    found = np.zeros((size, size), dtype=np.float32)
    found[upper] = values
    found.T[upper] = values
    return found


def cut(tree: Tree, joined: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.intp]:
    """The group of each mention (numbered from 0) where these mergers are carried out, each for the groups that hold its heaviest pair.

    What is grouped is part of one group of the tree, so nobody stands together whom the tree keeps apart.
    """
    parent = list(range(tree.size))
    for at in np.flatnonzero(joined).tolist():
        one, other = (_root(parent, mention) for mention in tree.pair[at])
        parent[max(one, other)] = min(one, other)
    _, numbered = np.unique(np.array([_root(parent, at) for at in range(tree.size)], dtype=np.intp), return_inverse=True)
    return numbered.astype(np.intp)


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def best(tree: Tree) -> NDArray[np.intp]:
    """The groups in which every merger is likelier than not."""
    return cut(tree, tree.odds > 0)


def chances(tree: Tree) -> NDArray[np.float64]:
    """The probability of each merger, that it is just this one."""
    return _chances(tree.odds)


def _chances(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isposinf(odds), 1.0, 1 / (1 + np.exp2(-np.clip(odds, -60, 60))))


def draw(tree: Tree, doubt: float, samples: int, seed: int) -> NDArray[np.intp]:
    """``samples`` partitions, a row each. The shift of a sample is normal (log2) with two standard deviations of ``doubt``."""
    dice = np.random.default_rng(seed)
    shifts = dice.normal(0.0, np.log2(doubt) / 2, samples)
    draws = dice.random((samples, len(tree.left)))
    return np.stack([cut(tree, draws[row] < _chances(tree.anybody + shifts[row])) for row in range(samples)])


def count_interval(partitions: NDArray[np.intp], share: float = 0.9) -> tuple[int, int]:
    """Between which numbers of groups this share of the partitions lies."""
    counts = partitions.max(axis=1) + 1
    low, high = np.quantile(counts, [(1 - share) / 2, (1 + share) / 2], method="nearest")
    return int(low), int(high)
