"""Counting what a study holds, in the database: `status` looks at 20,000 accounts without fetching them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Select, case, func, select

from testimonia.domain.outcome import Standing
from testimonia.domain.vocabulary import AccountState, CaseKind, Layer, ScreeningDecision, Shelf
from testimonia.store import schema
from testimonia.store.inputs import FEEDS, input_digest_after
from testimonia.store.runs import Run, newest
from testimonia.store.sight import EVERYTHING, Sight

_RANK = {Layer.CODER.value: 1, Layer.CONSENSUS.value: 2, Layer.ADJUDICATED.value: 3}


def runs_in_force(connection: Connection, protocol: str, machine: Sight) -> dict[str, Run]:
    """The run in force of each stage that has one; each stage's input is digested once, where asking for each alone repeats it."""
    found: dict[str, Run] = {}
    for stage, feed in FEEDS.items():  # in the order of the stages
        if feed.after is not None and feed.after not in found:
            break
        present = input_digest_after(connection, stage, found[feed.after].id if feed.after else None, protocol, machine)
        run = newest(connection, stage, lambda run, present=present: run.input_digest == present)  # type: ignore[misc] # mypy loses the default's type
        if run is not None:
            found[stage] = run
    return found


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


def readable(connection: Connection) -> set[str]:
    """Ids of the accounts that could be read, at least in part."""
    table = schema.projections["account"]
    return set(connection.execute(select(table.c.id).where(table.c.state != AccountState.FAILED.value)).scalars().all())


def shelves_declared(connection: Connection) -> dict[str, str]:
    """The shelf that each account was declared for at collection."""
    table = schema.projections["shelf"]
    return {row.account: row.shelf for row in connection.execute(select(table.c.account, table.c.shelf))}


def families(connection: Connection, run: Run) -> tuple[int, set[str]]:
    """How many families a run found, and which accounts are copies in them (all but the roots)."""
    table = schema.outputs["families"]
    count = connection.execute(select(func.count()).select_from(table).where(table.c.run == run.id)).scalar() or 0
    query = select(table.c.accounts, table.c.root).where(table.c.run == run.id, table.c.accounts.contains(","))
    copies = {account for row in connection.execute(query) for account in json.loads(row.accounts) if account != row.root}
    return count, copies


def standings(connection: Connection, sight: Sight, *, mentions: bool) -> dict[str, tuple[Standing, str | None]]:
    """What screening has come to for each account (or mention) that somebody decided on, with its shelf, as a reader may see it.

    The rule is that of :func:`testimonia.domain.outcome.screening_outcome`, worked out by the database (a test compares the two).
    """
    table = schema.projections["screening"]
    unit = table.c.mention if mentions else table.c.account
    rank = case(_RANK, value=table.c.layer)
    seen = sight.condition(table, "screener") & (table.c.mention.is_not(None) if mentions else table.c.mention.is_(None))
    query = (
        select(unit, rank, func.min(table.c.decision), func.max(table.c.decision), func.min(table.c.shelf), func.max(table.c.shelf))
        .where(seen)
        .group_by(unit, rank)
        .order_by(rank)  # of a unit's layers the highest comes last and stays
    )
    return {name: _standing(*said) for name, _, *said in connection.execute(query).all()}


def sees_more(connection: Connection, sight: Sight) -> bool:
    """Whether a reader sees screening decisions that open rounds do not show to everybody: their own in a blind one."""
    table = schema.projections["screening"]
    own = select(table.c.subject).where(
        table.c.screener == sight.viewer, table.c.round.is_not(None), table.c.round.not_in(sorted(sight.rounds))
    )
    return connection.execute(own.limit(1)).first() is not None


@cache
def _standing(low: str, high: str, shelf_low: str | None, shelf_high: str | None) -> tuple[Standing, str | None]:
    shelf = shelf_low if shelf_low == shelf_high else None
    if low != high or (low == ScreeningDecision.INCLUDE.value and shelf_low != shelf_high):
        return Standing.CONFLICT, shelf
    return Standing(low), shelf


