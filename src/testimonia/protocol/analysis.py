"""The analysis plan: what is to be computed, written down before the coding that it counts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from testimonia.protocol.base import CaseKind, CodeName, Phase, Section, Slug

PlanKind = Literal["prevalence", "period", "crosstab"]
EPISODE_DATES = ("joined", "left")
"""Dates every episode has; a variable may not take these names."""
LAYERS = ("auto", "adjudicated", "consensus")
"""Layers that are no coder's; a coder may not take these names."""


class Subject(Section):
    """What is counted: one code, the codes of a codebook (of one phase, if said), or the answers of one variable."""

    code: CodeName | None = None
    codebook: Slug | None = None
    phase: Phase | None = None
    variable: Slug | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_a_name(cls, data: Any) -> Any:
        """Plain text is a variable, or a code when written ``codebook:code``."""
        return {"code" if ":" in data else "variable": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_thing(self) -> Subject:
        if sum(part is not None for part in (self.code, self.codebook, self.variable)) != 1:
            raise ValueError("must name exactly one of `code`, `codebook` and `variable`")
        if self.phase is not None and self.codebook is None:
            raise ValueError("has `phase`, which goes with `codebook` only")
        return self

    def __str__(self) -> str:
        """As a reader would name it."""
        if self.codebook is not None:
            return f"{self.codebook} ({self.phase})" if self.phase else self.codebook
        return self.code or self.variable or ""


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
    layer: str = "auto"
    # Wilson keeps its coverage at small n and at 0 and n successes (Brown, Cai & DasGupta 2001), where Wald fails.
    interval: Literal["wilson", "jeffreys"] = "wilson"
    level: float = Field(0.95, gt=0.5, lt=1)

    @property
    def subject(self) -> Subject | None:
        """What is counted, or None when a `period` entry counts the cases themselves."""
        if self.code is None and self.codebook is None and self.variable is None:
            return None
        return Subject(code=self.code, codebook=self.codebook, phase=self.phase, variable=self.variable)

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        named = sum(part is not None for part in (self.code, self.codebook, self.variable))
        if named > 1 or (named == 0 and self.kind != "period"):
            raise ValueError(f"must name exactly one of `code`, `codebook` and `variable` (kind `{self.kind}`)")
        if self.phase is not None and self.codebook is None:
            raise ValueError("has `phase`, which goes with `codebook` only")
        if self.kind == "crosstab" and self.by is None:
            raise ValueError("is a crosstab without its second side; add `by`, for example `by: {codebook: icsr-2015, phase: leaving}`")
        if self.kind != "period" and {"date", "period"} & self.model_fields_set:
            raise ValueError(f"has `date` or `period`, which only the kind `period` uses; its kind is `{self.kind}`")
        return self
