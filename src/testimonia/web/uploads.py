"""Files that a browser sends: laid down outside the study under their plain names, so that `collect` finds them like any others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from testimonia.errors import UsageError

NAME_MOST = 180  # bytes of a file's name: systems allow 255, and some programs add endings
UNNAMED = "unnamed"


def lay_down(files: Iterable[Any]) -> tuple[TemporaryDirectory[str], list[Path]]:
    """A new folder with these files (Django's ``UploadedFile``), each in a folder of its own: two may bear one name.

    Whoever has read them cleans the folder up; a server that is stopped meanwhile does so as it ends.

    Raises:
        UsageError: there is no file.
    """
    folder = TemporaryDirectory(prefix="testimonia-upload-", ignore_cleanup_errors=True)
    paths: list[Path] = []
    try:
        for number, file in enumerate(files, start=1):
            place = Path(folder.name) / str(number)
            place.mkdir()
            path = place / plain_name(file.name)
            with path.open("wb") as out:
                for chunk in file.chunks():
                    out.write(chunk)
            paths.append(path)
    except BaseException:
        folder.cleanup()
        raise
    if not paths:
        folder.cleanup()
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
