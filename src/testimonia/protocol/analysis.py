"""The analysis plan: what is to be computed, written down before the coding that it counts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from testimonia.protocol.base import CaseKind, CodeName, Once, Phase, Section, Slug, Words

PlanKind = Literal["prevalence", "period", "crosstab", "comparison", "timeline", "flow", "cooccurrence", "credibility"]
Property = Literal["movement", "period", "source", "country", "language", "condition"]
"""What a case has without being asked: from its episodes, from the accounts that tell of it, from how far they were believed."""
COUNTED = ("prevalence", "period", "crosstab")
"""Kinds whose findings are shares; the others leave measures."""
SEED = 20150921  # the day on which the founding study was published; any number would do, and it is always the same
FORM = "form"
"""What stands for the case form where codebooks are named."""
PUBLISHED = "published"
"""The date of the first account that tells of a case; a variable may not take this name."""
EPISODE_DATES = ("joined", "left")
"""Dates every episode has; a variable may not take these names."""
LAYERS = ("auto", "adjudicated", "consensus")
"""Layers that are no coder's; a coder may not take these names."""


class Subject(Section):
    """What is counted: one code, the codes of a codebook (of one phase, if said), or the answers of one variable.

    Groups may also be formed by a property that every case has: its movement, the period of a date, or what its accounts have in common.
    """

    code: CodeName | None = None
    codebook: Slug | None = None
    phase: Phase | None = None
    variable: Slug | None = None
    property: Property | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_a_name(cls, data: Any) -> Any:
        """Plain text is a variable, or a code when written ``codebook:code``."""
        return {"code" if ":" in data else "variable": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_thing(self) -> Subject:
        if sum(part is not None for part in (self.code, self.codebook, self.variable, self.property)) != 1:
            raise ValueError("must name exactly one of `code`, `codebook`, `variable` and `property`")
        if self.phase is not None and self.codebook is None:
            raise ValueError("has `phase`, which goes with `codebook` only")
        return self

    def __str__(self) -> str:
        """As a reader would name it."""
        if self.codebook is not None:
            return f"{self.codebook} ({self.phase})" if self.phase else self.codebook
        return self.code or self.variable or self.property or ""


class Plan(Section):
    """One entry of the analysis plan."""

    id: Slug
    kind: PlanKind
    title: str = ""
    code: CodeName | None = None
    codebook: Slug | None = None
    phase: Phase | None = None
    variable: Slug | None = None
    by: Subject | None = None
    about: CaseKind = "person"
    date: Slug = "left"  # the report's first question of time is when people left
    period: Literal["month", "quarter", "year"] = "quarter"  # a month is the finest: a day would identify
    dates: Annotated[tuple[Slug, ...], Once] = ("joined", "left", PUBLISHED)
    lag: tuple[Slug, Slug] = ("left", PUBLISHED)  # how long people wait before they are heard
    change: tuple[Words, Words] | None = None
    # Silence counts as a no only because a denominator must be chosen; the bounds and the card show what it does.
    denominator: Literal["completed", "stated"] = "completed"
    layer: str = "auto"
    # Wilson keeps its coverage at small n and at 0 and n successes (Brown, Cai & DasGupta 2001), where Wald fails.
    interval: Literal["wilson", "jeffreys"] = "wilson"
    level: float = Field(0.95, gt=0.5, lt=1)
    replicates: int = Field(10_000, ge=100, le=100_000)  # the ends of a 95 % interval then move by a hundredth of its width
    seed: int = Field(SEED, ge=0, lt=2**53)

    @property
    def subject(self) -> Subject | None:
        """What is counted, or None when the entry counts the cases themselves."""
        if self.code is None and self.codebook is None and self.variable is None:
            return None
        return Subject(code=self.code, codebook=self.codebook, phase=self.phase, variable=self.variable)

    @property
    def needs(self) -> tuple[str, ...]:
        """The codebooks that have to be completed before the entry can count a case; ``form`` is the case form."""
        parts = [part for part in (self.subject, self.by) if part is not None and part.property is None]
        found = [FORM if part.variable else (part.code or part.codebook or "").partition(":")[0] for part in parts]
        dated = self.by is not None and self.by.property in ("movement", "period")
        return tuple(dict.fromkeys([*found, *([FORM] if dated or self.kind in ("period", "timeline") else [])]))

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        named = sum(part is not None for part in (self.code, self.codebook, self.variable))
        if named > 1 or (named == 0 and self.kind not in ("period", "timeline")):
            raise ValueError(f"must name exactly one of `code`, `codebook` and `variable` (kind `{self.kind}`)")
        if self.phase is not None and self.codebook is None:
            raise ValueError("has `phase`, which goes with `codebook` only")
        if self.by is None and self.kind in _SECOND_SIDE:
            raise ValueError(f"is a {self.kind} without its second side; add `by`, for example {_SECOND_SIDE[self.kind]}")
        for keys, kinds in _ONLY_WITH:
            given = [key for key in keys if key in self.model_fields_set]
            if given and self.kind not in kinds and not (self.by and self.by.property == "period" and given[0] in ("date", "period")):
                raise ValueError(f"has `{given[0]}`, which only {_listed(kinds)} uses; its kind is `{self.kind}`")
        if self.kind == "timeline" and named:
            raise ValueError("is a timeline, which counts people and exits themselves; leave out `code`, `codebook` and `variable`")
        return self


_SECOND_SIDE = {
    "crosstab": "`by: {codebook: icsr-2015, phase: leaving}`",
    "flow": "`by: {codebook: icsr-2015, phase: leaving}`",
    "comparison": "`by: origin-region` or `by: {property: movement}`",
}
_ONLY_WITH: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("date",), ("period",)),
    (("period",), ("period", "timeline")),
    (("dates", "lag", "change"), ("timeline",)),
    (("denominator",), ("comparison", "flow", "cooccurrence")),
    (("replicates", "seed"), ("comparison", "timeline", "flow", "cooccurrence")),
)


def _listed(kinds: tuple[str, ...]) -> str:
    return "the kind " + " or ".join(f"`{kind}`" for kind in kinds)
