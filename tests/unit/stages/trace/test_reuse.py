"""What tracing finds between texts, and what it does not claim."""

from __future__ import annotations

import hashlib

import pytest

from support.stories import Corpus, prose, sentence
from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.index import shingles
from testimonia.text.bulk import bulk_words

STORY = sentence("story", 200)


def test_the_same_text_is_a_reprint_of_all_its_words():
    """Two accounts of the same words are a reprint that covers both wholly."""
    pair = Corpus({"a": STORY, "b": STORY.upper()}).pairs["a", "b"]
    assert pair.kind is RelationKind.REPRINT
    assert (pair.matched_words, pair.a_share, pair.b_share, pair.score) == (200, 1.0, 1.0, 1.0)


def test_a_reprint_with_edits_stays_a_reprint():
    """A new headline and a word changed here and there leave a reprint, in one passage with its gaps bridged."""
    words = prose("story", 200)
    words[50], words[120] = "changed", "altered"
    pair = Corpus({"a": STORY, "b": "A new headline. " + " ".join(words)}).pairs["a", "b"]
    assert pair.kind is RelationKind.REPRINT
    assert len(pair.passages) == 1
    assert pair.matched_words == 198


def test_passages_are_exact_spans_of_both_texts():
    """The span of a shared passage begins and ends with the shared words, in code points, on either side."""
    quoted = sentence("quote", 25)
    a = f"😀 {sentence('x', 40)} {quoted} {sentence('y', 40)}"
    b = f"{sentence('z', 30)}: {quoted}. {sentence('v', 60)}"
    (passage,) = Corpus({"a": a, "b": b}).pairs["a", "b"].passages
    assert a[passage.a_start : passage.a_end] == b[passage.b_start : passage.b_end] == quoted
    assert (passage.a_edition, passage.b_edition) == ("edition of a", "edition of b")


def test_words_left_out_do_not_break_a_passage():
    """A deletion or insertion of a few words inside a passage is bridged; the words between do not count as matched."""
    words = prose("quote", 60)
    short = words[:30] + words[34:]
    pair = Corpus({"a": " ".join(words + prose("x", 100)), "b": " ".join(prose("y", 100) + short)}).pairs["a", "b"]
    assert len(pair.passages) == 1
    assert pair.matched_words == 56


def test_two_passages_far_apart_are_two():
    """Passages with a paragraph of other words between them stay two, in either order."""
    first, second = sentence("one", 30), sentence("two", 30)
    a = f"{sentence('p', 90)} {first} {sentence('q', 60)} {second}"
    b = f"{second} {sentence('r', 90)} {first} {sentence('s', 50)}"
    pair = Corpus({"a": a, "b": b}).pairs["a", "b"]
    assert len(pair.passages) == 2
    assert pair.matched_words == 60


def test_nine_words_are_no_passage_and_ten_are():
    """A shared stretch counts from ten words on."""
    for count, found in ((9, False), (10, True)):
        shared = " ".join(prose("shared", 10)[:count])
        pairs = Corpus(
            {"a": f"{sentence('x', 50)} {shared} {sentence('z', 20)}", "b": f"{sentence('y', 50)} {shared} {sentence('v', 20)}"}
        ).pairs
        assert (("a", "b") in pairs) is found


def test_ten_words_with_an_edit_between_are_a_passage():
    """Five words, another one, and five words again are ten words that match."""
    words = prose("shared", 10)
    a = f"{sentence('x', 50)} {' '.join(words[:5])} left {' '.join(words[5:])} {sentence('z', 20)}"
    pair = Corpus(
        {"a": a, "b": a.replace("left", "right").replace(sentence("x", 50), sentence("y", 60)).replace(sentence("z", 20), "")}
    ).pairs["a", "b"]
    assert (pair.matched_words, len(pair.passages)) == (10, 1)


