"""The files of a study folder that people write: study.yaml and its codebooks."""

from __future__ import annotations

from pathlib import Path

from testimonia.errors import ProtocolError, StudyNotFound
from testimonia.protocol import portable

STUDY_FILE = "study.yaml"
CODEBOOKS = "codebooks"


def read_protocol_files(folder: Path) -> dict[str, str]:
    """study.yaml and every codebook of a study folder, by file name.

    Raises:
        StudyNotFound: there is no study.yaml.
        ProtocolError: a file is not UTF-8.
    """
    path = folder / STUDY_FILE
    if not path.is_file():
        raise StudyNotFound(f"{folder} holds no study (there is no {STUDY_FILE}).", "`testimonia new DIR` makes one.")
    found = {STUDY_FILE: _read_text(path)}
    books = folder / CODEBOOKS
    if books.is_dir():
        found |= {file.name: _read_text(file) for file in sorted(books.iterdir()) if file.suffix in {".yaml", ".yml"}}
    return found


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ProtocolError(
            f"{path.name} cannot be read.",
            [f"{path.name}: byte {fault.start} is not UTF-8"],
            "Save the file as UTF-8 (in Excel or Notepad: Save as).",
        ) from None


def without_database(texts: dict[str, str]) -> dict[str, str]:
    """The texts as they are kept: a database URL may hold a password and belongs to one machine."""
    return {**texts, STUDY_FILE: portable.without_database(texts[STUDY_FILE])}


def database_url(folder: Path) -> str | None:
    """The PostgreSQL URL of study.yaml, read before the protocol can be: everything else may be wrong with the file."""
    try:
        return portable.database_in((folder / STUDY_FILE).read_bytes().decode("utf-8-sig", "replace"))
    except OSError:
        return None


def write_protocol_files(folder: Path, texts: dict[str, str], former: dict[str, str]) -> None:
    """Put the files of a protocol into a study folder; the database's address stays, codebooks that are no longer part of it go."""
    url = database_url(folder)
    for name, text in texts.items():
        path = folder / STUDY_FILE if name == STUDY_FILE else folder / CODEBOOKS / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"database: {url}\n{text}" if url and name == STUDY_FILE else text, encoding="utf-8", newline="\n")
    for name in former.keys() - texts.keys():
        (folder / CODEBOOKS / name).unlink(missing_ok=True)
