"""Translations proposed from names, numbers and dates in their order. All texts are invented."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
import yaml

from support.growth import seconds
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, RelationKind
from testimonia.stages.trace.method.translations import TRANSLATION, Marks, Told, TranslationParams, needed, propose_translations
from testimonia.stages.trace.method.translations.notes import names_outlet, read_notes, same_author
from testimonia.stages.trace.method.translations.order import alike_paragraphs, same_order
from testimonia.stages.trace.method.translations.signature import Signature

ENGLISH = (
    "In a café on the edge of Bir Salwa sat a man of twenty-nine, known as Abu Tariq. He left Ameru in March 2018 for Kelduria.\n\n"
    "He guarded a store in Asper on the river Morn for fourteen months, with 32 others. Rahim, 16, was flogged there.\n\n"
    "In October 2019 he walked to Dunmarch. Every Monday he reports to the police."
)
ARABIC = (
    "في مقهى على أطراف بير سلوى جلس رجل في التاسعة والعشرين يُعرف بأبي طارق. غادر أميرو في آذار 2018 إلى كلدوريا.\n\n"
    "حرس مخزنًا في أسبر على نهر مورن أربعة عشر شهرًا مع 32 آخرين. وجُلد هناك رحيم وعمره ستة عشر عامًا.\n\n"
    "في تشرين الأول 2019 مشى إلى دنمارش. وهو يراجع الشرطة كل أسبوع."
)
GERMAN = (
    "Jonas K. legt die linke Hand unter die rechte. Er ist in Norrland aufgewachsen, Jahrgang 1991. Im Frühjahr 2017 ging er nach Keldurien "
    "und kochte elf Monate lang für vierzig Männer, später für neun. Im Februar 2018 fuhr er weg; sein Bruder, 22, holte ihn in Kolberg ab."
)
SPANISH = "El mercado de Santelmo abre a las seis. Nadie habla de Lucía, que vendía 400 naranjas al día, ni de Pedro Zúñiga, de 71 años."
DEFAULT = TranslationParams()
TEACHING = Path(__file__).parents[4] / "examples" / "teaching" / "open"


def told(name, language, **more):
    return Told(account=name, language=language, **more)


def propose(accounts, params=DEFAULT):
    """Proposals among (told, text) pairs."""
    marks = Marks()
    for item, text in accounts:
        marks.add(item, text)
    return propose_translations(marks, params)


def study(*more):
    return [(told("a", "ar"), ARABIC), (told("b", "en"), ENGLISH), (told("c", "de"), GERMAN), (told("d", "es"), SPANISH), *more]


def test_a_translation_across_scripts_is_proposed_with_its_evidence():
    """An Arabic account and its English translation are found among others, and the evidence names what they share."""
    (pair,) = propose(study()).reuse
    assert (pair.a, pair.b, pair.kind, pair.matched_words, pair.passages) == ("a", "b", RelationKind.TRANSLATION, 0, ())
    said = "\n".join(pair.evidence)
    assert "طارق / Tariq" in said
    assert "29" in said
    assert "dates in both: " in said
    assert "in the same order" in said
    assert all(line.startswith(TRANSLATION) for line in pair.evidence)  # nothing is known about who came first
    assert pair.direction is Direction.UNDECIDED


def test_one_language_alone_has_no_translations():
    """Two accounts of one language are no candidates, whatever they share."""
    found = propose([(told("a", "en"), ENGLISH), (told("b", "en-GB"), ENGLISH)])
    assert (found.reuse, dict(found.languages)) == ((), {"en": 2})


def test_accounts_without_a_language_are_counted_and_left_out():
    """What language is unknown is told, and never guessed."""
    found = propose([*study()[1:], (told("x", None), ARABIC), (told("y", "und"), ARABIC)])
    assert (found.reuse, found.unknown) == ((), 2)


def test_the_same_facts_in_another_order_say_less():
    """A report on the same event, which tells it in another order, is less likely a translation than a translation is."""
    backwards = "\n\n".join(reversed(ENGLISH.split("\n\n")))
    sentences = ". ".join(reversed(re.split(r"[.\n]+\s*", backwards)))
    (right,) = propose(study()).reuse
    turned = propose([(told("a", "ar"), ARABIC), (told("b", "en"), sentences), *study()[2:]], TranslationParams(proposed=0.0001)).reuse
    assert not turned or turned[0].score < right.score


def test_a_note_and_the_dates_tell_the_direction():
    """Who says to be translated, and who was published later, is the translation."""
    accounts = [
        (told("a", "ar", published="2020-02-09", outlet="النهار"), ARABIC),
        (told("b", "en", published="2020-03-02", title="The key (translated from the Arabic)"), ENGLISH),
        *study()[2:],
    ]
    (pair,) = propose(accounts).reuse
    assert pair.direction is Direction.A_TO_B
    assert any("says that it is a translation" in line for line in pair.evidence)
    assert any(line.startswith("+2.0 published") for line in pair.evidence)
    accounts[0] = (told("a", "ar", published="2021"), ARABIC)
    accounts[1] = (told("b", "en", published="2020-03-02"), ENGLISH)
    (pair,) = propose(accounts).reuse
    assert pair.direction is Direction.B_TO_A


@pytest.mark.parametrize(
    ("language", "author", "text", "of"),
    [
        ("en", "", "Some text. Translated from the Arabic by the desk.", "ar"),
        ("de", "Aus dem Arabischen von L. Weber", "Text.", "ar"),
        ("de", "", "Er kam aus dem Haus. Übersetzung aus dem Englischen: red", "en"),
        ("fr", "Traduit de l’anglais par Y. K.", "Texte.", "en"),
        ("es", "Traducción del árabe: redacción", "Texto.", "ar"),
        ("id", "Diterjemahkan dari bahasa Inggris", "Teks.", "en"),
        ("ar", "ترجمة عن الإنجليزية", "نص.", "en"),
    ],
)
def test_notes_of_translation_are_read_in_six_languages(language, author, text, of):
    """Each language says in its own way that a text is a translation, and of which language."""
    notes = read_notes(told("x", language, author=author), text)
    assert notes.phrase
    assert notes.language == of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Er kam aus dem Haus, mit Bier aus dem Englischen Garten."),
        ("en", "A beer from the German."),
        ("fr", "D’après lui, rien."),
        ("en", ""),
    ],
)
def test_ordinary_words_are_no_notes(language, text):
    """A house, a beer and an opinion do not make a translation."""
    assert not read_notes(told("x", language), text).phrase


def test_bylines_and_outlets_are_compared_by_name():
    """The same two names in two bylines, and the other's outlet in the text, are noticed; a first name is not enough."""
    one = read_notes(told("a", "de", author="Henrike Ohlsen", outlet="Neue Zeitung"), "Text")
    other = read_notes(told("b", "en", author="Henrike Ohlsen; translated for the Post"), "As the Neue Zeitung wrote")
    assert same_author(one, other)
    assert names_outlet(other, one)
    assert not names_outlet(one, other)
    assert not same_author(read_notes(told("a", "de", author="Henrike"), ""), read_notes(told("b", "en", author="Henrike"), ""))


