"""What coders have finished and which definitions their work names, counted in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, func, literal, or_, select

from testimonia.domain.decisions import Completion
from testimonia.domain.vocabulary import Layer
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.sight import Sight

_NAME = "\x1f"
"""Between names in one text; no id holds it."""


def finished(connection: Connection, sight: Sight) -> list[Completion]:
    """Every single person's completion that a reader may know of, whatever was coded."""
    table = schema.projections["completion"]
    query = select(table).where(sight.condition(table, "coder", told=True), table.c.layer == Layer.CODER.value)
    return [from_columns(Completion, row) for row in connection.execute(query).mappings()]


@dataclass(frozen=True, slots=True)
class Hand:
    """One coder's completions of one codebook (or the form) in one round: what was finished as an account, and what as a person.

    ``wholes`` are the mentions of those finished as a whole; ``units`` how many different units that makes.
    """

    accounts: frozenset[str]
    wholes: frozenset[str]

    @property
    def units(self) -> int:
        """How many units were finished."""
        return len(self.accounts) + len(self.wholes)


def finished_by_hand(connection: Connection, sight: Sight) -> dict[tuple[str, str | None, str], Hand]:
    """By coder, round and codebook, what a reader may know to be finished: five thousand rows are read as a dozen texts."""
    table = schema.projections["completion"]
    whose = (table.c.coder, table.c.round, table.c.codebook, table.c.mention.is_(None))
    seen = sight.condition(table, "coder", told=True), table.c.layer == Layer.CODER.value
    query = select(*whose, func.aggregate_strings(func.coalesce(table.c.mention, table.c.account), _NAME)).where(*seen).group_by(*whose)
    found: dict[tuple[str, str | None, str], dict[bool, frozenset[str]]] = {}
    for coder, entry, book, whole, names in connection.execute(query).all():
        found.setdefault((coder, entry, book), {})[bool(whole)] = frozenset(names.split(_NAME))
    return {key: Hand(parts.get(True, frozenset()), parts.get(False, frozenset())) for key, parts in found.items()}


def definitions_in_use(connection: Connection) -> dict[tuple[str, int], tuple[int, int]]:
    """For each version of a codebook (or of ``form``) how many codings, answers and completions name it, and when the first was made.

    Whoever may see them; the time is the log's, in milliseconds.
    """
    codings, values, completions = (schema.projections[name] for name in ("coding", "value", "completion"))
    log = schema.log
    sources: tuple[tuple[Table, Column[Any] | None, Column[Any]], ...] = (
        (codings, codings.c.codebook, codings.c.codebook_version),
        (completions, completions.c.codebook, completions.c.version),
        (values, None, values.c.form_version),
    )
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for table, book, version in sources:
        name = book if book is not None else literal("form")
        query = select(name, version, func.count(), func.min(log.c.wall)).join(log, log.c.id == table.c.row).group_by(name, version)
        for key, number, count, first in connection.execute(query):
            before = found.get((key, number), (0, first))
            found[key, number] = (before[0] + count, min(before[1], first))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeUse:
    """How many codings of one code, by one coder (or on one layer), an account has."""

    version: int
    code: str
    coder: str
    layer: Layer
    account: str
    codings: int


def uses(connection: Connection, sight: Sight, codebook: str) -> Iterator[CodeUse]:
    """How often the codes of a codebook are used, as a reader may see it."""
    table = schema.projections["coding"]
    columns = (table.c.codebook_version, table.c.code, table.c.coder, table.c.layer, table.c.account)
    query = select(*columns, func.count()).where(sight.condition(table, "coder"), table.c.codebook == codebook).group_by(*columns)
    for version, code, coder, layer, account, count in connection.execute(query.order_by(*columns)):
        yield CodeUse(version=version, code=code, coder=coder, layer=Layer(layer), account=account, codings=count)


def coders_state(connection: Connection, round_id: str) -> list[tuple[int, int, int]]:
    """What tells whether anything that coders entered in a round (or, of episodes, outside rounds) is another than it was.

    For each kind of row how many there are, and the sums of their places in the log: a row put in, replaced or taken out changes one of
    these. What was settled above the coders lies on layers of its own and does not count.
    """
    log = schema.log
    found: list[tuple[int, int, int]] = []
    for kind in ("coding", "value", "episode", "completion"):
        table = schema.projections[kind]
        mine = and_(table.c.round == round_id, table.c.layer == Layer.CODER.value)
        query = (
            select(func.count(), func.sum(log.c.wall), func.sum(log.c.seq))
            .select_from(table.join(log, log.c.id == table.c.row))
            .where(or_(mine, table.c.round.is_(None)) if kind == "episode" else mine)
        )
        count, walls, places = connection.execute(query).one()
        found.append((count, int(walls or 0), int(places or 0)))
    return found
