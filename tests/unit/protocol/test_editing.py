"""Changing a codebook file: the change, its version, and nothing else; comments and order stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.vocabulary import DefinitionChange as Kind
from testimonia.errors import InputError, UnknownReference
from testimonia.protocol import Code, parse_codebook, shipped_codebooks
from testimonia.protocol.changes import codebook_changes
from testimonia.protocol.editing import defined, dumped, edited, merged, renamed, retired, split

TEXT = """# Our own words.
id: b
version: 3   # raised after the pilot
title: "B: a book"
codes:
  # the first
  - id: a
    label: A
    definition: >-
      What a is,
      over two lines.
    use_when: Always.   # or nearly
  - {id: c, label: C, definition: "What c is: this."}

  # the last
  - id: d
    label: D
    definition: What d is.
    parent: a
"""
BOOK = parse_codebook("b.yaml", TEXT)
PARTS = [Code(id="x", label="X", definition="One half."), Code(id="y", label="Y", definition="The “other”: half.")]


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (renamed(BOOK, "a", "aa"), [Kind.RENAME]),
        (renamed(BOOK, "c", "cc"), [Kind.RENAME]),
        (merged(BOOK, ["c", "d"], "c"), [Kind.MERGE]),
        (merged(BOOK, ["c", "d"], Code(id="e", label="E", definition="Both.")), [Kind.MERGE]),
        (split(BOOK, "c", PARTS), [Kind.SPLIT]),
        (split(BOOK, "a", [BOOK.code("a"), PARTS[0]]), [Kind.SPLIT]),
        (retired(BOOK, "d"), [Kind.RETIRE]),
        (retired(BOOK, "c"), [Kind.RETIRE]),
        (defined(BOOK, "a", definition="Short: it is.", use_when=""), [Kind.REDEFINE]),
        (defined(BOOK, "c", not_when="Never, “or” so."), [Kind.REDEFINE]),
        (defined(BOOK, "d", example="مثال مخترع"), [Kind.EXAMPLE]),
        (defined(BOOK, "n", definition="New."), [Kind.ADD]),
    ],
)
def test_a_change_keeps_what_was_written_around_it(after, kinds):
    """The file says the new codebook, one version on, with its comments; the change is what a comparison finds."""
    found = edited(TEXT, BOOK, after)
    assert found.kept
    assert parse_codebook("b.yaml", found.text) == after
    assert after.version == 4
    assert [change.kind for change in codebook_changes(BOOK, after)] == kinds
    for comment in ("# Our own words.", "# raised after the pilot", "# the first", "# the last"):
        assert comment in found.text


@pytest.mark.parametrize("name", sorted(shipped_codebooks()))
def test_shipped_codebooks_can_be_edited(name):
    """Every shipped codebook takes each kind of change in place."""
    text = shipped_codebooks()[name]
    book = parse_codebook(name, text)
    first, second = book.codes[0].id, book.codes[1].id
    for after in (
        renamed(book, first, "zz"),
        retired(book, second),
        defined(book, first, definition="Other words.", example="An invented one."),
        defined(book, "zz", definition="New."),
    ):
        assert edited(text, book, after).kept
        assert parse_codebook(name, edited(text, book, after).text) == after


def test_a_file_that_cannot_be_edited_is_written_anew():
    """A codebook in one line is written anew, and the caller is told; it says the same."""
    text = "{id: b, title: B, codes: [{id: a, label: A, definition: What a is.}, {id: c, label: C, definition: C.}]}"
    book = parse_codebook("b.yaml", text)
    after = merged(book, ["a", "c"], Code(id="e", label="E", definition="Both."))
    found = edited(text, book, after)
    assert not found.kept
    assert parse_codebook("b.yaml", found.text) == after


def test_changes_follow_one_another():
    """What a code was called two versions ago is not said again, and codings are still followed through every step."""
    from testimonia.protocol.changes import Lineage

    second = renamed(BOOK, "a", "aa")
    third = merged(second, ["aa", "c"], "c")
    fourth = retired(third, "d")
    assert [code.was for code in fourth.codes] == [(), ()]
    lineage = Lineage([BOOK, second, third], fourth)
    assert [lineage.now(3, code) for code in ("a", "c", "d")] == ["c", "c", "d"]


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda: renamed(BOOK, "z", "q"), UnknownReference, "no code `z`"),
        (lambda: renamed(BOOK, "a", "c"), InputError, "has a code `c` already"),
        (lambda: merged(BOOK, ["a"], "a"), InputError, "two codes or more"),
        (lambda: merged(BOOK, ["a", "z"], "a"), UnknownReference, "no code `z`"),
        (lambda: split(BOOK, "a", PARTS[:1]), InputError, "two parts or more"),
        (lambda: split(BOOK, "a", [PARTS[0], BOOK.code("c")]), InputError, "has a code `c` already"),
        (lambda: retired(retired(BOOK, "a"), "a"), InputError, "retired already"),
        (lambda: defined(BOOK, "a", label="A"), InputError, "says that already"),
        (lambda: defined(BOOK, "n", label="N"), InputError, "needs a definition"),
    ],
)
def test_changes_that_make_no_sense(change, error, says):
    """A code that is not there, an id that is taken, a merger of one, a split into one are refused with the remedy."""
    with pytest.raises(error, match=says):
        change()


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=60))
def test_any_words_survive(words):
    """Whatever a lead types stands in the file as it was typed, in the block and in the one-line style."""
    clean = words.strip()
    if not clean:
        return
    for code in ("a", "c"):
        after = defined(BOOK, code, example=words)
        assert parse_codebook("b.yaml", edited(TEXT, BOOK, after).text) == after
    assert parse_codebook("b.yaml", dumped(BOOK)) == BOOK
