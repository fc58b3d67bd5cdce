"""Measures as the report shows them: one group an entry of the plan; and which of them a public release may show.

A measure is made of counts of people: it is shown only where all of them are shown, and never beside a count that they would give away.
Panels, contradictions and robustness are not for the public: they tell of single sources, cases and coders.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from testimonia.domain.results import Measure
from testimonia.protocol import Plan, Protocol
from testimonia.protocol.analysis import COUNTED
from testimonia.stages.publish.method.disclosure import Partition, Row
from testimonia.stages.publish.method.tables import WHOLE, Line, Table

TURN = 5
"""After everything that findings tell: a measure never costs a reader a share."""
TOLD = frozenset({"difference", "pooled", "flow", "association", "jaccard", "lift", "people", "entries", "exits", "change"})
"""What a public release may tell at all."""
ABOUT_DIFFERENCES = ("flip", "e-value")
"""What follows from a difference, and is shown where the difference is."""
PERIODS = ("people", "entries", "exits")
UNDATED = (*PERIODS, "change")
"""Of how many that are dated at all is for the team: no other count keeps its distance from that."""
_MARGINS = re.compile(r"(\d+) have the first, (\d+) the second")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The measures of one entry of the plan, in the order in which they were computed."""

    plan: Plan
    title: str
    registered: bool
    rows: tuple[Measure, ...]

    def of(self, *names: str) -> tuple[Measure, ...]:
        """The measures of these names."""
        return tuple(row for row in self.rows if row.measure in names)


def measured_of(protocol: Protocol, measures: Sequence[Measure]) -> tuple[Measured, ...]:
    """The measures of every entry that has any, in the order of the plan."""
    by_plan: dict[str, list[Measure]] = {}
    for measure in measures:
        by_plan.setdefault(measure.plan, []).append(measure)
    found = []
    for plan in protocol.analysis:
        rows = tuple(row for row in by_plan.get(plan.id, ()) if row.kind == plan.kind) if plan.kind not in COUNTED else ()
        if rows:
            found.append(Measured(plan=plan, title=rows[0].title, registered=rows[0].registered, rows=rows))
    return tuple(found)


def cell(measure: Measure) -> str:
    """The name under which a measure is shown or hidden."""
    return f"measure {measure.id}"


def measure_rows(found: Sequence[Measured], k: int) -> list[Row]:
    """A row for every measure that the public may be told, with every count that follows from it."""
    rows = []
    for entry in _of_people(found):
        for measure in entry.of(*TOLD):
            counts = _counts(measure)
            if counts is not None and all(count == 0 or count >= k for count in counts):
                name, rank = cell(measure), 0 if entry.registered else 1
                tells = tuple(f"{name} {side}" for side in ("of", "lacks", "other", "other of", "other lacks"))
                passing = (*tells, *_tells_of_groups(measure), *_tells_of_periods(entry, measure))
                rows.append(Row(id=name, counts=counts, priority=rank, turn=TURN, tells=passing))
    return rows


def measure_parts(tables: Sequence[Table], found: Sequence[Measured]) -> list[Partition]:
    """What adds up: the two sides of a difference with everybody left over, the periods of a timeline."""
    wholes: dict[tuple[str, str], Line] = {}
    for table in tables:
        if table.plan.about == "person":
            wholes |= {(line.completed.layer, line.item): line for line in table.lines if not line.condition}
    sums = []
    for entry in _of_people(found):
        for measure in entry.of("difference", "association"):
            sums += _sides(measure, wholes)
        pooled: dict[str, list[Measure]] = {}
        for measure in entry.of("pooled"):
            pooled.setdefault(measure.item, []).append(measure)
        for item, groups in pooled.items():
            sums += _all_groups(groups, wholes.get((groups[0].layer, item)))
        periods: dict[tuple[str, str], list[Measure]] = {}
        for measure in entry.of(*PERIODS):
            periods.setdefault((measure.measure, measure.item), []).append(measure)
        for rows in periods.values():
            counts = [_whole_number(row.k) for row in rows]
            if all(count is not None for count in counts):
                sums.append(Partition(tuple((cell(row), count or 0) for row, count in zip(rows, counts, strict=True))))
    return sums


def shown_measure(entry: Measured, measure: Measure, shown: Container[str], *, everything: bool) -> bool:
    """Whether a release that shows these cells may show a measure; a test only beside every difference that it tests."""
    if everything:
        return True
    if entry.plan.about != "person":
        return measure.measure in (*TOLD, "test", "lag", "corroboration", "told-twice")
    if measure.measure == "test":
        beside = [row for row in entry.of("difference") if row.item == measure.item and measure.group in ("", row.group)]
        return bool(beside) and all(cell(row) in shown for row in beside)
    if measure.measure in ABOUT_DIFFERENCES:
        where = (measure.item, measure.group, measure.other)
        return any(cell(row) in shown for row in entry.of("difference") if (row.item, row.group, row.other) == where)
    return measure.measure in TOLD and cell(measure) in shown


