"""The sections of study.yaml, one frozen model each; every default carries its reason."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from testimonia.protocol.base import CaseKind, Language, Once, Section, Slug, Words

OWNER = "owner"
"""The coder every study has: `new` sets it, and verbs act as it unless ``--as`` says otherwise."""

ShelfName = Literal["testimony", "programme", "study", "policy"]
Level = Literal["passage", "account", "case"]
VariableType = Literal["text", "integer", "number", "boolean", "date", "choice", "choices", "country"]
Missing = Literal["not_stated", "not_applicable", "unclear", "withheld"]
Role = Literal["owner", "lead", "coder", "screener"]
Experience = Literal["core", "novice"]
RoundKind = Literal["screening", "coding"]
Profile = Literal["public", "internal"]


class Study(Section):
    """What the study asks."""

    title: Words
    question: Words
    id: Slug | None = None
    language: Language = "en"
    contact: str | None = None


class Criterion(Section):
    """One criterion of inclusion or eligibility; with ``excludes`` it is a reason to leave out."""

    id: Slug
    text: Words
    excludes: bool = False


class Shelf(Section):
    """What is let onto a shelf (``criteria``, asked of an account) and who counts there (``eligibility``, asked of a mention)."""

    criteria: tuple[Criterion, ...] = ()
    eligibility: tuple[Criterion, ...] = ()

    @model_validator(mode="after")
    def _ids_once(self) -> Shelf:
        # Screening rows name a criterion by its id alone, whether an account or a mention was screened.
        ids = [criterion.id for criterion in (*self.criteria, *self.eligibility)]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"has the criterion id {', '.join(f'`{name}`' for name in twice)} twice; give each its own id")
        return self


class Shelves(Section):
    """The four shelves; one without criteria takes what a person puts there."""

    testimony: Shelf = Shelf()
    programme: Shelf = Shelf()
    study: Shelf = Shelf()
    policy: Shelf = Shelf()


class Units(Section):
    """Which kinds of case the study counts, and at which levels codes are given."""

    cases: Annotated[tuple[CaseKind, ...], Once] = Field(("person", "response"), min_length=1)
    levels: Annotated[tuple[Level, ...], Once] = Field(("passage", "account", "case"), min_length=1)


class Value(Section):
    """One answer a `choice` variable allows."""

    short_form = "value"

    value: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=80)]
    label: str = ""


class OnlyIf(Section):
    """The condition under which a variable is asked: another variable has one of these answers."""

    variable: Slug
    equals: Annotated[tuple[str, ...], Once] = Field(min_length=1)

    @field_validator("equals", mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class FormSection(Section):
    """A part of the case form, with the condition under which any of it is asked."""

    short_form = "id"

    id: Slug
    title: str = ""
    help: str = ""
    only_if: OnlyIf | None = None


class Form(Section):
    """The case form as a whole: its version, which every answer names, and its parts in the order in which they are asked."""

    version: int = Field(1, ge=1)
    sections: tuple[FormSection, ...] = ()


STATES = frozenset(
    {
        "ideology", "disengaged", "legal-status", "citizenship-revoked", "later-involvement", "in-custody", "who-published",
        "education", "family-in-movement", "spoke",
    }
)  # fmt: skip
"""Questions of the shipped form about what may be another at another time; a study's own questions say it by ``changes``."""


