"""Recomputing everything: originals, texts, the log and its chains, the state that follows from it, runs and what left the study.

The state is folded anew from the log into a database of its own and compared row by row, so that a byte changed in any table is
named. Withdrawn accounts are no fault: their content is gone and the chain still holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, Table, select, text

from testimonia.domain.identity import digest
from testimonia.domain.report import Progress, silent
from testimonia.store import fold, releases, runs, schema, snapshot, texts, triggers
from testimonia.store.kinds import KINDS
from testimonia.store.log import row_id, seal
from testimonia.store.protocols import text_digest as protocol_text_digest

if TYPE_CHECKING:
    from testimonia.store.store import Store

SHOWN = 20  # problems named in words; all of them stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What was checked and what is not as it was written."""

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems

    def lines(self) -> list[str]:
        """The report in words."""
        checked = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        verdict = "Everything is as it was written." if self.sound else f"{len(self.problems)} things are not as they were written:"
        more = [f"  … and {len(self.problems) - SHOWN} more (see --json)"] if len(self.problems) > SHOWN else []
        return [f"Checked {checked}.", verdict, *(f"  {problem}" for problem in self.problems[:SHOWN]), *more, *self.notes]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {"sound": self.sound, "problems": list(self.problems), "notes": list(self.notes), "checked": dict(self.counts)}


def verify(store: Store, progress: Progress = silent) -> VerifyReport:
    """Recompute every digest, chain and projection of a study.

    Raises:
        StudyDamaged: the database cannot even be read.
    """
    problems: list[str] = []
    notes: list[str] = []
    counts: dict[str, int] = {}
    with store.read() as connection:
        gone = fold.withdrawn(connection)
        problems += _structure(connection)
        faults: list[str] = []
        counts["log rows"] = _log(connection, gone, faults)
        # A log that does not hold cannot be folded; its own faults are named first.
        problems += faults or _state(connection)
        counts["texts"] = _editions(connection, gone, problems)
        problems += _index(store, connection)
        problems += _vouched(connection)
        problems += _needed(connection)
        counts["runs"] = _runs(connection, problems)
        counts["originals"] = _archive(store, connection, gone, problems, notes, progress)
    if gone:
        notes.append(
            f"{len(gone)} account{'s' if len(gone) > 1 else ''} withdrawn, chain intact." if not problems else f"{len(gone)} withdrawn."
        )
    return VerifyReport(problems=tuple(problems), notes=tuple(notes), counts=counts)


def _structure(connection: Connection) -> Iterator[str]:
    yield from (f"the guard {name} is missing from the database" for name in triggers.missing(connection))
    if connection.dialect.name == "sqlite":
        yield from (f"study.db: {row}" for row in connection.execute(text("PRAGMA integrity_check(20)")).scalars() if row != "ok")
        dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
        yield from (f"table {row[0]}: row {row[1]} points at nothing" for row in dangling)


def _log(connection: Connection, gone: frozenset[str], problems: list[str]) -> int:
    log, sealed = schema.log, schema.sealed
    query = (
        select(log, sealed.c.salt, sealed.c.content)
        .join_from(log, sealed, sealed.c.row == log.c.id, isouter=True)
        .execution_options(yield_per=2000)
    )
    seen: dict[str, tuple[int, int, int, int]] = {}
    replacing: list[tuple[str, str, int]] = []
    parents: list[tuple[str, str, int, tuple[int, int]]] = []
    count = 0
    for row in connection.execute(query).mappings():
        count += 1
        about = hash((row["kind"], row["subject"]))  # a number: a log may have a million rows
        seen[row["id"]] = (row["seq"], row["wall"], row["tick"], about)
        if row["replaces"] != "[]":
            replacing.append((row["id"], row["replaces"], about))
        if row_id(row) != row["id"]:
            problems.append(f"table log: row {row['id']} was changed")
        if row["kind"] not in KINDS:
            problems.append(f"table log: row {row['id']} is of an unknown kind {row['kind']}")
        if row["parent"] is not None:
            parents.append((row["id"], row["parent"], row["seq"], (row["wall"], row["tick"])))
        elif row["seq"] != 1:
            problems.append(f"table log: row {row['id']} begins a chain in the middle")
        problems += _sealed_faults(row, gone)
    for name, parent, seq, instant in parents:
        before = seen.get(parent)
        if before is None:
            problems.append(f"table log: row {parent} was removed (row {name} follows it)")
        elif before[0] != seq - 1 or before[1:3] >= instant:
            problems.append(f"table log: row {name} does not follow row {parent}")
    problems += _replaced_faults(replacing, seen)
    for head in connection.execute(select(schema.heads.c.row, schema.heads.c.replica)):
        if head.row not in seen:
            problems.append(f"table log: the last row of chain {head.replica}, {head.row}, was removed")
    return count


