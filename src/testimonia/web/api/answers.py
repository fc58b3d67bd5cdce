"""What every handler of the interface may answer."""

from __future__ import annotations

from typing import Any

from ninja import Field, Schema


class Fault(Schema):
    """What is wrong, for a program and for a researcher, and what to do."""

    error: str
    message: str
    remedy: str = ""
    problems: list[str] = Field(default_factory=list)


class Done(Schema):
    """What was decided: ids of the new rows of the log, null where it was in force already."""

    rows: list[str | None] = Field(default_factory=list)


FAULTS = frozenset({400, 401, 403, 404, 409, 410, 413, 422, 500, 503, 507})


def answers(good: Any) -> dict[Any, Any]:
    """What a handler may answer: ``good`` with status 200, or a fault."""
    return {200: good, FAULTS: Fault}
