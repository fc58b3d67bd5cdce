"""Looking at lineage in the database: pages read the relations and families that they show, not those of twenty thousand accounts.

Relations come without their passages (``passages`` is empty) unless one alone is asked for: passages are long, and lists show none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, or_, select

from testimonia.domain.decisions import BoilerplateReview, RelationReview
from testimonia.domain.evidence import Account
from testimonia.domain.results import Boilerplate, Family, Relation, Reuse, Variant
from testimonia.domain.vocabulary import Direction, MentionStatus, ProposalStatus, RelationKind
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.log import chunks, leaves_of
from testimonia.store.runs import Run

P = TypeVar("P", Relation, Reuse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What people said about a pair: the review in force, and the rows of the log that say so; several that differ are no review."""

    review: RelationReview | None
    rows: tuple[str, ...]
    row_by: str = ""
    at: str = ""


Told = tuple[str, tuple[str, ...], str]
"""A family: its id, its accounts, its root."""


def several(connection: Connection, run: Run) -> tuple[Told, ...]:
    """The families of more than one account; the largest first, then by root."""
    table = schema.outputs["families"]
    query = select(table.c.id, table.c.accounts, table.c.root).where(table.c.run == run.id, table.c.accounts.contains(","))
    found = [(name, _ids(accounts), root) for name, accounts, root in connection.execute(query)]
    return tuple(sorted(found, key=lambda one: (-len(one[1]), one[2])))


def _ids(written: str) -> tuple[str, ...]:
    """A list of ids as JSON has it; thousands of lists are read at once, and ids need no escape."""
    return tuple(json.loads(written)) if "\\" in written else tuple(written[2:-2].split('","'))


def family_of(connection: Connection, run: Run, account: str) -> Family | None:
    """The family that a run put an account into."""
    table = schema.outputs["families"]
    query = select(table).where(table.c.run == run.id, table.c.accounts.contains(f'"{account}"', autoescape=True))
    row = connection.execute(query).mappings().first()
    return from_columns(Family, row) if row else None


def edges(connection: Connection, run: Run, *, status: ProposalStatus | None = None, direction: Direction | None = None) -> list[Relation]:
    """The relations of a run, without their passages."""
    table = schema.outputs["relations"]
    asked: list[ColumnElement[bool]] = [table.c.run == run.id]
    if status is not None:
        asked.append(table.c.status == status.value)
    if direction is not None:
        asked.append(table.c.direction == direction.value)
    return _relations(connection, asked)


def edges_of(connection: Connection, run: Run, accounts: Collection[str]) -> list[Relation]:
    """The relations of a run that one of these accounts has, without their passages."""
    table = schema.outputs["relations"]
    found: dict[str, Relation] = {}
    for part in chunks(sorted(accounts)):
        asked = [table.c.run == run.id, or_(table.c.a.in_(part), table.c.b.in_(part))]
        found |= {edge.id: edge for edge in _relations(connection, asked)}
    return list(found.values())


def _relations(connection: Connection, asked: Sequence[ColumnElement[bool]]) -> list[Relation]:
    table = schema.outputs["relations"]
    shown = [column for column in table.c if column.name not in {"run", "position", "holds", "salt", "passages"}]
    query = select(*shown).where(*asked).order_by(table.c.position)
    return [
        Relation(
            id=row.id, a=row.a, b=row.b, kind=RelationKind(row.kind), direction=Direction(row.direction), score=row.score,
            matched_words=row.matched_words, containment=row.containment, evidence=tuple(json.loads(row.evidence)) if row.evidence != "[]" else (),
            status=ProposalStatus(row.status), by=row.by,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def relation_between(connection: Connection, run: Run, a: str, b: str) -> Relation | None:
    """The relation of a pair (a < b), whole; None where lineage keeps none."""
    return _pair(connection, "relations", Relation, run, a, b)


def reuse_between(connection: Connection, run: Run, a: str, b: str) -> Reuse | None:
    """What tracing found between a pair (a < b), whole."""
    return _pair(connection, "reuse", Reuse, run, a, b)


def _pair(connection: Connection, name: str, record: type[P], run: Run, a: str, b: str) -> P | None:
    table = schema.outputs[name]
    row = connection.execute(select(table).where(table.c.run == run.id, table.c.a == a, table.c.b == b)).mappings().first()
    return from_columns(record, row) if row else None


def variants_among(connection: Connection, run: Run, accounts: Collection[str]) -> list[Variant]:
    """How versions of one passage differ between these accounts, in the order of the run."""
    table = schema.outputs["variants"]
    found: dict[str, Variant] = {}
    for part in chunks(sorted(accounts)):
        query = select(table).where(table.c.run == run.id, table.c.a.in_(part)).order_by(table.c.position)
        for row in connection.execute(query).mappings():
            if row["b"] in accounts:
                found[row["id"]] = from_columns(Variant, row)
    return list(found.values())


def boilerplate_lines(connection: Connection, run: Run) -> list[Boilerplate]:
    """The lines of boilerplate of a run, those that count most words first."""
    table = schema.outputs["boilerplate"]
    query = select(table).where(table.c.run == run.id).order_by((table.c.accounts * table.c.words).desc(), table.c.id)
    return [from_columns(Boilerplate, row) for row in connection.execute(query).mappings()]


def reviewed_lines(connection: Connection) -> dict[tuple[str, int, int], tuple[BoilerplateReview, str]]:
    """What people said of boilerplate, by place, each with its row of the log."""
    table = schema.projections["boilerplate"]
    found = {}
    for row in connection.execute(select(table)).mappings():
        found[row["edition"], row["start"], row["end"]] = (from_columns(BoilerplateReview, row), row["row"])
    return found


def reviewed_pairs(connection: Connection) -> set[tuple[str, str]]:
    """The pairs that somebody decided about, a < b, whatever they said."""
    table = schema.projections["relation"]
    return {(min(row.a, row.b), max(row.a, row.b)) for row in connection.execute(select(table.c.a, table.c.b))}


def standing_of(connection: Connection, a: str, b: str) -> Standing:
    """What people said about a pair (a < b)."""
    subject = f"{a}|{b}"
    table = schema.projections["relation"]
    rows = leaves_of(connection, "relation", [subject]).get(subject, [])
    row = connection.execute(select(table).where(table.c.subject == subject)).mappings().first()
    if row is None:
        return Standing(review=None, rows=tuple(rows))
    return Standing(review=from_columns(RelationReview, row), rows=tuple(rows), row_by=row["decided_by"], at=row["at"] or "")


def accounts_named(connection: Connection, words: str) -> set[str]:
    """Accounts whose title, outlet, author or origin holds these words as they stand, whatever their case."""
    table = schema.projections["account"]
    fields = (table.c.title, table.c.outlet, table.c.author, table.c.origin)
    held = or_(*(field.icontains(words, autoescape=True) for field in fields))
    return set(connection.execute(select(table.c.id).where(held)).scalars())


def accounts_by_id(connection: Connection, names: Iterable[str]) -> dict[str, Account]:
    """These accounts, as far as they are there."""
    table = schema.projections["account"]
    found: dict[str, Account] = {}
    for part in chunks(sorted(set(names))):
        for row in connection.execute(select(table).where(table.c.id.in_(part))).mappings():
            found[row["id"]] = from_columns(Account, row)
    return found


def people_in(connection: Connection) -> set[str]:
    """Accounts in which somebody is mentioned whom nobody excluded."""
    table = schema.projections["mention"]
    return set(connection.execute(select(table.c.account).where(table.c.status != MentionStatus.EXCLUDED.value).distinct()).scalars())
