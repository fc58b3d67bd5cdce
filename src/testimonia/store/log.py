"""The log: what people decided, one row each, in hash chains that merge.

A row's id is the SHA-256 of everything else in it, its parent's id included. Each copy of a study appends to its own chain
(``replica``); a folder copied by hand keeps the name, so a chain may fork into a tree, which is normal. A row names the rows it
replaces; the rows of an object that nothing replaces are its *leaves*.

Order is that of a hybrid logical clock (Kulkarni et al. 2014): wall time in milliseconds and a counter that keeps every row after
all rows its writer knew of, whatever the machine's clock says; ties by replica, sequence, id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, delete, insert, select

from testimonia.domain.identity import canonical_json, digest
from testimonia.store import schema
from testimonia.store.bulk import insert_rows
from testimonia.store.codec import from_plain
from testimonia.store.kinds import KINDS

CHUNK = 500  # ids a query names at once: below SQLite's limit of 999 variables in old builds

HASHED = (
    "replica", "seq", "parent", "wall", "tick", "at", "stated", "by", "kind", "subject",
    "replaces", "accounts", "round", "author", "retract", "open", "sealed",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One row of the log; ``replaces``, ``accounts`` and ``open`` are canonical JSON, ``sealed`` the digest of the sealed content."""

    id: str
    replica: str
    seq: int
    parent: str | None
    wall: int
    tick: int
    at: str
    stated: str | None
    by: str
    kind: str
    subject: str
    replaces: str
    accounts: str
    round: str | None
    author: str | None
    retract: int
    open: str
    sealed: str | None

    @property
    def order(self) -> tuple[int, int, str, int, str]:
        """Where the row stands in the one order that every copy agrees on."""
        return (self.wall, self.tick, self.replica, self.seq, self.id)


def row_id(values: RowMapping | dict[str, Any] | LogRow) -> str:
    """The id that a row with these values must have."""
    if isinstance(values, LogRow):
        return digest(*(getattr(values, name) for name in HASHED))
    return digest(*(values[name] for name in HASHED))


def seal(salt: str, content: str) -> str:
    """The salted digest of sealed content."""
    return digest("sealed", salt, content)


def from_row(row: RowMapping) -> LogRow:
    """A log row as read from its table."""
    return LogRow(**{name: row[name] for name in ("id", *HASHED)})


def record_of(row: LogRow, content: str | None) -> Any | None:
    """The record that a row carries, or None where the row takes its object back or its content was withdrawn."""
    if row.retract or (row.sealed is not None and content is None):
        return None
    plain = json.loads(row.open)
    if content is not None:
        plain |= json.loads(content)
    return from_plain(KINDS[row.kind].record, plain)


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Slices of at most ``CHUNK``."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def in_order(connection: Connection) -> Iterator[tuple[LogRow, str | None]]:
    """Every row with its sealed content (None where there is none), in the one order, streamed."""
    log, sealed = schema.log, schema.sealed
    query = (
        select(log, sealed.c.content.label("sealed_content"))
        .join_from(log, sealed, sealed.c.row == log.c.id, isouter=True)
        .order_by(log.c.wall, log.c.tick, log.c.replica, log.c.seq, log.c.id)
        .execution_options(yield_per=2000)
    )
    for row in connection.execute(query).mappings():
        yield from_row(row), row["sealed_content"]


def leaves_of(connection: Connection, kind: str, subjects: Sequence[str]) -> dict[str, list[str]]:
    """The leaves of each of these objects, by subject; objects nobody decided on are absent."""
    table = schema.leaves
    found: dict[str, list[str]] = {}
    for part in chunks(subjects):
        query = select(table.c.subject, table.c.row).where(table.c.kind == kind, table.c.subject.in_(part))
        for subject, row in connection.execute(query):
            found.setdefault(subject, []).append(row)
    return found


def rows_by_id(connection: Connection, ids: Sequence[str]) -> list[tuple[LogRow, str | None]]:
    """These rows with their sealed content, in the one order."""
    log, sealed = schema.log, schema.sealed
    found: list[tuple[LogRow, str | None]] = []
    for part in chunks(ids):
        query = (
            select(log, sealed.c.content.label("sealed_content"))
            .join_from(log, sealed, sealed.c.row == log.c.id, isouter=True)
            .where(log.c.id.in_(part))
        )
        found.extend((from_row(row), row["sealed_content"]) for row in connection.execute(query).mappings())
    return sorted(found, key=lambda pair: pair[0].order)


