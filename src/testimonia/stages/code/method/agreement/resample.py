"""The bootstrap: units are drawn again, with all the answers that they got.

Units with the same numbers are drawn together: of the distinct patterns each replicate gets multinomial weights, so the cost grows
with how many different units there are, not with how many units. Source: Efron & Tibshirani (1993), ch. 6 and 13 (percentiles);
units and not pairs of values are drawn, since the values of one unit belong together.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from testimonia.domain.agreement import TARGETS, Estimate
from testimonia.stages.code.method.agreement.answers import Floats
from testimonia.stages.code.method.agreement.coefficients import Statistic
from testimonia.stages.code.method.agreement.settings import AgreementParams

FEW_PATTERNS = 0.15
"""One binomial draw costs about seven times as much as one index drawn and counted (measured: 55 and 8 ns)."""


def generator(seed: int, *name: str) -> np.random.Generator:
    """The numbers that belong to one row of a report: the same on every machine, whatever other rows there are."""
    return np.random.Generator(np.random.PCG64([seed, *(zlib.crc32(part.encode()) for part in name)]))


def resampled(columns: Floats, replicates: int, dice: np.random.Generator, cells: int = 4_000_000) -> Iterator[Floats]:
    """Sums of the columns (units x K) over units drawn with replacement, in pieces of (replicates x K) rows."""
    units = len(columns)
    if not units:
        return
    patterns, sizes = np.unique(columns, axis=0, return_counts=True)
    few = len(patterns) <= FEW_PATTERNS * units
    step = max(1, min(replicates, cells // max(len(patterns) if few else units, columns.shape[1], 1)))
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        if few:
            weights = dice.multinomial(units, sizes / units, size=rows)
        else:
            drawn = np.repeat(np.arange(len(patterns)), sizes)[dice.integers(0, units, size=(rows, units))]
            drawn += np.arange(rows)[:, None] * len(patterns)
            weights = np.bincount(drawn.ravel(), minlength=rows * len(patterns)).reshape(rows, len(patterns))
        yield weights.astype(float) @ patterns


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


def bootstrap(statistics: Sequence[Statistic], params: AgreementParams, dice: np.random.Generator) -> list[Estimate]:
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


def difference(first: Statistic, second: Statistic, params: AgreementParams, dice: np.random.Generator) -> Estimate:
    """The second less the first of one coefficient on two separate groups of units, each drawn anew by itself."""
    drawn = []
    for statistic in (first, second):
        parts = [statistic.compute(sums) for sums in resampled(statistic.columns, params.replicates, dice, params.cells)]
        drawn.append(np.concatenate(parts) if parts else np.empty(0))
    value = second.value() - first.value()
    found = Replicates(drawn[1] - drawn[0]).estimate(first.name, value, params.level)
    return Estimate(coefficient=found.coefficient, value=found.value, low=found.low, high=found.high, lost=found.lost)
