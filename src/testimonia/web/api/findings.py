"""Findings: what the analysis computed last, and what each number rests on. For the team alone: nothing is hidden here."""

from __future__ import annotations

from collections.abc import Container
from math import inf
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from testimonia.domain.results import Finding, Measure
from testimonia.errors import UnknownReference
from testimonia.stages.publish import FindingLook, MeasureLook, look_at_finding, look_at_findings, look_at_measure
from testimonia.stages.publish import findings as findings_of
from testimonia.stages.publish.writers.doubt import ALL
from testimonia.store.codec import to_plain
from testimonia.web.api.answers import answers
from testimonia.web.gathering import measure_of, parts_of

router = Router(tags=["findings"])


class Numbers(Schema):
    """Every number of the run that was made last; ``stale`` where it does not fit any more what people decided: then run ``analyse`` again."""

    stale: bool
    at: str | None
    snapshot: str
    findings: list[dict[str, Any]] = Field(
        description="Shares, with both denominators. `cases` is where the cases of each are listed, `card` how far it holds."
    )
    measures: list[dict[str, Any]] = Field(
        description="Every other estimate: differences, counts, lags, corroboration and so on. With `cases` and `card` too."
    )
    waiting: list[str] = Field(description="Entries of the plan without a finding or measure.")
    hidden: dict[str, int] = Field(description="Rows of rounds that are not open, which no number counts, by kind.")


class Cases(Schema):
    """A page of the cases behind a number; of a measure that is stale only those that it was made of."""

    stale: bool
    counts: dict[str, int]
    part: str
    page: int
    pages: int
    cases: list[dict[str, Any]]
    tellings: list[dict[str, Any]] = Field(
        default_factory=list, description="What accounts of the case say, where a measure lists on what they differ."
    )


class Part(Schema):
    """Which cases of a number are asked for."""

    of: (
        Literal["evidence", "denying", "silent", "unclear", "have", "lack", "other", "other-lack", "first", "second", "neither", "shared"]
        | None
    ) = Field(
        None, description="What the cases say of it; each number has some of these (see `counts`). Without it the first that has a case."
    )
    page: int = Field(1, ge=1, le=1_000_000)


class Holds(Schema):
    """The robustness card of a number."""

    stale: bool
    sentence: str
    axes: list[dict[str, Any]] = Field(description="A row for each way of doubting that applies.")
    absent: dict[str, str] = Field(description="Why each of the others does not.")


Name = Path[Annotated[str, Field(max_length=64)]]


@router.get("", response=answers(Numbers))
def numbers(request: HttpRequest) -> dict[str, Any]:
    """Every finding and every measure."""
    look = look_at_findings(request.study)
    doubted = {row.subject for row in look.robustness}
    findings = [one for table in look.tables for line in table.lines for one in (line.completed, line.stated)]
    return {
        "stale": look.stale,
        "at": look.at,
        "snapshot": look.snapshot,
        "findings": [_listed(one, doubted) for one in findings],
        "measures": [_listed(one, doubted) for one in look.measures],
        "waiting": [plan.id for plan in look.waiting],
        "hidden": dict(look.hidden),
    }


def _listed(one: Finding | Measure, doubted: Container[str]) -> dict[str, Any]:
    where = f"/api/findings/{one.id}"
    plain = {name: None if value in (inf, -inf) else value for name, value in to_plain(one).items()}  # JSON knows no infinity
    return {**plain, "cases": where, "card": f"{where}/card" if one.id in doubted else None}


@router.get("/{finding}", response=answers(Cases))
def cases(request: HttpRequest, finding: Name, wanted: Query[Part]) -> dict[str, Any]:
    """The cases behind one finding or measure, each with the passages that say it."""
    study = request.study
    look = look_at_findings(study)
    measure = measure_of(study, look, finding)
    found: FindingLook | MeasureLook
    if measure is None:
        found = look_at_finding(study, finding, wanted.of or "", wanted.page)
    else:
        plan, row = measure
        found = look_at_measure(study, plan, row, parts_of(study, look, row), wanted.of or "", wanted.page, stale=look.stale)
    listed = [
        {
            "case": one.case,
            "label": one.label,
            "accounts": list(one.accounts),
            "passages": [
                {"account": p.account, "edition": p.edition, "start": p.start, "end": p.end, "quote": p.quote, "codings": [c.id for c in p.codings]}
                for p in one.passages
            ],
        }
        for one in found.witnesses
    ]  # fmt: skip
    told = [{**to_plain(one.telling), "quote": one.quote} for one in found.told] if isinstance(found, MeasureLook) else []
    return {
        "stale": found.stale, "counts": dict(found.counts), "part": found.part, "page": found.page, "pages": found.pages, "cases": listed,
        "tellings": told,
    }  # fmt: skip


@router.get("/{finding}/card", response=answers(Holds))
def card(request: HttpRequest, finding: Name) -> dict[str, Any]:
    """How far a finding or measure holds when something about it is doubted."""
    entry = next((entry for entry in findings_of(request.study) if any(row.subject == finding for row in entry.robustness)), None)
    if entry is None:
        raise UnknownReference("No such number has a card.", "Look at the findings as they are now.")
    listed: list[Finding | Measure] = [*entry.findings, *entry.measures]
    found = entry.card(next(row for row in listed if row.id == finding))
    rows = [to_plain(row) for row in found if row.axis != ALL]
    return {"stale": entry.stale, "sentence": found.sentence, "axes": rows, "absent": dict(found.absent)}
