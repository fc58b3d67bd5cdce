"""A reviewer who always knows: which pairs are asked, and what the groups come to afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.people import Crowd
from testimonia.protocol.sections import Pairs
from testimonia.stages.resolve.method.grouping import Tree, best, chances, count_interval, cut, draw, grow
from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.proposing import LEAST_SHOWN
from testimonia.stages.resolve.method.stopping import stopping
from testimonia.stages.resolve.method.weighing import weigh
from testimonia.stages.resolve.priors import shipped

AT_ONCE = 20
"""Pairs reviewed before everything is weighed again: about what a person does in one sitting."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a crowd: the groups, between which numbers of people nine samples of ten lie, and how many pairs were asked."""

    groups: NDArray[np.intp]
    low: int
    high: int
    asked: int


def resolved(crowd: Crowd, pairs: int, seed: int = 0) -> Reviewed:
    """Resolve a crowd with at most so many reviewed pairs, the most uncertain first."""
    priors, size = shipped(), len(crowd.profiles)
    levels = all_levels(crowd.profiles)
    decided: dict[tuple[int, int], bool] = {}
    while True:
        place = {a * size - a * (a + 1) // 2 + b - a - 1: same for (a, b), same in decided.items()}
        tree = grow(size, levels, weigh(crowd.profiles, levels, priors, place, decided), priors, decided)
        asked = _most_uncertain(tree, decided)[: min(AT_ONCE, pairs - len(decided))]
        if not asked:
            break
        decided |= {(a, b): crowd.truth[a] == crowd.truth[b] for a, b in asked}
    low, high = count_interval(draw(tree, priors.doubt, 500, seed))
    return Reviewed(best(tree), low, high, len(decided))


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stands when the rule says that reviewing may stop: the cases (reviewed pairs alone), and how many pairs were asked."""

    cases: tuple[int, ...]
    asked: int


def until_the_rule(crowd: Crowd) -> Stopped:
    """Review until reviewing may stop, with the share of the shipped protocol."""
    priors, size = shipped(), len(crowd.profiles)
    levels, share = all_levels(crowd.profiles), Pairs().stop_below
    decided: dict[tuple[int, int], bool] = {}
    while True:
        place = {a * size - a * (a + 1) // 2 + b - a - 1: same for (a, b), same in decided.items()}
        tree = grow(size, levels, weigh(crowd.profiles, levels, priors, place, decided), priors, decided)
        chance = dict(zip(tree.pair, chances(tree).tolist(), strict=True))
        waiting = [pair for pair in _most_uncertain(tree, decided) if chance[pair] >= LEAST_SHOWN]
        cases = cut(tree, np.isposinf(tree.odds))
        if stopping([chance[pair] for pair in waiting], int(cases.max()) + 1, share, second=0, disputed=0, contradicting=0).may:
            return Stopped(tuple(cases.tolist()), len(decided))
        decided |= {(a, b): crowd.truth[a] == crowd.truth[b] for a, b in waiting[:AT_ONCE]}


def _most_uncertain(tree: Tree, decided: dict[tuple[int, int], bool]) -> list[tuple[int, int]]:
    order = np.argsort(np.abs(chances(tree) - 0.5), kind="stable")
    return [tree.pair[at] for at in order if np.isfinite(tree.odds[at]) and tree.pair[at] not in decided]
