"""Dates that accounts give by feasts, weekdays, years without their century: what each can mean, and nothing where that is not told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.growth import seconds
from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.feasts import easter, in_year, islamic, stretches, table
from testimonia.assist.plain import simplified
from testimonia.assist.when import When, dates
from testimonia.protocol.sections import Gazetteer
from testimonia.text import known_date, parse_edtf

PUBLISHED = known_date("2020-06-17")  # a Wednesday


def said(language: str, text: str, context: When | None = None, published=PUBLISHED) -> list[str | None]:
    """What the dates of a sentence stand for."""
    plain = simplified(text)
    return [when.edtf(published, context) for when in dates(cues(language, Gazetteer()), plain, 0, len(plain))]


@pytest.mark.parametrize(("year", "day"), [(1818, (3, 22)), (1943, (4, 25)), (2009, (4, 12)), (2016, (3, 27)), (2038, (4, 25))])
def test_easter_is_where_the_calendar_has_it(year, day):
    """Earliest and latest possible Easter among them."""
    assert easter(year) == date(year, *day)


@pytest.mark.parametrize(
    ("of", "day"), [((1, 1, 1), (622, 7, 19)), ((1433, 9, 1), (2012, 7, 20)), ((1436, 7, 20), (2015, 5, 9)), ((1441, 9, 1), (2020, 4, 24))]
)
def test_islamic_dates_are_those_of_the_tabular_calendar(of, day):
    """The first of the calendar is 16 July 622 Julian, 19 July Gregorian."""
    assert islamic(*of) == date(*day)


def test_a_feast_that_is_twice_in_a_year_or_never_has_no_date():
    """Ramadan begins twice in 2030, and the month of Rajab once in most years: nothing is chosen for the reader."""
    assert in_year("ramadan", 2030) is None
    assert in_year("ramadan", 2012) == "2012-07/2012-08"
    assert in_year("easter", 0) is None


@given(
    st.sampled_from(sorted(table())), st.integers(min_value=1900, max_value=2100), st.sampled_from(["", "eve", "before", "after", "about"])
)
def test_every_feast_of_every_year_is_a_date_in_order(feast, year, near):
    """What is written down can be read again, and lies within a month of the year."""
    for first, last in stretches(feast, year):
        assert first <= last
        assert (last - first).days <= 46
    value = in_year(feast, year, near)
    if value is not None:
        read = parse_edtf(value)
        assert date(year - 1, 12, 1) <= read.earliest <= read.latest <= date(year + 1, 2, 28)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "She left at Easter 1971.", "1971-04"),
        ("en", "He ran on the eve of Christmas Day 2015.", "2015-12-24"),
        ("en", "They went in Ramadan, 2012.", "2012-07/2012-08"),
        ("en", "It was New Year's Eve 2014.", "2014-12-31"),
        ("en", "He joined in '92.", "1992"),
        ("en", "That was in ninety-three, July.", "1993-07"),
        ("en", "It was twenty-fourteen.", "2014"),
        ("en", "In nineteen ninety-six they came.", "1996"),
        ("en", "It was the winter before last.", "2018-24"),
        ("en", "He left in the spring of the year before last.", "2018-21"),
        ("en", "She got out four and a half years ago.", "2015-11/2016-01"),
        ("en", "It was twenty-one years ago this week.", "1999-06"),
        ("en", "It's five years in August.", "2015-08"),
        ("en", "He came out last Wednesday.", "2020-06-10"),
        ("en", "She walked out on the sixth of last month.", "2020-05"),
        ("en", "He crossed ten days ago.", "2020-06"),
        ("de", "Rein bin ich zu Allerheiligen 2010.", "2010-11-01"),
        ("de", "Er ging im Mai vorvergangenen Jahres.", "2018-05"),
        ("de", "Im Frühling vor zwei Jahren ging er.", "2018-21"),
        ("de", "Er sei am vergangenen Sonntag übergelaufen.", "2020-06-14"),
        ("de", "Das war neunzehnhundertachtundachtzig.", "1988"),
        ("fr", "C'était à la rentrée 2009.", "2009-09"),
        ("fr", "Elle est partie en mars de l'an dernier.", "2019-03"),
        ("fr", "Il y a deux ans et demi, il a fui.", "2017-11/2018-01"),
        ("fr", "C'était pendant le ramadan 2014.", "2014-06/2014-07"),
        ("es", "Eso fue en marzo del 99.", "1999-03"),
        ("es", "Fue la víspera de Reyes de 2016.", "2016-01-05"),
        ("es", "Se fue en abril de hace dos años.", "2018-04"),
        ("es", "Llegó en la Semana Santa de 2011.", "2011-04"),
        ("id", "Ia keluar pada malam Tahun Baru 2017.", "2016-12-31"),
        ("id", "Rombongan itu turun pada Juli dua tahun lalu.", "2018-07"),
        ("id", "Dari tahun seribu sembilan ratus sembilan puluh enam.", "1996"),
        ("ar", "كان ذلك في رمضان 2016.", "2016-06/2016-07"),
        ("ar", "في ربيع الأول من سنة 1439 هـ", "2017-11/2017-12"),
        ("ar", "بتاريخ 20 رجب 1436", "2015-05-09"),
        ("ar", "غادر في شتنبر 2013.", "2013-09"),
        ("ar", "كان ذلك عام ٢٠١٥.", "2015"),
        ("ar", "خرج بعد عيد الأضحى من سنة 2014.", "2014-10"),
    ],
)  # fmt: skip
def test_what_a_date_stands_for(language, text, wanted):
    """One sentence, one date, in the words of each language."""
    assert wanted in said(language, text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He left three days later.", "2016-03-17"), ("He left two weeks before.", "2016-02-29"), ("The day before, he had run.", "2016-03-13"),
        ("He left on the thirtieth.", "2016-03"), ("That same week he ran.", "2016-03"), ("He left that Easter.", "2016-03"),
    ],
)  # fmt: skip
def test_dates_that_go_on_from_another(text, wanted):
    """Days and weeks are counted where the text gives the day they are counted from."""
    context = When(start=0, end=0, kind="full", year=2016, month=3, day=14)
    assert wanted in said("en", text, context)


def test_days_are_not_made_up():
    """Three weeks after a month may be that month or the next; on a Sunday before a month tells nothing."""
    month = When(start=0, end=0, kind="full", year=2016, month=3)
    assert "2016-03/2016-04" in said("en", "He left three weeks later.", month)
    assert said("en", "He came out last Wednesday.", published=known_date("2020-06")) == [None]
    assert said("en", "He left on the thirtieth.", When(start=0, end=0, kind="full", year=2016)) == [None]


def test_two_figures_are_a_year_only_where_they_must_be():
    """In fifteen minutes, in twelve houses, in ten: no years."""
    assert said("en", "He came back in fifteen, and in ten. In twelve houses there were '") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_of_a_hostile_text_take_linear_time(language):
    """Twice as much of what begins like a date takes about twice as long."""
    table_of = cues(language, Gazetteer())
    begun = simplified(
        "5 years ago in the spring of the day before Easter zwei Jahre vor il y a deux ans hace dos años dua tahun قبل سنة بعد عيد "
    )

    def read(text: str) -> None:
        for start in range(0, len(text), 600):
            dates(table_of, text, start, min(len(text), start + 600), loose=True)

    def took(times: int) -> float:
        return seconds(lambda: read(begun * times))

    took(4)
    assert took(64) < 12 * max(took(16), 0.01)
