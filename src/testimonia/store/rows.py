"""One row of an imported table, checked cell by cell: what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from testimonia.errors import InputError
from testimonia.protocol.nearest import listed, nearest
from testimonia.store.codec import fields_of
from testimonia.store.tabular import Faults, Line
from testimonia.text import parse_edtf

E = TypeVar("E", bound=StrEnum)
R = TypeVar("R")
ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
# Spreadsheets of several countries write truth in words of their own; only those that cannot mean anything else are taken.
_YES, _NO = frozenset({"true", "yes", "1", "x"}), frozenset({"", "false", "no", "0"})
_EXPORTED = ("table", "at", "stated", "decided_by")  # what rows of `export` carry besides those of their record, and which table it is


@dataclass(slots=True)
class Cells:
    """The cells of one row. Every method returns the value, or None after noting the fault (also where an optional cell is empty)."""

    line: Line
    faults: Faults
    wrong: bool = field(default=False)

    def fault(self, text: str) -> None:
        """Note what is wrong with this row."""
        self.wrong = True
        self.faults.add(self.line.number, text)

    def raw(self, key: str) -> Any:
        """The cell as it was read; None where it is empty or missing."""
        value = self.line.values.get(key)
        return None if value == "" else value

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A cell as text without the white space around it."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, (str, int, float, type(None))):
            self.fault(f"`{key}` must be text.")
            return None
        words = None if value is None else str(value).strip()
        if required and not words:
            self.fault(f"`{key}` is empty.")
        return words or None

    def name(self, key: str) -> str | None:
        """An id somebody chose: short and plain, since ids stay in the log when everything else about an account is erased."""
        value = self.text(key)
        if value is not None and not ID.fullmatch(value):
            self.fault(f"`{key}` may hold up to 64 plain letters, digits and . _ : - only (never a person's name).")
            return None
        return value

    def lookup(self, key: str, find: Callable[[str], R], *, required: bool = False) -> R | None:
        """What a cell names; None where it is empty, or after noting why ``find`` (which raises an InputError) found nothing."""
        value = self.text(key, required=required)
        if value is None:
            return None
        try:
            return find(value)
        except InputError as wrong:
            self.fault(f"`{key}`: {wrong}")
            return None

    def shaped(self, key: str, shape: re.Pattern[str], needed: str) -> str | None:
        """A cell as text that must have a shape; ``needed`` says in words which."""
        value = self.text(key)
        if value is not None and not shape.fullmatch(value):
            self.fault(f"`{key}` is `{value[:40]}`; {needed}.")
            return None
        return value

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E | None:
        """One word of a closed list; ``default`` where the cell is empty (None: it must not be)."""
        value = self.text(key, required=default is None)
        if value is None:
            return default
        try:
            return kind(value.lower())
        except ValueError:
            self.fault(f"`{key}` is `{value[:40]}`; it must be one of {listed(member.value for member in kind)}.")
            return None

    def whole(self, key: str) -> int | None:
        """A whole number of zero or more."""
        value = self.raw(key)
        if value is None:
            return None
        try:
            number = int(value) if not isinstance(value, (bool, list, dict)) and float(value) == int(float(value)) else -1
        except (ValueError, OverflowError):
            number = -1
        if number < 0:
            self.fault(f"`{key}` must be a whole number, counted in characters from 0.")
            return None
        return number

    def truth(self, key: str) -> bool:
        """A yes or a no; an empty cell is a no."""
        value = self.raw(key)
        word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
        if value is None or word in _NO:
            return False
        if word not in _YES:
            self.fault(f"`{key}` is `{str(value)[:40]}`; it must be yes or no.")
        return True

    def date(self, key: str) -> str | None:
        """A date or interval in EDTF."""
        value = self.text(key)
        if value is not None:
            try:
                parse_edtf(value)
            except InputError as wrong:
                self.fault(f"`{key}`: {wrong}")
                return None
        return value

    def stated(self) -> str | None:
        """The time that the file says the decision was taken at (ISO 8601 or EDTF): ``stated``, as ``export`` names it, else ``at``."""
        key = "at" if self.raw("stated") is None else "stated"
        value = self.text(key)
        if value is None:
            return None
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return self.date(key)
        return value


class Columns:
    """Refuses columns that nobody defined: a mistyped one would be lost without a word. Told once of all rows that have the same."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: set[tuple[str, tuple[str, ...]]] = set()

    def check(self, cells: Cells, table: str, known: frozenset[str]) -> None:
        """Note every column of a row of ``table`` that is not among ``known``, with the nearest that is."""
        columns = tuple(cells.line.values)
        if (table, columns) in self._seen:
            return
        self._seen.add((table, columns))
        for key in columns:
            if key not in known:
                close = nearest(key, known)
                cells.fault(f"has a column `{key[:40]}` that is not known." + (f" Did you mean `{close}`?" if close else ""))


def columns_of(*records: type, more: Iterable[str] = ()) -> frozenset[str]:
    """The columns that a table of such records may have: those of ``export``, and ``more`` of its own."""
    own = {field.name for record in records for field in fields_of(record)}
    return frozenset({*own, *more, *_EXPORTED, *(["case"] if "mention" in own else [])})


def as_it_stands(record: R, standing: Iterable[R], given: Collection[str], of: Collection[str]) -> R:
    """The standing decision that says what ``record`` says as far as a file tells, else the record.

    ``given`` are the columns of the file, ``of`` the fields that say what a decision is about. Exported results carry no reason, round
    or layer; a column that is not there is no word against what stands.
    """
    told = {*of, *given}
    kind: type = record.__class__
    names = [field.name for field in fields_of(kind) if field.name in told]
    return next((other for other in standing if all(getattr(other, name) == getattr(record, name) for name in names)), record)


def is_computed(by: str | None) -> bool:
    """Whether a row of an exported result was decided by a rule or summed up from reviewers: a result, not somebody's decision."""
    return by is not None and ":" in by
