"""Passages of one coder in one text: what counts as a unit, and which codes a stretch carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
"""Start and end in code points, end-exclusive."""
Segment = tuple[int, int, frozenset[str]]
"""A stretch of text and the codes it carries."""


def merged(spans: Iterable[Span]) -> list[Span]:
    """Units of one code: passages that overlap are one (ten thousand marks on one passage are one unit); neighbours stay two."""
    found: list[Span] = []
    for start, end in sorted(set(spans)):
        if start >= end:
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def units_by_code(marks: Iterable[tuple[str, int, int]]) -> dict[str, list[Span]]:
    """The units of each code, in order."""
    by_code: dict[str, list[Span]] = defaultdict(list)
    for code, start, end in marks:
        by_code[code].append((start, end))
    return {code: merged(spans) for code, spans in by_code.items()}


def segments(marks: Iterable[tuple[str, int, int]]) -> list[Segment]:
    """The text cut wherever a unit of any code begins or ends: stretches that carry at least one code, in order.

    Without overlapping codes these are the units themselves.
    """
    starts: dict[int, list[str]] = defaultdict(list)
    ends: dict[int, list[str]] = defaultdict(list)
    for code, spans in units_by_code(marks).items():
        for start, end in spans:
            starts[start].append(code)
            ends[end].append(code)
    here: set[str] = set()
    found: list[Segment] = []
    cuts = sorted({*starts, *ends})
    for n, cut in enumerate(cuts):
        here.difference_update(ends[cut])
        here.update(starts[cut])
        if here:
            found.append((cut, cuts[n + 1], frozenset(here)))
    return found


def clipped(marks: Sequence[tuple[str, int, int]], length: int) -> list[tuple[str, int, int]]:
    """Marks as far as they lie in a text of this length."""
    return [(code, max(start, 0), min(end, length)) for code, start, end in marks if start < length and end > 0]
