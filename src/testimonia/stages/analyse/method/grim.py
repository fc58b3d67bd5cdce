"""Percentages that no count can give, in printed tables.

A printed share of a known number of people comes from a whole count. Source: Brown & Heathers (2017), Social Psychological and Personality
Science 8:363-369 (the GRIM test, there for means).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

WHOLE = 100
"""Percent."""


def percentage(printed: str) -> Decimal:
    """A percentage as printed, ``51.1`` or ``51.1 %``; its decimals say how finely it was rounded.

    Raises:
        ValueError: it is no number from 0 to 100.
    """
    try:
        found = Decimal(printed.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{printed} is no percentage") from None
    if not found.is_finite() or not 0 <= found <= WHOLE:
        raise ValueError(f"{printed} is no percentage")
    return found


def counts_for(printed: str, n: int) -> range:
    """The counts out of ``n`` that round to the percentage, halves either way; an empty range if there are none.

    Raises:
        ValueError: no percentage, or nobody to count.
    """
    if n < 1:
        raise ValueError(f"nobody to count: {n}")
    share = percentage(printed)
    half = _half(share)
    low, high = (Fraction(share) - half) * n / 100, (Fraction(share) + half) * n / 100
    return range(max(0, ceil(low)), min(n, floor(high)) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A printed percentage of ``n``: which ``counts`` give it, and whether the printed count (if any) is one of them."""

    printed: str
    n: int
    k: int | None
    counts: range

    @property
    def possible(self) -> bool:
        """Whether the figures can stand together."""
        return bool(self.counts) if self.k is None else self.k in self.counts

    def said(self) -> str:
        """What is wrong, in words; empty where nothing is."""
        if self.possible:
            return ""
        if self.k is not None:
            return f"{self.k} of {self.n} is {100 * self.k / self.n:.1f} %, not {self.printed.removesuffix('%').strip()} %"
        near = round(Fraction(percentage(self.printed)) * self.n / 100)
        decimals = max(1, _places(percentage(self.printed)))
        return (
            f"no count out of {self.n} gives {self.printed.removesuffix('%').strip()} % "
            f"({near} of {self.n} is {100 * near / self.n:.{decimals}f} %)"
        )


def check(printed: str, n: int, k: int | None = None) -> Checked:
    """Whether a whole count out of ``n`` (the printed count ``k``, if there is one) gives the printed percentage."""
    return Checked(printed=printed, n=n, k=k, counts=counts_for(printed, n))


def sum_possible(printed: Sequence[str], n: int | None = None) -> bool:
    """Whether percentages of categories that exclude one another and leave nobody out can belong together.

    By rounding alone where ``n`` is not known; else whether counts that give them can add up to ``n``.
    """
    shares = [percentage(text) for text in printed]
    if n is None:
        return abs(sum(map(Fraction, shares), Fraction(0)) - WHOLE) <= sum(map(_half, shares), Fraction(0))
    ranges = [counts_for(text, n) for text in printed]
    return all(ranges) and sum(r[0] for r in ranges) <= n <= sum(r[-1] for r in ranges)


def adds_up(parts: Sequence[int], whole: int) -> bool:
    """Whether groups that exclude one another and leave nobody out make up the whole."""
    return sum(parts) == whole


def only_shrinks(stages: Sequence[int]) -> bool:
    """Whether no stage of a flow (searched, screened, included) holds more than the one before."""
    return all(later <= earlier for earlier, later in pairwise(stages))


def _half(share: Decimal) -> Fraction:
    """Half of the last printed place."""
    return Fraction(1, 2 * 10 ** _places(share))


def _places(share: Decimal) -> int:
    """How many decimals are printed."""
    exponent = share.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
