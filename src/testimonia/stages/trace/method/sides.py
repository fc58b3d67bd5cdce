"""One text of a pair cut into what it shares with the other and what it does not, for reading side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from testimonia.domain.passage import SharedPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a text from ``start`` on: ``pieces`` are its words in order, each with whether the other version has others.

    ``number`` is that of the shared passage it belongs to, None outside of them.
    """

    start: int
    number: int | None
    pieces: tuple[tuple[str, bool], ...]


def in_order(passages: Sequence[SharedPassage]) -> tuple[SharedPassage, ...]:
    """Passages as they are numbered: in the order of the first text."""
    return tuple(sorted(passages, key=lambda passage: (passage.a_start, passage.a_end, passage.b_start)))


def turned_round(passage: SharedPassage) -> SharedPassage:
    """The same with the two texts exchanged."""
    edits = tuple(replace(e, a_start=e.b_start, a_end=e.b_end, b_start=e.a_start, b_end=e.a_end) for e in passage.edits)
    return SharedPassage(
        a_edition=passage.b_edition, a_start=passage.b_start, a_end=passage.b_end, b_edition=passage.a_edition,
        b_start=passage.a_start, b_end=passage.a_end, matched=passage.matched, a_quoted=passage.b_quoted, b_quoted=passage.a_quoted,
        families=passage.families, edits=edits,
    )  # fmt: skip


def stretches(text: str, passages: Sequence[SharedPassage], *, second: bool) -> tuple[Stretch, ...]:
    """A whole text in stretches: joined they are the text again. ``second``: it is the text b of the passages.

    Where two passages overlap in this text (the other has the words twice) the earlier keeps them; one that lies wholly in another is not
    marked here, and its number leads to where it begins. Linear in text and edits.
    """
    found: list[Stretch] = []
    at = 0
    numbered = [(*_span(passage, second=second), number, passage) for number, passage in enumerate(passages, start=1)]
    for begin, end, number, passage in sorted(numbered, key=lambda one: one[:3]):
        start, stop = max(begin, at), min(end, len(text))
        if start >= stop:
            continue
        if start > at:
            found.append(Stretch(start=at, number=None, pieces=((text[at:start], False),)))
        found.append(Stretch(start=start, number=number, pieces=tuple(_pieces(text, start, stop, _edits(passage, second=second)))))
        at = stop
    if at < len(text):
        found.append(Stretch(start=at, number=None, pieces=((text[at:], False),)))
    return tuple(found)


def _span(passage: SharedPassage, *, second: bool) -> tuple[int, int]:
    return (passage.b_start, passage.b_end) if second else (passage.a_start, passage.a_end)


def _edits(passage: SharedPassage, *, second: bool) -> list[tuple[int, int]]:
    return [(edit.b_start, edit.b_end) if second else (edit.a_start, edit.a_end) for edit in passage.edits]


def _pieces(text: str, start: int, stop: int, edits: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    at = start
    for begin, end in edits:
        first, last = max(begin, at), min(end, stop)
        if first >= last:
            continue
        if first > at:
            found.append((text[at:first], False))
        found.append((text[first:last], True))
        at = last
    if at < stop:
        found.append((text[at:stop], False))
    return found
