"""The words of an account and around its people: names are nobody's in particular, and a text has length 1 however long it is."""

import math

import pytest

from testimonia.assist.choosing import weighed
from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.wording import account_words
from testimonia.protocol.sections import Gazetteer

TEXT = (
    "Corin Vance, 24, joined the Lantern Host in May 2014 and left it a year later. “I walked out at night,” Vance said.\n\n"
    "Ostrin Falk, 51, of the harbour police said that Vance had called him. “Few call,” Falk said."
)


def _story(text: str, language: str = "en", title: str = "") -> Story:
    table = cues(language, Gazetteer())
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, title=title, language=language), table, wide=True)


def _of(label: str) -> dict[str, float]:
    every = weighed(_story(TEXT))
    return dict(every.words[next(at for at, one in enumerate(every.found) if one.person.label == label)])


def test_a_name_counts_as_whoever_is_asked_about_or_as_somebody_else():
    """What is learned of a candidate's words holds for whatever they are called."""
    vance = _of("Corin Vance")
    assert not any(word.split()[-1] in ("vance", "corin", "ostrin", "falk") for word in vance)
    assert {"m @he", "m @other", "a1 said", "q night"} <= set(vance)
    assert "q night" not in _of("Ostrin Falk")


def test_words_are_short_numbers_alike_and_the_text_has_length_one():
    """An ending or another year makes no other word; a text said over and over is no stronger than its words damped."""
    found = account_words(_story("She walked in 2014, she walked in 2015.", title="Walking out"))
    assert {"walked", "in #", "title walkin"} <= set(found)
    assert math.fsum(value * value for value in found.values()) == pytest.approx(1)
    assert max(account_words(_story("out " * 50 + "again")).values()) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_marks_has_no_words(language):
    """Of a text with nothing but marks nothing is said, and nothing fails."""
    assert account_words(_story("?!", language)) == {}
    assert weighed(_story("?!", language)).found == []
