"""Taking in a file of decisions: everything is checked before anything is written, then it is written in short transactions.

The file is read twice, so that memory does not grow with it (but for some 150 bytes a row, to see that no two rows say different
things about one object). A kill between two transactions leaves whole rows only, and importing the same file again goes on where
it broke off, because what stands already is not written twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection

from testimonia.domain.report import Progress, counted, silent
from testimonia.errors import ImportRejected
from testimonia.store.append import Decision
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import leaves_of
from testimonia.store.references import InForce, rows_in_force
from testimonia.store.tabular import Faults, Line, iter_table, layout_of

if TYPE_CHECKING:
    from testimonia.store.store import Store

T = TypeVar("T")
BATCH = 1000  # rows a transaction: durable every tenth of a second, and six writers at once do not wait for one another
_HALF = (1 << 64) - 1
# What an id that is given, not derived, must not leap between: a second file that numbers its rows from 1 again would otherwise
# replace the rows of the first.
_FIXED = ("account", "edition", "layer", "round")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of the rows of a file, by table.

    ``left`` are proposals and results of rules, which decide nothing; ``encoding`` how the file was read, and whether that is
    ``certain``; ``notes`` are right and yet worth a look.
    """

    file: str
    rows: int
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    already: dict[str, int] = field(default_factory=dict)
    left: int = 0
    encoding: str
    certain: bool
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report in words."""
        counts = {"New": self.new, "Changed": self.changed, "There already": self.already}
        said = [f"{self.file}: {counted(self.rows, 'row')}. " + " ".join(f"{what}: {_counts(tables)}." for what, tables in counts.items())]
        if self.left:
            said.append(f"{self.left:,} are proposals or results of a rule: left as they are.")
        if not self.certain:
            said.append(f"Its encoding was guessed ({self.encoding}): look at a word with accents before you go on.")
        return [*said, *self.notes]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {**asdict(self), "notes": list(self.notes)}


def _counts(tables: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(tables.items())) or "nothing"


class Looking(Protocol):
    """A consistent look at a study while it lasts."""

    @property
    def connection(self) -> Connection:
        """What it is read through."""
        ...


V = TypeVar("V", bound=Looking)


class Builder(ABC, Generic[V]):
    """Makes decisions of rows; ``left`` counts the rows that decide nothing."""

    left: int = 0

    def look(self, view: V) -> None:
        """Look things up through this view from now on."""

    def order(self, lines: Iterable[Line]) -> Iterable[Line]:
        """The rows in the order in which they are to be taken; the file's own, unless rows speak of rows further down."""
        return lines

    @abstractmethod
    def row(self, line: Line, faults: Faults) -> Decision | None:
        """The decision that a row is, or None where it decides nothing or after noting its faults."""

    def again(self) -> None:
        """The file was read once and is sound; it is now read again, to be written."""
        self.left = 0


def take(
    store: Store, by: str, path: Path, read: Callable[[], AbstractContextManager[V]], builder: Builder[V], progress: Progress = silent
) -> ImportReport:
    """Take every row of a CSV or JSONL file as a decision by ``by``, or none.

    ``read`` opens a look at the study: one for the whole check, then a short one for each transaction, because a long one beside
    writing would keep the database from tidying its journal. ``progress`` is told 0 as the total while it is not known yet.

    Raises:
        InputError: the file cannot be read as a table.
        ImportRejected: rows are wrong; every fault is named and nothing was written.
        AccountWithdrawn: an account was erased while the file was being read.
    """
    layout, faults = layout_of(path), Faults()
    seen = _Seen(faults)
    count = 0
    with read() as view:
        builder.look(view)
        for batch in _batches(_built(path, builder, faults)):
            for line, decision in batch:
                seen.add(line, decision)
            guard(view.connection, batch, faults)
            count += len(batch)
            progress(count, 0, f"checking {path.name}")
    faults.reject(path)
    taken = ImportReport(
        file=path.name, rows=count + builder.left, left=builder.left, encoding=layout.encoding, certain=layout.certain
    )  # fmt: skip
    builder.again()
    done, rows = 0, _built(path, builder, faults)
    while done < count:
        with read() as view:
            builder.look(view)
            decisions = [decision for _, decision in islice(rows, BATCH)]
        if faults.count or not decisions:
            raise ImportRejected(
                f"{path.name} was changed while it was imported.", faults.found, "Import it again; nothing is taken twice."
            )
        _write(store, by, decisions, taken)
        done += len(decisions)
        progress(done, count, f"saving {path.name}")
    return taken


