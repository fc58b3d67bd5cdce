"""The cue tables can be read, say what they mean, and hold nothing that could take long on a hostile text."""

from __future__ import annotations

import re

import pytest

from testimonia.assist.cues import LANGUAGES, Pattern, cues, flat, raw
from testimonia.protocol.sections import Gazetteer, NamedGroup, Place

GAZETTEER = Gazetteer(
    places=(Place(name="Norrland", country="XN", people=("Norrlander",)),), groups=(NamedGroup(name="Lantern Host", at=("Kelduria",)),)
)
NEEDED = (
    "numbers", "dates", "pronouns", "narrator", "people", "relations", "officials", "speech", "names", "join", "leave", "ages", "origin",
    "conditions", "roles", "labels", "not_an_account", "near_misses", "former", "stop",
)  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


def expressions(language: str):
    """Every expression of a table with its key."""
    table = cues(language, GAZETTEER)
    for key, entries in table.table.items():
        listed = entries if isinstance(entries, list) else []
        if (
            key in ("names", "join", "leave", "ambiguous", "ages", "bands", "origin", "conditions")
            or key.endswith("patterns")
            or key.startswith("first_j")
        ):
            yield from ((key, str(entry["pattern"] if isinstance(entry, dict) else entry)) for entry in listed)
    for key in ("listed_pattern", "nameless_pattern", "my_name", "footnote", "plural_pseudonym"):
        if table.listed(key):
            yield key, str(table.listed(key))


def test_a_table_has_every_list_and_a_version(language):
    """A language is either covered or has no table: none lacks a list that the rules lean on."""
    table = raw(language)
    assert table["language"] == language
    assert table["version"] >= 1
    assert [key for key in NEEDED if key not in table] == []


def test_words_are_words(language):
    """YAML reads no, on and yes as truth values unless they are quoted: no list of words holds one."""
    lists = ("pronouns", "narrator", "articles", "people", "relations", "officials", "speech", "stop", "prepositions", "labels", "former")
    assert [word for key in lists for word in flat(raw(language).get(key, [])) if word in ("True", "False", "None")] == []


def test_every_expression_compiles(language):
    """A slip in an expression is found here, not in a study."""
    table = cues(language, GAZETTEER)
    listed = list(expressions(language))
    assert len(listed) > 40
    for _, expression in listed:
        assert table.compile(expression) is not None


def test_no_repetition_of_a_repetition_is_unbounded(language):
    """(a+)+ takes time that doubles with each letter: within a repeated part nothing may repeat without a bound."""
    nested = re.compile(r"\((?:\?:)?[^()]*[^\\()\]\w][+*][^()]*\)[+*]")
    assert [expression for _, expression in expressions(language) if nested.search(expression)] == []


def test_entries_say_whom_they_speak_of(language):
    """An age or an origin without a person is a value for nobody: each entry names one way to the person."""
    ways = {"subject", "definite", "intro", "first", "name"}
    table = cues(language, GAZETTEER)
    entries = [pattern for key in ("ages", "origin") for pattern in table.patterns(key)]
    assert entries
    assert all(
        isinstance(pattern, Pattern) and (ways & pattern.says.keys() or "(?P<name>" in pattern.expression.pattern) for pattern in entries
    )


def test_languages_without_a_table_have_none():
    """What is not covered is not guessed at."""
    assert cues("fi", GAZETTEER) is None
    assert cues("en-GB", GAZETTEER).table is cues("en", GAZETTEER).table


def test_numbers_in_words():
    """Ages are written in words in every language, and compounds in each its own way."""
    said = {
        "en": ("twenty-nine", 29),
        "de": ("siebenunddreißig", 37),
        "fr": ("soixante-douze", 72),
        "es": ("cuarenta y ocho", 48),
        "id": ("tiga puluh lima", 35),
    }
    for language, (word, value) in said.items():
        assert cues(language, GAZETTEER).numbers.value(word) == value
    assert cues("ar", GAZETTEER).numbers.value("التاسعه والعشرين") == 29
