"""Withdrawing an account: it goes from every place that testimonia controls, and only the fact that it was there stays.

First one transaction: the decision is logged and everything about the account is deleted from the tables; from then on no door shows
it. Then the physical part, which a kill may interrupt and the next opening finishes: bytes out of the archive, pages out of the
database file and its write-ahead log, words out of the search index.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, or_, select, text

from testimonia.domain.decisions import Withdrawal
from testimonia.domain.identity import canonical_json
from testimonia.errors import UnknownReference
from testimonia.store import schema
from testimonia.store.log import chunks
from testimonia.store.runs import output_row_digest
from testimonia.store.texts import drop_pieces, fill_index

if TYPE_CHECKING:
    from testimonia.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport:
    """What a withdrawal removed, and where copies may still lie that testimonia cannot reach."""

    account: str
    sha256: str
    already: bool
    held_by: tuple[dict[str, Any], ...]
    same_bytes: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report in words."""
        said = [
            f"Account {self.account} was withdrawn before; nothing was left to remove."
            if self.already
            else f"Account {self.account} is withdrawn: bytes, texts, index entries and everything said about it are deleted. Its hash stays."
        ]
        if self.same_bytes:
            said.append(
                "The same bytes came in from other places too; they are kept until you withdraw those: " + ", ".join(self.same_bytes)
            )
        if self.held_by:
            said.append("These copies that left the study held it; delete or replace them yourself:")
            said += [f"  {copy['kind']} of {copy['at']}: {copy['path']}" for copy in self.held_by]
        said.append("Copies of this study in other hands lose it when they are merged with this one.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "account": self.account,
            "sha256": self.sha256,
            "already": self.already,
            "held_by": list(self.held_by),
            "same_bytes": list(self.same_bytes),
        }


def withdraw(store: Store, account: str, *, by: str, reason: str) -> WithdrawReport:
    """Erase an account by duty. Irrevocable; wins over any other row in a merge.

    Raises:
        UnknownReference: the study never held such an account.
    """
    captures = schema.projections["capture"]
    with store.write() as connection:
        buried = connection.execute(select(schema.tombstones.c.sha256).where(schema.tombstones.c.account == account)).scalar()
        found = store.account(connection, account)
        if found is None and buried is None:
            raise UnknownReference(f"There is no account {account} in this study.", "`export` or `status --json` list the ids.")
        sha256 = buried or (found.sha256 if found else "")
        blobs = set(connection.execute(select(captures.c.sha256).where(captures.c.account == account)).scalars().all()) | {sha256}
        if buried is None:
            store.append(connection, by, [Withdrawal(account=account, sha256=sha256, reason=reason, by=by)])
            erase(connection, [account])
            schedule(store, connection, blobs)
        same = connection.execute(select(captures.c.account).where(captures.c.sha256.in_(sorted(blobs))).distinct()).scalars().all()
        held = holders(connection, account)
    purge(store)
    return WithdrawReport(account=account, sha256=sha256, already=buried is not None, held_by=tuple(held), same_bytes=tuple(sorted(same)))


def holders(connection: Connection, account: str) -> list[dict[str, Any]]:
    """Releases and backups that held an account, oldest first."""
    releases, holdings = schema.releases, schema.holdings
    query = (
        select(releases.c.kind, releases.c.profile, releases.c.path, releases.c.sha256, releases.c.at, releases.c.by)
        .join(holdings, holdings.c.release == releases.c.id)
        .where(holdings.c.account == account)
        .order_by(releases.c.at, releases.c.path)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _naming(table: Table, column: str, accounts: Iterable[str]) -> ColumnElement[bool]:
    """Rows whose JSON list in ``column`` names one of these accounts."""
    return or_(*(table.c[column].contains(f'"{account}"', autoescape=True) for account in accounts))


def erase(connection: Connection, accounts: Iterable[str]) -> None:
    """Delete everything about these accounts from the tables, in the caller's transaction."""
    gone = sorted(accounts)
    log = schema.log
    rows = connection.execute(select(log.c.id, log.c.kind, log.c.subject).where(_naming(log, "accounts", gone))).all()
    for part in chunks([row.id for row in rows]):
        connection.execute(delete(schema.sealed).where(schema.sealed.c.row.in_(part)))
    subjects: dict[str, set[str]] = {}
    for row in rows:
        subjects.setdefault(row.kind, set()).add(row.subject)
    for kind, names in subjects.items():
        table, conflicts = schema.projections[kind], schema.conflicts
        for part in chunks(sorted(names)):
            connection.execute(delete(table).where(table.c.subject.in_(part)))
            connection.execute(delete(conflicts).where(conflicts.c.kind == kind, conflicts.c.subject.in_(part)))
    connection.execute(delete(schema.editions).where(schema.editions.c.account.in_(gone)))
    drop_pieces(connection, gone)
    erase_outputs(connection, gone)


def erase_outputs(connection: Connection, gone: Sequence[str]) -> None:
    """Delete kept outputs of runs that name one of these accounts; their digests stay, so that the run still adds up."""
    for name, table in schema.outputs.items():
        for output in connection.execute(select(table).where(_naming(table, "holds", gone))).mappings().all():
            mark = {"run": output["run"], "row_digest": output_row_digest(name, output)}
            connection.execute(insert(schema.outputs_withdrawn), mark)
        connection.execute(delete(table).where(_naming(table, "holds", gone)))


def schedule(store: Store, connection: Connection, blobs: Iterable[str]) -> None:
    """Note, in the transaction that erases, what the physical part must still remove."""
    waiting = json.loads(store.fact(connection, "purge") or "[]")
    store.set_fact(connection, "purge", canonical_json(sorted({*waiting, *blobs})))


def purge(store: Store) -> None:
    """Do the physical part of withdrawals that are waiting for it; does nothing where none is."""
    with store.read() as connection:
        waiting = json.loads(store.fact(connection, "purge") or "[]")
        captures = schema.projections["capture"]
        kept = set(connection.execute(select(captures.c.sha256).where(captures.c.sha256.in_(waiting))).scalars().all())
    if not waiting:
        return
    for sha256 in waiting:
        if sha256 not in kept:
            store.archive.remove(sha256)
    cache = store.folder / "cache"
    if cache.is_dir():
        shutil.rmtree(cache)
    if store.engines.sqlite:
        _compact_sqlite(store)
    else:
        _compact_postgres(store)
    with store.write() as connection:
        store.set_fact(connection, "purge", "[]")


def _compact_sqlite(store: Store) -> None:
    """Rewrite the search index and the whole file, and empty the write-ahead log: no deleted byte stays in a free page."""
    with store.write() as connection:
        fill_index(connection)
    store.engines.reading.dispose()  # our own idle readers would keep the write-ahead log from being emptied
    with store.engines.outside_transactions() as raw:
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _compact_postgres(store: Store) -> None:
    """Rewrite the tables that held the account; the server's own write-ahead log is its keeper's business."""
    connection = store.engines.writing.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection:
        tables = [schema.sealed, schema.editions, schema.search_pieces, *schema.projections.values(), *schema.outputs.values()]
        for table in tables:
            connection.execute(text(f'VACUUM FULL "{table.name}"'))
