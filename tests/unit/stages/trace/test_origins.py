"""What two accounts share decides whether they tell one story: excerpts of one origin, quotations, round-ups, background paragraphs."""

import time

import pytest

from support.stories import Corpus, sentence
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.origins import of_one_origin

FRAME = "Two of the drivers were sent up to the quarry that night with one lamp between them."
SPEECH = "“I was given the lamp because I could not be trusted with the rope.”"
MORE = "“Nobody had told us what the lamp was for. I put it out at the second bend, and I walked home in the dark.”"
OUTLETS = {"origin": "Harbour Ledger", "taker": "Valley Dispatch"}
DATES = {"origin": "2019-03-01", "taker": "2019-05-20"}
CREDIT = "The drivers spoke to the Harbour Ledger."


def kind(origin, taker, outlets=OUTLETS, dates=DATES):
    return Corpus({"origin": origin, "taker": taker}, dates, outlets=outlets).pairs["origin", "taker"].kind


def around(inside, seed, before=120, after=120):
    return f"{sentence(seed, before)}\n\n{inside}\n\n{sentence(seed * 2, after)}"


def test_speech_with_the_reporters_own_words_is_an_excerpt():
    """A small part that takes over narration together with what was said, from an account it names, retells that account."""
    origin = around(f"{FRAME} {SPEECH}", "o", 200, 200)
    assert kind(origin, around(f"{CREDIT} {FRAME} {SPEECH}", "t")) is RelationKind.EXCERPT


def test_the_words_of_the_speaker_alone_are_a_quotation():
    """What was said, with its tag, tells nothing of the story around it."""
    tagged = f"{SPEECH}, one of them said."
    assert kind(around(tagged, "o", 200, 200), around(f"{CREDIT} {tagged}", "t")) is RelationKind.QUOTATION


def test_who_names_nobody_has_no_excerpt_of_a_few_sentences():
    """A few sentences that two accounts share may come from a third; only a credit says that one retells the other."""
    origin = around(f"{FRAME} {SPEECH}", "o", 200, 200)
    assert kind(origin, around(f"{FRAME} {SPEECH}", "t")) is RelationKind.QUOTATION


def test_who_has_speakers_of_its_own_tells_another_story():
    """Where most of what is said in an account comes from elsewhere, the few sentences are a quotation."""
    origin = around(f"{FRAME} {SPEECH}", "o", 200, 200)
    own = f"“{sentence('own', 40)}.”"
    assert kind(origin, around(f"{CREDIT} {FRAME} {SPEECH}\n\n{own}", "t")) is RelationKind.QUOTATION


def test_several_sentences_without_marks_are_an_excerpt():
    """Questions and answers stand in no marks; several of them, credited, are a part of the interview."""
    answers = "Q. What was the lamp for? A. Nobody had told us. I put it out at the second bend. I walked home in the dark, and I was seen by a dog."
    assert kind(around(answers, "o", 200, 200), around(f"{CREDIT}\n\n{answers}", "t")) is RelationKind.EXCERPT


@pytest.mark.parametrize(("own", "expected"), [("", RelationKind.EXCERPT), ("“I know better.” ", RelationKind.EXCERPT), (f"“{sentence('own', 30)}” ", RelationKind.QUOTATION)])  # fmt: skip
def test_all_that_is_said_in_a_brief_makes_it_an_excerpt(own, expected):
    """A brief whose speech is the interview's, sentences on end, retells the interview; one with speech of its own quotes it."""
    origin = around(f"{SPEECH}\n\n{MORE}", "o", 200, 200)
    assert kind(origin, around(f"{own}{SPEECH}\n\n{MORE}", "t", 20, 20)) is expected


def test_one_quoted_sentence_is_a_quotation_however_short_the_account():
    """A sentence in marks is quoted, even where the account says little else."""
    assert kind(around(SPEECH, "o", 200, 200), around(SPEECH, "t", 10, 10)) is RelationKind.QUOTATION


# --- what all that an account took says


