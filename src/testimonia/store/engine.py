"""Connections: one engine that writes and says so at once, one that only reads, and database faults in a researcher's words.

On SQLite a transaction that reads first and writes later fails under load whatever the timeout (SQLITE_BUSY_SNAPSHOT: 459 to 951
of 1,200 measured), so writing always begins with BEGIN IMMEDIATE. On PostgreSQL writers queue on an advisory lock, because all of
them append to one chain.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from testimonia.errors import DiskFull, MissingExtra, StudyBusy, StudyDamaged, StudyReadOnly, TestimoniaError

__all__ = ["Connection", "Engines", "translated"]  # the rooms above name the connection that they are handed

BUSY_MILLISECONDS = 60_000  # six writers that save every few milliseconds wait far less; a minute means that something hangs
CHAIN_LOCK = 0x7E57_1304  # any constant: the advisory lock that appending to the chain takes on PostgreSQL


def _sqlite_engine(path: Path, *, writing: bool) -> Engine:
    # A file URI, so that a reader of a study on a read-only disk can be told that nobody writes to it.
    mode = "rw" if writing else "ro"
    uri = f"{path.resolve().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError as fault:
            connection.close()
            if writing or not any(word in str(fault) for word in ("unable to open", "readonly")):
                raise
            # WAL wants to create its index file beside the database. Where the folder refuses, nobody can be writing: read the file
            # as it is, unless a log of unmerged pages lies beside it, which that way of reading would leave out.
            waiting = path.with_name(path.name + "-wal")
            if waiting.exists() and waiting.stat().st_size:
                raise
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS_WRITE if writing else _PRAGMAS_READ:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    # Hidden, because what a fault quotes ends up on screens and in reports of bugs.
    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", _begin_immediate if writing else _begin_reading)
    return engine


_PRAGMAS_WRITE = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MILLISECONDS}",
    "trusted_schema=OFF",
    "cache_size=-32768",  # 32 MB: ids fall anywhere in an index; against the usual 2 MB it saved 2 to 8 % of appending 100,000 rows
    "wal_autocheckpoint=4000",  # pages: with the usual 1,000 every batch of an import would wait for its own checkpoint
    "secure_delete=ON",  # what a withdrawal deletes must not linger in free pages
)
_PRAGMAS_READ = ("query_only=ON", "trusted_schema=OFF", f"busy_timeout={BUSY_MILLISECONDS}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _postgres_engine(url: str) -> Engine:
    try:
        import psycopg  # noqa: F401 - the extra is looked for only where a study asks for it
    except ImportError:
        raise MissingExtra("A study on PostgreSQL", "postgres") from None
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    # A writer must see what was committed while it waited for the lock, whatever the server's default is.
    return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True)


class Engines:
    """The two ways into one study's database."""

    def __init__(self, path: Path, url: str | None) -> None:
        """``path`` is the SQLite file; ``url`` a PostgreSQL URL instead of it."""
        self.path = path
        self.sqlite = url is None
        if url is None:
            self.writing, self.reading = _sqlite_engine(path, writing=True), _sqlite_engine(path, writing=False)
        else:
            self.writing = self.reading = _postgres_engine(url)

    def prepare(self) -> None:
        """Make sure that readers and writers of a SQLite file do not shut one another out.

        A file that another program has rewritten may have lost its write-ahead mode, and a writer could not bring it back
        while somebody reads.
        """
        if not self.sqlite:
            return
        with self.read() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode != "wal":
            self.reading.dispose()
            with suppress(StudyReadOnly), self.outside_transactions():
                pass  # a writing connection sets the mode as it opens

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One short writing transaction; all of it is kept or nothing."""
        with translated(self.path), self.writing.begin() as connection:
            if not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the study while it lasts."""
        engine = self.reading if self.sqlite else self.reading.execution_options(isolation_level="REPEATABLE READ")
        with translated(self.path), engine.begin() as connection:
            yield connection

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A writing transaction in which a table may be made anew although others point at it; checked before it is kept."""
        if not self.sqlite:
            with self.write() as connection:
                yield connection
            return
        with translated(self.path):
            engine = _sqlite_engine(self.path, writing=True)
            # Only outside a transaction can SQLite be told to look away while a table is replaced.
            event.listen(engine, "connect", lambda bare, _: bare.execute("PRAGMA foreign_keys=OFF"))
            try:
                with engine.begin() as connection:
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                        raise StudyDamaged(
                            "The study could not be brought up to date: rows of it point at rows that are not there.",
                            "Nothing was changed. Run `verify` with the version that wrote it, or restore a backup.",
                        )
            finally:
                engine.dispose()

    @contextmanager
    def outside_transactions(self) -> Iterator[sqlite3.Connection]:
        """A bare SQLite connection for the few statements that may not stand in a transaction (VACUUM, checkpoints)."""
        with translated(self.path):
            pooled = self.writing.raw_connection()
            try:
                bare: Any = pooled.driver_connection
                yield bare
            finally:
                pooled.close()

    def dispose(self) -> None:
        """Close every connection; the writers last, since SQLite clears its write-ahead log when the last connection that may write goes."""
        self.reading.dispose()
        self.writing.dispose()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn faults of disk and database into errors that say what to do.

    Raises:
        StudyReadOnly, DiskFull, StudyBusy, StudyDamaged: as the fault was.
    """
    try:
        yield
    except TestimoniaError:
        raise
    except (DBAPIError, sqlite3.Error) as fault:
        original: Any = getattr(fault, "orig", fault)
        better = _explain(str(original).lower(), path)
        if better is None:
            raise
        raise better from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise _disk_full(path) from fault
        if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise _read_only(path) from fault
        raise


def _disk_full(path: Path) -> DiskFull:
    return DiskFull(
        f"There is no room left on the disk that holds {path.parent.name}; what was saved before is kept, this step is not.",
        "Free some space and run the same command again.",
    )


def _read_only(path: Path) -> StudyReadOnly:
    return StudyReadOnly(
        f"{path.parent.name} cannot be written to: the disk or folder is read-only.",
        "Copy the study to a disk you may write to, or ask for write permission. Reading verbs (status, export) work as it is.",
    )


def _explain(fault: str, path: Path) -> TestimoniaError | None:
    if "is full" in fault or "disk i/o error" in fault or "no space left" in fault:
        return _disk_full(path)
    if "readonly" in fault or "read-only" in fault or "unable to open" in fault:
        return _read_only(path)
    if "locked" in fault or "busy" in fault or "lock timeout" in fault:
        return StudyBusy(
            "Another program has been holding the study for more than a minute.",
            "Close other windows that use this study, then run the command again.",
        )
    if "malformed" in fault or "not a database" in fault or "corrupt" in fault:
        return StudyDamaged(
            f"{path.name} is damaged and cannot be read as a study's database.",
            "Restore it from a backup (a backup is a ZIP file that holds a whole study); the archive folder is kept apart and may be intact.",
        )
    if "connection" in fault and ("refused" in fault or "failed" in fault or "closed" in fault):
        return StudyBusy("The study's PostgreSQL server does not answer.", "Start it, or mend the `database` line of study.yaml.")
    return None
