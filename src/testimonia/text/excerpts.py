"""A stretch of a text around some passages, cut where no character and, if it can be helped, no word is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from testimonia.text.graphemes import boundary_after, boundary_before

ROOM = 30
"""Characters that a cut may move to fall between two words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text, and whether a passage holds them."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch ``start`` to ``end`` (code points, end-exclusive) in pieces that are marked or not, and whether the text goes on."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


def excerpt(text: str, spans: Sequence[tuple[int, int]], start: int, end: int, around: int) -> Excerpt:
    """The words from ``around`` characters before ``start`` to as many after ``end``, with the spans in them marked.

    Spans may overlap and lie in any order; what lies outside the stretch is left out.
    """
    first, last = _back(text, max(0, start - around)), _on(text, min(len(text), end + around))
    edges = sorted({first, last, *(min(max(edge, first), last) for span in spans for edge in span)})
    pieces: list[Piece] = []
    for a, b in pairwise(edges):
        marked = any(low <= a and b <= high for low, high in spans)
        if pieces and pieces[-1].marked is marked:
            pieces[-1] = Piece(pieces[-1].text + text[a:b], marked)
        else:
            pieces.append(Piece(text[a:b], marked))
    return Excerpt(first, last, tuple(pieces), cut_before=first > 0, cut_after=last < len(text))


def _back(text: str, offset: int) -> int:
    """A place to begin at: after a space shortly before, else between two characters."""
    space = max((text.rfind(sign, max(0, offset - ROOM), offset) for sign in " \n"), default=-1)
    # A mark may sit on the space itself, so after a space there is not always a boundary.
    return boundary_before(text, space + 1 if space >= 0 else offset)


def _on(text: str, offset: int) -> int:
    """A place to end at: before a space shortly after, else between two characters."""
    found = [at for sign in " \n" if (at := text.find(sign, offset, offset + ROOM)) >= 0]
    return boundary_after(text, min(found, default=offset))
