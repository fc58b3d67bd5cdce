"""Where versions of one passage differ, of which kind that is, and who introduced it. All texts are invented."""

from __future__ import annotations

import pytest

from support.growth import seconds
from support.tellings import relation, shared, telling
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind, VariantKind
from testimonia.stages.trace.method.speakers import speaker_of
from testimonia.stages.trace.method.variants import links, variants

STORY = "Corin Vance, 24, a carpenter from the harbour quarter, gave himself up to consular staff. “I went there to stop the guns falling on villages,” Vance said."


def compare(before, after, language="en", direction=Direction.A_TO_B):
    """(kind, before, after) of the variants between two texts."""
    a, b = telling("a", before, "2019", language), telling("b", after, "2020", language)
    found = variants([relation(a, b, direction)], {a.edition: a, b.edition: b})
    for variant in found:
        assert a.text[variant.a_start : variant.a_end].startswith(variant.before)
        assert b.text[variant.b_start : variant.b_end].startswith(variant.after)
    return [(variant.kind, variant.before, variant.after) for variant in found]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("24", "34"), (VariantKind.NUMBER, "24", "34")),
        (("24", "twenty-five"), (VariantKind.NUMBER, "24", "twenty-five")),
        (("gave himself up", "surrendered"), (VariantKind.WORDS, "gave himself up", "surrendered")),
        ((" from the harbour quarter", ""), (VariantKind.DROPPED, "from the harbour quarter", "")),
        (("consular staff", "consular staff near Quarry Hill"), (VariantKind.ADDED, "", "near Quarry Hill")),
        ((", 24", ""), (VariantKind.DROPPED, "24", "")),
        (("to stop", "and to stop"), (VariantKind.WORDS, "", "and")),
        (("Vance said", "Inch said"), (VariantKind.WORDS, "Vance", "Inch")),
    ],
)
def test_each_kind_of_change_is_told_apart(change, expected):
    """Numbers, wording, details added and dropped each have their kind and their words."""
    assert expected in compare(STORY, STORY.replace(*change))


@pytest.mark.parametrize(
    ("after"),
    [
        STORY.replace("“", '"').replace("”", '"'), STORY.replace(", 24,", " (24)"), STORY.upper(), STORY.replace("consular staff", "consular-staff"),
        STORY.replace("Vance", "Váncé"), STORY + "\n",
    ],
)  # fmt: skip
def test_punctuation_case_and_accents_are_no_variant(after):
    """Other marks of the same kind, brackets, capitals and accents change nothing of what is said."""
    assert compare(STORY, after) == []


def test_lost_and_added_quotation_marks_are_seen_both_ways():
    """Somebody's words that become the account's own are a variant, and the other way round."""
    bare = STORY.replace("“", "").replace("”", "")
    (lost,) = compare(STORY, bare)
    assert lost[0] is VariantKind.MARKS_LOST
    assert lost[1].startswith("I went there")
    (added,) = compare(bare, STORY)
    assert added[0] is VariantKind.MARKS_ADDED


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        (
            "en",
            "‘You cannot be the kilns and the aeroplane at once,’ Stell said.",
            "‘You cannot be the kilns and the aeroplane at once,’ said Inch.",
        ),
        (
            "de",
            "„Man kann nicht zugleich Ofen und Flugzeug sein“, sagte Stell.",
            "„Man kann nicht zugleich Ofen und Flugzeug sein“, sagte Inch.",
        ),
        ("fr", "« On ne peut pas être les fours et l’avion », dit Stell.", "« On ne peut pas être les fours et l’avion », dit Inch."),
        ("es", "«No se puede ser el horno y el avión», dijo Stell.", "«No se puede ser el horno y el avión», dijo Inch."),
        ("id", "“Kita tidak bisa menjadi tungku dan pesawat,” kata Stell.", "“Kita tidak bisa menjadi tungku dan pesawat,” kata Wira."),
        ("ar", "قال طارق: «لا يمكن أن تكون الفرن والطائرة معًا».", "قال وائل: «لا يمكن أن تكون الفرن والطائرة معًا»."),
    ],
)
def test_a_quotation_in_anothers_mouth_is_seen(language, before, after):
    """The same quotation with another name at its tag is another speaker, in six languages."""
    assert VariantKind.SPEAKER in [kind for kind, *_ in compare(before, after, language)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("‘You cannot be the kilns at once,’ Garrick Stell said.", "‘You cannot be the kilns at once,’ said Stell."),
        ("‘You cannot be the kilns at once,’ Brill said.", "‘You cannot be the kilns at once,’ Bril said."),
        ("‘You cannot be the kilns at once,’ Stell said.", "‘You cannot be the kilns at once,’ he said."),
        ("‘You cannot be the kilns at once,’ Stell said.", "‘You cannot be the kilns at once,’ Stell told the Courier."),
        ("‘You cannot be the kilns at once,’ Stell said.", "‘You cannot be the kilns at once,’ he told Inch."),
        ("‘You cannot be the kilns at once,’ Stell said.", "‘You cannot be the kilns at once.’\n\nThe Courier adds that it rained."),
    ],
)
def test_the_same_speaker_otherwise_named_is_no_other(before, after):
    """A first name, another spelling, a pronoun, a listener and the next paragraph make no other speaker."""
    assert VariantKind.SPEAKER not in [kind for kind, *_ in compare(before, after)]


