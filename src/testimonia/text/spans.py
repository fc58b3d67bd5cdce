"""Spans: pieces of a text by code point, and what others count instead (UTF-16 in browsers, UTF-8 in files)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from testimonia.errors import InputError
from testimonia.text.graphemes import boundary_after, boundary_before

# Code points a checkpoint covers: a conversion encodes at most so many (about 1 microsecond), and a text of a million
# code points needs 4,000 checkpoints instead of a million.
_BLOCK = 256


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text: ``start`` and ``end`` in code points, end-exclusive; ordered by start, then end.

    Raises ``InputError`` unless 0 <= start <= end.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse what cannot be a piece of any text."""
        if not 0 <= self.start <= self.end:
            raise InputError(f"{self.start}-{self.end} is not a span.", "A span needs 0 <= start <= end, in code points.")

    @property
    def length(self) -> int:
        """Number of code points."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether both hold at least one code point in common (an empty span never does)."""
        return max(self.start, other.start) < min(self.end, other.end)

    def contains(self, other: Span) -> bool:
        """Whether the other lies wholly within this one (a span contains itself)."""
        return self.start <= other.start and other.end <= self.end

    def shift(self, by: int) -> Span:
        """The same span ``by`` code points later (or earlier); ``InputError`` if it would begin before the text."""
        return Span(self.start + by, self.end + by)


def cut(text: str, span: Span) -> str:
    """The text of a span; ``InputError`` when the span ends after the text (a slice would silently be shorter)."""
    _within(len(text), span.end)
    return text[span.start : span.end]


def snap(text: str, span: Span) -> Span:
    """The span with both ends moved outward to grapheme cluster boundaries (UAX 29), so that no character is cut.

    An empty span inside a cluster grows to the cluster. Looks only at the neighbourhood of the two ends. Raises
    ``InputError`` when the span ends after the text.
    """
    _within(len(text), span.end)
    return Span(boundary_before(text, span.start), boundary_after(text, span.end))


class OffsetMap:
    """Offsets of one text in code points, UTF-16 code units and UTF-8 bytes, into each other.

    Built once per text and unit (on first use; linear), then a binary search per conversion. An offset that is negative,
    beyond the end or inside a character raises ``InputError``; so does a text with surrogates (canonicalise first).
    """

    def __init__(self, text: str) -> None:
        """Keep the text; nothing is counted before the first conversion."""
        self._text = text

    def to_utf16(self, offset: int) -> int:
        """Code points to UTF-16 code units (what JavaScript counts)."""
        return self._to(offset, self._utf16, "utf-16-le", 2)

    def from_utf16(self, offset: int) -> int:
        """UTF-16 code units to code points."""
        return self._from(offset, self._utf16, "utf-16-le", 2)

    def to_utf8(self, offset: int) -> int:
        """Code points to UTF-8 bytes."""
        return self._to(offset, self._utf8, "utf-8", 1)

    def from_utf8(self, offset: int) -> int:
        """UTF-8 bytes to code points."""
        return self._from(offset, self._utf8, "utf-8", 1)

    @cached_property
    def _utf16(self) -> list[int]:
        return self._checkpoints("utf-16-le", 2)

    @cached_property
    def _utf8(self) -> list[int]:
        return self._checkpoints("utf-8", 1)

    def _checkpoints(self, encoding: str, width: int) -> list[int]:
        """Units before each block of code points, and the total as the last entry."""
        text = self._text
        try:
            sizes = (len(text[at : at + _BLOCK].encode(encoding)) // width for at in range(0, len(text), _BLOCK))
            return list(accumulate(sizes, initial=0))
        except UnicodeEncodeError as error:
            raise InputError(
                "The text holds a lone surrogate, which no other unit can count.", "Take it through testimonia.text.canonical first."
            ) from error

    def _to(self, offset: int, checkpoints: list[int], encoding: str, width: int) -> int:
        _within(len(self._text), offset)
        block = offset // _BLOCK
        return checkpoints[block] + len(self._text[block * _BLOCK : offset].encode(encoding)) // width

    def _from(self, offset: int, checkpoints: list[int], encoding: str, width: int) -> int:
        _within(checkpoints[-1], offset)
        if offset == checkpoints[-1]:
            return len(self._text)
        block = bisect_right(checkpoints, offset) - 1
        start = block * _BLOCK
        units = self._text[start : start + _BLOCK].encode(encoding)[: (offset - checkpoints[block]) * width]
        try:
            return start + len(units.decode(encoding))
        except UnicodeDecodeError as error:
            raise InputError(f"Offset {offset} lies inside a character.", "Give the offset at which a character begins.") from error


def to_utf16(text: str, offset: int) -> int:
    """Code points to UTF-16 code units, once; for many offsets of one text keep an ``OffsetMap``."""
    return OffsetMap(text).to_utf16(offset)


def from_utf16(text: str, offset: int) -> int:
    """UTF-16 code units to code points, once; for many offsets of one text keep an ``OffsetMap``."""
    return OffsetMap(text).from_utf16(offset)


def to_utf8(text: str, offset: int) -> int:
    """Code points to UTF-8 bytes, once; for many offsets of one text keep an ``OffsetMap``."""
    return OffsetMap(text).to_utf8(offset)


def from_utf8(text: str, offset: int) -> int:
    """UTF-8 bytes to code points, once; for many offsets of one text keep an ``OffsetMap``."""
    return OffsetMap(text).from_utf8(offset)


def _within(size: int, offset: int) -> None:
    if not 0 <= offset <= size:
        raise InputError(f"Offset {offset} lies outside the text, which ends at {size}.", "Check that it belongs to this edition.")