def _replaced_faults(replacing: list[tuple[str, str, int]], seen: dict[str, tuple[int, int, int, int]]) -> Iterator[str]:
    """A row may only replace rows that are here and about the same object: a chain cut out whole is missed by those who knew it."""
    for name, listed, about in replacing:
        try:
            replaced = json.loads(listed)
        except ValueError:
            continue  # the row itself was changed, and said so
        for other in replaced:
            if other not in seen:
                yield f"table log: row {other} was removed (row {name} replaces it)"
            elif seen[other][3] != about:
                yield f"table log: row {name} replaces row {other}, which is about something else"


def _sealed_faults(row: RowMapping, gone: frozenset[str]) -> Iterator[str]:
    name = row["id"]
    try:
        about_gone = not gone.isdisjoint(json.loads(row["accounts"]))
    except ValueError:
        about_gone = False  # the row itself was changed, and said so
    if row["content"] is None:
        if row["sealed"] is not None and not about_gone:
            yield f"table sealed: the content of log row {name} was removed"
    elif about_gone:
        yield f"table sealed: the content of log row {name} is still here though its account was withdrawn"
    elif seal(row["salt"], row["content"]) != row["sealed"]:
        yield f"table sealed: the content of log row {name} was changed"


def _state(connection: Connection) -> list[str]:
    """Fold the log into a database of its own and compare."""
    found: list[str] = []
    with fold.folded(connection) as fresh:
        for table in fold.FOLDED:
            found += _differences(table, connection, fresh)
    return found


def _differences(table: Table, present: Connection, fresh: Connection) -> Iterator[str]:
    key = [column.name for column in table.primary_key]

    def rows(connection: Connection) -> dict[tuple[Any, ...], str]:
        query = select(table).execution_options(yield_per=2000)
        return {tuple(row[name] for name in key): digest(*row.values()) for row in connection.execute(query).mappings()}

    have, want = rows(present), rows(fresh)
    for name in sorted(want.keys() | have.keys()):
        label = "|".join(str(part) for part in name)
        if name not in have:
            yield f"table {table.name}: row {label} was removed"
        elif name not in want:
            yield f"table {table.name}: row {label} does not follow from the log"
        elif have[name] != want[name]:
            yield f"table {table.name}: row {label} was changed"


def _editions(connection: Connection, gone: frozenset[str], problems: list[str]) -> int:
    table = schema.editions
    present: set[str] = set()
    for row in connection.execute(select(table).execution_options(yield_per=50)).mappings():
        present.add(row["id"])
        if row["account"] in gone:
            problems.append(f"table editions: {row['id']} is still here though its account was withdrawn")
        elif not texts.is_whole(row):
            problems.append(f"table editions: the text of {row['id']} (account {row['account']}) was changed")
    accounts = schema.projections["account"]
    for account, *names in connection.execute(select(accounts.c.id, accounts.c.main, accounts.c.full)):
        lost = [name for name in names if name is not None and name not in present]
        problems += [f"table editions: {name} of account {account} was removed" for name in lost]
    for kind, projection in schema.projections.items():
        if "edition" in projection.c:  # a text that was read anew since, or a translation: no account names it any more
            used = set(connection.execute(select(projection.c.edition).distinct()).scalars().all()) - {None}
            problems += [f"table editions: {name}, which a {kind} points into, was removed" for name in sorted(used - present)]
    return len(present)


def _index(store: Store, connection: Connection) -> Iterator[str]:
    """The index must hold just the words of titles and texts."""
    yield from texts.index_faults(store.engines)
    pieces = schema.search_pieces
    stored: dict[str, list[str]] = {}
    for account, folded in connection.execute(select(pieces.c.account, pieces.c.folded).order_by(pieces.c.id)):
        stored.setdefault(account, []).append(folded)
    accounts = schema.projections["account"]
    for row in connection.execute(select(accounts.c.id, accounts.c.title, accounts.c.main, accounts.c.full)).mappings().all():
        if stored.pop(row["id"], []) != texts.pieces(row["title"], texts.body(connection, row)):
            yield f"table search_pieces: the index entries of account {row['id']} are not its words"
    for name in sorted(stored):
        yield f"table search_pieces: index entries of {name}, which is no account"


def _vouched(connection: Connection) -> Iterator[str]:
    """Rows outside the log that carry a digest of their other columns."""
    for row in connection.execute(select(schema.meta)).mappings():
        if digest("meta", row["key"], row["value"]) != row["digest"]:
            yield f"table meta: {row['key']} was changed"
    for row in connection.execute(select(schema.protocol_texts)).mappings():
        if protocol_text_digest(row["digest"], row["name"], row["content"]) != row["text_digest"]:
            yield f"table protocol_texts: {row['name']} of {row['digest'][:12]}… was changed"
    for row in connection.execute(select(schema.snapshots)).mappings():
        if snapshot.row_digest(dict(row)) != row["digest"]:
            yield f"table snapshots: {row['name']} was changed"
        else:
            yield from _snapshot_faults(connection, row)
    for row in connection.execute(select(schema.releases)).mappings():
        if releases.release_digest(row) != row["digest"]:
            yield f"table releases: {row['id']} was changed"
    for row in connection.execute(select(schema.holdings)).mappings():
        if releases.holding_digest(row["release"], row["account"]) != row["digest"]:
            yield f"table holdings: {row['release']} {row['account']} was changed"


