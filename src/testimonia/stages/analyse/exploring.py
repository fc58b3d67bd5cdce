"""Looking around beside the plan: any variable by any code as a table, and what is worth keeping, kept as exploratory.

That a table is kept, or no longer, is a decision of the log like every other: it merges, can be undone and tells who and when. It never
stands in study.yaml: the plan is what was written down before the coding that it counts, and nothing that was found by looking around
becomes part of it by being kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from testimonia.domain.identity import object_id
from testimonia.domain.results import Finding
from testimonia.domain.teamwork import Exploration
from testimonia.domain.vocabulary import Role
from testimonia.errors import InputError, StaleResults, UnknownReference
from testimonia.protocol import Plan, Protocol, Subject
from testimonia.protocol.nearest import listed, nearest
from testimonia.stages.analyse.method.findings import carry_out
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.steps import STAGE, material_of
from testimonia.store.engine import translated
from testimonia.study import Study
from testimonia.text import title_line

FILE = "explorations.yaml"
"""Where tables stood before they were decisions; whoever keeps or forgets the next takes what it holds into the log."""
ID = "exploration"
"""How the ids of explored entries begin; no entry of a plan is found by one."""
MOST = 1_000_000
"""Bytes of the file: some thousand explorations; more is a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploredReport:
    """A table of findings, all exploratory: ``plan`` is the entry that would ask for it; ``saved`` where it was kept."""

    plan: Plan
    findings: tuple[Finding, ...]
    snapshot: str
    saved: str | None = None

    def lines(self) -> list[str]:
        """The report in words: a line a cell."""
        if not self.findings:
            return ["Nobody has finished in an open round what this table counts."]
        said = [f"{self.plan.title} (exploratory, snapshot {self.snapshot}):"]
        for finding in self.findings:
            if finding.denominator == "completed":
                share = "" if finding.estimate is None else f"  {finding.estimate:.0%} ({finding.low or 0:.0%}-{finding.high or 0:.0%})"
                said.append(f"  {finding.group}: {finding.k} of {finding.n}{share}")
        if self.saved:
            said.append(f"Kept as {self.saved}.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "plan": self.plan.id,
            "title": self.plan.title,
            "registered": False,
            "snapshot": self.snapshot,
            "saved": self.saved,
            "cells": [
                {"group": f.group, "denominator": f.denominator, "k": f.k, "n": f.n, "estimate": f.estimate, "low": f.low, "high": f.high,
                 "not_stated": f.not_stated, "unclear": f.unclear, "evidence": list(f.evidence)}
                for f in self.findings
            ],
        }  # fmt: skip


def choices(protocol: Protocol) -> list[tuple[str, str]]:
    """What a table may be made of, by name with its label: variables with listed answers, codebooks, and their phases."""
    found = [(item.id, item.label) for item in protocol.variables if item.values or item.type == "boolean"]
    for book in protocol.codebooks:
        found.append((book.id, book.title))
        phases = dict.fromkeys(code.phase for code in book.in_use())
        if len(phases) > 1:
            found += [(f"{book.id}/{phase}", f"{book.title}: {phase}") for phase in phases]
    return found


def explore(study: Study, rows: str, columns: str) -> ExploredReport:
    """The shares of each of the ``columns`` among the cases of each of the ``rows``. Looks only, at open rounds alone.

    Raises:
        UnknownReference: the study has no such variable or codebook; the message names the nearest.
        StaleResults: cases are not up to date.
    """
    plan = _plan(study.protocol, rows, columns)
    with study.read_as_machine() as view:
        if view.input_digest(STAGE) is None:
            raise StaleResults(
                "The cases are not up to date with what was collected and decided.", f"Run `testimonia run {study.folder}` first."
            )
        desk, snapshot = Desk(material_of(view)), view.snapshot()
    return ExploredReport(plan=plan, findings=tuple(carry_out(desk, plan, snapshot)), snapshot=snapshot)


