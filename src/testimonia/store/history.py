"""Paging through the log: who did what, newest first, as one reader may see it.

A page is asked for by the row it begins after, never by a count of rows before it: rows that arrive meanwhile (others work, a copy is
merged) neither repeat nor hide any, and the thousandth page costs what the first one does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select, true, tuple_

from testimonia.errors import UnknownReference
from testimonia.store import schema
from testimonia.store.codec import from_plain
from testimonia.store.kinds import KINDS
from testimonia.store.log import LogRow, chunks, from_row
from testimonia.store.sight import Sight, log_condition

NAMED = 20  # accounts whose title or origin holds the words searched for; whoever finds more should say more
_PLACE = ("wall", "tick", "replica", "seq", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows are asked for: of one person, kind, account (id) or stretch of days (UTC, both included), or holding some words.

    ``words`` are looked for, as they stand and whatever their case, in what was decided (quotes, labels, reasons, memos) and in the titles
    and origins of the accounts it was decided about.
    """

    by: str | None = None
    kind: str | None = None
    account: str | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountName:
    """How people know an account; ``withdrawn`` says that it is gone and only its id is left."""

    id: str
    title: str = ""
    origin: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One row of the log with what it says.

    ``record`` is what was decided (of a row that takes its object back: what it took back), None where that went with a withdrawn
    account; ``before`` what it replaced, as far as that is one thing that had not been taken back (``lost``: that went with a withdrawn
    account). ``standing``: nothing has replaced it; ``contested``: two copies decided differently and it is one side.
    """

    row: LogRow
    record: Any | None
    before: Any | None = None
    lost: bool = False
    replaced: int = 0
    standing: bool = True
    contested: bool = False

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts it is about."""
        return tuple(json.loads(self.row.accounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A page of deeds, newest first; ``newer`` and ``older`` say whether more lie on either side.

    ``names`` are the accounts the deeds are about, ``labels`` what mentions are called, ``mentions`` the account of each.
    """

    deeds: tuple[Deed, ...]
    newer: bool
    older: bool
    names: dict[str, AccountName] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, str] = field(default_factory=dict)


def log_page(
    connection: Connection, sight: Sight, wanted: Filter, *, size: int, before: str | None = None, after: str | None = None
) -> LogPage:
    """The newest ``size`` rows that a reader may see; or those just older than the row ``before``, or just newer than the row ``after``.

    Raises:
        UnknownReference: no row of that id can be seen.
    """
    log = schema.log
    place = tuple_(*(log.c[name] for name in _PLACE))
    query = select(log).where(_condition(connection, sight, wanted))
    edge = before or after
    if edge is not None:
        found = log_row(connection, sight, edge).order
        query = query.where(place < tuple_(*found) if before else place > tuple_(*found))
    newest_first = after is None
    query = query.order_by(*(log.c[name].desc() if newest_first else log.c[name] for name in _PLACE)).limit(size + 1)
    rows = [from_row(row) for row in connection.execute(query).mappings()]
    more, rows = len(rows) > size, rows[:size]
    if not newest_first:
        rows.reverse()
    deeds = deeds_of(connection, sight, rows)
    mentions = _mentions(connection, deeds)
    return LogPage(
        deeds=deeds,
        newer=edge is not None if newest_first else more,
        older=more if newest_first else True,
        names=account_names(connection, {name for deed in deeds for name in deed.accounts}),
        labels={name: label for name, (label, _) in mentions.items()},
        mentions={name: account for name, (_, account) in mentions.items()},
    )


def log_count(connection: Connection, sight: Sight, wanted: Filter) -> int:
    """How many rows there are of those that a reader may see."""
    query = select(func.count()).select_from(schema.log).where(_condition(connection, sight, wanted))
    found: int | None = connection.execute(query).scalar()
    return found or 0


def log_choices(connection: Connection, sight: Sight) -> tuple[list[str], list[str]]:
    """Everybody who stands in the log, and every kind of row, as far as a reader may see them."""
    log = schema.log
    rows = connection.execute(select(log.c.by, log.c.kind).where(log_condition(sight)).distinct()).all()
    return sorted({row.by for row in rows}), sorted({row.kind for row in rows})


def log_row(connection: Connection, sight: Sight, name: str) -> LogRow:
    """One row by id.

    Raises:
        UnknownReference: there is none that this reader may see.
    """
    found = connection.execute(select(schema.log).where(schema.log.c.id == name, log_condition(sight))).mappings().first()
    if found is None:
        raise UnknownReference("The log holds no such row.", "Load the page again.")
    return from_row(found)


def log_rows(connection: Connection, sight: Sight, ids: Iterable[str]) -> list[LogRow]:
    """These rows, as far as a reader may see them, in the one order."""
    log = schema.log
    found: list[RowMapping] = []
    for part in chunks(sorted(ids)):
        found += connection.execute(select(log).where(log.c.id.in_(part), log_condition(sight))).mappings().all()
    return sorted((from_row(row) for row in found), key=lambda row: row.order)


def deeds_of(connection: Connection, sight: Sight, rows: Sequence[LogRow]) -> tuple[Deed, ...]:
    """These rows with what they say, what they replaced and whether they still stand."""
    replaced = {row.id: json.loads(row.replaces) for row in rows}
    earlier = {row.id: row for row in log_rows(connection, sight, {name for names in replaced.values() for name in names})}
    said = _contents(connection, [*rows, *earlier.values()])
    standing = _leaves(connection, [row.id for row in rows])
    divided = _divided(connection, [row.subject for row in rows])
    found = []
    for row in rows:
        names = replaced[row.id]
        only = earlier.get(names[0]) if len(names) == 1 else None
        before = None if only is None or only.retract else _said(only, said.get(only.id))
        found.append(
            Deed(
                row=row,
                record=_said(row, said.get(row.id)),
                before=before,
                lost=len(names) == 1 and before is None and (only is None or not only.retract),
                replaced=len(names),
                standing=row.id in standing,
                contested=row.id in standing and (row.kind, row.subject) in divided,
            )
        )
    return tuple(found)


def account_names(connection: Connection, names: Iterable[str]) -> dict[str, AccountName]:
    """How people know these accounts."""
    listed = sorted(names)
    table, graves = schema.projections["account"], schema.tombstones
    found: dict[str, AccountName] = {}
    for part in chunks(listed):
        query = select(table.c.id, table.c.title, table.c.origin).where(table.c.id.in_(part))
        found |= {row.id: AccountName(id=row.id, title=row.title, origin=row.origin) for row in connection.execute(query)}
        gone = connection.execute(select(graves.c.account).where(graves.c.account.in_(part))).scalars()
        found |= {name: AccountName(id=name, withdrawn=True) for name in gone}
    return found


def _condition(connection: Connection, sight: Sight, wanted: Filter) -> ColumnElement[bool]:
    log = schema.log
    asked: list[ColumnElement[bool]] = [log_condition(sight)]
    if wanted.by:
        asked.append(log.c.by == wanted.by)
    if wanted.kind:
        # Joined to nothing, so that SQLite walks the index of time and stops after a page, instead of sorting every coding there is.
        asked.append(log.c.kind.concat("") == wanted.kind)
    if wanted.account:
        asked.append(_about(wanted.account))
    if wanted.since:
        asked.append(log.c.at >= wanted.since.isoformat())
    if wanted.until and wanted.until < date.max:  # nothing is later than the last day there is
        asked.append(log.c.at < (wanted.until + timedelta(days=1)).isoformat())
    if wanted.words.strip():
        asked.append(_holding(connection, wanted.words.strip()))
    return and_(true(), *asked)


def _about(account: str) -> ColumnElement[bool]:
    return schema.log.c.accounts.contains(f'"{account}"', autoescape=True)


def _holding(connection: Connection, words: str) -> ColumnElement[bool]:
    """Rows that say these words, or are about an account whose title or origin holds them."""
    table, sealed = schema.projections["account"], schema.sealed
    named = select(table.c.id).where(or_(table.c.title.icontains(words, autoescape=True), table.c.origin.icontains(words, autoescape=True)))
    accounts = connection.execute(named.order_by(table.c.id).limit(NAMED)).scalars().all()
    # As JSON writes them: a quotation mark within quoted words is escaped there.
    written = json.dumps(words, ensure_ascii=False)[1:-1]
    said = select(sealed.c.row).where(sealed.c.content.icontains(written, autoescape=True))
    return or_(schema.log.c.id.in_(said), *(_about(account) for account in accounts))


def _said(row: LogRow, content: str | None) -> Any | None:
    """The record that a row carries, also of one that takes its object back; None where its content is gone."""
    if row.sealed is not None and content is None:
        return None
    return from_plain(KINDS[row.kind].record, json.loads(row.open) | (json.loads(content) if content is not None else {}))


def _contents(connection: Connection, rows: Sequence[LogRow]) -> dict[str, str]:
    sealed = schema.sealed
    found: dict[str, str] = {}
    for part in chunks([row.id for row in rows if row.sealed is not None]):
        query = select(sealed.c.row, sealed.c.content).where(sealed.c.row.in_(part))
        found |= {row.row: row.content for row in connection.execute(query)}
    return found


def _leaves(connection: Connection, ids: Sequence[str]) -> set[str]:
    table = schema.leaves
    return {name for part in chunks(ids) for name in connection.execute(select(table.c.row).where(table.c.row.in_(part))).scalars()}


def _divided(connection: Connection, subjects: Sequence[str]) -> set[tuple[str, str]]:
    table = schema.conflicts
    found: set[tuple[str, str]] = set()
    for part in chunks(sorted(set(subjects))):
        found |= {
            (row.kind, row.subject) for row in connection.execute(select(table.c.kind, table.c.subject).where(table.c.subject.in_(part)))
        }
    return found


def _mentions(connection: Connection, deeds: Sequence[Deed]) -> dict[str, tuple[str, str]]:
    """The label and the account of every mention that the deeds speak of."""
    named: set[str] = set()
    for deed in deeds:
        if deed.row.kind == "link":
            named |= {deed.record.a, deed.record.b} if deed.record is not None else set()
        elif (mention := getattr(deed.record, "mention", None)) is not None:
            named.add(mention)
    table = schema.projections["mention"]
    found: dict[str, tuple[str, str]] = {}
    for part in chunks(sorted(named)):
        query = select(table.c.id, table.c.label, table.c.account).where(table.c.id.in_(part))
        found |= {row.id: (row.label, row.account) for row in connection.execute(query)}
    return found
