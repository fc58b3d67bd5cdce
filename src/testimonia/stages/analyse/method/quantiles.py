"""Intervals of quantiles that assume no shape."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb


def median_interval(ordered: Sequence[float], level: float = 0.95) -> tuple[float, float] | None:
    """The shortest pair of order statistics, one as far from either end, that holds the median with at least ``level``.

    None where there are too few values for any (fewer than six at 95 %). Source: Thompson (1936), Annals of Mathematical Statistics
    7:122-128; David & Nagaraja (2003), Order Statistics, section 7.1.
    """
    n, tail, rank = len(ordered), 0.0, 0
    while True:
        tail += comb(n, rank) / 2**n
        if 2 * tail > 1 - level:
            break
        rank += 1
    return (ordered[rank - 1], ordered[n - rank]) if rank else None
