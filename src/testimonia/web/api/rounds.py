"""Rounds: opened, dealt out, compared and settled."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Router, Schema

from testimonia.domain.vocabulary import Layer, Missing
from testimonia.stages.code import (
    Ruling,
    assign,
    audit,
    differences,
    look_at_round,
    open_round,
    release,
    settle,
)
from testimonia.web.api.answers import answers
from testimonia.web.api.work import Standing, standing
from testimonia.web.guard import Asked
from testimonia.web.measuring import measure

router = Router(tags=["rounds"])

WORDS_MOST = 10_000
"""Characters of a reason or a message: pages of it, and no book."""
ID_MOST = 200


class Person(Schema):
    """How far one coder is."""

    coder: str = Field(description="Id of the coder in study.yaml.")
    finished: int = Field(description="Units that they finished in this round.")


class RoundStanding(Schema):
    """Where a round stands; of one that is blind no more than who has finished how much."""

    round: str
    kind: Literal["screening", "coding"]
    open: bool = Field(description="Whether everybody sees everybody's rows of it.")
    opened: bool = Field(description="Whether this very call opened it.")
    due: int = Field(description="Units that somebody of the round has finished.")
    finished: list[Person]
    unfinished: int = Field(description="Units that somebody has finished and somebody else of the round has not, counted for each coder.")


class Load(Schema):
    """One coder's work in a round."""

    coder: str
    units: int = Field(description="Cases dealt to them.")
    double: int = Field(description="Of these, cases that two people code.")
    words: int = Field(description="Words to read.")
    finished: int = Field(description="Cases of which they have finished a codebook or the form.")


class Dealt(Schema):
    """How the work of a round is dealt."""

    round: str
    units: int = Field(description="Cases to be coded.")
    dealt: int = Field(description="Of these, cases dealt to anybody.")
    double: int
    new: int = Field(description="Assignments made by this call.")
    released: int = Field(description="Assignments taken back by this call.")
    loads: list[Load]
    left: dict[str, str] = Field(description="Cases, by id, that could not be dealt in full, and why.")


class Leaving(Schema):
    """Whose work is taken back."""

    coder: str = Field(min_length=1, max_length=ID_MOST, description="Id of the coder, who may be gone from study.yaml.")


class RulingIn(Schema):
    """What holds on a difference."""

    place: str = Field(min_length=1, max_length=ID_MOST, description="Id of the difference, as the list of differences gives it.")
    take: str = Field(
        min_length=1, max_length=ID_MOST, description="A coder's id, `none`, `both`, `union`, `overlap` or `answer`; `may_take` lists them."
    )
    value: str | None = Field(None, max_length=WORDS_MOST, description="With `answer`: the answer.")
    missing: Literal["not_stated", "not_applicable", "unclear", "withheld"] | None = Field(
        None, description="With `answer`: why there is none."
    )
    reason: str | None = Field(None, max_length=WORDS_MOST, description="Why, for whoever asks later.")
    layer: Literal["consensus", "adjudicated"] | None = Field(
        None, description="For the pair or for the lead; only somebody who is both needs to say it."
    )


class Settled(Schema):
    """What a ruling did."""

    round: str
    rulings: int
    rows: int = Field(description="Rows written.")
    closed: int = Field(description="Cases, times codebooks, on which nothing was left to settle.")
    cases: int
    open: int = Field(description="Differences still open.")


class Side(Schema):
    """What one coder said."""

    coder: str
    words: str = Field(description="In short; empty where they said nothing.")


class DifferenceOut(Schema):
    """One difference."""

    place: str
    kind: Literal["span", "code", "value", "missed"]
    case: str
    person: str = Field(description="The case's label.")
    book: str = Field(description="A codebook, or `form`.")
    subject: list[str]
    episode: int | None
    account: str
    effect: float = Field(description="How far settling it can move the planned findings.")
    sides: list[Side]
    may_take: list[str]
    ruling: str | None = Field(description="What was ruled.")


