"""Files that a browser sends: laid down outside the study under their plain names, so that `collect` finds them like any others."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from testimonia.errors import UsageError

NAME_MOST = 180  # bytes of a file's name: systems allow 255, and some programs add endings
UNNAMED = "unnamed"


def lay_down(files: Iterable[Any]) -> tuple[Path, list[Path]]:
    """A new folder with these files (Django's ``UploadedFile``), each in a folder of its own: two may bear one name.

    Raises:
        UsageError: there is no file.
    """
    folder = Path(tempfile.mkdtemp(prefix="testimonia-upload-"))
    paths: list[Path] = []
    try:
        for number, file in enumerate(files, start=1):
            place = folder / str(number)
            place.mkdir()
            path = place / plain_name(file.name)
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
            paths.append(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not paths:
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError("There is no file in what was sent.", "Choose one or more files, or drop them on the page.")
    return folder, paths


def plain_name(name: object) -> str:
    """The last part of a name as sent, without what no file system takes or what could deceive; its ending is kept."""
    last = str(name or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable() and not unicodedata.category(sign).startswith("C")
    )
    shown = shown.strip().lstrip(".~") or UNNAMED
    stem, dot, ending = shown.rpartition(".")
    if len(shown.encode()) <= NAME_MOST:
        return shown
    stem = (stem or ending).encode()[: NAME_MOST - 20].decode("utf-8", "ignore")
    return f"{stem}{dot}{ending.encode()[:16].decode('utf-8', 'ignore')}" if dot else stem
