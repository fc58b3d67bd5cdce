"""Speakers: a quotation goes to whom the words around it say, and to nobody where they leave it open."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from train_speakers import best, counted, threshold

from support.growth import seconds
from testimonia.assist.cues import cues
from testimonia.assist.enough import QUOTATIONS
from testimonia.assist.leavers import leavers
from testimonia.assist.speakers import Speakers
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.weighing import learned
from testimonia.protocol.sections import Gazetteer
from workshop.speaker_rows import Row

GAZETTEER = Gazetteer(
    groups=[{"name": "Lantern Host", "of_interest": True, "also": ["Ost de la Lanterne", "Hueste de la Linterna", "Laternenschar"]}]
)
STORY = "Tobias Lunt, 29, joined the Lantern Host in March 2016. He deserted in May 2018."


def speakers(text, language="en", likely=1.0):
    story = Story(
        Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language=language), cues(language, GAZETTEER)
    )
    people, followed = leavers(story)
    people = [replace(person, likely=likely) for person in people]
    return Speakers(story, followed, people, Speech(story, followed, people))


def given_to(text, language="en"):
    """The words that somebody is given, each with the label of who says them."""
    found = speakers(text, language)
    return [(found.people[said.who].label, found.plain.text[said.start : said.end]) for said in found.said()]


@pytest.mark.parametrize(
    "quoted",
    [
        '"I was cold,"',
        "“I was cold,”",
        "'I was cold,'",
        "‘I was cold,’",
        "«I was cold,»",
        "« I was cold, »",
        "„I was cold,“",
        "`I was cold,`",
    ],
)
def test_a_quotation_in_any_marks_is_its_speakers(quoted):
    """The marks of six languages and of typewriters stand around the same words."""
    assert given_to(f"{STORY}\n\n{quoted} Lunt said.") == [("Tobias Lunt", "I was cold,")]


@pytest.mark.parametrize(
    ("tagged", "said"),
    [
        ('"I was cold," Lunt said.', "I was cold,"),
        ('"I was cold," said Lunt.', "I was cold,"),
        ('Lunt said: "I was cold."', "I was cold."),
        ('"I was cold," he said.', "I was cold,"),
    ],
)
def test_a_tag_after_or_before_gives_the_speaker(tagged, said):
    """By name or pronoun, before the verb or after it."""
    assert ("Tobias Lunt", said) in given_to(f"{STORY}\n\n{tagged}")


def test_a_quotation_that_its_tag_parts_is_one_speakers():
    """Both halves are whose the tag is."""
    assert given_to(f'{STORY}\n\n"I was cold," Lunt said, "and I went home."') == [
        ("Tobias Lunt", "I was cold,"),
        ("Tobias Lunt", "and I went home."),
    ]


def test_a_quotation_whose_paragraphs_all_open_is_one_speakers():
    """Every paragraph opens and only the last closes: all of it is said."""
    said = given_to(
        f'{STORY}\n\n"I was cold all winter long," Lunt said. "We slept in a barn.\n\n"I went home in May because of the bread."'
    )
    assert [words for _, words in said][:2] == ["I was cold all winter long,", "We slept in a barn."]


@pytest.mark.parametrize(
    "tagged",
    [
        '"He was cold," said his sister.',
        '"He was a member for two years," the prosecutor said.',
        'The judge asked: "Why did he go?"',
        '"Lunt is not welcome here," said Mayor Anna Hale.',
    ],
)
def test_the_words_of_others_are_not_the_leavers(tagged):
    """Relatives, officials and whoever else has a tag keep their words."""
    assert given_to(f"{STORY}\n\n{tagged}") == []


def test_what_a_narrator_quotes_is_cut_out_of_what_they_write():
    """A paragraph told as "I" is the narrator's without what somebody says to them."""
    text = (
        'I joined the Lantern Host in May 2016 and I carried water.\n\nI left in June 2018. My aunt opened the door and said: "You are thin as a rake, child." '
        "I ate and I slept. I was not brave, I was tired of it."
    )  # fmt: skip
    written = [words for _, words in given_to(text)]
    assert any("I ate and I slept" in words for words in written)
    assert not any("thin as a rake" in words for words in written)


