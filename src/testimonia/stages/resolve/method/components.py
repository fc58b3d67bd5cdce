"""Groups where there are too many mentions to hold all pairs: the mentions that candidate pairs connect are grouped by themselves.

Mentions that no candidate pair of some weight connects are two people in every sample; each connected part is grouped as a small study is,
with the scale of the whole one, and the trees are put side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.grouping import LEAST, NOBODY, Tree, grow
from testimonia.stages.resolve.method.levels import Levels
from testimonia.stages.resolve.method.weighing import Weighed
from testimonia.stages.resolve.priors import Priors

Places = NDArray[np.intp]
Decided = Mapping[tuple[int, int], bool]
MOST = 3000
"""Mentions of one part at most, .7 GB: larger ones are cut where they hang together by their lightest pairs. 1,500 left 3 % more groups of 6,394 in half the time."""


def grown(
    size: int,
    edges: tuple[Places, Places, NDArray[np.float64]],
    weigh: Callable[[Places], tuple[Mapping[str, Levels], Weighed]],
    priors: Priors,
    decided: Decided,
    unclear: Collection[tuple[int, int]] = (),
) -> Tree:
    """The tree of ``size`` mentions from candidate pairs (first, second, log2 odds); ``weigh`` gives all pairs of a few mentions."""
    together = [pair for pair, same in decided.items() if same]
    several = parts(size, edges, together)
    beyond = elsewhere(size, edges, several, priors, decided)
    return beside(size, [(members, part_tree(members, *weigh(members), priors, decided, unclear, beyond)) for members in several])


def part_tree(
    members: Places,
    levels: Mapping[str, Levels],
    weighed: Weighed,
    priors: Priors,
    decided: Decided,
    unclear: Iterable[tuple[int, int]],
    beyond: NDArray[np.float64],
) -> Tree:
    """The tree of one part, by the places of its mentions in it; ``beyond`` are the odds of :func:`elsewhere`."""
    place = {int(at): n for n, at in enumerate(members)}
    return grow(len(members), levels, weighed, priors, _among(decided, place), _pairs_among(unclear, place), beyond[members])


def elsewhere(
    size: int, edges: tuple[Places, Places, NDArray[np.float64]], several: Sequence[Places], priors: Priors, decided: Decided
) -> NDArray[np.float64]:
    """For each mention the log2 odds that it is of one person with anybody whom its part does not hold, as far as pairs were compared.

    Whom people ``decided`` to be somebody else is no candidate.
    A person is told of by several mentions, each of which is a candidate until they are grouped, so their sum is divided by so many.
    """
    part = np.full(size, -1)
    for number, members in enumerate(several):
        part[members] = number
    first, second, odds = edges
    different = np.array([a * size + b for (a, b), same in decided.items() if not same], dtype=np.int64)
    cut_off = (odds > LEAST) & (part[first] != part[second]) & ~np.isin(first * size + second, different)
    found = np.zeros(size)
    for places in (first, second):
        np.add.at(found, places[cut_off], np.exp2(odds[cut_off] - priors.best_candidate))
    return np.log2(np.maximum(found / max(priors.mentions_per_person, 1.0), np.exp2(NOBODY)))


def parts(size: int, edges: tuple[Places, Places, NDArray[np.float64]], together: Iterable[tuple[int, int]]) -> list[Places]:
    """The connected parts of several mentions; none is larger than ``MOST`` unless people put it together.

    Pairs connect from the heaviest to the lightest, and one that would make a part too large is left out: of what is cut only the
    lightest pairs are lost, and a part never falls to small pieces because one threshold holds for all of it.
    """
    first, second, odds = edges
    order = np.lexsort((second, first, -odds))
    order = order[odds[order] > LEAST]
    groups = _Groups(size)
    for a, b in together:
        groups.join(a, b, size)
    for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
        groups.join(a, b, MOST)
    return groups.several()


class _Groups:
    """Numbers that grow together (union by size); the many pairs of a large study are too many for names."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._size = [1] * size

    def _find(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, a: int, b: int, most: int) -> None:
        """Put two groups together unless that makes more than ``most``."""
        one, other = self._find(a), self._find(b)
        if one == other or self._size[one] + self._size[other] > most:
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._parent[other] = one
        self._size[one] += self._size[other]

    def several(self) -> list[Places]:
        """The groups of several, by their first number."""
        found: dict[int, list[int]] = {}
        for at in range(len(self._parent)):
            found.setdefault(self._find(at), []).append(at)
        return [np.array(members, dtype=np.intp) for members in found.values() if len(members) > 1]


def _among(decided: Decided, place: Mapping[int, int]) -> dict[tuple[int, int], bool]:
    return {(place[a], place[b]): same for (a, b), same in decided.items() if a in place and b in place}


def _pairs_among(pairs: Iterable[tuple[int, int]], place: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(place[a], place[b]) for a, b in pairs if a in place and b in place]


def beside(size: int, trees: Sequence[tuple[Places, Tree]]) -> Tree:
    """Trees of different mentions as one."""
    left: list[int] = []
    right: list[int] = []
    pairs: list[tuple[int, int]] = []
    for members, tree in trees:
        before = size + len(left)
        node = [*members.tolist(), *range(before, before + len(tree.left))]
        left += [node[at] for at in tree.left]
        right += [node[at] for at in tree.right]
        pairs += [(int(members[a]), int(members[b])) for a, b in tree.pair]
    odds = np.concatenate([np.array([]), *(tree.odds for _, tree in trees)])
    anybody = np.concatenate([np.array([]), *(tree.anybody for _, tree in trees)])
    return Tree(size=size, left=tuple(left), right=tuple(right), odds=odds, anybody=anybody, pair=tuple(pairs))
