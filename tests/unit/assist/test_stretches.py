"""Stretches: where the words that somebody may say begin and end, and what is cut out of them."""

from __future__ import annotations

from testimonia.assist.cues import cues
from testimonia.assist.leavers import leavers
from testimonia.assist.story import Story
from testimonia.assist.stretches import stretches
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer

GAZETTEER = Gazetteer(groups=[{"name": "Lantern Host", "of_interest": True}])
STORY = "Tobias Lunt, 29, joined the Lantern Host in March 2016. He deserted in May 2018."


def story_of(text):
    return Story(Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language="en"), cues("en", GAZETTEER))


def stretched(text):
    """The stretches of an account, each with its kind."""
    story = story_of(text)
    people, _ = leavers(story)
    return [(found.kind, story.plain.text[found.start : found.end]) for found in stretches(story, people)]


def test_an_answer_is_cut_around_what_it_quotes():
    """The words of a commander in a cook's answer are not the cook's, and are weighed by themselves."""
    text = f"{STORY}\n\nHOST: Why?\n\nLUNT: I baked. He said: “No bread for the second company today.” So I left.\n\nHOST: When?\n\nLUNT: In May."
    found = stretched(text)
    assert ("within", "No bread for the second company today.") in found
    assert ("name", "I baked. He said: ") in found
    assert ("name", "In May.") in found
    assert not any("bread" in words for kind, words in found if kind == "name")


def test_lines_after_a_dash_end_before_their_tag():
    """A dash opens speech, the comma before a verb of speaking closes it, and a second dash takes it up again."""
    text = f"{STORY}\n\n– I had waxed the skis as well, Lunt tells the radio. – You do what you are in the middle of.\n\n– I went at night."
    assert [words for kind, words in stretched(text) if kind == "dashed"] == [
        "I had waxed the skis as well",
        "You do what you are in the middle of.",
        "I went at night.",
    ]


def test_one_line_after_a_dash_is_no_speech():
    """A dash that stands once may be anything."""
    assert not [kind for kind, _ in stretched(f"{STORY}\n\n– I went at night.") if kind == "dashed"]


def test_answers_by_number_are_somebodys_words():
    """Three answers in order, in the first person; a list of things is none."""
    answers = ["1. I feed carp.", "2. I was a clerk and I copied deeds.", "3. Nobody asked.", "We asked the council."]
    assert [words for kind, words in stretched("\n\n".join([STORY, *answers])) if kind == "numbered"] == [
        "I feed carp.",
        "I was a clerk and I copied deeds.",
        "Nobody asked.",
    ]
    things = ["1. A lamp.", "2. A rope.", "3. A tin of beans."]
    assert not [kind for kind, _ in stretched("\n\n".join([STORY, *things])) if kind == "numbered"]
    assert not [kind for kind, _ in stretched(f"{STORY}\n\n1. I feed carp.\n\n3. I was a clerk.\n\n4. I went.") if kind == "numbered"]


def test_cues_are_read_once_however_many_people_there_are(monkeypatch):
    """A transcript of a hundred names is not searched a hundred times for the same verbs of joining and leaving."""

    def searched(names):
        calls = []
        told = Story.told
        monkeypatch.setattr(Story, "told", lambda self, *given: calls.append(given) or told(self, *given))
        lines = [f"{name}, 29, joined the Lantern Host in March 2016, {name} said." for name in names]
        leavers(story_of("\n\n".join(lines * (12 // len(names)))))
        monkeypatch.setattr(Story, "told", told)
        return len(calls)

    many = ["Ada Stone", "Bela Brook", "Cora Marsh", "Dina Ford", "Emil Wells", "Fado Hill"]
    assert searched(many) == searched(many[:2]) > 0
