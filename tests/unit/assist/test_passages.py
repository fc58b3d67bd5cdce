"""The sentences that tell of joining and leaving, and how near somebody stands to them."""

import pytest

from support.reading import weighed_of
from testimonia.assist.choosing import weighed
from testimonia.assist.cues import cues
from testimonia.assist.passages import AFTER, CLAIMED, JOINING, LEAVING, NAMED, SAID, SUBJECT, VOICE, Passages, told_of
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.wording import Wording
from testimonia.protocol.sections import Gazetteer

TEXT = (
    "Corin Vance baked in Harwick. He joined the Host in 2014. He left it in the spring.\n\n"
    "Ostrin Falk was never a member. “I only sold him flour,” Falk said. Nobody asked."
)


def _of(label: str):
    every = weighed_of(TEXT)
    number = next(at for at, one in enumerate(every.found) if one.person.label == label)
    return every, every.passages.of[number]


def test_a_sentence_is_somebodys_by_name_as_subject_by_speech_or_by_following():
    """Vance is named in the first and the subject of the next two; what follows his name ends where Falk is named."""
    every, vance = _of("Corin Vance")
    sentences = [TEXT[start:end].strip() for start, end in every.spans]
    assert sentences[:3] == ["Corin Vance baked in Harwick.", "He joined the Host in 2014.", "He left it in the spring."]
    assert (list(vance[NAMED]), list(vance[AFTER])) == ([0], [1, 2])
    assert {1, 2} <= set(vance[SUBJECT])
    _, falk = _of("Ostrin Falk")
    assert [sentences[at] for at in falk[SAID]] == ["“I only sold him flour,” Falk said."]


def test_no_name_is_a_word_of_a_sentence():
    """Whoever is named, a sentence has the same words."""
    words = weighed_of(TEXT).passages.words
    assert "@he" in words[0]
    assert not any("corin" in word or "vance" in word for sentence in words for word in sentence)


def test_the_best_sentence_of_each_and_how_far_it_is():
    """The surest sentence that may be somebody's, how much surer than the next person's, and how far from their name the surest of all is."""
    mine = {NAMED: [0], SUBJECT: [1], SAID: [], AFTER: [1, 2]}
    yours = {NAMED: [3], SUBJECT: [], SAID: [4], AFTER: []}
    scores = {JOINING: [-5.0, 1.0, -4.0, -3.0, -2.0], LEAVING: [-5.0, -4.0, 2.0, -3.0, -1.0], CLAIMED: [0.0] * 5, VOICE: [0.0] * 5}
    first, second = told_of(Passages([{}] * 5, [mine, yours], [True, True]), scores)
    assert (first["account leaving"], first["own leaving"], second["own leaving"]) == (2.0, 2.0, -1.0)
    assert (first["leaving above rival"], second["leaving above rival"]) == (3.0, -3.0)
    assert (first["after leaving"], first["subject leaving"], second["said joining"]) == (2.0, -4.0, -2.0)
    assert (first["leaving away"], second["leaving away"]) == (0.2, 0.1)
    assert (first["leaving last named"], second["leaving last named"]) == (1.0, 0.0)


def test_somebody_without_a_name_is_never_the_last_named():
    """“The man” in the surest sentence does not stand between it and the name before."""
    named = {NAMED: [0], SUBJECT: [], SAID: [], AFTER: []}
    nameless = {NAMED: [1], SUBJECT: [], SAID: [], AFTER: []}
    scores = {key: [-1.0, 1.0] for key in (JOINING, LEAVING, CLAIMED, VOICE)}
    first, second = told_of(Passages([{}, {}], [named, nameless], [True, False]), scores)
    assert (first["leaving last named"], second["leaving last named"]) == (1.0, 0.0)


def test_a_word_that_only_looks_like_a_name_ends_nothing():
    """What follows somebody goes on over a name that no cue introduces."""
    every = weighed_of("Corin Vance baked. He went to see Harwick. He left the Host in the spring. Nobody asked.")
    vance = next(of for one, of in zip(every.found, every.passages.of, strict=True) if one.person.label == "Corin Vance")
    assert any(one.person.label == "Harwick" for one in every.found)
    assert {1, 2} <= set(vance[AFTER])


def test_the_first_places_of_an_account_count_whatever_they_tell():
    """Of fifty places of joining and one of leaving before them, the leaving is among those whose words count."""
    table = cues("en", Gazetteer())
    assert table is not None
    story = Story(
        Reading(account="a", edition="e", text="Corin left the Host. " + "He joined it. " * 50, title="", language="en"), table, wide=True
    )
    found = weighed(story).found
    cued = [*(("join", 24 + 14 * at) for at in range(50)), ("leave", 6)]
    words = Wording(story, found, [[] for _ in found], cued).of(0)
    assert any(word.startswith("leave ") for word in words)


def test_nothing_is_said_where_there_is_nothing():
    """An account without sentences has nobody near any; nobody is last named where nobody is."""
    nowhere = {how: [] for how in (NAMED, SUBJECT, SAID, AFTER)}
    nothing = {key: [] for key in (JOINING, LEAVING, CLAIMED, VOICE)}
    (row,) = told_of(Passages([], [nowhere], [True]), nothing)
    assert row["account leaving"] == row["own leaving"] == row["voice mean"] == row["account voice"] == row["named claimed"] < -5
    assert row["leaving last named"] == row["said claimed times"] == row["leaving times"] == 0.0
    assert told_of(Passages([], [], []), nothing) == []


def test_how_much_is_told_of_each_and_how_they_speak():
    """The surest sentence and the number of sentences by how they may be somebody's; what they say at its best, worst and on average."""
    mine = {NAMED: [0, 1], SUBJECT: [1], SAID: [2, 3], AFTER: []}
    yours = {NAMED: [4], SUBJECT: [], SAID: [], AFTER: []}
    scores = {
        JOINING: [9.0, 9.0, -9.0, -9.0, -9.0], LEAVING: [-9.0] * 5, CLAIMED: [-1.0, 9.0, -9.0, -9.0, 2.0], VOICE: [7.0, 7.0, 1.0, -3.0, 7.0],
    }  # fmt: skip
    first, second = told_of(Passages([{}] * 5, [mine, yours], [True, True]), scores)
    assert (first["voice best"], first["voice least"], first["voice mean"]) == (1.0, -3.0, -1.0)
    assert (first["named claimed"], second["named claimed"], first["subject claimed"]) == (9.0, 2.0, 9.0)
    assert first["named claimed times"] == pytest.approx(1.27, abs=0.01)
    assert first["joining times"] == pytest.approx(2.0, abs=0.01)
    assert second["joining times"] < 0.01
    assert first["account voice"] == second["account voice"] == -1.0, "what nobody says is no voice"
    assert first["account voice best"] == 1.0, "nor the best one"


def test_a_long_account_is_weighed_to_a_limit():
    """Sentences beyond the first three hundred are no sign of anything, and no number points beyond the last."""
    every = weighed_of("Corin Vance left the Host. " * 800)
    assert len(every.passages.words) == len(every.spans) == 300
    assert max(at for of in every.passages.of for numbers in of.values() for at in numbers) < 300
