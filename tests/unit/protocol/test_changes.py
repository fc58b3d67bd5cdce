"""What changed between two versions of a codebook: each kind of change, and what codings and completions of old versions mean now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.vocabulary import DefinitionChange as Kind
from testimonia.errors import ProtocolError
from testimonia.protocol import Code, Codebook, OnlyIf, Variable, parse_codebook, parse_protocol
from testimonia.protocol.changes import Changed, Lineage, codebook_changes, form_changes


def book(version, *codes):
    return Codebook(id="b", version=version, title="B", codes=[code if isinstance(code, Code) else named(code) for code in codes])


def named(name, definition=None, **more):
    return Code(id=name, label=name, definition=definition or f"What {name} is.", **more)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (["a"], ["a"], []),
        (["a"], ["a", "b"], [Changed(Kind.ADD, (), ("b",))]),
        (["a", "b"], ["a"], [Changed(Kind.REMOVE, ("b",))]),
        (["a"], [named("a", "Something else.")], [Changed(Kind.REDEFINE, ("a",), ("a",))]),
        (["a"], [named("a", use_when="Always.")], [Changed(Kind.REDEFINE, ("a",), ("a",))]),
        (["a"], [named("a", example="An invented one.")], [Changed(Kind.EXAMPLE, ("a",), ("a",))]),
        (["a"], [named("a", retired=True)], [Changed(Kind.RETIRE, ("a",), ("a",))]),
        ([named("a", retired=True)], ["a"], [Changed(Kind.REVIVE, ("a",), ("a",))]),
        (["a"], [named("b", "What a is.", was=["a"])], [Changed(Kind.RENAME, ("a",), ("b",))]),
        (["a"], [named("a", retired=True), named("b", "What a is.", was=["a"])], [Changed(Kind.RENAME, ("a",), ("b",))]),
        (["a"], [named("b", "Wider.", was=["a"])], [Changed(Kind.RENAME, ("a",), ("b",)), Changed(Kind.REDEFINE, ("a",), ("b",))]),
        (["a", "b"], [named("c", was=["a", "b"])], [Changed(Kind.MERGE, ("a", "b"), ("c",))]),
        (["a", "b"], [named("a", was=["b"])], [Changed(Kind.MERGE, ("a", "b"), ("a",))]),
        (["a"], [named("x", split_from="a"), named("y", split_from="a")], [Changed(Kind.SPLIT, ("a",), ("x", "y"))]),
        (["a"], ["a", named("x", split_from="a")], [Changed(Kind.SPLIT, ("a",), ("a", "x"))]),
        (["a"], [named("a", retired=True), named("x", split_from="a")], [Changed(Kind.SPLIT, ("a",), ("x",))]),
    ],
)
def test_each_kind_of_change(before, after, changes):
    """Adding, removing, defining anew, retiring, renaming, merging and splitting are told apart, each once."""
    assert list(codebook_changes(book(1, *before), book(2, *after))) == changes


def test_what_a_change_of_long_ago_says_is_said_once():
    """`was` and `split_from` that stay in the file name no change again in later versions."""
    second = book(2, named("c", was=["a", "b"]), named("x", split_from="z"))
    assert codebook_changes(second, second.model_copy(update={"version": 3})) == ()


HISTORY = (
    book(1, "a", "b", "d", "e"),
    book(2, named("c", was=["a", "b"]), "d", "e"),
    book(3, named("c", was=["a", "b"]), named("d", "Narrower."), named("f", "What e is.", was=["e"]), "g"),
)


def test_codings_of_old_versions_are_followed():
    """Through a merger and a renaming a coding keeps its meaning under another name; one of a code defined anew has to be gone through."""
    lineage = Lineage(HISTORY, HISTORY[-1])
    assert [lineage.now(1, code) for code in ("a", "b", "d", "e")] == ["c", "c", None, "f"]
    assert [lineage.now(2, code) for code in ("c", "d", "e", "a")] == ["c", None, "f", None]
    assert lineage.now(3, "d") == "d"
    assert lineage.now(7, "a") is None


def test_silence_of_old_versions():
    """Whoever finished an early version looked for what was merged and renamed since, not for what is new or means something else."""
    lineage = Lineage(HISTORY, HISTORY[-1])
    assert lineage.covered(1) == {"c", "f"}
    assert lineage.covered(2) == {"c", "f"}
    assert lineage.covered(3) == {"c", "d", "f", "g"}
    assert lineage.covered(9) == frozenset()


def test_a_merger_with_something_new_is_not_covered():
    """A code merged of one that was there and one added later is silence to nobody who finished the first version."""
    versions = (book(1, "a"), book(2, "a", "b"), book(3, named("c", was=["a", "b"])))
    lineage = Lineage(versions, versions[-1])
    assert lineage.covered(1) == frozenset()
    assert lineage.covered(2) == {"c"}
    assert lineage.now(1, "a") == "c"


@given(st.sets(st.sampled_from("abcdef"), min_size=1), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_every_code_is_accounted_for(before, after):
    """Without a word on renaming, what is in both stays, what is in one is added or removed, and nothing is said twice."""
    changes = codebook_changes(book(1, *sorted(before)), book(2, *sorted(after)))
    assert {change.into[0] for change in changes if change.kind is Kind.ADD} == after - before
    assert {change.codes[0] for change in changes if change.kind is Kind.REMOVE} == before - after
    lineage = Lineage([book(1, *sorted(before))], book(2, *sorted(after)))
    assert {code for code in before if lineage.now(1, code)} == before & after == set(lineage.covered(1))


def test_questions_change_by_what_is_asked():
    """Wording, answers, help and conditions change a question; bounds, kinds of missing and its place do not."""
    old = {"age": Variable(id="age", label="Age", type="integer"), "how": Variable(id="how", label="How")}
    same = {"age": Variable(id="age", label="Age", type="integer", minimum=3, section="x", missing=["unclear"]), "how": old["how"]}
    assert form_changes(old, same) == ()
    new = {"age": Variable(id="age", label="Age at joining", type="integer"), "when": Variable(id="when", label="When")}
    assert [(change.kind, change.codes or change.into) for change in form_changes(old, new)] == [
        (Kind.REDEFINE, ("age",)),
        (Kind.ADD, ("when",)),
        (Kind.REMOVE, ("how",)),
    ]
    asked = {**old, "how": Variable(id="how", label="How", only_if=OnlyIf(variable="age", equals=("3",)))}
    assert [change.kind for change in form_changes(old, asked)] == [Kind.REDEFINE]


# --- bad input

CODE = "  - {{id: {0}, label: {0}, definition: {0}.{1}}}\n"


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        ([("a", ", parent: b"), ("b", ", parent: a")], "is a circle: `a` > `b` > `a`"),
        ([("a", ", parent: a")], "is a circle: `a` > `a`"),
        ([("a", ""), ("b", ", was: [a]")], "names `a`, which is still in use"),
        ([("b", ", was: [a]"), ("c", ", was: [a]")], "which `b` was too. If it was split, write `split_from`"),
        ([("b", ", was: [a, a]")], "more than once"),
    ],
)
def test_codebooks_that_turn_in_circles(codes, fault):
    """Parents in a circle, a predecessor still in use, and two heirs of one code are refused, with the line."""
    text = "id: b\ntitle: B\ncodes:\n" + "".join(CODE.format(*code) for code in codes)
    with pytest.raises(ProtocolError, match=r"codebooks/b\.yaml line") as caught:
        parse_codebook("b.yaml", text)
    assert fault in str(caught.value)


FORM = """study: {{title: T, question: Q}}
form:
  sections:
    - {{id: one, only_if: {{variable: {0}, equals: [x]}}}}
    - {{id: two, only_if: {{variable: {1}, equals: [x]}}}}
variables:
  - {{id: a, label: A, type: choice, values: [x, y]}}
  - {{id: b, label: B, section: one}}
  - {{id: c, label: C, section: {2}, only_if: {{variable: a, equals: x}}}}
"""


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (("b", "a", "two"), "is a circle: `b` is asked in this very section"),
        (("c", "b", "two"), "is a circle"),
        (("d", "a", "two"), "is not a variable: `d`"),
        (("a", "a", "tow"), "is not a section of the form: `tow`. Did you mean `two`?"),
    ],
)
def test_forms_that_turn_in_circles(names, fault):
    """A section that waits for an answer of its own, and names that are not there, are refused; a sound form is taken."""
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(FORM.format(*names), {})
    assert fault in str(caught.value)
    assert parse_protocol(FORM.format("a", "b", "two"), {}).form.sections[1].only_if.variable == "b"
