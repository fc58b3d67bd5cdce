"""Looking accounts up in the database: the lists of a study of 20,000 accounts are made without fetching them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, or_, select

from testimonia.domain.decisions import Screening
from testimonia.domain.evidence import Account
from testimonia.domain.results import Family, Relation
from testimonia.domain.storymap import Publication
from testimonia.domain.vocabulary import AccountState, EditionKind, Layer
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.log import chunks
from testimonia.store.runs import Run
from testimonia.store.sight import Sight
from testimonia.store.texts import search
from testimonia.text import known_date


class Sort(StrEnum):
    """By what a list of accounts is ordered; accounts that are alike in it follow one another by origin."""

    TITLE = "title"
    PUBLISHED = "published"
    ORIGIN = "origin"
    WORDS = "words"
    COLLECTED = "collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which accounts are asked for by what stands in their own record; ``words`` are searched in texts, titles and origins.

    ``language`` and ``bundle`` may be ``-`` for accounts without one. Years are those of publication, both included.
    """

    words: str = ""
    state: AccountState | None = None
    language: str | None = None
    bundle: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    sort: Sort = Sort.TITLE
    descending: bool = False


NONE = "-"
"""Stands for accounts that have no language or no bundle."""


def find(connection: Connection, wanted: Wanted) -> list[str]:
    """The ids of the accounts asked for, in order."""
    table = schema.projections["account"]
    query = select(table.c.id).where(*_conditions(table, wanted)).order_by(*_order(table, wanted))
    found = list(connection.execute(query).scalars().all())
    if not wanted.words.strip():
        return found
    hits = {*search(connection, wanted.words), *_named(connection, table, wanted.words.strip())}
    return [name for name in found if name in hits]


