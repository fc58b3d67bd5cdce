"""Who wrote an account, and what it says of those in it: the author's own name, or somebody else's."""

from __future__ import annotations

import json

import pytest

from testimonia.assist.bylines import byline
from testimonia.assist.choosing import weighed
from testimonia.assist.cues import cues
from testimonia.assist.everyday import everyday_share
from testimonia.assist.rules import Rules
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.unnamed import by_the_page, narrator
from testimonia.protocol import Protocol
from testimonia.protocol.sections import Gazetteer, NamedGroup, Study

GAZETTEER = Gazetteer(groups=(NamedGroup(name="Grey Oars"),))


@pytest.mark.parametrize(
    ("language", "line", "name"),
    [
        ("en", "By Marta Quillan", "Marta Quillan"),
        ("en", "Marta  van Dort", "Marta van Dort"),
        ("en", "Staff Reporter", ""),
        ("en", "written by L.", "L."),
        ("en", "Text by Marta Quillan", "Marta Quillan"),
        ("es", "Texto de Nadal Ferrán", "Nadal Ferrán"),
        ("en", "M. Quillan", "M. Quillan"),
        ("en", "NCW", ""),
        ("en", "As told to Marta Quillan", ""),
        ("en", "Marta Quillan, paediatric nurse", ""),
        ("en", "", ""),
        ("de", "Von Jorid Taben", "Jorid Taben"),
        ("de", "Aufgezeichnet von Jorid Taben", ""),
        ("fr", "Par Ysaline Corbet", "Ysaline Corbet"),
        ("fr", "Propos recueillis par Ysaline Corbet", ""),
        ("es", "Por Nadal Ferrán", "Nadal Ferrán"),
        ("es", "Redacción Central", ""),
        ("id", "Oleh Sutra Wening", "Sutra Wening"),
        ("id", "Tim Redaksi", ""),
        ("ar", "بقلم سُهى النوريّ", "سُهى النوريّ"),
        ("ar", "قسم التحقيقات", ""),
    ],
)
def test_a_line_that_is_nothing_but_a_name_is_told_from_one_that_says_more(language, line, name):
    assert byline(line, cues(language, GAZETTEER)).name == name


def test_a_name_of_the_line_is_known_by_all_its_words_or_by_its_last():
    line = byline("Questions by Marta Quillan", cues("en", GAZETTEER))
    assert line.names("Marta Quillan")
    assert line.names("Ms Quillan")
    assert not line.names("Marta Oden")
    assert not byline("", cues("en", GAZETTEER)).names("Marta Quillan")


def test_a_long_line_costs_no_more_than_a_short_one():
    assert byline("By " + "Aa " * 100_000, cues("en", GAZETTEER)).name == ""


TOLD = (
    "I joined the Grey Oars in 2011, when I was nineteen. I rowed for them for two years. I carried letters and I carried worse. "
    "In the spring of 2013 I left the Grey Oars and I walked home. I work in a bakery now."
)


@pytest.mark.parametrize(("author", "label"), [("Marta Quillan", "Marta Quillan"), ("Recorded by Marta Quillan", "I"), ("", "I")])
def test_who_tells_their_own_story_has_the_name_that_the_page_gives_its_author(author, label):
    protocol = Protocol(study=Study(title="Invented", question="Why?"), gazetteer=GAZETTEER)
    found = Rules().suggest(Reading(account="a", edition="e", text=TOLD, author=author, language="en"), protocol)
    mentions = [item for item in found if item.kind == "mention"]
    assert [json.loads(item.value)["label"] for item in mentions] == [label]
    assert TOLD[mentions[0].start : mentions[0].end] == "I"


