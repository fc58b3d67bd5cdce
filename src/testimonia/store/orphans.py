"""What people said about passages of texts that are no longer in force: orphans, until a person places them again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from testimonia.store import schema
from testimonia.store.kinds import KINDS
from testimonia.store.log import chunks
from testimonia.store.sight import Sight

_ANCHORED = ("mention", "claim", "coding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """Something said about a passage of ``edition``, whose place another text has taken: its kind, its id, and whose it is."""

    kind: str
    id: str
    account: str
    origin: str
    edition: str
    by: str


def orphans(connection: Connection, sight: Sight) -> list[Orphan]:
    """The orphans that a reader may see, by origin, kind and id."""
    superseded = _superseded(connection)
    found = [orphan for part in chunks(sorted(superseded)) for orphan in _in_text(connection, sight, part)] if superseded else []
    if superseded:
        found += _in_values(connection, sight, superseded)
    return sorted(found, key=lambda one: (one.origin, one.kind, one.id))


def _superseded(connection: Connection) -> dict[str, str]:
    """Texts in whose place others came and that are not in force again, each with the origin of its account."""
    revisions, accounts = schema.projections["revision"], schema.projections["account"]
    query = select(revisions.c.old, accounts.c.origin, accounts.c.main, accounts.c.full).join(
        accounts, accounts.c.id == revisions.c.account
    )
    return {row.old: row.origin for row in connection.execute(query) if row.old not in (row.main, row.full)}


def _in_text(connection: Connection, sight: Sight, editions: Sequence[str]) -> Iterator[Orphan]:
    accounts = schema.projections["account"]
    for name in _ANCHORED:
        kind, table = KINDS[name], schema.projections[name]
        query = select(table.c.id, table.c.account, table.c.edition, table.c[kind.author].label("author"), accounts.c.origin)
        query = query.join(accounts, accounts.c.id == table.c.account).where(table.c.edition.in_(editions))
        if kind.has_round:
            query = query.where(sight.condition(table, kind.author))
        for row in connection.execute(query):
            yield Orphan(kind=name, id=row.id, account=row.account, origin=row.origin, edition=row.edition, by=row.author)


def _in_values(connection: Connection, sight: Sight, superseded: dict[str, str]) -> Iterator[Orphan]:
    """Values point into texts by the passages that they rest on."""
    kind, table = KINDS["value"], schema.projections["value"]
    query = select(table.c.id, table.c.passages, table.c[kind.author].label("author"))
    query = query.where(table.c.passages != "[]", sight.condition(table, kind.author))
    for row in connection.execute(query):
        for passage in json.loads(row.passages):
            if (edition := passage.get("edition")) in superseded:
                yield Orphan(
                    kind="value", id=row.id, account=passage["account"], origin=superseded[edition], edition=edition, by=row.author
                )
                break
