"""Conflicts: objects on which two copies of the study decided differently, waiting for somebody to decide."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from testimonia.domain.identity import canonical_json
from testimonia.store import schema
from testimonia.store.codec import to_plain
from testimonia.store.kinds import KIND_OF, KINDS
from testimonia.store.log import record_of, rows_by_id
from testimonia.store.sight import Sight, log_condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One undecided object: its kind, its name, and what each side says (who, when, in short)."""

    kind: str
    subject: str
    sides: tuple[str, ...]
    rows: tuple[str, ...]

    def line(self) -> str:
        """The conflict in words."""
        return f"{self.kind} {self.subject}: " + " / ".join(self.sides)


def undecided(connection: Connection, record: type, sight: Sight) -> frozenset[str]:
    """The subjects of one class that two copies decided differently about, as far as a reader may see one of the sides.

    :func:`parts` takes a subject apart.
    """
    return frozenset(subject for subject, _ in connection.execute(_sides(KIND_OF[record].name, sight)))


def undecided_rows(connection: Connection, kind: str, sight: Sight) -> list[str]:
    """The ids of the rows that stand against one another in objects of one kind, in order, as far as a reader may see them."""
    return sorted(row for _, row in connection.execute(_sides(kind, sight)))


def _sides(kind: str, sight: Sight) -> Select[tuple[str, str]]:
    table, leaves, log = schema.conflicts, schema.leaves, schema.log
    return (
        select(leaves.c.subject, leaves.c.row)
        .join(table, (table.c.kind == leaves.c.kind) & (table.c.subject == leaves.c.subject))
        .join(log, log.c.id == leaves.c.row)
        .where(table.c.kind == kind, log_condition(sight))
    )


def parts(record: type, subject: str) -> dict[str, str]:
    """What names an object, by field of its record; an empty text stands for null."""
    return dict(zip(KIND_OF[record].key, subject.split("|"), strict=True))


def conflicts(connection: Connection, sight: Sight) -> tuple[list[Conflict], int]:
    """Conflicts that a reader may see, and how many more stand in rounds not yet open to them."""
    found: list[Conflict] = []
    hidden = 0
    table = schema.conflicts
    for row in connection.execute(select(table).order_by(table.c.kind, table.c.subject)).mappings():
        leaves = rows_by_id(connection, json.loads(row["rows"]))
        blind = KINDS[row["kind"]].has_round and not sight.everything
        if blind and any(leaf.round is not None and leaf.round not in sight.rounds and leaf.author != sight.viewer for leaf, _ in leaves):
            hidden += 1
            continue
        sides = []
        for leaf, content in leaves:
            record = record_of(leaf, content)
            said = (
                "taken back" if record is None else canonical_json({k: v for k, v in to_plain(record).items() if v not in (None, "", [])})
            )
            sides.append(f"{leaf.by} at {leaf.at}: {said}")
        found.append(Conflict(kind=row["kind"], subject=row["subject"], sides=tuple(sides), rows=tuple(leaf.id for leaf, _ in leaves)))
    return found, hidden
