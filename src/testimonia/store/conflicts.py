"""Conflicts: objects on which two copies of the study decided differently, waiting for somebody to decide."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from testimonia.domain.identity import canonical_json
from testimonia.store import schema
from testimonia.store.codec import to_plain
from testimonia.store.kinds import KIND_OF, KINDS
from testimonia.store.log import LogRow, record_of, rows_by_id
from testimonia.store.sight import Sight, log_condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One undecided object: its kind, its name, the accounts it is about (origins), and what each side says: who, when, what differs."""

    kind: str
    subject: str
    about: tuple[str, ...]
    sides: tuple[str, ...]
    rows: tuple[str, ...]

    def line(self) -> str:
        """The conflict in words."""
        what = f"{self.kind} about {', '.join(self.about)}" if self.about else f"{self.kind} {self.subject}"
        return f"{what}: " + " / ".join(self.sides)


def undecided(connection: Connection, record: type, sight: Sight) -> frozenset[str]:
    """The subjects of one class that two copies decided differently about, as far as a reader may see one of the sides.

    :func:`parts` takes a subject apart.
    """
    return frozenset(row.subject for row in connection.execute(_sides(KIND_OF[record].name, sight)))


def undecided_rows(connection: Connection, kind: str, sight: Sight) -> list[str]:
    """The ids of the rows that stand against one another in objects of one kind, in order, as far as a reader may see them."""
    return sorted(row.row for row in connection.execute(_sides(kind, sight)))


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
        kind = KINDS[row["kind"]]
        blind = kind.has_round and not sight.everything and not (kind.told and sight.leads)
        if blind and any(leaf.round is not None and leaf.round not in sight.rounds and leaf.author != sight.viewer for leaf, _ in leaves):
            hidden += 1
            continue
        found.append(
            Conflict(
                kind=row["kind"],
                subject=row["subject"],
                about=_origins(connection, leaves),
                sides=tuple(_sayings(leaves)),
                rows=tuple(leaf.id for leaf, _ in leaves),
            )
        )
    return found, hidden


def _origins(connection: Connection, leaves: Sequence[tuple[LogRow, str | None]]) -> tuple[str, ...]:
    """The accounts that rows are about, as people know them."""
    names = {name for leaf, _ in leaves for name in json.loads(leaf.accounts)}
    table = schema.projections["account"]
    return tuple(sorted(connection.execute(select(table.c.origin).where(table.c.id.in_(sorted(names)))).scalars()))


def _sayings(leaves: Sequence[tuple[LogRow, str | None]]) -> Iterator[str]:
    """What each row says that the others do not."""
    records = [record_of(leaf, content) for leaf, content in leaves]
    plains = [to_plain(record) if record is not None else {} for record in records]
    for (leaf, _), plain in zip(leaves, plains, strict=True):
        own = {key: value for key, value in plain.items() if key != "by" and any(other.get(key) != value for other in plains)}
        said = ", ".join(
            f"{key} {value if isinstance(value, str) else canonical_json(value)}"
            for key, value in own.items()
            if value not in (None, "", [])
        )
        yield f"{leaf.by} ({leaf.at[:16].replace('T', ' ')}): {said or ('as the other, less' if plain else 'taken back')}"
