"""Groups where there are too many mentions to hold all pairs: the mentions that candidate pairs connect are grouped by themselves.

Mentions that no candidate pair of some weight connects are two people in every sample; each connected part is grouped as a small study is,
with the scale of the whole one, and the trees are put side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.partition import Partition
from testimonia.stages.resolve.method.grouping import LEAST, Tree, grow
from testimonia.stages.resolve.method.levels import Levels
from testimonia.stages.resolve.method.weighing import Weighed
from testimonia.stages.resolve.priors import Priors

Places = NDArray[np.intp]
Decided = Mapping[tuple[int, int], bool]
MOST = 1500
"""Mentions of one part at most: larger ones are cut where they hang together by their weakest pairs."""
STEP = 0.5
"""log2 odds by which the weakest pairs of a part that is too large are given up at a time: by 2 a part of 3,600 fell to pieces of 60."""


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
    return beside(size, [(members, part_tree(members, *weigh(members), priors, decided, unclear)) for members in several])


def part_tree(
    members: Places, levels: Mapping[str, Levels], weighed: Weighed, priors: Priors, decided: Decided, unclear: Iterable[tuple[int, int]]
) -> Tree:
    """The tree of one part, by the places of its mentions in it."""
    place = {int(at): n for n, at in enumerate(members)}
    return grow(len(members), levels, weighed, priors, _among(decided, place), _pairs_among(unclear, place))


def parts(size: int, edges: tuple[Places, Places, NDArray[np.float64]], together: Iterable[tuple[int, int]]) -> list[Places]:
    """The connected parts of several mentions; none is larger than ``MOST`` unless people put it together."""
    first, second, odds = edges
    kept = odds > LEAST
    first, second, odds = first[kept], second[kept], odds[kept]
    least, open_, found = LEAST, np.ones(size, dtype=bool), []
    while True:
        held = (odds > least) & open_[first] & open_[second]
        groups = _connected(first[held], second[held], together if least == LEAST else [])
        large = [members for members in groups if len(members) > MOST]
        found += [members for members in groups if len(members) <= MOST]
        if not large or not held.any():
            return sorted(found + large, key=lambda members: int(members[0]))
        open_ = np.zeros(size, dtype=bool)
        open_[np.concatenate(large)] = True
        least += STEP


def _connected(first: Places, second: Places, together: Iterable[tuple[int, int]]) -> list[Places]:
    pairs = [*zip(first.tolist(), second.tolist(), strict=True), *together]
    # Padded, so that their order as words is that of their numbers.
    groups = Partition(f"{at:09}" for pair in pairs for at in pair)
    for a, b in pairs:
        groups.join(f"{a:09}", f"{b:09}")
    return [np.array([int(name) for name in members], dtype=np.intp) for members in groups.groups()]


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
    odds = np.concatenate([tree.odds for _, tree in trees]) if trees else np.array([])
    return Tree(size=size, left=tuple(left), right=tuple(right), odds=odds, pair=tuple(pairs))
