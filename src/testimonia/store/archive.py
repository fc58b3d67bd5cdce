"""The archive: bytes as captured, named by their SHA-256, never edited."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from testimonia.errors import StudyDamaged
from testimonia.store.engine import translated

BLOCK = 1 << 20
ATTEMPTS = 3  # a withdrawal may take a temporary file away while it is written, but hardly twice


class Archive:
    """A folder of blobs, ``ab/cdef…``; only relative names are ever stored elsewhere."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when the first blob arrives."""
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a blob lies or would lie."""
        return self.folder / sha256[:2] / sha256[2:]

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, data: bytes) -> str:
        """Keep bytes; return their SHA-256. Bytes that are there already are not written again.

        The blob is complete before it gets its name and reaches the disk before any row speaks of it, so that a kill leaves
        at most a nameless temporary file.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.is_file() and target.stat().st_size == len(data):
            return sha256
        for _ in range(ATTEMPTS):
            with suppress(FileNotFoundError):
                self._write(target, data)
                return sha256
        self._write(target, data)
        return sha256

    def _write(self, target: Path, data: bytes) -> None:
        with translated(self.folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=".part-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def get(self, sha256: str) -> bytes:
        """The bytes of a blob.

        Raises:
            StudyDamaged: the blob is not there.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise StudyDamaged(
                f"The archive has lost the original {sha256[:12]}….", "Restore the archive folder from a backup, then run `verify`."
            ) from None

    def digest(self, sha256: str) -> str:
        """The SHA-256 that a blob really has now."""
        hasher = hashlib.sha256()
        with self.path(sha256).open("rb") as file:
            while block := file.read(BLOCK):
                hasher.update(block)
        return hasher.hexdigest()

    def remove(self, sha256: str) -> None:
        """Overwrite and delete a blob (for a withdrawal)."""
        path = self.path(sha256)
        if not path.is_file():
            return
        with translated(self.folder):
            # Overwriting is the most a program can do; copies kept by the disk itself or by a backup are beyond it, and said so.
            with path.open("r+b") as file:
                left = path.stat().st_size
                while left > 0:
                    left -= file.write(b"\0" * min(left, BLOCK))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def __iter__(self) -> Iterator[str]:
        """Every blob's name, sorted."""
        if self.folder.is_dir():
            for shelf in sorted(self.folder.iterdir()):
                if shelf.is_dir() and len(shelf.name) == 2:  # noqa: PLR2004 - the fan-out of path()
                    for blob in sorted(shelf.iterdir()):
                        yield shelf.name + blob.name

    def clear_parts(self) -> None:
        """Delete the unfinished temporary files of killed runs; whoever is writing one just now writes it again."""
        for part in self.folder.glob(".part-*"):
            with suppress(PermissionError):  # Windows keeps a file that somebody is writing
                part.unlink(missing_ok=True)
