"""The log: read it, take back one's own latest decision, settle what two copies of the study decided differently."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from testimonia.store.codec import to_plain
from testimonia.store.history import Deed, Filter, log_page
from testimonia.study import settle_conflict, undo
from testimonia.web.api.answers import Done, answers

router = Router(tags=["log"])
Row = Annotated[str, Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$", description="Id of a row of the log.")]
MOST = 200


class Wanted(Schema):
    """Which rows are asked for."""

    by: str | None = Field(None, max_length=200, description="Whoever decided.")
    kind: str | None = Field(None, max_length=40, description="Kind of row, as in the log.")
    account: str | None = Field(None, max_length=64, description="Id of an account that the rows are about.")
    since: date | None = Field(None, description="First day (UTC).")
    until: date | None = Field(None, description="Last day (UTC).")
    words: str = Field("", max_length=200, description="Words that were said, or that the title or origin of the account holds.")
    before: Row | None = Field(None, description="Only rows older than this one.")
    size: int = Field(50, ge=1, le=MOST, description="How many rows.")


class Deeds(Schema):
    """Rows of the log, newest first; ``older`` says whether there are more."""

    rows: list[dict[str, Any]]
    older: bool


class Side(Schema):
    """Which side of a conflict is to hold."""

    kind: str = Field(max_length=40, description="Kind of the row, as in the log.")
    subject: str = Field(max_length=2000, description="What was decided about.")
    keep: Row = Field(description="Id of the row whose word is to hold.")


@router.get("", response=answers(Deeds))
def read(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """Who did what, newest first, as the coder of the session may see it."""
    asked = Filter(
        by=wanted.by, kind=wanted.kind, account=wanted.account, since=wanted.since, until=wanted.until, words=wanted.words,
    )  # fmt: skip
    with request.study.read() as view:
        found = log_page(view.connection, view.sight, asked, size=wanted.size, before=wanted.before)
    return {"rows": [_plain(deed) for deed in found.deeds], "older": found.older}


def _plain(deed: Deed) -> dict[str, Any]:
    row = deed.row
    return {
        "id": row.id, "at": row.at, "stated": row.stated, "by": row.by, "kind": row.kind, "subject": row.subject, "round": row.round,
        "accounts": list(deed.accounts), "takes_back": bool(row.retract), "standing": deed.standing, "contested": deed.contested,
        "record": to_plain(deed.record) if deed.record is not None else None,
    }  # fmt: skip


@router.post("/{row}/undo", response=answers(Done))
def take_back(request: HttpRequest, row: Path[Row]) -> dict[str, Any]:
    """Take back one's own decision, if nothing replaced it: what it replaced is in force again, by a new row."""
    return {"rows": [undo(request.study, row)]}


@router.post("/conflicts", response=answers(Done))
def settle(request: HttpRequest, side: Side) -> dict[str, Any]:
    """Let one side of what two copies of the study decided differently hold."""
    return {"rows": [settle_conflict(request.study, side.kind, side.subject, side.keep)]}
