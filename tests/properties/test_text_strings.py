"""What holds for every text: astral, combining, right-to-left, broken, with any line end."""

from __future__ import annotations

from itertools import pairwise

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from testimonia.errors import InputError
from testimonia.text import (
    OffsetMap,
    Span,
    canonical,
    cut,
    decode,
    describe,
    fold,
    highlights,
    locate,
    looks_binary,
    quotations,
    show_controls,
    snap,
    title_line,
    words,
)

# Pieces that make offsets, clusters, foldings and quotations go wrong; joined at random they make what nobody writes down.
PIECES = [
    "a", "B", " ", "\n", "\r", "\r\n", "\t", "\x00", "\x1b", "\x85", "\u2028", "\ufeff", "\ufffd", "e\u0301", "\u0301", "\u0345", "ß", "İ",
    "ΐ", "ſ", "ﬁ", "½", "٣", "कि", "\u094d", "क", "각", "\u1100", "\u1161", "\u11a8", "か", "\u3099", "ﾞ", "叙利亚", "น้ำ", "كِتَاب", "ﷺ", "ـ", "أ",
    "\u0654", "\u064e", "ة", "\u200c", "\u200d", "\u200f", "\u202e", "\u2066", "\u00ad", "\u0600", "🇫", "🇷", "😀", "👩", "🏽", "\ufe0f",
    "\U0001d165", "\U000e0067", '"', "'", "“", "”", "„", "‘", "’", "«", "»", "「", "」", "``", "''", "\n\n", "don't", ". ", ",",
]  # fmt: skip
odd_text = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=30).map("".join)
any_text = st.lists(st.sampled_from([*PIECES, "\ud800", "\udc00"]) | st.characters(), max_size=30).map("".join)


@st.composite
def spans(draw, texts=odd_text):
    """A text and a span of it."""
    text = draw(texts)
    ends = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    return text, Span(*ends)


def boundaries(text):
    """The cluster boundaries of the whole text, counted from its start."""
    return {0, *(match.end() for match in regex.finditer(r"\X", text))}


@given(any_text)
def test_canonical_text_is_clean_and_stays_as_it_is(text):
    """Canonical text has no carriage return, other line separator, NUL, surrogate or leading mark, and is its own canonical form."""
    kept = canonical(text)
    assert not set("\r\x00\x85\u2028\u2029") & set(kept)
    assert not kept.startswith("\ufeff")
    assert kept.encode("utf-8")[:0] == b""
    assert canonical(kept) == kept


@given(odd_text)
def test_canonical_touches_nothing_else(text):
    """Apart from line ends, NUL and leading marks, every code point stays in its order."""
    plain = text.translate(dict.fromkeys(map(ord, "\r\n\x00\x85\u2028\u2029\ufeff")))
    assert canonical(text).translate(dict.fromkeys(map(ord, "\n\ufeff"))) == plain


@given(any_text)
def test_a_title_is_one_printable_line(text):
    """A title has no control, no reordering character and no double or outer space, and is its own title."""
    line = title_line(text)
    assert not regex.search(r"[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]|  |^\s|\s$", line)
    assert title_line(line) == line


@given(any_text)
def test_shown_text_can_go_to_any_terminal(text):
    """Shown text has no control but tabs and line ends, no bidi control, and can be encoded."""
    shown = show_controls(text)
    shown.encode("utf-8")
    assert not regex.search(r"[[\p{Cc}\p{Bidi_Control}]--[\n\t]]", shown, regex.V1)


@given(
    st.binary(max_size=200) | odd_text.map(lambda text: text.encode("utf-16")), st.none() | st.text(max_size=12) | st.just("windows-1256")
)
def test_decoding_never_fails_and_counts_what_it_lost(data, declared):
    """Any bytes with any label become a text; what is not certain says so; nothing lost is certain."""
    decoded = decode(data, declared)
    assert 0 <= decoded.replaced <= decoded.text.count("\ufffd")
    assert not (decoded.certain and decoded.replaced)
    assert looks_binary(data) in (True, False)


@given(odd_text)
def test_utf8_comes_back_as_it_was(text):
    """Text without zeros and escapes that was written as UTF-8 is read as UTF-8."""
    text = canonical(text).replace("\x1b", "")
    if not regex.search(r"[\x00-\x08\x0e-\x1f\x7f]", text):
        assert decode(text.encode(), "windows-1256").text == text


@given(spans())
@example(("🇫" * 9, Span(4, 5)))
@example(("\u0600" + "🇫" * 7 + "\u0301\u0301", Span(8, 9)))
def test_snap_contains_the_span_and_ends_on_boundaries(case):
    """A snapped span holds the span, ends on cluster boundaries of the whole text and is the smallest that does."""
    text, span = case
    snapped = snap(text, span)
    edges = boundaries(text)
    assert snapped.start == max(edge for edge in edges if edge <= span.start)
    assert snapped.end == min(edge for edge in edges if edge >= span.end)
    assert snap(text, snapped) == snapped


@given(
    st.lists(st.sampled_from(["🇫", "\u0600", "\u0301", "\u200d", "👩", "\u1100", "각", "क", "\u094d", "a", "\n", "\r"]), max_size=40).map(
        "".join
    )
)
def test_every_place_of_a_hostile_text_is_judged_as_from_its_start(text):
    """Looking only at the neighbourhood gives the same boundaries as reading from the start, at every offset."""
    found = {at for at in range(len(text) + 1) if snap(text, Span(at, at)) == Span(at, at)}
    assert found == (boundaries(text) if text else {0})


