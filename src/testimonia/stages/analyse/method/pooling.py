"""Shares of small groups, drawn towards one another as far as the groups are alike: a beta-binomial model on a grid, without dice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from testimonia.stages.analyse.method.special import Floats, beta_quantile, log_gamma

MEANS = 199
"""Common shares on the grid: 0.005, 0.010, ... 0.995."""
PRECISIONS = 141
"""Precisions on the grid: their logarithm from -1 to 6 in steps of 0.05, that is M from 0.37 (groups have nothing in common) to 403."""
WIDEST, CLOSEST = -1.0, 6.0


@dataclass(frozen=True, slots=True)
class Pooled:
    """A group's share after pooling, with its interval."""

    estimate: float
    low: float
    high: float


def pooled(counts: Sequence[tuple[int, int]], level: float = 0.95) -> list[Pooled]:
    """The shares of groups (k, n) under a common beta distribution, whose mean and precision are themselves uncertain.

    The mean is uniform, the precision M has the density (1 + M)^-1.5 (Gelman et al. 2013, Bayesian Data Analysis, 5.3: uniform on the standard
    deviation of groups, about). Both are summed out on a grid, so the same counts always give the same shares. The interval is that of the
    beta distribution with the posterior's mean and variance. A group of nobody gets the share of a group not yet seen.
    """
    if not counts:
        return []
    alpha, beta, prior, each = _grid()
    weight = prior + len(counts) * each
    for k, n in counts:
        weight = weight + log_gamma(alpha + k) + log_gamma(beta + n - k) - log_gamma(alpha + beta + n)
    chance = np.exp(weight - weight.max())
    chance /= chance.sum()
    return [_group(alpha + k, beta + n - k, chance, level) for k, n in counts]


@lru_cache(maxsize=1)
def _grid() -> tuple[Floats, Floats, Floats, Floats]:
    """Alpha and beta of each point of the grid, the logarithm of its prior, and that of what every group's likelihood has in common."""
    mean = np.arange(1, MEANS + 1) / (MEANS + 1)
    precision = np.exp(np.linspace(WIDEST, CLOSEST, PRECISIONS))
    m, big = np.meshgrid(mean, precision, indexing="ij")
    prior = -1.5 * np.log1p(big) + np.log(big)  # the grid is even on the logarithm: d M = M d log M
    alpha, beta = (m * big).ravel(), ((1 - m) * big).ravel()
    return alpha, beta, prior.ravel(), log_gamma(alpha + beta) - log_gamma(alpha) - log_gamma(beta)


def _group(alpha: Floats, beta: Floats, chance: Floats, level: float) -> Pooled:
    total = alpha + beta
    mean = alpha / total
    # Sums, not products of vectors: those wait for threads of their own, at each of thousands of groups.
    centre = float((chance * mean).sum())
    variance = float((chance * (mean * (1 - mean) / (total + 1) + mean * mean)).sum()) - centre**2
    size = centre * (1 - centre) / variance - 1
    low, high = (beta_quantile(p, centre * size, (1 - centre) * size) for p in ((1 - level) / 2, (1 + level) / 2))
    return Pooled(centre, low, high)
