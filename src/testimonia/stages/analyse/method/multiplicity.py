"""Many tests at once: what stays of a p-value when it is one of a family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.analyse.method.special import Floats

CELLS = 4_000_000
"""Numbers held at once while groups are dealt anew (32 MB)."""


def bonferroni(p: Sequence[float]) -> list[float]:
    """Each p times the number of tests."""
    return [min(1.0, value * len(p)) for value in p]


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p-values of a registered family: the chance of any false rejection stays below the level, whatever the dependence.

    Source: Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    found, largest = [0.0] * len(p), 0.0
    for rank, at in enumerate(sorted(range(len(p)), key=lambda i: (p[i], i))):
        largest = max(largest, min(1.0, (len(p) - rank) * p[at]))
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
    has: Sequence[Sequence[float | None]], groups: Sequence[int], *, replicates: int = 2000, seed: int = 0
) -> tuple[list[float], list[float]]:
    """Raw and adjusted p-values of every code against one grouping, with the correlation of the codes kept.

    ``has`` is cases x codes (1, 0, None where it does not count), ``groups`` the group of each case. Groups are dealt anew to the cases;
    the statistic of a code is Pearson's chi-square, and the adjusted p is its step-down maximum. A code that does not vary has p = 1.
    Source: Westfall & Young (1993), Resampling-Based Multiple Testing, algorithm 2.8 (free step-down max T).
    """
    table = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in has], dtype=float)
    labels = np.array(groups, dtype=np.int64)
    counted = (~np.isnan(table)).astype(float)
    yes = np.where(counted > 0, table, 0.0)
    names = np.unique(labels)
    observed = _chi_squares(labels[None, :], names, yes, counted)[0]
    dice = np.random.Generator(np.random.PCG64(seed))
    step = max(1, CELLS // max(1, table.shape[0] * len(names)))
    single = np.zeros(table.shape[1])
    down = np.zeros(table.shape[1])
    order = np.argsort(-observed, kind="stable")
    for start in range(0, replicates, step):
        rows = min(step, replicates - start)
        dealt = dice.permuted(np.broadcast_to(labels, (rows, len(labels))).copy(), axis=1)
        again = _chi_squares(dealt, names, yes, counted)
        single += (again >= observed - 1e-9).sum(axis=0)
        beyond = np.maximum.accumulate(again[:, order][:, ::-1], axis=1)[:, ::-1]  # the largest of this code and all weaker ones
        down[order] += (beyond >= observed[order] - 1e-9).sum(axis=0)
    raw, adjusted = (single + 1) / (replicates + 1), (down + 1) / (replicates + 1)
    adjusted[order] = np.maximum.accumulate(adjusted[order])
    return raw.tolist(), adjusted.tolist()


def _chi_squares(dealt: NDArray[np.int64], names: NDArray[np.int64], yes: Floats, counted: Floats) -> Floats:
    """Pearson's chi-square of each code against each way of dealing the groups (rows)."""
    share = np.divide(yes.sum(axis=0), counted.sum(axis=0), out=np.zeros(yes.shape[1]), where=counted.sum(axis=0) > 0)
    spread = share * (1 - share)
    total = np.zeros((len(dealt), yes.shape[1]))
    for name in names:
        inside = (dealt == name).astype(float)
        n = inside @ counted
        away = inside @ yes - n * share
        total += np.divide(away * away, n * spread, out=np.zeros_like(away), where=(n * spread) > 0)
    return total
