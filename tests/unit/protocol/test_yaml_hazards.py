"""What YAML does that its readers do not expect."""

from __future__ import annotations

import time

import pytest

from testimonia.errors import ProtocolError
from testimonia.protocol import parse_protocol

HEAD = "study:\n  title: T\n  question: Q\n"


def told(study: str) -> str:
    """The one problem a study.yaml is told."""
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(study, {})
    assert len(caught.value.problems) == 1, caught.value.problems
    return caught.value.problems[0]


def test_norway_stays_norway():
    """NO, no, yes and on are text where text is meant: country codes and answers are never turned into booleans."""
    study = HEAD + "variables:\n  - {id: a, label: on, type: choice, values: [NO, SE, yes, no, on, off, y, 1, 1.10, 2015-08-01]}\n"
    (variable,) = parse_protocol(study, {}).variables
    assert [value.value for value in variable.values] == ["NO", "SE", "yes", "no", "on", "off", "y", "1", "1.10", "2015-08-01"]
    assert variable.label == "on"


def test_no_means_no_where_a_boolean_is_meant():
    """`blind: no` is false and `blind: yes` is true, quoted or not, as the person who wrote it reads it."""
    words = {"no": False, "off": False, "false": False, "'no'": False, "yes": True, "on": True, "True": True}
    for word, meant in words.items():
        protocol = parse_protocol(HEAD + f"rounds: [{{id: one, blind: {word}}}]\n", {})
        assert protocol.round("one").blind is meant, word


def test_numbers_and_dates_in_text_stay_as_written():
    """A title that looks like a number, a date or a float keeps every character."""
    for title in ("2015", "1.10", "2015-08-01", "0x1F", "1_000", "1:30", "NO", ".inf"):
        assert parse_protocol(f"study:\n  title: {title}\n  question: Q\n", {}).study.title == title


def test_a_key_that_stands_twice_is_an_error():
    """A second key of the same name, which YAML silently lets win, is told with both lines."""
    assert told(HEAD + "release:\n  k: 5\n  k: 9\n") == (
        "study.yaml line 6: `release.k` stands here a second time (first on line 5). Keep one of the two."
    )
    assert "`study` stands here a second time (first on line 1)" in told(HEAD + "study: {title: X, question: Y}\n")


def test_a_billion_laughs_are_refused_at_once():
    """Aliases that would multiply into gigabytes are refused by name and line, in no time and without being expanded."""
    laughs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    began = time.monotonic()
    with pytest.raises(ProtocolError, match="anchor or alias") as caught:
        parse_protocol(HEAD + "a0: &a0 [lol]\n" + laughs, {})
    assert time.monotonic() - began < 5
    assert any(problem.startswith("study.yaml line 4: `a0` uses a YAML anchor") for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "is empty"),
        ("   \n\n", 0, "is empty"),
        ("# only a comment\n", 0, "is empty"),
        ("---\n", 0, "is empty"),
        ("~\n", 0, "is empty"),
        ("{}\n", 0, "is empty"),
        ("- a\n- b\n", 1, "is not a list of `key: value` lines"),
        ("just words\n", 1, "is not a list of `key: value` lines"),
        (HEAD + "---\nstudy: {}\n", 4, "second YAML document"),
        (HEAD + "release:\n\tk: 5\n", 5, "indented with a tab"),
        (HEAD + "release: !!python/object:os.system {}\n", 4, "YAML tag"),
        (HEAD + "release: {k: 5\n", 5, "is not readable as YAML"),
        ("study:\n  title: one: two\n  question: Q\n", 2, "must stand in quotes"),
        ("study:\n  title: T\n question: Q\n", 3, "is not readable as YAML"),
        ("study:\n  title: 'T\n  question: Q\n", 4, "is not readable as YAML"),
        (HEAD + "? [a, b]\n: c\n", 4, "a key that is no name"),
        ("study:\n  title: T\x00\n  question: Q\n", 2, "U+0000"),
        ("study:\n  title: T\ud800\n  question: Q\n", 2, "U+D800"),
        ('study:\n  title: "T\\0"\n  question: Q\n', 2, "U+0000"),
        ("study:\n  title: @home\n  question: Q\n", 2, "is not readable as YAML"),
    ],
)
def test_what_is_no_protocol_is_told_in_words(text, line, words):
    """Empty files, lists, tabs, tags, several documents, broken YAML and unprintable characters each have a message and a line."""
    problem = told(text)
    assert words in problem
    assert problem.startswith(f"study.yaml line {line}: " if line else "study.yaml: ")


@pytest.mark.parametrize("escape", ["\\UFFFFFFFF", "\\ud800", "\\U00110000"])
def test_an_escape_that_is_no_character_is_told(escape):
    """A backslash escape beyond Unicode, or of half a character, is an error of the file and not of the program."""
    with pytest.raises(ProtocolError):
        parse_protocol(f'study:\n  title: "{escape}"\n  question: Q\n', {})


def test_a_deep_nest_is_refused_before_it_exhausts_the_stack():
    """Thousands of opening brackets are refused by depth."""
    assert "is nested more than" in told(HEAD + "x: " + "[" * 20_000)


def test_a_huge_file_is_refused_unread():
    """A file of more than a megabyte is refused by its size in bytes, whatever it holds; one just below it is read."""
    assert "is larger than 1,000,000 bytes" in told(HEAD + "#" + "x" * 1_000_000)
    assert "is larger than 1,000,000 bytes" in told(HEAD + "#" + "é" * 500_000)
    assert parse_protocol(HEAD + "#" + "é" * 499_000 + "\n", {}).study.title == "T"


def test_marks_and_line_ends_of_other_systems_are_read():
    """A byte order mark, Windows line ends and a document start change nothing."""
    protocol = parse_protocol(HEAD, {})
    assert parse_protocol("\ufeff" + HEAD, {}) == protocol
    assert parse_protocol(HEAD.replace("\n", "\r\n"), {}) == protocol
    assert parse_protocol("---\n" + HEAD, {}) == protocol
    assert told("\ufeff" + HEAD.replace("\n", "\r\n") + "x: 1\r\n").startswith("study.yaml line 4: ")


def test_text_in_other_scripts_is_kept():
    """Arabic, accents and emoji survive as written."""
    title = "شهادات منشورة — Zeugnisse 📰"
    assert parse_protocol(f"study:\n  title: {title}\n  question: Q\n", {}).study.title == title
