"""Appending: decisions become rows of the log, and the state follows in the same transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from testimonia.domain.decisions import Withdrawal
from testimonia.domain.identity import canonical_json
from testimonia.errors import AccountWithdrawn, InputError, StaleDecision
from testimonia.store import schema
from testimonia.store.bulk import insert_rows
from testimonia.store.codec import Plain, from_columns, to_plain
from testimonia.store.fold import State, project, tombstone, withdrawn
from testimonia.store.kinds import KIND_OF, Kind
from testimonia.store.log import LogRow, as_json, chunks, head_of, latest_instant, leaves_of, row_id, seal, write_rows

SUBJECT_MOST = 2000  # bytes: PostgreSQL indexes up to 2,704 with the kind beside it
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it; a backslash before it stands for itself

Clock = Callable[[], datetime]
Entropy = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decides about one object.

    ``replaces`` names the rows that the decider saw and means to replace; left None it is whatever is in force now.
    ``retract`` takes the object back; ``stated`` is a time that an imported file gives, kept beside the log's own.
    """

    record: Any
    replaces: tuple[str, ...] | None = None
    retract: bool = False
    stated: str | None = None


@dataclass(slots=True)
class Writer:
    """Who appends, to which chain, by which clock, with which salts."""

    by: str
    replica: str
    clock: Clock
    entropy: Entropy