OWN = {
    "en": "I mend nets. I joined the Grey Oars and I left them. I walked home.",
    "de": "Ich flicke Netze. Ich ging zu den Grey Oars und ich verließ sie. Ich lief heim.",
    "fr": "Je répare des filets. J'ai rejoint les Grey Oars et je les ai quittés. Je suis rentré chez moi.",
    "es": "Yo remiendo redes. Yo entré en los Grey Oars y yo los dejé. Yo volví a mi casa.",
    "id": "Saya menambal jala. Saya masuk Grey Oars dan saya keluar. Saya pulang.",
    "ar": "أنا أرقع الشباك. كنت مع الجماعة ثم تركتها. عدت إلى بيتي.",
}
AUTHOR = {"ar": "سهى النوري"}
HIDDEN = {
    "en": (" My name is withheld.", " All names have been changed.", " We shall call him Tobin.", " Tobin (not his real name) came."),
    "de": (" Der Name wird nicht genannt, der Name ist der Redaktion bekannt.", " Alle Namen geändert.", " Wir nennen ihn Tobin."),
    "fr": (" Son vrai nom est tenu secret.", " Les prénoms ont été modifiés.", " Appelons-le Tobin."),
    "es": (" Su nombre ha sido cambiado.", " Nombres ficticios.", " Pide que la llamemos Pilar."),
    "id": (" Namanya dirahasiakan.", " Nama-nama disamarkan.", " Tobin (bukan nama sebenarnya), 30 tahun, datang."),
    "ar": (" طلبت عدم ذكر اسمها.", " سنسميه طوبين."),
}
QUOTED = {
    "en": " “I left,” he said. “I was cold. I ran.”",
    "de": " „Ich ging“, sagte er. „Ich fror. Ich lief.“",
    "fr": " « Je suis parti, dit-il. J'avais froid. Je courais. »",
    "es": " «Yo me fui sin despedirme», dijo. «Yo tenía frío y yo corría.»",
    "id": " “Saya pergi,” katanya. “Saya kedinginan. Saya lari.”",
    "ar": " قال: «كنت هناك. خفت. بكيت.»",
}


def _teller(text: str, language: str, author: str) -> tuple[str, str] | None:
    table = cues(language, GAZETTEER)
    assert table is not None
    story = Story(Reading(account="a", edition="e", text=text, author=author, language=language), table, wide=True)
    one = narrator(story, surely=False)
    assert one is not None
    return by_the_page(story, one)


@pytest.mark.parametrize("language", OWN)
def test_the_name_of_the_page_is_withheld_where_the_account_gives_another_or_none(language):
    author = AUTHOR.get(language, "Marta Quillan")
    assert _teller(OWN[language], language, author) == (author, "full_name")
    for said in HIDDEN[language]:
        label, identity = _teller(OWN[language] + said, language, author)
        assert identity == "anonymous", said
        assert author not in label


@pytest.mark.parametrize("language", QUOTED)
def test_a_reporter_who_says_i_among_others_who_do_is_not_named(language):
    label, identity = _teller(OWN[language] + QUOTED[language], language, AUTHOR.get(language, "Marta Quillan"))
    assert identity == "anonymous"
    assert "Quillan" not in label


@pytest.mark.parametrize(("author", "identity"), [("L.", "initial"), ("Marta Q.", "initial"), ("Marta", "unknown")])
def test_an_author_with_initials_has_initials(author, identity):
    assert _teller(OWN["en"], "en", author) == (author, identity)


def test_words_of_a_line_without_capitals_are_no_name():
    assert _teller(OWN["ar"], "ar", "كاتب من بيت") == ("أنا", "anonymous")


def test_a_name_that_the_text_tells_is_the_texts():
    assert _teller("My name is Osric Tamm. " + OWN["en"], "en", "Osric Tamm") is None


def test_an_author_who_is_named_in_the_text_and_an_outlet_are_signs():
    text = "Marta Quillan asked Oskar Trell in the office of the Harbour Lantern. Oskar Trell said that he had left the Grey Oars."
    reading = Reading(account="a", edition="e", text=text, author="Marta Quillan", outlet="The Harbour Lantern", language="en")
    every = weighed(Story(reading, cues("en", GAZETTEER), wide=True))
    signs = {one.person.label: row for one, row in zip(every.found, every.signs, strict=True)}
    assert [signs["Marta Quillan"]["in byline"], signs["Oskar Trell"]["in byline"]] == [1, 0]
    assert signs["Oskar Trell"]["in outlet"] == 0
    assert signs["Oskar Trell"]["byline name"] == 1


@pytest.mark.parametrize(
    ("language", "word", "name"),
    [
        ("en", "House", "Quillan"),
        ("de", "Haus", "Taben"),
        ("fr", "Maison", "Corbet"),
        ("es", "Casa", "Ferrán"),
        ("id", "Rumah", "Wening"),
        ("ar", "البيت", "النوري"),
    ],
)
def test_everyday_words_are_known_in_six_languages(language, word, name):
    assert everyday_share(f"{word} {name}", language) == 0.5
    assert everyday_share("", language) == 0
    assert everyday_share(word, "xx") == 0
