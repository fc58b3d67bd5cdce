"""A team's own spreadsheet of cases: its sources become accounts, its rows mentions and their values, and a ledger says what was dropped.

What people decided in the sheet enters by the same doors as any decision (`resolve import`, `code import`), so that nothing enters that could not be
entered by hand. A cell that study.yaml does not allow is left out and told; it is never bent to fit.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from testimonia.domain.evidence import Account
from testimonia.domain.identity import object_id
from testimonia.domain.report import Progress, silent
from testimonia.domain.vocabulary import LinkDecision, MentionStatus, Missing
from testimonia.errors import InputError, UnknownReference, UsageError
from testimonia.protocol import Protocol
from testimonia.stages import code, resolve
from testimonia.stages.code.method.answers import answer
from testimonia.stages.collect import CollectParams, CollectReport, Limits, Network, collect
from testimonia.stages.collect.files import origin_of
from testimonia.stages.collect.readers.table import FIELDS
from testimonia.stages.collect.worker import Readers
from testimonia.study import Study

OWN = ("label", "case")
"""Fields of a sheet of cases beyond those of a list: the person's name or label in the source, and a key that joins the rows of one person."""

# Words with which teams write that there is no answer. "Unknown" says that nobody found it stated.
_MISSING = {
    "not stated": Missing.NOT_STATED, "unknown": Missing.NOT_STATED, "?": Missing.NOT_STATED, "n/s": Missing.NOT_STATED, "ns": Missing.NOT_STATED,
    "n/a": Missing.NOT_APPLICABLE, "na": Missing.NOT_APPLICABLE, "not applicable": Missing.NOT_APPLICABLE, "-": Missing.NOT_APPLICABLE,
    "unclear": Missing.UNCLEAR, "withheld": Missing.WITHHELD,
}  # fmt: skip
SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesReport:
    """What became of a sheet of cases: of its sources (``collected``), its rows and its columns.

    ``kept`` counts cells by column; ``dropped`` lists (row, column, reason); ``columns`` says what each column was taken for.
    """

    collected: CollectReport
    rows: int
    mentions: int
    values: int
    links: int
    sources: int
    columns: dict[str, str]
    kept: dict[str, int]
    dropped: tuple[tuple[int, str, str], ...] = ()

    def lines(self) -> list[str]:
        """The report in words."""
        said = self.collected.lines()
        said.append(
            f"{self.rows} rows: {self.mentions} people as their sources name them, {self.values} values, {self.links} pairs of one person, {self.sources} outlets."
        )
        said += [f"  column {name}: {what}, {self.kept.get(name, 0)} kept" for name, what in self.columns.items()]
        said += [f"  dropped: row {row}, {name}: {reason}" for row, name, reason in self.dropped[:SHOWN]]
        if len(self.dropped) > SHOWN:
            said.append(f"  … and {len(self.dropped) - SHOWN} more (`--json` lists all).")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "collected": self.collected.as_json(),
            "rows": self.rows,
            "mentions": self.mentions,
            "values": self.values,
            "links": self.links,
            "sources": self.sources,
            "columns": self.columns,
            "kept": self.kept,
            "dropped": [{"row": row, "column": name, "reason": reason} for row, name, reason in self.dropped],
        }


@dataclass(slots=True)
class _Sheet:
    """A sheet taken apart: which column is what, and what was left out so far."""

    head: list[str]
    fields: dict[str, int]
    variables: dict[int, str]
    kept: Counter[str] = field(default_factory=Counter)
    dropped: list[tuple[int, str, str]] = field(default_factory=list)

    def cell(self, row: Sequence[str], name: str) -> str:
        place = self.fields.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""


def collect_cases(
    study: Study,
    sheet: Path,
    columns: Sequence[tuple[str, str]],
    sources: Sequence[str | Path] = (),
    progress: Progress = silent,
    *,
    params: CollectParams = CollectParams(),  # noqa: B008 - frozen, so one for all calls does no harm
    network: Network = Network(),  # noqa: B008 - as above
) -> CasesReport:
    """Take in a team's spreadsheet of cases (CSV, XLSX) with the files and pages of its sources.

    ``columns`` are pairs of field and column: those of a list of publications, ``label`` and ``case``. A column named like a variable of
    study.yaml holds its values. Each row is one person in one source; rows with the same ``case`` are one person. ``params`` and ``network`` are
    those of ``collect``, whose columns the sheet's take the place of.

    Raises:
        UsageError: the sheet cannot be read, or has no column with the person's label.
        ImportRejected: what it holds cannot be entered; the accounts of its sources stay.
    """
    if not sheet.is_file():
        raise UsageError(f"There is no file {sheet}.", "Check the spelling; a name with spaces needs quotation marks.")
    with Readers(Limits()) as readers:
        rows, fault = readers.rows(sheet.read_bytes(), sheet.name)
    if fault or not rows:
        raise UsageError(
            f"{sheet.name} is no table that can be read{f': {fault}' if fault else ''}.",
            "Save it as CSV or XLSX, with the names of the columns in the first row.",
        )
    taken = _taken(rows[0], columns, study.protocol)
    params = replace(params, columns=tuple((name, column) for name, column in columns if name in FIELDS))
    collected = collect(study, [sheet, *sources], params, progress, network=network)
    place = next((one for one in collected.lists if one.path == origin_of(sheet.name)), None)
    accounts = dict(place.accounts) if place else {}
    with study.read() as view:
        secrets = {account.id: account.secret for account in view.records(Account)}
    tables = _tables(taken, rows[1:], accounts, secrets, study.protocol)
    _enter(study, tables, progress)
    return CasesReport(
        collected=collected,
        rows=len(rows) - 1,
        mentions=len(tables["mentions"]),
        values=len(tables["values"]),
        links=len(tables["links"]),
        sources=len(tables["sources"]),
        columns=_named(taken),
        kept=dict(taken.kept),
        dropped=tuple(taken.dropped),
    )


