"""Dates as exact and as vague as the text gives them."""

from __future__ import annotations

from datetime import date

import pytest

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


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("2015-03-14", "2015-03-14", "2015-03-14", "day"),
        ("2015-03", "2015-03-01", "2015-03-31", "month"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2015", "2015-01-01", "2015-12-31", "year"),
        ("2015-XX", "2015-01-01", "2015-12-31", "year"),
        ("2015-XX-XX", "2015-01-01", "2015-12-31", "year"),
        ("2015-03-XX", "2015-03-01", "2015-03-31", "month"),
        ("201X", "2010-01-01", "2019-12-31", "decade"),
        ("2015-21", "2015-03-01", "2015-05-31", "season"),
        ("2015-22", "2015-06-01", "2015-08-31", "season"),
        ("2015-23", "2015-09-01", "2015-11-30", "season"),
        ("2015-24", "2015-12-01", "2016-02-29", "season"),
        ("9999-24", "9999-12-01", "9999-12-31", "season"),
        ("0001", "0001-01-01", "0001-12-31", "year"),
        ("2015-03/2015-08", "2015-03-01", "2015-08-31", "interval"),
        ("2015-21/201X", "2015-03-01", "2019-12-31", "interval"),
        ("../2015", None, "2015-12-31", "interval"),
        ("2015/..", "2015-01-01", None, "interval"),
        ("2015/", "2015-01-01", None, "interval"),
        ("XXXX", None, None, "unknown"),
        ("../..", None, None, "unknown"),
        (" 2015 ", "2015-01-01", "2015-12-31", "year"),
    ],
)
def test_edtf_is_read(edtf, earliest, latest, precision):
    """Each supported form gives the first and the last day it may mean."""
    assert parse_edtf(edtf) == Interval(day(earliest), day(latest), precision)


