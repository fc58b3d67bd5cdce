"""Findings as the report shows them: one table an entry of the plan, one row for what was counted in one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.results import Finding
from testimonia.protocol import Plan, Protocol
from testimonia.stages.publish.method.disclosure import Partition, Row
from testimonia.stages.publish.method.facts import Facts
from testimonia.stages.publish.method.labels import is_exclusive, is_listed, parts, variable_of

STATED, SILENT, UNCLEAR = DETAILS = ("stated", "not stated", "unclear")
"""The numbers that stand beside a count: the second denominator, and those who say nothing or nothing clear."""
WHOLE = "completed"
"""The first denominator, which every row tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: the same count out of every completed case and out of the cases that say anything."""

    id: str
    item: str
    condition: str
    asked: str  # names the question in its group: its answers share the numbers of those who say nothing
    completed: Finding
    stated: Finding

    def cell(self, name: str) -> str:
        """The name under which a number beside the count (``STATED``, ``SILENT``, ``UNCLEAR``) is shown or hidden."""
        return f"{self.asked} {name}"

    @property
    def denied(self) -> int:
        """Cases that say no."""
        return self.stated.n - self.stated.k


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The findings of one entry of the plan, in the order of the plan's own lists."""

    plan: Plan
    title: str
    registered: bool
    lines: tuple[Line, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """The groups that are compared; one empty name where there is none."""
        return tuple(dict.fromkeys(line.condition for line in self.lines))

    @property
    def items(self) -> tuple[str, ...]:
        """What was counted."""
        return tuple(dict.fromkeys(line.item for line in self.lines))


def tables(facts: Facts) -> tuple[Table, ...]:
    """A table for every entry of the plan that has findings."""
    return tables_of(facts.protocol, facts.findings)


def tables_of(protocol: Protocol, findings: Sequence[Finding]) -> tuple[Table, ...]:
    """As :func:`tables`, of findings alone."""
    by_plan: dict[str, dict[str, dict[str, Finding]]] = {}
    for finding in findings:
        by_plan.setdefault(finding.plan, {}).setdefault(finding.group, {})[finding.denominator] = finding
    found = []
    for plan in protocol.analysis:
        groups = by_plan.get(plan.id)
        if groups:
            lines = tuple(_line(plan, group, pair) for group, pair in groups.items())
            first = lines[0].completed
            found.append(Table(plan=plan, title=first.title, registered=first.registered, lines=lines))
    return tuple(found)


def _line(plan: Plan, group: str, pair: dict[str, Finding]) -> Line:
    item, condition = parts(group)
    asked = f"{plan.id} {variable_of(item) or item} | {condition}:"
    return Line(id=f"{plan.id} {group}", item=item, condition=condition, asked=asked, completed=pair["completed"], stated=pair["stated"])


# --- what the rows give away about people

TOTALS, REGISTERED, EXPLORATORY = 0, 2, 4
"""Priorities: totals first, then registered findings, then exploratory; groups (one more) come after the whole."""


def people_rows(protocol: Protocol, found: Sequence[Table]) -> list[Row]:
    """Every count of people: first ``k`` of ``n`` of each row, then (in later turns) what else the report says of a question.

    Of the second denominator, the not stated and the unclear any two give the third, so it is all of them, or one. Where groups add up
    to people whose numbers stand in the report as well, it is none: between groups and whole too much could be worked out.
    """
    rows = []
    whole = _wholes(found)
    for table in _of_people(found):
        rank = REGISTERED if table.registered else EXPLORATORY
        for line in table.lines:
            share = (line.completed.k, line.completed.n)
            rows.append(Row(id=line.id, counts=share, priority=rank + bool(line.condition), tells=(line.cell(WHOLE),)))
        for lines in _questions(table):
            if is_exclusive(protocol, lines[0].condition) and _key(lines[0]) in whole:
                continue
            first, counts = lines[0], _details(lines[0])
            beside = tuple(line.id for line in lines)
            cells = tuple(first.cell(name) for name in DETAILS)
            place = rank + bool(first.condition)
            rows.append(Row(id=first.cell("all"), counts=counts, priority=place, turn=1, cells=cells, needs=beside))
            for turn, (cell, count) in enumerate(zip(cells, counts, strict=True), start=2):
                rows.append(Row(id=cell, counts=(count,), priority=place, turn=turn, needs=beside))
    return rows


def partitions(protocol: Protocol, found: Sequence[Table]) -> list[Partition]:
    """Counts that add up to a whole: what cases say of one thing, the answers to one question, the groups of one comparison."""
    sums = []
    wholes = _wholes(found)
    for table in _of_people(found):
        for lines in _questions(table):
            whole = lines[0].cell(WHOLE)
            stated, silent, unclear = [(lines[0].cell(name), count) for name, count in zip(DETAILS, _details(lines[0]), strict=True)]
            # The rest of a single thing is no part of anything else that is counted: who has not one code may have any other.
            sums.append(Partition((stated, silent, unclear), whole=whole, known=False, apart=False))
            for line in lines:
                states = ((line.id, line.completed.k), (f"{line.id} no", line.denied))
                sums.append(Partition((*states, silent, unclear), whole=whole, known=False, apart=False))
                sums.append(Partition(states, whole=stated[0], known=False, apart=False))
            if is_exclusive(protocol, lines[0].item):
                answers = tuple((line.id, line.completed.k) for line in lines)
                sums.append(Partition((*answers, silent, unclear), whole=whole, known=False))
                sums.append(Partition(answers, whole=stated[0], known=False))
        for item in table.items:
            lines = [line for line in table.lines if line.item == item and is_exclusive(protocol, line.condition)]
            if lines:
                every = wholes.get(_key(lines[0]))
                sums.append(Partition(tuple((line.id, line.completed.k) for line in lines), whole=every.id if every else ""))
                sums.append(
                    Partition(tuple((line.cell(WHOLE), line.completed.n) for line in lines), whole=every.cell(WHOLE) if every else "")
                )
    return sums


def free_cells(found: Sequence[Table]) -> frozenset[str]:
    """Everything in tables that count no people."""
    return frozenset(
        cell
        for table in found
        if table.plan.about != "person"
        for line in table.lines
        for cell in (line.id, *(line.cell(name) for name in DETAILS))
    )


def _wholes(found: Sequence[Table]) -> dict[tuple[str, str], Line]:
    """The rows that count something among everybody."""
    return {_key(line): line for table in _of_people(found) for line in table.lines if not line.condition}


def _key(line: Line) -> tuple[str, str]:
    return line.completed.layer, line.item


def _of_people(found: Sequence[Table]) -> list[Table]:
    return [table for table in found if table.plan.about == "person"]


def _questions(table: Table) -> list[list[Line]]:
    """The rows of a table by what was asked of whom: all answers to one question, or a single code."""
    asked: dict[str, list[Line]] = {}
    for line in table.lines:
        asked.setdefault(line.asked, []).append(line)
    return list(asked.values())


def _details(line: Line) -> tuple[int, int, int]:
    return line.stated.n, line.completed.not_stated, line.completed.unclear


def named(protocol: Protocol, line: Line) -> bool:
    """Whether a hidden row may be named: an answer that only the coding brought up would say that somebody gave it."""
    return is_listed(protocol, line.item) and (not line.condition or is_listed(protocol, line.condition))
