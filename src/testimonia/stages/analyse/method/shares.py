"""Intervals of one share and of several shares at once; Wilson's single interval is in ``intervals``."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.analyse.method.intervals import wilson
from testimonia.stages.analyse.method.special import Floats, beta_quantile

CELLS = 2_000_000
"""Numbers held at once while cases are drawn again (16 MB)."""


def jeffreys(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The Jeffreys interval of ``k`` out of ``n``: the middle of Beta(k + 1/2, n - k + 1/2), reaching 0 and 1 at no and all successes.

    Source: Brown, Cai & DasGupta (2001), Statistical Science 16:101-133, section 4.1.

    Raises:
        ValueError: unless 0 <= k <= n, n > 0 and 0 < level < 1.
    """
    _check(k, n, level)
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k + 0.5, n - k + 0.5)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 0.5, n - k + 0.5)
    return min(low, k / n), max(high, k / n)  # at a low level and k near an end the middle may miss the estimate


def clopper_pearson(k: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of ``k`` out of ``n``: never covers less than ``level``, and is wider than it needs to be.

    Where neither is a whole number (dates that count in parts) it is that of the same Beta distributions, and no longer exact.

    Source: Clopper & Pearson (1934), Biometrika 26:404-413; method 5 of Newcombe (1998), Statistics in Medicine 17:857-872.

    Raises:
        ValueError: unless 0 <= k <= n, n > 0 and 0 < level < 1.
    """
    _check(k, n, level)
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k, n - k + 1)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 1, n - k)
    return low, high


def bonferroni_level(level: float, many: int) -> float:
    """The level of each of ``many`` intervals so that all hold at once with at least ``level``, whatever their dependence."""
    return 1 - (1 - level) / many


def sidak_level(level: float, many: int) -> float:
    """The level of each of ``many`` intervals so that all hold at once with ``level`` if they are independent.

    For two-sided intervals of normal estimates it holds under any dependence. Source: Sidak (1967), JASA 62:626-633.
    """
    return float(level ** (1 / many))


def simultaneous(counts: Sequence[tuple[int, int]], level: float = 0.95) -> list[tuple[float, float]]:
    """Wilson intervals of several shares (k, n) that hold all at once with ``level`` (Sidak): for codes that exclude nothing."""
    each = sidak_level(level, max(len(counts), 1))
    return [wilson(k, n, each) for k, n in counts]


def max_t_level(has: Sequence[Sequence[float | None]], level: float = 0.95, *, replicates: int = 2000, seed: int = 0) -> float:
    """The level of each Wilson interval so that those of all codes hold at once, with the correlation of the codes kept.

    ``has`` is cases x codes: 1 has it, 0 has it not, None does not count. Cases are drawn again; of each draw the largest distance of
    a share from the observed one, in standard errors, is kept, and its quantile is turned into a level. Never below ``level`` and
    never above Bonferroni's. Codes with no variation take no part.

    Source: Romano & Wolf (2005), JASA 100:94-108 (studentised maximum); Efron & Tibshirani (1993), ch. 6 (cases are drawn).
    """
    table = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in has], dtype=float)
    if not table.size:
        return level
    counted = ~np.isnan(table)
    filled = np.where(counted, table, 0.0)
    n = counted.sum(axis=0)
    share = np.divide(filled.sum(axis=0), n, out=np.zeros(table.shape[1]), where=n > 0)
    varies = (n > 0) & (share > 0) & (share < 1)
    if varies.sum() <= 1:
        return level
    largest = _largest(filled[:, varies], counted[:, varies], share[varies], replicates, seed)
    z = float(np.quantile(largest, level))
    found = 2 * NormalDist().cdf(z) - 1
    return min(max(found, level), bonferroni_level(level, int(varies.sum())))


def _largest(filled: Floats, counted: NDArray[np.bool_], share: Floats, replicates: int, seed: int) -> Floats:
    """Of each draw of cases, the largest distance from the observed shares in standard errors."""
    patterns, sizes = np.unique(np.hstack([filled, counted.astype(float)]), axis=0, return_counts=True)
    codes = filled.shape[1]
    error = np.sqrt(share * (1 - share) / counted.sum(axis=0))
    dice = np.random.Generator(np.random.PCG64(seed))
    step = max(1, CELLS // len(patterns))
    found = []
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        sums = dice.multinomial(len(filled), sizes / len(filled), size=rows).astype(float) @ patterns
        yes, n = sums[:, :codes], sums[:, codes:]
        again = np.divide(yes, n, out=np.broadcast_to(share, yes.shape).copy(), where=n > 0)
        found.append(np.abs((again - share) / error).max(axis=1))
    return np.concatenate(found)


def goodman(counts: Sequence[int], level: float = 0.95) -> list[tuple[float, float]]:
    """Intervals of the shares of categories that exclude one another, holding all at once: Wilson's at Bonferroni's level.

    Source: Goodman (1965), Technometrics 7:247-254.
    """
    n = sum(counts)
    each = bonferroni_level(level, len(counts))
    return [wilson(k, n, each) for k in counts]


def sison_glaz(counts: Sequence[int], level: float = 0.95) -> list[tuple[float, float]]:
    """Intervals of the shares of seven and more categories that exclude one another: shorter than Goodman's.

    Source: Sison & Glaz (1995), JASA 90:366-369; Levin (1981), Annals of Statistics 9:1123-1126, for the chance of a multinomial box.
    """
    n = sum(counts)
    below, c = 0.0, 0  # the box of the counts themselves holds nothing, the box of all n holds everything
    while (chance := _box(counts, n, c + 1) if c + 1 < n else 1.0) <= level or below > level:
        below, c = chance, c + 1
    gap = (level - below) / (chance - below)
    return [(max(0.0, (k - c) / n), min(1.0, (k + c + 2 * gap) / n)) for k in counts]


def _box(counts: Sequence[int], n: int, c: int) -> float:
    """The chance that a multinomial draw with the observed shares lies within ``c`` of every count (Edgeworth, as Sison & Glaz)."""
    total_mean = total_variance = third = fourth = 0.0
    product = 1.0
    for k in counts:
        mass, mean, variance, mu3, mu4 = _truncated(float(k), c, n)
        product *= mass
        total_mean += mean
        total_variance += variance
        third += mu3
        fourth += mu4 - 3 * variance * variance
    if total_variance <= 0:
        return 0.0
    z = (n - total_mean) / sqrt(total_variance)
    skew, kurtosis = third / (total_variance * sqrt(total_variance)), fourth / total_variance**2
    edge = 1 + skew * (z**3 - 3 * z) / 6 + kurtosis * (z**4 - 6 * z**2 + 3) / 24 + skew**2 * (z**6 - 15 * z**4 + 45 * z**2 - 15) / 72
    density = NormalDist().pdf(z) * edge / sqrt(total_variance)
    return product * density / _poisson(n, float(n))


def _truncated(mean: float, c: int, n: int) -> tuple[float, float, float, float, float]:
    """Mass, mean, variance, third and fourth central moments of a Poisson number held within ``c`` of its mean and within ``n``."""
    low, high = max(int(mean) - c, 0), min(int(mean) + c, n)
    values = np.arange(low, high + 1, dtype=float)
    weights = np.array([_poisson(int(v), mean) for v in values])
    mass = float(weights.sum())
    if mass <= 0:
        return 0.0, mean, 0.0, 0.0, 0.0
    weights /= mass
    centre = float(weights @ values)
    away = values - centre
    return mass, centre, float(weights @ away**2), float(weights @ away**3), float(weights @ away**4)


def _poisson(k: int, mean: float) -> float:
    return exp(k * log(mean) - mean - lgamma(k + 1)) if mean > 0 else (1.0 if k == 0 else 0.0)


def _check(k: float, n: float, level: float) -> None:
    if not 0 <= k <= n or n == 0 or not 0 < level < 1:
        raise ValueError(f"no share: {k} out of {n} at level {level}")
