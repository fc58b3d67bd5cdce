"""Lists as tables: CSV (with any usual separator) and XLSX, a row an item.

Which column is what is said by whoever collects, or told by names that mean one thing only. A table without a column for title, address or file is
no list of publications.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from testimonia.errors import InputError
from testimonia.stages.collect.readers.bundles.languages import language_named
from testimonia.stages.collect.readers.lists import Entry, Listing
from testimonia.stages.collect.readers.printed import printed_date
from testimonia.stages.collect.readers.stated import edtf
from testimonia.stages.collect.readers.zipped import Package, Unusable
from testimonia.text import canonical, decode, parse_edtf, title_line

FIELDS = ("title", "author", "outlet", "published", "language", "url", "doi", "file", "accession", "abstract", "database")
_NAMES: dict[str, str] = {
    "title": "title", "headline": "title", "titel": "title", "titre": "title", "author": "author", "authors": "author", "byline": "author",
    "creator": "author", "outlet": "outlet", "publication": "outlet", "publication title": "outlet", "newspaper": "outlet", "journal": "outlet", "published": "published",
    "date": "published", "publication date": "published", "published date": "published", "publication year": "published", "year": "published", "language": "language",
    "lang": "language", "url": "url", "link": "url", "address": "url", "doi": "doi", "file": "file", "filename": "file", "file name": "file",
    "path": "file", "file attachments": "file", "accession": "accession", "accession number": "accession", "abstract": "abstract", "abstract note": "abstract",
    "database": "database", "library catalog": "database",
}  # fmt: skip
_ENOUGH = frozenset({"title", "url", "file"})
_SEPARATORS = (",", ";", "\t", "|")
MOST_ROWS = 200_000
LONGEST_CELL = 1_000_000  # characters; Python's reader stops at 131,072 unless told
ZIP = b"PK\x03\x04"


def read(data: bytes, columns: Sequence[tuple[str, str]] = ()) -> Listing:
    """The entries of a table. ``columns`` says which column is which field; what it leaves open is told by the columns' own names."""
    try:
        rows = _sheet(data) if data.startswith(ZIP) else _lines(data)
        head = [title_line(str(cell if cell is not None else "")) for cell in next(rows, ())]
        fields, faults = _fields(head, columns)
        if not _ENOUGH & fields.keys():
            named = ", ".join(f"`{name}`" for name in head[:20] if name)
            return Listing(
                faults=(
                    *faults,
                    f"no column is a title, url or file (its columns are {named or 'none'}); say which with --map title=COLUMN",
                )
            )
        entries = _entries(rows, fields, head, faults)
    except csv.Error as fault:
        return Listing(faults=(f"it is no table that can be read ({fault})",))
    except Unreadable as fault:
        return Listing(faults=(str(fault),))
    unused = [name for place, name in enumerate(head) if name and place not in fields.values()]
    if unused:
        faults.append(f"columns that were not taken: {', '.join(unused[:30])}")
    return Listing(entries=tuple(entries), faults=tuple(faults))


def rows(data: bytes) -> dict[str, Any]:
    """All cells of a table as texts: ``rows``, the first of which names the columns; ``fault`` where it cannot be read."""
    try:
        found = _sheet(data) if data.startswith(ZIP) else _lines(data)
        return {"rows": [[_text(cell) for cell in row] for row in itertools.islice(found, MOST_ROWS)], "fault": ""}
    except (csv.Error, Unreadable) as fault:
        return {"rows": [], "fault": str(fault)}


class Unreadable(Exception):
    """A table that cannot be read; the text says why."""


def _fields(head: Sequence[str], columns: Sequence[tuple[str, str]]) -> tuple[dict[str, int], list[str]]:
    """The column of each field, and what was asked for and is not there."""
    places = {name.casefold(): place for place, name in reversed(list(enumerate(head)))}
    found: dict[str, int] = {}
    faults: list[str] = []
    for field, column in columns:
        if column.casefold() in places:
            found[field] = places[column.casefold()]
        else:
            faults.append(f"there is no column `{column}`")
    for place, name in enumerate(head):
        if (field := _NAMES.get(name.casefold(), "")) and place not in found.values():
            found.setdefault(field, place)
    return found, faults


def _lines(data: bytes) -> Iterator[list[Any]]:
    text = canonical(decode(data).text)
    first = text.lstrip("\n").split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    return iter(csv.reader(io.StringIO(text.lstrip("\n")), delimiter=separator))


def _sheet(data: bytes) -> Iterator[list[Any]]:
    """The rows of the first sheet that has any."""
    from openpyxl import load_workbook

    try:
        _look(data)
    except Unusable as fault:
        raise Unreadable(str(fault)) from fault
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as fault:
        raise Unreadable(f"damaged: it is no workbook that can be read ({type(fault).__name__})") from fault
    for sheet in book.worksheets:
        rows = (list(row) for row in sheet.iter_rows(values_only=True))
        first = next((row for row in rows if any(cell is not None for cell in row)), None)
        if first is not None:
            return itertools.chain([first], rows)
    return iter(())


def _look(data: bytes) -> None:
    """Refuse a workbook that is built to do harm, before the library reads it."""
    with Package(data) as package:
        for name in package.names:
            if name.endswith((".xml", ".rels")) and b"<!ENTITY" in (package.get(name) or b""):
                raise Unusable("it names XML entities, which no table needs")


def _entries(rows: Iterable[list[Any]], fields: Mapping[str, int], head: Sequence[str], faults: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            faults.append(f"only the first {MOST_ROWS:,} rows were read")
            break
        cells = {field: _text(row[place]) if place < len(row) else "" for field, place in fields.items()}
        if not any(cells.values()):
            continue
        published = _date(row[fields["published"]]) if "published" in fields and fields["published"] < len(row) else None
        if cells.get("published") and published is None and len(faults) < 50:  # noqa: PLR2004 - a report of more is no help
            faults.append(f"row {number}: `{cells['published'][:40]}` is no date that can be read")
        entries.append(
            _entry(
                number,
                cells,
                published,
                "\n".join(f"{name}: {_text(cell)}" for name, cell in zip(head, row, strict=False) if cell not in (None, "")),
            )
        )
    return entries


def _entry(number: int, cells: Mapping[str, str], published: str | None, source: str) -> Entry:
    language = cells.get("language", "")
    address = cells.get("url", "")
    return Entry(
        number=number,
        source=source + "\n",
        title=title_line(cells.get("title", "")),
        author=title_line(cells.get("author", "")) or None,
        outlet=title_line(cells.get("outlet", "")) or None,
        published=published,
        language=language_named(language)
        or (language if 2 <= len(language.split("-")[0]) <= 3 and language.replace("-", "").isalnum() else None),  # noqa: PLR2004 - letters of a language tag
        address=address if "://" in address else None,
        doi=next((part.lower() for part in cells.get("doi", "").replace("doi.org/", " ").split() if part.startswith("10.")), None),
        accession=title_line(cells.get("accession", "")) or None,
        abstract=cells.get("abstract") or None,
        database=title_line(cells.get("database", "")) or None,
        files=tuple(part.strip() for part in cells.get("file", "").split(";") if part.strip()),
    )


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return canonical(str(cell)).strip()


def _date(cell: Any) -> str | None:
    if isinstance(cell, (datetime, date)):
        return edtf(cell.isoformat()[:10])
    text = _text(cell)
    try:
        parse_edtf(text)
    except InputError:
        return edtf(text) or printed_date(text)
    return text if text[:4].isdigit() or "/" in text else None