def test_a_pronoun_is_the_last_who_spoke():
    """A tag "he said" belongs to the last name with a verb of speaking before it."""
    text = "Mr Stell states that he joined in May. ‘You cannot be the kilns and the aeroplane at once,’ he said."
    one = telling("a", text)
    found = speaker_of(one, *one.quoted[0])
    assert (found.name, found.key) == ("Mr Stell", "stell")
    assert speaker_of(telling("a", "‘Nobody said it.’"), 0, 2) is None
    assert speaker_of(telling("a", "‘Nobody’ dedi.", language="tr"), 0, 1) is None


def test_who_introduced_a_variant_is_told_along_the_lineage():
    """Of a chain a > b > c the change of b is listed once, with b; c, which takes it over, introduces nothing."""
    a, b, c = telling("a", STORY), telling("b", STORY.replace("24", "34")), telling("c", STORY.replace("24", "34"))
    texts = {one.edition: one for one in (a, b, c)}
    (found,) = variants([relation(a, b), relation(b, c)], texts)
    assert (found.a, found.b, found.introduced_by) == ("a", "b", "b")
    assert found.lead.endswith("Corin Vance")
    assert found.trail.startswith("a carpenter")
    (turned,) = variants([relation(a, b, Direction.B_TO_A)], texts)
    assert (turned.a, turned.introduced_by, turned.before, turned.after) == ("b", "a", "34", "24")


def test_without_a_direction_nobody_is_accused():
    """An undecided pair is told from the earlier to the later account, and nobody introduced anything."""
    a, b = telling("a", STORY, "2021"), telling("b", STORY.replace("24", "34"), "2019")
    for direction in (Direction.UNDECIDED, Direction.COMMON):
        (found,) = variants([relation(a, b, direction)], {a.edition: a, b.edition: b})
        assert (found.a, found.introduced_by, found.before) == ("b", None, "34")


def test_an_account_that_lineage_ties_by_other_means_is_read_through_its_passage():
    """A copy whose only edge is a translation is compared through what it shares; rejected pairs are not compared."""
    a, b = telling("a", STORY), telling("b", STORY.replace("24", "34"))
    reuse = Reuse(a="a", b="b", kind=RelationKind.REPRINT, direction=Direction.A_TO_B, score=1.0, matched_words=20, containment=1.0, a_share=1.0, b_share=1.0, passages=(shared(a, b),))  # fmt: skip
    assert links([], [reuse]) == [reuse]
    assert links([relation(a, b)], [reuse]) == [relation(a, b)]
    assert links([relation(a, b, status=ProposalStatus.REJECTED)], [reuse]) == []


@pytest.mark.parametrize(("one", "other"), [("", ""), ("x", "x"), ("x", ""), ("“", "”"), ("\u064b", "\u064b"), ("中文", "中文字")])
def test_texts_of_a_word_or_none_break_nothing(one, other):
    """Empty and one-word passages are read."""
    assert isinstance(compare(one, other), list)


def test_a_right_to_left_passage_is_compared():
    """Numbers in Arabic words and digits are compared as numbers, vowel signs are no difference."""
    said = "وقال طارق إن عمره {} عامًا وإنه عاد من السفر في الصيف"
    assert compare(said.format("34"), said.format("٣٤"), "ar") == []
    assert compare(said.format("34"), said.format("٢٤"), "ar") == [(VariantKind.NUMBER, "34", "٢٤")]
    assert compare(said.format("34"), said.format("34").replace("عامًا", "عاماً"), "ar") == []


def test_a_passage_of_nothing_but_quotations_takes_linear_time():
    """Eight times as many quotations and tags take about eight times as long, not sixty-four."""

    def took(times):
        a = telling("a", "“one two three,” Vance said. " * times)
        b = telling("b", "“one two three,” Inch said. " * times)
        pairs = [relation(a, a), relation(b, b)]
        return seconds(lambda: variants(pairs, {a.edition: a, b.edition: b}))

    small = min(took(100) for _ in range(3))
    assert took(800) < 30 * small + 0.5