def _needed(connection: Connection) -> Iterator[str]:
    """Rows outside the log that other rows say must be here."""
    facts = set(connection.execute(select(schema.meta.c.key)).scalars().all())
    yield from (f"table meta: {key} was removed" for key in ("replica", "study") if key not in facts)
    kept = set(connection.execute(select(schema.protocol_texts.c.digest)).scalars().all())
    for row in connection.execute(select(schema.log.c.open).where(schema.log.c.kind == "adoption")).scalars():
        with suppress(ValueError, KeyError):  # a row that was changed is named already
            if (adopted := json.loads(row)["digest"]) not in kept:
                yield f"table protocol_texts: the text adopted as {adopted[:12]}… was removed"
    noted = set(connection.execute(select(schema.releases.c.id)).scalars().all())
    held = set(connection.execute(select(schema.holdings.c.release).distinct()).scalars().all())
    yield from (f"table releases: {name} was removed" for name in sorted(held - noted))


def _snapshot_faults(connection: Connection, row: RowMapping) -> Iterator[str]:
    """What a named snapshot keeps must be here: the log up to its heads, and the outputs of its runs."""
    for table, column, wanted in (
        (schema.log, schema.log.c.id, json.loads(row["heads"])),
        (schema.kept_runs, schema.kept_runs.c.run, list(json.loads(row["runs"]).values())),
    ):
        here = set(connection.execute(select(column).where(column.in_(wanted))).scalars().all())
        yield from (f"table {table.name}: {name}, which snapshot {row['name']} keeps, was removed" for name in wanted if name not in here)


def _runs(connection: Connection, problems: list[str]) -> int:
    kept = set()
    for name, seen, vouched in connection.execute(select(schema.kept_runs.c.run, schema.kept_runs.c.seen, schema.kept_runs.c.digest)):
        kept.add(name)
        if runs.kept_digest(name, seen) != vouched:
            problems.append(f"table kept_runs: {name} was changed")
    rows: dict[str, list[str]] = {}
    for name, table in schema.outputs.items():
        for row in connection.execute(select(table).execution_options(yield_per=2000)).mappings():
            rows.setdefault(row["run"], []).append(runs.output_row_digest(name, row))
    for run, row_digest in connection.execute(select(schema.outputs_withdrawn.c.run, schema.outputs_withdrawn.c.row_digest)):
        rows.setdefault(run, []).append(row_digest)
    parts: dict[str, list[str]] = {}
    for run, part in connection.execute(select(schema.run_parts.c.run, schema.run_parts.c.part)):
        parts.setdefault(run, []).append(part)
    changed = {part for some in parts.values() for part in some if runs.part_id(rows.get(part, [])) != part}
    count = 0
    for row in connection.execute(select(schema.runs)).mappings():
        held = parts.pop(row["id"], [])
        count += 1
        if runs.run_row_digest(row) != row["digest"]:
            problems.append(f"table runs: {row['id']} ({row['stage']}) was changed")
        elif row["id"] in kept and (
            not changed.isdisjoint(held) or runs.output_digest([*rows.get(row["id"], []), *held]) != row["output_digest"]
        ):
            problems.append(f"outputs of run {row['id']} ({row['stage']}) were changed")
        elif row["id"] not in kept and (held or row["id"] in rows):
            problems.append(f"table kept_runs: {row['id']} ({row['stage']}) was removed")
        kept.discard(row["id"])
        for holder in (row["id"], *held):
            rows.pop(holder, None)
    problems += [f"table kept_runs: {name} is no run" for name in sorted(kept)]
    problems += [f"outputs of {name}, which is no run" for name in sorted(rows.keys() | parts.keys())]
    return count


def _archive(store: Store, connection: Connection, gone: frozenset[str], problems: list[str], notes: list[str], progress: Progress) -> int:
    table = schema.projections["capture"]
    wanted = {row.sha256: row.account for row in connection.execute(select(table.c.sha256, table.c.account)) if row.account not in gone}
    for n, (sha256, account) in enumerate(sorted(wanted.items())):
        progress(n, len(wanted), "checking originals")
        if sha256 not in store.archive:
            problems.append(f"archive: the original {sha256} of account {account} is missing")
        elif store.archive.digest(sha256) != sha256:
            problems.append(f"archive: the original {sha256} of account {account} was changed")
    strays = [name for name in store.archive if name not in wanted]
    buried = set(connection.execute(select(schema.tombstones.c.sha256)).scalars().all())
    problems += [f"archive: the original {name} is still here though its account was withdrawn" for name in strays if name in buried]
    if json.loads(store.fact(connection, "purge") or "[]"):
        problems.append(
            "study: remains of withdrawn accounts still wait to be erased from the disk; close other programs that use the study, then open it again"
        )
    strays = [name for name in strays if name not in buried]
    if strays:
        notes.append(f"{len(strays)} originals in the archive belong to no account (left by an interrupted collect; harmless).")
    return len(wanted)
