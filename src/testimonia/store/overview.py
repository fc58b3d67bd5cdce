"""Counting what a study holds, in the database: `status` looks at 20,000 accounts without fetching them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    Table,
    Text,
    and_,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
)

from testimonia.domain.additions import WHOLE, copies_and_adding
from testimonia.domain.completeness import Order
from testimonia.domain.decisions import Claim, Coding, Completion, LinkReview, Mention, Screening, Value
from testimonia.domain.identity import digest
from testimonia.domain.outcome import Outcome, Standing, screening_outcome
from testimonia.domain.results import Family, Link, Relation, Reuse
from testimonia.domain.teamwork import CodebookChange, Message
from testimonia.domain.vocabulary import AccountState, Grade, Layer, MentionStatus, ProposalStatus, ScreeningDecision, Shelf
from testimonia.store import conflicts, schema
from testimonia.store.codec import from_columns
from testimonia.store.kinds import KIND_OF
from testimonia.store.runs import Run, newest
from testimonia.store.sight import EVERYTHING, Sight, decided_apart, log_condition
from testimonia.store.undecided import screening_layers

R = TypeVar("R", Claim, CodebookChange, Coding, Completion, LinkReview, Mention, Message, Value)
_CELL, _ROW, _NAME = "|", "\x1e", "\x1f"


def stamp(connection: Connection, protocol: str, sight: Sight) -> str:
    """What all that a reader may ask of the study depends on: heads of the log, newest runs, releases, snapshots, protocol, who looks."""
    heads = sorted(connection.execute(select(schema.heads.c.row)).scalars().all())
    runs = schema.runs
    made = connection.execute(select(runs.c.stage, func.count(), func.max(runs.c.at)).group_by(runs.c.stage).order_by(runs.c.stage))
    told = [f"{stage} {count} {at}" for stage, count, at in made]
    # Work done again adds no run, yet its outputs are kept again and those of another dropped.
    told += sorted(connection.execute(select(schema.kept_runs.c.run)).scalars().all())
    # What left the study and what was named stands beside the log, and rows are only ever added.
    told += [str(connection.execute(select(func.count()).select_from(table)).scalar()) for table in (schema.releases, schema.snapshots)]
    return digest("stamp", *heads, *told, protocol, sight.viewer, str(sight.leads), *sorted(sight.rounds))


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


def outcomes(
    connection: Connection, sight: Sight, rounds: tuple[str, ...], *, mentions: bool, only: Collection[str] | None = None
) -> dict[str, Outcome]:
    """What screening has come to for each account (or mention) that somebody decided on (``only`` of these), as a reader may see it.

    The rule is :func:`testimonia.domain.outcome.screening_outcome` with the ``rounds`` of study.yaml in their order. The database
    only gathers who said what: thousands of accounts share a few patterns, and the rule is asked once for each.
    """
    table = schema.projections["screening"]
    unit = table.c.mention if mentions else table.c.account
    waiting: dict[str, list[Layer]] = {}
    for (account, mention), layers in screening_layers(conflicts.undecided(connection, Screening, sight)).items():
        name = mention if mentions else account
        if name is not None and (mention is not None) is mentions and (only is None or name in only):
            waiting.setdefault(name, []).extend(layers)
    found: dict[str, Outcome] = {}
    told_of = dict.fromkeys(waiting, "")
    seen = sight.condition(table, "screener")
    for told, names in connection.execute(_patterns(table, unit, seen if only is None else and_(seen, unit.in_(sorted(only))))):
        units = names.split(_NAME)
        found.update(dict.fromkeys(units, _by_rule(told, rounds, ())))
        if waiting:
            told_of.update(dict.fromkeys(waiting.keys() & units, told))
    return found | {name: _by_rule(told_of[name], rounds, tuple(layers)) for name, layers in waiting.items()}


def _patterns(table: Table, unit: Column[Any], wanted: ColumnElement[bool]) -> Select[Any]:
    """Who said what about a unit in one text, with the units of which just this was said; no id holds the signs between them."""
    none, sign = literal_column("''", Text), literal_column(f"'{_CELL}'", Text)
    row = table.c.layer + sign + table.c.screener + sign + func.coalesce(table.c.round, none)
    row = row + sign + table.c.decision + sign + func.coalesce(table.c.shelf, none) + sign + func.coalesce(table.c.criterion, none)
    each = (
        select(unit.label("unit"), func.aggregate_strings(row, _ROW).label("told"))
        .where(wanted, table.c.mention.is_(None) if unit is table.c.account else table.c.mention.is_not(None))
        .group_by(unit)
        .subquery()
    )
    return select(each.c.told, func.aggregate_strings(each.c.unit, _NAME)).group_by(each.c.told)


@lru_cache(maxsize=10_000)
def _by_rule(told: str, rounds: tuple[str, ...], undecided: tuple[Layer, ...]) -> Outcome:
    """What the rows of one text of :func:`_patterns` come to."""
    rows = [
        Screening(
            account="",
            layer=Layer(layer),
            screener=screener,
            round=entry or None,
            decision=ScreeningDecision(decision),
            shelf=Shelf(shelf) if shelf else None,
            criterion=criterion or None,
        )
        for layer, screener, entry, decision, shelf, criterion in (row.split(_CELL, 5) for row in told.split(_ROW) if row)
    ]
    return screening_outcome(rows, rounds, undecided)


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    """Names in portions that a database takes as parameters of one question."""
    listed = sorted(names)
    yield from (listed[start : start + 5000] for start in range(0, len(listed), 5000))


def sees_more(connection: Connection, sight: Sight) -> bool:
    """Whether a reader sees screening decisions that open rounds do not show to everybody: their own in a blind one."""
    table = schema.projections["screening"]
    own = select(table.c.subject).where(
        table.c.screener == sight.viewer, table.c.round.is_not(None), table.c.round.not_in(sorted(sight.rounds))
    )
    return connection.execute(own.limit(1)).first() is not None


def decided(connection: Connection, sight: Sight, round_id: str, *, mentions: bool = False) -> dict[str, set[str]]:
    """Which accounts (and ``mentions``) each screener has decided on in a round: who and whether, never what.

    The owner and leads may know that of a round still blind, as of completions.
    """
    table = schema.projections["screening"]
    seen = (EVERYTHING if sight.leads else sight).condition(table, "screener")
    # One text a screener: forty thousand rows would take longer than all the rest of `status`.
    names = func.aggregate_strings(func.coalesce(table.c.mention, table.c.account) if mentions else table.c.account, _NAME)
    query = select(table.c.screener, names).where(seen, table.c.round == round_id, table.c.layer == Layer.CODER.value)
    if not mentions:
        query = query.where(table.c.mention.is_(None))
    return {screener: set(units.split(_NAME)) for screener, units in connection.execute(query.group_by(table.c.screener)).all()}


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


def orders(connection: Connection, record: type[R], records: Iterable[R], sight: Sight, *, last: bool = False) -> dict[R, Order]:
    """Where each record first (or last) stood in the log, as far as a reader may see that."""
    log = schema.log
    columns = (log.c.wall, log.c.tick, log.c.replica, log.c.seq, log.c.id)
    query = select(log.c.subject, *columns).where(log.c.kind == KIND_OF[record].name, log_condition(sight)).order_by(*columns)
    found: dict[str, Order] = {}
    for row in connection.execute(query):
        if last or row.subject not in found:
            found[row.subject] = (row.wall, row.tick, row.replica, row.seq, row.id)
    subject = KIND_OF[record].subject
    return {item: found[subject(item)] for item in records if subject(item) in found}


def moment(order: Order) -> str:
    """When a row at this place of the log was written, to the minute (UTC)."""
    return datetime.fromtimestamp(order[0] / 1000, UTC).isoformat(timespec="minutes").replace("+00:00", "Z")


def proposed_relations(connection: Connection, run: Run) -> int:
    """How many relations between accounts wait for a reviewer."""
    return _count(
        connection,
        select(func.count()).where(schema.outputs["relations"].c.run == run.id, schema.outputs["relations"].c.status == "proposed"),
    )


def suggestions(connection: Connection, run: Run) -> int:
    """How many suggestions a run left."""
    table = schema.outputs["suggestions"]
    return _count(connection, select(func.count()).where(table.c.run == run.id))


def suggestion_kinds(connection: Connection, run: Run) -> dict[str, int]:
    """How many suggestions of each kind a run left."""
    table = schema.outputs["suggestions"]
    query = select(table.c.kind, func.count()).where(table.c.run == run.id).group_by(table.c.kind)
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


def tally(names: Collection[str], found: Mapping[str, Outcome], declared: Mapping[str, str]) -> Counter[tuple[Outcome | None, str | None]]:
    """How many of these accounts have come to which outcome (None: nobody decided) and were declared for which shelf."""
    # By identity: twenty thousand accounts share a few outcomes, and comparing these by their fields takes longer than all the rest.
    known: dict[int, Outcome | None] = {id(outcome): outcome for outcome in found.values()} | {id(None): None}
    counts: Counter[tuple[Outcome | None, str | None]] = Counter()
    pairs = Counter(zip(map(id, map(found.get, names)), map(declared.get, names), strict=True))
    for (name, shelf), number in pairs.items():
        counts[known[name], shelf] += number
    return counts


def shelf_counts(counted: Mapping[tuple[Outcome | None, str | None], int]) -> dict[str, dict[str, int]]:
    """How many accounts of a :func:`tally` have come to what, by the shelf they were screened for, else declared for, else ``testimony``."""
    counts: dict[str, Counter[str]] = {}
    for (outcome, declared), number in counted.items():
        shelf = (outcome.shelf if outcome else None) or declared or Shelf.TESTIMONY
        counts.setdefault(str(shelf), Counter())[(outcome.standing if outcome else Standing.UNSCREENED).value] += number
    return {shelf: dict(sorted(counts[shelf].items())) for shelf in sorted(counts)}


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


def act_before_pause(connection: Connection, by: str, now: int, pause: int) -> Order | None:
    """The place in the log of the last thing that somebody decided before they paused for so many milliseconds; ``now`` ends a pause too."""
    log = schema.log

    def before(wall: ColumnElement[int]) -> ScalarSelect[int]:
        """The newest time before this one at which they decided anything."""
        return select(log.c.wall).where(log.c.by == by, log.c.wall < wall).order_by(log.c.wall.desc()).limit(1).scalar_subquery()

    # From one time to the one before until the pause: what was decided in one step has one time, and a library is screened in a few steps.
    first = select(literal(now, schema.WHOLE).label("wall"), before(literal(now + 1, schema.WHOLE)).label("earlier"))
    visit = first.cte("visit", recursive=True)
    going = visit.c.wall - visit.c.earlier < pause
    visit = visit.union_all(select(visit.c.earlier, before(visit.c.earlier)).where(going))
    wall = connection.execute(select(visit.c.earlier).where(visit.c.wall - visit.c.earlier >= pause)).scalar()
    if wall is None:
        return None
    last = log.c.tick.desc(), log.c.replica.desc(), log.c.seq.desc(), log.c.id.desc()
    query = select(log.c.wall, log.c.tick, log.c.replica, log.c.seq, log.c.id).where(log.c.by == by, log.c.wall == wall).order_by(*last)
    row = connection.execute(query.limit(1)).one()
    return row.wall, row.tick, row.replica, row.seq, row.id
