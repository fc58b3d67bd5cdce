"""From pairs to groups of mentions: average link, with what people decided kept whatever the weights say.

Average link and not connected components: one wrong pair would chain two people together. Two groups are compared field by field: the
average weight of those of their pairs that say anything (so that silence in one account does not thin out what another tells), and the
best for shared passages, which reprints of one interview share with some of its accounts only. What must stand together is merged
first, what must stay apart never.

Every merger has a probability. Its odds are those of its weight and of the prior for a pair, corrected for its being no pair drawn at
random but each other's best candidate. A partition is drawn from the tree by carrying out each merger with its probability, all or
nothing (tree-consistent partitions, after Heller and Ghahramani 2005), with the prior shifted alike for all mergers of a sample, since
how many accounts there are to a person is known least of all.
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
"""log2 odds below which two groups are not worth merging: less than one in 250."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The mergers in their order. ``left`` and ``right`` are numbers of groups: the mentions first, then the mergers.

    ``odds`` are log2, corrected; infinite where people decided. ``pair`` is, for each, the heaviest pair across (two mentions).
    """

    size: int
    left: tuple[int, ...]
    right: tuple[int, ...]
    odds: NDArray[np.float64]
    pair: tuple[tuple[int, int], ...]


def grow(
    size: int,
    levels: Mapping[str, Levels],
    weighed: Weighed,
    priors: Priors,
    decided: Mapping[tuple[int, int], bool],
    unclear: Collection[tuple[int, int]] = (),
) -> Tree:
    """The tree of ``size`` mentions; ``decided`` are pairs (first number smaller) that people hold to be the same or different.

    ``unclear`` are pairs that nobody need be asked about again: another pair of the same two groups may tell more. Takes some 80 bytes of memory times the square of ``size``.
    """
    if not size:
        return Tree(size=0, left=(), right=(), odds=np.array([]), pair=())
    growing = _Growing(size, levels, weighed, priors, decided)
    growing.ask_not(unclear)
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
        self.members: list[list[int]] = [[item] for item in range(size)]
        self.node = list(range(size))
        self.living = np.ones(size, dtype=bool)
        self.left: list[int] = []
        self.right: list[int] = []
        self.odds: list[float] = []
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
                self._merge(one, other, np.inf, (a, b))
                place[other] = one
        standing = np.full((self.size, self.size), _NEVER, dtype=np.float32)
        for row in np.flatnonzero(self.living):
            standing[row] = self._row(int(row))
        best = standing.argmax(axis=1)
        height = standing[np.arange(self.size), best]
        while self.living.sum() > 1:
            one = int(height.argmax())
            odds = float(height[one])
            if not odds > LEAST:
                break
            one, other = sorted((one, int(best[one])))
            # Where nothing speaks for a pair it was chosen by nothing either.
            chosen = self._chosen(one, other) if odds > self.prior else 0.0
            self._merge(one, other, odds + chosen, self._heaviest(one, other))
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

    def _heaviest(self, one: int, other: int) -> tuple[int, int]:
        mine, theirs = self.members[one], self.members[other]
        block = self.total[np.ix_(mine, theirs)]
        at = int(block.argmax())
        a, b = mine[at // len(theirs)], theirs[at % len(theirs)]
        return (a, b) if a < b else (b, a)

    def _merge(self, one: int, other: int, odds: float, pair: tuple[int, int]) -> None:
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
        self.living[other] = False
        self.left.append(self.node[one])
        self.right.append(self.node[other])
        self.node[one] = self.size + len(self.odds)
        self.odds.append(odds)
        self.pairs.append(pair)
        self.members[one] = self.members[one] + self.members[other]


def _square(size: int, upper: tuple[NDArray[np.intp], NDArray[np.intp]], values: NDArray[np.generic]) -> NDArray[np.float32]:
    found = np.zeros((size, size), dtype=np.float32)
    found[upper] = values
    found.T[upper] = values
    return found


def cut(tree: Tree, joined: Sequence[bool] | NDArray[np.bool_]) -> NDArray[np.intp]:
    """The group of each mention (numbered from 0) where these mergers are carried out; one of groups that are not whole is not."""
    parent = list(range(tree.size + len(tree.left)))
    whole = [True] * tree.size
    for at, (left, right) in enumerate(zip(tree.left, tree.right, strict=True)):
        made = bool(joined[at]) and whole[left] and whole[right]
        whole.append(made)
        if made:
            parent[left] = parent[right] = tree.size + at
    for node in range(len(parent) - 1, -1, -1):
        parent[node] = parent[parent[node]]
    _, numbered = np.unique(np.array(parent[: tree.size], dtype=np.intp), return_inverse=True)
    return numbered.astype(np.intp)


def best(tree: Tree) -> NDArray[np.intp]:
    """The groups in which every merger is likelier than not."""
    return cut(tree, tree.odds > 0)


def chances(tree: Tree, shift: float = 0.0) -> NDArray[np.float64]:
    """The probability of each merger, its groups being whole; ``shift`` is added to its log2 odds."""
    found = 1 / (1 + np.exp2(-np.clip(tree.odds + shift, -60, 60)))
    return np.where(np.isposinf(tree.odds), 1.0, found)


def draw(tree: Tree, doubt: float, samples: int, seed: int) -> NDArray[np.intp]:
    """``samples`` partitions, a row each. The shift of a sample is normal (log2) with two standard deviations of ``doubt``."""
    dice = np.random.default_rng(seed)
    shifts = dice.normal(0.0, np.log2(doubt) / 2, samples)
    draws = dice.random((samples, len(tree.left)))
    return np.stack([cut(tree, draws[row] < chances(tree, shifts[row])) for row in range(samples)])


def count_interval(partitions: NDArray[np.intp], share: float = 0.9) -> tuple[int, int]:
    """Between which numbers of groups this share of the partitions lies."""
    counts = partitions.max(axis=1) + 1
    low, high = np.quantile(counts, [(1 - share) / 2, (1 + share) / 2], method="nearest")
    return int(low), int(high)
