"""The plan as it was answered at a snapshot, and what has changed since with the decisions that did it. Computes anew and keeps nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from testimonia.domain.decisions import (
    Adjudication,
    Claim,
    Coding,
    Completion,
    Episode,
    Judgement,
    LinkReview,
    Mention,
    RelationReview,
    Screening,
    Value,
)
from testimonia.domain.results import Finding, Measure
from testimonia.errors import StaleResults
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.steps import STAGE, estimate, material_of
from testimonia.store.codec import to_plain
from testimonia.store.log import LogRow, record_of, rows_by_id
from testimonia.study import Study, View, as_of

MOVING = (Coding, Value, Episode, Completion, Adjudication, Judgement, Claim, Mention, LinkReview, RelationReview, Screening)
"""Kinds of decision that can move a number."""
SHOWN = 4  # decisions told of one number in words; as JSON all are
Row = Finding | Measure
_ROLES = ("evidence", "denying", "silent", "unresolved", "against")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReport:
    """What the plan of a snapshot found then: the findings and measures, computed anew from what it holds less what was withdrawn."""

    name: str
    snapshot: str
    at: str
    by: str
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]

    def lines(self) -> list[str]:
        """The report in words: the shares of completed cases."""
        head = f"As of the snapshot {self.name} ({self.snapshot}), which {self.by} named at {self.at}:"
        shown = [finding for finding in self.findings if finding.denominator == "completed"]
        if not shown and not self.measures:
            return [head, "No findings then."]
        said = [head, *(f"  {finding.plan} · {finding.group}: {_told(finding)}" for finding in shown)]
        return said + ([f"{len(self.measures)} measures besides; `--json` has them."] if self.measures else [])

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "name": self.name,
            "snapshot": self.snapshot,
            "at": self.at,
            "by": self.by,
            "findings": [to_plain(row) for row in self.findings],
            "measures": [to_plain(row) for row in self.measures],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One number then and now (None: there was or is none), the cases that changed their part in it, and the decisions on them since."""

    then: Row | None
    now: Row | None
    cases: tuple[str, ...]
    decisions: tuple[LogRow, ...]

    @property
    def row(self) -> Row:
        """Whichever of the two there is."""
        found = self.now or self.then
        if found is None:
            raise ValueError("a change of nothing")
        return found

    def line(self) -> str:
        """The change in words."""
        row = self.row
        what = row.group if isinstance(row, Finding) else " · ".join(part for part in (row.measure, row.item, row.group) if part)
        if isinstance(row, Finding) and row.denominator != "completed":
            what += f" ({row.denominator})"
        counted = Counter((row.kind, row.by) for row in self.decisions)
        parts = [f"{many} {kind} by {by}" for (kind, by), many in counted.most_common(SHOWN)]
        why = ", ".join(parts) + (f" and {len(counted) - SHOWN} kinds more" if len(counted) > SHOWN else "")
        return f"{row.plan} · {what}: {_told(self.then)} -> {_told(self.now)}; {why or 'no decision on its cases: the plan or the cases changed'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesReport:
    """What changed since a snapshot; ``unchanged`` counts the numbers that did not."""

    name: str
    at: str
    changes: tuple[Change, ...]
    unchanged: int

    def lines(self) -> list[str]:
        """The report in words: shares of completed cases first, then whatever else moved."""
        head = f"Since the snapshot {self.name} of {self.at}: {len(self.changes)} numbers changed, {self.unchanged} did not."
        return [head, *(f"  {change.line()}" for change in self.changes)]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "name": self.name,
            "at": self.at,
            "unchanged": self.unchanged,
            "changes": [
                {
                    "id": change.row.id,
                    "plan": change.row.plan,
                    "then": to_plain(change.then) if change.then else None,
                    "now": to_plain(change.now) if change.now else None,
                    "cases": list(change.cases),
                    "decisions": [{"id": row.id, "kind": row.kind, "by": row.by, "at": row.at} for row in change.decisions],
                }
                for change in self.changes
            ],
        }


