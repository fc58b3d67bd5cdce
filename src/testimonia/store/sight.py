"""Reading records as one person may see them: blind means blind at every door.

Rows of a round that the lead has not opened are shown to their own coder alone. The lead and the owner see, besides, who has
finished which unit (completions), who is asked to do what (assignments) and what a coder asks them (messages), and nothing else.
Machines see opened rounds only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, and_, false, func, literal, not_, or_, select, true

from testimonia.domain.results import Case
from testimonia.domain.vocabulary import Layer
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.kinds import KIND_OF, KINDS, TOLD, Kind
from testimonia.store.log import LogRow, chunks, from_row

R = TypeVar("R")
PEOPLE = ("mention", "claim", "suggestion")
"""Kinds of row that say who is in an account."""
_PAIRS = (schema.projections["link"].name, schema.log.name)
"""Tables with verdicts on pairs; no other row of the log has the subject of one."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader may see: ``viewer`` is a coder's id, None for a machine; ``rounds`` the rounds open to everybody.

    ``apart``: blind rounds of screening that the viewer takes part in, and the colleagues who decide in them. Whom these enter as a
    person tells that they include the account, so the log keeps it back until the viewer has decided on the account too.
    ``kept_back``: verdicts on pairs of mentions (by subject) that the viewer may not see before they have given their own.
    """

    viewer: str | None
    rounds: frozenset[str]
    leads: bool = False
    everything: bool = False
    apart: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    kept_back: frozenset[str] = frozenset()

    def condition(self, table: Table, author: str, *, told: bool = False) -> ColumnElement[bool]:
        """The SQL condition that keeps what this reader may see of a table with ``round`` and ``author`` columns.

        ``told``: its rows are of a kind that leads see of blind rounds too.
        """
        if self.everything or (told and self.leads):
            return true()
        own = table.c[author] == self.viewer if self.viewer is not None else false()
        seen = or_(table.c.round.is_(None), table.c.round.in_(sorted(self.rounds)), own)
        if self.kept_back and table.name in _PAIRS:
            seen = and_(seen, table.c.subject.not_in(sorted(self.kept_back)))
        return seen


EVERYTHING = Sight(None, frozenset(), everything=True)


def mappings(connection: Connection, kind_name: str, sight: Sight) -> Iterator[RowMapping]:
    """The projection rows of one kind that this reader may see, by subject."""
    kind, table = KINDS[kind_name], schema.projections[kind_name]
    query = select(table).order_by(table.c.subject).execution_options(yield_per=2000)
    if kind.has_round:
        query = query.where(sight.condition(table, kind.author, told=kind.told))
    yield from connection.execute(query).mappings()


def records(connection: Connection, record: type[R], sight: Sight) -> list[R]:
    """The records of one class that this reader may see, by subject."""
    return [from_columns(record, row) for row in mappings(connection, KIND_OF[record].name, sight)]


def records_of(connection: Connection, record: type[R], sight: Sight, case: Case) -> list[R]:
    """The records of one class about a case's mentions that this reader may see, by subject: a form needs no more of a large study."""
    kind, table = KIND_OF[record], schema.projections[KIND_OF[record].name]
    found: list[R] = []
    for part in chunks(sorted(case.mentions)):
        # By account as well, for which there is an index: a row about a mention stands under the mention's account.
        query = select(table).where(table.c.account.in_(case.accounts), table.c.mention.in_(part)).order_by(table.c.subject)
        if kind.has_round:
            query = query.where(sight.condition(table, kind.author, told=kind.told))
        found += [from_columns(record, row) for row in connection.execute(query).mappings()]
    return found


def settled(connection: Connection, record: type[R], sight: Sight, round_id: str) -> list[R]:
    """The records of one class that stand above the coders' own in a round, as this reader may see them, by subject."""
    kind, table = KIND_OF[record], schema.projections[KIND_OF[record].name]
    query = select(table).where(table.c.round == round_id, table.c.layer != Layer.CODER.value, sight.condition(table, kind.author))
    return [from_columns(record, row) for row in connection.execute(query.order_by(table.c.subject)).mappings()]


