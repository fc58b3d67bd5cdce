"""Counting what a study holds, in the database: `status` looks at 20,000 accounts without fetching them.

What screening came to, what coders finished and when something was decided stand in ``screened``, ``codework`` and ``moments``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, func, not_, select

from testimonia.domain.additions import WHOLE, copies_and_adding
from testimonia.domain.decisions import Mention
from testimonia.domain.identity import digest
from testimonia.domain.results import Family, Link, Relation, Reuse
from testimonia.domain.vocabulary import AccountState, Grade, MentionStatus, ProposalStatus
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.runs import Run, newest, of_run
from testimonia.store.sight import EVERYTHING, Sight, decided_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An account that could not be read, or only in part."""

    account: str
    origin: str
    state: str
    reason: str


def account_states(connection: Connection) -> dict[str, int]:
    """How many accounts are in which state."""
    table = schema.projections["account"]
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    found = {state: count for state, count in rows}  # noqa: C416 - rows, not pairs, to the type checker
    return {state.value: found[state.value] for state in AccountState if state.value in found}


def failures(connection: Connection, most: int) -> list[Failure]:
    """The first accounts, by origin, that could not be read."""
    table = schema.projections["account"]
    query = (
        select(table.c.id, table.c.origin, table.c.state, table.c.reason)
        .where(table.c.state == AccountState.FAILED.value)
        .order_by(table.c.origin, table.c.id)
        .limit(most)
    )
    return [Failure(account=row.id, origin=row.origin, state=row.state, reason=row.reason or "") for row in connection.execute(query)]


def grades(connection: Connection) -> dict[str, int]:
    """How the bytes came: captures by grade, the surest grade first."""
    table = schema.projections["capture"]
    found = {
        row.grade: row.number for row in connection.execute(select(table.c.grade, func.count().label("number")).group_by(table.c.grade))
    }
    return {grade.value: found[grade.value] for grade in Grade if grade.value in found}


def shelves_declared(connection: Connection) -> dict[str, str]:
    """The shelf that each account was declared for at collection."""
    table = schema.projections["shelf"]
    return {row.account: row.shelf for row in connection.execute(select(table.c.account, table.c.shelf))}


def families(connection: Connection, run: Run) -> tuple[int, list[Family]]:
    """How many families a run found, and those of several accounts."""
    table = schema.outputs["families"]
    count = _count(connection, select(func.count()).select_from(table).where(table.c.run == run.id))
    query = select(table).where(table.c.run == run.id, table.c.accounts.contains(","))
    return count, [from_columns(Family, row) for row in connection.execute(query).mappings()]


def main_editions(connection: Connection) -> dict[str, str]:
    """The main text of each account that has words to read, without reading any."""
    table = schema.projections["account"]
    query = select(table.c.id, table.c.main).where(table.c.state != AccountState.FAILED.value, table.c.words > 0, table.c.main.is_not(None))
    return {row.id: row.main for row in connection.execute(query)}


def last_run(connection: Connection, stage: str) -> Run | None:
    """The last run of a stage, whether it still holds or not."""
    return newest(connection, stage, lambda _: True)


def last_links(connection: Connection, decision: str) -> list[Link]:
    """The links of this kind that the last resolving left, whether it still holds or not, in its order."""
    run = last_run(connection, "resolve")
    if run is None:
        return []
    table = schema.outputs["links"]
    query = select(table).where(table.c.run == run.id, table.c.decision == decision).order_by(table.c.position)
    return [from_columns(Link, row) for row in connection.execute(query).mappings()]


def last_family(connection: Connection, account: str) -> Family | None:
    """The family that the last lineage put an account into, whether it still holds or not."""
    run = last_run(connection, "lineage")
    if run is None:
        return None
    table = schema.outputs["families"]
    query = select(table).where(table.c.run == run.id, table.c.accounts.contains(f'"{account}"'))
    row = connection.execute(query).mappings().first()
    return from_columns(Family, row) if row else None