def test_a_word_left_out_beside_its_like_is_not_counted_twice():
    """Of "knew that that" and "knew that" the shared words are those of the shorter, each once."""
    first, second = sentence("one", 40), sentence("two", 40)
    for text in (f"{first} that that {second}", f"{first} no no no no {second}"):
        shorter = text.replace("that that", "that").replace("no no no no", "no no")
        pair = Corpus({"a": f"{text} {sentence('x', 300)}", "b": f"{sentence('y', 300)} {shorter}"}).pairs["a", "b"]
        assert pair.matched_words <= len(shorter.split())


def test_a_whole_excerpt_is_an_excerpt():
    """An account of which nearly all words stand in a longer one is an excerpt of it, and the longer one is the likelier source."""
    pair = Corpus({"a": " ".join(prose("story", 200)[:100]), "b": STORY}).pairs["a", "b"]
    assert (pair.kind, pair.direction) == (RelationKind.EXCERPT, Direction.B_TO_A)
    assert pair.containment == pair.a_share == 1.0
    assert pair.b_share == pytest.approx(0.5)


def test_a_passage_in_quotation_marks_is_a_quotation_from_the_text_without_them():
    """Whoever puts the words in quotation marks took them from the text in which they run freely."""
    words = sentence("words", 40)
    a = f"{sentence('x', 100)} “{words}” {sentence('y', 20)}"
    b = f"{sentence('z', 60)} {words} {sentence('v', 60)}"
    pair = Corpus({"a": a, "b": b}).pairs["a", "b"]
    assert (pair.kind, pair.direction) == (RelationKind.QUOTATION, Direction.B_TO_A)
    assert any("quotation marks in a alone" in said for said in pair.evidence)


@pytest.mark.parametrize(
    ("later", "expected"), [("2015-01-03", Direction.COMMON), ("2015-03-01", Direction.A_TO_B), (None, Direction.COMMON)]
)
def test_quoted_on_both_sides_may_be_a_common_speaker(later, expected):
    """Words in quotation marks in two accounts of the same days may have been heard by both; months later they were read."""
    words = sentence("words", 40)
    texts = {name: f"{sentence(name, 100)} «{words}» {sentence(name * 2, 20)}" for name in ("a", "b")}
    pair = Corpus(texts, {"a": "2015-01-01", "b": later}).pairs["a", "b"]
    assert (pair.kind, pair.direction) == (RelationKind.QUOTATION, expected)


def test_a_short_text_quoted_whole_is_still_a_quotation():
    """Where the longer account sets the whole of the shorter in quotation marks, it quotes; quoting joins no family."""
    words = sentence("words", 40)
    corpus = Corpus({"a": words, "b": f"{sentence('x', 100)} “{words}” {sentence('y', 20)}"})
    assert corpus.pairs["a", "b"].kind is RelationKind.QUOTATION
    assert corpus.families() == {("a",), ("b",)}


def test_shared_words_without_marks_are_of_a_shared_origin():
    """Less than a whole excerpt, in running text on both sides, may come from a third: the direction is common."""
    words = sentence("words", 40)
    pair = Corpus({"a": f"{sentence('x', 100)} {words}", "b": f"{words} {sentence('y', 100)}"}).pairs["a", "b"]
    assert (pair.kind, pair.direction) == (RelationKind.SHARED_ORIGIN, Direction.COMMON)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"a": "2015-01-03", "b": "2015-01-09"}, Direction.A_TO_B),
        ({"a": "2015-02", "b": "2014"}, Direction.B_TO_A),
        ({"a": "2015-01", "b": "2015-01-09"}, Direction.UNDECIDED),
        ({"a": "2015-01-03", "b": "2015-01-03"}, Direction.UNDECIDED),
        ({"a": "2015-01-03"}, Direction.UNDECIDED),
        ({"a": "no date at all", "b": "2015-01-03"}, Direction.UNDECIDED),
    ],
)
def test_only_a_sure_order_of_dates_gives_a_direction(dates, expected):
    """A reprint goes from the earlier to the later only where one date surely lies before the other."""
    pair = Corpus({"a": STORY, "b": STORY}, dates).pairs["a", "b"]
    assert pair.direction is expected


