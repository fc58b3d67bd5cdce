"""What holds for every interval date."""

from __future__ import annotations

import math
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from testimonia.errors import InputError
from testimonia.text import (
    Interval,
    at_precision,
    format_edtf,
    lag_days,
    overlaps,
    parse_edtf,
    possibly_before,
    share_within,
    surely_before,
)

FLAGS = st.sampled_from(["", "?", "~", "%"])
DAYS = st.dates()
POINTS = st.one_of(
    DAYS.map(lambda day: day.isoformat()),
    DAYS.map(lambda day: day.isoformat()[:7]),
    DAYS.map(lambda day: day.isoformat()[:4]),
    DAYS.filter(lambda day: day.year >= 10).map(lambda day: day.isoformat()[:3] + "X"),
    st.builds(lambda day, season: f"{day.isoformat()[:4]}-{season}", DAYS, st.integers(21, 24)),
)
QUALIFIED = st.builds("{}{}".format, POINTS, FLAGS)


@st.composite
def intervals(draw):
    """Any interval that can be written."""
    if draw(st.booleans()):
        return parse_edtf(draw(QUALIFIED))
    first, last = draw(st.tuples(QUALIFIED | st.just(".."), QUALIFIED | st.just("..")))
    try:
        return parse_edtf(f"{first}/{last}")
    except InputError:
        return parse_edtf(f"{last}/{first}") if draw(st.booleans()) and _ordered(last, first) else parse_edtf(draw(QUALIFIED))


def _ordered(first, last):
    return first != ".." != last and parse_edtf(first).earliest <= parse_edtf(last).latest


@given(intervals())
def test_what_is_written_is_read_as_the_same(interval):
    """An interval survives being written as EDTF and read again."""
    assert parse_edtf(format_edtf(interval)) == interval


@given(st.text("0123456789X-/.?~% 2", max_size=14) | st.text(max_size=6))
def test_any_text_is_a_date_or_an_input_error(text):
    """No text makes the reader fail otherwise, and what it reads it can write."""
    try:
        interval = parse_edtf(text)
    except InputError:
        return
    assert parse_edtf(format_edtf(interval)) == interval


@given(intervals(), intervals())
def test_the_relations_agree_with_each_other(a, b):
    """Surely before implies possibly before and excludes the reverse; what does not overlap is surely ordered; lags agree."""
    if surely_before(a, b):
        assert possibly_before(a, b)
        assert not possibly_before(b, a)
        assert not overlaps(a, b)
    assert overlaps(a, b) == overlaps(b, a)
    assert overlaps(a, b) or surely_before(a, b) or surely_before(b, a)
    fewest, most = lag_days(a, b)
    assert surely_before(a, b) == (fewest is not None and fewest > 0)
    assert possibly_before(a, b) == (most is None or most > 0)
    assert lag_days(b, a) == (None if most is None else -most, None if fewest is None else -fewest)


@given(intervals(), DAYS, st.integers(0, 4000))
def test_shares_of_neighbouring_windows_add_up(interval, cutting, width):
    """The shares before, within and after a window add up to one."""
    assume(interval.earliest and interval.latest and date(2, 1, 1) < cutting < date(9980, 1, 1))
    end = cutting + timedelta(days=width)
    day = timedelta(days=1)
    parts = [(date.min, cutting - day), (cutting, end), (end + day, date.max)]
    assert math.isclose(sum(share_within(interval, first, last) for first, last in parts), 1)


@given(intervals(), st.sampled_from(["month", "year"]))
def test_coarsened_dates_hold_the_date_and_no_days(interval, precision):
    """A published date contains the date, is no finer than asked, keeps the flags and does not change when coarsened again."""
    text = at_precision(interval, precision)
    coarse = parse_edtf(text)
    assert coarse.earliest is None or (interval.earliest is not None and coarse.earliest <= interval.earliest)
    assert coarse.latest is None or (interval.latest is not None and coarse.latest >= interval.latest)
    assert (coarse.earliest is None, coarse.latest is None) == (interval.earliest is None, interval.latest is None)
    assert (coarse.approximate, coarse.uncertain) == (interval.approximate, interval.uncertain)
    assert all(len(end.rstrip("?~%")) <= {"month": 7, "year": 4}[precision] for end in text.split("/"))
    assert at_precision(coarse, precision) == text


@given(DAYS, DAYS)
def test_two_days_in_order_always_make_an_interval(first, last):
    """Any two days in order are the bounds of an interval that can be written."""
    first, last = sorted((first, last))
    interval = Interval(first, last, "interval")
    assert parse_edtf(format_edtf(interval)) == interval