def _of_people(found: Iterable[Measured]) -> list[Measured]:
    return [entry for entry in found if entry.plan.about == "person"]


def _counts(measure: Measure) -> tuple[int, ...] | None:
    """Every count of people that a measure tells, and those from three of them; None where a part of a person is among them."""
    k, other = _whole_number(measure.k), _whole_number(measure.other_k)
    if k is None:
        return None
    if measure.measure in ("jaccard", "lift"):
        margins = _MARGINS.search(measure.note)
        if margins is None:
            return None
        one, two = int(margins[1]), int(margins[2])
        return (k, one, two, measure.n, measure.n - one - two + k)
    if measure.other_n is not None and other is None:
        return None
    whole = [] if measure.measure in UNDATED else [measure.n, *([] if measure.other_n is None else [measure.other_n])]
    # A flow says of each thing of its second side how many cases have it: those with the first and those without.
    both = k + other if measure.measure == "association" and other is not None else None
    return tuple(count for count in (k, other, both, *whole) if count is not None)


def _whole_number(value: float | None) -> int | None:
    return round(value) if value is not None and abs(value - round(value)) < 1e-6 else None  # noqa: PLR2004 - rounding


_NUMBERS = ("have", "of", "lack")
"""What a group tells: how many have it, of how many, and how many have it not."""


def _group_cells(measure: Measure, group: str) -> tuple[str, ...]:
    """The names of a group's numbers, whichever measure tells them; ``*`` is all groups together."""
    return tuple(f"group {measure.plan} {measure.item} {group} {number}" for number in _NUMBERS)


def _tells_of_groups(measure: Measure) -> tuple[str, ...]:
    """What a measure tells of the groups of its comparison: those it names, and all of them together where it tells of both sides."""
    if measure.measure not in ("difference", "pooled"):
        return ()
    named = [measure.group, measure.other, "*"] if measure.measure == "difference" else [measure.group]
    return tuple(name for group in named for name in _group_cells(measure, group))


def _tells_of_periods(entry: Measured, measure: Measure) -> tuple[str, ...]:
    """The counts of the two periods that a change compares, which stand in the timeline as well."""
    if measure.measure != "change":
        return ()
    return tuple(cell(row) for row in entry.of("people") if row.item == measure.item and row.group in (measure.group, measure.other))


def _all_groups(groups: Sequence[Measure], whole: Line | None) -> list[Partition]:
    """The groups of a comparison make up all of them; those and whoever is in no group make up everybody that a share is told of."""
    counts = [(group, _whole_number(group.k) or 0, group.n) for group in groups]
    have, size = sum(k for _, k, _ in counts), sum(n for _, _, n in counts)
    ours = [tuple(zip(_group_cells(group, group.group), (k, n, n - k), strict=True)) for group, k, n in counts]
    all_ = _group_cells(groups[0], "*")
    sums = [Partition(tuple(numbers[at] for numbers in ours), whole=all_[at], known=False) for at in range(len(_NUMBERS))]
    if whole is not None:
        k, n = whole.completed.k, whole.completed.n
        totals = ((have, k, whole.id), (size, n, whole.cell(WHOLE)), (size - have, n - k, ""))
        for name, (inside, everybody, seen) in zip(all_, totals, strict=True):
            if everybody >= inside:
                left = (f"{name} left over", everybody - inside)
                sums.append(Partition(((name, inside), left), whole=seen, known=not seen))
    return sums


def _sides(measure: Measure, wholes: dict[tuple[str, str], Line]) -> list[Partition]:
    k, other = _whole_number(measure.k), _whole_number(measure.other_k)
    if k is None or other is None or measure.other_n is None:
        return []
    counted = measure.group if measure.measure == "association" else measure.item
    name = cell(measure)
    return _groups([(name, k, measure.n), (f"{name} other", other, measure.other_n)], wholes.get((measure.layer, counted)))


def _groups(groups: Sequence[tuple[str, int | None, int]], whole: Line | None) -> list[Partition]:
    """What groups leave over of everybody, in the count and in its denominator."""
    if whole is None:
        return []
    haves = tuple((name, k or 0) for name, k, _ in groups)
    sizes = tuple((f"{name} of", n) for name, _, n in groups)
    lack = tuple((f"{name} lacks", n - (k or 0)) for name, k, n in groups)
    k, n = whole.completed.k, whole.completed.n
    sums = []
    for parts, total, seen in ((haves, k, whole.id), (sizes, n, whole.cell(WHOLE)), (lack, n - k, "")):
        left = total - sum(count for _, count in parts)
        if left >= 0:
            # Who lacks it is no number of its own anywhere: that it may be known is assumed, which hides too much rather than too little.
            sums.append(Partition((*parts, (f"{parts[0][0]} left over", left)), whole=seen, known=not seen))
    return sums