def _conditions(table: Table, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(table.c.state == wanted.state.value)
    for name in ("language", "bundle"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(table.c[name].is_(None) if value == NONE else table.c[name] == value)
    year = func.substr(table.c.published, 1, 4)
    if wanted.first_year is not None:
        found.append(year >= f"{wanted.first_year:04}")
    if wanted.last_year is not None:
        found.append(year <= f"{wanted.last_year:04}")
    return found


def _order(table: Table, wanted: Wanted) -> list[ColumnElement[Any]]:
    shown = case((table.c.title != "", table.c.title), else_=table.c.origin)
    columns: dict[Sort, ColumnElement[Any]] = {
        Sort.TITLE: func.lower(shown),
        Sort.PUBLISHED: table.c.published,
        Sort.ORIGIN: table.c.origin,
        Sort.WORDS: table.c.words,
        Sort.COLLECTED: table.c.at,
    }
    first = columns[wanted.sort]
    # What has no date stands at the end, whichever way the others are sorted.
    return [first.is_(None), first.desc() if wanted.descending else first.asc(), table.c.origin, table.c.id]


def _named(connection: Connection, table: Table, words: str) -> Sequence[str]:
    """Accounts whose origin, address or id holds these words as they stand."""
    plain = words.strip('"').lower()
    holds = [func.lower(column).contains(plain, autoescape=True) for column in (table.c.origin, table.c.address)]
    return connection.execute(select(table.c.id).where(or_(*holds, table.c.id.startswith(plain, autoescape=True)))).scalars().all()


def readable_in_order(connection: Connection) -> list[str]:
    """Ids of the accounts that could be read, by origin: the order in which people find their files."""
    table = schema.projections["account"]
    query = select(table.c.id).where(table.c.state != AccountState.FAILED.value).order_by(table.c.origin, table.c.id)
    return list(connection.execute(query).scalars().all())


def unreadable(connection: Connection) -> list[str]:
    """Ids of the accounts that could not be read."""
    table = schema.projections["account"]
    return list(connection.execute(select(table.c.id).where(table.c.state == AccountState.FAILED.value)).scalars().all())


def publications(connection: Connection) -> list[Publication]:
    """When and where each account that could be read was published."""
    table = schema.projections["account"]
    query = select(table.c.id, table.c.outlet, table.c.language, table.c.published).where(table.c.state != AccountState.FAILED.value)
    rows = connection.execute(query).all()
    dates = {text: known_date(text) for text in {row.published for row in rows}}
    return [
        Publication(
            account=row.id,
            outlet=row.outlet or "",
            language=row.language or "",
            published=row.published or "",
            earliest=dates[row.published].earliest,
            latest=dates[row.published].latest,
        )
        for row in rows
    ]


def accounts(connection: Connection, names: Sequence[str]) -> dict[str, Account]:
    """These accounts by id; what is not there is left out."""
    table = schema.projections["account"]
    found: dict[str, Account] = {}
    for part in chunks(names):
        for row in connection.execute(select(table).where(table.c.id.in_(part))).mappings():
            found[row["id"]] = from_columns(Account, row)
    return found


def tally(connection: Connection, column: str) -> dict[str, int]:
    """How many accounts have each value of a column (``language``, ``bundle``, ``state``), the most frequent first; ``-`` is none."""
    table = schema.projections["account"]
    query = select(table.c[column], func.count().label("number")).group_by(table.c[column])
    found = {row[0] or NONE: row[1] for row in connection.execute(query)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionNote:
    """A text without its words: ``characters`` are code points."""

    id: str
    kind: EditionKind
    of: str | None
    language: str | None
    sha256: str
    extractor: str
    characters: int


def edition_notes(connection: Connection, account: str) -> list[EditionNote]:
    """The texts of one account, none of them fetched."""
    table = schema.editions
    columns = [table.c[name] for name in ("id", "kind", "of", "language", "sha256", "extractor")]
    query = select(*columns, func.length(table.c.text).label("characters")).where(table.c.account == account).order_by(table.c.id)
    rows = connection.execute(query).mappings().all()
    return [EditionNote(**{**row, "kind": EditionKind(row["kind"])}) for row in rows]


def family_of(connection: Connection, run: Run, account: str) -> Family | None:
    """The family that a run of lineage put an account into."""
    table = schema.outputs["families"]
    query = select(table).where(table.c.run == run.id, table.c.accounts.contains(f'"{account}"'))
    row = connection.execute(query).mappings().first()
    return from_columns(Family, row) if row else None


def relations_of(connection: Connection, run: Run, account: str) -> list[Relation]:
    """The lineage edges of one account, without their passages."""
    table = schema.outputs["relations"]
    query = select(table).where(table.c.run == run.id, or_(table.c.a == account, table.c.b == account)).order_by(table.c.id)
    return [from_columns(Relation, {**row, "passages": "[]"}) for row in connection.execute(query).mappings()]


def shares(connection: Connection, run: Run, account: str) -> Mapping[str, tuple[float, float]]:
    """What tracing found between an account and others: the share of its own words, and of the other's, that both have."""
    table = schema.outputs["reuse"]
    query = select(table.c.a, table.c.b, table.c.a_share, table.c.b_share).where(
        table.c.run == run.id, or_(table.c.a == account, table.c.b == account)
    )
    return {
        (row.b if row.a == account else row.a): (row.a_share, row.b_share) if row.a == account else (row.b_share, row.a_share)
        for row in connection.execute(query)
    }


def decided_by(connection: Connection, screener: str, round_id: str | None, *, mentions: bool = False) -> frozenset[str]:
    """The accounts (or mentions) on which one screener has decided in a round (None: outside any); for nobody's eyes but theirs."""
    table = schema.projections["screening"]
    unit = table.c.mention if mentions else table.c.account
    query = select(unit).where(
        table.c.screener == screener,
        table.c.round.is_(None) if round_id is None else table.c.round == round_id,
        table.c.mention.is_not(None) if mentions else table.c.mention.is_(None),
        table.c.layer == Layer.CODER.value,
    )
    return frozenset(connection.execute(query).scalars().all())


def screenings(connection: Connection, sight: Sight, accounts: Sequence[str]) -> list[Screening]:
    """Every screening decision on these accounts and their mentions that a reader may see, by subject."""
    table = schema.projections["screening"]
    found: list[Screening] = []
    for part in chunks(accounts):
        query = select(table).where(table.c.account.in_(part), sight.condition(table, "screener")).order_by(table.c.subject)
        found += [from_columns(Screening, row) for row in connection.execute(query).mappings()]
    return found