def test_a_dialogue_of_dashes_goes_to_whom_its_tags_name():
    """The dash that closes a tag opens more of the same speech."""
    text = "Eleuterio Paz, de 67 años, se unió a la Hueste de la Linterna en 2016 y desertó en mayo de 2018.\n\n—Yo repartía cartas —dice Paz—. No sabía leer lo que llevaba.\n\n—¿Y ahora? —dice su hermana."
    said = given_to(text, "es")
    assert ("Eleuterio Paz", "Yo repartía cartas") in said
    assert not any("ahora" in words for _, words in said)


def test_nobody_is_given_a_word_where_speaker_and_person_together_are_not_sure_enough():
    """The score is the product of both; a person who is hardly likely says nothing, however surely the words are theirs."""
    text = f'{STORY}\n\n"I was cold," Lunt said.'
    (sure,) = speakers(text).said()
    (likely,) = speakers(text, likely=0.8).said()
    assert likely.score == pytest.approx(0.8 * sure.score, abs=0.01)
    assert sure.score > QUOTATIONS
    assert speakers(text, likely=QUOTATIONS - 0.01).said() == []


def test_an_account_without_leavers_gives_nobody_a_word():
    """No person of interest, no quotation."""
    assert given_to('"It rained," said the mayor. "It will rain again."') == []


@pytest.mark.parametrize(
    "text", ['"', '""', "“”", "«»\n\n«", 'Lunt said: "', "Q. A. Q. A.", "ANN: \n\nANN: ", f'{STORY} "x', f'{STORY}\n\n" "']
)
def test_lost_marks_and_empty_quotations_are_read_without_a_fault(text):
    """Whatever is given lies within the text and holds something."""
    found = speakers(text)
    assert all(0 <= said.start < said.end <= len(found.plain.text) for said in found.said())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                '"I was',
                '," ',
                "Lunt said.",
                "she said: ",
                "\n\n",
                "—",
                " —dice él—. ",
                "“",
                "”",
                "Q. ",
                "A. ",
                "?",
                "TOM: ",
                "[00:01] ",
                "**",
            ]
        ),
        max_size=40,
    )
)
def test_any_heap_of_marks_can_be_read(pieces):
    """Marks, tags, labels and dashes in any order make no fault, and probabilities are probabilities."""
    found = speakers(f"{STORY} {''.join(pieces)}")
    assert all(0 <= said.score <= 1 and 0 <= said.who < len(found.people) for said in found.said())


@pytest.mark.parametrize("piece", ['"I was cold," Lunt said. ', '"a" ', "“x ", "\n\n—Yo —dice él—. Sí.", "\n\nTOM: I was cold."])
def test_time_grows_with_the_quotations(piece):
    """Four times as many quotations take at most ten times as long."""

    def took(times):
        text = STORY + piece * times
        return seconds(lambda: speakers(text).said())

    took(10)
    assert took(1200) <= 10 * max(took(300), 0.05)


def test_the_weights_say_what_they_were_learned_on():
    """The card names the parts, and none that validates is among them; the figures are those of parts held out."""
    card = learned("speakers").card
    assert set(card["parts"]) >= {"open", "en-d", "other-e"}
    assert not set(card["parts"]) & {"sealed", "en-c", "other-c"}
    held = card["held out"]["weighed"]
    assert held["right"] <= held["given"]
    assert held["right"] / held["given"] >= card["aim"] - 0.01
    json.dumps(dict(card))


def test_a_stretch_counts_as_right_for_the_quotations_that_are_the_leavers_own():
    """Of three quotations that one stretch covers, two of them the leaver's, two are right and one is wrong."""
    row = Row(
        part="p", account="a", stretch=(0, 9), who=0, features={"x": 1.0}, words={}, quotations=3, theirs=2
    )  # fmt: skip
    assert counted(best([(row, 0.8)]), 0.5) == {"given": 3, "right": 2}
    assert threshold(best([(row, 0.8)]), 0.9) == 1.0
    assert threshold(best([(row, 0.8)]), 0.6) == 0.8
