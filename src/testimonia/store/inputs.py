"""What each machine stage reads: from it follows whether its last run still holds.

A stage's input digest covers the rows (of the log) that its input stands in, those in which two copies of the study decided
differently (an object that waits for a decision is not one that nobody decided on), the run before it and, where rules or plans
matter, the protocol in force. Rounds that are not open are no input.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from testimonia.domain.identity import digest
from testimonia.store import schema
from testimonia.store.conflicts import undecided_rows
from testimonia.store.kinds import KINDS
from testimonia.store.log import ends_of
from testimonia.store.runs import Run, newest
from testimonia.store.sight import Sight
from testimonia.text import last_day


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
    "learned": Feed(("coding",), "suggest", protocol=True),
    "resolve": Feed(("mention", "claim", "screening", "shelf", "link"), "lineage", protocol=True),
    "analyse": Feed(
        ("capture", "source", "coding", "value", "episode", "completion", "judgement", "adjudication", "adoption"), "resolve", protocol=True
    ),
    "retelling": Feed((), "lineage", protocol=False),
    "agreement": Feed(("coding", "value", "episode", "completion"), "resolve", protocol=True),
}


REMEMBERED = 2000
"""Digests kept at hand: seven stages of a few studies and the twenty kinds of row they read, in the states of a few hours."""
_DIGESTS: dict[tuple[str, str], str] = {}
# By stage (or kind of row) and state. A state is named by what it consists of, so one digest can never stand for another study or another
# moment; while a stage is stale no run remembers it, and every page of a workbench would read twenty thousand rows to be told so again.


def _digest_of(key: tuple[str, str], answer: Callable[[], str]) -> str:
    known = _DIGESTS.get(key)
    if known is None:
        known = answer()
        if len(_DIGESTS) >= REMEMBERED:
            _DIGESTS.clear()
        _DIGESTS[key] = known
    return known


class Fits:
    """Which runs are in force, in one consistent look at a study; each stage is asked for once.

    ``protocol`` is the digest of the adopted protocol, ``machine`` a machine's sight (open rounds only).
    """

    def __init__(self, connection: Connection, protocol: str, machine: Sight) -> None:
        """Asks nothing yet."""
        self.connection, self.protocol, self.machine = connection, protocol, machine
        self._runs: dict[str, Run | None] = {}

    def run(self, stage: str) -> Run | None:
        """The run of a stage whose input is what the stage would read now, or None: then the stage is stale."""
        if stage not in self._runs:
            self._runs[stage] = self._find(stage)
        return self._runs[stage]

    def _find(self, stage: str) -> Run | None:
        # Where no run is kept nothing need be read to know that none fits.
        if newest(self.connection, stage, lambda _: True) is None:
            return None
        present = self.input_digest(stage)
        return None if present is None else newest(self.connection, stage, lambda run: run.input_digest == present)

    def input_digest(self, stage: str) -> str | None:
        """The digest of what a stage would read now; None while the stage before it is stale."""
        before = self._before(stage)
        if before is None:
            return None
        key = stage, self.state_key(stage)
        seen = _seen_before(self.connection, *key)
        return _digest_of(key, lambda: seen or self._read(stage, before[0]))

    def _before(self, stage: str) -> tuple[str | None] | None:
        """The run that a stage builds on; None where that one is stale."""
        after = FEEDS[stage].after
        if after is None:
            return (None,)
        run = self.run(after)
        return (run.id,) if run else None

    def _read(self, stage: str, before: str | None) -> str:
        feed = FEEDS[stage]
        rows = [self._rows(name) for name in feed.kinds]
        beside = self._beside(stage)
        return digest("input", stage, before, self.protocol if feed.protocol else None, rows, *([beside] if beside else []))

    def _rows(self, name: str) -> str:
        """The digest of all rows of a kind that machines may see. Kept by kind: a new coding leaves the digest of all answers as it was."""

        def read() -> str:
            kind, table = KINDS[name], schema.projections[name]
            if name == "capture":  # read for one thing alone: the day on which collecting ended
                return digest(name, str(last_day(self.connection.execute(select(table.c.at)).scalars())))
            # One text of all ids, sorted here: twenty thousand rows of one id each take three times as long to fetch.
            query = select(func.aggregate_strings(table.c.row, ","))
            if kind.has_round:
                query = query.where(self.machine.condition(table, kind.author))
            rows: str | None = self.connection.execute(query).scalar()
            waiting = [f"?{row}" for row in undecided_rows(self.connection, name, self.machine)]
            return digest(name, "".join([*(sorted(rows.split(",")) if rows else ()), *waiting]))

        state = digest("rows", ends_of(self.connection, (name, "withdrawal")), sorted(self.machine.rounds))
        return _digest_of((name, state), read)

    def _beside(self, stage: str) -> list[str | None]:
        """The runs in force of the stages beside a stage, None for one that is stale."""
        runs = [self.run(name) for name in FEEDS[stage].beside]
        return [run.id if run else None for run in runs]

    def state_key(self, stage: str) -> str:
        """The digest of all that a stage's input can depend on: what was decided of its kinds, the runs before it, the protocol, the open rounds.

        While it is the same, so is the input, and nobody need read twenty thousand rows to know it; a coder at work changes nothing that
        tracing or the cases rest on.
        """
        ends = ends_of(self.connection, (*FEEDS[stage].kinds, "withdrawal"))
        before, beside = self._before(stage), self._beside(stage)
        return digest(
            "state", ends, before[0] if before else None, self.protocol, sorted(self.machine.rounds), *([beside] if beside else [])
        )

    def unseen(self) -> list[tuple[str, str]]:
        """Runs in force whose fit was established by reading their whole input: each with the key of the present state."""
        found: list[tuple[str, str]] = []
        for stage in FEEDS:
            run = self.run(stage)
            if run is not None and _seen_before(self.connection, stage, key := self.state_key(stage)) is None:
                found.append((run.id, key))
        return found


def _seen_before(connection: Connection, stage: str, key: str) -> str | None:
    """The input digest of a kept run of this stage that was seen to fit in this very state."""
    runs, kept = schema.runs, schema.kept_runs
    query = select(runs.c.input_digest).join(kept, kept.c.run == runs.c.id).where(runs.c.stage == stage, kept.c.seen == key)
    found: str | None = connection.execute(query.limit(1)).scalar()
    return found
