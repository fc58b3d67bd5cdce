"""The bootstrap: units are drawn again, with all the answers that they got.

Many units are drawn by their distinct patterns: units with the same numbers are drawn together, each pattern with a multinomial weight,
so that the cost grows with how many different units there are. Few units are drawn once for all rows that are about as many, and every
replicate is one product of matrices. Source: Efron & Tibshirani (1993), ch. 6 and 13 (percentiles);
units and not pairs of values are drawn, since the values of one unit belong together.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from testimonia.domain.agreement import TARGETS, Estimate
from testimonia.stages.code.method.agreement.answers import Floats
from testimonia.stages.code.method.agreement.coefficients import Statistic
from testimonia.stages.code.method.agreement.settings import AgreementParams

THREADED = 200_000
"""Multiplications from which on OpenBLAS uses threads: 4 * 65,536, less a margin (interface/gemm.c)."""


@lru_cache(maxsize=3)  # cases, accounts and texts; 32 MB each at most
def _weights(units: int, replicates: int, seed: int) -> Floats:
    """How often each unit is drawn in each replicate; the same for every row on as many units, as they are about the same units."""
    dice = np.random.Generator(np.random.PCG64([seed, units]))
    drawn = dice.integers(0, units, size=(replicates, units)) + np.arange(replicates)[:, None] * units
    found = np.bincount(drawn.ravel(), minlength=replicates * units).reshape(replicates, units).astype(float)
    found.flags.writeable = False
    return found


def _product(weights: Floats, columns: Floats) -> Floats:
    """Their product, a strip at a time.

    On whole thin matrices OpenBLAS wakes all its threads: on two busy cores that took more time than the work itself (200 accounts x 40
    codes: 5.7 s of processor time against 2.9 s).
    """
    strip = max(1, THREADED // max(columns.size, 1))
    return np.vstack([weights[start : start + strip] @ columns for start in range(0, len(weights), strip)])


@dataclass(frozen=True)
class Dice:
    """Where the samples of one row come from: ``own`` numbers for its patterns, samples of units shared by all rows of a ``seed``."""

    seed: int
    name: tuple[str, ...]

    @cached_property
    def own(self) -> np.random.Generator:
        """The same numbers on every machine, whatever other rows there are."""
        return np.random.Generator(np.random.PCG64([self.seed, *(zlib.crc32(part.encode()) for part in self.name)]))


def generator(seed: int, *name: str) -> Dice:
    """The numbers that belong to the row of this name."""
    return Dice(seed, name)


def resampled(columns: Floats, replicates: int, dice: Dice, cells: int = 4_000_000) -> Iterator[Floats]:
    """Sums of the columns (units x K) over units drawn with replacement, in pieces of (replicates x K) rows."""
    units = len(columns)
    if not units or not replicates:
        return
    if replicates * units <= cells:
        yield _product(_weights(units, replicates, dice.seed), columns)
        return
    patterns, sizes = np.unique(columns, axis=0, return_counts=True)
    step = max(1, min(replicates, cells // max(len(patterns), columns.shape[1])))
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        yield dice.own.multinomial(units, sizes / units, size=rows).astype(float) @ patterns


@dataclass(frozen=True, slots=True)
class Replicates:
    """The values of one coefficient over all replicates, NaN where it was undefined."""

    values: Floats

    def estimate(self, name: str, value: float, level: float) -> Estimate:
        """The coefficient with its percentile interval and its probabilities of missing the targets."""
        known = self.values[~np.isnan(self.values)]
        lost = len(self.values) - len(known)
        if not len(known) or np.isnan(value):
            return Estimate(coefficient=name, value=None if np.isnan(value) else float(value), lost=lost)
        low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
        if high - low < 1e-9 and abs(value - 1) < 1e-9:  # noqa: PLR2004 - rounding
            # Nothing disagreed, so no replicate does: that is the sample's ignorance, not certainty.
            return Estimate(coefficient=name, value=1.0, lost=lost)
        below = tuple(float((known < target).mean()) for target in TARGETS) if name != "percent" else ()
        return Estimate(coefficient=name, value=float(value), low=float(low), high=float(high), below=below, lost=lost)


def bootstrap(statistics: Sequence[Statistic], params: AgreementParams, dice: Dice) -> list[Estimate]:
    """Every coefficient of the same units with its interval, from the same replicates."""
    if not statistics:
        return []
    columns = np.hstack([statistic.columns for statistic in statistics])
    ends = np.cumsum([statistic.columns.shape[1] for statistic in statistics])
    whole = columns.sum(axis=0, keepdims=True)
    parts = [slice(end - statistic.columns.shape[1], end) for end, statistic in zip(ends, statistics, strict=True)]
    drawn: list[list[Floats]] = [[] for _ in statistics]
    if len(columns) > 1:
        for sums in resampled(columns, params.replicates, dice, params.cells):
            for found, statistic, part in zip(drawn, statistics, parts, strict=True):
                found.append(statistic.compute(sums[:, part]))
    made = []
    for found, statistic, part in zip(drawn, statistics, parts, strict=True):
        value = float(statistic.compute(whole[:, part])[0])
        made.append(Replicates(np.concatenate(found) if found else np.empty(0)).estimate(statistic.name, value, params.level))
    return made


def difference(first: Statistic, second: Statistic, params: AgreementParams, dice: Dice) -> Estimate:
    """The second less the first of one coefficient on two separate groups of units, each drawn anew by itself."""
    drawn = []
    for statistic in (first, second):
        parts = [statistic.compute(sums) for sums in resampled(statistic.columns, params.replicates, dice, params.cells)]
        drawn.append(np.concatenate(parts) if parts else np.empty(0))
    value = second.value() - first.value()
    found = Replicates(drawn[1] - drawn[0]).estimate(first.name, value, params.level)
    return Estimate(coefficient=found.coefficient, value=found.value, low=found.low, high=found.high, lost=found.lost)
