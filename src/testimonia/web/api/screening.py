"""Screening: decide on accounts and on the people in them, enter people, warn readers, settle what screeners see differently."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from testimonia.domain.vocabulary import CaseKind, ContentFlag, Identity, Shelf
from testimonia.stages.resolve import enter
from testimonia.stages.screen import account_of, decide_on, may_screen, people_waiting, queue, unwarn
from testimonia.web.api.answers import Done, answers

router = Router(tags=["screening"])
Id = Annotated[str, Field(min_length=1, max_length=64)]
Word = Annotated[str, Field(max_length=2000)]
Row = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class DecisionIn(Schema):
    """What a screener decides."""

    account: Id = Field(description="Id of the account.")
    mention: Id | None = Field(None, description="Id of a person or response in it; without one the account itself is meant.")
    round: Id | None = Field(None, description="Round of screening; without one the decision holds at once.")
    layer: Literal["coder", "consensus", "adjudicated"] = Field("coder", description="Owner and leads settle as consensus or adjudicated.")
    decision: Literal["include", "exclude", "unsure"]
    shelf: Shelf | None = Field(None, description="Where the account stands; without one where it was declared for.")
    criterion: Id | None = Field(None, description="Id of a criterion of that shelf.")
    reason: Word | None = None
    replaces: list[Row] = Field(
        [],
        max_length=20,
        description="The row by which one's own decision stands, as it was seen; left out, none was seen, and none may stand.",
    )


class Next(Schema):
    """What was decided, what comes next, and how far the screener is."""

    rows: list[str | None]
    next: str | None = Field(description="Id of the next account.")
    done: int
    total: int


class PersonIn(Schema):
    """A person or response as one account presents it."""

    account: Id
    label: str = Field(min_length=1, max_length=300, description="How the account names them.")
    identity: Identity = Field(Identity.UNKNOWN, description="How far the account names them.")
    kind: CaseKind = CaseKind.PERSON
    edition: Id | None = Field(None, description="The text the passage lies in; without one the main text.")
    start: int | None = Field(None, ge=0, lt=2**31, description="First character of the passage (code points).")
    end: int | None = Field(None, ge=0, lt=2**31, description="First character after it.")
    quote: Annotated[str, Field(max_length=20_000)] | None = Field(None, description="The words of the passage.")


class Entered(Schema):
    """The ids of the people entered."""

    mentions: list[str]


class Warning_(Schema):  # noqa: N801 - Warning is Python's own
    """A warning to readers; each person's stands for itself."""

    account: Id
    flag: ContentFlag
    note: Word | None = None
    on: bool = Field(True, description="False takes one's own warning back.")


@router.post("/decisions", response=answers(Next))
def decide(request: HttpRequest, decision: DecisionIn) -> dict[str, Any]:
    """Decide on an account or a person in it."""
    study = request.study
    row = {name: value for name, value in decision.dict(exclude={"replaces"}).items() if value is not None}
    if decision.layer == "coder":
        may_screen(study, decision.round)
    rows = decide_on(study, row, decision.replaces)
    return {"rows": rows, **_next(study, decision.round, decision.account)}


@router.get("/next", response=answers(Next))
def following(request: HttpRequest, round: Query[Id | None] = None, after: Query[Id | None] = None) -> dict[str, Any]:  # noqa: A002 - as the page's address says it
    """What waits next for the coder of the session."""
    may_screen(request.study, round)
    return {"rows": [], **_next(request.study, round, after)}


def _next(study: Any, round_id: str | None, account: str | None) -> dict[str, Any]:
    with study.read() as view:
        waiting = queue(view, round_id)
    return {"next": waiting.after(account), "done": len(waiting.done), "total": waiting.total}


@router.get("/people", response=answers(list[str]))
def people(request: HttpRequest, round: Query[Id | None] = None) -> list[str]:  # noqa: A002 - as above
    """Included accounts in which the coder of the session has people to enter or to decide on."""
    may_screen(request.study, round)
    with request.study.read() as view:
        return list(people_waiting(view, round))


@router.post("/people", response=answers(Entered))
def enter_person(request: HttpRequest, person: PersonIn) -> dict[str, Any]:
    """Enter a person or a response; whether they count is decided apart."""
    study = request.study
    with study.read() as view:
        account_of(view, person.account)
    row = {name: value for name, value in person.dict().items() if value is not None}
    return {"mentions": list(enter(study, [{**row, "status": "proposed"}]))}


@router.post("/warnings", response=answers(Done))
def warn(request: HttpRequest, warning: Warning_) -> dict[str, Any]:
    """Warn readers of what an account shows, or take one's own warning back."""
    if not warning.on:
        return {"rows": unwarn(request.study, warning.account, warning.flag)}
    row = {"account": warning.account, "flag": warning.flag.value} | ({"note": warning.note} if warning.note else {})
    return {"rows": decide_on(request.study, row)}
