"""Tables as files: CSV as spreadsheets write it, and JSONL, read and written without losing or inventing anything.

Spreadsheets are where teams keep their decisions. What they do to a table is met here once: byte order marks and encodings of their
own, semicolons where the comma is a decimal sign, empty rows at the end, cells that a spreadsheet would run as a formula.
Sources: RFC 4180 (CSV); jsonlines.org; OWASP, "CSV Injection".
"""

from __future__ import annotations

import codecs
import csv
import json
import math
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import IO, Any, NoReturn

from testimonia.domain.identity import canonical_json
from testimonia.errors import ImportRejected, InputError
from testimonia.store.engine import translated
from testimonia.text import decode, looks_binary

LIMIT = 200_000_000  # bytes: a million codings; more than that is a mistaken file, and may be imported in parts
BLOCK = 1 << 20
SHOWN = 100  # faults listed one by one; whoever has more has one fault in every row
ENOUGH = 1000  # faults after which a file need not be read any further
DELIMITERS = ",;\t"
NAME_LENGTH = 64  # characters of a column's name; longer is a row of data where the header should be
# A cell that begins so is run as a formula by spreadsheets. Apostrophes before it are counted too, so that taking one off again
# gives back exactly what was written.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
_TOLD = re.compile(r"sep=(.)\r?\n?")  # spreadsheets put such a line in front to tell one another the delimiter
_SAVE_AS = "In a spreadsheet: Save as, file type `CSV UTF-8`."


csv.field_size_limit(LIMIT)  # the module's own limit of 131,072 characters is shorter than a long report's text


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the line of the file it begins on (from 1), and its values by column, None where a cell is empty.

    Values of a CSV are text; those of a JSONL are what JSON makes of them.
    """

    number: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: ``certain`` is false where the encoding was guessed; ``delimiter`` is empty for JSONL."""

    encoding: str
    certain: bool
    delimiter: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Faults:
    """What is wrong with the rows of a file, so that all of it is told at once."""

    found: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, number: int, fault: str) -> None:
        """Note a fault of the row that begins on a line."""
        self.count += 1
        if self.count <= SHOWN:
            self.found.append(f"line {number}: {fault}")

    @property
    def enough(self) -> bool:
        """Whether there are so many that nobody would want more."""
        return self.count >= ENOUGH

    def reject(self, path: Path, remedy: str = "Mend these lines and import the file again.") -> None:
        """Refuse the file if anything is wrong with it.

        Raises:
            ImportRejected: with every fault (a hundred are spelled out).
        """
        if not self.count:
            return
        more = [f"and {self.count - SHOWN} more of this file"] if self.count > SHOWN else []
        what = "1 fault" if self.count == 1 else f"{'at least ' if self.enough else ''}{self.count} faults"
        raise ImportRejected(f"{path.name} has {what}; nothing of it was taken.", [*self.found, *more], remedy)


def read_table(path: Path) -> list[Line]:
    """Every row of a CSV or JSONL file; see :func:`iter_table`."""
    return list(iter_table(path))


def iter_table(path: Path, faults: Faults | None = None) -> Iterator[Line]:
    """The rows of a CSV or JSONL file, one at a time, empty rows left out.

    ``faults`` gathers what is wrong with single rows, which are then left out; without it such a file is refused at its end.

    Raises:
        InputError: the file cannot be read as a table at all: missing, empty, too big, no text, no header, a column twice.
        ImportRejected: rows are ragged, or lines are not JSON objects; each is named.
    """
    layout = layout_of(path)
    own = faults if faults is not None else Faults()
    with _open(path, layout.encoding) as stream:
        yield from _csv_lines(stream, layout, own) if layout.delimiter else _json_lines(stream, own)
    if faults is None:
        own.reject(path)


