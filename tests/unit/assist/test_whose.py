"""Whose name a word is part of."""

import pytest

from testimonia.assist.cues import cues
from testimonia.assist.whose import OTHER_NAME, OWN_NAME, Whose
from testimonia.protocol.sections import Gazetteer


def _whose(language, *labels):
    return Whose(cues(language, Gazetteer()), labels)


def test_a_word_that_two_have_is_the_first_ones():
    """Corin Vance is asked about, his mother is a Vance too."""
    whose = _whose("en", ("Corin Vance", 0), ("Perla Vance", 1))
    assert [whose.name(word, 0) for word in ("Corin", "Vance", "Vance's", "Perla", "walked")] == [
        OWN_NAME, OWN_NAME, OWN_NAME, OTHER_NAME, "",
    ]  # fmt: skip
    assert whose.name("Vance", 1) == OTHER_NAME
    assert "Perla's" in whose
    assert "walked" not in whose


@pytest.mark.parametrize(
    ("language", "label", "words"),
    [
        ("en", "Inspector Ostrin Falk", ["Inspector", "inspector"]),
        ("en", "Dr. Ostrin Falk", ["Dr", "Dr."]),
        ("es", "Corin de la Vance", ["de", "la"]),
        ("de", "Frau Vance", ["Frau"]),
        ("en", "the baker Vance", ["the", "baker"]),
    ],
)
def test_ranks_particles_and_small_words_are_no_names(language, label, words):
    """A rank in front of a name says what part somebody plays, and is read as the word that it is."""
    whose = _whose(language, (label, 0))
    assert [word for word in words if word in whose] == []
    assert whose.name(label.split()[-1], 0) == OWN_NAME


def test_a_name_is_found_in_the_letters_of_the_plain_text():
    """The author of a page is written with a hamza that the plain text leaves out."""
    whose = _whose("ar", ("أحمد الرائي", 0))
    assert whose.name("احمد", 0) == OWN_NAME


@pytest.mark.parametrize("label", ["Dean", "King", "kestrel_7"])
def test_a_name_that_has_nothing_else_is_a_name(label):
    """Dean, 24, is called by what others have as a rank."""
    assert _whose("en", (label, 0)).name(label, 0) == OWN_NAME


def test_numbers_and_teknonyms_are_words_like_others():
    """Of Witness 2 the number is none of the name, of Abu Nasr what many have."""
    whose = _whose("en", ("Tamm 2", 0), ("Abu Nasr", 1), ("Hanan al-Veyi", 2))
    assert ["2" in whose, "Abu" in whose, "Nasr" in whose, "al-Veyi" in whose] == [False, False, True, True]


def test_a_name_is_found_with_a_letter_on_it_in_capitals_and_without_its_dot():
    """Whose "and Tobin" is, whose TOBIN, and the W that a text is cut into."""
    assert _whose("ar", ("طوبين الوراق", 0)).name("وطوبين", 0) == OWN_NAME
    whose = _whose("en", ("Corin Vance", 0), ("Nadja W.", 1))
    assert [whose.name(word, 0) for word in ("CORIN", "W", "W.", "I")] == [OWN_NAME, OTHER_NAME, OTHER_NAME, ""]


def test_a_word_that_only_begins_like_a_preposition_is_no_name():
    """What is said of an age is not Umar, "did not" no letter M, Karim not Reem, "for the good of" not Salih."""
    whose = _whose("ar", ("عمر", 0), ("م.", 1), ("ريم", 2), ("ن.", 3), ("صالح", 4))
    words, names = ("بعمر", "لم", "كم", "كريم", "بن", "لصالح"), ("وعمر", "لعمر", "وريم", "وصالح")
    assert [word in whose for word in (*words, *names)] == [False] * len(words) + [True] * len(names)


def test_a_nickname_within_a_name_is_found_without_its_marks():
    """Abdul Karim "Bong" Asakil is called Bong."""
    assert "Bong" in _whose("en", ('Abdul Karim "Bong" Asakil', 0))
