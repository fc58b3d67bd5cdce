"""Numbers and names as six languages write them."""

from __future__ import annotations

import re

import pytest

from testimonia.stages.trace.method.translations.names import frames
from testimonia.stages.trace.method.translations.numerals import numbers, numerals


def read(language, text):
    """The numbers of a text, in order."""
    tongue = numerals(language)
    found = [(at, tongue.read(word)) for at, word in enumerate(re.findall(r"\w+|[^\w\s\-’']", text))]
    return [placed.value for placed in numbers([(at, part) for at, part in found if part], tongue)]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "twenty-nine, two hundred and six men, 12 thousand; sixteen, seventeen", [29, 206, 12_000, 16, 17]),
        ("en", "a dozen of them, one or two at most, in 2018", [12, 2018]),
        ("fr", "quatre-vingt-dix-sept, soixante et onze, vingt et un, dix-huit ans, trois cents", [97, 71, 21, 18, 300]),
        ("de", "neunundzwanzig Männer, zwölf tausend, vierzig", [29, 12_000, 40]),
        ("es", "treinta y cuatro años, dos mil, ciento veinte, veintidós", [34, 2000, 120, 22]),
        ("id", "dua puluh sembilan, tiga belas, dua ratus, tiga ribu, sebelas", [29, 13, 200, 3000, 11]),
        ("ar", "التاسعة والعشرين، ستة عشر، السادسة عشرة، أحد عشر، مئة وثلاثون، ٣٤", [29, 16, 16, 11, 130, 34]),
        ("tr", "yirmi dokuz 29", [29]),  # no table: digits alone
    ],
)
def test_numbers_are_read_in_digits_and_words(language, text, values):
    """The same number gives the same value in every language, in words and in digits of any script."""
    assert read(language, text) == values


def test_months_that_are_other_words_are_not_months():
    """English "may" and "march" written small, and the Arabic word for father, are no months."""
    assert numerals("en").read("May").month == 5
    assert numerals("en").read("may") is None
    assert numerals("ar").read("آب").month == 8
    assert numerals("ar").read("أب") is None


@pytest.mark.parametrize("word", ["", "9" * 400, "٩" * 400, "12345678901234", "9x" * 50, "²", "½"])
def test_strange_digits_are_no_numbers_and_no_errors(word):
    """Numbers too long to be any, fractions and superscripts break nothing."""
    found = numerals("en").read(word)
    assert found is None or found.value < 10**9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kelduria", "en"), ("كلدوريا", "ar")),
        (("Keldurien", "de"), ("Kelduria", "en")),
        (("Tariq", "en"), ("وطارق", "ar")),
        (("Asper", "en"), ("أسبر", "ar")),
        (("Dunmarch", "en"), ("ودنمارك", "ar")),
        (("Scharif", "de"), ("Charif", "fr")),
        (("Syarif", "id"), ("شريف", "ar")),
        (("Khaled", "en"), ("Chalid", "de")),
        (("Muhammad", "en"), ("محمّد", "ar")),
    ],
)
def test_spellings_of_one_name_fold_to_one_frame(one, other):
    """A name keeps its frame of consonants in another script and in another language's spelling."""
    assert set(frames(*one)) & set(frames(*other))


@pytest.mark.parametrize(("one", "other"), [("Vance", "Stell"), ("Tariq", "Wael"), ("Asper", "Ostrel")])
def test_other_names_have_other_frames(one, other):
    """Different names are not folded together."""
    assert not set(frames(one, "en")) & set(frames(other, "en"))


@pytest.mark.parametrize("word", ["", "a", "ا", "aei", "1", "'", "\u0301", "\u0640" * 9, "x" * 5000, "ب" * 5000])
def test_any_word_has_short_frames_or_none(word):
    """Vowels, marks and endless words raise nothing and give nothing long."""
    assert all(len(frame) <= 5 for frame in frames(word, "en"))
