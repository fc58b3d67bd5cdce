r"""Grapheme clusters (UAX 29): what a reader takes for one character, and where one may be cut off.

``regex`` knows the rules (``\X``). What is added here is finding the boundary next to an offset of a long text without
reading the text from its start: go back to a place that is a boundary whatever stands before it, and count from there.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_CLUSTER = regex.compile(r"\X")

# Two neighbours between which a boundary lies whatever the rest of the text (UAX 29, 3.1.1):
# - before a character of class Other unless Prepend (GB9b), Extend/ZWJ/SpacingMark (GB9c conjuncts, GB11 emoji) precede;
# - between a finished Hangul syllable, or Other, and the next syllable (GB6-GB8 join only jamo);
# - after LF or a control, and before either unless CR precedes (GB3-GB5).
# Runs of combining marks or jamo have no such place: there, and only there, the search walks the whole run.
_SURE = regex.compile(
    r"(?r)"
    r"(?:[^\p{GCB=Prepend}\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]\p{GCB=Other}"
    r"|[\p{GCB=Other}\p{GCB=LV}\p{GCB=LVT}][\p{GCB=L}\p{GCB=LV}\p{GCB=LVT}\p{GCB=Control}\p{GCB=LF}\p{GCB=CR}]"
    r"|[\p{GCB=LF}\p{GCB=Control}]\p{Any})"
)

# Flags are pairs counted from the start of their run (GB12, GB13), so every second place of a run is sure too. ``regex``
# counts the run anew at each of its places: walking a hostile run of a million flags with it would be quadratic.
_FLAGS = regex.compile(r"(?r)\p{Regional_Indicator}{3,}")


def _sure_boundary(text: str, offset: int) -> int:
    """An offset at or before ``offset``, near to it, that is a boundary whatever the rest of the text."""
    found = _SURE.search(text, 0, offset + 1)
    sure: int = found.start() + 1 if found else 0
    flags = _FLAGS.search(text, sure, offset + 1)
    return flags.start() + (flags.end() - 1 - flags.start()) // 2 * 2 if flags else sure


def clusters(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The grapheme clusters from ``start`` on, as (start, end) code-point offsets; ``start`` must be a boundary."""
    return (match.span() for match in _CLUSTER.finditer(text, start))


def boundary_before(text: str, offset: int) -> int:
    """The last cluster boundary at or before ``offset`` (code points, 0 <= offset <= len(text))."""
    return _around(text, offset)[0]


def boundary_after(text: str, offset: int) -> int:
    """The first cluster boundary at or after ``offset`` (code points, 0 <= offset <= len(text))."""
    return _around(text, offset)[1]


def _around(text: str, offset: int) -> tuple[int, int]:
    """The boundaries on both sides of an offset; twice the offset when it is itself a boundary."""
    if offset <= 0 or offset >= len(text):
        return offset, offset
    for start, end in clusters(text, _sure_boundary(text, offset)):
        if start == offset:
            break
        if end > offset:
            return start, end
    return offset, offset
