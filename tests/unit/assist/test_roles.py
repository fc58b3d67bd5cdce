"""The part that somebody plays in an account, by the words around them."""

import pytest

from support.reading import weighed_of
from testimonia.assist.cues import LANGUAGES
from testimonia.assist.roles import INTRODUCED, PARTS, around, introducing, parts_of, signs_of
from testimonia.assist.weighing import learned

TEXT = (
    "Corin Vance, a baker of 24, joined the Lantern Host in May 2014 and left it a year later, he says.\n\n"
    "“He was always a quiet boy,” said his mother, Perla Vance, in her kitchen.\n\n"
    "“We have opened an inquiry,” said Inspector Ostrin Falk, a spokesman for the police in Harwick."
)


def _played(text: str) -> dict[str, str]:
    """The likeliest part of everybody, by label."""
    every = weighed_of(text)
    roles, introduced = parts_of(every.words, every.introductions)
    return {one.person.label: max(PARTS, key=lambda part: roles[part][at] + introduced[part][at]) for at, one in enumerate(every.found)}


def test_a_mother_and_an_officer_are_told_from_who_left():
    """By what stands around them: "said his mother", "a spokesman for the police"."""
    played = _played(TEXT)
    assert played["Perla Vance"] == "relative"
    assert played["Inspector Ostrin Falk"] == "official"
    every = weighed_of(TEXT)
    _, introduced = parts_of(every.words, every.introductions)
    likeliest = max(range(len(every.found)), key=lambda at: introduced["leaver"][at])
    assert every.found[likeliest].person.label == "Corin Vance"


def test_no_name_is_a_word_of_an_introduction():
    """Who is asked about is cut out, other names are somebody else's, and words are told by side and place."""
    every = weighed_of(TEXT)
    at = next(number for number, one in enumerate(every.found) if one.person.label == "Perla Vance")
    words = every.introductions[at]
    assert {"b mother", "b1 mother", "b0 ,", "aa , in", "kind name"} <= set(words)
    assert not any(name in word for word in words for name in ("perla", "vance", "corin", "falk"))
    assert sum(value * value for value in words.values()) == pytest.approx(1.0)


def test_an_introduction_ends_with_its_paragraph():
    """What the paragraphs before and after say introduces nobody."""
    every = weighed_of("The court rose.\n\nCorin Vance left the Lantern Host.\n\nAnother matter began.")
    at = next(number for number, one in enumerate(every.found) if one.person.label == "Corin Vance")
    assert not {"b court", "b rose", "a anothe", "a matter"} & set(every.introductions[at])


def test_signs_are_those_of_one_candidate():
    """Each part once for the words around somebody, and once for their introduction."""
    signs = signs_of({"official": [1.0, 2.0]}, {"leaver": [3.0, 4.0]}, 1)
    assert signs == {"role official": 2.0, "introduced leaver": 4.0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_has_weights_with_a_card(language):
    """Those around somebody and those of introductions, learned on accounts of the language."""
    for name in (*map(around, PARTS), *map(introducing, INTRODUCED)):
        card = learned(name).card
        assert card["of"]
        assert language in card["held out"]
