"""The pure rules of passages and answers."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from testimonia.errors import InputError
from testimonia.protocol import Variable
from testimonia.stages.code.method.answers import answer, holds, items
from testimonia.stages.code.method.countries import COUNTRIES
from testimonia.text import OffsetMap, Span, canonical, place, snap

TEXTS = st.text(st.sampled_from("ab é\u0301\u064eقت😀👨👩\u200d\u20e3🇸🇾\n각") | st.characters(exclude_categories=["Cs"]), min_size=1).map(
    canonical
)


@given(TEXTS, st.data())
def test_whole_spans_pass_and_cut_ones_do_not(text, data):
    """Offsets are taken exactly when no character is cut; what is taken is never moved."""
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span(start, end)
    if snap(text, span) == span:
        assert place(text, start, end, None) == span
        assert place(text, start, end, text[start:end]) == span
    else:
        with pytest.raises(InputError, match="cuts a character"):
            place(text, start, end, None)


@given(TEXTS, st.data())
def test_a_quote_alone_is_found_only_where_it_is_alone(text, data):
    """A quotation gives a span exactly when it stands once (overlaps count) and cuts no character."""
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    if len(places) == 1 and snap(text, Span(start, end)) == Span(start, end):
        assert place(text, None, None, quote) == Span(start, end)
    else:
        with pytest.raises(InputError):
            place(text, None, None, quote)


@given(TEXTS, st.data())
def test_no_wrong_quote_is_ever_accepted(text, data):
    """Where offsets and quotation disagree nothing is re-anchored: the row is refused."""
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    other = data.draw(TEXTS)
    assume(other and other.replace("\r\n", "\n") != text[start:end])
    with pytest.raises(InputError):
        place(text, start, end, other)


def test_bytes_are_recognised():
    """UTF-8 offsets (as some tools count) are refused with the code points they mean."""
    text = "éé abc"
    at = OffsetMap(text).to_utf8(3)
    with pytest.raises(InputError) as caught:
        place(text, at, at + 3, "abc")
    assert "UTF-8 bytes; in characters it is 3-6" in caught.value.remedy


@given(st.integers(-(10**30), 10**30))
def test_whole_numbers_keep_every_digit(number):
    """A whole number, however long, is kept digit by digit, from JSON and from a spreadsheet."""
    variable = Variable(id="n", label="N", type="integer")
    assert answer(variable, number) == answer(variable, str(number)) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_kept_exactly(number):
    """A number read back from its one spelling is the same number."""
    assert float(answer(Variable(id="n", label="N", type="number"), repr(number))) == number


def test_countries_are_249_and_those_of_users():
    """ISO 3166-1 assigns 249 two-letter codes (2020) and leaves 42 to users: XK stands for Kosovo, invented countries take others."""
    assert len(COUNTRIES) == 249 + 42
    assert {"XK", "XA", "QM", "AA", "ZZ"} <= COUNTRIES
    assert "QA" in COUNTRIES  # Qatar: the range for users begins at QM
    assert "UK" not in COUNTRIES


def test_lists_and_conditions():
    """Lists come as JSON, as JSON text or between semicolons; a condition holds when one of several answers meets it."""
    assert items('["a", " b "]') == items("a; b;") == items(["a", "b"]) == ["a", "b"]
    assert items(None) == []
    assert holds(["paid"], "paid;disguised")
    assert not holds(["paid"], None)
    for wrong in ("[1", "[1]", 3, {"a": 1}):
        with pytest.raises(InputError):
            items(wrong)
