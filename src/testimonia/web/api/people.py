"""Pairs of mentions that may be one person: which wait, what a reviewer says, how the program weighed them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from testimonia.domain.vocabulary import LinkDecision
from testimonia.stages.resolve import reviewing, waterfall
from testimonia.stages.resolve.reviewing_report import waterfall_json
from testimonia.web.api.answers import Done, answers
from testimonia.web.desk import current

router = Router(tags=["people"])
Row = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, Field(min_length=1, max_length=200, description="Id of a mention.")]


class Verdict(Schema):
    """Whether two mentions are one person."""

    a: Name
    b: Name
    decision: Literal["same", "different", "unclear"] = Field(description="unclear: nobody can tell from these texts.")
    reason: Annotated[str | None, Field(max_length=2000, description="Why.")] = None
    replaces: list[Row] = Field(
        [],
        max_length=20,
        description="The row by which one's own verdict stands, as it was seen; left out, none was seen, and none may stand.",
    )
    settle: bool = Field(default=False, description="As the owner or a lead, settle a pair on which reviewers differ.")


class Pair(Schema):
    """Two mentions that may be one person."""

    a: str
    b: str


class Waiting(Schema):
    """Pairs that wait for the asking reviewer, the least foreseeable first; without how they were weighed."""

    pairs: list[Pair]


class Step(Schema):
    """What one field says of a pair (log2; above 0 for one person)."""

    field: str
    level: str
    weight: float


class Sum(Schema):
    """The odds (log2) of a pair as a sum, and what they come to."""

    start: float = Field(description="Of two mentions drawn at random.")
    weights: list[Step]
    repeats: float = Field(description="What is taken off for fields that repeat one another.")
    untied: float = Field(description="What is taken off where nothing particular ties the two.")
    end: float
    chance: float = Field(description="The same as a probability, of these two by themselves.")
    proposed: float | None = Field(description="The probability with which the pair was put to reviewers.")


class Weighed(Schema):
    """How the program weighed a pair, shown to a reviewer who has given a verdict; null before, and where there was nothing to weigh."""

    weighed: Sum | None


@router.get("/waiting", response=answers(Waiting))
def waiting(request: HttpRequest) -> dict[str, Any]:
    """Pairs that wait for a reviewer."""
    with request.study.read() as view:
        return {"pairs": [{"a": link.a, "b": link.b} for link in reviewing.waiting(view)]}


@router.post("", response=answers(Done))
def decide(request: HttpRequest, verdict: Verdict) -> dict[str, Any]:
    """Say whether two mentions are one person; the verdict is the asking reviewer's own."""
    said = LinkDecision(verdict.decision), verdict.reason
    row = reviewing.review_pair(request.study, verdict.a, verdict.b, *said, settle=verdict.settle, replaces=verdict.replaces)
    return {"rows": [row]}


@router.get("/{a}/{b}/weights", response=answers(Weighed))
def weights(request: HttpRequest, a: Path[Name], b: Path[Name]) -> dict[str, Any]:
    """What each field says about a pair; nothing before the asking reviewer has given a verdict."""
    with request.study.read() as view:
        look = reviewing.pair(view, a, b)
        if not look.revealed:
            return {"weighed": None}
        scales = current().recall_run(view, "trace", waterfall.basis(view), lambda: waterfall.scales(view))
    return {"weighed": waterfall_json(waterfall.waterfall(scales, look.one.mention.id, look.other.mention.id))}
