"""What a study will need: cases for an interval of a given width, and hours for coding them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from statistics import NormalDist

from testimonia.stages.analyse.method.intervals import wilson

LARGEST = 10_000_000
"""Cases beyond which no study of published testimony goes; asked for more, the planner says so."""


FEWEST_GAPS = 5
"""Gaps between finished units below which no pace is told."""


def cases_for_width(width: float, share: float = 0.5, level: float = 0.95) -> int:
    """The fewest cases for which the Wilson interval of an expected ``share`` is no wider than ``width`` (both 0 to 1).

    One half is the worst case. The share is taken as it is, also where no whole count gives it.

    Raises:
        ValueError: a width outside (0, 1), a share outside [0, 1], or one that needs more than ten million cases.
    """
    if not (0 < width < 1 and 0 <= share <= 1 and 0 < level < 1):
        raise ValueError(f"no interval: width {width}, share {share}, level {level}")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    return _fewest(lambda n: 2 * z * sqrt(n * share * (1 - share) + z * z / 4) / (n + z * z) <= width)


def cases_for_none(upper: float, level: float = 0.95) -> int:
    """The fewest cases of which none has it, for the upper end of the interval to be no more than ``upper``."""
    if not (0 < upper < 1 and 0 < level < 1):
        raise ValueError(f"no upper end: {upper} at level {level}")
    return _fewest(lambda n: wilson(0, n, level)[1] <= upper)


def cases_for_difference(width: float, share1: float = 0.5, share2: float = 0.5, level: float = 0.95) -> int:
    """The fewest cases in each of two equal groups for which the Newcombe interval of their difference is no wider than ``width``."""
    if not (0 < width / 2 < 1 and 0 <= share1 <= 1 and 0 <= share2 <= 1 and 0 < level < 1):
        raise ValueError(f"no interval: width {width}, shares {share1} and {share2}, level {level}")
    z = NormalDist().inv_cdf(0.5 + level / 2)

    def ends(p: float, n: int) -> tuple[float, float]:
        centre, half = p * n + z * z / 2, z * sqrt(n * p * (1 - p) + z * z / 4)
        return (centre - half) / (n + z * z), (centre + half) / (n + z * z)

    def narrow(n: int) -> bool:
        (low1, high1), (low2, high2) = ends(share1, n), ends(share2, n)
        below = sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
        above = sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
        return below + above <= width

    return _fewest(narrow)


def _fewest(enough: Callable[[int], bool]) -> int:
    high = 1
    while not enough(high):
        high *= 2
        if high > LARGEST:
            raise ValueError("more than ten million cases")
    low = high // 2  # not enough, or 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes between two units finished in one sitting: lower quartile, median, upper quartile, and from how many."""

    low: float
    median: float
    high: float
    units: int


def pace(times: Iterable[Sequence[float]], sitting: float = 60.0) -> Pace | None:
    """How fast people code, from the minutes at which each of them finished units; None with fewer than five gaps.

    ``times`` has one sequence a coder. A gap longer than ``sitting`` minutes is a pause and does not count.
    """
    gaps = sorted(later - earlier for own in map(sorted, times) for earlier, later in pairwise(own) if 0 < later - earlier <= sitting)
    if len(gaps) < FEWEST_GAPS:
        return None
    return Pace(_quantile(gaps, 0.25), _quantile(gaps, 0.5), _quantile(gaps, 0.75), len(gaps))


def _quantile(ordered: Sequence[float], p: float) -> float:
    at = p * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def hours_of_coding(cases: int, minutes: float, coders: int = 2, *, double: float = 1.0) -> float:
    """The hours in all for ``cases``: each coded by one person, and the part ``double`` (0 to 1) by all ``coders``."""
    if cases < 0 or minutes < 0 or coders < 1 or not 0 <= double <= 1:
        raise ValueError(f"no work: {cases} cases, {minutes} minutes, {coders} coders, {double} of them by all")
    twice = ceil(cases * double)
    return (twice * coders + cases - twice) * minutes / 60
