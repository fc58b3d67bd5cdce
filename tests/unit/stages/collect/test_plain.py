"""Plain text and Markdown."""

from __future__ import annotations

import pytest

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.choose import read as choose

FRONT = """---
title: "Home: at last"
author: Ada Example
outlet: The River Post
date: 2015-06
language: ar
url: https://post.example/river
tags:
  - one
  - two
---

The text begins here.
"""


def read(data, name="note.txt"):
    return choose(data if isinstance(data, bytes) else data.encode(), name, 5_000_000)


def test_text_is_kept_as_it_is():
    """Apart from line ends nothing is changed: no trimming, no joining of lines."""
    reading = read("  One line,\r\nanother.\r\n\r\n\tA third.  \n")
    assert reading.full == reading.main == "  One line,\nanother.\n\n\tA third.  \n"
    assert (reading.state, reading.reason) == (AccountState.OK, None)


@pytest.mark.parametrize("name", ["note.txt", "note.md"])
def test_front_matter_is_read_and_left_out_of_main(name):
    """What a person wrote about the text above it becomes its metadata; the full text keeps it."""
    reading = read(FRONT, name)
    assert (reading.title, reading.author, reading.outlet) == ("Home: at last", "Ada Example", "The River Post")
    assert (reading.published, reading.published_origin, reading.language) == ("2015-06", "front-matter", "ar")
    assert reading.address == "https://post.example/river"
    assert reading.main == "The text begins here.\n"
    assert reading.full == FRONT


@pytest.mark.parametrize("text", ["---\nHe left.\n---\nShe stayed.\n", "---\ntitle: never closed\n\nwords\n", "---\n---\nwords\n"])
def test_rules_that_are_no_front_matter_stay_text(text):
    """Lines between rules that say nothing about the text are the text."""
    assert read(text).main == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The walk home #\n\nHe left.", "The walk home"),
        ("The walk home\n=============\n\nHe left.", "The walk home"),
        ("The walk home\n\nHe left in spring.", "The walk home"),
        ("Blog\n\nWednesday, June 3, 2015\n\nThe walk home\n\nHe left.", "The walk home"),
        ("He left the band in spring and walked,\nfor days, along the river that runs\nfrom the town to the sea beyond.", None),
        ("Word", "Word"),
    ],
)
def test_a_title_is_a_heading_or_a_line_of_its_own(text, title):
    """Text that has no title gets its first words, which an ellipsis marks as such."""
    found = read(text, "note.md").title
    assert found == title if title else found.endswith("…") and text.replace("\n", " ").startswith(found[:-1])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_wide_encodings_are_read(encoding):
    """UTF-16 and UTF-32, with and without byte order mark, are texts and not binaries."""
    reading = read("He left the group — «nobody» spoke of it.\n".encode(encoding))
    assert reading.full == "He left the group — «nobody» spoke of it.\n"
    assert reading.state is AccountState.OK


def test_guessed_encodings_are_named():
    """Where nothing names the encoding the account says how it was read."""
    reading = read("Il a quitté le groupe après l'été, déçu et blessé.".encode("cp1252"))
    assert "quitté le groupe après" in reading.full
    assert (reading.state, reading.reason) == (AccountState.OK, "nothing names the encoding; read as cp1252")


def test_broken_utf_8_is_partial():
    """Lost bytes are counted in the reason."""
    reading = read("Il a quitté le groupe après l'été, déçu.".encode() + b"\xff\xfe end \xff")
    assert reading.state is AccountState.PARTIAL
    assert "could not be read" in reading.reason
    assert "quitté" in reading.full


@pytest.mark.parametrize(("text", "language"), [("He left the group in spring.", None), ("12 34 56 " * 40, None)])
def test_short_or_wordless_texts_have_no_language(text, language):
    """A language is not guessed from a handful of words or from numbers."""
    assert read(text).language is language


def test_languages_are_told(story):
    """The main languages of the field are told apart in a paragraph."""
    german = "Er verließ die Gruppe im Frühjahr, sagte er uns, weil nichts so war, wie man es versprochen hatte, und ging nachts mit einem Nachbarn zum Fluss."
    assert (read(story).language, read(german).language) == ("en", "de")


def test_a_library_in_one_file_is_no_account():
    """A text beyond the limit fails with the limit in its reason."""
    reading = choose(b"word " * 300, "note.txt", 1000)
    assert reading.state is AccountState.FAILED
    assert "1,000" in reading.reason