def test_evidence_that_disagrees_leaves_the_direction_open():
    """A date that says one way and quotation marks that say the other decide nothing, and both are shown."""
    words = sentence("words", 60)
    texts = {"a": f"“{words}” {sentence('x', 30)}", "b": f"{words} {sentence('y', 30)}"}
    pair = Corpus(texts, {"a": "2015-01-01", "b": "2015-02-01"}).pairs["a", "b"]
    assert pair.direction is Direction.UNDECIDED
    assert len(pair.evidence) == 2


def test_scripts_without_spaces_are_traced():
    """Chinese text is compared by its characters; a long passage is found, the ten characters of a name are not."""
    passage = "".join(chr(0x4E00 + (7919 * n) % 20000) for n in range(60))
    name = passage[:11]

    def filler(seed):
        return "".join(chr(0x4E00 + (seed + 6007 * n) % 20000) for n in range(80))

    assert Corpus({"a": filler(1) + passage, "b": passage + filler(2)}).pairs["a", "b"].matched_words == 60
    assert Corpus({"a": filler(1) + name, "b": name + filler(2)}).pairs == {}


def test_arabic_with_and_without_vowel_signs_is_the_same_text():
    """Vowel signs, punctuation and case do not hide a copy."""
    pointed = "قَالَ لَهُمْ إِنَّهُ تَرَكَ الجَمَاعَةَ بَعْدَ أَنْ رَأَى مَا فَعَلُوا بِأَهْلِ قَرْيَتِهِ"
    bare = "قال لهم إنه ترك الجماعة بعد أن رأى ما فعلوا بأهل قريته"
    assert Corpus({"a": pointed, "b": bare}).pairs["a", "b"].kind is RelationKind.REPRINT


def test_texts_too_short_to_tell_are_the_same_only_as_the_same_file():
    """Two pages that hold but one word have nothing in common, unless their bytes are the same."""
    assert Corpus({"a": "Subscribe", "b": "Subscribe"}).pairs == {}
    assert ("a", "b") in Corpus({"a": "Subscribe", "b": "Subscribe"}, same_file=("a", "b")).pairs


def test_empty_texts_have_nothing_in_common():
    """Accounts without words are compared with nothing and raise nothing."""
    assert Corpus({"a": "", "b": "", "c": " … "}).pairs == {}


def test_a_refrain_is_counted_once_for_each_time_it_stands():
    """Repeated words pair up one by one: no account shares more words than it has."""
    pair = Corpus({"a": "na " * 300, "b": "na " * 100 + sentence("x", 300)}).pairs["a", "b"]
    assert pair.matched_words <= 100
    assert max(pair.a_share, pair.b_share) <= 1.0


def test_copies_beyond_the_cap_grow_with_their_number():
    """Forty near-copies give two or three pairs each, not 780, and how many phrases were cut short is told."""
    corpus = Corpus({f"a{n:02}": f"{sentence(n, 5)} {STORY}" for n in range(40)})
    assert 39 <= len(corpus.found.reuse) <= 3 * 40
    assert corpus.found.capped > 100
    assert len(corpus.families()) == 1


def test_five_thousand_copies_give_about_as_many_relations():
    """5,000 accounts of one text are one family with 4,999 relations."""
    corpus = Corpus(dict.fromkeys((f"a{n:04}" for n in range(5000)), STORY))
    lineage = corpus.lineage()
    assert len(corpus.found.reuse) == len(lineage.relations) == 4999
    assert len(lineage.families) == 1


def test_numbers_are_the_same_everywhere():
    """Words and shingles are numbered by content alone: a known text has known numbers, whatever the process or machine."""
    numbers = bulk_words(["One two, three; four five six قال"]).numbers
    digest = hashlib.sha256(shingles(numbers, 5).astype("<u8").tobytes()).hexdigest()
    assert digest == "3c0c4357e2b8be096c8db3576a39eb9dce6c9998d008c72333ce0995e13a9a2f"
