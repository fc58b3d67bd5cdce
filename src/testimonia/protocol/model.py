"""The protocol as one value: study.yaml with its codebooks, and the ways to look something up in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeVar
from typing import Protocol as Shape

from pydantic import Field, field_validator

from testimonia.domain.outcome import in_sample
from testimonia.errors import UnknownReference
from testimonia.protocol.analysis import Plan
from testimonia.protocol.base import Section
from testimonia.protocol.codebook import Code, Codebook
from testimonia.protocol.nearest import advice
from testimonia.protocol.sections import (
    OWNER,
    Acceptance,
    Coder,
    Criterion,
    Form,
    FormSection,
    Gazetteer,
    Pairs,
    Release,
    Role,
    Round,
    Shelf,
    Shelves,
    Study,
    Units,
    Variable,
)


class _Named(Shape):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Named)


def _find(items: Iterable[_Item], name: str, what: str) -> _Item:
    known = list(items)
    for item in known:
        if item.id == name:
            return item
    raise UnknownReference(f"There is no {what} `{name}` in this study.", advice(name, (item.id for item in known)))


class Protocol(Section):
    """The written plan of a study (METHOD, section 3). Build it with ``parse_protocol``; one built by hand goes through ``check``."""

    study: Study
    # Where the study's rows live, not what the study is: left out of the digest, of repr and of every message.
    database: Annotated[str, Field(pattern=r"^postgresql(\+psycopg)?://\S+$")] | None = Field(None, repr=False)
    shelves: Shelves = Shelves()
    units: Units = Units()
    form: Form = Form()
    variables: tuple[Variable, ...] = ()
    codebooks: tuple[Codebook, ...] = ()
    coders: tuple[Coder, ...] = (Coder(id=OWNER, role="owner"),)
    rounds: tuple[Round, ...] = ()
    analysis: tuple[Plan, ...] = ()
    gazetteer: Gazetteer = Gazetteer()
    acceptance: Acceptance = Acceptance()
    pairs: Pairs = Pairs()
    release: Release = Release()

    @field_validator("coders", mode="after")
    @classmethod
    def _with_owner(cls, coders: tuple[Coder, ...]) -> tuple[Coder, ...]:
        """`owner` always exists: it is who acts when no ``--as`` is given."""
        return coders if any(coder.id == OWNER for coder in coders) else (Coder(id=OWNER, role="owner"), *coders)

    def shelf(self, name: str) -> Shelf:
        """The shelf of that name; raises UnknownReference, naming the nearest."""
        shelves: dict[str, Shelf] = {
            "testimony": self.shelves.testimony,
            "programme": self.shelves.programme,
            "study": self.shelves.study,
            "policy": self.shelves.policy,
        }
        if name not in shelves:
            raise UnknownReference(f"There is no shelf `{name}`.", advice(name, shelves))
        return shelves[name]

    def criterion(self, shelf: str, criterion_id: str) -> Criterion:
        """A criterion of a shelf, asked of accounts or of mentions; raises UnknownReference, naming the nearest."""
        found = self.shelf(shelf)
        return _find((*found.criteria, *found.eligibility), criterion_id, f"criterion of the shelf `{shelf}` called")

    def variable(self, variable_id: str) -> Variable:
        """The variable of that id; raises UnknownReference, naming the nearest."""
        return _find(self.variables, variable_id, "variable")

    def section(self, variable: Variable) -> FormSection | None:
        """The part of the form that a variable stands in."""
        return next((section for section in self.form.sections if section.id == variable.section), None)

    def codebook(self, codebook_id: str) -> Codebook:
        """The codebook of that id; raises UnknownReference, naming the nearest."""
        return _find(self.codebooks, codebook_id, "codebook")

    def code(self, codebook_id: str, code_id: str | None = None) -> Code:
        """A code by codebook and id, or by its full name ``codebook:code`` alone; raises UnknownReference, naming the nearest."""
        if code_id is None:
            codebook_id, colon, code_id = codebook_id.partition(":")
            if not colon:
                raise UnknownReference(f"`{codebook_id}` is not the full name of a code.", "Write it as `codebook:code`.")
        return self.codebook(codebook_id).code(code_id)

    def coder(self, coder_id: str) -> Coder:
        """The coder of that id; raises UnknownReference, naming the nearest."""
        return _find(self.coders, coder_id, "coder")

    def role(self, coder_id: str) -> Role:
        """What a coder may do; raises UnknownReference, naming the nearest."""
        return self.coder(coder_id).role

    @property
    def round_order(self) -> tuple[str, ...]:
        """The ids of the rounds in the order in which study.yaml lists them: the order in which they follow one another."""
        return tuple(item.id for item in self.rounds)

    def round(self, round_id: str) -> Round:
        """The round of that id; raises UnknownReference, naming the nearest."""
        return _find(self.rounds, round_id, "round")

    def plan(self, plan_id: str) -> Plan:
        """The entry of the analysis plan of that id; raises UnknownReference, naming the nearest."""
        return _find(self.analysis, plan_id, "analysis")

    def judged_by_two(self, a: str, b: str) -> bool:
        """Whether a pair of mentions is of the sample that two people judge; none is where nobody but the owner is in the team."""
        return len(self.coders) > 1 and in_sample(self.pairs.double, self.pairs.seed, a, b)

    def is_blind(self, round_id: str | None) -> bool:
        """Whether rows of this round stay with their coder until it is opened.

        Rows outside any round are open. A round the protocol does not know (struck out, or still in another copy of the
        study) counts as blind: showing too little can be mended, showing too much cannot.
        """
        if round_id is None:
            return False
        return next((item.blind for item in self.rounds if item.id == round_id), True)
