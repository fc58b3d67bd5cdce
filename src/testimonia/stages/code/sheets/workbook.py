"""The form as an Excel workbook: written with lists to choose from, read back as a plain table.

openpyxl (MIT) reads and writes ECMA-376 files. A workbook from elsewhere is data of unknown origin: what is in it is never run, its
size is limited before it is unpacked, and formulas give the value that the spreadsheet last showed.
"""

from __future__ import annotations

import json
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from testimonia.errors import InputError
from testimonia.protocol import Protocol
from testimonia.stages.code.sheets.columns import COLUMNS, FILLED, SIGNS

FORM_SHEET, ACCOUNT_SHEET, HELP_SHEET = "Form", "Accounts", "How to"
# A form of 10,000 cases and fifty questions is 40 MB unpacked; more is a mistake or an attack (a zip can unpack to a thousandfold).
PACKED, UNPACKED, ROWS = 50_000_000, 400_000_000, 1_000_000
_WIDTHS = {"question": 44, "answers": 38, "value": 22, "quote": 50, "memo": 28, "help": 40, "asked_if": 26, "person": 18}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what XML 1.0 cannot hold
_CELL = 32_767  # characters that Excel keeps in one cell; the rest would be lost without a word
_LIST = 255  # characters that Excel takes for a list of choices
_HOW_TO = (
    "One row is one question about one case. Fill in the green columns and nothing else.",
    "value: your answer, as the column `answers` says. Leave it empty where there is none, and say why in `missing`.",
    "missing: not_stated (no account says), not_applicable, unclear (accounts say it unclearly or contradict), withheld.",
    "quote: the words that your answer rests on, copied from the account as it is. account: which account, if it is not plain.",
    "Two answers to one question, because accounts contradict one another: copy the row, delete its `id`, and fill in both.",
    "unsure: yes, if somebody should look at it. memo: what you want to remember.",
    "The last row of a case asks whether you have finished it: write yes once every question has an answer or a reason.",
    "Save, and give the file back: `testimonia code DIR import FILE --as YOU`. The same file twice is the file once.",
)


def write_workbook(path: Path, protocol: Protocol, rows: Sequence[Mapping[str, Any]], sources: Sequence[Mapping[str, Any]]) -> None:
    """Write a form with lists to choose from, the accounts beside it and a page of help.

    Raises:
        InputError: an answer is longer than a cell can hold; a CSV takes it.
        OSError: as the disk is.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = FORM_SHEET
    _fill(sheet, COLUMNS, rows)
    _look(book, sheet)
    _choices(sheet, protocol, rows)
    beside = book.create_sheet(ACCOUNT_SHEET)
    _fill(beside, tuple(sources[0]) if sources else ("case", "account"), sources)
    page = book.create_sheet(HELP_SHEET)
    for line in _HOW_TO:
        page.append([line])
    page.column_dimensions["A"].width = 120
    part = path.with_name(f".{path.name}.part")
    try:
        book.save(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _fill(sheet: Any, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(row.get(name)) for name in columns])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"  # text that begins with = is text


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > _CELL:
        raise InputError("An answer is longer than a cell of a spreadsheet can hold.", "Export the form as .csv.")
    return _CONTROLS.sub("", value)


def _look(book: Any, sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
    from openpyxl.utils import get_column_letter

    wrapped = Alignment(wrap_text=True, vertical="top")
    green, grey = PatternFill("solid", fgColor="E8F3EC"), Font(color="7A7A7A")
    # A style of its own name for each sort of cell: setting fonts and fills cell by cell takes minutes in a form of 300 cases.
    # Filled cells are text: a spreadsheet would make the first of June out of 2014-06.
    book.add_named_style(NamedStyle("filled", alignment=wrapped, fill=green, number_format="@"))
    book.add_named_style(NamedStyle("asked", alignment=wrapped))
    book.add_named_style(NamedStyle("beside", alignment=wrapped, font=grey))
    styles = ["filled" if name in FILLED else "asked" if name in ("question", "answers") else "beside" for name in COLUMNS]
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 14)
        sheet.cell(row=1, column=number).font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=2):
        for cell, style in zip(cells, styles, strict=True):
            cell.style = style
    sheet.freeze_panes = sheet.cell(row=2, column=COLUMNS.index("value") + 1)
    sheet.auto_filter.ref = sheet.dimensions


def _choices(sheet: Any, protocol: Protocol, rows: Sequence[Mapping[str, Any]]) -> None:
    """Lists to choose from, one for each set of rows that share it."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    variables = {variable.id: variable for variable in protocol.variables}
    value, missing = (get_column_letter(COLUMNS.index(name) + 1) for name in ("value", "missing"))
    lists: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=2):
        variable = variables.get(row["variable"])
        if variable is None:
            continue
        allowed = ["true", "false"] if variable.type == "boolean" else [item.value for item in variable.values]
        for letter, words in ((value, allowed if variable.type != "choices" else []), (missing, list(variable.missing))):
            formula = f'"{",".join(words)}"'
            if words and len(formula) <= _LIST:
                lists.setdefault(formula, []).append(f"{letter}{number}")
    for formula, cells in lists.items():
        # All cells at once: added one by one, each would be compared with all before it.
        rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True, sqref=" ".join(cells))
        sheet.add_data_validation(rule)


