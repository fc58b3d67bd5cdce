"""Codes learned from codings: enough examples, the same model from the same ones, and nothing where it has seen too little."""

from __future__ import annotations

import json
import random

import pytest

from testimonia.assist import Learned, Reading, Rules
from testimonia.assist.learned import ENOUGH, examples
from testimonia.protocol import parse_protocol

BOOK = """id: leaving
title: Leaving
codes:
  - {id: cruelty, label: Cruelty, definition: Violence.}
  - {id: hunger, label: Hunger, definition: Want.}
"""
STORY = (
    "Samir Haddad, 31, joined the group in March 2015 and fled in June 2017.\n\n"
    '"They whipped the prisoners in the yard every morning," Haddad said. "So I left at night."\n'
)


@pytest.fixture(scope="module")
def protocol():
    return parse_protocol("study: {title: Leaving, question: Why?}\ncodebooks: [leaving]\n", {"leaving.yaml": BOOK})


def lessons(count=ENOUGH):
    """Sentences on whips and on bread, half and half, each beside one that nobody coded."""
    told = []
    for n in range(count):
        coded, code = (f"They whipped prisoners in yard {n}.", "cruelty") if n % 2 else (f"There was no bread in barrack {n}.", "hunger")
        text = f"{coded} The weather of day {n} was mild."
        told += examples(text, "en", {"leaving": [(0, len(coded), f"leaving:{code}")]})
    return told


def read(text, language="en"):
    reading = Reading(account="a", edition="e", text=text, language=language)
    rules = parse_protocol("study: {title: Leaving, question: Why?}", {})
    return Reading(account="a", edition="e", text=text, language=language, found=tuple(Rules().suggest(reading, rules)))


def test_a_passage_like_those_coded_is_proposed_with_the_words_that_speak_for_it(protocol):
    """Its code, its place, whose words they are and why."""
    (found,) = Learned(lessons()).suggest(read(STORY), protocol)
    assert found.value == "leaving:cruelty"
    assert "whipped" in STORY[found.start : found.end]
    assert found.reason.startswith("as in passages coded so: ")
    assert found.target in {item.id for item in read(STORY).found if json.loads(item.value).get("label") == "Samir Haddad"}


def test_with_fewer_examples_nothing_is_learned(protocol):
    """Nineteen are too few, twenty are enough; and a code needs three of its own."""
    assert Learned(lessons(ENOUGH - 1)).suggest(read(STORY), protocol) == []
    assert Learned(lessons(ENOUGH - 1)).knows == ()
    assert Learned(lessons()).knows == (("leaving", "en"),)


def test_the_order_of_examples_changes_nothing_and_their_content_the_version(protocol):
    """The same decisions give the same model and version on every machine; one decision more gives another."""
    told = lessons()
    mixed = told[:]
    random.Random(1).shuffle(mixed)
    one, same, other = Learned(told), Learned(mixed), Learned(told + lessons(2))
    assert one.version == same.version != other.version
    assert one.suggest(read(STORY), protocol) == same.suggest(read(STORY), protocol)


def test_another_language_or_unlike_words_give_nothing(protocol):
    """Words of one language say nothing of another's, and unknown words nothing at all."""
    model = Learned(lessons())
    assert model.suggest(read(STORY, language="de"), protocol) == []
    assert model.suggest(read(STORY.replace("They whipped the prisoners in the yard every morning", "Zyx wvu tsr qpo")), protocol) == []


def test_a_code_that_is_no_longer_offered_is_not_proposed():
    """Retired codes keep their codings and get no new ones."""
    retired = BOOK.replace("definition: Violence.", "definition: Violence., retired: true")
    bare = parse_protocol("study: {title: Leaving, question: Why?}\ncodebooks: [leaving]\n", {"leaving.yaml": retired})
    assert Learned(lessons()).suggest(read(STORY), bare) == []


@pytest.mark.parametrize("text", ["", "whipped " * 4000, "(" * 5000, "\u202e\u0301" * 500])
def test_no_text_breaks_it(protocol, text):
    """Every passage lies in its text."""
    assert all(0 <= item.start < item.end <= len(text) for item in Learned(lessons()).suggest(read(text), protocol))
