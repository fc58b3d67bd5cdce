"""Dates keep the precision in which they were written."""

from __future__ import annotations

import pytest

from testimonia.stages.collect.readers.stated import as_written, edtf, javascript_moment


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2015-06-03T23:30:00-07:00", "2015-06-03"),
        ("2015-06-03", "2015-06-03"),
        ("2015-06", "2015-06"),
        ("2015", "2015"),
        ("20150603", "2015-06-03"),
        ("D:20150603101500+02'00'", "2015-06-03"),
        ("Wed, 03 Jun 2015 10:15:00 GMT", "2015-06-03"),
        ("2015-13-40", None),
        ("2015-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_stated_date_keeps_its_precision(stated, date):
    """A year stays a year, and placeholders and impossible days are no dates."""
    assert edtf(stated) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 2015-06-03 it", "2015-06-03"),
        ("am 3. Juni 2015 um", "2015-06-03"),
        ("June 3, 2015", "2015-06-03"),
        ("03.06.2015", "2015-06-03"),
        ("03/06/2015", "2015"),
        ("June 2015", "2015-06"),
    ],
)
def test_a_found_date_is_cut_back_to_what_the_text_says(text, date):
    """Where numbers can be read in two ways, or the day is not written, the day is left out."""
    assert as_written("2015-06-03", text) == date


def test_a_year_alone_never_becomes_new_year():
    """Of "Copyright 2019", which libraries read as 2019-01-01, at most the year is kept."""
    assert as_written("2019-01-01", "Copyright 2019 The River Post") == "2019"


def test_moments_of_saved_pages_are_read_in_utc():
    """The moment that SingleFile writes is read whatever the machine's language and time zone."""
    assert javascript_moment("Wed Jun 03 2015 10:00:05 GMT+0200 (Central European Summer Time)") == "2015-06-03T08:00:05Z"
    assert javascript_moment("Wed Foo 03 2015 10:00:05 GMT+0200") is None
