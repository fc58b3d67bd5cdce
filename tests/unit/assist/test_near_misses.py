"""The words that give a near miss away are looked for as words, one by one."""

import pytest

from testimonia.assist.cues import LANGUAGES, cues
from testimonia.assist.near_misses import hits
from testimonia.assist.story import Story
from testimonia.assist.suggesting import Reading
from testimonia.protocol.sections import Gazetteer


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_of_a_kind_counts_once_and_only_as_a_word(language):
    """Twice the same word is one, two words are two, and a word within another is none."""
    table = cues(language, Gazetteer())
    assert table is not None
    one, two = sorted({str(word).lower() for word in table.listed("near_misses")["fiction"]}, key=len)[-2:]

    def count(text: str) -> int:
        return hits(Story(Reading(account="a", edition="e", text=text, title="", language=language), table), "fiction")

    assert count(f"{one} . {one}") == count(one) >= 1
    assert count(f"{one} . {two}") > count(f"x{one}y . {two}") >= 1
    assert count(f"x{one}y") < count(one)
    assert table.each_word("near_misses", "fiction") is table.each_word("near_misses", "fiction")