def take_rows(
    store: Store, by: str, rows: Iterable[Mapping[str, Any]], read: Callable[[], AbstractContextManager[V]], builder: Builder[V]
) -> ImportReport:
    """As :func:`take`, for rows that a page or a program gives instead of a file: all of them in one transaction, or none.

    Raises:
        ImportRejected: rows are wrong; every fault is named, with the number of the row, and nothing was written.
        AccountWithdrawn: an account was erased meanwhile.
    """
    faults = Faults()
    seen = _Seen(faults)
    lines = [Line(number, dict(row)) for number, row in enumerate(rows, start=1)]
    batch: list[tuple[int, Decision]] = []
    with read() as view:
        builder.look(view)
        for line in builder.order(lines):
            decision = builder.row(line, faults)
            if decision is not None:
                seen.add(line.number, decision)
                batch.append((line.number, decision))
        guard(view.connection, batch, faults)
    faults.reject(Path("what was entered"), "Mend it and try again.")
    taken = ImportReport(file="", rows=len(batch) + builder.left, left=builder.left, encoding="utf-8", certain=True)
    if batch:
        _write(store, by, [decision for _, decision in batch], taken)
    return taken


def _built(path: Path, builder: Builder[V], faults: Faults) -> Iterator[tuple[int, Decision]]:
    for line in builder.order(iter_table(path, faults)):
        decision = builder.row(line, faults)
        if decision is not None:
            yield line.number, decision
        if faults.enough:
            return


def _batches(rows: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _subject(decision: Decision) -> str:
    return KIND_OF[type(decision.record)].subject(decision.record)


class _Seen:
    """Notices two rows of one file that say different things about one object."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.rows: dict[int, int] = {}

    def add(self, line: int, decision: Decision) -> None:
        key = hash((type(decision.record), _subject(decision)))
        said = hash(decision.record) & _HALF
        before = self.rows.setdefault(key, line << 64 | said)
        if before & _HALF != said:
            kind = KIND_OF[type(decision.record)]
            other_id = ", or give each an `id`" if kind.key == ("id",) else ""
            self.faults.add(line, f"says something else than line {before >> 64} about the same {kind.name}. Keep one of them{other_id}.")


def guard(reading: Connection, batch: Sequence[tuple[int, Decision]], faults: Faults) -> None:
    """Note rows whose id stands for somebody else's row or for another object."""
    by_class: dict[type, list[tuple[int, Decision]]] = {}
    for line, decision in batch:
        kind = KIND_OF[type(decision.record)]
        if kind.key == ("id",) and kind.has_round:
            by_class.setdefault(kind.record, []).append((line, decision))
    for record, rows in by_class.items():
        present = rows_in_force(reading, record, [_subject(decision) for _, decision in rows])
        for line, decision in rows:
            before = present.get(_subject(decision))
            if before is not None and _is_other(before, decision):
                faults.add(line, f"the id `{decision.record.id}` stands for another row already. Give a new id, or leave `id` empty.")


def _is_other(before: InForce, decision: Decision) -> bool:
    record = decision.record
    if before.author != getattr(record, KIND_OF[type(record)].author):
        return True
    # A reference that is null is left out of the log's row.
    return any(before.references.get(name) != getattr(record, name) for name in _FIXED if hasattr(record, name))


def _write(store: Store, by: str, decisions: list[Decision], taken: ImportReport) -> None:
    by_class: dict[type, list[str]] = {}
    for decision in decisions:
        by_class.setdefault(type(decision.record), []).append(_subject(decision))
    with store.write() as connection:
        before = {record: set(leaves_of(connection, KIND_OF[record].name, subjects)) for record, subjects in by_class.items()}
        names = store.append(connection, by, decisions)
    for decision, name in zip(decisions, names, strict=True):
        record = type(decision.record)
        subject = _subject(decision)
        tally = taken.already if name is None else taken.changed if subject in before[record] else taken.new
        tally[KIND_OF[record].table] = tally.get(KIND_OF[record].table, 0) + 1
