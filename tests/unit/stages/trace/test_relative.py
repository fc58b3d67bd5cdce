"""Relative dates read in six languages, and what they mean seen from a day."""

from __future__ import annotations

import pytest

from support.growth import seconds
from testimonia.stages.trace.method.relative import reckon, relative_dates
from testimonia.text import format_edtf, parse_edtf, words


def meant(language, text, told="2019-06-05"):
    """(words, date) of the relative dates of a text told on a day."""
    found = words(text)
    dates = []
    for said in relative_dates(text, found, language):
        value = reckon(said, parse_edtf(told))
        dates.append((text[found[said.first].start : found[said.last - 1].end], format_edtf(value) if value else None))
    return dates


@pytest.mark.parametrize(
    ("language", "text", "said", "value"),
    [
        ("en", "He left last April.", "last April", "2019-04"),
        ("en", "He left last August.", "last August", "2018-08"),
        ("en", "He came back last year, thinner.", "last year", "2018"),
        ("en", "In March last year he left", "March last year", "2018-03"),
        ("en", "In March, last year, he left", "March, last year", "2018-03"),
        ("en", "June of this year", "June of this year", "2019-06"),
        ("en", "twenty-two months ago", "twenty-two months ago", "2017-08~"),
        ("en", "two years ago", "two years ago", "2017~"),
        ("en", "last summer", "last summer", "2018-22"),
        ("en", "last winter", "last winter", "2018-24"),
        ("en", "last Monday", "last Monday", "2019-06-03"),
        ("en", "last Wednesday", "last Wednesday", "2019-05-29"),
        ("en", "yesterday", "yesterday", "2019-06-04"),
        ("en", "last week", "last week", "2019-05-27/2019-06-02"),
        ("de", "vor zwei Jahren ging er", "vor zwei Jahren", "2017~"),
        ("de", "vor neunzehn Monaten", "vor neunzehn Monaten", "2017-11~"),
        ("de", "Im Oktober vergangenen Jahres", "Oktober vergangenen Jahres", "2018-10"),
        ("de", "im vergangenen Herbst", "vergangenen Herbst", "2018-23"),
        ("de", "letzten Monat", "letzten Monat", "2019-05"),
        ("fr", "L’an dernier, il partit", "L’an dernier", "2018"),
        ("fr", "il y a trois mois", "il y a trois mois", "2019-03~"),
        ("fr", "en août dernier", "août dernier", "2018-08"),
        ("fr", "l'été dernier", "été dernier", "2018-22"),
        ("es", "hace dos meses", "hace dos meses", "2019-04~"),
        ("es", "en octubre del año pasado", "octubre del año pasado", "2018-10"),
        ("es", "la semana pasada", "la semana pasada", "2019-05-27/2019-06-02"),
        ("id", "Februari tahun lalu ia pergi", "Februari tahun lalu", "2018-02"),
        ("id", "dua tahun lalu", "dua tahun lalu", "2017~"),
        ("id", "tiga bulan yang lalu", "tiga bulan yang lalu", "2019-03~"),
        ("ar", "غادر في العام الماضي", "العام الماضي", "2018"),
        ("ar", "وقبل عامين عاد", "وقبل عامين", "2017~"),
        ("ar", "قبل ثلاث سنوات", "قبل ثلاث سنوات", "2016~"),
        ("ar", "في تشرين الأول الماضي", "تشرين الأول الماضي", "2018-10"),
        ("ar", "في حزيران من هذا العام", "حزيران من هذا العام", "2019-06"),
    ],
)
def test_relative_dates_are_read_and_reckoned(language, text, said, value):
    """A phrase is found whole, and means the date that it means on the day of telling, as exactly as it says it."""
    assert meant(language, text) == [(said, value)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The last of them may march in April."), ("en", "Two hours ago, a year, the last. April came."), ("de", "vor dem Haus, vor Jahren"),
        ("fr", "il y a du pain"), ("es", "el año"), ("id", "hari, lalu pergi; dua hari, lalu"), ("ar", "عام كامل"), ("tr", "geçen yıl"), ("", "last year"),
    ],
)  # fmt: skip
def test_ordinary_words_are_no_relative_dates(language, text):
    """Words of the phrases by themselves, parted by a sign, or in a language without a table, give nothing."""
    assert meant(language, text) == []


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("2019", "2018"),
        ("2019-06", "2018"),
        ("2018-12/2019-02", "2017/2018"),
        ("2019~", "2018~"),
        ("2019?", "2018?"),
        ("../2019", None),
        ("XXXX", None),
    ],
)
def test_a_vague_day_of_telling_gives_a_vague_date(told, value):
    """Told in a year: the year before; told in one of two years: one of two; told on no known day: nothing. Doubts are kept."""
    assert meant("en", "last year", told) == [("last year", value)]


def test_last_april_said_in_april_is_the_year_before():
    """A month named in that very month, a weekday named on that day, mean the one before."""
    assert meant("en", "last April", "2019-04-20") == [("last April", "2018-04")]
    assert meant("en", "last Monday", "2019-06-03") == [("last Monday", "2019-05-27")]


@pytest.mark.parametrize(
    ("text", "told"), [("last year", "0001"), ("9 years ago", "0003-01-01"), ("999999999 years ago", "2019"), ("300 years ago", "0200")]
)
def test_dates_before_the_calendar_are_none(text, told):
    """What would lie before the year 1, or longer ago than any account tells, has no value and raises nothing."""
    assert [value for _, value in meant("en", text, told)] == [None]


def test_a_text_of_nothing_but_cues_takes_linear_time():
    """Eight times as many cues take about eight times as long."""

    def took(times):
        text = "last year vor zwei Jahren twenty two hundred months ago " * times
        found = words(text)
        return seconds(lambda: relative_dates(text, found, "en"))

    small = min(took(300) for _ in range(3))
    assert min(took(2400) for _ in range(2)) < 30 * small + 0.5
