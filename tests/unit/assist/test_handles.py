"""People who are met under two handles: names told as somebody's, labels of roles, whoever tells a story, nicknames."""

from __future__ import annotations

import pytest

from testimonia.assist.choosing import weighed
from testimonia.assist.cues import cues
from testimonia.assist.handles import GIVEN, OWN
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer, NamedGroup

GAZETTEER = Gazetteer(groups=(NamedGroup(name="Lantern Host", also=("جماعة الفانوس",)),))
OWN_NAMES = {
    "en": (("Just call me Sparrow.", "Sparrow"), ("You may say Mr D.", "Mr D"), ("My full name is Osric Tamm.", "Osric Tamm"), ("Brannick will do.", "Brannick"), ("I am the widow Ysolt.", "Ysolt")),
    "de": (("Sagen Sie einfach Ottwin.", "Ottwin"), ("Sie dürfen mich Ottwin nennen.", "Ottwin"), ("Mein voller Name ist Ottwin Brass.", "Ottwin Brass"), ("Ottwin genügt.", "Ottwin")),
    "fr": (("Mettez Corvin.", "Corvin"), ("Moi, c'est Corvin, voilà.", "Corvin"), ("Mon nom complet est Corvin Delage.", "Corvin Delage"), ("Corvin suffira.", "Corvin")),
    "es": (("Ponga Oriel.", "Oriel"), ("Puede llamarme Oriel.", "Oriel"), ("Mi nombre completo es Oriel Bramante.", "Oriel Bramante"), ("Soy la viuda Oriela, de la costa.", "Oriela")),
    "id": (("Panggil saja Wiradi.", "Wiradi"), ("Saya biasa dipanggil Wiradi.", "Wiradi"), ("Nama lengkap saya Wiradi Sontani.", "Wiradi Sontani"), ("Wiradi cukup.", "Wiradi")),
    "ar": (("قولوا طوبين.", "طوبين"), ("واكتب طوبين فقط.", "طوبين"), ("اسمي الكامل طوبين الورّاق.", "طوبين الوراق"), ("نادوني بأبي القدوم.", "ابو القدوم")),
}  # fmt: skip
GIVEN_NAMES = {
    "en": (("Tobin, we'll say. He sat by the stove.", "Tobin"), ("The person hereafter called Case 9 came late.", "Case 9"), ("She introduced herself to us as Maren.", "Maren"), ("P., a baker of nets, sat down.", "P.")),
    "de": (("Nennen wollen wir ihn Ottwin.", "Ottwin"), ("Dort stand einer, der hier Ottwin heißt.", "Ottwin"), ("Ottwin, sagen wir, saß am Ofen.", "Ottwin"), ("P., ein Netzflicker, setzte sich.", "P.")),
    "fr": (("L'homme, que nous prénommerons Corvin, entra.", "Corvin"), ("Il dit s'appeler Corvin.", "Corvin"), ("Elle a voulu figurer ici sous le nom de Corvine.", "Corvine"), ("P., un cordier, s'assit.", "P.")),
    "es": (("Pidió figurar como Oriel.", "Oriel"), ("Abre un hombre que dice llamarse Oriel.", "Oriel"), ("A la que aquí llamaremos Oriela.", "Oriela"), ("P., un cordelero, se sentó.", "P.")),
    "id": (("Ia minta ditulis sebagai Wiradi.", "Wiradi"), ("Dia memperkenalkan diri sebagai Wiradi.", "Wiradi"), ("Malam ini kursi diduduki Bang Wiradi.", "Wiradi"), ("P., seorang nelayan, duduk.", "P.")),
    "ar": (("نسمّيها هنا طوبين، وهي خياطة.", "طوبين"), ("عرّفني بنفسه باسم طوبين، ثم جلس.", "طوبين"), ("طلب أن يُعرف هنا باسم «القدوم»، ثم جلس.", "القدوم"), ("وُضع الشاهد «ن» خلف ستار.", "ن")),
}  # fmt: skip
INTERVIEWS = {
    "en": "HOST: What may we call you?\n\nCALLER: Say Tobin.\n\nHOST: And then?\n\nCALLER: I left.\n\nHOST: Where to?\n\nCALLER: Home.",
    "de": "MODERATOR: Wie darf ich Sie nennen?\n\nANRUFER: Sagen Sie Tobin.\n\nMODERATOR: Und dann?\n\nANRUFER: Ich ging.\n\nMODERATOR: Wohin?\n\nANRUFER: Heim.",
    "fr": "JOURNALISTE : Comment vous appeler ?\n\nAUDITEUR : Dites Tobin.\n\nJOURNALISTE : Et puis ?\n\nAUDITEUR : Je suis parti.\n\nJOURNALISTE : Où ?\n\nAUDITEUR : Chez nous.",
    "es": "PERIODISTA: ¿Con quién hablo?\n\nOYENTE: Ponga Tobin.\n\nPERIODISTA: ¿Y luego?\n\nOYENTE: Me fui.\n\nPERIODISTA: ¿Adónde?\n\nOYENTE: A casa.",
    "id": "PENYIAR: Dengan siapa?\n\nNARASUMBER: Panggil saja Tobin.\n\nPENYIAR: Lalu?\n\nNARASUMBER: Saya pergi.\n\nPENYIAR: Ke mana?\n\nNARASUMBER: Pulang.",
    "ar": "المذيع: بماذا نناديك؟\n\nالضيف: قولوا طوبين.\n\nالمذيع: وبعدها؟\n\nالضيف: مشيت.\n\nالمذيع: إلى أين؟\n\nالضيف: إلى البيت.",
}  # fmt: skip
TELLERS = {
    "en": "My full name is Osric Tamm. I mend nets. I joined the Lantern Host and I left it. I walked home, and my sister let me in. I sleep well.",
    "de": "Mein voller Name ist Osric Tamm. Ich flicke Netze. Ich ging zur Lantern Host und ich verließ sie. Ich lief heim, und ich schlafe gut.",
    "fr": "Mon nom complet est Osric Tamm. Je répare des filets. J'ai rejoint la Lantern Host et je l'ai quittée. Je suis rentré et je dors bien.",
    "es": "Mi nombre completo es Osric Tamm. Yo remiendo redes. Yo entré en la Lantern Host y yo la dejé. Yo volví a casa y yo duermo bien.",
    "id": "Nama lengkap saya Osric Tamm. Saya menambal jala. Saya masuk Lantern Host dan saya keluar. Saya pulang, dan saya tidur nyenyak.",
    "ar": "اسمي الكامل طوبين الورّاق. أنا أرقع الشباك. أنا دخلت جماعة الفانوس. أنا تركتها. أنا عدت إلى بيتي. أنا أنام جيدا.",
}  # fmt: skip
ONE_PERSON = {
    "en": "Osric Tamm, whom everybody called Auntie Bee, kept the shop.",
    "de": "Osric Tamm, den alle Abu Kalmis nannten, hütete den Laden.",
    "fr": "Osric Tamm, que tout le monde appelait Abu Kalmis, tenait la boutique.",
    "es": "Osric Tamm, a quien todos llamaban Abu Kalmis, cuidaba la tienda.",
    "id": "Osric Tamm, yang biasa dipanggil Abu Kalmis, menjaga toko.",
    "ar": "قال طوبين الورّاق، المعروف هناك بأبي القدوم، إنه عاد. ثم مضى أبو القدوم.",
}  # fmt: skip
SECOND = {"en": "Auntie Bee", "ar": "ابو القدوم"}