class Variable(Section):
    """One question of the case form."""

    id: Slug
    label: Words
    type: VariableType = "text"
    values: tuple[Value, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    # All four kinds of missing by default: a form that cannot say "not stated" makes coders guess.
    missing: Annotated[tuple[Missing, ...], Once] = ("not_stated", "not_applicable", "unclear", "withheld")
    help: str = ""
    section: Slug | None = None  # None: before the first section
    per: Literal["case", "episode"] = "case"
    about: CaseKind = "person"
    only_if: OnlyIf | None = None
    of_interest: bool = False  # a case is "pending" while such a value is missing, and a later account reopens it
    changes: bool | None = None  # None: as STATES has it

    @model_validator(mode="after")
    def _fits_its_type(self) -> Variable:
        choice = self.type in ("choice", "choices")
        if choice and not self.values:
            raise ValueError(f"is a `{self.type}` without answers; add `values: [first, second]`")
        if self.values and not choice:
            raise ValueError(f"has `values`, which only `choice` and `choices` use; its type is `{self.type}`")
        names = [value.value for value in self.values]
        if len(set(names)) < len(names):
            raise ValueError("has the same answer twice in `values`; name each once")
        bounded = self.minimum is not None or self.maximum is not None
        if bounded and self.type not in ("integer", "number"):
            raise ValueError(f"has `minimum` or `maximum`, which only `integer` and `number` use; its type is `{self.type}`")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("has a `minimum` above its `maximum`")
        return self

    @property
    def may_change(self) -> bool:
        """Whether it asks of a state, so that two accounts that speak of different times may differ and both be right."""
        return self.id in STATES if self.changes is None else self.changes


class Coder(Section):
    """A person who decides; the id is what stands in every row."""

    short_form = "id"

    id: Slug
    name: str = ""
    role: Role = "coder"
    languages: Annotated[tuple[Language, ...], Once] = ()  # empty: reads whatever comes
    # Everybody counts as a core coder unless the team says otherwise: pairing is for those who name their novices.
    experience: Experience = "core"
    load: float = Field(1.0, gt=0, le=100)  # how much of the work, in relation to the others'

    @model_validator(mode="before")
    @classmethod
    def _owner_owns(cls, data: Any) -> Any:
        if data == OWNER or (isinstance(data, dict) and data.get("id") == OWNER and data.get("role") is None):
            return {**(data if isinstance(data, dict) else {"id": OWNER}), "role": OWNER}
        return data

    @model_validator(mode="after")
    def _owner_stays_owner(self) -> Coder:
        if self.id == OWNER and self.role != OWNER:
            raise ValueError(f"must keep the role `owner`, not `{self.role}`; give the {self.role} another id")
        return self


class Round(Section):
    """One pass of screening or coding; blind unless the team says otherwise, since agreement needs independence."""

    short_form = "id"

    id: Slug
    kind: RoundKind = "coding"
    blind: bool = True
    coders: Annotated[tuple[Slug, ...], Once] | None = Field(None, min_length=1)  # None: everybody whose role allows it
    title: str = ""
    # All of it by default: agreement is measured on what two people coded, and a small study cannot spare a case.
    double: float = Field(1.0, ge=0, le=1)
    seed: int = Field(0, ge=0)  # of the sample that is coded by two; zero as good as any, written down so that it can be repeated


class CodebookRef(Section):
    """A codebook of the study: its id, and its file in codebooks/ when that is not ``<id>.yaml``."""

    short_form = "id"

    id: Slug
    file: Annotated[str, Field(pattern=r"^[^/\\]+\.ya?ml$")] | None = None


class Acceptance(Section):
    """What may be accepted without a look; reports name these rules."""

    join_families: bool = True
    # Four fifths of the words: a reprint with a new lead passes, a report that quotes at length does not.
    join_family_containment: float = Field(0.80, ge=0.1, le=1)
    link_copies_mentions: bool = True
    # Not unless the team says so: many outlets publish under one host, and one that is named there need not be the only one.
    outlets_by_host: bool = False


class Pairs(Section):
    """How pairs of mentions that may be one person are judged: how many by two, and when enough have been."""

    # None unless the team says so: a study that one person carries out has nobody else to ask.
    double: float = Field(0.0, ge=0, le=1)
    seed: int = Field(0, ge=0)  # of the sample that two people judge; zero as good as any, written down so that it can be repeated
    # Two people in a hundred: less than a single code that is not stated moves most findings.
    stop_below: float = Field(0.02, ge=0, le=1)


class Place(Section):
    """A place that texts of the study name, with its country (ISO 3166 alpha-2, or a code that ISO leaves to users), and its people."""

    name: Words
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    also: tuple[Words, ...] = ()
    people: tuple[Words, ...] = ()


class NamedGroup(Section):
    """A group that texts of the study name: its names there, and the places (``at``) to which people went to join it.

    ``of_interest`` is whether joining and leaving it are what the study asks about.
    """

    name: Words
    of_interest: bool = True
    also: tuple[Words, ...] = ()
    at: tuple[Words, ...] = ()


class Gazetteer(Section):
    """Names that the suggesters cannot know by themselves; countries of ISO 3166 need not be listed."""

    places: tuple[Place, ...] = ()
    groups: tuple[NamedGroup, ...] = ()


class Release(Section):
    """What may leave the study."""

    # Below five, a cell and what is known locally can name a person; a team may be stricter, never laxer.
    k: int = Field(5, ge=5)
    profiles: Annotated[tuple[Profile, ...], Once] = Field(("public", "internal"), min_length=1)
