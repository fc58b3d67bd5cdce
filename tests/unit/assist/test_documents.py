"""Where an account stands, what documents hold and which codes their words suggest: each with its passage and its reason, or nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from testimonia.assist import Codes, Others, Reading, Rules, Shelves
from testimonia.assist.figures import figures
from testimonia.assist.plain import Plain
from testimonia.assist.stems import stems
from testimonia.protocol import parse_protocol

STUDY = """study: {title: Leaving, question: Why?}
shelves:
  testimony:
    criteria:
      - {id: own-voice, text: Somebody who left speaks in it.}
      - {id: invented, text: "It is fiction, or about a film.", excludes: true}
  programme: {criteria: [{id: describes, text: It describes a programme.}]}
  study: {criteria: [{id: counts, text: It has figures of its own.}]}
  policy: {criteria: [{id: position, text: It takes a position.}]}
codebooks: [leaving, parts]
"""
BOOKS = {
    "leaving.yaml": """id: leaving
title: Leaving
codes:
  - {id: cruelty, label: Cruelty, definition: Captives or villagers are beaten or killed., example: They whipped the old miller in front of his daughters.}
  - {id: hunger, label: Hunger, definition: There was no bread and no wage., example: We ate nettles for a month.}
""",
    "parts.yaml": """id: parts
title: Parts
about: response
codes:
  - {id: counselling, label: Counselling, definition: A psychologist offers counselling., example: A psychologist comes on Mondays.}
  - {id: housing, label: Housing, definition: Rent or a flat is paid., example: The first rent is paid.}
""",
}
STORY = (
    "Samir Haddad, 31, joined the group in March 2015 and fled in June 2017.\n\n"
    '"They whipped a miller in front of his daughters," Haddad said. "So I left at night."\n'
)
PROGRAMME = (
    "The Ferry House is a programme for participants who left. Of 58 participants, 41 completed it and 9 went home. "
    "A psychologist offers counselling on Mondays; a charity pays the grant, and mentors visit."
)
PAPER = "We propose three things. The government should stop showing captives. This paper asks for little. Recommendations follow: none should be dear."
NOVEL = "The novel has a heroine whom the publisher calls true. The film was worse, wrote one reviewer of the prize."


@pytest.fixture(scope="module")
def protocol():
    return parse_protocol(STUDY, BOOKS)


def read(text, title="", language="en", shelf=""):
    return Reading(account="a", edition="e", text=text, title=title, language=language, shelf=shelf)


def found(protocol, reading):
    """What all suggesters propose, one after another."""
    for suggester in (Rules(), Shelves(), Others(), Codes()):
        reading = replace(reading, found=(*reading.found, *suggester.suggest(reading, protocol)))
    return reading.found


def said(items, kind):
    return [item.value for item in items if item.kind == kind]


@pytest.mark.parametrize(
    ("text", "shelf", "decision", "criterion"),
    [
        (STORY, "testimony", "include", "own-voice"),
        (NOVEL, "testimony", "exclude", "invented"),
        (PROGRAMME, "programme", "include", "describes"),
        (PAPER, "policy", "include", "position"),
    ],
)
def test_shelf_and_decision_follow_the_criteria(protocol, text, shelf, decision, criterion):
    """Each proposal names the study's own criterion, and why."""
    items = found(protocol, read(text))
    assert (said(items, "shelf"), said(items, "screen")) == ([shelf], [decision])
    (screen,) = [item for item in items if item.kind == "screen"]
    assert screen.target == criterion
    assert screen.reason
    assert 0 <= screen.start < screen.end <= len(text)


def test_where_cues_are_few_nothing_is_proposed(protocol):
    """One word of a film stands in many a true story, and that no leaver was found is no reason to leave an account out."""
    assert found(protocol, read("The rain fell on the film posters of the town, and nobody went out.")) == ()


