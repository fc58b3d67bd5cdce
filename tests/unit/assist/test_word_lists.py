"""The lists of words that come with testimonia: as the code looks them up, and without names that would be taken for words."""

from __future__ import annotations

from importlib.resources import files

import pytest

from testimonia.assist.cues import LANGUAGES
from testimonia.assist.everyday import everyday_share, is_town
from testimonia.text import fold

DATA = files("testimonia.assist").joinpath("data")
NAMES = {
    "en": "John Mary Grace Hope Abu Umm Rose Corin", "de": "Marie Ruben Wolf Rosa Frank Ole", "fr": "Marie Dina Olivier Pierre Claire Aimé",
    "es": "Rosa Tomás Mina Clara Ángel Dolores", "id": "Abu Dewi Bintang Agus Melati Surya", "ar": "حسن عمر مريم أمل أمين سعيد",
}  # fmt: skip
WORDS = {
    "en": "male asylum proof dictates caller", "de": "vororts jahres waren zeugin", "fr": "cordonnier témoignage née ancien",
    "es": "varón tejía saca taller", "id": "logat terdakwa wanita berkata", "ar": "بائع أعشاب خياطة مدرسة",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_as_they_are_looked_up(language):
    """Folded, in order, each once, with nothing in them but letters, hyphens and apostrophes."""
    words = DATA.joinpath("words", f"{language}.txt").read_text(encoding="utf-8").split()
    assert words == sorted(set(words))
    assert len(words) > 10_000
    assert [word for word in words if fold(word) != word or not word.replace("-", "").replace("'", "").isalpha()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_usual_names_are_no_everyday_words_of_the_list(language):
    """Of words that are usual names as well the list has none: they may be somebody; what is gathered from texts may have some."""
    words = frozenset(DATA.joinpath("words", f"{language}.txt").read_text(encoding="utf-8").split())
    assert [name for name in NAMES[language].split() if fold(name) in words] == []
    assert [word for word in WORDS[language].split() if everyday_share(word, language) < 1] == []


def test_towns_are_known_in_several_languages():
    """However the world writes them; a name of somebody is none."""
    assert [town for town in ("Leipzig", "Mosul", "Sfax", "قابس", "Kassel", "Molenbeek") if not is_town(town)] == []
    assert not is_town("Osric Tamm")
