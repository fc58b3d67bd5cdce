"""The older alpha for unitizing (Krippendorff 1995; 2004, p. 251-256), by one code, kept for comparison with published figures.

Two units that meet differ by the squares of how far apart their beginnings and their ends lie; a unit inside another coder's gap by the
square of its length. It misbehaves beyond two coders and was replaced by the u-alpha of 2016.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from testimonia.stages.code.method.agreement.spans import Span


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What was observed, what would be expected; alpha is one less their ratio."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float:
        """1 - Do / De; NaN where nothing can be expected."""
        return 1 - self.observed / self.expected if self.expected > 0 else math.nan

    def __add__(self, other: Disagreement) -> Disagreement:
        """Of several codes together: both terms add up."""
        return Disagreement(self.observed + other.observed, self.expected + other.expected)


def difference(a: Span, b: Span, *, a_unit: bool = True, b_unit: bool = True) -> int:
    """Delta squared between two segments given as (begin, length); of which each is a unit or a gap."""
    (begin_a, length_a), (begin_b, length_b) = a, b
    if a_unit and b_unit:
        meet = -length_a < begin_a - begin_b < length_b
        return (begin_a - begin_b) ** 2 + (begin_a + length_a - begin_b - length_b) ** 2 if meet else 0
    if a_unit and not b_unit:
        return length_a**2 if length_b - length_a >= begin_a - begin_b >= 0 else 0
    if b_unit and not a_unit:
        return length_b**2 if length_a - length_b >= begin_b - begin_a >= 0 else 0
    return 0


def gaps(units: Sequence[Span], begin: int, length: int) -> list[Span]:
    """What lies between units (begin, length) of one coder on a continuum."""
    found, at = [], begin
    for start, size in sorted(units):
        if start > at:
            found.append((at, start - at))
        at = max(at, start + size)
    if at < begin + length:
        found.append((at, begin + length - at))
    return found


def alpha_u(coders: Sequence[Sequence[Span]], begin: int, length: int) -> Disagreement:
    """Observed and expected disagreement on one code: for each coder their units as (begin, length), none overlapping another."""
    m = len(coders)
    empty = [gaps(units, begin, length) for units in coders]
    observed = 0
    for i, units in enumerate(coders):
        for j, others in enumerate(coders):
            if i != j:
                observed += _met(sorted(units), sorted(others)) + 2 * _inside(sorted(units), empty[j])
    sizes = np.array([size for units in coders for _, size in units], dtype=float)
    holes = np.sort(np.array([size for found in empty for _, size in found], dtype=float))
    after = np.concatenate([np.cumsum(holes[::-1])[::-1], [0.0]])
    fits = np.searchsorted(holes, sizes, side="left")
    room = after[fits] - (len(holes) - fits) * (sizes - 1)
    among = (len(sizes) - 1) / 3 * (2 * sizes**3 - 3 * sizes**2 + sizes)
    total = m * length
    expected = 2 / length * (among + sizes**2 * room).sum() / (total * (total - 1) - (sizes * (sizes - 1)).sum())
    return Disagreement(observed / (m * (m - 1) * length**2), float(expected))


def _met(units: list[Span], others: list[Span]) -> int:
    """The differences of all pairs that meet; both lists in order and without overlaps, so each end is passed once."""
    total, first = 0, 0
    for unit in units:
        while first < len(others) and others[first][0] + others[first][1] <= unit[0]:
            first += 1
        at = first
        while at < len(others) and others[at][0] < unit[0] + unit[1]:
            total += difference(unit, others[at])
            at += 1
    return total


def _inside(units: list[Span], holes: list[Span]) -> int:
    """The squared lengths of units that lie wholly in a gap."""
    if not holes:
        return 0
    starts = [start for start, _ in holes]
    found = 0
    for start, size in units:
        at = int(np.searchsorted(starts, start, side="right")) - 1
        if at >= 0 and start + size <= holes[at][0] + holes[at][1]:
            found += size**2
    return found
