"""Many tests at once: what stays of a p-value when it is one of a family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.analyse.method.special import Floats

CELLS = 4_000_000
"""Numbers held at once while cases are dealt anew (16 MB)."""
TIE = 1e-6
"""Two chi-squares that differ by less differ by rounding."""


def bonferroni(p: Sequence[float]) -> list[float]:
    """Each p times the number of tests."""
    return [min(1.0, value * len(p)) for value in p]


def holm(p: Sequence[float], beside: int = 0) -> list[float]:
    """Adjusted p-values of a registered family: the chance of any false rejection stays below the level, whatever the dependence.

    ``beside`` is how many more tests the family has that are adjusted elsewhere, each at its part of the level (Bonferroni).
    Source: Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    found, largest = [0.0] * len(p), 0.0
    for rank, at in enumerate(sorted(range(len(p)), key=lambda i: (p[i], i))):
        largest = max(largest, min(1.0, (len(p) + beside - rank) * p[at]))
        found[at] = largest
    return found


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p-values of an exploration: the expected part of false ones among the rejected stays below the level.

    Source: Benjamini & Hochberg (1995), JRSS B 57:289-300.
    """
    found, smallest = [0.0] * len(p), 1.0
    for rank, at in reversed(list(enumerate(sorted(range(len(p)), key=lambda i: (p[i], i)), start=1))):
        smallest = min(smallest, p[at] * len(p) / rank)
        found[at] = max(smallest, p[at])  # n / n times p may round below p
    return found


def westfall_young(
    first: Floats, second: Floats, *, tested: NDArray[np.bool_] | None = None, replicates: int = 2000, seed: int = 0
) -> tuple[Floats, Floats]:
    """Raw and adjusted p-values of every thing of one side against every thing of the other, with the correlations within either side kept.

    Both are cases x things (1, 0, NaN where a case does not count for it). What the cases say of the first side is dealt anew to them,
    whole rows at a time, among the cases that count for anything on either side (others belong to no pair, and dealt among these would make
    every dealing smaller than what was observed); the statistic of a pair is Pearson's chi-square over the cases that count for both, and the adjusted p its
    step-down maximum over the pairs that are ``tested`` (things x things; all if not given). Others, and pairs that do not vary, have p = 1.
    Source: Westfall & Young (1993), Resampling-Based Multiple Testing, algorithm 2.8 (free step-down max T).
    """
    part = ~(np.isnan(first).all(axis=1) | np.isnan(second).all(axis=1))
    one, two = _sides(first[part]), _sides(second[part])
    shape = first.shape[1], second.shape[1]
    wanted = (np.ones(shape, dtype=np.bool_) if tested is None else tested).ravel()
    raw, adjusted = np.ones(wanted.size), np.ones(wanted.size)
    if not wanted.any():
        return raw.reshape(shape), adjusted.reshape(shape)
    observed = _chi_squares(one[None], two)[0, wanted]
    order = np.argsort(-observed, kind="stable")
    single, down = np.zeros(len(observed)), np.zeros(len(observed))
    dice = np.random.Generator(np.random.PCG64(seed))
    step = max(1, CELLS // max(1, one.size))
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        dealt = dice.permuted(np.broadcast_to(np.arange(len(one)), (rows, len(one))).copy(), axis=1)
        again = _chi_squares(one[dealt], two)[:, wanted]
        single += (again >= observed - TIE).sum(axis=0)
        beyond = np.maximum.accumulate(again[:, order][:, ::-1], axis=1)[:, ::-1]  # the largest of this pair and all weaker ones
        down[order] += (beyond >= observed[order] - TIE).sum(axis=0)
    steps = (down + 1) / (replicates + 1)
    steps[order] = np.maximum.accumulate(steps[order])
    raw[wanted], adjusted[wanted] = (single + 1) / (replicates + 1), steps
    return raw.reshape(shape), adjusted.reshape(shape)


def _sides(has: Floats) -> NDArray[np.float32]:
    """Beside one another who has a thing and who counts for it; float32 holds counts of cases exactly and multiplies twice as fast."""
    counted = ~np.isnan(has)
    return np.hstack([np.where(counted, has, 0.0), counted]).astype(np.float32)


def _chi_squares(dealt: NDArray[np.float32], two: NDArray[np.float32]) -> Floats:
    """Pearson's chi-square of each pair for each way of dealing the first side (rows); 0 where a side does not vary."""
    many, other = dealt.shape[2] // 2, two.shape[1] // 2
    counts = np.matmul(dealt.transpose(0, 2, 1), two).astype(float)
    both, has_one = counts[:, :many, :other], counts[:, :many, other:]
    has_two, n = counts[:, many:, :other], counts[:, many:, other:]
    spread = has_one * (n - has_one) * has_two * (n - has_two)
    away = both * n - has_one * has_two
    found: Floats = np.divide(n * away * away, spread, out=np.zeros_like(away), where=spread > 0)
    return found.reshape(len(dealt), -1)
