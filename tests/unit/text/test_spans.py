"""Spans, grapheme clusters and what other programs count."""

from __future__ import annotations

import time

import pytest

from testimonia.errors import InputError
from testimonia.text import OffsetMap, Span, cut, from_utf8, from_utf16, snap, to_utf8, to_utf16

FAMILY = "👨\u200d👩\u200d👧\u200d👦"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (-2, -1)])
def test_an_impossible_span_is_refused(start, end):
    """A span that begins before the text or after its own end cannot be made."""
    with pytest.raises(InputError):
        Span(start, end)


def test_spans_compare_as_half_open_pieces():
    """Spans that only touch do not overlap, an empty span overlaps nothing, and a span contains itself."""
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert not Span(1, 5).overlaps(Span(3, 3))
    assert Span(0, 3).contains(Span(0, 3))
    assert Span(0, 3).contains(Span(3, 3))
    assert not Span(0, 3).contains(Span(2, 4))
    assert Span(2, 5).length == 3
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 1)]) == [Span(0, 1), Span(0, 9), Span(2, 3)]


def test_a_span_moves_but_not_before_the_text():
    """Shifting keeps the length and refuses to leave the text at its start."""
    assert Span(2, 5).shift(-2) == Span(0, 3)
    with pytest.raises(InputError):
        Span(2, 5).shift(-3)


def test_cut_refuses_what_a_slice_would_shorten():
    """A span that ends after the text is an error, not a shorter text."""
    assert cut("السلام", Span(1, 3)) == "لس"
    with pytest.raises(InputError):
        cut("abc", Span(2, 4))


@pytest.mark.parametrize(
    ("text", "span", "snapped"),
    [
        ("cafe\u0301s", Span(0, 4), Span(0, 5)),
        ("cafe\u0301s", Span(4, 6), Span(3, 6)),
        (f"a{FAMILY}b", Span(3, 4), Span(1, 8)),
        (f"a{FAMILY}b", Span(4, 4), Span(1, 8)),
        ("🇫🇷🇩🇪🇬🇧", Span(1, 3), Span(0, 4)),
        ("🇫🇷🇩🇪🇬🇧", Span(2, 4), Span(2, 4)),
        ("x🇫🇷🇩🇪🇬🇧", Span(4, 4), Span(3, 5)),
        ("a\r\nb", Span(2, 3), Span(1, 3)),
        ("كِتَاب", Span(1, 3), Span(0, 4)),
        ("각\u1100\u1161\u11a8", Span(2, 3), Span(1, 4)),
        ("क\u094dषि", Span(0, 1), Span(0, 4)),
        ("👍🏽!", Span(1, 2), Span(0, 2)),
        ("\u0600\U0001f1eb\U0001f1f7\U0001f1e9", Span(2, 3), Span(0, 3)),
        ("abc", Span(1, 1), Span(1, 1)),
        ("", Span(0, 0), Span(0, 0)),
    ],
)
def test_snap_moves_both_ends_to_cluster_boundaries(text, span, snapped):
    """No accent, vowel sign, flag, family, syllable or CRLF is cut in two."""
    assert snap(text, span) == snapped


def test_snap_refuses_a_span_of_another_text():
    """A span that ends after the text is an error."""
    with pytest.raises(InputError):
        snap("abc", Span(1, 4))


@pytest.mark.parametrize("unit", ["🇫", "\u0301", "👨\u200d", "\u1100", "क\u094d", "plain words, ", "한국어", "\u0600"])
def test_snap_is_fast_in_long_and_hostile_texts(unit):
    """A snap in the middle of a million code points takes no more than a walk along one run of them."""
    text = unit * (1_000_000 // len(unit))
    before = time.perf_counter()
    snap(text, Span(500_001, 500_002))
    assert time.perf_counter() - before < 5  # measured 0.00001 to 0.18 s; a quadratic walk takes a quarter of an hour


def test_offsets_in_other_units():
    """A character outside the BMP is two UTF-16 units and four UTF-8 bytes, an Arabic letter one and two."""
    text = "a😀ب"
    assert [to_utf16(text, at) for at in range(4)] == [0, 1, 3, 4]
    assert [to_utf8(text, at) for at in range(4)] == [0, 1, 5, 7]
    assert [from_utf16(text, at) for at in (0, 1, 3, 4)] == [0, 1, 2, 3]
    assert [from_utf8(text, at) for at in (0, 1, 5, 7)] == [0, 1, 2, 3]


def test_an_offset_map_agrees_with_encoding_in_a_long_text():
    """Beyond the first blocks the map counts what the encoders count."""
    text = "naïve 😀 كِتَاب\n" * 300
    offsets = OffsetMap(text)
    for at in (0, 255, 256, 257, 1000, 2048, len(text) - 1, len(text)):
        assert offsets.to_utf16(at) == len(text[:at].encode("utf-16-le")) // 2
        assert offsets.to_utf8(at) == len(text[:at].encode())
        assert offsets.from_utf16(offsets.to_utf16(at)) == at
        assert offsets.from_utf8(offsets.to_utf8(at)) == at


@pytest.mark.parametrize(
    "convert",
    [
        lambda: from_utf16("a😀", 2),
        lambda: from_utf8("aé", 2),
        lambda: from_utf16("a😀", 4),
        lambda: to_utf16("abc", 4),
        lambda: to_utf8("abc", -1),
        lambda: from_utf8("abc", -1),
        lambda: to_utf16("a\ud800", 1),
    ],
)
def test_offsets_outside_the_text_or_inside_a_character_are_refused(convert):
    """An offset that names no place between characters is an error and never rounded."""
    with pytest.raises(InputError) as refused:
        convert()
    assert refused.value.remedy