def test_a_study_without_a_fitting_criterion_gets_no_decision(protocol):
    """The shelf is proposed all the same."""
    bare = parse_protocol("study: {title: Leaving, question: Why?}", {})
    items = found(bare, read(NOVEL))
    assert (said(items, "shelf"), said(items, "screen")) == (["testimony"], [])


def test_a_programme_gives_its_name_its_figures_and_its_components(protocol):
    """The name is what title and text share, a figure has its whole, a component its code."""
    items = found(protocol, read(PROGRAMME, title="The Ferry House: report"))
    (name,) = [json.loads(value) for value in said(items, "mention")]
    assert (name["label"], name["kind"]) == ("The Ferry House", "response")
    assert [json.loads(value) for value in said(items, "figure")] == [{"count": 41, "whole": 58}, {"count": 9, "whole": 58}]
    assert said(items, "code") == ["parts:counselling"]


def test_a_paper_gives_its_recommendations(protocol):
    """Each is a sentence of its own."""
    told = [json.loads(value)["text"] for value in said(found(protocol, read(PAPER)), "recommendation")]
    assert "The government should stop showing captives." in told


def test_a_testimony_gives_neither_figures_nor_recommendations(protocol):
    """Not even where its words would do."""
    items = found(protocol, read(STORY + "Of 58 men, 41 died. The government should act.", shelf="testimony"))
    assert said(items, "figure") == said(items, "recommendation") == []


def test_a_code_is_proposed_for_a_leavers_words_with_the_words_it_rests_on(protocol):
    """The passage is what they said, the target the person, the reason the words that codebook and passage share."""
    items = found(protocol, read(STORY))
    (code,) = [item for item in items if item.kind == "code"]
    (person,) = [item for item in items if item.kind == "mention"]
    assert (code.value, code.target) == ("leaving:cruelty", person.id)
    assert "miller" in STORY[code.start : code.end]
    assert "miller" in code.reason


def test_what_others_say_is_not_coded(protocol):
    """The same words told by the reporter alone are nobody's reason."""
    text = STORY.replace(
        '"They whipped a miller in front of his daughters," Haddad said. ', "They whipped a miller in front of his daughters. "
    )
    assert said(found(protocol, read(text)), "code") == []


def test_codes_need_the_codebooks_language(protocol):
    """An English codebook proposes nothing for a German text."""
    assert said(found(protocol, read(STORY, language="de")), "code") == []


def test_years_are_no_figures():
    """A date is neither a count nor a whole."""
    for text in ("On 4 of 2019 people met.", "Of 2015 we know that 12 left.", "In March 2020, 12 of them left."):
        assert figures(Plain(text), "en") == []


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "97 per cent of them stayed.", (97, None)),
        ("de", "41 von 58 Teilnehmern blieben.", (41, 58)),
        ("fr", "41 sur 58 sont restés.", (41, 58)),
        ("es", "41 de los 58 se quedaron.", (41, 58)),
        ("id", "58 orang, 41 di antaranya, tinggal.", (41, 58)),
        ("ar", "بقي 41 من 58 شخصا.", (41, 58)),
    ],
)
def test_figures_in_each_language(language, text, wanted):
    """A count and its whole, or a share without one."""
    (figure,) = figures(Plain(text), language)
    assert (figure.count, figure.whole) == wanted


def test_stems_bring_forms_together():
    """Forms of one word meet, and words that say nothing go."""
    assert stems("killing of the villages", "en") == stems("killed villages", "en")
    assert stems("القرية", "ar") == stems("قرية", "ar")


@pytest.mark.parametrize("text", ["", "(" * 5000, "1 of " * 3000, "should " * 3000, "\u202e\u0301" * 500, "of 5 " * 3000])
def test_no_text_breaks_them(protocol, text):
    """Hostile and empty texts are read like others, in linear time, and passages lie in the text."""
    for shelf in ("", "programme", "study", "policy"):
        assert all(0 <= item.start < item.end <= len(text) for item in found(protocol, read(text, title=text[:300], shelf=shelf)))