def findings_as_of(study: Study, name: str) -> PastReport:
    """What the plan found at a snapshot.

    Raises:
        UnknownReference: there is no snapshot of that name.
    """
    with as_of(study, name) as view:
        findings, measures = estimate(Desk(material_of(view)), view.snapshot())
        taken = view.taken
    return PastReport(name=name, snapshot=taken.id, at=taken.at, by=taken.by, findings=tuple(findings), measures=tuple(measures))


def changes_since(study: Study, name: str) -> ChangesReport:
    """Which numbers are others than at a snapshot, and which decisions on their cases were made since.

    Raises:
        UnknownReference: there is no snapshot of that name.
        StaleResults: the cases are not up to date.
    """
    with as_of(study, name) as past:
        before = Desk(material_of(past))
        then = estimate(before, "")
        taken, within = past.taken, past.within
    with study.read_as_machine() as view:
        if view.input_digest(STAGE) is None:
            raise StaleResults(
                "The cases are not up to date with what was collected and decided.", f"Run `testimonia run {study.folder}` first."
            )
        present = Desk(material_of(view))
        since = _since(view, within)
    now = estimate(present, "")
    old, new = _by_id(*then), _by_id(*now)
    accounts: dict[str, set[str]] = {}
    for desk in (before, present):
        for case in desk.cases:
            accounts.setdefault(case.id, set()).update(case.accounts)
    changes = []
    for key in dict.fromkeys((*new, *old)):
        one, two = old.get(key), new.get(key)
        row = two or one
        if row is not None and (one is None or two is None or _number(one) != _number(two)):
            moved = _moved(one, two)
            touched = {account for case in moved for account in accounts.get(case, ())}
            changes.append(Change(then=one, now=two, cases=moved, decisions=tuple(_on(since, touched, row))))
    changes.sort(key=lambda change: not (isinstance(change.row, Finding) and change.row.denominator == "completed"))
    return ChangesReport(name=name, at=taken.at, changes=tuple(changes), unchanged=len(new.keys() | old.keys()) - len(changes))


def _since(view: View, within: frozenset[str]) -> list[tuple[LogRow, Any]]:
    """The rows that came later, oldest first, each with what it decided (None where it took something back, or that is gone)."""
    names = [row.id for kind in MOVING for row in view.history(kind) if row.id not in within]
    return [(row, record_of(row, content)) for row, content in rows_by_id(view.connection, names)]


def _by_id(findings: Sequence[Finding], measures: Sequence[Measure]) -> dict[str, Row]:
    rows: list[Row] = [*findings, *measures]
    return {row.id: row for row in rows}


def _number(row: Row) -> tuple[object, ...]:
    return (row.k, row.n, row.estimate, row.low, row.high, row.not_stated, row.unclear)


def _moved(one: Row | None, two: Row | None) -> tuple[str, ...]:
    """The cases whose part in a number is another now, or that are in it only then or only now."""
    parts = [{case: role for role in _ROLES for case in getattr(row, role, ())} if row else {} for row in (one, two)]
    return tuple(sorted(case for case in parts[0].keys() | parts[1].keys() if parts[0].get(case) != parts[1].get(case)))


def _on(since: Sequence[tuple[LogRow, Any]], touched: set[str], row: Row) -> Iterable[LogRow]:
    """The decisions on these accounts; of codings and answers those alone that the number is about."""
    names = _names(row)
    for decision, record in since:
        if not touched.isdisjoint(json.loads(decision.accounts)) and _about(record, names):
            yield decision


def _names(row: Row) -> set[str]:
    names = row.group.split(" | ") if isinstance(row, Finding) else [row.item, row.group]
    return {part for name in names for part in (name, name.partition("=")[0])}


def _about(record: Any, names: set[str]) -> bool:
    if isinstance(record, Coding):
        return f"{record.codebook}:{record.code}" in names
    return record.variable in names if isinstance(record, Value) else True


def _told(row: Row | None) -> str:
    if row is None:
        return "none"
    if isinstance(row, Finding):
        share = "" if row.estimate is None else f" ({row.estimate:.0%}, {row.low:.0%} to {row.high:.0%})"
        return f"{row.k} of {row.n}{share}"
    return "none" if row.estimate is None else f"{row.estimate:.3g}"
