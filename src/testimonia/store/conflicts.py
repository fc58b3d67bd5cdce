"""Conflicts: objects on which two copies of the study decided differently, waiting for somebody to decide."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, select

from testimonia.domain.identity import canonical_json
from testimonia.store import schema
from testimonia.store.codec import to_plain
from testimonia.store.kinds import KINDS
from testimonia.store.log import record_of, rows_by_id
from testimonia.store.sight import Sight


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
