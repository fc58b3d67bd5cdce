"""A stretch of a text around passages: what is shown is what stands there, and nothing is cut in two."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from testimonia.text.excerpts import excerpt
from testimonia.text.graphemes import clusters

TEXT = st.text(st.sampled_from("ab \n\u0301قَ😀\u200d👨👩🇩🇪"), max_size=120)


@given(TEXT, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=4), st.integers(0, 120), st.integers(0, 60))
def test_pieces_are_the_text(text: str, bounds: list[tuple[int, int]], start: int, around: int) -> None:
    """The pieces make up the stretch without a gap, and exactly the characters of some span are marked."""
    spans = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in bounds]
    at = min(start, len(text))
    found = excerpt(text, spans, at, at, around)
    assert "".join(piece.text for piece in found.pieces) == text[found.start : found.end]
    assert found.start <= max(0, at - around)
    assert found.end >= min(len(text), at + around)
    assert (found.cut_before, found.cut_after) == (found.start > 0, found.end < len(text))
    place = found.start
    for piece in found.pieces:
        for offset in range(place, place + len(piece.text)):
            assert piece.marked is any(a <= offset < b for a, b in spans)
        place += len(piece.text)


@given(TEXT, st.integers(0, 120), st.integers(0, 60))
@example(" \u0301", 2, 1)
@example("a \u0301b", 0, 1)
def test_no_character_is_cut(text: str, start: int, around: int) -> None:
    """A stretch begins and ends between two characters as a reader sees them."""
    at = min(start, len(text))
    found = excerpt(text, [], at, at, around)
    edges = {0, len(text)} | {edge for span in clusters(text) for edge in span}
    assert {found.start, found.end} <= edges


def test_a_cut_falls_between_words_where_it_can() -> None:
    """With a space near, no word is cut."""
    text = "They promised us houses, and we slept in sheds. Then I left for good."
    at = text.index("slept")
    found = excerpt(text, [(at, at + 5)], at, at + 5, 12)
    assert [(piece.text, piece.marked) for piece in found.pieces] == [
        ("houses, and we ", False),
        ("slept", True),
        (" in sheds. Then", False),
    ]
