"""What goes together: pairs of codes over cases, and what sets two groups apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.analyse.method.differences import Effect
from testimonia.stages.analyse.method.exact import fisher
from testimonia.stages.analyse.method.special import Floats

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Two codes over the same ``n`` cases: how many have ``both``, ``first``, ``second``.

    ``jaccard`` is both / either; ``lift`` how many times more often both stand together than if they had nothing to do with one another
    (each None where nobody has either, or one of them). ``p`` is Fisher's exact test of the four counts, not adjusted.
    """

    n: int
    both: int
    first: int
    second: int
    jaccard: Effect | None
    lift: Effect | None
    p: float


def together(first: Bools, second: Bools, *, level: float = 0.95, replicates: int = 2000, seed: int = 0) -> Together:
    """How two codes go together; intervals by drawing cases again.

    A draw of cases changes the four counts alone, so these are drawn (multinomial): exactly the bootstrap over cases, at any number of them.
    Source: Jaccard (1912), New Phytologist 11:37-50; Efron & Tibshirani (1993), ch. 13 (percentiles).
    """
    n = len(first)
    both, one, two = int((first & second).sum()), int(first.sum()), int(second.sum())
    cells = np.array([both, one - both, two - both, n - one - two + both])
    if not n:
        return Together(n=0, both=0, first=0, second=0, jaccard=None, lift=None, p=1.0)
    dice = np.random.Generator(np.random.PCG64(seed))
    drawn = dice.multinomial(n, cells / n, size=replicates).astype(float)
    either, product = drawn[:, :3].sum(axis=1), (drawn[:, 0] + drawn[:, 1]) * (drawn[:, 0] + drawn[:, 2])
    return Together(
        n=n,
        both=both,
        first=one,
        second=two,
        jaccard=_effect(both / (one + two - both), drawn[:, 0], either, level) if one + two else None,
        lift=_effect(both * n / (one * two), drawn[:, 0] * n, product, level) if one and two else None,
        p=fisher(both, one, two - both, n - one) if 0 < one < n and 0 < two < n else 1.0,
    )


def _effect(estimate: float, above: Floats, below: Floats, level: float) -> Effect:
    """The percentiles of a ratio over the draws in which it exists."""
    exists = below > 0
    ratios = above[exists] / below[exists]
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2]) if len(ratios) else (estimate, estimate)
    return Effect(estimate, min(float(low), estimate), max(float(high), estimate))


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """How far one code (or word) sets the first group apart from the second: log odds ratio after the prior, and its z-score."""

    log_odds: float
    z: float


def log_odds(first: Sequence[float], second: Sequence[float], *, weight: float | None = None) -> list[Distinct]:
    """What sets two groups apart: log-odds with an informative Dirichlet prior, shaped like both groups together.

    ``first`` and ``second`` count each code (or word) in either group; ``weight`` is how many observations the prior counts for (default:
    as many as there are codes, so that each code gets one on average). A code that nobody has says nothing (z = 0).
    Source: Monroe, Colaresi & Quinn (2008), Political Analysis 16:372-403, equations 15, 16, 19 and 22.
    """
    one, two = np.array(first, dtype=float), np.array(second, dtype=float)
    all_ = one + two
    total = float(all_.sum())
    if not total:
        return [Distinct(log_odds=0.0, z=0.0) for _ in first]
    prior = all_ / total * (len(all_) if weight is None else weight)
    mass = float(prior.sum())
    found = []
    for a, b, alpha in zip(one.tolist(), two.tolist(), prior.tolist(), strict=True):
        if not alpha or mass - alpha <= 0:
            found.append(Distinct(log_odds=0.0, z=0.0))
            continue
        delta = _logit(a + alpha, float(one.sum()) + mass) - _logit(b + alpha, float(two.sum()) + mass)
        found.append(Distinct(log_odds=delta, z=delta / sqrt(1 / (a + alpha) + 1 / (b + alpha))))
    return found


def _logit(part: float, whole: float) -> float:
    return float(np.log(part / (whole - part)))
