"""Findings: what the analysis computed last, and what each number rests on. For the team alone: nothing is hidden here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from testimonia.stages.publish import look_at_finding, look_at_findings
from testimonia.store.codec import to_plain
from testimonia.web.api.answers import answers

router = Router(tags=["findings"])


class Numbers(Schema):
    """Every finding of the run that was made last; ``stale`` where it does not fit any more what people decided."""

    stale: bool
    at: str | None
    snapshot: str
    findings: list[dict[str, Any]]
    waiting: list[str] = Field(description="Entries of the plan without a finding.")
    hidden: dict[str, int] = Field(description="Rows of rounds that are not open, which no number counts, by kind.")


class Cases(Schema):
    """A page of the cases behind a number."""

    stale: bool
    counts: dict[str, int]
    page: int
    pages: int
    cases: list[dict[str, Any]]


class Part(Schema):
    """Which cases of a number are asked for."""

    of: Literal["evidence", "denying", "silent", "unclear"] = Field("evidence", description="What the cases say of it.")
    page: int = Field(1, ge=1, le=1_000_000)


@router.get("", response=answers(Numbers))
def numbers(request: HttpRequest) -> dict[str, Any]:
    """Every finding, with both denominators."""
    look = look_at_findings(request.study)
    return {
        "stale": look.stale,
        "at": look.at,
        "snapshot": look.snapshot,
        "findings": [to_plain(one) for table in look.tables for line in table.lines for one in (line.completed, line.stated)],
        "waiting": [plan.id for plan in look.waiting],
        "hidden": dict(look.hidden),
    }


@router.get("/{finding}", response=answers(Cases))
def cases(request: HttpRequest, finding: Path[Annotated[str, Field(max_length=64)]], wanted: Query[Part]) -> dict[str, Any]:
    """The cases behind one number, each with the passages that say it."""
    look = look_at_finding(request.study, finding, wanted.of, wanted.page)
    found = [
        {
            "case": one.case,
            "label": one.label,
            "accounts": list(one.accounts),
            "passages": [
                {"account": p.account, "edition": p.edition, "start": p.start, "end": p.end, "quote": p.quote, "codings": [c.id for c in p.codings]}
                for p in one.passages
            ],
        }
        for one in look.witnesses
    ]  # fmt: skip
    return {"stale": look.stale, "counts": dict(look.counts), "page": look.page, "pages": look.pages, "cases": found}