@given(odd_text, st.integers(1, 40))
def test_offset_maps_are_inverse(text, times):
    """Code points go to UTF-16 and UTF-8 as the encoders count, and come back."""
    text *= times
    offsets = OffsetMap(text)
    for at in {0, len(text) // 3, len(text) // 2, len(text)}:
        assert offsets.to_utf16(at) == len(text[:at].encode("utf-16-le")) // 2
        assert offsets.to_utf8(at) == len(text[:at].encode())
        assert offsets.from_utf16(offsets.to_utf16(at)) == at
        assert offsets.from_utf8(offsets.to_utf8(at)) == at


@given(odd_text)
def test_only_places_between_characters_convert_back(text):
    """Of all UTF-16 and UTF-8 offsets exactly those between characters are accepted."""
    offsets = OffsetMap(text)
    for convert, size in ((offsets.from_utf16, offsets.to_utf16(len(text))), (offsets.from_utf8, offsets.to_utf8(len(text)))):
        accepted = []
        for unit in range(size + 1):
            try:
                accepted.append(convert(unit))
            except InputError:
                continue
        assert accepted == list(range(len(text) + 1))


@given(spans(), st.integers(0, 12))
def test_a_described_passage_is_found_exactly(case, context):
    """What was described in a text is located there, to the code point."""
    text, span = case
    assert locate(text, describe(text, span, context)) == span


@given(spans(), st.integers(0, 12))
def test_context_begins_and_ends_between_characters(case, context):
    """Context is bounded and begins and ends on cluster boundaries of the text, or is empty."""
    text, span = case
    quote = describe(text, span, context)["selector"][1]
    edges = boundaries(text)
    assert len(quote["prefix"]) <= context
    assert len(quote["suffix"]) <= context
    assert not quote["prefix"] or span.start - len(quote["prefix"]) in edges
    assert not quote["suffix"] or span.end + len(quote["suffix"]) in edges


@given(spans(st.text("ab ", max_size=12)), st.text("ab ", max_size=12), st.integers(0, 4))
def test_what_is_located_is_the_quote_and_no_guess(case, other, context):
    """In another text the quote is found only as it is, and never when it stands twice without its context to tell."""
    text, span = case
    selectors = describe(text, span, context)
    found = locate(other, selectors)
    quote = selectors["selector"][1]
    whole = quote["prefix"] + quote["exact"] + quote["suffix"]
    if found is not None:
        assert cut(other, found) == quote["exact"]
        in_place = found == span and other[max(0, span.start - len(quote["prefix"])) : span.end + len(quote["suffix"])] == whole
        assert in_place or times(other, whole) == 1 or times(other, quote["exact"]) == 1


def times(text, part):
    return sum(text.startswith(part, at) for at in range(len(text)))


@given(any_text)
def test_folding_is_idempotent(text):
    """What is folded stays folded."""
    assert fold(fold(text)) == fold(text)


@given(odd_text, odd_text)
def test_folding_goes_piece_by_piece(one, other):
    """Folding two texts joined by a space is joining their foldings: nothing acts across a word's end."""
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}"


@given(odd_text)
@example("𠀀🏻")
def test_words_are_the_folding_of_what_stands_at_their_offsets(text):
    """Each word is what its piece of the original folds to, is of letters, marks and digits, and words ascend without overlap."""
    found = words(text)
    for word in found:
        assert word.folded == fold(text[word.start : word.end])
        assert regex.fullmatch(r"[\p{L}\p{M}\p{N}]+", word.folded)
    ends = [edge for word in found for edge in (word.start, word.end)]
    assert ends == sorted(ends)
    assert all(word.start < word.end for word in found)


@given(odd_text)
def test_every_word_of_a_text_is_highlighted_by_itself(text):
    """A query for any word of a text marks that word's place, and marks never overlap."""
    for word in words(text):
        marks = highlights(text, text[word.start : word.end])
        assert any(mark.contains(Span(word.start, word.end)) for mark in marks)
        assert all(first.end <= second.start for first, second in pairwise(marks))


@given(odd_text)
def test_quotations_are_nested_properly(text):
    """Quotations lie apart or within one another's inside, at most two deep, in order, with marks around what they quote."""
    found = quotations(text)
    assert [quotation.whole for quotation in found] == sorted(quotation.whole for quotation in found)
    for index, quotation in enumerate(found):
        assert quotation.whole.contains(quotation.inside)
        assert quotation.inside.length > 0
        assert text.startswith(quotation.open_mark, quotation.whole.start)
        assert quotation.closed == (quotation.inside.end < quotation.whole.end)
        for later in found[index + 1 :]:
            assert quotation.inside.contains(later.whole) or later.whole.start >= quotation.whole.end
        assert sum(outer.whole.contains(quotation.whole) for outer in found) <= 2


@given(odd_text, odd_text)
def test_paragraphs_do_not_disturb_one_another(one, other):
    """What is quoted in a paragraph does not depend on the paragraphs after it."""
    one, other = canonical(one).replace("\n", " ").strip(), canonical(other).replace("\n", " ").strip()
    if one and other:
        alone = [quotation.inside for quotation in quotations(f"{one}\n\nEnd.")]
        together = [quotation.inside for quotation in quotations(f"{one}\n\nThen {other}") if quotation.inside.end <= len(one)]
        assert together == alone
