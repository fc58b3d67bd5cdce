"""From leaves to state: what an object is, once the rows that nothing replaces are known.

The state depends on the set of leaves alone, never on the order in which rows arrived: merging is therefore commutative,
associative and idempotent. Two leaves that differ are a conflict, and the object counts as undecided until someone decides.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, select

from testimonia.domain.decisions import Withdrawal
from testimonia.store import schema
from testimonia.store.bulk import insert_rows
from testimonia.store.codec import Plain, columns_of, to_columns, to_plain
from testimonia.store.kinds import KINDS
from testimonia.store.log import LogRow, as_json, chunks, in_order, leaves_of, record_of, rows_by_id

FOLDED: tuple[Table, ...] = (schema.heads, schema.leaves, schema.conflicts, schema.tombstones, *schema.projections.values())
"""What :func:`rebuild` writes."""


@dataclass(frozen=True, slots=True)
class State:
    """What an object is: its record (None when taken back or withdrawn), the row that says so, and whether people disagree."""

    record: Any | None
    row: LogRow
    conflict: bool
    plain: Plain | None = None  # the record's values, where somebody has taken them apart already


def settle(leaves: Sequence[tuple[LogRow, str | None]]) -> State:
    """The state of one object from its leaves (each with its sealed content), given in the one order.

    Leaves that say the same are one decision taken twice, and the earliest speaks for them.
    """
    records = [record_of(row, content) for row, content in leaves]
    if KINDS[leaves[0][0].kind].latest:
        return State(records[-1], leaves[-1][0], conflict=False)
    first = records[0]
    if any(_substance(record) != _substance(first) for record in records[1:]):
        return State(None, leaves[0][0], conflict=True)
    return State(first, leaves[0][0], conflict=False)


def _substance(record: Any) -> Plain | None:
    """What a record decides, whoever wrote it down."""
    if record is None:
        return None
    columns = to_columns(record)
    columns.pop("by", None)
    return columns


def projection_row(state: State) -> Plain:
    """The row of its projection that a settled object has."""
    row = state.row
    record = type(state.record)
    return {
        "at": row.at,  # a record with a time of its own (a capture) overrides it
        **columns_of(record, state.plain if state.plain is not None else to_plain(state.record)),
        "subject": row.subject,
        "row": row.id,
        "stated": row.stated,
        "decided_by": row.by,
    }


def project(connection: Connection, kind: str, states: Iterable[State], known: Iterable[str]) -> None:
    """Write the states of objects of one kind; ``known`` names those that may have a row already."""
    table, conflicts = schema.projections[kind], schema.conflicts
    for part in chunks(list(known)):
        connection.execute(delete(table).where(table.c.subject.in_(part)))
        connection.execute(delete(conflicts).where(conflicts.c.kind == kind, conflicts.c.subject.in_(part)))
    insert_rows(connection, table, [projection_row(state) for state in states if state.record is not None and not state.conflict])


def resettle(connection: Connection, kind: str, subjects: Sequence[str]) -> None:
    """Fold these objects of one kind anew, as :func:`rebuild` does: what withdrawn accounts said no longer speaks, the rest does."""
    gone = withdrawn(connection)
    names = [name for found in leaves_of(connection, kind, subjects).values() for name in found]
    standing: dict[str, list[tuple[LogRow, str | None]]] = {}
    for row, content in rows_by_id(connection, names):
        if gone.isdisjoint(json.loads(row.accounts)):
            standing.setdefault(row.subject, []).append((row, content))
    states = {subject: settle(leaves) for subject, leaves in sorted(standing.items())}
    project(connection, kind, states.values(), subjects)
    divided = [subject for subject, state in states.items() if state.conflict]
    rows = [{"kind": kind, "subject": subject, "rows": as_json(row.id for row, _ in standing[subject])} for subject in divided]
    insert_rows(connection, schema.conflicts, rows)


def rebuild(source: Connection, target: Connection, within: frozenset[str] | None = None) -> None:
    """Fold the whole log of ``source`` into the (empty) heads, leaves, conflicts, tombstones and projections of ``target``.

    With ``within`` only these rows, as if nothing had been decided after them; but what was withdrawn since stays gone. Two passes, so that memory grows with the number of ids, never with texts: which rows are replaced or followed, then the fold.
    """
    followed, replaced = _pointed_at(source, within)
    gone = withdrawn(source)
    several = _several_leaves(source, replaced, within)
    batches = _Batches(target)
    shared: dict[tuple[str, str], list[tuple[LogRow, str | None]]] = {}
    for row, content in in_order(source):
        if within is not None and row.id not in within:
            continue
        if row.id not in followed:
            batches.add(schema.heads, {"row": row.id, "replica": row.replica, "seq": row.seq})
        if row.id in replaced:
            continue
        batches.add(schema.leaves, {"row": row.id, "kind": row.kind, "subject": row.subject})
        if row.kind not in KINDS or not gone.isdisjoint(json.loads(row.accounts)):
            continue
        if (row.kind, row.subject) in several:
            shared.setdefault((row.kind, row.subject), []).append((row, content))
        else:
            batches.add_state(settle([(row, content)]))
    for (kind, subject), leaves in sorted(shared.items()):
        state = settle(leaves)
        if state.conflict:
            batches.add(schema.conflicts, {"kind": kind, "subject": subject, "rows": as_json(row.id for row, _ in leaves)})
        else:
            batches.add_state(state)
    batches.flush()


def before(connection: Connection, heads: Iterable[str]) -> frozenset[str]:
    """These rows and all that they follow in their chains: the log as it was when they were its heads."""
    log = schema.log
    parents = {name: parent for name, parent in connection.execute(select(log.c.id, log.c.parent).execution_options(yield_per=5000))}  # noqa: C416 - rows, not pairs, to the type checker
    found: set[str] = set()
    for head in heads:
        name: str | None = head
        while name is not None and name in parents and name not in found:
            found.add(name)
            name = parents[name]
    return frozenset(found)


def _pointed_at(source: Connection, within: frozenset[str] | None) -> tuple[set[str], set[str]]:
    """Ids of rows that another row follows in its chain, and of rows that another row replaces."""
    log = schema.log
    followed: set[str] = set()
    replaced: set[str] = set()
    for name, parent, replaces in source.execute(select(log.c.id, log.c.parent, log.c.replaces).execution_options(yield_per=5000)):
        if within is not None and name not in within:
            continue
        if parent:
            followed.add(parent)
        if replaces != "[]":
            replaced.update(json.loads(replaces))
    return followed, replaced


def _several_leaves(source: Connection, replaced: set[str], within: frozenset[str] | None) -> set[tuple[str, str]]:
    """Objects with more than one leaf: only these need their rows brought together."""
    log = schema.log
    counts: Counter[tuple[str, str]] = Counter()
    for name, kind, subject in source.execute(select(log.c.id, log.c.kind, log.c.subject).execution_options(yield_per=5000)):
        if name not in replaced and (within is None or name in within):
            counts[kind, subject] += 1
    return {key for key, count in counts.items() if count > 1}


class _Batches:
    """Rows waiting to be inserted, a few thousand at a time."""

    SIZE = 2000

    def __init__(self, target: Connection) -> None:
        self.target = target
        self.waiting: dict[Table, list[Plain]] = {}

    def add(self, table: Table, row: Plain) -> None:
        rows = self.waiting.setdefault(table, [])
        rows.append(row)
        if len(rows) >= self.SIZE:
            insert_rows(self.target, table, rows)
            rows.clear()

    def add_state(self, state: State) -> None:
        if state.record is None:
            return
        self.add(schema.projections[state.row.kind], projection_row(state))
        if isinstance(state.record, Withdrawal):
            self.add(schema.tombstones, tombstone(state))

    def flush(self) -> None:
        for table, rows in self.waiting.items():
            insert_rows(self.target, table, rows)
        self.waiting.clear()


def tombstone(state: State) -> Plain:
    """What stays of an account that is gone by duty."""
    record = state.record
    assert isinstance(record, Withdrawal)  # noqa: S101 - narrows the type; the one caller asks first
    return {"account": record.account, "sha256": record.sha256, "at": state.row.at, "by": state.row.by, "reason": record.reason}


def withdrawn(connection: Connection) -> frozenset[str]:
    """The accounts that any row of the log withdraws; nothing can undo it."""
    log = schema.log
    return frozenset(connection.execute(select(log.c.subject).where(log.c.kind == "withdrawal")).scalars().all())


@contextmanager
def folded(source: Connection, within: frozenset[str] | None = None) -> Iterator[Connection]:
    """The log folded anew, in a database of its own that goes when it is closed."""
    with tempfile.TemporaryDirectory(prefix="testimonia-fold-") as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'fold.db'}")
        try:
            with engine.begin() as fresh:
                fresh.exec_driver_sql("PRAGMA synchronous=OFF")
                for table in FOLDED:
                    table.create(fresh)
                rebuild(source, fresh, within)
            with engine.begin() as fresh:
                yield fresh
        finally:
            engine.dispose()


def clear(connection: Connection) -> None:
    """Empty everything that :func:`rebuild` writes."""
    for table in FOLDED:
        connection.execute(delete(table))