@pytest.mark.parametrize(
    ("edtf", "approximate", "uncertain"),
    [("2015?", False, True), ("2015-03~", True, False), ("201X%", True, True), ("2015~/2016?", True, True), ("2015-03-14", False, False)],
)
def test_qualifiers_are_flags(edtf, approximate, uncertain):
    """``~`` is approximate, ``?`` uncertain, ``%`` both; an interval carries what either end carries."""
    parsed = parse_edtf(edtf)
    assert (parsed.approximate, parsed.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "2015-13", "2015-02-30", "2015-00", "2015-25", "15", "2015-3", "20XX", "201X-03", "2015-21-01", "2015-XX-14",
        "2016/2015", "2015/2016/2017", "2015-03-14T10:00", "March 2015", "2015~-03", "0000", "-0044", "٢٠١٥", "2015-03-14 ?", "..",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_remedy(text):
    """Impossible, ambiguous and unsupported dates are refused, and the remedy names the forms."""
    with pytest.raises(InputError) as refused:
        parse_edtf(text)
    assert "2015-03" in refused.value.remedy or "earlier" in refused.value.remedy


@pytest.mark.parametrize(
    ("edtf", "written"),
    [
        ("2015-XX", "2015"),
        ("201X~", "201X~"),
        ("002X", "002X"),
        ("2015-24?", "2015-24?"),
        ("2015-03/2015-08", "2015-03/2015-08"),
        ("2015-03~/2015-08?", "2015-03%/2015-08%"),
        ("2015-03/2015-08-14", "2015-03-01/2015-08-14"),
        ("/2015?", "../2015?"),
        ("../..", "XXXX"),
    ],
)
def test_edtf_is_written(edtf, written):
    """An interval is written in the coarsest units that say the same."""
    assert format_edtf(parse_edtf(edtf)) == written


@pytest.mark.parametrize(
    ("earliest", "latest", "precision"),
    [
        ("2015-03-02", "2015-03-01", "interval"),
        ("2015-03-01", "2015-03-30", "month"),
        ("2015-03-02", "2015-03-02", "year"),
        (None, "2015-03-02", "day"),
        ("2015-01-01", None, "unknown"),
        (None, None, "interval"),
        ("2015-01-01", "2015-03-31", "season"),
        ("2011-01-01", "2020-12-31", "decade"),
    ],
)
def test_an_interval_that_cannot_be_written_cannot_be_made(earliest, latest, precision):
    """Bounds in the wrong order, or other than the unit's, are refused."""
    with pytest.raises(InputError):
        Interval(day(earliest), day(latest), precision)


def test_before_is_sure_only_when_it_holds_on_every_reading():
    """March is surely before April and not surely before "2015"; an open end is never sure and always possible."""
    march, april, year = parse_edtf("2015-03"), parse_edtf("2015-04"), parse_edtf("2015")
    since, until = parse_edtf("2015-04/.."), parse_edtf("../2015-03")
    assert surely_before(march, april)
    assert not surely_before(march, year)
    assert not surely_before(april, march)
    assert not surely_before(march, march)
    assert surely_before(until, april)
    assert not surely_before(since, parse_edtf("2030"))
    assert possibly_before(march, year)
    assert possibly_before(year, march)
    assert not possibly_before(april, march)
    assert possibly_before(since, parse_edtf("2030"))
    assert not possibly_before(parse_edtf("2015-03-14"), parse_edtf("2015-03-14"))
    assert overlaps(march, year)
    assert not overlaps(march, april)
    assert overlaps(parse_edtf("XXXX"), march)
    assert not overlaps(since, until)


def test_a_year_spreads_evenly_over_its_days():
    """A case known only as 2015 lies 31/365 in January 2015, wholly in 2015 and not in 2016."""
    year = parse_edtf("2015")
    assert share_within(year, date(2015, 1, 1), date(2015, 1, 31)) == pytest.approx(31 / 365)
    assert share_within(year, date(2015, 1, 1), date(2015, 12, 31)) == 1
    assert share_within(year, date(2016, 1, 1), date(2016, 12, 31)) == 0
    assert share_within(parse_edtf("2015-03-14"), date(2015, 3, 14), date(2015, 3, 14)) == 1
    assert share_within(parse_edtf("2015-12/2016-01"), date(2016, 1, 1), date(2016, 12, 31)) == pytest.approx(0.5)


@pytest.mark.parametrize("edtf", ["2015/..", "../2015", "XXXX"])
def test_an_open_date_cannot_be_spread(edtf):
    """A date without both ends is refused instead of being counted as nothing."""
    with pytest.raises(InputError):
        share_within(parse_edtf(edtf), date(2015, 1, 1), date(2015, 12, 31))


def test_a_window_must_not_end_before_it_begins():
    """A window in the wrong order is refused."""
    with pytest.raises(InputError):
        share_within(parse_edtf("2015"), date(2015, 2, 1), date(2015, 1, 31))


def test_a_lag_is_the_fewest_and_the_most_days():
    """Vague dates give a range of lags, open ends no limit, and the order shows in the sign."""
    assert lag_days(parse_edtf("2015-03-14"), parse_edtf("2015-03-20")) == (6, 6)
    assert lag_days(parse_edtf("2015-03"), parse_edtf("2015-04")) == (1, 60)
    assert lag_days(parse_edtf("2016"), parse_edtf("2015")) == (-730, -1)
    assert lag_days(parse_edtf("2015"), parse_edtf("2016/..")) == (1, None)
    assert lag_days(parse_edtf("2015/.."), parse_edtf("2016")) == (None, 730)


@pytest.mark.parametrize(
    ("edtf", "month", "year"),
    [
        ("2015-03-14", "2015-03", "2015"),
        ("2015-03-14?", "2015-03?", "2015?"),
        ("2015-03", "2015-03", "2015"),
        ("2015", "2015", "2015"),
        ("201X~", "201X~", "201X~"),
        ("2015-22", "2015-22", "2015"),
        ("2015-24", "2015-24", "2015/2016"),
        ("2015-03-05/2015-03-09", "2015-03", "2015"),
        ("2015-03-05/2015-08-09", "2015-03/2015-08", "2015"),
        ("2015-03-05/2016-08-09~", "2015-03~/2016-08~", "2015~/2016~"),
        ("2015-03-05/..", "2015-03/..", "2015/.."),
        ("../2015-03-05", "../2015-03", "../2015"),
        ("XXXX", "XXXX", "XXXX"),
    ],
)
def test_published_dates_are_coarse(edtf, month, year):
    """What is published is no finer than asked and no narrower than what is known."""
    assert (at_precision(parse_edtf(edtf), "month"), at_precision(parse_edtf(edtf), "year")) == (month, year)
