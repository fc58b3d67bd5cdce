"""Who is proposed: the surest, whoever comes near them, and no one twice."""

import pytest

from support.reading import story_of
from testimonia.assist import choosing
from testimonia.assist.choosing import SENTENCES, TREES, Said, Weighed, choose, chosen, is_short, rows, weighed
from testimonia.assist.cues import LANGUAGES
from testimonia.assist.passages import AFTER, NAMED, SAID, SUBJECT, Passages
from testimonia.assist.roles import INTRODUCED, PARTS
from testimonia.assist.signs import RULED
from testimonia.assist.trees import grown

NAMES = ["name", "name", "name"]
TEXT = (
    "Corin Vance, 24, joined the Lantern Host in May 2014 and left it a year later.\n\n“I walked out at night,” Vance said. "
    "His brother Tobin had asked him to stay. “I ran,” he said. Nothing went well without Ostrin."
)
BOXES = "Box 4: Witness 2 left the Host in Harwick. Witness 2 and Witness 3 went to Box 5."
TURNS = "Ann: Why did you leave?\n\nBen: I left the Host in 2018.\n\nAnn: And then?\n\nBen: I ran.\n\n"


def _said(every: Weighed, person: list[float]) -> Said:
    sentences = {name: [0.0] * len(every.passages.words) for name in SENTENCES}
    roles, introduced = ({part: [0.0] * len(person) for part in parts} for parts in (PARTS, INTRODUCED))
    return Said(
        account=0.5, several=-0.5, person=person, sentences=sentences, roles=roles, introduced=introduced, supposed=[0.0] * len(every.supposed),
    )  # fmt: skip


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
    every = weighed(story_of(TEXT))
    table = rows(every, _said(every, [float(-number) for number in range(len(every.found))]))
    assert len(every.found) == len(table) > 1
    assert all({RULED, "words account", "words several", "words person"} <= set(row) for row in table)
    assert len({grown(TREES).score(row) for row in table}) > 1


def test_what_the_trees_ask_has_the_names_that_signs_have():
    """A sign that was renamed would be 0 for everybody: all are given of two small accounts, but for kinds and meanings that these do not have."""
    tables = [weighed(story_of(text)) for text in (TEXT, TURNS, BOXES)]
    given = {name for every in tables for row in rows(every, _said(every, [0.0] * len(every.found))) for name in row}
    kinds = ("kind ", "identity ", "layout ", "rank ", "order ", "attested ")
    assert {name for name in grown(TREES).names if "*" not in name and not name.startswith(kinds)} <= given


def test_what_words_say_of_a_candidate_stands_beside_what_they_say_of_the_others():
    """How far below the best each is, and how far above its rival: of the best that is the second."""
    nowhere = dict.fromkeys((NAMED, SUBJECT, SAID, AFTER), ())
    passages = Passages((), [nowhere] * 3, [True] * 3)
    every = Weighed(found=(), signs=[{}, {}, {}], account={}, words=(), introductions=(), passages=passages, spans=(), supposed=())
    table = rows(every, _said(every, [1.0, 3.0, 2.0]))
    assert [row["words below best"] for row in table] == [-2.0, 0.0, -1.0]
    assert [row["words best"] for row in table] == [0.0, 1.0, 0.0]
    assert [row["words above rival"] for row in table] == [-2.0, 1.0, -1.0]


def test_of_a_short_account_nothing_is_weighed(monkeypatch):
    """The rules decide alone, and nobody pays for words that nobody asks; how likely somebody is then is not known."""

    def never(_story):
        raise AssertionError

    monkeypatch.setattr(choosing, "weighed", never)
    _, people, _ = choose(story_of(TEXT))
    assert [(person.label, person.likely) for person in people] == [("Corin Vance", 1.0)]
    with pytest.raises(AssertionError):
        choose(story_of(TEXT + " Rain fell." * 60))


def test_who_is_weighed_is_as_likely_as_the_trees_say():
    """The probability goes on to what is told of them; its two places are the score of the suggestion."""
    more = "He deserted the Lantern Host in May 2015, he said, because its commander had beaten a boy. "
    _, people, _ = choose(
        story_of(
            f"{TEXT}\n\nVance had sworn an oath to the Host when he was 19. {more * 4}\n\n“I left them because I was ashamed,” Vance said."
        )
    )
    assert people
    assert all(grown(TREES).enough <= person.likely < 1 and person.sure == round(person.likely, 2) for person in people)


def test_a_word_that_only_looks_like_a_name_is_gone_when_claims_are_read():
    """Once people are chosen, names that no cue introduces and that nobody chose are no people any more."""
    wide = story_of(TEXT)
    narrow, people, _ = choose(wide)
    assert any(person.weak for person in wide.names)
    assert "Corin Vance" in {person.label for person in people}
    assert all(not person.weak for person in narrow.names)
    assert all(0 <= one.who < len(narrow.names) for one in narrow.references if one.kind == "name")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_without_people_proposes_nobody(language):
    """Digits and marks are no testimony in any language."""
    assert choose(story_of("1234. 5678! 90?", language))[1] == []


def _signs(text: str, label: str) -> dict[str, float]:
    every = weighed(story_of(text))
    return every.signs[next(at for at, one in enumerate(every.found) if one.person.label == label)]


def test_a_number_may_be_somebodys_or_somethings():
    """Witness 2 is somebody, as Witness 3 is; Parcel 4 is something, and no other is like it."""
    text = "“Witness 2”, the clerk read. “Witness 3” went out.\n\nParcel 4: a lamp, sent back."
    somebody, something = _signs(text, "Witness 2"), _signs(text, "Parcel 4")
    assert (somebody["counted"], somebody["counted somebody"], something["counted somebody"]) == (1.0, 1.0, 0.0)
    assert somebody["counted like it"] > something["counted like it"] == 0.0
    assert "counted" not in _signs(TEXT, "Corin Vance")


def test_a_name_after_words_of_place_is_told_from_one_that_acts():
    """“in Harwick, from Harwick”; a page is dated from the town in capitals that opens it."""
    text = "HARWICK. Corin Vance left in May. He came from Harwick and lived in Harwick. Corin Vance spoke."
    assert _signs(text, "Harwick")["after a word of place"] > 0.5 > _signs(text, "Corin Vance")["after a word of place"]
    assert _signs(text, "Harwick")["dateline"] == 1.0
    assert _signs(text, "Corin Vance")["dateline"] == 0.0
    assert _signs("TOBIN: I left in May.\n\nANN: And then?\n\nTOBIN: I ran.\n\nANN: Where to?\n\nTOBIN: Home.", "Tobin")["dateline"] == 0.0


def test_an_account_is_short_below_a_hundred_words():
    """Words of the text, whatever stands between them."""
    assert [is_short(story_of("rain " * words)) for words in (99, 100)] == [True, False]
