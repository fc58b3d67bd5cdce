"""Passages written down for others, and found again without guessing."""

from __future__ import annotations

import pytest

from testimonia.errors import InputError
from testimonia.text import Span, describe, locate

TEXT = "He left. He said he left in 2015. She stayed; he left."


def quote(exact, prefix="", suffix=""):
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def position(start, end):
    return {"type": "TextPositionSelector", "start": start, "end": end}


def test_a_passage_is_described_as_the_w3c_says():
    """A description holds a position in code points and a quote with its context."""
    assert describe("😀 He left.", Span(2, 4), context=2) == {"selector": [position(2, 4), quote("He", "😀 ", " l")]}


def test_context_does_not_split_a_character():
    """Context is shortened where it would begin or end inside a grapheme cluster."""
    text = "e\u0301x[y]z👨\u200d👩"
    described = describe(text, Span(4, 5), context=3)["selector"][1]
    assert (described["prefix"], described["suffix"]) == ("x[", "]z")


def test_a_passage_inside_a_cluster_is_described_without_broken_context():
    """Where the passage itself lies inside a cluster, the context that would break it further is left out and the quote exact."""
    described = describe("a\u0301\u0302\u0303\u0304b", Span(2, 3), context=1)["selector"][1]
    assert (described["prefix"], described["exact"], described["suffix"]) == ("", "\u0302", "")


def test_the_position_counts_when_quote_and_context_stand_there():
    """Of several equal quotes the one at the stated position is found."""
    assert locate(TEXT, describe(TEXT, Span(9, 11))) == Span(9, 11)


def test_a_moved_passage_is_found_by_quote_and_context():
    """After text was put before it, a passage is found where its quote and context stand together, once."""
    assert locate("New lead. " + TEXT, describe(TEXT, Span(20, 24), context=8)) == Span(30, 34)


def test_a_short_quote_is_not_found_by_coincidence_at_the_old_place():
    """When other words with the same letters have come to stand at the old offsets, that is not the passage."""
    selectors = [position(0, 2), quote("he", "said ", " was")]
    assert locate("he came and he went", selectors) is None
    assert locate("he was there and he went", [position(0, 2), quote("he", "said ", " was")]) is None
    assert locate("xhe saw and he went", [position(1, 3), quote("he", "x", " was")]) is None


def test_a_unique_quote_is_enough():
    """A quote that stands once is found though its context changed; one that stands twice is an orphan."""
    assert locate(TEXT, quote("2015", "nothing ", " alike")) == Span(28, 32)
    assert locate(TEXT, quote("he left", "nothing ", " alike")) is None


@pytest.mark.parametrize(
    "selectors",
    [
        quote("He  left"),
        quote("he left in 2016"),
        position(0, 2),
        [],
        {"type": "FragmentSelector", "value": "x"},
        [position(0, 99), quote("gone")],
        quote(""),
        quote("aa"),
    ],
)
def test_what_cannot_be_found_exactly_is_an_orphan(selectors):
    """Changed, ambiguous, unquoted and empty passages are orphans, never guesses."""
    assert locate(TEXT + " aaa", selectors) is None
    assert locate("", selectors) is None


def test_an_empty_passage_is_found_by_its_context():
    """A point in a text is found where its context stands."""
    assert locate("x" + TEXT, describe(TEXT, Span(9, 9))) == Span(10, 10)


@pytest.mark.parametrize("broken", [{"type": "TextQuoteSelector"}, [position("0", 2), quote("He")], [7], quote(None)])
def test_malformed_selectors_are_refused(broken):
    """A selector without what its type needs is an input error."""
    with pytest.raises(InputError):
        locate(TEXT, broken)


def test_a_description_needs_a_span_of_this_text():
    """A span that ends after the text, or a negative context, is an input error."""
    with pytest.raises(InputError):
        describe("abc", Span(2, 5))
    with pytest.raises(InputError):
        describe("abc", Span(0, 1), context=-1)
