"""Mentions and what is claimed of them, a few at a time: a page shows two, and a large study holds thousands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Connection, select

from testimonia.domain.decisions import Claim, Mention
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import chunks

R = TypeVar("R", Claim, Mention)


def mentions_by_id(connection: Connection, names: Iterable[str]) -> dict[str, Mention]:
    """These mentions, as far as they are there."""
    return {mention.id: mention for mention in _where(connection, Mention, "id", names)}


def claims_of(connection: Connection, mention: str) -> list[Claim]:
    """What is claimed of a mention, by the order of the claims' ids."""
    return sorted(_where(connection, Claim, "mention", [mention]), key=lambda claim: claim.id)


def _where(connection: Connection, record: type[R], column: str, names: Iterable[str]) -> list[R]:
    table = schema.projections[KIND_OF[record].name]
    found: list[R] = []
    for part in chunks(sorted(set(names))):
        found += [from_columns(record, row) for row in connection.execute(select(table).where(table.c[column].in_(part))).mappings()]
    return found