def _plan(protocol: Protocol, rows: str, columns: str) -> Plan:
    known = dict(choices(protocol))
    for name in (rows, columns):
        if name not in known:
            close = nearest(name, known)
            hint = f"Did you mean `{close}`?" if close else f"There are: {listed(known)}."
            raise UnknownReference(f"There is nothing called `{name}` to make a table of.", hint)
    title = f"{known[rows]} × {known[columns]}"
    return Plan(
        id=_id(rows, columns),
        kind="crosstab",
        title=title,
        by=Subject(**_subject(protocol, columns)),
        **_subject(protocol, rows),
    )


def _subject(protocol: Protocol, name: str) -> dict[str, Any]:
    if any(item.id == name for item in protocol.variables):
        return {"variable": name}
    book, _, phase = name.partition("/")
    return {"codebook": book, "phase": phase} if phase else {"codebook": book}


def _id(rows: str, columns: str) -> str:
    return f"{ID}-{object_id(ID, rows, columns)[:12]}"


# --- what is kept


def saved(study: Study) -> tuple[Exploration, ...]:
    """The tables that are kept, in the order in which they were.

    Raises:
        InputError: a file of an older version holds what is no list of tables.
    """
    with study.read() as view:
        decided = {item.id: item for item in view.records(Exploration)}
    # What was forgotten stays forgotten, also where an old file still holds it.
    known = decided | {item.id: item for item in _read(study.folder / FILE) if item.id not in decided}
    return tuple(sorted((item for item in known.values() if item.kept), key=lambda item: (item.at, item.id)))


def save(study: Study, rows: str, columns: str) -> ExploredReport:
    """Keep a table as exploratory; the same table twice is kept once. Anybody of the team may.

    Raises:
        UnknownReference, StaleResults: as for :func:`explore`.
        NotPermitted: whoever acts is not of the team.
        InputError: a file of an older version cannot be read; mend it first.
        StudyReadOnly, DiskFull: as the disk is.
    """
    study.require(Role.OWNER, Role.LEAD, Role.CODER)
    report = explore(study, rows, columns)
    name = report.plan.id
    kept = saved(study)
    if any(item.id == name for item in kept):
        new = []
    else:
        new = [Exploration(id=name, rows=rows, columns=columns, by=study.coder, at=study.store.now())]
    _decide(study, [*kept, *new])
    return ExploredReport(plan=report.plan, findings=report.findings, snapshot=report.snapshot, saved=name)


def forget(study: Study, name: str) -> None:
    """Keep a table no longer.

    Raises:
        UnknownReference: none of this id is kept.
        NotPermitted: whoever acts is not of the team.
    """
    study.require(Role.OWNER, Role.LEAD, Role.CODER)
    kept = saved(study)
    if all(item.id != name for item in kept):
        raise UnknownReference("There is no such table among those that were kept.", "Look at the page Explore, or export `explorations`.")
    now = study.store.now()
    _decide(study, [replace(item, kept=False, by=study.coder, at=now) if item.id == name else item for item in kept])


def _decide(study: Study, wanted: list[Exploration]) -> None:
    """Bring the log to these tables; what holds already is not written again. What an old file held is in the log now: it may go."""
    study.decide(wanted)
    path = study.folder / FILE
    with translated(path):
        path.unlink(missing_ok=True)


def _read(path: Path) -> list[Exploration]:
    """The tables that a file of an older version holds."""
    try:
        if path.stat().st_size > MOST:
            raise InputError(f"{FILE} is too large to be a list of tables.", "Look what is in it.")
        listed_ = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError):
        raise InputError(f"{FILE} cannot be read.", "Mend it, or delete it: it holds only what was kept from looking around.") from None
    if not isinstance(listed_, list | None):
        raise InputError(f"{FILE} holds no list of tables.", "Mend it, or delete it: it holds only what was kept from looking around.")
    return [_table(item) for item in listed_ or ()]


def _table(item: object) -> Exploration:
    """One table of such a file, whose writer may have been anybody."""
    told = {name: str(value) for name, value in item.items() if isinstance(value, str | date)} if isinstance(item, dict) else {}
    if not {"rows", "columns"} <= told.keys() or any(title_line(text) != text for text in told.values()):
        raise InputError(f"{FILE} holds something that is no table.", "Each needs `rows` and `columns`, as plain texts.")
    rows, columns = told["rows"], told["columns"]
    return Exploration(id=_id(rows, columns), rows=rows, columns=columns, by=told.get("by", ""), at=told.get("at", ""))