def pair(a, b, a_spans, b_spans, words, direction=Direction.A_TO_B, kind=RelationKind.EXCERPT, share=0.2):
    passages = tuple(
        SharedPassage(a_edition=a, a_start=s, a_end=e, b_edition=b, b_start=k, b_end=m) for (s, e), (k, m) in zip(a_spans, b_spans, strict=True)
    )  # fmt: skip
    return Reuse(
        a=a, b=b, kind=kind, direction=direction, score=share, matched_words=words, containment=share, a_share=share / 2, b_share=share,
        passages=passages,
    )  # fmt: skip


def kinds(*pairs):
    """The kinds that are left, whatever the order."""
    found = {(one.a, one.b): one.kind for one in of_one_origin(pairs)}
    assert {(one.a, one.b): one.kind for one in of_one_origin(pairs[::-1])} == found
    return found


def test_an_account_of_two_origins_belongs_to_neither():
    """A round-up holds a passage of each of its sources; it joins none of them."""
    found = kinds(pair("a", "r", [(0, 300)], [(0, 300)], 50), pair("b", "r", [(0, 300)], [(400, 700)], 50))
    assert set(found.values()) == {RelationKind.QUOTATION}


def test_a_sentence_from_elsewhere_leaves_an_excerpt_what_it_is():
    """Two thirds of what was taken come from one story: the account retells that story, and quotes another."""
    found = kinds(pair("a", "r", [(0, 300)], [(0, 300)], 50), pair("b", "r", [(0, 90)], [(400, 490)], 15, kind=RelationKind.QUOTATION))
    assert found["a", "r"] is RelationKind.EXCERPT


def test_two_accounts_of_one_story_are_one_origin():
    """Who takes from an account and from its reprint takes from one story."""
    found = kinds(
        pair("a", "r", [(0, 300)], [(0, 300)], 50),
        pair("b", "r", [(0, 300)], [(400, 700)], 50),
        pair("a", "b", [(0, 900)], [(0, 900)], 150, kind=RelationKind.REPRINT, share=0.9),
    )
    assert set(found.values()) == {RelationKind.EXCERPT, RelationKind.REPRINT}


def test_background_that_came_with_the_story_ties_it_to_no_other():
    """The paragraph stands in another story too; the taker has it with the rest of its own."""
    found = kinds(
        pair("a", "r", [(0, 900)], [(0, 900)], 150, share=0.45),
        pair("b", "r", [(0, 250)], [(650, 900)], 40),
        pair("a", "b", [(650, 900)], [(0, 250)], 40, kind=RelationKind.QUOTATION, share=0.1),
    )
    assert (found["a", "r"], found["b", "r"]) == (RelationKind.EXCERPT, RelationKind.QUOTATION)


def test_what_is_most_of_a_text_is_never_doubted_here():
    """Half of an account's words are its text; whether it is a round-up is asked where families are joined."""
    found = kinds(pair("a", "r", [(0, 300)], [(0, 300)], 50, share=0.5), pair("b", "r", [(0, 300)], [(400, 700)], 50, share=0.5))
    assert set(found.values()) == {RelationKind.EXCERPT}


def test_what_was_taken_from_an_account_says_nothing_of_its_own_origins():
    """An account from which many took is no round-up."""
    found = kinds(
        pair("a", "m", [(0, 300)], [(0, 300)], 50),
        *(pair("m", f"n{n}", [(400 + 300 * n, 700 + 300 * n)], [(0, 300)], 50) for n in range(4)),
    )
    assert set(found.values()) == {RelationKind.EXCERPT}


def test_the_reason_is_among_the_evidence():
    """Whoever looks at the relation reads why it joins nothing."""
    pairs = [pair("a", "r", [(0, 300)], [(0, 300)], 50), pair("b", "r", [(0, 300)], [(400, 700)], 50)]
    assert all("round-up" in one.evidence[-1] for one in of_one_origin(pairs))


@pytest.mark.parametrize("apart", [400, 0], ids=["a digest", "one paragraph"])
def test_what_thousands_of_accounts_share_with_one_takes_a_moment(apart):
    """What an account perhaps took from very many is laid side by side without comparing all of it with all of it."""
    pairs = [pair(f"s{n:04}", "t", [(0, 300)], [(apart * n, apart * n + 300)], 50, Direction.UNDECIDED) for n in range(6000)]
    begun = time.process_time()
    assert {one.kind for one in of_one_origin(pairs)} == {RelationKind.QUOTATION if apart else RelationKind.EXCERPT}
    assert time.process_time() - begun < 4
