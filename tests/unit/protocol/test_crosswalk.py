"""Crosswalks between codebooks: what follows from a coding, what does not, and what is wrong with a file."""

from __future__ import annotations

import pytest

from testimonia.errors import ProtocolError
from testimonia.protocol import parse_codebook, shipped_codebooks
from testimonia.protocol.crosswalk import misfits, parse_crosswalk
from testimonia.protocol.templates import shipped_crosswalks

HEAD = "id: w\nauthor: A\nsource: {codebook: icsr-2015, version: 1}\ntarget: {codebook: push-pull, version: 1}\nentries:\n"
BOOKS = [parse_codebook(name, text) for name, text in shipped_codebooks().items()]


def entry(code, relation, to=None):
    return f"  - {{code: {code}, relation: {relation}, reason: R.{f', to: {to}' if to else ''}}}\n"


def test_what_follows_from_a_coding():
    """A coding is one of the exact and of the broader code; from a narrower one, and from none, nothing follows."""
    walk = parse_crosswalk(
        "w.yaml", HEAD + entry("a", "exact", "x") + entry("a", "broader", "y") + entry("b", "narrower", "z") + entry("c", "none")
    )
    assert [walk.implied(code) for code in "abcd"] == [("x", "y"), (), (), ()]


@pytest.mark.parametrize("name", sorted(shipped_crosswalks()))
def test_shipped_crosswalks_fit_the_shipped_codebooks(name):
    """Each names codes and versions that are there, says something of every code, and is called after itself."""
    walk = parse_crosswalk(name, shipped_crosswalks()[name])
    assert f"{walk.id}.yaml" == name
    assert misfits(walk, BOOKS) == []
    assert walk.unmapped(next(book for book in BOOKS if book.id == walk.source.codebook)) == ()


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (entry("a", "exact"), "names no code"),
        (entry("a", "none", "x"), "exactly where there is none"),
        (entry("a", "exact", "x") + entry("a", "broader", "x"), "twice"),
        (entry("a", "none") + entry("a", "broader", "x"), "another entry says that nothing is it"),
        (entry("a", "close", "x"), "exact"),
        ("  - {code: a, relation: none}\n", "reason"),
    ],
)
def test_what_no_crosswalk_may_say(entries, says):
    """Relations without a code, `none` with one, contradictions and entries without a reason are refused with their line."""
    with pytest.raises(ProtocolError, match=r"w\.yaml line") as caught:
        parse_crosswalk("w.yaml", HEAD + entries)
    assert says in str(caught.value)


def test_what_does_not_fit():
    """A codebook or a code that is not there is named with the nearest; another version is said so."""
    text = HEAD.replace("version: 1}\ntarget", "version: 2}\ntarget") + entry("leaving-brutalty", "broader", "push-strategy")
    told = misfits(parse_crosswalk("w.yaml", text), BOOKS)
    assert ["made for version 2" in told[0], "Did you mean `leaving-brutality`" in told[1]] == [True, True]
    assert "no codebook `push-pull`" in misfits(parse_crosswalk("w.yaml", text), BOOKS[:1])[-1]