def layout_of(path: Path) -> Layout:
    """How a table is written: encoding, delimiter and columns (of a JSONL: those of its first object).

    Raises:
        InputError: as for :func:`iter_table`.
    """
    encoding, certain = _encoding(path)
    with _open(path, encoding) as stream:
        head = stream.read(BLOCK)
    if not head.strip():
        raise InputError(f"{path.name} is empty.", "Put the names of the columns into its first line and the rows below.")
    if _is_json(path, head):
        first = next(_json_lines(StringIO(head, newline=""), Faults()), None)
        return Layout(encoding, certain, "", tuple(first.values) if first else ())
    delimiter, names = _header(head)
    return Layout(encoding, certain, delimiter, _checked(path, names))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a table as CSV (RFC 4180, UTF-8 with byte order mark); how many rows.

    Only ``columns`` are written. None is an empty cell, a truth value ``true`` or ``false``, a list or mapping JSON text. Text that a
    spreadsheet would run as a formula gets an apostrophe in front, which :func:`iter_table` takes off again; numbers are left alone.
    The file is complete before it gets its name.

    Raises:
        StudyReadOnly, DiskFull: as the disk is.
    """

    def fill(stream: IO[str]) -> int:
        stream.write("\ufeff")  # without it a spreadsheet reads UTF-8 as its country's old encoding, and Arabic is lost
        writer = csv.writer(stream)
        writer.writerow(columns)
        count = 0
        for row in rows:
            writer.writerow([_cell(row.get(name)) for name in columns])
            count += 1
        return count

    return _whole(path, fill)


def write_jsonl(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write a table as JSONL (UTF-8, one object a line, keys in the order given); how many rows.

    The file is complete before it gets its name.

    Raises:
        StudyReadOnly, DiskFull: as the disk is.
    """
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

    def fill(stream: IO[str]) -> int:
        count = 0
        for row in rows:
            stream.write(encode(row) + "\n")
            count += 1
        return count

    return _whole(path, fill)


# --- reading


def _encoding(path: Path) -> tuple[str, bool]:
    """The encoding of a file and whether that is certain; UTF-8 is recognised without holding the file in memory."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{path} is a folder.", "Name a CSV or JSONL file in it.")
        if size > LIMIT:
            raise InputError(
                f"{path.name} has {size // 1_000_000} MB; more than {LIMIT // 1_000_000} MB are not taken at once.", "Split it into parts."
            )
        with path.open("rb") as file:
            head = file.read(BLOCK)
            if looks_binary(head):
                raise InputError(f"{path.name} is not text (perhaps a spreadsheet's own format).", _SAVE_AS)
            decoder = codecs.getincrementaldecoder("utf-8")()
            try:
                block, wide = head, head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head
                while block and not wide:
                    decoder.decode(block)
                    block = file.read(BLOCK)
                if not wide:
                    decoder.decode(b"", final=True)
                    return "utf-8", True
            except UnicodeDecodeError:
                pass
            file.seek(0)
            read = decode(file.read())
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", "Check the name; it is looked for from the folder you are in.") from None
    except PermissionError:
        raise InputError(f"{path} may not be read.", "Ask for permission to read it, or copy it.") from None
    if read.replaced:
        at = read.text.count("\n", 0, read.text.find("\ufffd")) + 1
        raise InputError(f"{path.name} is damaged: characters cannot be read, the first in line {at}.", f"Save it again. {_SAVE_AS}")
    return read.encoding, read.certain


@contextmanager
def _open(path: Path, encoding: str) -> Iterator[IO[str]]:
    """A file as text without its byte order mark, line ends as they are."""
    with path.open(encoding=encoding, newline="") as stream:
        if stream.read(1) != "\ufeff":
            stream.seek(0)
        yield stream


def _is_json(path: Path, head: str) -> bool:
    start = head.lstrip()[:1]
    if start == "[" and path.suffix.lower() not in (".csv", ".tsv"):
        raise InputError(
            f"{path.name} is one JSON list.", "JSONL has one object a line and neither brackets around nor commas between them."
        )
    return path.suffix.lower() in (".jsonl", ".ndjson") or (start == "{" and path.suffix.lower() not in (".csv", ".tsv"))


def _header(head: str) -> tuple[str, list[str]]:
    """The delimiter, the one that cuts the first row into most cells, and those cells."""
    lines = list(StringIO(head, newline=""))
    told = _TOLD.fullmatch(lines[0])
    best: tuple[str, list[str]] = (DELIMITERS[0], [])
    for delimiter in told[1] if told else DELIMITERS:
        try:
            cells = next((row for row in csv.reader(lines[1 if told else 0 :], delimiter=delimiter) if any(row)), [])
        except csv.Error:
            continue
        if len(cells) > len(best[1]):
            best = delimiter, cells
    return best


def _checked(path: Path, cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, or why the first row cannot be them."""
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:  # a spreadsheet keeps columns that were emptied
        names.pop()
    bad = [name for name in names if not name or len(name) > NAME_LENGTH or not (name[0].isalpha() or name[0] == "_")]
    if bad or not names:
        what = f"`{bad[0][:NAME_LENGTH]}` is none" if bad and bad[0] else "one of them is empty"
        raise InputError(
            f"The first row of {path.name} must name the columns, but {what}.", "Put the names of the columns into the first line."
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path.name} has the column `{twice[0]}` twice.", "Give each column a name of its own, or delete one.")
    return tuple(names)


