"""Reported speech: what a sentence tells of somebody's words, and no quotation a second time."""

from __future__ import annotations

import pytest

from testimonia.assist.cues import cues
from testimonia.assist.leavers import leavers
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer

GAZETTEER = Gazetteer(groups=[{"name": "Lantern Host", "of_interest": True}])
STORY = "Tobias Lunt, 29, joined the Lantern Host in March 2016. He deserted in May 2018."


def reported(text, language="en"):
    reading = Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language=language)
    story = Story(reading, cues(language, GAZETTEER))
    people, followed = leavers(story)
    speech = Speech(story, followed, people)
    return [story.plain.text[said.start : said.end] for said in speech.indirect()]


@pytest.mark.parametrize(
    "quoted",
    [
        'Lunt said: "We walked for nine nights and nobody spoke."',
        '"We walked for nine nights," Lunt said.',
        '"We walked for nine nights," Lunt told the court on Monday. "Nobody spoke."',
        'Lunt, looking at the river, said, "We walked for nine nights and nobody spoke."',
        'Lunt said of the ferry "that it would not come for the likes of us".',
    ],
)
def test_what_is_quoted_is_no_reported_speech(quoted):
    """The verb of speaking is the quotation's: the sentence has nothing else to report."""
    assert reported(f"{STORY}\n\n{quoted}") == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ('Lunt said that the ferry had gone without him: "Nobody spoke on the way."', "Lunt said that the ferry had gone without him"),
        ('Lunt admitted having carried a rifle "like everybody, the way you carry an umbrella".', "Lunt admitted having carried a rifle"),
        ('"Nobody spoke on the way," said Lunt, who said that the ferry had gone.', "said Lunt, who said that the ferry had gone."),
    ],
)
def test_beside_a_quotation_only_the_words_outside_are_reported(sentence, words):
    """A clause that the sentence reports by itself is indirect speech, without the words in marks."""
    assert reported(f"{STORY}\n\n{sentence}") == [words]


def test_a_sentence_without_a_quotation_is_reported_whole():
    """A word at arm's length is no quotation."""
    sentence = 'Lunt said he had seen the "doctor" only once.'
    assert reported(f"{STORY}\n\n{sentence}") == [sentence]


@pytest.mark.parametrize("that", ["que le bac était parti", "qu'il avait marché neuf nuits"])
def test_a_french_clause_is_reported_beside_a_quotation_with_either_form_of_that(that):
    """The verb takes "que" and, before a vowel, "qu'"."""
    story = "Tobias Lunt, 29 ans, a rejoint le Lantern Host en mars 2016. Il a déserté en mai 2018."
    assert reported(f"{story}\n\nLunt a expliqué {that} : « Personne ne parlait sur le chemin. »", "fr") == [f"Lunt a expliqué {that}"]