def _taken(head: Sequence[str], columns: Sequence[tuple[str, str]], protocol: Protocol) -> _Sheet:
    places = {name.strip().casefold(): n for n, name in reversed(list(enumerate(head)))}
    fields: dict[str, int] = {}
    for name, column in columns:
        if column.casefold() not in places:
            raise UsageError(
                f"The sheet has no column `{column}`.", f"Its columns are {', '.join(f'`{one}`' for one in head[:30] if one)}."
            )
        fields[name] = places[column.casefold()]
    for name in (*OWN, "outlet"):
        if name in places:
            fields.setdefault(name, places[name])
    if "label" not in fields:
        raise UsageError("No column says how the source names the person.", "Say which it is: --map label=COLUMN.")
    names = {one.id.casefold(): one.id for one in protocol.variables}
    variables = {
        n: names[name.strip().casefold()] for n, name in enumerate(head) if name.strip().casefold() in names and n not in fields.values()
    }
    return _Sheet(list(head), fields, variables)


def _named(sheet: _Sheet) -> dict[str, str]:
    """What each column was taken for, in words."""
    found = {place: f"the {name}" for name, place in sheet.fields.items()} | {
        place: f"values of {name}" for place, name in sheet.variables.items()
    }
    return {name: found.get(n, "of a publication, or not taken") for n, name in enumerate(sheet.head) if name}


def _tables(
    sheet: _Sheet, rows: Sequence[Sequence[str]], accounts: Mapping[int, str], secrets: Mapping[str, str], protocol: Protocol
) -> dict[str, list[dict[str, Any]]]:
    """What is to be entered, as rows of the tables that the verbs import."""
    tables: dict[str, list[dict[str, Any]]] = {"mentions": [], "values": [], "links": [], "sources": []}
    seen: dict[str, int] = {}
    of_case: dict[str, list[str]] = defaultdict(list)
    outlets: dict[str, None] = {}
    answers: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, 1):
        label = sheet.cell(row, "label")
        account = accounts.get(number)
        if not any(cell.strip() for cell in row):
            continue
        if not label or account is None:
            sheet.dropped.append(
                (number, "the whole row", "it names no person" if not label else "it names no source (title, url or file)")
            )
            continue
        mention = object_id("mention", secrets[account], label, None)
        sheet.kept[sheet.head[sheet.fields["label"]]] += 1
        if mention in seen:
            sheet.dropped.append(
                (number, "the person", f"the same person in the same source as in row {seen[mention]}; values are added there")
            )
        else:
            seen[mention] = number
            tables["mentions"].append({"id": mention, "account": account, "label": label, "status": MentionStatus.ELIGIBLE.value})
        if (case := sheet.cell(row, "case")) and mention not in of_case[case]:
            of_case[case].append(mention)
        if outlet := sheet.cell(row, "outlet"):
            outlets[outlet] = None
        for value in _values(sheet, number, row, mention, protocol):
            # Two rows may answer one question differently: both stand, so each answer has an id of its own; the same answer twice is one.
            name = object_id("value", secrets[account], mention, value["variable"], value.get("value"), value.get("missing"))
            answers.setdefault(name, {"id": name, **value})
    for mentions in of_case.values():
        tables["links"] += [{"a": mentions[0], "b": other, "decision": LinkDecision.SAME.value} for other in mentions[1:]]
    tables["values"] = list(answers.values())
    tables["sources"] = [{"name": name} for name in outlets]
    return tables


def _values(sheet: _Sheet, number: int, row: Sequence[str], mention: str, protocol: Protocol) -> list[dict[str, Any]]:
    """The answers of a row that study.yaml allows; the others are noted."""
    found: list[dict[str, Any]] = []
    for place, name in sheet.variables.items():
        said = row[place].strip() if place < len(row) else ""
        if not said:
            continue
        variable = protocol.variable(name)
        missing = _MISSING.get(said.casefold())
        if missing is not None and (missing.value not in variable.missing or said in {one.value for one in variable.values}):
            missing = None
        try:
            value = {"missing": missing.value} if missing else {"value": answer(variable, said)}
        except (InputError, UnknownReference) as wrong:
            sheet.dropped.append((number, sheet.head[place], str(wrong)))
            continue
        sheet.kept[sheet.head[place]] += 1
        found.append({"mention": mention, "variable": name, **value})
    return found


def _enter(study: Study, tables: Mapping[str, Sequence[Mapping[str, Any]]], progress: Progress) -> None:
    """Enter the rows by the verbs' own doors."""
    with tempfile.TemporaryDirectory() as place:
        for name, verb in (
            ("sources", code.import_file),
            ("mentions", resolve.import_decisions),
            ("links", resolve.import_decisions),
            ("values", code.import_file),
        ):
            if rows := tables[name]:
                path = Path(place) / f"{name}.jsonl"
                path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
                verb(study, path, progress)
