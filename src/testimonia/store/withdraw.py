"""Withdrawing an account: it goes from every place that testimonia controls, and only the fact that it was there stays.

First one transaction: the decision is logged and everything about the account is deleted from the tables; from then on no door shows
it. Then the physical part, which a kill may interrupt and the next opening finishes: bytes out of the archive, pages out of the
database file and its write-ahead log, words out of the search index.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, or_, select, text

from testimonia.domain.decisions import Withdrawal
from testimonia.domain.evidence import Account
from testimonia.domain.identity import canonical_json
from testimonia.errors import DiskFull, StudyBusy, StudyReadOnly, UnknownReference
from testimonia.store import fold, schema
from testimonia.store.cutting import Cut, carriers, cut_out
from testimonia.store.engine import BUSY_MILLISECONDS, translated
from testimonia.store.log import chunks
from testimonia.store.runs import output_row_digest
from testimonia.store.texts import drop_pieces, fill_index

if TYPE_CHECKING:
    from testimonia.store.store import Store


NAMED = 200  # accounts that one condition names: SQLite refuses a condition of more than a thousand alternatives


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawReport:
    """What a withdrawal removed, and where copies may still lie that testimonia cannot reach.

    ``same_bytes`` are the accounts that share bytes with it; ``leaving`` hashes of such bytes that evidence exports go on writing, because the
    tombstone keeps the hash of the first capture only. ``cut`` are the accounts that shared a file with it and rest on their own text now, because the
    file is deleted; ``brought`` accounts that came attached to it, which stay.
    """

    account: str
    sha256: str
    already: bool
    held_by: tuple[dict[str, Any], ...]
    same_bytes: tuple[str, ...]
    pending: bool = False
    leaving: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report in words."""
        gone = "texts, index entries" if self.same_bytes else "bytes, texts, index entries"
        said = [
            f"Account {self.account} was withdrawn before; nothing was left to remove."
            if self.already
            else f"Account {self.account} is withdrawn: {gone} and everything said about it are deleted. Its hash stays."
        ]
        if self.cut:
            many = "1 other account" if len(self.cut) == 1 else f"{len(self.cut)} other accounts"
            said.append(
                f"The file that held it is deleted. {many} in that file keep their texts, which are their evidence now (the custody record says so): "
                + ", ".join(self.cut)
                + "."
            )
        if self.brought:
            said.append(
                "What came attached to it are accounts of their own, and stay until you withdraw them too: " + ", ".join(self.brought) + "."
            )
        if self.pending:
            said.append(
                "Another program holds the study, or the disk is full: remains of it in unused parts of the database go when the study "
                "is next opened. Close other programs that use it, then run `testimonia verify`."
            )
        if self.same_bytes:
            out = (
                "Exhibits, BagIt and WACZ go on writing these originals of later captures: " + ", ".join(self.leaving) + "."
                if self.leaving
                else "Exhibits, BagIt and WACZ leave the original out from now on."
            )
            said.append(
                "Bytes that hold it are NOT deleted: other accounts rest on the same bytes, which stay in the archive until you "
                "withdraw those too: " + ", ".join(self.same_bytes) + f". {out}"
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
            "pending": self.pending,
            "leaving": list(self.leaving),
            "cut": list(self.cut),
            "brought": list(self.brought),
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
        cut, brought = Cut(), list[str]()
        if buried is None and found is not None:
            mails = carriers(connection, found)
            brought = _brought(connection, found)
            store.append(connection, by, [Withdrawal(account=account, sha256=sha256, reason=reason, by=by)])
            erase(connection, [account])
            cut = cut_out(store, connection, by, found, blobs, mails)
            schedule(store, connection, {*blobs, *cut.blobs})
        shared = connection.execute(select(captures.c.account, captures.c.sha256).where(captures.c.sha256.in_(sorted(blobs)))).all()
        held = holders(connection, account)
    done = purge(store)
    return WithdrawReport(
        account=account,
        sha256=sha256,
        already=buried is not None,
        held_by=tuple(held),
        same_bytes=tuple(sorted({row.account for row in shared})),
        leaving=tuple(sorted({row.sha256 for row in shared} - {sha256})),
        pending=not done,
        cut=cut.accounts,
        brought=tuple(brought),
    )


def _brought(connection: Connection, account: Account) -> list[str]:
    """The accounts that came attached to one, by id."""
    table = schema.projections["account"]
    query = select(table.c.id, table.c.origin).where(table.c.bundle == account.origin).order_by(table.c.id)
    return [row.id for row in connection.execute(query) if row.origin.startswith(f"{account.origin}/")]


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


def _parts(accounts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (accounts[start : start + NAMED] for start in range(0, len(accounts), NAMED))


def _naming(table: Table, column: str, accounts: Iterable[str]) -> ColumnElement[bool]:
    """Rows whose JSON list in ``column`` names one of these accounts."""
    return or_(*(table.c[column].contains(f'"{account}"', autoescape=True) for account in accounts))


def erase(connection: Connection, accounts: Iterable[str]) -> None:
    """Delete everything about these accounts from the tables, in the caller's transaction."""
    gone = sorted(accounts)
    log = schema.log
    subjects: dict[str, set[str]] = {}
    for some in _parts(gone):
        rows = connection.execute(select(log.c.id, log.c.kind, log.c.subject).where(_naming(log, "accounts", some))).all()
        for part in chunks([row.id for row in rows]):
            connection.execute(delete(schema.sealed).where(schema.sealed.c.row.in_(part)))
        for row in rows:
            subjects.setdefault(row.kind, set()).add(row.subject)
        connection.execute(delete(schema.editions).where(schema.editions.c.account.in_(some)))
        drop_pieces(connection, some)
    for kind, names in subjects.items():
        # Not simply deleted: what was decided later, or in another copy, about other accounts alone still holds.
        fold.resettle(connection, kind, sorted(names))
    erase_outputs(connection, gone)


def erase_outputs(connection: Connection, gone: Sequence[str]) -> None:
    """Delete kept outputs of runs that name one of these accounts; their digests stay, so that the run still adds up."""
    for name, table in schema.outputs.items():
        for some in _parts(gone):
            for output in connection.execute(select(table).where(_naming(table, "holds", some))).mappings().all():
                mark = {"run": output["run"], "row_digest": output_row_digest(name, output)}
                connection.execute(insert(schema.outputs_withdrawn), mark)
            connection.execute(delete(table).where(_naming(table, "holds", some)))


def schedule(store: Store, connection: Connection, blobs: Iterable[str]) -> None:
    """Note, in the transaction that erases, what the physical part must still remove."""
    waiting = json.loads(store.fact(connection, "purge") or "[]")
    store.set_fact(connection, "purge", canonical_json(sorted({*waiting, *blobs})))


def purge(store: Store) -> bool:
    """Do the physical part of withdrawals that are waiting for it; does nothing where none is.

    False where the disk or another program did not let it finish: then it waits for the next opening, and ``verify`` says so.
    """
    with store.read() as connection:
        noted = store.fact(connection, "purge") or "[]"
        waiting = json.loads(noted)
        gone = fold.withdrawn(connection)
        captures = schema.projections["capture"]
        kept = set(connection.execute(select(captures.c.sha256).where(captures.c.sha256.in_(waiting))).scalars().all())
    if not waiting:
        return True
    try:
        with translated(store.engines.path):
            for sha256 in waiting:
                if sha256 not in kept:
                    store.archive.remove(sha256)
            store.archive.clear_parts()  # a collect that was killed may have left some of the same bytes
            cache = store.folder / "cache"
            if cache.is_dir():
                shutil.rmtree(cache)
            clean = _compact_sqlite(store) if store.engines.sqlite else _compact_postgres(store)
        with store.write() as connection:
            # What somebody withdrew meanwhile was not there yet when the file was rewritten: it stays noted, for them to finish.
            if clean and store.fact(connection, "purge") == noted and fold.withdrawn(connection) == gone:
                store.set_fact(connection, "purge", "[]")
    except (StudyBusy, StudyReadOnly, DiskFull):
        return False
    return clean


def _compact_sqlite(store: Store) -> bool:
    """Rewrite the search index and the whole file, and empty the write-ahead log: no deleted byte stays in a free page.

    False where somebody who still reads the old pages keeps the write-ahead log from being emptied.
    """
    with store.write() as connection:
        fill_index(connection)
    store.engines.reading.dispose()  # our own idle readers would keep the write-ahead log from being emptied
    with store.engines.outside_transactions() as raw:
        raw.execute("VACUUM")
        refused: int = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not refused


def _compact_postgres(store: Store) -> bool:
    """Rewrite the tables that held the account; the server's own write-ahead log is its keeper's business.

    The planner's statistics quote common values, so they are taken anew.
    """
    connection = store.engines.writing.connect().execution_options(isolation_level="AUTOCOMMIT")
    with connection:
        connection.execute(text(f"SET lock_timeout = {BUSY_MILLISECONDS}"))
        try:
            tables = [schema.sealed, schema.editions, schema.search_pieces, *schema.projections.values(), *schema.outputs.values()]
            for table in tables:
                connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table.name}"'))
                if connection.execute(select(table).limit(1)).first() is None:
                    _forget_statistics(connection, table)
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True


def _forget_statistics(connection: Connection, table: Table) -> None:
    """Of an empty table PostgreSQL takes none, and would keep the old ones; a column declared anew, even as it was, has none."""
    for column in table.columns:
        if column.type is schema.TEXT and not column.primary_key:
            connection.execute(text(f'ALTER TABLE "{table.name}" ALTER COLUMN "{column.name}" TYPE text COLLATE "C"'))
