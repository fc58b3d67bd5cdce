"""When an account gets a new text: whatever points into the old one moves with the words it points at, or stays behind and is told.

A passage moves only where its words stand unchanged and in order in the new text (:mod:`testimonia.text.shift`). One that does not is an *orphan*: it
keeps pointing into the old edition, which is never deleted, and its quotation is still what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from testimonia.domain.decisions import Claim, Coding, Mention, Value
from testimonia.domain.evidence import Edition
from testimonia.domain.passage import Passage
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.kinds import KIND_OF
from testimonia.text.shift import Shift

POINTING: tuple[type, ...] = (Mention, Claim, Coding)
"""The records that point into a text by one span of their own; a value has a list of passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An edition and the one that takes its place."""

    old: Edition
    new: Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a new text did to what pointed into the old one: how many moved, and (kind, id) of those that stayed behind."""

    moved: int = 0
    orphans: tuple[tuple[str, str], ...] = ()


def decisions(connection: Connection, account: str, moves: list[Move]) -> tuple[list[Any], Moved]:
    """The records that take the place of those that point into the old texts of an account, and what became of them.

    Rounds that are still blind are no hindrance: nothing is shown, and a record stays its coder's own.
    """
    shifts = {move.old.id: (Shift(move.old.text, move.new.text), move.new) for move in moves}
    fresh: list[Any] = []
    orphans: list[tuple[str, str]] = []
    for record in POINTING:
        kind = KIND_OF[record]
        table = schema.projections[kind.name]
        query = select(table).where(table.c.account == account).order_by(table.c.subject)
        for row in connection.execute(query).mappings().all():
            before: Any = from_columns(record, row)
            if before.edition not in shifts or before.start is None or before.end is None:
                continue
            shift, new = shifts[before.edition]
            span = shift.span(before.start, before.end)
            if span is None:
                orphans.append((kind.name, before.id))
            else:
                fresh.append(replace(before, edition=new.id, start=span[0], end=span[1]))
    values = schema.projections["value"]
    holding = values.c.passages.contains(account, autoescape=True)
    for row in connection.execute(select(values).where(holding).order_by(values.c.subject)).mappings().all():
        value = from_columns(Value, row)
        passages = tuple(_moved(passage, shifts) for passage in value.passages)
        if any(passage is None for passage in passages):
            orphans.append(("value", value.id))
        kept = tuple(new or old for new, old in zip(passages, value.passages, strict=True))
        if kept != value.passages:
            fresh.append(replace(value, passages=kept))
    return fresh, Moved(moved=len(fresh), orphans=tuple(orphans))


def _moved(passage: Passage, shifts: Mapping[str, tuple[Shift, Edition]]) -> Passage | None:
    """A passage in the new text, as it is where it points elsewhere, None where it has no place there."""
    if passage.edition not in shifts:
        return passage
    shift, new = shifts[passage.edition]
    span = shift.span(passage.start, passage.end)
    return replace(passage, edition=new.id, start=span[0], end=span[1]) if span else None
