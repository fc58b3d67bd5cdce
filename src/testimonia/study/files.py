"""The files of a study folder that people write: study.yaml and its codebooks."""

from __future__ import annotations

from pathlib import Path

import yaml

from testimonia.errors import ProtocolError, StudyNotFound

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
    lines = texts[STUDY_FILE].splitlines(keepends=True)
    return {**texts, STUDY_FILE: "".join(line for line in lines if not line.startswith("database:"))}


def database_url(folder: Path) -> str | None:
    """The PostgreSQL URL of study.yaml, read before the protocol can be: everything else may be wrong with the file."""
    try:
        values = yaml.safe_load((folder / STUDY_FILE).read_bytes())
    except (OSError, yaml.YAMLError, UnicodeError):
        return None
    url = values.get("database") if isinstance(values, dict) else None
    return url if isinstance(url, str) else None
