"""Merging two copies of a study: the union of their rows, folded anew. Writes no row of its own.

Commutative, associative and idempotent, because the state depends on the set of rows alone. What one copy withdrew goes from the
other too. Every row, text and blob of the other copy is checked before it is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, insert, select

from testimonia.domain.report import Progress, silent
from testimonia.errors import DifferentStudy, StudyDamaged
from testimonia.store import fold, schema, texts, withdraw
from testimonia.store.log import chunks, row_id, seal
from testimonia.store.runs import kept_digest

if TYPE_CHECKING:
    from testimonia.store.store import Store

BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a merge took from the other copy."""

    rows: int
    accounts: int
    blobs: int
    withdrawn: int
    conflicts: int


def merge(ours: Store, theirs: Store, progress: Progress = silent) -> Taken:
    """Take everything of ``theirs`` that ``ours`` lacks.

    Raises:
        DifferentStudy: the two never were one study.
        StudyDamaged: the other copy holds something that is not what it says; nothing is taken.
    """
    with theirs.read() as source:
        with ours.read() as here:
            if ours.fact(here, "study") != theirs.fact(source, "study"):
                raise DifferentStudy(
                    "These two folders are not copies of one study.",
                    "Merge works on copies that began as one; to bring a study's files into another, collect them there.",
                )
            unwanted = fold.withdrawn(here) | fold.withdrawn(source)
        blobs = _copy_blobs(ours, theirs, source, unwanted, progress)
        with ours.write() as target:
            # Asked under the lock: while originals were copied, others may have decided, merged or withdrawn.
            gone = fold.withdrawn(target) | fold.withdrawn(source)
            known = set(target.execute(select(schema.log.c.id)).scalars().all())
            accounts = schema.projections["account"]
            before = {row.subject: row.row for row in target.execute(select(accounts.c.subject, accounts.c.row))}
            rested = _rested_on(target)
            rows = _copy_log(source, target, known)
            _copy_sealed(source, target, gone)
            _copy_editions(source, target, gone)
            for table, key in _KEYED:
                _copy_keyed(source, target, table, key)
            _copy_outputs(source, target, gone)
            fold.clear(target)
            fold.rebuild(target, target)
            added = _index_new(target, before)
            doomed = sorted(before.keys() & gone)
            if doomed:
                withdraw.erase(target, doomed)
            if late := sorted({*doomed, *(gone - unwanted)}):
                withdraw.schedule(ours, target, _hashes_of(target, late))
            # A file out of which one copy cut what was left in it: nothing rests on it any more, and it holds what was withdrawn.
            if given_up := (rested | set(blobs)) - _rested_on(target):
                withdraw.schedule(ours, target, given_up)
            conflicts = len(target.execute(select(schema.conflicts.c.subject)).all())
    withdraw.purge(ours)
    return Taken(rows=rows, accounts=added, blobs=len(blobs), withdrawn=len(doomed), conflicts=conflicts)


_KEYED: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (schema.protocol_texts, ("digest", "name")),
    (schema.runs, ("id",)),
    (schema.snapshots, ("id", "name")),
    (schema.releases, ("id",)),
    (schema.holdings, ("release", "account")),
)


def _damaged(what: str) -> StudyDamaged:
    return StudyDamaged(f"The other copy is damaged: {what}. Nothing was taken from it.", "Run `verify` on it, and merge a sound copy.")


def _copy_blobs(ours: Store, theirs: Store, source: Connection, gone: frozenset[str], progress: Progress) -> list[str]:
    table = schema.projections["capture"]
    wanted = sorted({row.sha256 for row in source.execute(select(table.c.account, table.c.sha256)) if row.account not in gone})
    missing = [sha256 for sha256 in wanted if sha256 not in ours.archive]
    for n, sha256 in enumerate(missing):
        progress(n, len(missing), "copying originals")
        if ours.archive.put(theirs.archive.get(sha256)) != sha256:
            raise _damaged(f"the original {sha256[:12]}… has changed")
    return missing


def _rested_on(target: Connection) -> set[str]:
    """The hashes that captures speak of."""
    return set(target.execute(select(schema.projections["capture"].c.sha256).distinct()).scalars())


