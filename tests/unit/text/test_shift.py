"""A passage moves to a later text with its words, or not at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.text.shift import Shift, changed_lines

WORDS = st.lists(st.sampled_from(["he", "left", "the", "group", "river", "الجماعة", "\n", "\n\n", "."]), max_size=60).map(" ".join)


@given(WORDS, WORDS, st.integers(0, 200), st.integers(0, 60))
def test_what_moves_is_the_same_words(old, new, start, length):
    """Whatever place a passage is given in the new text, the same characters stand there."""
    start = min(start, len(old))
    end = min(start + length, len(old))
    span = Shift(old, new).span(start, end)
    if span is not None:
        assert new[span[0] : span[1]] == old[start:end]


@given(WORDS, st.integers(0, 200), st.integers(0, 60))
def test_in_the_same_text_everything_keeps_its_place(text, start, length):
    """A text that did not change moves nothing."""
    start = min(start, len(text))
    end = min(start + length, len(text))
    if end > start:
        assert Shift(text, text).span(start, end) == (start, end)


@given(WORDS, WORDS, WORDS)
def test_order_is_kept(old, new, _):
    """Stretches never cross: what came first in the old text comes first in the new one."""
    blocks = Shift(old, new).blocks
    for first, second in zip(blocks, blocks[1:], strict=False):
        assert first.old + first.length <= second.old
        assert first.new + first.length <= second.new


OLD = "He left in spring.\n\nThe commanders lived well.\n\nOne night he walked to the river.\n"


@pytest.mark.parametrize(
    ("new", "passage", "there"),
    [
        ("Corrected on 3 May.\n\n" + OLD, "The commanders lived well.", True),
        (OLD.replace("spring", "autumn"), "The commanders lived well.", True),
        (OLD.replace("spring", "autumn"), "He left in ", True),
        (OLD.replace("spring", "autumn"), "in spring", False),
        (OLD.replace("lived well", "lived very well"), "commanders lived well", False),
        (OLD.replace("lived well", "lived very well"), "commanders lived", True),
        (OLD.replace("The commanders lived well.\n\n", ""), "commanders", False),
        ("", "commanders", False),
        ("The commanders lived well.", "The commanders lived well.", True),
    ],
)
def test_a_passage_moves_only_where_its_words_stand_unbroken(new, passage, there):
    """Words before and after it may change; a word changed, put in or taken out within it leaves it without a place."""
    start = OLD.index(passage)
    span = Shift(OLD, new).span(start, start + len(passage))
    assert (span is not None) is there
    if span:
        assert new[slice(*span)] == passage


def test_words_carried_elsewhere_have_no_place():
    """Two paragraphs that change places: at most one of them moves along, none is looked for."""
    one, two = "The first paragraph of it.", "And the second one there."
    shift = Shift(f"{one}\n{two}\n", f"{two}\n{one}\n")
    moved = [shift.span(0, len(one)), shift.span(len(one) + 1, len(one) + 1 + len(two))]
    assert moved.count(None) == 1


def test_long_texts_are_compared_in_little_time():
    """A book with a changed word in every chapter, and one long changed line, take seconds at most."""
    chapters = [f"Chapter {n}. " + "and so they went on and on " * 40 for n in range(1500)]
    old = "\n".join(chapters)
    new = "\n".join(chapter.replace("went", "walked", 1) for chapter in chapters)
    begun = time.monotonic()
    assert Shift(old, new).span(0, 5) == (0, 5)
    line = "word other " * 50_000
    assert Shift(line, line[:300_000] + "X" + line[300_000:]).span(0, 10) == (0, 10)
    assert time.monotonic() - begun < 60


def test_changed_lines_are_told_as_gone_and_come():
    """What a reader is shown: the lines that went, the lines that came, in order."""
    assert changed_lines("a\nb\n--c\n", "a\nB\n--c\nd\n") == ("-b", "+B", "+d")
    assert changed_lines("a", "a") == ()
    assert changed_lines("-- x\n", "++ y\n") == ("--- x", "+++ y")
