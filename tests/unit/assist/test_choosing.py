"""Who is proposed: the surest, whoever comes near them, and no one twice."""

import pytest

from testimonia.assist.choosing import TREES, choose, chosen, rows, weighed
from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.signs import RULED
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.trees import grown
from testimonia.protocol.sections import Gazetteer

NAMES = ["name", "name", "name"]
TEXT = (
    "Corin Vance, 24, joined the Lantern Host in May 2014 and left it a year later.\n\n“I walked out at night,” Vance said. "
    "His brother Tobin had asked him to stay. “I ran,” he said. Nothing went well without Ostrin."
)
TURNS = "Ann: Why did you leave?\n\nBen: I left the Host in 2018.\n\nAnn: And then?\n\nBen: I ran.\n\n"


def _story(text: str, language: str = "en") -> Story:
    table = cues(language, Gazetteer())
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=True)


def test_the_surest_are_proposed_and_who_comes_near_them():
    """Those who are sure enough and not far below the surest, or nobody."""
    assert chosen(NAMES, [0.7, 0.6, 0.3], 0.3) == [0, 1]
    assert chosen(NAMES, [0.95, 0.5, 0.3], 0.3) == [0]
    assert chosen(NAMES, [0.2, 0.1, 0.1], 0.3) == []
    assert chosen([], [], 0.3) == []


def test_a_name_and_somebody_without_one_are_never_proposed_at_once():
    """The side that is surer is, since both would be one person twice; entries of a list stand beside a teller."""
    assert chosen(["name", "nameless"], [0.5, 0.6], 0.3) == [1]
    assert chosen(["name", "nameless"], [0.6, 0.5], 0.3) == [0]
    assert chosen(["narrator", "entry"], [0.6, 0.5], 0.3) == [0, 1]


def test_every_candidate_has_the_signs_that_the_trees_ask():
    """The word of the rules and what the words say are among them, and what the trees say differs from candidate to candidate."""
    every = weighed(_story(TEXT))
    table = rows(every.signs, 0.5, -0.5, [float(-number) for number in range(len(every.found))])
    assert len(every.found) == len(table) > 1
    assert all({RULED, "words account", "words several", "words person"} <= set(row) for row in table)
    assert len({grown(TREES).score(row) for row in table}) > 1


def test_what_the_trees_ask_has_the_names_that_signs_have():
    """A sign that was renamed would be 0 for everybody: all are given of two small accounts, but for kinds and meanings that these do not have."""
    tables = [weighed(_story(text)).signs for text in (TEXT, TURNS)]
    given = {name for signs in tables for row in rows(signs, 0.0, 0.0, [0.0] * len(signs)) for name in row}
    kinds = ("kind ", "identity ", "layout ", "rank ", "order ", "attested ")
    assert {name for name in grown(TREES).names if "*" not in name and not name.startswith(kinds)} <= given


def test_what_words_say_of_a_candidate_stands_beside_what_they_say_of_the_others():
    """How far below the best each is, and how far above its rival: of the best that is the second."""
    table = rows([{}, {}, {}], 0.0, 0.0, [1.0, 3.0, 2.0])
    assert [row["words below best"] for row in table] == [-2.0, 0.0, -1.0]
    assert [row["words best"] for row in table] == [0.0, 1.0, 0.0]
    assert [row["words above rival"] for row in table] == [-2.0, 1.0, -1.0]


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
