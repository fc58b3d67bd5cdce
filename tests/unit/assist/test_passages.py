"""The sentences that tell of joining and leaving, and how near somebody stands to them."""

from testimonia.assist.choosing import weighed
from testimonia.assist.cues import cues
from testimonia.assist.passages import AFTER, JOINING, LEAVING, NAMED, SAID, SUBJECT, Passages, told_of
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.wording import Wording
from testimonia.protocol.sections import Gazetteer

TEXT = (
    "Corin Vance baked in Harwick. He joined the Host in 2014. He left it in the spring.\n\n"
    "Ostrin Falk was never a member. “I only sold him flour,” Falk said. Nobody asked."
)


def _weighed(text: str, language: str = "en"):
    table = cues(language, Gazetteer())
    assert table is not None
    return weighed(Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=True))


def _of(label: str):
    every = _weighed(TEXT)
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
    words = _weighed(TEXT).passages.words
    assert "@he" in words[0]
    assert not any("corin" in word or "vance" in word for sentence in words for word in sentence)


def test_the_best_sentence_of_each_and_how_far_it_is():
    """The surest sentence that may be somebody's, how much surer than the next person's, and how far from their name the surest of all is."""
    mine = {NAMED: [0], SUBJECT: [1], SAID: [], AFTER: [1, 2]}
    yours = {NAMED: [3], SUBJECT: [], SAID: [4], AFTER: []}
    scores = {JOINING: [-5.0, 1.0, -4.0, -3.0, -2.0], LEAVING: [-5.0, -4.0, 2.0, -3.0, -1.0]}
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
    scores = {JOINING: [-1.0, 1.0], LEAVING: [-1.0, 1.0]}
    first, second = told_of(Passages([{}, {}], [named, nameless], [True, False]), scores)
    assert (first["leaving last named"], second["leaving last named"]) == (1.0, 0.0)


def test_a_word_that_only_looks_like_a_name_ends_nothing():
    """What follows somebody goes on over a name that no cue introduces."""
    every = _weighed("Corin Vance baked. He went to see Harwick. He left the Host in the spring. Nobody asked.")
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
    (row,) = told_of(Passages([], [nowhere], [True]), {JOINING: [], LEAVING: []})
    assert row["account leaving"] == row["own leaving"] < -5
    assert row["leaving last named"] == 0.0
    assert told_of(Passages([], [], []), {JOINING: [], LEAVING: []}) == []


def test_a_long_account_is_weighed_to_a_limit():
    """Sentences beyond the first three hundred are no sign of anything, and no number points beyond the last."""
    every = _weighed("Corin Vance left the Host. " * 800)
    assert len(every.passages.words) == len(every.spans) == 300
    assert max(at for of in every.passages.of for numbers in of.values() for at in numbers) < 300
