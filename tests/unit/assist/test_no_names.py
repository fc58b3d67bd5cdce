"""What looks like a name and is none, and names that no capital gives away."""

import pytest

from testimonia.assist.cues import cues
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.assist.unnamed import narrator
from testimonia.protocol.sections import Gazetteer


def _story(text: str, language: str) -> Story:
    table = cues(language, Gazetteer())
    assert table is not None
    return Story(Reading(account="a", edition="e", text=text, title="", language=language), table, wide=True)


def _labels(text: str, language: str) -> set[str]:
    return {person.label for person in _story(text, language).names}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "She'd waited at the mill. She'd waited long. They'd gone to Mora.", "She'd"),
        ("en", "They met at Saint Olvin. He liked Saint Olvin.", "Saint Olvin"),
        ("en", "They read it in the Salt Wire. Nobody else read Salt Wire.", "Salt Wire"),
        ("en", "BOX 7: a dry cellar.\nThey slept there.", "BOX 7"),
        ("fr", "Entre-temps, la pluie tombait. Elle partit seule.", "Entre-temps"),
        ("fr", "L'éclusier, lui, dormait. L'éclusier dormait toujours.", "L'éclusier"),
        ("fr", "Pouvez-vous ouvrir la porte ? Pouvez-vous la fermer ?", "Pouvez-vous"),
        ("es", "Llovió, y nadie vino. Llovió toda la noche.", "Llovió"),
        ("es", "El utilero de Deportivo Olmo cosía. Nadie más quería a Deportivo Olmo.", "Deportivo Olmo"),
        ("de", "Sie wohnten in Sankt Olvin. Ganz Sankt Olvin wusste davon.", "Sankt Olvin"),
        ("de", "Stellan Grohe ist Vermessungstechniker. Als Vermessungstechniker hat er gelernt, dass Vermessungstechniker zählen.", "Vermessungstechniker"),
        ("de", "Vorsicht, rief sie. Die Brücke war glatt.", "Vorsicht"),
        ("id", "Umurnya, kata orang, lima puluh. Umurnya tidak penting.", "Umurnya"),
        ("id", "Anak-anak, kata dia, sudah tidur. Anak-anak itu lelah.", "Anak-anak"),
        ("ar", "سألها الجار: هل بقيت أم هربوا كلهم؟ لم تجب.", "ام هربوا"),
        ("ar", "كانت أم لطفلين حين وصلت إلى البلدة.", "ام لطفلين"),
        ("ar", "وصل من بلدة أم الرمان في الشتاء.", "ام الرمان"),
        ("ar", "في السوق رجل يطوي شباكه ولا يتكلم.", "يطوي شباكه"),
        ("ar", "قال إن الباب مغلق وأجاب بأن السبب معروف.", "بان السبب"),
        ("ar", "ونفى متهم ثالث، عمره خمسون عاما، كل شيء.", "متهم ثالث"),
        ("ar", "حكم القاضي، وقال قارئًا، ثم سكت.", "قارئا"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_none(language, text, name):
    """Contractions, adverbs, nouns, verbs, saints' places, clubs, headings, and "or", which Arabic writes like "mother of"."""
    assert name not in _labels(text, language)


@pytest.mark.parametrize(
    ("language", "text", "name", "whole"),
    [
        ("ar", "زوجته رنا، 30 عاما، تبيع الخبز.", "رنا", "زوجته رنا"),
        ("ar", "«كان الخبز باردا»، تقول وردة وتمسح الطاولة. ثم تقول وردة كلامًا آخر.", "ورده", "ورده وتمسح"),
        ("ar", "استمعت المحكمة إلى المتهم سامي عبد الكريم الطوال، 31 عاما.", "سامي عبد الكريم الطوال", "الكريم الطوال"),
        ("ar", "يملك نبيل الشوكاني الورشة منذ سنتين.", "نبيل الشوكاني", "الشوكاني"),
        ("ar", "في القرية كنّوه أبا قنديل، ولم يعترض.", "ابو قنديل", "ابا قنديل"),
        ("ar", "بعد الظهر خرج عصام وحده. لم ير أحد عصام في الليل.", "عصام", "عصام وحده"),
        ("de", "Sein Sohn Jesper, 14 Jahre, mäht. Das kann Sohn Jesper gut.", "Jesper", "Sohn Jesper"),
        ("id", "Ia tinggal di sini. Adik Rusman, 30 tahun, menjahit jala.", "Rusman", "Adik Rusman"),
        ("en", "They knew Abu Rashin. Nobody liked Abu Rashin.", "Abu Rashin", "Rashin"),
    ],
)  # fmt: skip
def test_a_name_is_cut_where_it_begins_and_ends(language, text, name, whole):
    """A relation, a verb with "and" or a title is no part of a name; Abd, Abu and the given name before a surname are."""
    found = _labels(text, language)
    assert name in found
    assert whole not in found


def test_mother_of_a_child_is_a_name_in_a_question_too():
    """What else is "or" is Umm where the child's name is one, or where the account says it again."""
    assert "ام حسان" in _labels("هل رأيت أم حسان في السوق؟ لم يرها أحد.", "ar")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "وصل إلى المدينة على دراجة. وقف على الجسر ونظر إلى الماء. ثم عاد إلى بيته على قدميه."),
        ("ar", "سافرت سلمى إلى المدينة. سألت عن أخيها وخرجت. سألت الجيران أيضا."),
    ],
)
def test_nobody_tells_as_i_by_a_preposition_or_by_what_she_did(language, text):
    """Prepositions: "to" and "on" are written like "to me" and "on me", "she asked" like "I asked"."""
    assert narrator(_story(text, language), surely=False) is None


def test_who_says_i_tells():
    """First persons that are nothing else are found."""
    one = narrator(_story("كنت في السوق. قلت له إنني تعبت. رأيت الجسر ثم بكيت.", "ar"), surely=False)
    assert one is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "Darso Pelindung pernah menjadi nelayan.\n\nYS: Apa kabar?\nDP: Baik sekali.\nYS: Dari mana?\nDP: Dari pulau.\nYS: Kapan?\nDP: Kemarin."),
        ("en", "Darso Pelindung was a fisherman.\n\nYS: How are you?\nDP: Well enough.\nYS: Where from?\nDP: The island.\nYS: Since when?\nDP: March."),
    ],
)  # fmt: skip
def test_initials_before_a_turn_are_whoever_is_named_in_full(language, said):
    """DP is Darso Pelindung, and speaks."""
    story = _story(said, language)
    assert "Darso Pelindung" in {person.label for person in story.names}
    assert not {"DP", "Dp"} & {person.label for person in story.names}
    assert [turn.label for turn in story.turns].count("Darso Pelindung") == 3