def test_the_order_of_the_accounts_does_not_matter():
    """The same accounts in another order give the same proposals."""
    accounts = study((told("e", "fr"), "À Bir Salwa, Abou Tariq, vingt-neuf ans, parle de Kelduria, d’Asper et du fleuve Morn."))
    assert propose(accounts) == propose(list(reversed(accounts)))


@pytest.mark.parametrize("text", ["", "x", "1", "\u064b", "٣", "“", "\n\n\n", "ب", "a " * 3, "Ω"])
def test_accounts_of_a_word_or_none_break_nothing(text):
    """Empty and one-word accounts are read and propose nothing."""
    assert [pair.a for pair in propose(study((told("w", "fr"), text))).reuse] == ["a"]


def test_no_dates_leave_the_direction_open():
    """Without dates and notes a translation is proposed all the same, with its direction undecided."""
    (pair,) = propose([(told("a", "ar", published="no date"), ARABIC), *study()[1:]]).reuse
    assert pair.direction is Direction.UNDECIDED


def test_proposals_are_thinned_to_a_tree_and_a_rejection_brings_up_the_next():
    """Of three proposals between three accounts two are asked about; when one is rejected, the third is asked about as well."""

    def pair(a, b, score):
        return Reuse(a=a, b=b, kind=RelationKind.TRANSLATION, direction=Direction.UNDECIDED, score=score, matched_words=0, containment=0.0, a_share=0.0, b_share=0.0)  # fmt: skip

    three = [pair("a", "b", 0.99), pair("b", "c", 0.97), pair("a", "c", 0.9)]
    assert [(found.a, found.b) for found in needed(three)] == [("a", "b"), ("b", "c")]
    assert [(found.a, found.b) for found in needed(three, [("b", "c")])] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert needed(reversed(three)) == needed(three)
    assert [(found.a, found.b) for found in needed(three[:2], tied=[("a", "c")])] == [("a", "b")]
    assert needed(three[:2], [("a", "c")], tied=[("a", "c")]) == needed(three[:2])


