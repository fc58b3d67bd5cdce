"""Records to plain values and back: one translation for log rows, table columns and exported files."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from testimonia.domain.identity import canonical_json

Plain = dict[str, Any]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: ``base`` is its type without ``None``; ``many`` says that it is a tuple of ``base``.

    ``column`` is the column that holds it: its name, unless the field says otherwise.
    """

    name: str
    base: type
    many: bool
    optional: bool
    default: Any
    column: str


def _field(name: str, hint: Any, default: Any, column: str) -> Field:
    optional = False
    if get_origin(hint) in (types.UnionType, Union):
        members = [member for member in get_args(hint) if member is not type(None)]
        optional = len(members) < len(get_args(hint))
        hint = members[0]
    many = get_origin(hint) is tuple
    base = get_args(hint)[0] if many else hint
    return Field(name, base, many, optional, default, column)


@cache
def fields_of(record: type) -> tuple[Field, ...]:
    """The fields of a record class, in order."""
    hints = get_type_hints(record)
    return tuple(_field(f.name, hints[f.name], f.default, f.metadata.get("column", f.name)) for f in fields(record))


def _number(value: float) -> float:
    """A number as a database gives it back, so that digests hold: 1 becomes 1.0, and SQLite knows no negative zero."""
    return float(value) + 0.0


def _encoder(field: Field) -> Callable[[Any], Any] | None:
    base = field.base
    if is_dataclass(base):
        one: Callable[[Any], Any] | None = to_plain
    elif issubclass(base, StrEnum):
        one = str  # a plain string: drivers treat enumerations each in their own way
    elif issubclass(base, float):
        one = _number
    else:
        one = None
    if not field.many:
        return one
    return lambda value: [one(item) if one else item for item in value]


@cache
def _encoders(record: type) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((field.name, _encoder(field)) for field in fields_of(record))


def to_plain(record: Any) -> Plain:
    """A record as JSON-ready values, all fields present."""
    plain = {}
    for name, encode in _encoders(type(record)):  # type: ignore[arg-type] # every class is hashable; mypy forgets it for type[R]
        value = getattr(record, name)
        plain[name] = value if encode is None or value is None else encode(value)
    return plain


def _decoder(field: Field) -> Callable[[Any], Any] | None:
    base = field.base
    if is_dataclass(base):
        one: Callable[[Any], Any] | None = lambda value: from_plain(base, value)  # noqa: E731 - a closure over base, clearer in place
    elif issubclass(base, (StrEnum, bool, float)):
        one = base
    else:
        one = None
    if not field.many:
        return one
    return lambda value: tuple(one(item) if one else item for item in value)


@cache
def _decoders(record: type) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    return tuple((field.name, _decoder(field)) for field in fields_of(record))


def from_plain(record: type[R], plain: Mapping[str, Any]) -> R:
    """A record out of JSON-ready values; fields that are absent or null take their default."""
    values = {}
    for name, decode in _decoders(record):  # type: ignore[arg-type] # every class is hashable; mypy forgets it for type[R]
        value = plain.get(name)
        if value is not None:
            values[name] = decode(value) if decode else value
    return record(**values)


@cache
def _special(record: type) -> tuple[tuple[str, bool], ...]:
    """Fields that a column holds otherwise than JSON does: tuples (True) and truth values (False)."""
    return tuple((field.name, field.many) for field in fields_of(record) if field.many or field.base is bool)


@cache
def _renamed(record: type) -> tuple[tuple[str, str], ...]:
    """Fields that stand in a column of another name."""
    return tuple((field.name, field.column) for field in fields_of(record) if field.column != field.name)


def columns_of(record: type, plain: Plain) -> Plain:
    """JSON-ready values of a record as one table row: tuples as JSON text, truth values as 0 and 1."""
    row = dict(plain)
    for name, many in _special(record):
        row[name] = canonical_json(row[name]) if many else int(row[name])
    for name, column in _renamed(record):
        row[column] = row.pop(name)
    return row


def to_columns(record: Any) -> Plain:
    """A record as one table row."""
    return columns_of(type(record), to_plain(record))


def from_columns(record: type[R], row: Mapping[Any, Any]) -> R:
    """A record out of one table row."""
    plain = {field.name: row[field.column] for field in fields_of(record)}  # type: ignore[arg-type] # every class is hashable; mypy forgets it for type[R]
    for name, many in _special(record):  # type: ignore[arg-type] # every class is hashable; mypy forgets it for type[R]
        if many and plain[name] is not None:
            plain[name] = json.loads(plain[name])
    return from_plain(record, plain)
