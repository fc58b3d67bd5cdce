"""Counts per time: intervals, and whether a rate changed."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from testimonia.stages.analyse.method.shares import clopper_pearson
from testimonia.stages.analyse.method.special import beta_cdf, gamma_quantile, log_factorials


def poisson_interval(count: float, exposure: float = 1.0, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a rate: ``count`` events in ``exposure`` units of time. Zero events still have an upper end.

    Source: Garwood (1936), Biometrika 28:437-442.

    Raises:
        ValueError: a negative count, no exposure, or no level.
    """
    if count < 0 or exposure <= 0 or not 0 < level < 1:
        raise ValueError(f"no rate: {count} in {exposure} at level {level}")
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else gamma_quantile(tail, count)
    return low / exposure, gamma_quantile(1 - tail, count + 1) / exposure


@dataclass(frozen=True, slots=True)
class RateChange:
    """The ratio of two rates (second to first) with its interval, and the p-value of the exact conditional test."""

    ratio: float | None
    low: float
    high: float
    p: float


def rate_change(count1: float, exposure1: float, count2: float, exposure2: float, level: float = 0.95) -> RateChange:
    """Whether a rate is another in the second stretch of time than in the first.

    Given the total, the second count is binomial; two-sided p sums the counts that are no likelier than the observed one. Without any
    event nothing can be said: p = 1. Counts that are no whole numbers (dates known roughly count in parts) have the interval and twice the
    smaller tail of the same Beta distributions, which at whole numbers are those of the binomial; p is then no exact test.
    Source: Przyborowski & Wilenski (1940), Biometrika 31:313-323.
    """
    if min(count1, count2) < 0 or min(exposure1, exposure2) <= 0:
        raise ValueError(f"no rates: {count1} in {exposure1}, {count2} in {exposure2}")
    total = count1 + count2
    if not total:
        return RateChange(None, 0.0, inf, 1.0)
    share = exposure2 / (exposure1 + exposure2)
    low, high = clopper_pearson(count2, total, level)
    odds = [inf if end == 1 else end / (1 - end) * exposure1 / exposure2 for end in (low, high)]
    ratio = inf if count1 == 0 else count2 / count1 * exposure1 / exposure2
    whole = float(count2).is_integer() and float(total).is_integer()
    p = binomial_test(int(count2), int(total), share) if whole else _tails(count2, total, share)
    return RateChange(ratio, odds[0], odds[1], p)


def _tails(k: float, n: float, share: float) -> float:
    """Twice the smaller tail of ``k`` out of ``n``, neither of which need be a whole number: what the Clopper-Pearson interval inverts."""
    above = 1.0 if k == 0 else beta_cdf(share, k, n - k + 1)
    below = 1.0 if k == n else 1 - beta_cdf(share, k + 1, n - k)
    return min(1.0, 2 * min(above, below))


def binomial_test(k: int, n: int, share: float) -> float:
    """The two-sided exact test of ``k`` out of ``n`` against a share strictly between 0 and 1."""
    logs = log_factorials(n)
    counts = np.arange(n + 1)
    chances = np.exp(logs[n] - logs[counts] - logs[n - counts] + counts * np.log(share) + (n - counts) * np.log1p(-share))
    return min(1.0, float(chances[chances <= chances[k] * (1 + 1e-7)].sum()))