def test_hostile_texts_take_linear_time():
    """Eight times as much of one name, number or sign takes about eight times as long, not sixty-four."""

    def took(times):
        unit = "Tariq 29 March 2018 «Asper» 1,000.000,1 والعشرين "
        accounts = study((told("x", "en"), unit * times), (told("y", "ar"), unit * times))
        return seconds(lambda: propose(accounts))

    took(10)
    small = min(took(1500) for _ in range(3))
    assert took(12_000) < 30 * small + 0.5


def test_a_thousand_accounts_with_one_name_lead_to_few_pairs():
    """A name that stands everywhere leads nowhere: the work does not grow with the square of the accounts."""
    marks = Marks()
    for n in range(1000):
        marks.add(told(f"n{n:04}", ("en", "de")[n % 2]), "Kelduria and Asper in 2018, Tariq said.")
    begun = time.perf_counter()
    assert propose_translations(marks).reuse == ()
    assert time.perf_counter() - begun < 5


def test_the_chain_counts_each_mark_once_and_runs_forward():
    """Of marks in another order only those that run forward in both texts count, each once however often it stands there."""
    import numpy as np

    def signature(keys):
        return Signature(told("x", "en"), "en", np.array(keys, np.int32), np.linspace(0, 1, len(keys), dtype=np.float32), ())

    weights = {1: 1.0, 2: 1.0, 3: 5.0, 4: 1.0}
    assert same_order(signature([1, 2, 3, 4]), signature([1, 2, 3, 4]), weights) == {1, 2, 3, 4}
    assert same_order(signature([1, 2, 3, 4]), signature([4, 3, 2, 1]), weights) == {3}
    assert same_order(signature([1, 1, 1]), signature([1, 1, 1]), {1: 2.0}) == {1}
    assert same_order(signature([]), signature([1]), {}) == frozenset()
    one_place = Signature(told("x", "en"), "en", np.array([1, 2], np.int32), np.zeros(2, np.float32), ())
    assert len(same_order(signature([1, 2]), one_place, {1: 1.0, 2: 1.0})) == 1


def test_paragraphs_are_alike_when_each_is_as_long_a_part():
    """As many paragraphs, each about as large a part of its text, are alike; two paragraphs are no pattern."""
    assert alike_paragraphs([200, 400, 150], [260, 520, 190])
    assert not alike_paragraphs([200, 400, 150], [520, 260, 190])
    assert not alike_paragraphs([200, 400], [200, 400])
    assert not alike_paragraphs([], [])


@pytest.fixture(scope="module")
def teaching():
    """The open part of the teaching study: accounts with texts, the families of gold, and its translations."""
    accounts = []
    for path in sorted((TEACHING / "texts").glob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        known = yaml.safe_load(head)
        details = {key: str(known.get(name) or "") for key, name in (("outlet", "outlet"), ("author", "byline"), ("title", "title"))}
        accounts.append((told(known["id"], known["language"], published=str(known.get("published") or ""), **details), body.strip()))
    families = json.loads((TEACHING / "gold" / "families.json").read_text(encoding="utf-8"))
    relations = json.loads((TEACHING / "gold" / "relations.json").read_text(encoding="utf-8"))
    family = {name: n for n, item in enumerate(families) for name in item["accounts"]}
    return accounts, family, {(r["a"], r["b"]): r["direction"] for r in relations if r["kind"] == "translation"}


def test_the_teaching_study_keeps_its_floor(teaching):
    """Of the ten translations of the open teaching study at least nine are proposed, with at most two false ones and every direction right."""
    accounts, family, gold = teaching
    found = propose(accounts).reuse
    right = [pair for pair in found if (pair.a, pair.b) in gold]
    assert len(right) >= 9
    assert sum(family.get(pair.a, pair.a) != family.get(pair.b, pair.b) for pair in found) <= 2
    assert all(pair.direction == gold[pair.a, pair.b] for pair in right)