def instant(moment: datetime) -> str:
    """A moment as the log writes it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def append(connection: Connection, writer: Writer, decisions: Iterable[Decision]) -> list[str | None]:
    """Append one row per decision; the new rows' ids, None where the decision says what is in force already.

    Raises:
        StaleDecision: a decision names rows that are not (or no longer) the ones in force.
        AccountWithdrawn: a decision is about an account that was erased, or would take back a withdrawal.
        InputError: a text or an id is none that every database can hold.
    """
    todo = [_named(decision, writer.by) for decision in decisions]
    gone = withdrawn(connection)
    leaves = _leaves(connection, todo)
    present = _records(connection, todo, leaves)
    known = {kind: set(by_subject) for kind, by_subject in leaves.items()}
    chain = _Chain(connection, writer)
    names: list[str | None] = []
    rows: list[tuple[LogRow, str, str]] = []
    states: dict[tuple[str, str], State] = {}
    for decision, kind, subject in todo:
        if decision.retract and isinstance(decision.record, Withdrawal):
            raise AccountWithdrawn("A withdrawal cannot be taken back: nothing is left to bring back.", "Leave it as it is.")
        accounts = kind.accounts(decision.record)
        if not gone.isdisjoint(accounts):
            raise AccountWithdrawn(
                f"Account {next(a for a in accounts if a in gone)} was withdrawn; nothing can be said about it any more.",
                "Leave it out; `status` lists what was withdrawn.",
            )
        before = leaves[kind.name].get(subject, [])
        said = present[kind.name].get(subject)
        # Two leaves and a record: both copies of a study said the same, and a third time adds nothing. Nor does a second click, whatever
        # its page had seen.
        if said == (None if decision.retract else decision.record) and (len(before) == 1 or (before and said is not None)):
            names.append(None)
            continue
        if decision.replaces is not None and sorted(decision.replaces) != sorted(before):
            raise StaleDecision(
                f"Somebody has decided about {kind.name} {subject} meanwhile.", "Look at what is in force now and decide again."
            )
        plain = to_plain(decision.record)
        row, salt, content = chain.next(decision, kind, subject, before, plain, accounts)
        rows.append((row, salt, content))
        leaves[kind.name][subject] = [row.id]
        record = None if decision.retract else decision.record
        present[kind.name][subject] = record
        states[kind.name, subject] = State(record, row, conflict=False, plain=plain)
        names.append(row.id)
    write_rows(connection, rows, writer.replica)
    _write_leaves(connection, rows)
    _write_states(connection, states, known)
    return names


def _named(decision: Decision, by: str) -> tuple[Decision, Kind, str]:
    """The decision with its decider filled in, its kind and its object."""
    record = decision.record
    if getattr(record, "by", None) == "":
        decision = replace(decision, record=replace(record, by=by))
    kind = KIND_OF[type(record)]
    return decision, kind, kind.subject(decision.record)


def _leaves(connection: Connection, todo: Sequence[tuple[Decision, Kind, str]]) -> dict[str, dict[str, list[str]]]:
    subjects: dict[str, dict[str, None]] = {}
    for _, kind, subject in todo:
        subjects.setdefault(kind.name, {})[subject] = None
    return {kind: leaves_of(connection, kind, list(names)) for kind, names in subjects.items()}


def _records(
    connection: Connection, todo: Sequence[tuple[Decision, Kind, str]], leaves: dict[str, dict[str, list[str]]]
) -> dict[str, dict[str, Any]]:
    """What is in force for objects that were decided on before, so that saying it again adds nothing."""
    kinds = {kind.name: kind for _, kind, _ in todo}
    found: dict[str, dict[str, Any]] = {}
    for name, by_subject in leaves.items():
        table = schema.projections[name]
        found[name] = dict.fromkeys(by_subject)
        for part in chunks(list(by_subject)):
            for row in connection.execute(select(table).where(table.c.subject.in_(part))).mappings():
                found[name][row["subject"]] = from_columns(kinds[name].record, row)
    return found


def _check(kind: Kind, subject: str, content: str, opened: str) -> None:
    """Refuse what one of the two databases could not hold: else a study could not move between them."""
    whole = content + opened
    try:
        size = len(subject.encode())
        if not whole.isascii():
            whole.encode()
    except UnicodeEncodeError:
        raise InputError(f"A text of this {kind.name} holds half a character.", "Copy it again from where it comes from.") from None
    if size > SUBJECT_MOST:
        raise InputError(f"The id of this {kind.name} is too long ({subject[:40]}…).", f"Give ids of at most {SUBJECT_MOST} bytes.")
    if "\\u0000" in whole and _NUL.search(whole):
        raise InputError(f"A text of this {kind.name} holds a NUL character.", "Take it out: no program shows it.")


class _Chain:
    """Hands out the next row of one replica's chain."""

    def __init__(self, connection: Connection, writer: Writer) -> None:
        self.writer = writer
        self.parent, self.seq = head_of(connection, writer.replica)
        wall, tick = latest_instant(connection)
        now = writer.clock()  # decisions of one call are taken at one moment; the counter tells them apart
        self.at = instant(now)
        moment = int(now.timestamp() * 1000)
        self.wall, self.tick = (moment, -1) if moment > wall else (wall, tick)

    def next(
        self, decision: Decision, kind: Kind, subject: str, replaces: Sequence[str], plain: Plain, accounts: Sequence[str]
    ) -> tuple[LogRow, str, str]:
        writer = self.writer
        self.tick += 1
        self.seq += 1
        shown, hidden = kind.split(plain)
        content, opened = canonical_json(hidden), canonical_json(shown)
        _check(kind, subject, content, opened)
        salt = writer.entropy() if hidden else ""
        values: dict[str, Any] = {
            "replica": writer.replica,
            "seq": self.seq,
            "parent": self.parent,
            "wall": self.wall,
            "tick": self.tick,
            "at": self.at,
            "stated": decision.stated,
            "by": writer.by,
            "kind": kind.name,
            "subject": subject,
            "replaces": as_json(replaces) if replaces else "[]",
            "accounts": canonical_json(accounts),
            "round": plain.get("round") if kind.has_round else None,
            "author": plain.get(kind.author) or writer.by,
            "retract": int(decision.retract),
            "open": opened,
            "sealed": seal(salt, content) if hidden else None,
        }
        self.parent = row_id(values)
        return LogRow(id=self.parent, **values), salt, content


def _write_leaves(connection: Connection, rows: Sequence[tuple[LogRow, str, str]]) -> None:
    table = schema.leaves
    replaced = [name for row, _, _ in rows if row.replaces != "[]" for name in json.loads(row.replaces)]
    for part in chunks(replaced):
        connection.execute(delete(table).where(table.c.row.in_(part)))
    dead = set(replaced)
    insert_rows(connection, table, [{"row": row.id, "kind": row.kind, "subject": row.subject} for row, _, _ in rows if row.id not in dead])


def _write_states(connection: Connection, states: dict[tuple[str, str], State], known: dict[str, set[str]]) -> None:
    by_kind: dict[str, list[State]] = {}
    for (kind, _), state in states.items():
        by_kind.setdefault(kind, []).append(state)
    for kind, settled in by_kind.items():
        touched = {state.row.subject for state in settled}
        project(connection, kind, settled, known[kind] & touched)
    graves = [tombstone(state) for state in states.values() if isinstance(state.record, Withdrawal)]
    if graves:
        connection.execute(insert(schema.tombstones), graves)