def copies(connection: Connection, families: Sequence[Family], trace: Run, lineage: Run) -> frozenset[str]:
    """The accounts of these families that go with the one they copy, as screening has it (see :mod:`testimonia.domain.additions`).

    Reads what these families need: passages, which are long, only where somebody is mentioned.
    """
    if not families:
        return frozenset()
    home = {account: family.id for family in families for account in family.accounts}
    table = schema.projections["account"]
    words: dict[str, int] = {}
    for some in _batches(home):
        words |= {row.id: row.words for row in connection.execute(select(table.c.id, table.c.words).where(table.c.id.in_(some)))}
    table = schema.projections["mention"]
    rows = connection.execute(select(table).where(table.c.status != MentionStatus.EXCLUDED.value)).mappings()
    named = [from_columns(Mention, row) for row in rows if row["account"] in home]
    placed = {mention.account for mention in named}
    table = schema.outputs["reuse"]
    reuse = [
        from_columns(Reuse, row if placed.intersection((row["a"], row["b"])) else {**row, "passages": "[]"})
        for row in connection.execute(select(table).where(table.c.run == trace.id)).mappings()
        if row["a"] in home and home[row["a"]] == home.get(row["b"])
    ]
    table = schema.outputs["relations"]
    accepted = select(table).where(table.c.run == lineage.id, table.c.status == ProposalStatus.ACCEPTED.value, table.c.kind.in_(WHOLE))
    relations = [from_columns(Relation, {**row, "passages": "[]"}) for row in connection.execute(accepted).mappings() if row["a"] in home]
    return copies_and_adding(families, reuse, relations, named, words)[0]


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    """Names in portions that a database takes as parameters of one question."""
    listed = sorted(names)
    yield from (listed[start : start + 5000] for start in range(0, len(listed), 5000))


def proposed_relations(connection: Connection, run: Run) -> int:
    """How many relations between accounts wait for a reviewer."""
    return _count(
        connection,
        select(func.count()).where(schema.outputs["relations"].c.run == run.id, schema.outputs["relations"].c.status == "proposed"),
    )


def suggestions(connection: Connection, run: Run) -> int:
    """How many suggestions a run left."""
    table = schema.outputs["suggestions"]
    return _count(connection, select(func.count()).where(of_run(table, run.id)))


def suggestion_kinds(connection: Connection, run: Run) -> dict[str, int]:
    """How many suggestions of each kind a run left."""
    table = schema.outputs["suggestions"]
    query = select(table.c.kind, func.count()).where(of_run(table, run.id)).group_by(table.c.kind)
    return {kind: count for kind, count in connection.execute(query).all()}  # noqa: C416 - rows, not pairs, to the type checker


def findings(connection: Connection, run: Run) -> int:
    """How many findings a run of the analysis left."""
    table = schema.outputs["findings"]
    return _count(connection, select(func.count()).where(table.c.run == run.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionUnit:
    """What status needs of a mention."""

    id: str
    account: str
    status: str
    kind: str
    reason: str | None = None


def mentions(connection: Connection, sight: Sight = EVERYTHING) -> list[MentionUnit]:
    """Every mention that people entered and a reader may count: whom a colleague entered in a blind round tells what they decided."""
    table = schema.projections["mention"]
    query = select(table.c.id, table.c.account, table.c.status, table.c.kind, table.c.reason)
    if sight.apart[1]:
        query = query.where(not_(and_(table.c.by.in_(sorted(sight.apart[1])), table.c.account.not_in(decided_apart(sight)))))
    return [
        MentionUnit(id=name, account=account, status=status, kind=kind, reason=reason)
        for name, account, status, kind, reason in connection.execute(query).all()
    ]


def mentions_stamp(connection: Connection, accounts: Container[str]) -> str:
    """The digest of the mentions in these accounts as they stand, but for those that do not count."""
    table = schema.projections["mention"]
    query = select(table.c.row, table.c.account).where(table.c.status != MentionStatus.EXCLUDED.value).order_by(table.c.row)
    return digest("mentions", *(row for row, account in connection.execute(query).all() if account in accounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A named snapshot, or the last release: what, where or which, when, by whom."""

    name: str
    at: str
    by: str
    profile: str | None = None


def named_snapshots(connection: Connection) -> list[Named]:
    """Snapshots that have a name, oldest first."""
    table = schema.snapshots
    query = select(table.c.name, table.c.at, table.c.by).order_by(table.c.at, table.c.name)
    return [Named(name=row.name, at=row.at, by=row.by) for row in connection.execute(query)]


def last_release(connection: Connection) -> Named | None:
    """The report that left the study last."""
    table = schema.releases
    query = (
        select(table.c.path, table.c.at, table.c.by, table.c.profile)
        .where(table.c.kind == "report")
        .order_by(table.c.at.desc(), table.c.path)
    )
    row = connection.execute(query.limit(1)).first()
    return Named(name=row.path, at=row.at, by=row.by, profile=row.profile) if row else None


def _count(connection: Connection, query: Select[int]) -> int:
    found: int | None = connection.execute(query).scalar()
    return found or 0
