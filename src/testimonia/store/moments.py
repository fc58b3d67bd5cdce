"""When something was decided, by its place in the log, and whether anything is another than it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, literal, select

from testimonia.domain.completeness import Order
from testimonia.domain.decisions import Claim, Coding, Completion, LinkReview, Mention, Value
from testimonia.domain.identity import digest
from testimonia.domain.teamwork import CodebookChange, Message
from testimonia.store import schema
from testimonia.store.kinds import KIND_OF
from testimonia.store.sight import Sight, log_condition

R = TypeVar("R", Claim, CodebookChange, Coding, Completion, LinkReview, Mention, Message, Value)


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
