"""Backup: one ZIP file that holds a whole study; unpacked, it is a study again.

The database is copied by SQLite's own backup (a live file must never be copied byte by byte); a study on PostgreSQL becomes a SQLite
study in the backup. The file gets its name only when it is complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from testimonia.domain.report import Progress, silent
from testimonia.errors import InputError, StudyExists
from testimonia.protocol.portable import without_database
from testimonia.store import migrate, releases, schema, texts, triggers
from testimonia.store.engine import Engines, translated

if TYPE_CHECKING:
    from testimonia.store.store import Store

MANIFEST = "manifest-sha256.json"
BLOCK = 1 << 20
MANIFEST_MOST = 1 << 28  # bytes; a line of it is 150, and no study has a million originals
UNPACKED_MOST = 200 << 30  # bytes; a study of 100,000 PDFs stays below, a bomb does not
RATIO_MOST = 1100  # deflate itself cannot pack more tightly than 1,032 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReport:
    """Where the backup lies and what it holds."""

    path: str
    sha256: str
    files: int
    size: int

    def lines(self) -> list[str]:
        """The report in words."""
        return [
            f"Backed up {self.files} files ({self.size / 1e6:.1f} MB) to {self.path}.",
            f"SHA-256 {self.sha256}",
            "It holds everything, names and texts included: keep it as safe as the study. Unpacked, it is a study again.",
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {"path": self.path, "sha256": self.sha256, "files": self.files, "size": self.size}


def backup(store: Store, target: Path, *, by: str, progress: Progress = silent) -> BackupReport:
    """Write a backup of the whole study to ``target``.

    Raises:
        StudyExists: the file is there already.
        DiskFull, StudyReadOnly: it cannot be written.
    """
    if target.exists():
        raise StudyExists(f"{target} exists already.", "Choose another name, so that no older backup is lost.")
    with translated(target), tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        database = Path(folder) / "study.db"
        _copy_database(store, database)
        packed = Path(folder) / "backup.zip"
        files = _pack(store, database, packed, progress)
        sha256 = _digest(packed)
        size = packed.stat().st_size
        # What the copy holds, not the study by now; and noted before it is there, or a withdrawal might not name it.
        with closing(sqlite3.connect(database)) as copy:
            accounts = [name for (name,) in copy.execute("SELECT id FROM accounts")]
        releases.note(store, kind="backup", path=target, by=by, accounts=accounts, sha256=sha256)
        packed.replace(target)
    return BackupReport(path=str(target), sha256=sha256, files=files, size=size)


def _copy_database(store: Store, target: Path) -> None:
    target.touch()
    if store.engines.sqlite:
        with store.engines.outside_transactions() as bare:
            target.unlink()
            bare.execute("VACUUM INTO ?", (str(target),))
        return
    copy = Engines(target, None)
    with store.read() as source, copy.write() as connection:
        schema.metadata.create_all(connection)
        texts.create_index(connection)
        migrate.stamp(connection)
        for table in schema.metadata.sorted_tables:
            rows = source.execute(select(table).execution_options(yield_per=500)).mappings()
            for part in rows.partitions(500):
                connection.execute(insert(table), [dict(row) for row in part])
        texts.fill_index(connection)
        triggers.install(connection)
    with copy.outside_transactions() as bare:
        bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        bare.execute("PRAGMA journal_mode=DELETE")
    copy.dispose()


def _pack(store: Store, database: Path, packed: Path, progress: Progress) -> int:
    blobs = list(store.archive)
    manifest: dict[str, str] = {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        for name, path in _study_files(store.folder, database):
            content = path.read_bytes() if name != "study.yaml" else _portable(path.read_bytes())
            bundle.writestr(name, content)
            manifest[name] = hashlib.sha256(content).hexdigest()
        for n, sha256 in enumerate(blobs):
            progress(n, len(blobs), "packing originals")
            name = f"archive/{sha256[:2]}/{sha256[2:]}"
            bundle.write(store.archive.path(sha256), name)
            manifest[name] = sha256
        bundle.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return len(manifest)


def _study_files(folder: Path, database: Path) -> Iterator[tuple[str, Path]]:
    yield "study.db", database
    yield "study.yaml", folder / "study.yaml"
    for part in ("codebooks", "releases"):
        for path in sorted((folder / part).rglob("*")):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def _portable(study_yaml: bytes) -> bytes:
    """Without the server's URL: the backup brings its own database, and the URL may hold a password."""
    for encoding in ("utf-8-sig", "latin-1"):  # a file that is no UTF-8 cannot be adopted, but is backed up all the same
        with suppress(UnicodeDecodeError):
            return without_database(study_yaml.decode(encoding)).encode(encoding.removesuffix("-sig"))
    raise AssertionError  # latin-1 reads any bytes


def _digest(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            hasher.update(block)
    return hasher.hexdigest()


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A backup unpacked in a temporary folder for as long as it is needed (for ``merge``); a folder is given back as it is.

    Raises:
        InputError: the file is no backup, is damaged, or is built to harm.
    """
    if path.is_dir():
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="testimonia-backup-"))
    try:
        try:
            with zipfile.ZipFile(path) as bundle:
                _unpack(bundle, folder)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError) as fault:
            raise InputError(
                f"{path.name} cannot be read as a backup ({fault}).", "Give a study folder, or a file that `backup` made."
            ) from None
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(bundle: zipfile.ZipFile, folder: Path) -> None:
    if bundle.getinfo(MANIFEST).file_size > MANIFEST_MOST:
        raise ValueError("its list of files is too long")
    manifest = json.loads(bundle.read(MANIFEST))
    if not isinstance(manifest, dict):
        raise ValueError("its list of files is none")  # noqa: TRY004 - a fault of the file, told like its other faults
    left = UNPACKED_MOST
    for name, sha256 in manifest.items():
        inner = PurePosixPath(name)
        # Windows drops spaces and dots at the end of a name, so that `.. /` would lead out there.
        if inner.is_absolute() or "\\" in name or ":" in name or any(part.rstrip(" .") != part for part in inner.parts):
            raise ValueError(f"it names a file outside itself: {name}")
        info = bundle.getinfo(name)
        target = folder / inner
        target.parent.mkdir(parents=True, exist_ok=True)
        hasher = hashlib.sha256()
        most = min(left, info.compress_size * RATIO_MOST + BLOCK)
        with bundle.open(info) as source, target.open("wb") as file:
            while block := source.read(BLOCK):
                most -= len(block)
                left -= len(block)
                if most < 0:
                    raise ValueError(f"{name} unpacks to more than it should")
                hasher.update(block)
                file.write(block)
        if hasher.hexdigest() != sha256:
            raise ValueError(f"{name} is not what the manifest says")