def _insert(target: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    batch: list[dict[str, Any]] = []
    count = 0
    for row in rows:
        batch.append(row)
        count += 1
        if len(batch) >= BATCH:
            target.execute(insert(table), batch)
            batch = []
    if batch:
        target.execute(insert(table), batch)
    return count


def _copy_log(source: Connection, target: Connection, known: set[str]) -> int:
    log = schema.log

    def fresh() -> Iterable[dict[str, Any]]:
        for row in source.execute(select(log).execution_options(yield_per=BATCH)).mappings():
            if row["id"] not in known:
                if row_id(row) != row["id"]:
                    raise _damaged(f"log row {row['id'][:12]}… has changed")
                yield dict(row)

    return _insert(target, log, fresh())


def _copy_sealed(source: Connection, target: Connection, gone: frozenset[str]) -> None:
    log, sealed = schema.log, schema.sealed
    known = set(target.execute(select(sealed.c.row)).scalars().all())
    query = select(sealed, log.c.accounts, log.c.sealed).join(log, log.c.id == sealed.c.row).execution_options(yield_per=BATCH)

    def fresh() -> Iterable[dict[str, Any]]:
        for row in source.execute(query).mappings():
            if row["row"] in known or not gone.isdisjoint(json.loads(row["accounts"])):
                continue
            if seal(row["salt"], row["content"]) != row["sealed"]:
                raise _damaged(f"the content of log row {row['row'][:12]}… has changed")
            yield {name: row[name] for name in ("row", "salt", "content")}

    _insert(target, sealed, fresh())


def _copy_editions(source: Connection, target: Connection, gone: frozenset[str]) -> None:
    table = schema.editions
    known = set(target.execute(select(table.c.id)).scalars().all())

    def fresh() -> Iterable[dict[str, Any]]:
        for row in source.execute(select(table).execution_options(yield_per=50)).mappings():
            if row["id"] in known or row["account"] in gone:
                continue
            if not texts.is_whole(row):
                raise _damaged(f"edition {row['id']} has changed")
            yield dict(row)

    _insert(target, table, fresh())


def _copy_keyed(source: Connection, target: Connection, table: Table, key: tuple[str, ...]) -> None:
    known = {tuple(row) for row in target.execute(select(*(table.c[name] for name in key)))}
    rows = source.execute(select(table)).mappings()
    _insert(target, table, (dict(row) for row in rows if tuple(row[name] for name in key) not in known))


def _copy_outputs(source: Connection, target: Connection, gone: frozenset[str]) -> None:
    """Kept outputs of runs that we do not keep; what names a withdrawn account is erased right after, digest kept."""
    known = set(target.execute(select(schema.kept_runs.c.run)).scalars().all())
    fresh = [name for name in source.execute(select(schema.kept_runs.c.run)).scalars() if name not in known]
    _insert(target, schema.kept_runs, ({"run": name, "seen": "", "digest": kept_digest(name, "")} for name in fresh))
    parts = schema.run_parts
    held = set(target.execute(select(parts.c.part)).scalars().all())
    needed: set[str] = set()
    for name in fresh:
        rows = source.execute(select(parts).where(parts.c.run == name)).mappings().all()
        needed.update(row["part"] for row in rows)
        _insert(target, parts, map(dict, rows))
    for table in (*schema.outputs.values(), schema.outputs_withdrawn):
        for some in chunks([*fresh, *sorted(needed - held)]):
            _insert(target, table, (dict(row) for row in source.execute(select(table).where(table.c.run.in_(some))).mappings()))
    if gone:
        withdraw.erase_outputs(target, sorted(gone))


def _hashes_of(target: Connection, accounts: list[str]) -> list[str]:
    """Blobs that these accounts were captured as, from the open part of the log (their projections are gone by now)."""
    log = schema.log
    wanted = set(accounts)
    found = set()
    for row in target.execute(select(log.c.open).where(log.c.kind == "capture")).scalars():
        values = json.loads(row)
        if values.get("account") in wanted:
            found.add(values["sha256"])
    return sorted(found)


def _index_new(target: Connection, before: dict[str, str]) -> int:
    """Index accounts that are new here or were read again in the other copy; how many are new."""
    table = schema.projections["account"]
    rows = target.execute(select(table)).mappings().all()
    for row in rows:
        if before.get(row["subject"]) != row["row"]:
            texts.index_account(target, row["id"], row["title"], texts.body(target, row))
    return len({row["subject"] for row in rows} - before.keys())
