"""Whom the rules take for a leaver stays unless doubtful; others come beside them or in their place where the weights are sure."""

import pytest

from testimonia.assist.choosing import choose, chosen, weighed
from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.signs import RULED
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.weighing import learned
from testimonia.protocol.sections import Gazetteer

NAMES = ["name", "name", "name"]
TEXT = (
    "Corin Vance, 24, joined the Lantern Host in May 2014 and left it a year later.\n\n“I walked out at night,” Vance said. "
    "His brother Tobin had asked him to stay. “I ran,” he said. Nothing went well without Ostrin."
)


def _story(text: str, language: str = "en") -> Story:
    table = cues(language, Gazetteer())
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=True)


def test_those_of_the_rules_stay_unless_doubtful():
    """One that the weights hold for improbable is left out, and the others stay even where enough would ask for more."""
    assert chosen(NAMES, [0.4, 0.1, 0.2], [True, True, False], 0.5) == [0]


def test_a_sure_name_comes_beside_those_of_the_rules():
    """Somebody whom the rules missed is added where the weights are sure, beside the surest too."""
    assert chosen(NAMES, [0.7, 0.6, 0.3], [True, False, False], 0.3) == [0, 1]
    assert chosen(NAMES, [0.95, 0.5, 0.3], [True, False, False], 0.3) == [0]


def test_where_the_rules_have_nobody_the_surest_is_proposed():
    """One who is sure enough, or nobody; never a name and "the man" at once."""
    assert chosen(NAMES, [0.5, 0.4, 0.1], [False] * 3, 0.3) == [0, 1]
    assert chosen(NAMES, [0.2, 0.1, 0.1], [False] * 3, 0.3) == []
    assert chosen(["name", "nameless"], [0.5, 0.6], [False] * 2, 0.3) == [1]
    assert chosen(["name", "nameless"], [0.6, 0.5], [False] * 2, 0.3) == [0]
    assert chosen([], [], [], 0.3) == []


def test_every_candidate_has_the_signs_that_the_weights_know():
    """The word of the rules is among them, and what they say differs from candidate to candidate."""
    found, rows = weighed(_story(TEXT))
    assert len(found) == len(rows) > 1
    assert all(RULED in row for row in rows)
    assert len({learned("persons").score(row) for row in rows}) > 1


def test_a_word_that_only_looks_like_a_name_is_gone_when_claims_are_read():
    """Once people are chosen, names that no cue introduces and that nobody chose are no people any more."""
    wide = _story(TEXT)
    narrow, people, _ = choose(wide)
    assert any(person.weak for person in wide.names)
    assert "Corin Vance" in {person.label for person in people}
    assert all(not person.weak for person in narrow.names)
    assert all(0 <= one.who < len(narrow.names) for one in narrow.references if one.kind == "name")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_people_proposes_nobody(language):
    """Digits and marks are no testimony in any language."""
    assert choose(_story("1234. 5678! 90?", language))[1] == []