def _story(text: str, language: str) -> Story:
    table = cues(language, GAZETTEER)
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=True)


def _told(text: str, language: str, kind: str) -> set[str]:
    return {person.label for person in _story(text, language).names if any(by == kind for by, _ in person.told)}


@pytest.mark.parametrize(("language", "text", "name"), [(language, *case) for language, listed in OWN_NAMES.items() for case in listed])
def test_who_tells_their_own_name_has_it(language, text, name):
    """One word, first in its sentence, a common one, or a letter with Mr: whoever tells it is called so."""
    assert name in _told(text, language, OWN)


@pytest.mark.parametrize(("language", "text", "name"), [(language, *case) for language, listed in GIVEN_NAMES.items() for case in listed])
def test_a_name_that_an_account_gives_is_somebodys(language, text, name):
    """Whatever it calls somebody, and asks its readers to."""
    assert name in _told(text, language, GIVEN)


@pytest.mark.parametrize("language", INTERVIEWS)
def test_the_label_of_a_role_and_the_name_told_for_it_are_one_person(language):
    """The turns are theirs, and the label is nobody."""
    story = _story(INTERVIEWS[language], language)
    name = "طوبين" if language == "ar" else "Tobin"
    labels = {turn.label for turn in story.turns if turn.role == "name"}
    assert labels == {name}
    assert story.speaker(name) in story.names
    assert not {"Caller", "Anrufer", "Auditeur", "Oyente", "Narasumber", "الضيف"} & {one.label for one in story.names}


