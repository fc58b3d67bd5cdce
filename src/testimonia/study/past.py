"""A study as it was when a snapshot was named: the log up to there, the machine results it kept, and its protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from testimonia.domain.decisions import RoundOpening
from testimonia.errors import UnknownReference
from testimonia.protocol import Protocol, parse_protocol
from testimonia.protocol.nearest import advice
from testimonia.store import fold, protocols
from testimonia.store.engine import Connection
from testimonia.store.log import LogRow
from testimonia.store.runs import read_outputs
from testimonia.store.sight import Sight
from testimonia.store.snapshot import Snapshot, named
from testimonia.study.files import STUDY_FILE
from testimonia.study.opened import Study, View

R = TypeVar("R")


class PastView(View):
    """What a machine could see then. Accounts withdrawn since are gone from it as from everywhere."""

    def __init__(self, study: Study, connection: Connection, then: Connection, snapshot: Snapshot, within: frozenset[str]) -> None:
        """Made by :func:`as_of`."""
        self.taken, self.within = snapshot, within
        self._present = connection
        texts = protocols.texts(connection, snapshot.protocol)
        self._protocol = parse_protocol(texts[STUDY_FILE], {name: text for name, text in texts.items() if name != STUDY_FILE})
        opened = {record.round for record in study.store.records(then, RoundOpening)}
        rounds = frozenset(opened | {entry.id for entry in self._protocol.rounds if not entry.blind})
        super().__init__(study, then, Sight(None, rounds))

    @property
    def protocol(self) -> Protocol:
        """The protocol of that state."""
        return self._protocol

    def snapshot(self) -> str:
        """The id of the snapshot."""
        return self.taken.id

    def outputs(self, stage: str, record: type[R]) -> list[R]:
        """What the run of a stage that the snapshot keeps left."""
        run = self.taken.runs.get(stage)
        return read_outputs(self._present, run, record) if run else []

    def history(self, record: type) -> list[LogRow]:
        """Every log row of one kind up to there."""
        present = View(self.study, self._present, self.sight)
        return [row for row in present.history(record) if row.id in self.within]

    def protocol_texts(self, name: str) -> dict[str, str]:
        """study.yaml and codebooks as adopted under this digest."""
        return protocols.texts(self._present, name)


@contextmanager
def as_of(study: Study, name: str) -> Iterator[PastView]:
    """A look at the state that a snapshot named.

    Raises:
        UnknownReference: there is no snapshot of that name (the nearest is told).
    """
    with study.store.read() as connection:
        taken = _snapshot(connection, name)
        within = fold.before(connection, taken.heads)
        with fold.folded(connection, within) as then:
            yield PastView(study, connection, then, taken, within)


def _snapshot(connection: Connection, name: str) -> Snapshot:
    known = named(connection)
    if name not in known:
        remedy = advice(name, sorted(known)) if known else "Name one with `testimonia snapshot DIR NAME`."
        raise UnknownReference(f"There is no snapshot called {name}.", remedy)
    return known[name]
