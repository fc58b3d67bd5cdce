"""Making a study folder, and opening one."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from testimonia.errors import StudyExists, StudyNotFound
from testimonia.protocol import parse_protocol, template
from testimonia.store.engine import translated
from testimonia.store.store import DATABASE, Store, Surroundings
from testimonia.study.files import STUDY_FILE, database_url
from testimonia.study.opened import OWNER, Study


def open_study(folder: str | Path, *, coder: str = OWNER, surroundings: Surroundings | None = None) -> Study:
    """Open a study as one member of its team.

    Raises:
        StudyNotFound, SchemaTooNew, StudyDamaged, ProtocolError: as the folder is.
        UnknownReference: nobody of that name in study.yaml.
    """
    path = Path(folder)
    if not path.is_dir():
        raise StudyNotFound(f"There is no folder {path}.", "`testimonia new DIR` makes a study.")
    if not (path / STUDY_FILE).is_file():
        raise StudyNotFound(f"{path} holds no study (there is no {STUDY_FILE}).", "`testimonia new DIR` makes one.")
    store = Store.open(path, database_url(path), surroundings)
    try:
        study = Study(path, store, coder)
        study.protocol.role(coder)
    except BaseException:
        store.close()
        raise
    return study


def new_study(
    folder: str | Path,
    *,
    kind: str = "defectors",
    database: str | None = None,
    surroundings: Surroundings | None = None,
    files: Mapping[str, str] | None = None,
) -> Study:
    """Make a study folder and open it as its owner.

    ``kind`` is a template's name; ``files`` (name within the folder, to text) are what the study begins with instead of one.
    The folder gets its name when it is complete: a kill leaves no half study in the way of the next try.

    Raises:
        StudyExists: the folder holds something already.
        UsageError: no such template.
        ProtocolError: the database's address, or a file given, is wrong.
        StudyReadOnly, DiskFull: the disk does not take it.
    """
    path = Path(folder)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StudyExists(f"{path} exists and is not empty.", "Choose another name, or an empty folder.")
    texts = dict(template(kind) if files is None else files)
    if database:
        texts[STUDY_FILE] = f"database: {database}\n{texts[STUDY_FILE]}"
    parse_protocol(texts[STUDY_FILE], {name: text for name, text in texts.items() if name != STUDY_FILE})  # before anything is written
    with translated(path / DATABASE):
        if path.exists():
            _fill(path, texts, database, surroundings)
        else:
            part = path.parent / f".{path.name}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            _fill(part, texts, database, surroundings)
            part.rename(path)
    study = open_study(path, surroundings=surroundings)
    study.adopt()
    return study


def _fill(folder: Path, texts: Mapping[str, str], database: str | None, surroundings: Surroundings | None) -> None:
    for name, content in texts.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="\n")
    Store.create(folder, database, surroundings).close()
