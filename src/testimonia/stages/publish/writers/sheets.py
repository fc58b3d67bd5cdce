"""The tables of a release for a spreadsheet and for LaTeX; what the page hides is hidden here."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from testimonia.store.engine import translated

Tables = Sequence[tuple[str, Sequence[str], Sequence[Mapping[str, Any]]]]
"""Name of a sheet, its columns, its rows by column."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML 1.0 cannot hold
_CELL = 32_767  # characters that Excel keeps in one cell
_PACKED = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP can hold: the same tables are the same bytes
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_xlsx(path: Path, tables: Tables, at: str, *, rtl: bool = False) -> None:
    """Write a workbook with a sheet a table; text that begins like a formula stays text. ``at`` is when it was made.

    With ``rtl`` the sheets run from the right.

    Raises:
        StudyReadOnly, DiskFull: as the disk is.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for name, columns, rows in tables:
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for row in rows:
            sheet.append([_value(row.get(column)) for column in columns])
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    cell.data_type = "s"  # text that begins with = is text
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        sheet.sheet_view.rightToLeft = rtl
    made = BytesIO()
    book.save(made)
    with translated(path):
        path.write_bytes(_settled(made.getvalue(), at))


def _value(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return " ".join(str(item) for item in value)[:_CELL]
    return _CONTROLS.sub("", value)[:_CELL] if isinstance(value, str) else value


def _settled(data: bytes, at: str) -> bytes:
    """The workbook with the study's time in place of the machine's."""
    stamp = datetime.fromisoformat(at).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(lambda found: found[1] + stamp, content)
            new.writestr(zipfile.ZipInfo(name, _PACKED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
