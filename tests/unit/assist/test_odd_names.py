"""Names in odd and hostile texts: nothing is raised, passages lie in the text, and time is linear."""

import json

import pytest

from support.growth import seconds
from testimonia.assist.bylines import byline
from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.rules import Rules
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol import Protocol
from testimonia.protocol.sections import Gazetteer, NamedGroup, Study

GAZETTEER = Gazetteer(groups=(NamedGroup(name="Grey Oars"),))
PROTOCOL = Protocol(study=Study(title="Invented", question="Why?"), gazetteer=GAZETTEER)
TEXTS = (
    "\x00",
    "\u0301",
    "I",
    "A: ",
    "GUEST:",
    "Q.\n\nA.\n\nQ.\n\nA.",
    "A: A\n\nB: B\n\nA: A\n\nB: B",
    ": \n\n: \n\n: ",
    "Call me .\n\nCall me A.\n\nCall me '.\n\nMy name is -.",
    "Call me E\u0301lan\u0301. I left. Call me İI. I left. Call me \U0001f600. I left.",
    "Umm\n\nUmm Umm Umm. Abu Abu, whom everybody called Umm Abu.",
    "Put Corin. Put Corin. Put Corin.\n\nPut Corin.",
    "Mr K, whom everybody called Mr K, or Mr K to all (alias Mr K).",
    "سموني أم.\n\nسموني أبو \u064b.\n\nاسمي ـــ. اسمي عبد. عبد عبد عبد الـ.",
    "قال أبو. قال أم أم أم؟ هل أم أبو؟ سامي ا. قال سامي ا. ٣",
    "I left the Grey Oars \u202eniroC em llaC\u202c. I left. I left.\x85Yours,\u2028C",
    "I left.\n\nI left.\n\nI left.\n\nYours,\nA\u0301 " + "b " * 400,
    "GUEST 1: call me 1.\n\nGUEST 2: call me Case 999.\n\nGUEST 3: Witness 1234.",
)
AUTHORS = ("", " ", "\x00", "By ", "by by by", "\u0301", "A", "ا", "E\u0301lan Tamm", "بقلم \u064b \u064b", "Corin " * 180_000)
WORST = {
    "names told": ("en", "Call me Corin. "),
    "nicknames": ("en", "Osric Tamm, whom everybody called Auntie Bee, came. They called him Abu Kalmis. "),
    "letters": ("en", "he saw W. again "),
    "labels": ("en", "GUEST: Call me Tobin.\n\nOT: Osric Tamm.\n\n"),
    "kunyas": ("en", "Abu Kalmis and Umm Kalmis came. "),
    "or": ("ar", "هل رأيت أم حسان أم سعيد أم "),
    "given names": ("ar", "عبد الكريم سامي عبد "),
    "verbs of speaking": ("ar", "وقال الرجل سامي الورّاق وأبا قنديل. "),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_are_read_like_others(language, text):
    for body, author in [(text, ""), (text, text), *((f"{text}\n\n" * 3, author) for author in AUTHORS[-3:])]:
        reading = Reading(account="a", edition="e", text=body, title=text, author=author, outlet=text, language=language)
        for item in Rules().suggest(reading, PROTOCOL):
            assert 0 <= item.start < item.end <= len(body)
            assert item.kind != "mention" or json.loads(item.value)["label"].strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_lines_name_nobody_or_somebody(language):
    for author in AUTHORS:
        name = byline(author, cues(language, GAZETTEER)).name
        assert name == name.strip()
        assert len(name) <= len(author)


@pytest.mark.parametrize("case", WORST)
def test_names_of_a_hostile_text_take_linear_time(case):
    language, said = WORST[case]

    def took(times):
        reading = Reading(account="a", edition="e", text=said * times, language=language)
        return seconds(lambda: Story(reading, cues(language, GAZETTEER), wide=True))

    took(10)
    assert took(1600) < 8 * max(took(400), 0.02)
