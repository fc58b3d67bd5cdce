"""Counting what one coder has done, in the database: a list of thousands of accounts asks for numbers, not for rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select

from testimonia.domain.decisions import Coding, Completion, Value
from testimonia.domain.vocabulary import Layer
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.log import chunks
from testimonia.store.sight import Sight

_SHOWN = ("id", "origin", "title", "author", "outlet", "published", "language", "words", "state", "main")


def codings_by_account(connection: Connection, coder: str, round_id: str | None) -> dict[str, int]:
    """How many passages one coder has marked in each account, in a round (None: outside rounds)."""
    table = schema.projections["coding"]
    where = (table.c.coder == coder, table.c.layer == Layer.CODER.value, _in(table.c.round, round_id))
    rows = connection.execute(select(table.c.account, func.count()).where(*where).group_by(table.c.account))
    return {account: count for account, count in rows}  # noqa: C416 - rows are no pairs to mypy


def answers_by_mention(connection: Connection, coder: str, round_id: str | None) -> dict[str, set[str]]:
    """Which questions of the case form one coder has answered about each mention, in a round (None: outside rounds)."""
    table = schema.projections["value"]
    names = func.aggregate_strings(table.c.variable, ",")
    where = (table.c.coder == coder, table.c.layer == Layer.CODER.value, _in(table.c.round, round_id))
    query = select(table.c.mention, names).where(*where).group_by(table.c.mention)
    return {mention: set(found.split(",")) for mention, found in connection.execute(query)}


def finished_units(connection: Connection, coder: str | None, round_id: str | None, sight: Sight) -> list[tuple[str, str | None, str, str]]:
    """Account, mention, codebook and coder of what was called finished in a round, by one coder (None: by anybody who may be known of)."""
    table = schema.projections["completion"]
    query = select(table.c.account, table.c.mention, table.c.codebook, table.c.coder).where(
        table.c.layer == Layer.CODER.value, _in(table.c.round, round_id), sight.condition(table, "coder", told=True)
    )
    if coder is not None:
        query = query.where(table.c.coder == coder)
    return [(row.account, row.mention, row.codebook, row.coder) for row in connection.execute(query)]


def finished_by(connection: Connection, coder: str) -> list[Completion]:
    """Everything that one coder has called finished on their own."""
    table = schema.projections["completion"]
    query = select(table).where(table.c.coder == coder, table.c.layer == Layer.CODER.value).order_by(table.c.subject)
    return [from_columns(Completion, row) for row in connection.execute(query).mappings()]


def finished_count(connection: Connection, coder: str, round_id: str) -> int:
    """How often one coder has called something finished in a round."""
    table = schema.projections["completion"]
    query = select(func.count()).where(table.c.coder == coder, table.c.layer == Layer.CODER.value, table.c.round == round_id)
    found: int | None = connection.execute(query).scalar()
    return found or 0


def codes_used(connection: Connection, sight: Sight) -> list[tuple[str, int, str]]:
    """Codebook, version and code of all codings that a reader may see, each once."""
    table = schema.projections["coding"]
    columns = (table.c.codebook, table.c.codebook_version, table.c.code)
    return [(book, version, code) for book, version, code in connection.execute(_once(table, columns, sight)).all()]


def questions_used(connection: Connection, sight: Sight) -> list[tuple[str, int]]:
    """Question and version of the form of all answers that a reader may see, each once."""
    table = schema.projections["value"]
    found = connection.execute(_once(table, (table.c.variable, table.c.form_version), sight)).all()
    return [(name, version) for name, version in found]


def _once(table: Table, columns: Sequence[Column[Any]], sight: Sight) -> Select[Any]:
    return select(*columns).where(sight.condition(table, "coder")).distinct().order_by(*columns)


def codings_under(connection: Connection, sight: Sight, used: Iterable[tuple[str, int, str]]) -> Iterator[Coding]:
    """The codings that a reader may see of these codes in these versions, by subject."""
    table = schema.projections["coding"]
    wanted = set(used)
    if wanted:
        # By code in the database and by all three here: one list of parameters, whatever the database.
        query = select(table).where(sight.condition(table, "coder"), table.c.code.in_(sorted({code for _, _, code in wanted})))
        for row in connection.execute(query.order_by(table.c.subject)).mappings():
            if (row["codebook"], row["codebook_version"], row["code"]) in wanted:
                yield from_columns(Coding, row)


def values_under(connection: Connection, sight: Sight, used: Iterable[tuple[str, int]]) -> Iterator[Value]:
    """The answers that a reader may see to these questions in these versions of the form, by subject."""
    table = schema.projections["value"]
    wanted = set(used)
    if wanted:
        query = select(table).where(sight.condition(table, "coder"), table.c.variable.in_(sorted({name for name, _ in wanted})))
        for row in connection.execute(query.order_by(table.c.subject)).mappings():
            if (row["variable"], row["form_version"]) in wanted:
                yield from_columns(Value, row)


def _in(column: Any, round_id: str | None) -> Any:
    return column.is_(None) if round_id is None else column == round_id


def account_facts(connection: Connection, names: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """What a list shows of some accounts: origin, title, author, outlet, date, language, words, state, the text to read."""
    table = schema.projections["account"]
    found: dict[str, Mapping[str, Any]] = {}
    for part in chunks(sorted(set(names))):
        query = select(*[table.c[name] for name in _SHOWN]).where(table.c.id.in_(part))
        found |= {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def warnings_of(connection: Connection, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What readers of some accounts are warned of."""
    table = schema.projections["mark"]
    found: dict[str, set[str]] = {}
    for part in chunks(sorted(set(names))):
        for account, flag in connection.execute(select(table.c.account, table.c.flag).where(table.c.account.in_(part))):
            found.setdefault(account, set()).add(flag)
    return {account: tuple(sorted(flags)) for account, flags in found.items()}