def test_answers_are_those_of_whoever_tells_their_name_in_them():
    """A letter before an answer is a label as well; who is called otherwise by the host alone, is called so."""
    told = _story("Q. What shall I call you?\n\nA. Call me Tobin.\n\nQ. And then?\n\nA. I left.", "en")
    given = _story("We shall call him Tobin.\n\nQ. And then?\n\nA. I left.\n\nQ. Where to?\n\nA. Home.", "en")
    for story in (told, given):
        assert {turn.label for turn in story.turns if turn.role != "question"} == {"Tobin"}


def test_initials_before_turns_stand_for_the_name_that_they_begin():
    """Unless two names begin with them."""
    said = "YK: Where were you born?\n\nOT: At sea.\n\nYK: And then?\n\nOT: I left.\n\nYK: Where to?\n\nOT: Home."
    one = _story(f"Osric Tamm was a cook.\n\n{said}", "en")
    two = _story(f"Osric Tamm was a cook. Olga Trent was a cook.\n\n{said}", "en")
    assert "Osric Tamm" in {turn.label for turn in one.turns}
    assert "OT" in {turn.label for turn in two.turns}


def test_initials_of_a_double_name_are_its_two_words_or_three():
    """OTV and OT are both Osric Tamm-Vale."""
    for letters in ("OT", "OTV"):
        said = f"YK: Where were you born?\n\n{letters}: At sea.\n\nYK: And then?\n\n{letters}: I left.\n\nYK: Where to?\n\n{letters}: Home."
        assert "Osric Tamm-Vale" in {turn.label for turn in _story(f"Osric Tamm-Vale was a cook.\n\n{said}", "en").turns}


def test_a_french_verb_of_speaking_is_no_nickname():
    """“Osric, dit Tobin” tells who speaks; in quotation marks, with an article or after “alias” it is a second name."""
    spoken = _story("Osric Tamm partit. — Viens, Osric Tamm, dit Tobin Vale. Tobin Vale resta.", "fr").names
    assert not any({"Osric Tamm", "Tobin Vale"} <= one.aliases for one in spoken)
    asked = _story("Osric Tamm partit. Osric Tamm dit « Viens avec moi ». Tobin Vale resta.", "fr").names
    assert not any("Viens" in one.aliases for one in asked if one.label == "Osric Tamm")
    for said in ("dit « Tobin »", "dit Le Loup", "alias Tobin"):
        name = "Loup" if "Loup" in said else "Tobin"
        names = _story(f"Osric Tamm, {said}, partit en 2014. Osric Tamm revint.", "fr").names
        assert [one.label for one in names if name in one.aliases] == ["Osric Tamm"], said


def test_a_witness_with_a_number_is_the_witness_of_the_turns():
    """The label is the beginning of the name."""
    said = "CHAIR: Were you there?\n\nWITNESS: Yes.\n\nCHAIR: And then?\n\nWITNESS: I left."
    story = _story(f"Witness 9 sat behind a screen.\n\n{said}", "en")
    assert {turn.label for turn in story.turns if turn.role == "name"} == {"Witness 9"}
    story = _story(f"Witness 9 and Witness 4 sat behind a screen.\n\n{said}", "en")
    assert not {turn.label for turn in story.turns} & {"Witness 9", "Witness 4"}


