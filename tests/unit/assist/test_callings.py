"""Names that no cue introduces are there for whoever asks for them, and only then."""

import pytest

from testimonia.assist.cues import cues
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
