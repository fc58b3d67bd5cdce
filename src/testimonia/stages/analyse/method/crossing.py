"""What goes with what: from reasons for joining to reasons for leaving (a flow), and codes that stand together."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.results import Measure
from testimonia.stages.analyse.method.association import together
from testimonia.stages.analyse.method.differences import Effect
from testimonia.stages.analyse.method.exact import SMALLEST_TESTED
from testimonia.stages.analyse.method.frame import Frame, count, counts
from testimonia.stages.analyse.method.grid import SILENT, UNCLEAR, by_case, having, rows_of
from testimonia.stages.analyse.method.intervals import wilson
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.multiplicity import westfall_young
from testimonia.stages.analyse.method.special import Floats
from testimonia.stages.analyse.method.states import State
from testimonia.stages.analyse.method.subjects import Item, items_of


def flow(desk: Desk, frame: Frame) -> list[Measure]:
    """From each thing of the first side to each of the second: how many went that way, and whether more than of the others did.

    ``flow`` is the share of those with the first who have the second as well; ``association`` how much larger it is than among those
    without the first, with its interval by drawing cases again and its test by dealing the first side anew, all pairs at once.
    """
    plan = frame.plan
    if plan.subject is None or plan.by is None:
        return []
    sides = [items_of(desk, side, frame.cases, plan.layer) for side in (plan.subject, plan.by)]
    if not all(any(item.states for item in side) for side in sides):
        return []
    ways = [_Way(frame, one, two) for one in sides[0] for two in sides[1]]
    shape = len(sides[0]), len(sides[1])
    tested = np.array([way.tested for way in ways]).reshape(shape)
    first, second = (_said(desk, frame, side) for side in sides)
    raw, adjusted = westfall_young(first, second, tested=tested, replicates=plan.replicates, seed=plan.seed)
    family = f"Westfall-Young, {tested.sum()} pair{'s' if tested.sum() != 1 else ''}"
    values = zip(ways, raw.ravel().tolist(), adjusted.ravel().tolist(), strict=True)
    return [row for way, p, within in values for row in way.rows(p, within, family)]


def _said(desk: Desk, frame: Frame, side: list[Item]) -> Floats:
    """What each case says of each thing: 1, 0, or NaN where the denominator does not count it."""
    have, counted = having(by_case(rows_of(desk, frame.cases), side), frame.plan.denominator)
    return np.where(counted, have, np.nan)


class _Way:
    """One thing of the first side and one of the second, over the cases that count for both."""

    def __init__(self, frame: Frame, one: Item, two: Item) -> None:
        self.frame, self.one, self.two = frame, one, two
        denominator = frame.plan.denominator
        known = _both_counted(one.states, two.states, denominator)
        have = {case for case in known if one.states[case] is State.AFFIRMS}
        self.here, self.there = (count(two.states, frozenset(side), denominator) for side in (have, known - have))
        self.small = min(self.here.n, self.there.n)
        self.tested = one.name != two.name and self.small >= SMALLEST_TESTED

    def rows(self, p: float, within: float, family: str) -> list[Measure]:
        """The share, and the difference with its p-values; nothing of a thing and itself."""
        if self.one.name == self.two.name:
            return []
        plan, here, there = self.frame.plan, self.here, self.there
        low, high = wilson(here.k, here.n, plan.level) if here.n else (None, None)
        share = self.frame.row(
            "flow", item=self.one.name, group=self.two.name, unit="share", estimate=here.k / here.n if here.n else None, low=low, high=high,
            k=here.k, n=here.n, not_stated=here.silent, unclear=here.unclear, method=f"wilson {plan.level:.0%}", evidence=here.have,
            note="" if here.n else "No case that both sides count has the first.",
        )  # fmt: skip
        if not here.n or not there.n:
            return [share]
        effect = excess(here.k, here.n, there.k, there.n, level=plan.level, replicates=plan.replicates, seed=plan.seed)
        untested = f"Not tested: the smaller side has {self.small} cases, and under {SMALLEST_TESTED} only intervals are shown."
        difference = self.frame.row(
            "association", item=self.one.name, group=self.two.name, other="without it", unit="share", estimate=effect.estimate,
            low=effect.low, high=effect.high, p=p if self.tested else None, p_adjusted=within if self.tested else None,
            adjustment=family if self.tested else None, k=here.k, n=here.n, other_k=there.k, other_n=there.n,
            not_stated=here.silent + there.silent, unclear=here.unclear + there.unclear,
            method=f"bootstrap over cases {plan.level:.0%}" + ("; permutation of cases" if self.tested else ""), seed=plan.seed,
            replicates=plan.replicates, evidence=here.have, against=there.have, note="" if self.tested else untested,
        )  # fmt: skip
        return [share, difference]


def _both_counted(one: Mapping[str, State], two: Mapping[str, State], denominator: str) -> set[str]:
    return {case for case, state in one.items() if case in two and counts(state, denominator) and counts(two[case], denominator)}


def excess(k1: int, n1: int, k2: int, n2: int, *, level: float, replicates: int, seed: int) -> Effect:
    """The difference of two shares of the same cases, with the percentiles of draws of cases.

    A draw of cases changes the four counts alone, so these are drawn. Source: Efron & Tibshirani (1993), ch. 13.
    """
    cells = np.array([k1, n1 - k1, k2, n2 - k2])
    dice = np.random.Generator(np.random.PCG64(seed))
    drawn = dice.multinomial(n1 + n2, cells / cells.sum(), size=replicates).astype(float)
    first, second = drawn[:, 0] + drawn[:, 1], drawn[:, 2] + drawn[:, 3]
    exists = (first > 0) & (second > 0)
    found: Floats = drawn[exists, 0] / first[exists] - drawn[exists, 2] / second[exists]
    estimate = k1 / n1 - k2 / n2
    if not len(found):
        return Effect(estimate, -1.0, 1.0)
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Effect(estimate, min(float(low), estimate), max(float(high), estimate))


def cooccurrence(desk: Desk, frame: Frame) -> list[Measure]:
    """Every pair of things of one subject: their ``jaccard`` and their ``lift``, over the cases in which both were looked for."""
    plan = frame.plan
    if plan.subject is None:
        return []
    items = items_of(desk, plan.subject, frame.cases, plan.layer)
    states = by_case(rows_of(desk, frame.cases), items)
    have, counted = having(states, plan.denominator)
    rows: list[Measure] = []
    for one, two in combinations(range(len(items)), 2):
        known = counted[:, one] & counted[:, two]
        if known.any():
            rows += _pair(
                frame, items[one].name, items[two].name, states[known][:, [one, two]], have[known][:, [one, two]], np.flatnonzero(known)
            )
    return rows


def _pair(frame: Frame, one: str, two: str, states: NDArray[np.int8], have: NDArray[np.bool_], places: NDArray[np.intp]) -> list[Measure]:
    plan = frame.plan
    found = together(have[:, 0], have[:, 1], level=plan.level, replicates=plan.replicates, seed=plan.seed)
    told: dict[str, Any] = {
        "k": found.both, "n": found.n, "not_stated": int((states == SILENT).any(axis=1).sum()),
        "unclear": int((states == UNCLEAR).any(axis=1).sum()), "seed": plan.seed, "replicates": plan.replicates,
        "evidence": tuple(sorted(frame.cases[place].id for place in places[have.all(axis=1)].tolist())),
    }  # fmt: skip
    tested = min(found.first, found.second, found.n - found.first, found.n - found.second) >= SMALLEST_TESTED
    note = f"{found.first} have the first, {found.second} the second."
    untested = "" if tested else f" Not tested: one side has under {SMALLEST_TESTED} cases."
    method = f"bootstrap over cases {plan.level:.0%}"
    rows = []
    if found.jaccard is not None and found.jaccard.estimate is not None:
        effect = found.jaccard
        rows.append(
            frame.row(
                "jaccard", item=one, group=two, unit="share", estimate=effect.estimate, low=effect.low, high=effect.high, note=note,
                method=method, **told,
            )
        )  # fmt: skip
    if found.lift is not None and found.lift.estimate is not None:
        effect = found.lift
        rows.append(
            frame.row(
                "lift", item=one, group=two, unit="ratio", estimate=effect.estimate, low=effect.low, high=effect.high,
                p=found.p if tested else None, note=note + untested, method=f"{method}; Fisher" if tested else method, **told,
            )
        )  # fmt: skip
    return rows