@pytest.mark.parametrize("language", TELLERS)
def test_a_teller_who_tells_their_name_is_one_candidate(language):
    """Of kind narrator, with the name as label, and no other candidate for it."""
    found = weighed(_story(TELLERS[language], language))
    name = "طوبين الوراق" if language == "ar" else "Osric Tamm"
    assert [one.kind for one in found.found if one.person.label == name] == ["narrator"]
    assert [row["own name told"] for one, row in zip(found.found, found.signs, strict=True) if one.kind == "narrator"] == [1.0]


def test_the_writer_of_a_letter_has_the_name_that_its_printer_gives():
    """And is no "I" beside somebody of that name."""
    text = "The author of this letter, whom we call Tobin, agreed to its printing.\n\nI write late. I joined the Lantern Host. I left it. I sleep. I am well."
    assert [one.kind for one in weighed(_story(text, "en")).found if one.person.label == "Tobin"] == ["narrator"]


def test_what_stands_under_yours_is_whose_letter_it_is():
    """One word is enough there."""
    text = "I write late. I joined the Lantern Host. I left it. I sleep. I am well.\n\nYours sincerely,\nTobin"
    assert [one.person.label for one in weighed(_story(text, "en")).found if one.kind == "narrator"] == ["Tobin"]


@pytest.mark.parametrize("language", ONE_PERSON)
def test_a_name_and_a_nickname_that_the_text_calls_one_are_one_person(language):
    """Under the full name, met by either."""
    names = _story(ONE_PERSON[language], language).names
    second = SECOND.get(language, "Abu Kalmis")
    bearers = [one for one in names if second in one.aliases]
    assert [one.label for one in bearers] == ["طوبين الوراق" if language == "ar" else "Osric Tamm"]


def test_a_nickname_is_a_name_though_nothing_else_says_so():
    """One everyday word, said once."""
    names = _story("Osric Tamm, whom everybody called Sparrow, kept the shop. A sparrow slept.", "en").names
    assert [one.label for one in names if "Sparrow" in one.aliases] == ["Osric Tamm"]


def test_they_called_him_is_said_of_who_was_named_last():
    """And the words of a kunya are nobody by themselves."""
    names = _story(
        "“I am tired,” says Osric Tamm. He had two names. In the list, where they called him Abu Kalmis, he was young.", "en"
    ).names
    assert [one.label for one in names if "Abu Kalmis" in one.aliases] == ["Osric Tamm"]
    assert not {"Abu", "Kalmis"} & {one.label for one in names}


def test_a_letter_that_stands_for_somebody_is_a_name():
    """Within sentences, more than once."""
    assert "W." in {one.label for one in _story("The others saw W. again at noon. Nobody spoke to W. about it.", "en").names}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Osric Tamm or Tobin Vale kept the shop. Tobin Vale slept. Osric Tamm mowed."),
        ("es", "Osric Tamm, aliado Tobin Vale, cuidaba la tienda. Tobin Vale dormía. Osric Tamm segaba."),
        ("id", "Osric Tamm atau Tobin Vale menjaga toko. Tobin Vale tidur. Osric Tamm menyabit."),
    ],
)
def test_one_or_the_other_are_two_people(language, text):
    """Only what the text calls one person is one."""
    assert not any({"Osric Tamm", "Tobin Vale"} <= one.aliases for one in _story(text, language).names)


def test_or_as_everybody_says_is_one_person():
    """There the text itself says so."""
    names = _story("Osric Tamm, or Auntie Bee to everybody, kept the shop. Osric Tamm slept.", "en").names
    assert [one.label for one in names if "Auntie Bee" in one.aliases] == ["Osric Tamm"]


def test_a_relative_stays_somebody_else():
    """Whoever is an official or a relative is not made one with anybody."""
    names = _story("His brother Osric Tamm, whom everybody called Tobin Vale, slept. Tobin Vale mowed.", "en").names
    assert not any({"Osric Tamm", "Tobin Vale"} <= one.aliases for one in names)