def _csv_lines(stream: IO[str], layout: Layout, faults: Faults) -> Iterator[Line]:
    names, width = layout.columns, len(layout.columns)
    first = stream.readline()
    told = 1 if _TOLD.fullmatch(first) else 0
    reader = csv.reader(stream if told else chain([first], stream), delimiter=layout.delimiter, strict=True)
    before, header = told, True
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            faults.add(told + reader.line_num, f"the quotation marks of this row are not in order ({fault}).")
            return  # from here on nobody can say where a row begins
        if cells is None:
            return
        number, before = before + 1, told + reader.line_num
        if not any(cells):
            continue
        if header:
            header = False
        elif len(cells) < width or any(cells[width:]):
            faults.add(number, f"has {len(cells)} cells where the first row names {width} columns.")
        elif any("\0" in cell for cell in cells):
            faults.add(number, "holds the character NUL, which no text has.")
        else:
            yield Line(number, {name: _value(cell) for name, cell in zip(names, cells, strict=False)})


def _value(cell: str) -> str | None:
    if not cell:
        return None
    return cell[1:] if cell[0] == "'" and _ESCAPED.match(cell) else cell


class _Twice(ValueError):
    """A JSON object names a key twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n])))
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _finite(word: str) -> float:
    return float(word) if math.isfinite(float(word)) else _no_number(word)


_parse = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite).decode


def _json_lines(lines: Iterable[str], faults: Faults) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        text = line.removeprefix("\ufeff").strip() if number == 1 else line.strip()
        if not text:
            continue
        try:
            found = _parse(text)
            if "\\u" in text:
                found = _sound(found)
        except _Twice as twice:
            faults.add(number, f"names `{twice}` twice.")
        except (ValueError, RecursionError) as fault:
            faults.add(number, f"is not JSON ({str(fault)[:80]}).")
        else:
            if isinstance(found, dict):
                yield Line(number, {key.strip().lower(): value for key, value in found.items()})
            else:
                faults.add(number, "is not a JSON object: it must stand between { and }.")


def _sound(found: Any) -> Any:
    r"""What JSON escapes can spell and no text holds: half a character (``\ud83d`` alone) and NUL."""
    spelled = canonical_json(found)
    try:
        spelled.encode()
    except UnicodeEncodeError:
        raise ValueError("it spells half a character") from None
    if "\\u0000" in spelled:
        raise ValueError("it spells the character NUL")
    return found


# --- writing


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return "'" + value if _FORMULA.match(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, Mapping)):
        return canonical_json(value)
    return value


def _whole(path: Path, fill: Callable[[IO[str]], int]) -> int:
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("w", encoding="utf-8", newline="") as stream:
                count = fill(stream)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return count