def decided(connection: Connection, sight: Sight, round_id: str) -> dict[str, set[str]]:
    """Which accounts each screener has decided on in a round: who and whether, never what.

    The owner and leads may know that of a round still blind, as of completions.
    """
    table = schema.projections["screening"]
    seen = (EVERYTHING if sight.leads else sight).condition(table, "screener")
    # One text a screener: forty thousand rows would take longer than all the rest of `status`.
    names = func.aggregate_strings(table.c.account, ",")
    query = (
        select(table.c.screener, names)
        .where(seen, table.c.round == round_id, table.c.mention.is_(None), table.c.layer == Layer.CODER.value)
        .group_by(table.c.screener)
    )
    return {screener: set(accounts.split(",")) for screener, accounts in connection.execute(query).all()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Somebody has finished a unit: an account, or a mention that stands for its case."""

    coder: str
    round: str | None
    codebook: str
    account: str
    mention: str | None


def finished(connection: Connection, sight: Sight) -> list[Done]:
    """Every completion that a reader may know of, whatever was coded."""
    table = schema.projections["completion"]
    query = select(table.c.coder, table.c.round, table.c.codebook, table.c.account, table.c.mention).where(
        sight.condition(table, "coder", completions=True), table.c.layer == Layer.CODER.value
    )
    return [
        Done(coder=row.coder, round=row.round, codebook=row.codebook, account=row.account, mention=row.mention)
        for row in connection.execute(query)
    ]


def proposed_relations(connection: Connection, run: Run) -> int:
    """How many relations between accounts wait for a reviewer."""
    return _count(
        connection,
        select(func.count()).where(schema.outputs["relations"].c.run == run.id, schema.outputs["relations"].c.status == "proposed"),
    )


def unclear_links(connection: Connection, run: Run) -> int:
    """How many pairs of mentions are proposed or unclear."""
    table = schema.outputs["links"]
    return _count(connection, select(func.count()).where(table.c.run == run.id, table.c.decision.in_(("proposed", "unclear"))))


def findings(connection: Connection, run: Run) -> int:
    """How many findings a run of the analysis left."""
    table = schema.outputs["findings"]
    return _count(connection, select(func.count()).where(table.c.run == run.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseUnit:
    """What status needs of a case."""

    kind: CaseKind
    mentions: frozenset[str]
    accounts: frozenset[str]


def cases(connection: Connection, run: Run) -> list[CaseUnit]:
    """The cases that a run found."""
    table = schema.outputs["cases"]
    query = select(table.c.kind, table.c.mentions, table.c.accounts).where(table.c.run == run.id)
    return [
        CaseUnit(kind=CaseKind(row.kind), mentions=frozenset(json.loads(row.mentions)), accounts=frozenset(json.loads(row.accounts)))
        for row in connection.execute(query)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionUnit:
    """What status needs of a mention."""

    id: str
    account: str
    status: str
    kind: str


def mentions(connection: Connection) -> list[MentionUnit]:
    """Every mention that people entered."""
    table = schema.projections["mention"]
    query = select(table.c.id, table.c.account, table.c.status, table.c.kind)
    return [MentionUnit(id=row.id, account=row.account, status=row.status, kind=row.kind) for row in connection.execute(query)]


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


def shelf_counts(
    found: dict[str, tuple[Standing, str | None]], declared: dict[str, str], accounts: Collection[str]
) -> dict[str, dict[str, int]]:
    """How many of these accounts have come to what, by the shelf they were screened for, else declared for, else ``testimony``."""
    counts: dict[str, Counter[str]] = {}
    # Most accounts of a large library were never screened: these are counted without asking for each what it came to.
    untouched = Counter(declared.get(account, Shelf.TESTIMONY.value) for account in accounts if account not in found)
    for shelf, count in untouched.items():
        counts.setdefault(shelf, Counter())[Standing.UNSCREENED.value] += count
    for account in accounts:
        if account in found:
            standing, screened_for = found[account]
            counts.setdefault(screened_for or declared.get(account) or Shelf.TESTIMONY.value, Counter())[standing.value] += 1
    return {shelf: dict(sorted(counts[shelf].items())) for shelf in sorted(counts)}