class Queue(Schema):
    """Differences of an open round, first what moves findings; those already ruled on only where asked for."""

    round: str
    units: int
    agreed: int
    settled: int
    open: int
    items: list[DifferenceOut]


class Sample(Schema):
    """The lead's sample of what pairs settled."""

    round: str
    settled: int
    sampled: int
    looked: int
    changed: int
    seed: int
    items: list[DifferenceOut] = Field(description="Those not looked at yet.")


@router.get("/{round_id}", response=answers(RoundStanding), summary="Where a round stands")
def look(request: Asked, round_id: str) -> dict[str, Any]:
    """For the owner and leads, who look at it before they open it."""
    return _standing(look_at_round(request.study, round_id).as_json())


@router.post("/{round_id}/opening", response=answers(RoundStanding), summary="Open a blind round")
def opening(request: Asked, round_id: str) -> dict[str, Any]:
    """From then on everybody sees everybody's rows of it. It cannot be closed again."""
    return _standing(open_round(request.study, round_id).as_json())


def _standing(said: dict[str, Any]) -> dict[str, Any]:
    people = [{"coder": coder, "finished": count} for coder, count in said["finished"].items()]
    return {**said, "finished": people, "unfinished": len(said["unfinished"])}


@router.post("/{round_id}/assignments", response=answers(Dealt), summary="Deal out the work of a round")
def assignments(request: Asked, round_id: str) -> dict[str, Any]:
    """As study.yaml says. What was dealt before stays."""
    return assign(request.study, round_id).as_json()


@router.post("/{round_id}/releases", response=answers(Dealt), summary="Take back what somebody has not finished")
def releases(request: Asked, round_id: str, leaving: Leaving) -> dict[str, Any]:
    """What they finished stays theirs; dealing again gives the rest to others."""
    return release(request.study, leaving.coder, round_id).as_json()


@router.get("/{round_id}/differences", response=answers(Queue), summary="On what the coders of an open round differ")
def queue(request: Asked, round_id: str, settled: bool = False, mine: bool = False) -> dict[str, Any]:
    """``mine`` keeps what the asker coded."""
    study = request.study
    report = differences(study, round_id, settled=settled, coder=study.coder if mine else None)
    return {**report.as_json(), "items": _listed(report.as_json()["items"])}


def _listed(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **item,
            "sides": [{"coder": side["coder"], "words": side["words"]} for side in item["sides"]],
            "ruling": item["ruling"]["decision"] if item["ruling"] else None,
        }
        for item in items
    ]


@router.post("/{round_id}/rulings", response=answers(Settled), summary="Rule on a difference")
def rulings(request: Asked, round_id: str, ruling: RulingIn) -> dict[str, Any]:
    """The pair that coded the case settles it among itself (consensus); the owner or a lead rules above them (adjudication)."""
    said = Ruling(
        place=ruling.place,
        take=ruling.take,
        value=ruling.value,
        missing=Missing(ruling.missing) if ruling.missing else None,
        reason=(ruling.reason or "").strip(),
    )
    return settle(request.study, round_id, [said], Layer(ruling.layer) if ruling.layer else None).as_json()


@router.get("/{round_id}/audit", response=answers(Sample), summary="A sample of what pairs settled, for the lead")
def sample(request: Asked, round_id: str, share: float = 0.1, seed: int = 0) -> dict[str, Any]:
    """A tenth by default, the same for the same seed."""
    report = audit(request.study, round_id, share, seed).as_json()
    return {**report, "items": _listed(report["items"])}


@router.post("/{round_id}/measurement", response=answers(Standing), summary="Measure agreement")
def measurement(request: Asked, round_id: str) -> dict[str, Any]:
    """How far coders agree on completed units of an open round; `GET /api/run` says how far it is."""
    return standing(measure(request.study, round_id))
