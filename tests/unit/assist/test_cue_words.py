"""What the tables of six languages count as joining, leaving, being called by another name, and being of an age or a place."""

from __future__ import annotations

import pytest

from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.plain import simplified
from testimonia.protocol.sections import Gazetteer, NamedGroup, Place

GAZETTEER = Gazetteer(
    groups=(NamedGroup(name="Lantern Host", also=("جماعة الفانوس",), at=("Kelduria",)),), places=(Place(name="Saltgate", country="XI"),)
)
LEAVING = {
    "en": (
        "after his escape", "she made off in the night", "he took the amnesty", "they let him go", "she has renounced the cause", "he never went back",
        "he walked into the barracks", "on being released", "she switched sides", "he handed himself in", "her resignation",
    ),
    "de": (
        "nach seiner Flucht", "nach ihrem Ausstieg", "sie sei heimlich gegangen", "er kehrte der Gruppe den Rücken", "er warf die Armbinde weg", "er ließ den Bus stehen",
        "sie setzt sich ab", "er ist nie wieder hingegangen", "er lief über", "sie sagte sich von ihnen los", "sie machte Schluss",
    ),
    "fr": (
        "après sa défection", "son évasion", "il a claqué la porte", "elle s'est enfuie", "il franchissait le gué", "elle en est sortie", "il quittait les rangs",
        "elle s'est éclipsée", "il rendit les armes", "j'ai cessé", "elle n'y est jamais retournée",
    ),
    "es": (
        "tras su deserción", "se escapó de noche", "me salí de aquello", "se desmovilizó", "dejó de ir al almacén", "bajó de la sierra", "después de huir",
        "se separó de la columna", "pidió la baja", "lo liberaron", "cambió de bando",
    ),
    "id": (
        "pembelotannya", "kaburnya tahun itu", "ia turun gunung", "ia melepaskan diri", "ia sudah tidak bersama kelompok itu", "lolosnya malam itu", "ia tidak kembali",
        "ia membuang pita itu", "ia mengetuk pintu pos tentara", "ia pamit", "pelariannya",
    ),
    "ar": (
        "بعد انشقاقه عنهم", "هربت ليلا", "سلّم نفسه", "استقالت من الحركة", "وتركهم بعد سنة", "لم يعد إليهم", "قطع صلته بهم", "أُطلق سراحها", "انصرف عنهم", "فرّا من المعسكر", "ألقى سلاحه",
    ),
}  # fmt: skip
JOINING = {
    "en": (
        "his recruitment", "she took to the hills", "he was given a beret", "they signed on with the rebels", "he started with the Lantern Host", "before joining",
        "she followed her brother into it", "he was forced into the movement", "it took him into the Lantern Host: she entered service",
    ),
    "de": (
        "ihre Rekrutierung", "er ist hineingeraten", "sie machte bei ihnen mit", "man hat ihn geholt", "sie gelobte Treue", "er diente bei der Lantern Host",
        "er geriet da hinein", "er gehörte der Gruppe an", "sie trat dem Kreis bei",
    ),
    "fr": (
        "son enrôlement", "elle y est entrée", "il rejoignait le front", "ils ont prêté serment", "elle adhéra", "il faisait partie du groupe", "son ralliement",
        "il a pris le maquis", "elle s'engagea",
    ),
    "es": (
        "su ingreso en la banda", "se echó al monte", "lo reclutaron", "formó parte de aquello", "me metí en eso", "prestó juramento", "perteneció a la secta",
        "llegó al Frente", "se la llevaron y la reclutaron",
    ),
    "id": (
        "perekrutannya", "ia dibaiat", "ia ikut suami", "mereka naik ke gunung", "ia dilantik", "keberangkatannya", "ia tercatat sebagai anggota", "ia berikrar", "ia terbujuk",
    ),
    "ar": (
        "بعد انضمامه إليهم", "التحقوا بالجبل", "حلفت اليمين", "جنّدوه", "دخلت الحركة", "خطفوه من بيته", "لحقته في آذار إلى التنظيم: التحقت", "في صفوفهم", "انتسابها",
    ),
}  # fmt: skip


def _found(language: str, text: str, *keys: str) -> bool:
    return cues(language, GAZETTEER).any_of(*keys).search(simplified(text)) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_is_known_in_every_form(language):
    """Persons, tenses, participles and nouns of leaving, fleeing, surrendering, being released, not going back."""
    assert [said for said in LEAVING[language] if not _found(language, said, "leave", "ambiguous", "first_leave")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_joining_is_known_in_every_form(language):
    """The same of joining, being taken, pledging, taking to the hills."""
    assert [said for said in JOINING[language] if not _found(language, said, "join", "first_join")] == []


PLAIN = {
    "en": "The bakery opens at six and sells bread to the hospital on the hill.",
    "de": "Die Bäckerei öffnet um sechs und verkauft dem Krankenhaus auf dem Hügel Brot.",
    "fr": "La boulangerie vend du pain à la clinique de la colline.",
    "es": "La panadería vende pan al hospital de la colina.",
    "id": "Toko roti itu menjual roti kepada rumah sakit di bukit.",
    "ar": "الخبز في الفرن طازج كل صباح للمستشفى.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_about_bread_tells_of_neither(language):
    """Wide tables find nothing where nothing is."""
    assert not _found(language, PLAIN[language], "leave", "join", "ambiguous", "first_join", "first_leave", "unnamed_patterns")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He spoke on condition that his surname be withheld."), ("en", "She asked for anonymity, fearing reprisals."), ("de", "Ihr Name ist der Redaktion bekannt."),
        ("de", "Er will aus Angst vor Rache anonym bleiben."), ("fr", "Elle a demandé l'anonymat."), ("fr", "Par crainte de représailles, il se tait."),
        ("es", "Pide que no pongamos su apellido; prefiere el anonimato."), ("es", "Habla por temor a represalias sin dar el nombre."), ("id", "Namanya disamarkan demi keamanan."),
        ("id", "Ia meminta namanya tidak disebut."), ("ar", "فضّلت عدم ذكر اسمها."), ("ar", "طلب حجب اسمه خوفا من الانتقام."),
    ],
)  # fmt: skip
def test_wishes_to_stay_unnamed_are_known(language, text):
    """Whoever asks not to be named is not proposed by a name that is somebody else's."""
    assert _found(language, text, "unnamed_patterns")


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("de", "Tschetschenin", "RU"),
        ("fr", "Ivoirienne", "CI"),
        ("es", "hondureña", "HN"),
        ("ar", "سودانية", "SD"),
        ("en", "Burundian", "BI"),
    ],
)
def test_peoples_have_names_in_every_language(language, word, code):
    """Countries of the world by what their people are called."""
    assert cues(language, GAZETTEER).places.code(simplified(word)) == code
