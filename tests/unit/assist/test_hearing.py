"""The words of direct speech and of its tag, as they are if a leaver is asked about."""

from itertools import combinations

import numpy as np
import pytest
from train_speakers import FOLDS, Words, held_out

from testimonia.assist.cues import cues
from testimonia.assist.hearing import HEARD
from testimonia.assist.leavers import leavers
from testimonia.assist.speakers import Speakers, heard
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.weighing import Weights, learned
from testimonia.protocol.sections import Gazetteer
from workshop.speaker_rows import Row

GAZETTEER = Gazetteer(groups=[{"name": "Lantern Host", "of_interest": True}])
STORY = "Tobias Lunt, 29, joined the Lantern Host in March 2016. He deserted in May 2018.\n\n"


def _speakers(text: str) -> Speakers:
    story = Story(Reading(account="a", edition="e", text=text, title="", published="2020-06-01", language="en"), cues("en", GAZETTEER))
    people, followed = leavers(story)
    return Speakers(story, followed, people, Speech(story, followed, people))


def test_words_are_told_as_said_before_and_after_and_names_as_whose_they_are():
    """Lunt's name is that of whoever is asked about, Falk's is somebody else's; a tag ends where the next quotation begins."""
    speakers = _speakers(STORY + "“I walked out at night,” Lunt said. Inspector Ostrin Falk agreed. “We opened a file,” Falk said.")
    first, second = speakers.words(0, 0), speakers.words(1, 0)
    assert {"q walked", "qq at night", "a said", "a0 @he", "kind quote"} <= set(first)
    assert {"q file", "a0 @other", "b agreed"} <= set(second)
    assert not any(name in word for words in (first, second) for word in words for name in ("lunt", "falk", "tobias"))
    assert not {"a file", "a opened", "b walked"} & (set(first) | set(second))
    assert sum(value * value for value in first.values()) == pytest.approx(1.0)


def test_a_tag_in_a_tellers_own_text_is_read():
    """Around a quotation in what somebody writes as "I", the teller's words are the tag, and another quotation ends it."""
    text = (
        "I am Tobias Lunt. I joined the Lantern Host in March 2016 and I left it in May 2018. I waited in the yard. "
        "“We have opened an inquiry into you, boy,” said a spokesman for the police. “Go home and stay there,” he told me. I went, and I never came back to the Host."
    )
    speakers = _speakers(text)
    number = next(
        at for at, one in enumerate(speakers.stretches) if "inquiry" in speakers.plain.text[one.start : one.end] and one.kind != "told"
    )
    words = speakers.words(number, 0)
    assert {"a said", "a spokes", "b yard"} <= set(words)
    assert not {"a go", "a home", "a he"} & set(words)


def test_a_tellers_own_name_is_whose_they_are():
    """Who tells as "I" and gives their name is asked about under it."""
    speakers = _speakers(
        "Tobias Lunt: I joined the Lantern Host in 2016. I left it in 2018. My name is Tobias Lunt.\n\n" + "I was cold there. " * 4
    )
    assert [person.label for person in speakers.people] == ["Tobias Lunt"]
    words = {word for number in range(len(speakers.stretches)) for word in speakers.words(number, 0)}
    assert "q @he" in words
    assert "q @other" not in words


def test_a_shared_surname_is_the_leavers_and_a_particle_is_nobodys():
    """Whoever of the Vances is attested first, "Vance said" is said of the leaver; "de" is a word, though it stands in a name."""
    text = (
        "Perla Vance, 61, keeps his letters. Corin de Vance, 24, joined the Lantern Host in March 2016. He deserted in May 2018. "
        "“I came out de noche,” Corin de Vance said. “He slept,” said his mother, Perla Vance."
    )
    speakers = _speakers(text)
    who = next(at for at, person in enumerate(speakers.people) if person.label.startswith("Corin"))
    words = speakers.words(0, who)
    assert {"a0 @he", "aa @he de", "aa de @he", "q de"} <= set(words)
    assert "a @other" not in words


def test_a_tag_between_dashes_ends_where_speech_goes_on():
    """—I was cold, said he— and nobody came: the second piece is no tag of the first."""
    text = STORY + "— I was cold there, said Lunt — and nobody came for me.\n\n— I was hungry, said Lunt — and nobody fed me.\n"
    speakers = _speakers(text)
    pieces = [speakers.plain.text[one.start : one.end] for one in speakers.stretches]
    first = next(number for number, piece in enumerate(pieces) if piece.startswith("I was cold"))
    words = speakers.words(first, 0)
    assert "a said" in words
    assert not {"a nobody", "a came"} & set(words)


def test_a_long_stretch_is_read_to_a_limit():
    """What somebody says beyond eighty words and marks is no sign of who says it."""
    speakers = _speakers(STORY + "“" + "I was cold, " * 60 + "and then the harbour froze,” Lunt said.")
    words = speakers.words(0, 0)
    assert "q cold" in words
    assert "q harbou" not in words


def test_a_leaver_sounds_unlike_an_officer():
    """“I left them” is likelier a leaver's than “We have opened an inquiry”, said a spokesman."""
    speakers = _speakers(
        STORY + "“I was so ashamed of what we did,” he said.\n\n“We have opened an inquiry,” said a spokesman for the police."
    )
    weights = learned(HEARD)
    assert weights.score(speakers.words(0, 0)) > weights.score(speakers.words(1, 0)) + 1


def test_what_the_words_say_is_asked_by_itself_and_beside_the_rules():
    """A step of the logits, with what the rules say and how many leavers there are; the features stay."""
    found = heard({"rule p": 1.0, "sole": 1.0, "long 4": 1.0}, 1.4)
    assert found == {"rule p": 1.0, "sole": 1.0, "long 4": 1.0, "heard 1.0": 1.0, "heard 1.0 rule p": 1.0, "heard 1.0 sole": 1.0}
    assert {"heard -99.0", "heard -99.0 several"} <= set(heard({}, -50.0))


def test_nothing_is_learned_from_the_words_of_the_fold_that_is_held_out():
    """Words that one part alone has say nothing there while it is held out, and much once it teaches."""
    given = [
        Row(
            part=f"part-{part}", account=str(number), stretch=(number, number + 1), who=0, features={"rule p": 1.0},
            words={f"q {part} {number % 2}": 1.0}, quotations=1, theirs=number % 2,
        )
        for part in range(FOLDS) for number in range(40)
    ]  # fmt: skip
    words = Words(given, np.array([part for part in range(FOLDS) for _ in range(40)]))
    own = words.scores(3)[3 * 40 : 4 * 40]
    assert np.ptp(own) < 0.01
    assert np.ptp(words.scores()[3 * 40 : 4 * 40]) > 1
    steps = [{name for name in row if name.startswith("heard ") and name.count(" ") == 1} for row in words.asked(None)]
    assert len(set(map(frozenset, steps))) == 1, "each row asks weights that did not see its fold"
    assert np.ptp(held_out(given, words)) < 0.05
    assert set(words.kept) == {frozenset(), *map(frozenset, combinations(range(FOLDS), 1)), *map(frozenset, combinations(range(FOLDS), 2))}


def test_the_words_decide_where_the_signs_do_not(monkeypatch):
    """A stretch is less sure, and may be nobody's, if its words are not a leaver's."""
    speakers = _speakers(STORY + "“I walked out at night,” Lunt said.")
    never = Weights(bias=-30.0, values=np.zeros(4))
    known = learned("speakers")
    (said,) = speakers.said()
    monkeypatch.setattr("testimonia.assist.speakers.learned", lambda name: never if name == HEARD else known)
    assert all(one.score < said.score for one in speakers.said())
