"""Looking things up in a protocol, and protocols built by hand."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from testimonia.errors import UnknownReference
from testimonia.protocol import (
    Code,
    Codebook,
    Coder,
    Criterion,
    OnlyIf,
    Plan,
    Protocol,
    Round,
    Shelf,
    Shelves,
    Study,
    Variable,
    check,
)

BOOK = Codebook(
    id="themes",
    title="Themes",
    citation="Own list.",
    codes=(
        Code(id="top", label="Top", definition="D."),
        Code(id="middle", label="Middle", definition="D.", parent="top", phase="leaving"),
        Code(id="low", label="Low", definition="D.", parent="middle", phase="leaving", retired=True, citation="Somebody 2020."),
    ),
)
PROTOCOL = Protocol(
    study=Study(title="T", question="Q"),
    shelves=Shelves(testimony=Shelf(criteria=(Criterion(id="published", text="x"),), eligibility=(Criterion(id="left", text="y"),))),
    variables=(Variable(id="sex", label="Sex"),),
    codebooks=(BOOK,),
    coders=(Coder(id="anna", role="lead"),),
    rounds=(Round(id="first"), Round(id="open", blind=False)),
    analysis=(Plan(id="when", kind="period"),),
)


def test_everything_is_found_by_its_id():
    """Each lookup returns the thing of that id."""
    assert PROTOCOL.codebook("themes") is BOOK
    assert PROTOCOL.code("themes", "low") is PROTOCOL.code("themes:low") is BOOK.codes[2]
    assert PROTOCOL.variable("sex").label == "Sex"
    assert PROTOCOL.coder("anna").role == PROTOCOL.role("anna") == "lead"
    assert PROTOCOL.role("owner") == "owner"
    assert PROTOCOL.round("first").blind
    assert PROTOCOL.plan("when").kind == "period"
    assert PROTOCOL.shelf("policy") == Shelf()
    assert PROTOCOL.criterion("testimony", "left").text == "y"
    assert PROTOCOL.criterion("testimony", "published").text == "x"


@pytest.mark.parametrize(
    ("lookup", "nearest"),
    [
        (lambda p: p.codebook("theme"), "themes"),
        (lambda p: p.code("themes", "lov"), "low"),
        (lambda p: p.code("thems:low"), "themes"),
        (lambda p: p.variable("sexx"), "sex"),
        (lambda p: p.coder("Anna"), "anna"),
        (lambda p: p.role("ana"), "anna"),
        (lambda p: p.round("frist"), "first"),
        (lambda p: p.plan("whem"), "when"),
        (lambda p: p.shelf("testimonies"), "testimony"),
        (lambda p: p.criterion("testimony", "publishd"), "published"),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(lookup, nearest):
    """An unknown id raises UnknownReference and names the one that was probably meant."""
    with pytest.raises(UnknownReference) as caught:
        lookup(PROTOCOL)
    assert f"Did you mean `{nearest}`?" in caught.value.remedy


def test_a_bare_code_is_no_full_name():
    """A code named without its codebook is refused with the form to use."""
    with pytest.raises(UnknownReference, match="codebook:code"):
        PROTOCOL.code("low")


def test_blind_unless_known_to_be_open():
    """Outside rounds nothing is blind; a round the protocol does not know is."""
    assert not PROTOCOL.is_blind(None)
    assert PROTOCOL.is_blind("first")
    assert not PROTOCOL.is_blind("open")
    assert PROTOCOL.is_blind("struck-out")


def test_a_citation_falls_back_to_the_codebooks():
    """A code without a source of its own has the codebook's."""
    assert BOOK.citation_of("top") == "Own list."
    assert BOOK.citation_of("low") == "Somebody 2020."


def test_codes_by_phase_parent_and_use():
    """Retired codes are found but not offered; parents come nearest first, and a circle ends."""
    assert [code.id for code in BOOK.of_phase("leaving")] == ["middle"]
    assert [code.id for code in BOOK.in_use()] == ["top", "middle"]
    assert [code.id for code in BOOK.above("low")] == ["middle", "top"]
    circle = BOOK.model_copy(update={"codes": (BOOK.codes[0].model_copy(update={"parent": "middle"}), *BOOK.codes[1:])})
    assert [code.id for code in circle.above("low")] == ["middle", "top"]


def test_a_protocol_cannot_be_changed():
    """Protocols and their parts are frozen, and closed to unknown keys."""
    with pytest.raises(ValidationError):
        PROTOCOL.study.title = "Other"
    with pytest.raises(ValidationError):
        Study.model_validate({"title": "T", "question": "Q", "colour": "red"})


def test_a_protocol_built_by_hand_can_be_checked():
    """`check` finds nothing in a sound protocol, and every loose end in another."""
    assert check(PROTOCOL) == ()
    loose = PROTOCOL.model_copy(
        update={
            "variables": (
                *PROTOCOL.variables,
                *PROTOCOL.variables,
                Variable(id="b", label="B", only_if=OnlyIf(variable="c", equals=("x",))),
            ),
            "rounds": (Round(id="first", coders=("ana",)),),
            "codebooks": (
                BOOK.model_copy(update={"codes": (*BOOK.codes, Code(id="x", label="X", definition="D.", parent="y"), BOOK.codes[0])}),
            ),
        }
    )
    found = [(problem.file, problem.path) for problem in check(loose)]
    assert found == [
        ("study.yaml", "variables[2].id"),
        ("study.yaml", "variables[3].only_if.variable"),
        ("study.yaml", "rounds[1].coders[1]"),
        ("codebooks/themes.yaml", "codes[5].id"),
        ("codebooks/themes.yaml", "codes[4].parent"),
    ]
