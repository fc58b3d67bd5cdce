"""Which files there are below the sources, under which origin, and what is left out."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from testimonia.errors import UsageError
from testimonia.stages.collect.report import Skipped
from testimonia.text import canonical

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
# What systems and editors leave beside files; names that begin with a dot are hidden everywhere.
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "$recycle.bin", "icon\r", "lost+found"})
PAGE = (".html", ".htm", ".xhtml", ".shtml")
# A browser that saves a page "complete" puts its parts into a folder named after it, in the browser's language.
_PARTS = (
    "_files",
    "-files",
    "_file",
    "-dateien",
    "_fichiers",
    "_archivos",
    "_ficheiros",
    "_arquivos",
    "_bestanden",
    "-filer",
    "_elemei",
    "_pliki",
    "_soubory",
)


LISTS = (".ris", ".bib", ".bibtex", ".csv", ".tsv", ".xlsx", ".rdf")
"""Endings of files that list publications."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to collect: where it lies, and its origin: the path below the collected folder, with forward slashes, in NFC."""

    path: Path
    origin: str


@dataclass(slots=True)
class Findings:
    """Everything below the sources, in the order of its origin, source by source."""

    files: list[Found] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


def find(sources: Sequence[str | Path], study: Path) -> Findings:
    """Every file below the sources; the study's own folder is never collected into itself.

    Raises:
        UsageError: a source is a web address, is not there, or none is given.
    """
    if isinstance(sources, str):
        sources = [sources]  # a bare path is a sequence of letters to Python
    if not sources:
        raise UsageError("There is no source to collect.", "Name a file or a folder: `testimonia collect STUDY FOLDER`.")
    roots = [_root(source) for source in sources]
    findings = Findings()
    seen: set[str] = set()
    for root in roots:
        entries = _below(root, study, findings) if root.is_dir() else [Found(root, origin_of(root.name))]
        for entry in sorted(entries, key=lambda found: found.origin):
            place = os.path.normpath(entry.path.absolute())
            if place not in seen and _is_ordinary(entry, findings):
                seen.add(place)
                findings.files.append(entry)
    return findings


def origin_of(name: str) -> str:
    """A path as the study keeps it: the same on every machine.

    macOS hands out decomposed names, Linux any bytes; a byte that is no UTF-8 becomes U+FFFD.
    """
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not name.isascii() else name
    return unicodedata.normalize("NFC", canonical(plain))


def is_address(source: str) -> bool:
    """Whether a source is a web address and no path."""
    return _URL.match(source) is not None


def _root(source: str | Path) -> Path:
    path = Path(source)
    if not path.exists():
        raise UsageError(f"There is no file or folder {path}.", "Check the spelling; a name with spaces needs quotation marks.")
    return path


def _below(root: Path, study: Path, findings: Findings) -> list[Found]:
    """Files below a folder, not descending into hidden folders, parts of saved pages, other links, or the study."""
    entries: list[Found] = []
    own = _own_folders(root, study)

    def unreadable(fault: OSError) -> None:
        findings.skipped.append(
            Skipped(path=_shown(root, Path(fault.filename)), reason="the folder may not be read: check its permissions")
        )

    for place, folders, names in os.walk(root, onerror=unreadable):
        here = Path(place)
        descend = []
        pages = {Path(name).stem.lower() for name in names if name.lower().endswith(PAGE)}
        for name in sorted(folders):
            inner = here / name
            shown = _shown(root, inner)
            if is_hidden(name):
                findings.hidden.append(shown + "/")
            elif inner.resolve() in own:
                findings.skipped.append(Skipped(path=shown, reason="it belongs to the study itself"))
            elif inner.is_symlink():
                findings.skipped.append(Skipped(path=shown, reason="a link to another folder: collect that folder itself"))
            elif is_parts(name, pages):
                findings.parts += sorted(_shown(root, file) for file in inner.rglob("*") if file.is_file())
            else:
                descend.append(name)
        folders[:] = descend
        for name in names:
            if is_hidden(name):
                findings.hidden.append(_shown(root, here / name))
            else:
                entries.append(Found(here / name, _shown(root, here / name)))
    findings.hidden.sort()
    return entries


def _own_folders(root: Path, study: Path) -> set[Path]:
    """What must not be collected: the study folder, or its archive and outputs where the source lies inside the study."""
    own = study.resolve()
    if root.resolve() == own:
        raise UsageError(
            f"{root} is the study itself.",
            "Collect a folder with the material: it may lie inside the study folder, under a name of its own.",
        )
    return {own, *(own / name for name in ("archive", "releases", "cache", "codebooks"))}


def is_hidden(name: str) -> bool:
    """Whether systems and editors leave a file or folder of this name behind."""
    # "~$" are the lock files of office programs.
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM


def is_parts(name: str, pages: Iterable[str]) -> bool:
    """Whether a folder of this name holds the parts of one of the saved ``pages`` beside it (their names without ending, in small letters)."""
    lower = name.lower()
    return any(lower == page + ending for page in pages for ending in _PARTS)


def _is_ordinary(entry: Found, findings: Findings) -> bool:
    """Whether an entry is a file that can be opened without waiting (a pipe or a device cannot)."""
    try:
        ordinary = stat.S_ISREG(entry.path.stat().st_mode)
    except OSError:
        findings.skipped.append(Skipped(path=entry.origin, reason="it cannot be opened (a broken link?)"))
        return False
    if not ordinary:
        findings.skipped.append(Skipped(path=entry.origin, reason="it is not a file (a pipe, socket or device)"))
    return ordinary


def _shown(root: Path, path: Path) -> str:
    return origin_of(path.relative_to(root).as_posix() if path != root else ".")
