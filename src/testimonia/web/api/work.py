"""Long work: bringing machine results up to date; how far the present piece of work is."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from testimonia.web.api.answers import Fault, answers
from testimonia.web.desk import current
from testimonia.web.works import Work
from testimonia.workflow import run

router = Router(tags=["work"])


class Standing(Schema):
    """The present piece of work, or the last one; ``number`` is 0 where there was none since the server started."""

    number: int
    what: Literal["", "run", "collect", "retry", "agreement"] = ""
    by: str = Field("", description="For whom it is done.")
    running: bool = False
    done: int = 0
    total: int = Field(0, description="0 while it is not known how much there is.")
    fault: Fault | None = None


def standing(work: Work | None) -> dict[str, Any]:
    """A piece of work as the interface tells it."""
    if work is None:
        return {"number": 0}
    return {
        "number": work.number, "what": work.what, "by": work.by, "running": work.running, "done": work.done, "total": work.total,
        "fault": work.fault,
    }  # fmt: skip


@router.get("", response=answers(Standing))
def look(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - the signature is ninja's
    """How far the present piece of work is, whoever began it."""
    return standing(current().works.last)


@router.post("", response=answers(Standing))
def start(request: HttpRequest) -> dict[str, Any]:
    """Bring up to date what machines work out: stories, people, findings, agreement. What holds is not done again."""
    study = request.study
    study.require()
    return standing(current().works.start("run", study.coder, lambda progress: run(study, progress)))
