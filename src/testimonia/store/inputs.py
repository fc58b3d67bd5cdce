"""What each machine stage reads: from it follows whether its last run still holds.

A stage's input digest covers the rows (of the log) that its input stands in, those in which two copies of the study decided
differently (an object that waits for a decision is not one that nobody decided on), the run before it and, where rules or plans
matter, the protocol in force. Rounds that are not open are no input.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from testimonia.domain.identity import digest
from testimonia.store import schema
from testimonia.store.conflicts import undecided_rows
from testimonia.store.kinds import KINDS
from testimonia.store.log import ends_of
from testimonia.store.runs import Run, newest
from testimonia.store.sight import Sight


@dataclass(frozen=True, slots=True)
class Feed:
    """The tables of decisions a stage reads, the stage it builds on, and whether study.yaml and codebooks matter to it.

    It also reads what the stages ``beside`` left, if their runs hold; it can do without.
    """

    kinds: tuple[str, ...]
    after: str | None
    protocol: bool
    beside: tuple[str, ...] = ()


FEEDS: dict[str, Feed] = {
    "trace": Feed(("account", "boilerplate"), None, protocol=False),
    "translations": Feed(("account",), None, protocol=False),
    "lineage": Feed(("relation",), "trace", protocol=True, beside=("translations",)),
    "suggest": Feed(("screening", "shelf"), "lineage", protocol=True),
    "resolve": Feed(("mention", "claim", "screening", "shelf", "link"), "lineage", protocol=True),
    "analyse": Feed(("coding", "value", "episode", "completion", "judgement", "adjudication"), "resolve", protocol=True),
    "retelling": Feed((), "lineage", protocol=False),
    "agreement": Feed(("coding", "value", "episode", "completion"), "resolve", protocol=True),
}


REMEMBERED = 500
"""Digests kept at hand: seven stages of a few studies, in the states of a few hours."""
_DIGESTS: dict[tuple[str, str], str] = {}
# By stage and state. A state is named by what it consists of, so one digest can never stand for another study or another moment; while a
# stage is stale no run remembers it, and every page of a workbench would read twenty thousand rows to be told so again.


def input_digest(connection: Connection, stage: str, protocol: str, machine: Sight) -> str | None:
    """The digest of what a stage would read now; None while the stage before it is stale.

    ``protocol`` is the digest of the adopted protocol, ``machine`` a machine's sight (open rounds only).
    """
    feed = FEEDS[stage]
    before: str | None = None
    if feed.after is not None:
        run = in_force(connection, feed.after, protocol, machine)
        if run is None:
            return None
        before = run.id
    return input_digest_after(connection, stage, before, protocol, machine)


def input_digest_after(connection: Connection, stage: str, before: str | None, protocol: str, machine: Sight) -> str:
    """As :func:`input_digest`, where the run in force of the stage before (``before``, an id) is known already."""
    key = stage, state_key(connection, stage, before, protocol, machine)
    known = _DIGESTS.get(key) or _seen_before(connection, *key)
    if known is not None:
        return known
    feed = FEEDS[stage]
    rows = []
    for name in feed.kinds:
        kind, table = KINDS[name], schema.projections[name]
        query = select(table.c.row).order_by(table.c.row)
        if kind.has_round:
            query = query.where(machine.condition(table, kind.author))
        waiting = [f"?{row}" for row in undecided_rows(connection, name, machine)]
        rows.append(digest(name, "".join([*connection.execute(query).scalars().all(), *waiting])))
    beside = _beside(connection, stage, protocol, machine)
    found = digest("input", stage, before, protocol if feed.protocol else None, rows, *([beside] if beside else []))
    if len(_DIGESTS) >= REMEMBERED:
        _DIGESTS.clear()
    _DIGESTS[key] = found
    return found


def _beside(connection: Connection, stage: str, protocol: str, machine: Sight) -> list[str | None]:
    """The runs in force of the stages beside a stage, None for one that is stale."""
    runs = [in_force(connection, name, protocol, machine) for name in FEEDS[stage].beside]
    return [run.id if run else None for run in runs]


def state_key(connection: Connection, stage: str, before: str | None, protocol: str, machine: Sight) -> str:
    """The digest of all that a stage's input can depend on: what was decided of its kinds, the runs before it, the protocol, the open rounds.

    While it is the same, so is the input, and nobody need read twenty thousand rows to know it; a coder at work changes nothing that
    tracing or the cases rest on.
    """
    ends = ends_of(connection, (*FEEDS[stage].kinds, "withdrawal"))
    beside = _beside(connection, stage, protocol, machine)
    return digest("state", ends, before, protocol, sorted(machine.rounds), *([beside] if beside else []))


def _seen_before(connection: Connection, stage: str, key: str) -> str | None:
    """The input digest of a kept run of this stage that was seen to fit in this very state."""
    runs, kept = schema.runs, schema.kept_runs
    query = select(runs.c.input_digest).join(kept, kept.c.run == runs.c.id).where(runs.c.stage == stage, kept.c.seen == key)
    found: str | None = connection.execute(query.limit(1)).scalar()
    return found


def unseen(connection: Connection, protocol: str, machine: Sight) -> list[tuple[str, str]]:
    """Runs in force whose fit was established by reading their whole input: each with the key of the present state."""
    found: list[tuple[str, str]] = []
    before: dict[str | None, str | None] = {None: None}
    for stage, feed in FEEDS.items():  # in the order of the stages
        if feed.after not in before:
            continue
        key = state_key(connection, stage, before[feed.after], protocol, machine)
        run = in_force(connection, stage, protocol, machine)
        if run is None:
            continue
        before[stage] = run.id
        if _seen_before(connection, stage, key) is None:
            found.append((run.id, key))
    return found


def in_force(connection: Connection, stage: str, protocol: str, machine: Sight) -> Run | None:
    """The run of a stage whose input is what the stage would read now, or None: then the stage is stale."""
    present = input_digest(connection, stage, protocol, machine)
    if present is None:
        return None
    return newest(connection, stage, lambda run: run.input_digest == present)
