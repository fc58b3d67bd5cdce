"""Lineage: the stories, what waits for a reviewer, and a reviewer's decisions on relations and boilerplate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from testimonia.domain.decisions import BoilerplateReview
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.stages.trace import comparing, looking
from testimonia.stages.trace.reviewing import PairReview, review_boilerplate, review_relation, turn_relation
from testimonia.store.codec import to_plain
from testimonia.web.api.answers import Done, answers

router = Router(tags=["lineage"])
Name = Annotated[str, Field(min_length=1, max_length=64, description="Id of an account.")]
Rows = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(default_factory=list, description="Rows of the log that the reviewer saw; left out, none was seen, and nobody may have decided."),
]
Words = Annotated[str | None, Field(max_length=2000, description="Why.")]
MOST = 10_000_000  # code points of a text: ten times the longest book


class Review(Schema):
    """What is said about two accounts."""

    a: Name
    b: Name
    act: Literal["confirm", "reject", "turn"] = Field(
        description="turn: confirm it the other way round than `direction` says; needs a reason."
    )
    kind: RelationKind
    direction: Direction = Field(Direction.UNDECIDED, description="Who took it from whom, with a and b as given here.")
    reason: Words = None
    replaces: Rows


class Spared(Schema):
    """What is said about a passage that may be boilerplate."""

    account: Name
    edition: str = Field(max_length=64, description="Id of the text.")
    start: int = Field(ge=0, le=MOST, description="First code point.")
    end: int = Field(ge=1, le=MOST, description="Code point after the last.")
    status: Literal["accepted", "rejected"] = Field(description="accepted: it is boilerplate; rejected: its words count.")
    reason: Words = None
    replaces: Rows


class Asked(Schema):
    """Which stories are asked for."""

    words: str = Field("", max_length=200, description="Words of a title, outlet, author or origin.")
    show: Literal["", "waiting", "undecided"] = ""
    page: int = Field(1, ge=1, le=1_000_000)


class Placed(Schema):
    """Which page is asked for."""

    page: int = Field(1, ge=1, le=1_000_000)


class Page(Schema):
    """A page of a list."""

    rows: list[dict[str, Any]]
    count: int
    page: int
    pages: int
    stale: bool = Field(description="Whether something was decided or collected since this was worked out.")


class Story(Schema):
    """One story."""

    family: dict[str, Any]
    nodes: list[dict[str, Any]]
    outside: list[dict[str, Any]]
    variants: list[dict[str, Any]]
    stale: bool


class Texts(Schema):
    """Two accounts and what they share, read with ``left`` as a."""

    left: str
    right: str
    direction: Direction
    passages: list[dict[str, Any]]
    decided: dict[str, Any] | None
    rows: list[str]
    divided: bool
    waits: bool


@router.get("/families", response=answers(Page))
def families(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """The stories told more than once, the largest first."""
    with request.study.read() as view:
        runs = looking.traced(view)
        found = looking.stories(view, runs, looking.waiting(view, runs), words=asked.words, show=asked.show, page=asked.page)
    rows = [
        {"family": one.family, "root": one.root, "accounts": [told.account for told in one.tellings], "first": one.dated[0].on if one.dated else None,
         "days": one.days, "outlets": dict(one.outlets), "waiting": found.waiting.get(one.family, 0)}
        for one in found.spreads
    ]  # fmt: skip
    return {"rows": rows, "count": found.count, "page": found.page, "pages": found.pages, "stale": runs.stale}


@router.get("/families/{account}", response=answers(Story))
def family(request: HttpRequest, account: Path[Name]) -> dict[str, Any]:
    """The story that an account belongs to."""
    with request.study.read() as view:
        runs = looking.traced(view)
        found = looking.family(view, runs, account)
    return {
        "family": to_plain(found.family),
        "nodes": [{"account": node.account.id, "parent": node.parent, "edge": to_plain(node.edge) if node.edge else None} for node in found.nodes],
        "outside": [to_plain(edge) for edge in found.outside],
        "variants": [to_plain(one) for one in found.variants],
        "stale": runs.stale,
    }  # fmt: skip


@router.get("/waiting", response=answers(Page))
def waiting(request: HttpRequest, asked: Query[Placed]) -> dict[str, Any]:
    """What waits for a reviewer, the most consequential first."""
    with request.study.read() as view:
        runs = looking.traced(view)
        queue = looking.waiting(view, runs)
    pages = max(1, -(-len(queue) // looking.PAGE))
    page = min(asked.page, pages)
    shown = queue[(page - 1) * looking.PAGE : page * looking.PAGE]
    return {"rows": [looking.plain(one) for one in shown], "count": len(queue), "page": page, "pages": pages, "stale": runs.stale}


@router.get("/pairs/{one}/{other}", response=answers(Texts))
def pair(request: HttpRequest, one: Path[Name], other: Path[Name]) -> dict[str, Any]:
    """What two accounts share, and what was decided about them."""
    with request.study.read() as view:
        runs = looking.traced(view)
        look = comparing.pair(view, runs, {found.pair for found in looking.waiting(view, runs)}, one, other)
    review = look.standing.review
    return {
        "left": look.left.account.id, "right": look.right.account.id, "direction": look.direction,
        "passages": [to_plain(passage) for passage in look.passages], "decided": to_plain(review) if review else None,
        "rows": list(look.standing.rows), "divided": look.divided, "waits": look.waits,
    }  # fmt: skip


@router.post("/relations", response=answers(Done))
def review(request: HttpRequest, said: Review) -> dict[str, Any]:
    """Confirm, reject or turn a relation, or enter one that no machine found."""
    status = ProposalStatus.REJECTED if said.act == "reject" else ProposalStatus.ACCEPTED
    decided = PairReview(a=said.a, b=said.b, kind=said.kind, status=status, direction=said.direction, reason=said.reason)
    act = turn_relation if said.act == "turn" else review_relation
    return {"rows": [act(request.study, decided, replaces=said.replaces)]}


@router.post("/boilerplate", response=answers(Done))
def spare(request: HttpRequest, said: Spared) -> dict[str, Any]:
    """Say that a passage is boilerplate wherever it stands, or that its words count."""
    decided = BoilerplateReview(
        account=said.account, edition=said.edition, start=said.start, end=said.end, status=ProposalStatus(said.status), reason=said.reason
    )
    return {"rows": [review_boilerplate(request.study, decided, replaces=said.replaces)]}
