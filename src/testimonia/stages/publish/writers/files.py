"""The tables and the manifest that lie beside the page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from testimonia.domain.results import Finding, Measure
from testimonia.domain.vocabulary import Shelf
from testimonia.protocol.analysis import COUNTED
from testimonia.stages.publish.method.counts import EXCLUDED, totals
from testimonia.stages.publish.method.measured import UNDATED
from testimonia.stages.publish.method.tables import DETAILS, SILENT, STATED, UNCLEAR, Line, named
from testimonia.stages.publish.tongue import from_right, language_of, ours, ours_of, speaking
from testimonia.stages.publish.writers.content import Content
from testimonia.stages.publish.writers.latex import latex_tables, write_latex
from testimonia.stages.publish.writers.paragraph import paragraph
from testimonia.stages.publish.writers.sheets import write_xlsx
from testimonia.store.tabular import write_csv

FINDINGS = (
    "id", "plan", "kind", "title", "group", "registered", "denominator", "shown", "estimate", "low", "high", "k", "n", "not_stated", "unclear",
    "bound_low", "bound_high", "method", "layer", "threshold", "seed", "replicates", "snapshot",
)  # fmt: skip
CASES = ("evidence", "denying", "silent", "unresolved")
"""Ids of cases: never outside the team."""
MEASURES = (
    "id", "plan", "kind", "measure", "title", "item", "group", "other", "finding", "unit", "registered", "denominator", "estimate", "low", "high",
    "p", "p_adjusted", "adjustment", "k", "n", "other_k", "other_n", "not_stated", "unclear", "method", "seed", "replicates", "layer", "threshold",
    "note", "snapshot",
)  # fmt: skip
MEASURED_CASES = ("evidence", "against")
ROBUSTNESS = (
    "id", "plan", "subject", "axis", "claim", "base", "low", "median", "high", "holds", "alternatives", "empty", "furthest", "seed", "said",
    "snapshot",
)  # fmt: skip
"""A row a way of doubting a finding: never outside the team, since it tells of single sources, cases and coders."""
FLOW = ("stream", "shelf", "step", "reason", "count", "shown")
WORDS = ("axis", "kind", "measure", "denominator", "unit", "method", "adjustment", "layer", "stream", "step", "shelf", "note", "said")
"""Columns that hold words of ours."""
NAMES = "The columns of findings.csv, measures.csv, robustness.csv and flow.csv keep their English names, so that programs can read them; here they are translated."
ISOLATES = re.compile("[\u2066-\u2069]")
REPORT, MANIFEST = "report.html", "manifest.json"


def write_tables(folder: Path, content: Content) -> None:
    """Write every table as CSV, as one workbook and for LaTeX, and the methods paragraph; what the page hides is hidden here."""
    columns = (*FINDINGS, *CASES) if content.internal else FINDINGS
    rows = []
    for table in content.tables:
        for line in table.lines:
            if line.id in content.shown or named(content.facts.protocol, line):
                rows += [_finding(content, line, finding) for finding in (line.completed, line.stated)]
    told = (*MEASURES, *MEASURED_CASES) if content.internal else MEASURES
    measures = [_measure(content, row) for entry in content.measured for row in entry.rows if content.tells(entry, row)]
    measures += [_measure(content, row) for row in _about_shares(content)]
    flow = _flow(content)
    write_csv(folder / "findings.csv", columns, rows)
    write_csv(folder / "flow.csv", FLOW, flow)
    if content.measured or measures:
        write_csv(folder / "measures.csv", told, measures)
    doubts = [{name: getattr(row, name) for name in ROBUSTNESS} for row in content.facts.robustness] if content.internal else []
    if doubts:
        write_csv(folder / "robustness.csv", ROBUSTNESS, doubts)
    language = language_of(content.facts.protocol.study.language)
    sentences = paragraph(content)
    with speaking(language):
        (folder / "methods.txt").write_text(" ".join(map(ours, sentences)) + "\n", encoding="utf-8", newline="\n")
    with speaking(language):
        write_latex(folder / "tables.tex", latex_tables(content))
    with speaking(language):
        known = [
            sheet
            for sheet in (
                ("findings", columns, rows), ("measures", told, measures), ("robustness", ROBUSTNESS, doubts), ("flow", FLOW, flow)
            )
            if sheet[2]
        ]  # fmt: skip
        sheets = [_sheet(*sheet) for sheet in known]
        notes = [ours(sentence) for sentence in (*sentences, *([NAMES] if from_right() else []))]
        sheets.append(_sheet("method", ("sentence",), [{"sentence": sentence} for sentence in notes]))
        write_xlsx(folder / "tables.xlsx", sheets, content.facts.stamp.at, rtl=from_right())


def _about_shares(content: Content) -> list[Measure]:
    """What is said about shares (intervals for all at once, selective publication), which the page shows beside their cards."""
    counted = {plan.id for plan in content.facts.protocol.analysis if plan.kind in COUNTED}
    return [row for row in content.facts.measures if row.plan in counted] if content.internal else []


def _sheet(name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> tuple[str, Sequence[str], list[dict[str, Any]]]:
    """A sheet in the language of the report: its name, its columns, and the words of closed lists; ids and a study's own labels stay."""
    heads = {column: _said("column", column) for column in columns}
    told = [{heads[column]: _cell(column, row.get(column)) for column in columns} for row in rows]
    return _said("sheet", name), tuple(heads.values()), told


