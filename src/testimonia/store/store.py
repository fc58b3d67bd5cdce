"""A study's store: database, archive and log behind one contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, update

from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.domain.identity import digest, object_id
from testimonia.errors import AccountWithdrawn, StudyNotFound
from testimonia.store import fold, migrate, runs, schema, sight, texts, triggers, withdraw
from testimonia.store.append import Clock, Decision, Entropy, Writer, append, instant
from testimonia.store.archive import Archive
from testimonia.store.codec import from_columns
from testimonia.store.engine import Engines, translated
from testimonia.store.kinds import KIND_OF

R = TypeVar("R")
DATABASE = "study.db"


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(tz=UTC)  # noqa: TID251 - the one place where the machine's clock is read; everything else is handed it


def random_salt() -> str:
    """128 random bits, as hex: nobody can try texts against a sealed row's digest."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a store takes from outside itself: the clock, the source of salts, and the name of a new copy."""

    clock: Clock = utc_now
    entropy: Entropy = random_salt
    replica: str | None = None


def meta_digest(key: str, value: str) -> str:
    """The digest that vouches for a row of ``meta``."""
    return digest("meta", key, value)


class Store:
    """One study's database and archive."""

    def __init__(self, folder: Path, url: str | None, surroundings: Surroundings) -> None:
        """Use :meth:`create` or :meth:`open`."""
        self.folder = folder
        self.url = url
        self.clock, self.entropy = surroundings.clock, surroundings.entropy
        self.archive = Archive(folder / "archive")
        self.engines = Engines(folder / DATABASE, url)
        self._replica: str | None = None

    @classmethod
    def create(cls, folder: Path, url: str | None = None, surroundings: Surroundings | None = None) -> Store:
        """Make an empty database for a new study in an existing folder.

        Raises:
            StudyReadOnly, DiskFull: the folder does not take it.
            StudyExists: the PostgreSQL database holds a study.
        """
        around = surroundings or Surroundings()
        path = folder / DATABASE
        with translated(path):
            if url is None:
                path.touch(exist_ok=False)
        store = cls(folder, url, around)
        try:
            with store.write() as connection:
                migrate.require_empty(connection)
                schema.metadata.create_all(connection)
                texts.create_index(connection)
                triggers.install(connection)
                migrate.stamp(connection)
                study = object_id("study", instant(around.clock()), around.entropy())
                replica = around.replica or object_id("replica", study, around.entropy())[:8]
                for key, value in (("study", study), ("replica", replica)):
                    connection.execute(insert(schema.meta), {"key": key, "value": value, "digest": meta_digest(key, value)})
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open(cls, folder: Path, url: str | None = None, surroundings: Surroundings | None = None) -> Store:
        """Open the database of a study; one of an older version is brought up to date first.

        Raises:
            StudyNotFound: there is none.
            SchemaTooNew: a newer testimonia wrote it.
        """
        if url is None and not (folder / DATABASE).is_file():
            raise StudyNotFound(f"{folder} holds no study (there is no {DATABASE}).", "`testimonia new DIR` makes one.")
        store = cls(folder, url, surroundings or Surroundings())
        try:
            store.engines.prepare()
            with store.read() as connection:
                current = migrate.is_current(connection)
            if not current:
                migrate.upgrade(store.engines)
            store.finish_withdrawals()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the database."""
        self.engines.dispose()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One short writing transaction."""
        with self.engines.write() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view."""
        with self.engines.read() as connection:
            yield connection

    # --- facts about this copy

    def fact(self, connection: Connection, key: str) -> str | None:
        """One of the facts kept in ``meta``: ``study``, ``replica``, ``purge``."""
        return connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar()

    def set_fact(self, connection: Connection, key: str, value: str) -> None:
        """Keep a fact."""
        values = {"value": value, "digest": meta_digest(key, value)}
        if self.fact(connection, key) is None:
            connection.execute(insert(schema.meta), {"key": key, **values})
        else:
            connection.execute(update(schema.meta).where(schema.meta.c.key == key).values(values))

    @property
    def replica(self) -> str:
        """The name of this copy's chain."""
        if self._replica is None:
            with self.read() as connection:
                self._replica = self.fact(connection, "replica") or ""
        return self._replica

    def now(self) -> str:
        """The clock's reading as the log writes it."""
        return instant(self.clock())

    # --- deciding

    def append(self, connection: Connection, by: str, decisions: Iterable[Decision | Any]) -> list[str | None]:
        """Append decisions (or bare records) by one person; see :func:`testimonia.store.append.append`."""
        wrapped = [item if isinstance(item, Decision) else Decision(record=item) for item in decisions]
        return append(connection, Writer(by, self.replica, self.clock, self.entropy), wrapped)

    def decide(self, by: str, decisions: Sequence[Decision | Any]) -> list[str | None]:
        """Append decisions in a transaction of their own."""
        with self.write() as connection:
            return self.append(connection, by, decisions)

    def keep_account(self, by: str, records: Sequence[Any], editions: Sequence[Edition]) -> None:
        """Keep one collected account: its records (account, captures, shelf …), its editions and its index entries, or nothing.

        Raises:
            AccountWithdrawn: the account, or another with the same bytes, was erased by duty.
        """
        with self.write() as connection:
            # Asked under the lock: the bytes may have been withdrawn while a reader was still reading them.
            refused = self.withdrawn_hashes(connection)
            accounts = [record for record in records if isinstance(record, Account)]
            new = {account.id for account in accounts if self.account(connection, account.id) is None}
            for record in records:
                if (isinstance(record, Capture) or (isinstance(record, Account) and record.id in new)) and record.sha256 in refused:
                    raise AccountWithdrawn("These bytes were withdrawn and are refused.", "Leave the file out.")
            self.append(connection, by, records)
            texts.put_editions(connection, editions)
            by_id = {edition.id: edition for edition in editions}
            for account in accounts:
                name = account.full or account.main or ""
                body = by_id.get(name) or texts.edition(connection, name)  # an edition that stays need not be given again
                texts.index_account(connection, account.id, account.title, body.text if body else "", new=account.id in new)

    # --- reading

    def records(self, connection: Connection, record: type[R], seen: sight.Sight = sight.EVERYTHING) -> list[R]:
        """The records of one class that a reader may see, by subject."""
        return sight.records(connection, record, seen)

    def account(self, connection: Connection, name: str) -> Account | None:
        """One account by id."""
        return self.one(connection, Account, name)

    def accounts_from(self, connection: Connection, origin: str) -> list[Account]:
        """The accounts of one origin, by id: several where a file of one name held different bytes at different times."""
        table = schema.projections["account"]
        query = select(table).where(table.c.origin == origin).order_by(table.c.id)
        return [from_columns(Account, row) for row in connection.execute(query).mappings()]

    def captures(self, connection: Connection, account: str) -> list[Capture]:
        """The captures of one account, by time."""
        table = schema.projections["capture"]
        query = select(table).where(table.c.account == account).order_by(table.c.at, table.c.id)
        return [from_columns(Capture, row) for row in connection.execute(query).mappings()]

    def one(self, connection: Connection, record: type[R], subject: str) -> R | None:
        """The record that a subject names, whoever may see it; None where there is none, or where two copies decided differently."""
        table = schema.projections[KIND_OF[record].name]
        row = connection.execute(select(table).where(table.c.subject == subject)).mappings().first()
        return from_columns(record, row) if row else None

    def editions(self, connection: Connection, account: str) -> list[Edition]:
        """The texts of one account."""
        query = select(schema.editions).where(schema.editions.c.account == account).order_by(schema.editions.c.id)
        return [from_columns(Edition, row) for row in connection.execute(query).mappings()]

    def edition(self, connection: Connection, name: str) -> Edition | None:
        """One text by id."""
        return texts.edition(connection, name)

    def search(self, query: str) -> list[str]:
        """Accounts that hold every word of a query; see :func:`testimonia.store.texts.search`."""
        with self.read() as connection:
            return texts.search(connection, query)

    def withdrawn(self, connection: Connection) -> frozenset[str]:
        """The accounts that were withdrawn."""
        return fold.withdrawn(connection)

    def withdrawn_hashes(self, connection: Connection) -> frozenset[str]:
        """SHA-256 of the bytes that were withdrawn and are refused if they come again."""
        return frozenset(connection.execute(select(schema.tombstones.c.sha256)).scalars().all())

    # --- runs

    def record_run(
        self,
        work: runs.Work,
        outputs: Sequence[tuple[Any, Sequence[str]]],
        *,
        by: str,
        seen: Callable[[Connection], str | None],
        parts: Iterable[str] = (),
    ) -> str | None:
        """Keep a run, unless its input changed while it was worked on, or a part of ``parts`` went (then None: the caller starts again).

        ``seen`` gives the key of the present state (:func:`testimonia.store.inputs.state_key`), None where the input changed.
        """
        with self.write() as connection:
            key = seen(connection)
            if key is None:
                return None
            return runs.record_run(connection, work, outputs, at=self.now(), by=by, seen=key, parts=parts)

    def finish_withdrawals(self) -> None:
        """Finish the physical deletion that a kill interrupted, if any."""
        with self.read() as connection:
            pending = self.fact(connection, "purge")
        if pending:
            withdraw.purge(self)
