"""Bare queries find pointed, accented and variant spellings."""

from __future__ import annotations

import time

import pytest

from testimonia.text import Span, Word, cut, fold, highlights, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("كِتَابٌ", "كتاب"),
        ("الرَّقَّة", "الرقه"),
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آخر", "اخر"),
        ("ٱلله", "الله"),
        ("مسؤول", "مسوول"),
        ("شئون", "شيون"),
        ("مدرسة", "مدرسه"),
        ("مصطفى", "مصطفي"),
        ("کتابی", "كتابي"),
        ("الــدولة", "الدوله"),
        ("هٰذا", "هذا"),
        ("ﻻ", "لا"),
        ("می\u200cخواهم", "ميخواهم"),
        ("٢٠١٤ ۱۹۹۹ १२", "2014 1999 12"),
        ("Café NAÏVE", "cafe naive"),
        ("Cafe\u0301", "cafe"),
        ("Straße Łódź Øre Đorđe Œuvre İstanbul ılık", "strasse lodz ore dorde oeuvre istanbul ilik"),
        ("Qurʾan Raqqaʿ", "quran raqqa"),
        ("soft\u00adhyphen \u202bbidi\u202c zero\u200bwidth", "softhyphen bidi zerowidth"),
        ("Ёлка ΣΊΣΥΦΟΣ", "елка σισυφοσ"),
        ("ﬁnal ＡＢＣ ℕ ™ ㏒", "final abc n tm log"),
        ("👍🏽", "👍"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_a_bare_query_finds_what_is_written(written, typed):
    """What is written and what a bare keyboard types fold to the same."""
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("ماء", "ما"), ("が", "か"), ("कि", "की"), ("한국", "한구"), ("resume", "resumed"), ("น้ำ", "นา")]
)
def test_different_words_stay_different(one, other):
    """Folding drops spellings, not letters that make another word."""
    assert fold(one) != fold(other)


def test_folding_keeps_hangul_and_kana_whole():
    """Scripts whose characters decompose come back composed."""
    assert fold("한국어 が") == "한국어 が"
    assert fold("ｶﾞ") == fold("ガ")


def test_words_point_into_the_original():
    """Words are folded, without punctuation, and their offsets are code points of the original."""
    text = "“Don’t go,” said أَحْمَدُ — 😀 cafe\u0301s in ٢٠١٤."
    found = words(text)
    assert [word.folded for word in found] == ["don", "t", "go", "said", "احمد", "cafes", "in", "2014"]
    assert cut(text, Span(found[4].start, found[4].end)) == "أَحْمَدُ"
    assert cut(text, Span(found[5].start, found[5].end)) == "cafe\u0301s"


def test_words_in_ascii_are_the_same_as_elsewhere():
    """The quick way for ASCII text gives what the general way gives."""
    text = "A state-run camp, don't: 24x_7 (U.S.)"
    assert words(text) == words(text + " é")[:-1]
    assert words("Ab c") == [Word("ab", 0, 2), Word("c", 3, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISIS组织的人", ["isis", "组", "织", "的", "人"]),
        ("カタカナと、ひらがな", list("カタカナとひらがな")),
        ("น้ำใจ", ["น้ำ", "ใ", "จ"]),
        ("한국어 신문", ["한국어", "신문"]),
        ("می\u200cخواهم", ["ميخواهم"]),
        ("ـــ \u0301 ' » ½ ﷺ", []),
        ("l’homme l'homme", ["l", "homme", "l", "homme"]),
        ("", []),
    ],
)
def test_words_of_other_scripts(text, expected):
    """Without spaces every character is a word; with joiners a word stays one; signs and lone marks are none."""
    assert [word.folded for word in words(text)] == [fold(word) for word in expected]


def test_a_joiner_at_the_end_is_not_part_of_the_word():
    """A zero-width joiner counts inside a word only."""
    assert words("می\u200c é") == [Word("مي", 0, 2), Word("e", 4, 5)]


def test_highlights_are_where_the_query_stands_in_the_original():
    """A bare query marks the pointed and accented words of the original."""
    text = "الدَّولة said: Café, cafe; the caféteria."
    assert [cut(text, span) for span in highlights(text, "CAFE الدوله")] == ["الدَّولة", "Café", "cafe"]
    assert highlights(text, "…") == []
    assert highlights(text, "absent") == []


def test_characters_that_touch_in_a_query_must_touch_in_the_text():
    """A Chinese query is found as a whole, not character by character."""
    text = "叙利亚和利比亚，叙 利亚，利亚叙利亚"
    assert [cut(text, span) for span in highlights(text, "叙利亚")] == ["叙利亚", "叙利亚"]
    assert highlights("哈哈哈", "哈哈") == [Span(0, 3)]


def test_folding_and_words_are_fast():
    """Far below the floors (5 MB/s folding, 300,000 words/s) something quadratic has crept in."""
    text = "The quick “brown” fox’s café — naïve كِتَاب. " * 20_000
    before = time.perf_counter()
    fold(text)
    folding = time.perf_counter() - before
    found = words(text)
    splitting = time.perf_counter() - before - folding
    assert len(text.encode()) / folding > 1_000_000  # measured 30-50 MB/s; a floor that a busy machine still meets
    assert len(found) / splitting > 50_000  # measured 450,000/s
