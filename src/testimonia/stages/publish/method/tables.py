"""Findings as the report shows them: one table an entry of the plan, one row for what was counted in one group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.results import Finding
from testimonia.protocol import Plan, Protocol
from testimonia.stages.publish.method.disclosure import Partition, Row
from testimonia.stages.publish.method.facts import Facts
from testimonia.stages.publish.method.labels import is_exclusive, is_listed, parts, variable_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: the same count out of every completed case and out of the cases that say anything."""

    id: str
    item: str
    condition: str
    completed: Finding
    stated: Finding

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
    by_plan: dict[str, dict[str, dict[str, Finding]]] = {}
    for finding in facts.findings:
        by_plan.setdefault(finding.plan, {}).setdefault(finding.group, {})[finding.denominator] = finding
    found = []
    for plan in facts.protocol.analysis:
        groups = by_plan.get(plan.id)
        if groups:
            lines = tuple(_line(plan, group, pair) for group, pair in groups.items())
            first = lines[0].completed
            found.append(Table(plan=plan, title=first.title, registered=first.registered, lines=lines))
    return tuple(found)


def _line(plan: Plan, group: str, pair: dict[str, Finding]) -> Line:
    item, condition = parts(group)
    return Line(id=f"{plan.id} {group}", item=item, condition=condition, completed=pair["completed"], stated=pair["stated"])


# --- what the rows give away about people

TOTALS, REGISTERED, EXPLORATORY = 0, 2, 4
"""Priorities: totals first, then registered findings, then exploratory; groups (one more) come after the whole."""


def people_rows(found: Sequence[Table]) -> list[Row]:
    """Every row that counts people, with each count that it shows or lets a reader compute."""
    rows = []
    for table in found:
        if table.plan.about != "person":
            continue
        rank = REGISTERED if table.registered else EXPLORATORY
        rows += [Row(id=line.id, counts=_counts(line), priority=rank + bool(line.condition)) for line in table.lines]
    return rows


def _counts(line: Line) -> tuple[int, ...]:
    row = line.completed
    yes, no, silent, unclear = row.k, line.denied, row.not_stated, row.unclear
    return (yes, no, silent, unclear, silent + unclear, yes + no, yes + silent + unclear, row.n - yes, row.n)


def partitions(protocol: Protocol, found: Sequence[Table]) -> list[Partition]:
    """Rows that add up to a whole: the answers to one question, and the groups of one comparison."""
    sums = []
    for table in found:
        for condition in table.conditions:
            lines = [line for line in table.lines if line.condition == condition]
            answers = dict.fromkeys(variable_of(line.item) for line in lines if is_exclusive(protocol, line.item))
            sums += [Partition(tuple((line.id, line.completed.k) for line in lines if variable_of(line.item) == name)) for name in answers]
        for item in table.items:
            lines = [line for line in table.lines if line.item == item and is_exclusive(protocol, line.condition)]
            if lines:
                sums.append(Partition(tuple((line.id, line.completed.k) for line in lines)))
                sums.append(Partition(tuple((line.id, line.completed.n) for line in lines)))
                sums.append(Partition(tuple((line.id, line.stated.n) for line in lines)))
    return sums


def named(protocol: Protocol, line: Line) -> bool:
    """Whether a hidden row may be named: an answer that only the coding brought up would say that somebody gave it."""
    return is_listed(protocol, line.item) and (not line.condition or is_listed(protocol, line.condition))
