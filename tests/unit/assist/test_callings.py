"""Names that no cue introduces are there for whoever asks for them, and only then."""

import pytest

from testimonia.assist.cues import cues, flat
from testimonia.assist.plain import simplified
from testimonia.assist.stems import common_words
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer

TEXTS = {
    "en": "They met at the mill. Nobody was glad of Tobin. It would have burnt without Tobin.",
    "de": "An der Mühle warteten sie. Dass Tobin kam, half allen. Ohne dass Tobin half, wäre sie verbrannt.",
    "ar": "في السوق قال طوبين، وعاد الناس مع طوبين.",
}
NAMES = {"en": "Tobin", "de": "Tobin", "ar": "طوبين"}


def _labels(text: str, language: str, *, wide: bool) -> dict[str, bool]:
    table = cues(language, Gazetteer())
    assert table is not None
    story = Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=wide)
    return {person.label: person.weak for person in story.names}


@pytest.mark.parametrize("language", TEXTS)
def test_a_name_without_a_cue_is_found_when_asked_for(language):
    """A capital within a sentence, or a word after a verb of speaking, is enough for somebody to look at, who is marked as weak."""
    assert _labels(TEXTS[language], language, wide=True).get(NAMES[language]) is True


def test_labels_and_quoted_names_are_found():
    """A number at the beginning of a line and a name in quotation marks are names as well."""
    text = "Witness 12: we left in the night.\n\nThe one they called “Sparrow” had the keys."
    found = _labels(text, "en", wide=True)
    assert "Sparrow" in found
    assert "Witness 12" in found


def test_they_change_nothing_for_who_does_not_ask():
    """The names of the rules stay those that a cue introduces."""
    assert not any(_labels(TEXTS["en"], "en", wide=False).values())
    assert "Tobin" not in _labels(TEXTS["en"], "en", wide=False)


OPENING = {
    "en": ("The ferry was late.\n\nSukhmani is thirty and small.", "Sukhmani"),
    "de": ("Die Fähre kam spät.\n\nSukhmani verkauft Karten.", "Sukhmani"),
    "es": ("El barco llegó tarde.\n\nSukhmani vende billetes.", "Sukhmani"),
}


@pytest.mark.parametrize("language", OPENING)
def test_a_word_that_opens_a_paragraph_may_be_a_name(language):
    """One that is no everyday word is somebody to look at, named once and without any cue; within the paragraph it is none."""
    text, name = OPENING[language]
    assert _labels(text, language, wide=True).get(name) is True
    assert name not in _labels(text.replace("\n\n", " "), language, wide=True)


def test_an_everyday_word_that_opens_a_paragraph_is_no_name():
    """What accounts write small is none of their names because a paragraph begins with it."""
    for word in ("Yesterday", "Bread", "Winter", "Kitchens"):
        assert word not in _labels(f"The ferry was late.\n\n{word} came after it.", "en", wide=True)


def test_names_that_are_said_in_turns_are_there():
    """Of an interview in which only the host says a guest's name, the name is weak; a title alone is nobody's."""
    found = _labels(
        "ANN: Beside me sits Pawel Drosik, a signalman.\n\nBEN: I left in 2018. He asked General about it, and General said so.\n\nANN: And then?\n\nBEN: I ran.",
        "en",
        wide=True,
    )
    assert found.get("Pawel Drosik") is True
    assert "General" not in found


ARABIC = {
    "لم يكن في ملف سالم، وهذا ليس اسمه، ما يلفت النظر.": "سالم",
    "أصغرهم تيسير، والاسم مستعار، عمره خمس وعشرون سنة.": "تيسير",
    "جلست ثريا اسم اختارته هي لهذه الصفحة.": "ثريا",
    "أما زميلتها هدية، ذات التسعة عشر عاماً، فكانت في الخارج.": "هديه",
    "وعاد إلى البيت.\n\nذياب، 42 عاماً، بقي هناك وحيداً.": "ذياب",
    "ورشيد حمودي، مواليد 1980، من جيل السلاح.": "رشيد حمودي",
    "تتكلم مريم، وهي طبيبة، العربية والفرنسية.": "مريم",
}


@pytest.mark.parametrize("text", ARABIC)
def test_arabic_names_are_told_by_what_follows(text):
    """That it is not the real one, an age, a year of birth; a given name before a comma is at least somebody to look at."""
    assert ARABIC[text] in _labels(text, "ar", wide=True)
    assert "عمره" not in _labels(text, "ar", wide=True)


PROSE = (
    "دفعوا له مئة دولار، وهذا ليس كثيرا.",
    "كانت رحلة طويلة، وهذا غير معقول.",
    "دفع غرامة، كما طلب القاضي.",
    "عاش حياة بسيطة، وهو ليس غنيا.",
    "استخدم اسم مستعار في الرسائل.",
    "تحت شجرة زيتون، ذات المئة عام، جلسوا.",
    "طلب مني أن أبقى. أخذ مني كل شيء.",
)


@pytest.mark.parametrize("text", PROSE)
def test_arabic_prose_that_looks_like_it_names_nobody(text):
    """That something is not much, that somebody used a false name, that a tree is old."""
    assert _labels(text, "ar", wide=True) == {}


def test_an_arabic_preposition_is_no_part_of_a_name():
    """“On” is written like Ali, “from me” like Muna."""
    assert "محمد" in _labels("رد على محمد. قال محمد إنه غادر التنظيم.", "ar", wide=True)
    assert not any("مني" in label for label in _labels("أخذ مني سامر السلاح. سامر ترك التنظيم.", "ar", wide=True))


def test_given_names_of_the_table_are_no_words_of_grammar():
    """One that is also a common word is marked as such, so that it is no name by itself."""
    table = cues("ar", Gazetteer())
    assert table is not None
    also = {simplified(str(word)) for word in table.listed("given_also_words")}
    grammar = {simplified(word) for key in ("prepositions", "stop", "pronouns") for word in flat(table.listed(key))} | common_words("ar")
    assert {simplified(str(word)) for word in table.listed("given")} & grammar <= also
