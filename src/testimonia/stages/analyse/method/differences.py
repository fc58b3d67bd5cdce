"""How far two shares are apart: difference, ratio and odds ratio, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import NormalDist

from testimonia.stages.analyse.method.intervals import wilson

NOTHING = 1e-12
"""A coefficient below this is rounding."""


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate and its interval; a ratio may reach from 0 to infinity, and has no estimate where it is 0 / 0."""

    estimate: float | None
    low: float
    high: float


def newcombe(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Effect:
    """The difference of two independent shares, k1/n1 - k2/n2, from the Wilson interval of each.

    Source: Newcombe (1998), Statistics in Medicine 17:873-890, method 10 (hybrid score).

    Raises:
        ValueError: a group is empty, or a count is none of its group.
    """
    p1, p2 = k1 / n1 if n1 else 0.0, k2 / n2 if n2 else 0.0
    (low1, high1), (low2, high2) = wilson(k1, n1, level), wilson(k2, n2, level)
    difference = p1 - p2
    return Effect(
        difference,
        max(-1.0, difference - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)),
        min(1.0, difference + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)),
    )


def risk_ratio(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Effect:
    """The ratio of two independent shares, from the Wilson interval of each; needs no correction for zero cells.

    Source: Donner & Zou (2012), Statistical Methods in Medical Research 21:347-359 (MOVER-R).

    Raises:
        ValueError: a group is empty, or a count is none of its group.
    """
    (low1, high1), (low2, high2) = wilson(k1, n1, level), wilson(k2, n2, level)
    p1, p2 = k1 / n1, k2 / n2
    estimate = None if k1 == k2 == 0 else (inf if k2 == 0 else p1 / p2)
    product = p1 * p2
    under, over = high2 * (2 * p2 - high2), low2 * (2 * p2 - low2)
    low = _root(product, low1 * (2 * p1 - low1), under, sign=-1)
    high = inf if over <= 0 else _root(product, high1 * (2 * p1 - high1), over, sign=1)
    return Effect(estimate, max(0.0, low), high)


def _root(product: float, upper: float, under: float, *, sign: int) -> float:
    """One end of the ratio's interval: a root of a quadratic, in the form that does not divide by nothing."""
    root = sqrt(max(0.0, product * product - upper * under))
    if abs(under) > NOTHING:
        return (product + sign * root) / under
    return upper / (product + root) if product + root > 0 else 0.0


def odds_ratio(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Effect:
    """The odds ratio of two independent shares with the independence-smoothed logit interval.

    To each cell twice its expected share under independence is added for the interval, which reaches 0 or infinity where a cell that
    would bound it is empty. The estimate is the plain cross ratio.
    Source: Agresti (1999), Biometrics 55:597-602; recommended by Fagerland, Lydersen & Laake (2015), Statistical Methods in Medical
    Research 24:224-254.

    Raises:
        ValueError: a group is empty, or a count is none of its group.
    """
    if not (0 <= k1 <= n1 and 0 <= k2 <= n2 and n1 and n2):
        raise ValueError(f"no two shares: {k1} out of {n1}, {k2} out of {n2}")
    a, b, c, d = k1, n1 - k1, k2, n2 - k2
    estimate = None if (a * d == 0 and b * c == 0) else (inf if b * c == 0 else a * d / (b * c))
    total = n1 + n2
    yes, no = a + c, b + d
    smoothed = [cell + 2 * row * column / total**2 for cell, row, column in ((a, n1, yes), (b, n1, no), (c, n2, yes), (d, n2, no))]
    if yes == 0 or no == 0:
        return Effect(estimate, 0.0, inf)
    centre = log(smoothed[0] * smoothed[3] / (smoothed[1] * smoothed[2]))
    half = NormalDist().inv_cdf(0.5 + level / 2) * sqrt(sum(1 / cell for cell in smoothed))
    low = 0.0 if a * d == 0 else exp(centre - half)
    high = inf if b * c == 0 else exp(centre + half)
    return Effect(estimate, low, high)