def is_workbook(path: Path) -> bool:
    """Whether a file is meant as a workbook."""
    return path.suffix.lower() in (".xlsx", ".xlsm")


def as_table(path: Path, folder: Path) -> Path:
    """The sheet of a workbook that holds a table, as JSON lines in a file of the same name in ``folder``; row numbers stay.

    (A CSV would not keep them: a cell may hold several lines.)

    The sheet called `Form`, else the first that has the columns of a form, else the first that is not empty.

    Raises:
        InputError: it is no workbook, it is damaged, or it is too big.
    """
    rows = list(_rows(path))
    if not rows:
        raise InputError(f"{path.name} is empty.", "Put the names of the columns into its first line and the rows below.")
    header = [str(cell).strip() if cell is not None else "" for cell in rows[0]]
    while header and not header[-1]:
        header.pop()
    if len(set(header)) < len(header) or "" in header:
        raise InputError(f"The first row of {path.name} must name every column once.", "Delete what stands above the names or beside them.")
    out = folder / path.name
    with out.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("\n")  # the row of the names
        for row in rows[1:]:
            filled = any(cell is not None for cell in row)
            stream.write(json.dumps(dict(zip(header, row, strict=False)), ensure_ascii=False) + "\n" if filled else "\n")
    return out


def _rows(path: Path) -> Iterator[list[Any]]:
    from openpyxl import load_workbook

    try:
        _check_size(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of lists and styles it does not know; only the words matter here
            book = load_workbook(path, read_only=True, data_only=True)
        try:
            yield from _table(book, path)
        finally:
            book.close()
    except InputError:
        raise
    except FileNotFoundError:
        raise InputError(f"There is no file {path.name}.", "Look at its name and folder.") from None
    except Exception as wrong:
        if isinstance(wrong, OSError) and not isinstance(wrong, zipfile.BadZipFile):
            raise
        raise InputError(
            f"{path.name} cannot be read as an Excel workbook.", "Open it in a spreadsheet and save it as .xlsx or CSV."
        ) from None


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as pack:
        size = sum(item.file_size for item in pack.infolist())
    if path.stat().st_size > PACKED or size > UNPACKED:
        raise InputError(f"{path.name} is too big for a form.", "Save it as CSV, or divide it.")


def _table(book: Any, path: Path) -> Iterator[list[Any]]:
    sheets = book.worksheets
    chosen = next((sheet for sheet in sheets if sheet.title == FORM_SHEET), None)
    if chosen is None:
        heads = [(sheet, {str(cell).strip() for cell in next(sheet.iter_rows(max_row=1, values_only=True), ())}) for sheet in sheets]
        chosen = next((sheet for sheet, head in heads if head >= SIGNS), None) or next(
            (sheet for sheet, head in heads if head - {"None"}), None
        )
    if chosen is None:
        return
    for number, row in enumerate(chosen.iter_rows(values_only=True)):
        if number > ROWS:
            raise InputError(f"{path.name} has more than {ROWS:,} rows.", "Divide it.")
        yield [_plain(cell) for cell in row]


def _plain(cell: Any) -> Any:
    """A cell as it was meant: whole numbers without a point, days as ISO dates."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell) and abs(cell) < 1e15:  # noqa: PLR2004 - beyond it a float has lost digits
        return int(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, (str, int, float, type(None))) else str(cell)