def one(connection: Connection, record: type[R], sight: Sight, subject: str) -> R | None:
    """The record of one class that a subject names, if this reader may see it."""
    kind, table = KIND_OF[record], schema.projections[KIND_OF[record].name]
    query = select(table).where(table.c.subject == subject)
    if kind.has_round:
        query = query.where(sight.condition(table, kind.author, told=kind.told))
    row = connection.execute(query).mappings().first()
    return from_columns(record, row) if row else None


def records_at(connection: Connection, record: type[R], sight: Sight, account: str) -> list[R]:
    """The records of one class about one account that this reader may see, by subject: a page that shows a single text needs no more."""
    return [found for found, _ in standing_at(connection, record, sight, account)]


def standing_at(connection: Connection, record: type[R], sight: Sight, account: str) -> list[tuple[R, str]]:
    """As :func:`records_at`, each with the row of the log that says so: whoever changes it names the row that they saw."""
    kind, table = KIND_OF[record], schema.projections[KIND_OF[record].name]
    query = select(table).where(table.c.account == account).order_by(table.c.subject)
    if kind.has_round:
        query = query.where(sight.condition(table, kind.author, told=kind.told))
    return [(from_columns(record, row), row["row"]) for row in connection.execute(query).mappings()]


def hidden_counts(connection: Connection, sight: Sight) -> dict[str, int]:
    """How many rows of each kind this reader may not see, so that every door can say so."""
    counts = {name: hidden_count(connection, kind, sight) for name, kind in KINDS.items() if kind.has_round}
    return {name: count for name, count in counts.items() if count}


def hidden_count(connection: Connection, kind: Kind, sight: Sight) -> int:
    """How many rows of a kind that has rounds this reader may not see because of their round.

    First verdicts on pairs, kept back as well, are told of where pairs wait for a second one.
    """
    table = schema.projections[kind.name]
    seen = replace(sight, kept_back=frozenset()).condition(table, kind.author, told=kind.told)
    hidden: int | None = connection.execute(select(func.count()).select_from(table).where(~seen)).scalar()
    return hidden or 0


def log_condition(sight: Sight) -> ColumnElement[bool]:
    """The SQL condition that keeps the log rows this reader may see."""
    log = schema.log
    seen = sight.condition(log, "author")
    told = or_(seen, log.c.kind.in_(TOLD)) if sight.leads else seen
    return and_(told, not_(_tells(sight))) if sight.apart[1] else told


def decided_apart(sight: Sight) -> Select[Any]:
    """The accounts that a reader who is kept apart from colleagues has decided on in each blind round of theirs."""
    said, rounds = schema.projections["screening"], sight.apart[0]
    own = select(said.c.account).where(said.c.screener == sight.viewer, said.c.mention.is_(None), said.c.round.in_(sorted(rounds)))
    return own.group_by(said.c.account).having(func.count(said.c.round.distinct()) == len(rounds))


def _tells(sight: Sight) -> ColumnElement[bool]:
    """The rows by which colleagues in blind rounds say who is in accounts that the reader has not decided on in each of these rounds."""
    log, decided = schema.log, decided_apart(sight).subquery()
    # A row about people names their one account, as JSON writes a list of one.
    known = select(literal('["').concat(decided.c.account).concat('"]'))
    return and_(log.c.kind.in_(PEOPLE), log.c.by.in_(sorted(sight.apart[1])), log.c.accounts.not_in(known))


def log_history(connection: Connection, record: type, sight: Sight) -> list[LogRow]:
    """Every log row of one kind that this reader may see, in the one order."""
    log = schema.log
    query = (
        select(log)
        .where(log.c.kind == KIND_OF[record].name, log_condition(sight))
        .order_by(log.c.wall, log.c.tick, log.c.replica, log.c.seq, log.c.id)
    )
    return [from_row(row) for row in connection.execute(query).mappings()]