def _cell(column: str, value: Any) -> Any:
    return _said(column, value) if column in WORDS and isinstance(value, str) else value


def _said(kind: str, word: str) -> str:
    """A word of ours for a cell, which has one direction."""
    return ISOLATES.sub("", ours_of(kind, word))


def _measure(content: Content, measure: Measure) -> dict[str, Any]:
    """One row; outside the team what is not stated or unclear stays out, and so do notes, which tell of single cases.

    Beside a period, or a change between two, it is not said how many are dated at all.
    """
    row = {name: getattr(measure, name) for name in (*MEASURES, *MEASURED_CASES)}
    if content.internal:
        return row
    undated = {"n": None, "other_n": None} if measure.measure in UNDATED else {}
    return row | {"not_stated": None, "unclear": None, "note": None} | undated


def clear_former(out: Path, made: Collection[str]) -> None:
    """Delete the files of the release that lay in the folder before, so that nothing of it stands beside the new one."""
    try:
        former = json.loads((out / MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in former if isinstance(former, dict) else ():
        if Path(name).name == name and name not in made:
            (out / name).unlink(missing_ok=True)


def _finding(content: Content, line: Line, finding: Finding) -> dict[str, Any]:
    """One row: a number that is hidden is empty, and so is everything that follows from it."""
    seen = {name: line.id in content.shown and line.cell(name) in content.shown for name in DETAILS}
    shown = line.id in content.shown and (finding.denominator == "completed" or seen[STATED])
    row = {name: getattr(finding, name) for name in (*FINDINGS, *CASES) if name != "shown"} | {"shown": shown}
    hidden = [] if shown else ["estimate", "low", "high", "k", "n"]
    hidden += [] if seen[SILENT] else ["not_stated"]
    hidden += [] if seen[UNCLEAR] else ["unclear"]
    hidden += [] if all(seen.values()) else ["bound_low", "bound_high"]
    return row | dict.fromkeys(hidden)


def _flow(content: Content) -> list[dict[str, Any]]:
    protocol, people = content.facts.protocol, content.flow.people
    shelves = [protocol.shelf(str(shelf)) for shelf in Shelf]
    written = {criterion.id for shelf in shelves for criterion in (*shelf.criteria, *shelf.eligibility)}

    def told(reason: str) -> str:
        """A reason typed by hand may hold anything; what leaves the team names written criteria only."""
        return reason if content.internal or not reason or reason in written else "another reason"

    rows: list[dict[str, Any]] = []
    for stream in content.flow.streams:
        steps: list[tuple[str, str, int]] = [
            ("identified", "", stream.identified), ("unreadable", "", stream.unreadable), ("copies", "", stream.copies), ("waiting", "", stream.waiting),
            ("unsure", "", stream.unsure), ("disagreed", "", stream.disagreed), *(("excluded", name, n) for name, n in stream.excluded),
            ("included", "", stream.included),
        ]  # fmt: skip
        shelf = {"stream": "reports", "shelf": stream.shelf, "shown": True}
        rows += [{**shelf, "step": step, "reason": told(reason), "count": n} for step, reason, n in steps]
    counted = [(name, "", n) for name, n in totals(people).items()]
    counted += [(f"{EXCLUDED}{reason}", reason, n) for reason, n in people.excluded]
    for name, reason, n in counted:
        step = "excluded for" if name.startswith(EXCLUDED) else name.removeprefix("people ")
        visible = name in content.shown
        count = n if visible else None
        rows.append({"stream": "people", "shelf": "testimony", "step": step, "reason": told(reason), "count": count, "shown": visible})
    return rows


def write_manifest(folder: Path, content: Content) -> dict[str, str]:
    """Write manifest.json over the files that lie in ``folder``; their SHA-256 by name."""
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    stamp = content.facts.stamp
    manifest = {
        "study": content.facts.protocol.study.title,
        "profile": content.profile.value,
        "generated": stamp.at,
        "testimonia": stamp.version or None,
        "snapshot": stamp.snapshot,
        "protocol": stamp.protocol,
        "runs": dict(stamp.runs),
        "smallest_count_of_people": None if content.internal else content.k,
        "files": hashes,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return hashes


def lines_shown(content: Content) -> tuple[list[Line], list[Line]]:
    """The rows of findings that are shown, and those that are hidden."""
    lines = [line for table in content.tables for line in table.lines]
    return [line for line in lines if line.id in content.shown], [line for line in lines if line.id not in content.shown]
