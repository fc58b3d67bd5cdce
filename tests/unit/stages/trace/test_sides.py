"""One text of a pair cut for reading side by side: nothing is lost, and marks stand where the passages are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.passage import Edit, SharedPassage
from testimonia.stages.trace.method.sides import in_order, stretches, turned_round


def passage(a: tuple[int, int], b: tuple[int, int], *edits: Edit) -> SharedPassage:
    return SharedPassage(a_edition="x", a_start=a[0], a_end=a[1], b_edition="y", b_start=b[0], b_end=b[1], edits=edits)


def test_a_passage_and_its_edits_are_marked() -> None:
    """What lies before, in and after a passage are stretches of their own, and only the words that the other has otherwise are edits."""
    one = passage((6, 17), (0, 11), Edit(a_start=10, a_end=13, b_start=4, b_end=4))
    found = stretches("before one two six after", [one], second=False)
    assert [(s.number, s.pieces) for s in found] == [
        (None, (("before", False),)),
        (1, ((" one", False), (" tw", True), ("o si", False))),
        (None, (("x after", False),)),
    ]
    other = stretches("one two six and", [one], second=True)
    assert [(s.number, s.pieces) for s in other] == [(1, (("one two six", False),)), (None, ((" and", False),))]


def test_the_other_way_round_is_the_other_text() -> None:
    """Turning a passage exchanges its sides, and turning twice is nothing."""
    one = passage((6, 17), (0, 11), Edit(a_start=10, a_end=13, b_start=4, b_end=4))
    assert turned_round(turned_round(one)) == one
    text = "one two six and"
    assert stretches(text, [turned_round(one)], second=False) == stretches(text, [one], second=True)


def test_passages_are_numbered_in_the_order_of_the_first_text() -> None:
    """The list beside the texts counts as the left one is read."""
    late, early = passage((20, 30), (0, 10)), passage((0, 10), (20, 30))
    assert in_order([late, early]) == (early, late)
    assert [s.number for s in stretches("x" * 40, in_order([late, early]), second=True) if s.number] == [2, 1]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=6)


@given(text=st.text(max_size=60), spans=SPANS, edits=SPANS)
def test_the_stretches_are_the_text(text: str, spans: list[list[int]], edits: list[list[int]]) -> None:
    """Whatever passages and edits say, overlapping, empty or beyond the end: the pieces joined are the text, none of them empty."""
    told = tuple(Edit(a_start=s, a_end=e, b_start=s, b_end=e) for s, e in sorted(edits))
    found = stretches(text, [passage((s, e), (s, e), *told) for s, e in spans], second=False)
    assert "".join(piece for stretch in found for piece, _ in stretch.pieces) == text
    assert all(piece for stretch in found for piece, _ in stretch.pieces)
    at = 0
    for stretch in found:
        assert stretch.start == at
        at += sum(len(piece) for piece, _ in stretch.pieces)
