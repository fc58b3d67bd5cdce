"""Findings as the team looks at them between two reports: the numbers that were computed last, and what each of them rests on.

Inside the team alone: no disclosure control is applied here, so nothing of it may leave without :func:`publish`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.errors import UnknownReference
from testimonia.protocol import Plan
from testimonia.stages.publish.method.labels import parts
from testimonia.stages.publish.method.tables import Table, tables_of
from testimonia.stages.publish.witnesses import CasesLook, cases_of, opened
from testimonia.stages.publish.writers.files import CASES, FINDINGS
from testimonia.store import releases
from testimonia.store.tabular import write_csv
from testimonia.study import Study

STAGE = "analyse"
PARTS = {"evidence": "evidence", "denying": "denying", "silent": "silent", "unclear": "unresolved"}
"""What the cases of a number say, by the name in an address: that it is so, that it is not, nothing, nothing clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsLook:
    """What was computed last: when (``at``, None: never), from which state, and whether it still fits what people decided.

    ``waiting`` are the entries of the plan without a finding or measure; ``hidden`` the rows of rounds not yet open, which no number counts.
    """

    stale: bool
    at: str | None
    snapshot: str
    tables: tuple[Table, ...]
    waiting: tuple[Plan, ...]
    hidden: Mapping[str, int]
    measures: tuple[Measure, ...] = ()
    robustness: tuple[Robustness, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLook(CasesLook):
    """One finding of a table, with what it rests on."""

    table: Table
    finding: Finding


def look_at_findings(study: Study) -> FindingsLook:
    """Everything that the analysis computed last."""
    with study.read_as_machine() as view:
        fits = view.run(STAGE)
        run = fits or view.latest(STAGE)
        findings = view.left_by(run, Finding) if run else []
        measures = view.left_by(run, Measure) if run else []
        robustness = view.left_by(run, Robustness) if run else []
        hidden = view.hidden()
    found = tables_of(study.protocol, findings)
    answered = {table.plan.id for table in found} | {row.plan for row in measures}
    snapshots = [row.snapshot for row in findings[:1]] + [row.snapshot for row in measures[:1]]
    return FindingsLook(
        stale=fits is None,
        at=run.at if run else None,
        snapshot=snapshots[0] if snapshots else "",
        tables=found,
        waiting=tuple(plan for plan in study.protocol.analysis if plan.id not in answered),
        hidden=hidden,
        measures=tuple(measures),
        robustness=tuple(robustness),
    )


def look_at_finding(study: Study, name: str, part: str = "evidence", page: int = 1) -> FindingLook:
    """One finding (an id) with a page of the cases behind it, and the words of each that the number counts.

    Open rounds alone, whoever looks: what a number does not count is no evidence for it.

    Raises:
        UnknownReference: there is no such finding or part.
    """
    look = look_at_findings(study)
    table, finding = _find(look.tables, name)
    return _opened(study, table, finding, stale=look.stale, part=part, page=page)


def table_of(study: Study, plan: Plan, findings: Sequence[Finding]) -> Table | None:
    """The findings of an entry that no plan holds, as a table; None where there are none."""
    return next(iter(tables_of(study.protocol.model_copy(update={"analysis": (plan,)}), findings)), None)


def look_at_explored(study: Study, table: Table, name: str, part: str = "evidence", page: int = 1) -> FindingLook:
    """As :func:`look_at_finding`, of a table that was not kept (see :func:`table_of`).

    Raises:
        UnknownReference: there is no such cell or part.
    """
    _, finding = _find((table,), name)
    return _opened(study, table, finding, stale=False, part=part, page=page)


def _opened(study: Study, table: Table, finding: Finding, *, stale: bool, part: str, page: int) -> FindingLook:
    """A page of the cases behind a finding, and their words."""
    cases: dict[str, tuple[str, ...]] = {key: getattr(finding, field) for key, field in PARTS.items()}
    with study.read_as_machine() as view:
        found = opened(view, cases, _counted(finding), part=part, page=page, stale=stale)
    return FindingLook(table=table, finding=finding, **found)


def write_findings(study: Study, path: Path) -> int:
    """Write what was computed last as CSV, for the team alone; how many rows. What left the study is noted, as of a release.

    Raises:
        StudyReadOnly, DiskFull: as the disk is.
    """
    look = look_at_findings(study)
    found = [finding for table in look.tables for line in table.lines for finding in (line.completed, line.stated)]
    columns = [name for name in (*FINDINGS, *CASES) if name != "shown"]
    rows = write_csv(path, columns, [{name: getattr(finding, name) for name in columns} for finding in found])
    named = {case for finding in found for field in CASES for case in getattr(finding, field)}
    with study.read_as_machine() as view:
        held = {account for case in cases_of(view).values() if case.id in named for account in case.accounts}
    releases.note(study.store, kind="export", path=Path(path.name), by=study.coder, accounts=held)
    return rows


def _find(found: Sequence[Table], name: str) -> tuple[Table, Finding]:
    for table in found:
        for line in table.lines:
            for finding in (line.completed, line.stated):
                if finding.id == name:
                    return table, finding
    raise UnknownReference("There is no such number any more.", "Look at the findings as they are now.")


def _counted(finding: Finding) -> tuple[str, ...]:
    """The names of what a finding counts: the item, and the group that it counts it in."""
    return tuple(name for name in parts(finding.group) if name)