def head_of(connection: Connection, replica: str) -> tuple[str | None, int]:
    """The row that this replica's next row follows, and its sequence number (None, 0 on an empty chain)."""
    table = schema.heads
    query = select(table.c.row, table.c.seq).where(table.c.replica == replica).order_by(table.c.seq.desc(), table.c.row.desc()).limit(1)
    found = connection.execute(query).first()
    return (found.row, found.seq) if found else (None, 0)


class End(NamedTuple):
    """The last row of a kind in one chain (empty where there is none), or the heads of a chain that ``forks``."""

    replica: str
    row: str
    forks: bool


def ends_of(connection: Connection, kinds: Sequence[str]) -> list[str]:
    """What rows of these kinds there are, in a few ids: the last of each kind in each chain, whose id vouches for all before it.

    A chain that forks (two copies of a folder went on under one name) is named by its heads instead, which says more than is needed.
    """
    return [f"{end.replica} {kind or 'heads'} {end.row}" for kind, end in _ends(connection, kinds)]


def ends_by_kind(connection: Connection, kinds: Sequence[str]) -> dict[str, list[End]]:
    """As :func:`ends_of`, for each of these kinds alone."""
    found: dict[str, list[End]] = {kind: [] for kind in kinds}
    for kind, end in _ends(connection, kinds):
        for name in kinds if kind is None else (kind,):
            found[name].append(end)
    return found


def _ends(connection: Connection, kinds: Sequence[str]) -> Iterator[tuple[str | None, End]]:
    """Chain by chain, the end of each kind, and of a chain that forks its heads, which stand for every kind (None)."""
    heads, log = schema.heads, schema.log
    by_replica: dict[str, list[str]] = {}
    for row, replica in connection.execute(select(heads.c.row, heads.c.replica).order_by(heads.c.row)):
        by_replica.setdefault(replica, []).append(row)
    for replica, rows in sorted(by_replica.items()):
        if len(rows) > 1:
            yield None, End(replica, " ".join(rows), forks=True)
            continue
        # One question a chain: a page asks for some twenty kinds, and a question costs more than its answer.
        last = [
            select(log.c.id).where(log.c.kind == kind, log.c.replica == replica).order_by(log.c.seq.desc()).limit(1).scalar_subquery()
            for kind in kinds
        ]
        ends = connection.execute(select(*last)).one()
        yield from ((kind, End(replica, end or "", forks=False)) for kind, end in zip(kinds, ends, strict=True))


def subjects_since(connection: Connection, kind: str, before: Sequence[End], now: Sequence[End]) -> set[str] | None:
    """What rows of a kind decide on that came between two of its :func:`ends_by_kind`; None where these cannot tell.

    A chain that forks, or one that is gone, cannot: then everything may be another.
    """
    known = {end.replica: end.row for end in before}
    if any(end.forks for end in (*before, *now)) or not known.keys() <= {end.replica for end in now}:
        return None
    log = schema.log
    found: set[str] = set()
    for end in now:
        last = known.get(end.replica, "")
        if last == end.row:
            continue
        reached = connection.execute(select(log.c.seq).where(log.c.id == last)).scalar() if last else 0
        if reached is None:
            return None
        query = select(log.c.subject).where(log.c.kind == kind, log.c.replica == end.replica, log.c.seq > reached)
        later = connection.execute(query).scalars().all()
        if not later:
            return None  # this look is the older of the two
        found.update(later)
    return found


def latest_instant(connection: Connection) -> tuple[int, int]:
    """The largest clock reading in the log."""
    log = schema.log
    found = connection.execute(select(log.c.wall, log.c.tick).order_by(log.c.wall.desc(), log.c.tick.desc()).limit(1)).first()
    return (found.wall, found.tick) if found else (0, 0)


def write_rows(connection: Connection, rows: Sequence[tuple[LogRow, str, str]], replica: str) -> None:
    """Append rows of one chain with their salts and sealed contents, and move the chain's head."""
    if not rows:
        return
    insert_rows(connection, schema.log, [{name: getattr(row, name) for name in ("id", *HASHED)} for row, _, _ in rows])
    beside = [{"row": row.id, "salt": salt, "content": content} for row, salt, content in rows if row.sealed is not None]
    insert_rows(connection, schema.sealed, beside)
    first, last = rows[0][0], rows[-1][0]
    if first.parent is not None:
        connection.execute(delete(schema.heads).where(schema.heads.c.row == first.parent))
    connection.execute(insert(schema.heads), {"row": last.id, "replica": replica, "seq": last.seq})


def as_json(values: Iterable[str]) -> str:
    """Ids as the log writes them: sorted, canonical."""
    return canonical_json(sorted(values))
