"""The verbs of coding that move files: take decisions in, hand them out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Case
from testimonia.errors import UsageError
from testimonia.protocol.changes import FORM
from testimonia.stages.code.comparing import SIGNS as RULINGS
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.params import ImportParams
from testimonia.stages.code.report import CodingsExport
from testimonia.stages.code.rows import Rows
from testimonia.stages.code.rows.sheet import SheetRows
from testimonia.stages.code.settling import take_rulings
from testimonia.stages.code.settling_report import SettleReport
from testimonia.stages.code.sheets.columns import SIGNS
from testimonia.stages.code.sheets.workbook import as_table, is_workbook
from testimonia.stages.code.tables import TABLES, Table, named, recognise
from testimonia.store import releases
from testimonia.store.codec import fields_of
from testimonia.store.importing import ImportReport, take, take_rows
from testimonia.store.kinds import KIND_OF
from testimonia.store.sight import mappings
from testimonia.store.tabular import layout_of, write_csv, write_jsonl
from testimonia.study import Study, View

FORMATS = ("jsonl", "csv")


def import_file(study: Study, path: Path, progress: Progress = silent, params: ImportParams | None = None) -> ImportReport | SettleReport:
    """Take in a CSV or JSONL file of one table of coding, with the keys of ``export``; twice is once, all or nothing.

    A filled case form (CSV or Excel workbook, see :func:`export_form`) and a filled list of differences (see
    :func:`export_differences`) are known by their columns. The table is told by the file's name (``codings.csv``), by a column ``table``, or by its columns. ``at`` is kept as the stated
    time. Ids are derived where they are not given.

    Raises:
        InputError: the file cannot be read as a table, or it is not clear which one.
        ImportRejected: rows are wrong; every fault is named and nothing was written.
    """
    study.require()
    settings = params or ImportParams()
    with TemporaryDirectory(prefix="testimonia-") as folder:
        table = as_table(path, Path(folder)) if is_workbook(path) else path
        columns = layout_of(table).columns
        if set(columns) >= RULINGS:
            return take_rulings(study, table)
        with study.read() as view:
            desk = Desk(view, settings)
            builder = SheetRows(desk) if set(columns) >= SIGNS else Rows(desk, recognise(path, columns))
        report = take(study.store, study.coder, table, study.read, builder, progress)
    return replace(report, file=path.name, notes=_notes(desk))


def put(study: Study, table: str, rows: Iterable[Mapping[str, Any]]) -> ImportReport:
    """Take rows of one table of coding as they come from a page: the keys of ``export``, all or nothing, in one transaction.

    ``form`` as the table takes rows of the case form (``variable``, ``value`` …), which replace what stood there.

    Raises:
        InputError: there is no such table.
        ImportRejected: rows are wrong; every fault is named and nothing was written.
    """
    study.require()
    with study.read() as view:
        desk = Desk(view, ImportParams(), near=True)
        builder = SheetRows(desk) if table == FORM else Rows(desk, named(table))
    return replace(take_rows(study.store, study.coder, rows, study.read, builder), file=table, notes=_notes(desk))


def _notes(desk: Desk) -> tuple[str, ...]:
    return tuple(f"{count}×: {text}" for text, count in desk.notes.most_common(desk.params.notes))


def export_codings(study: Study, out: Path, file_format: str = "jsonl", progress: Progress = silent) -> CodingsExport:
    """Write every table of coding to the folder ``out``, one file each, as the acting coder may see it.

    The keys are those of ``export``, and :func:`import_file` takes each file back. What left is noted, so that a withdrawal can name it.

    Raises:
        UsageError: a format other than ``jsonl`` and ``csv``.
    """
    if file_format not in FORMATS:
        raise UsageError(
            f"{file_format} is not a format of `code export`.", "Choose jsonl or csv; `testimonia export` also writes parquet."
        )
    counts: dict[str, int] = {}
    held: set[str] = set()
    with study.read() as view:
        cases = {mention: case.id for case in view.outputs("resolve", Case) for mention in case.mentions}
        for n, table in enumerate(TABLES.values()):
            progress(n, len(TABLES), f"writing {table.name}")
            rows = _rows(view, table, cases, held)
            path = out / f"{table.name}.{file_format}"
            counts[table.name] = write_csv(path, _columns(table), rows) if file_format == "csv" else write_jsonl(path, rows)
        hidden = {table.name: count for table in TABLES.values() if (count := view.hidden().get(KIND_OF[table.record].name))}
    releases.note(study.store, kind="export", path=out, by=study.coder, accounts=held)
    return CodingsExport(folder=str(out), format=file_format, rows=counts, hidden=hidden)


def _columns(table: Table) -> list[str]:
    own = [field.name for field in fields_of(table.record)]
    return [*own, *(["unit"] if "unit" in table.more else []), *(["case"] if "mention" in own else []), "at", "stated", "decided_by"]


def _rows(view: View, table: Table, cases: Mapping[str, str], held: set[str]) -> Iterator[dict[str, Any]]:
    kind, columns = KIND_OF[table.record], _columns(table)
    lists = {field.name for field in fields_of(table.record) if field.many}
    renamed = {field.name: field.column for field in fields_of(table.record) if field.column != field.name}
    for row in mappings(view.connection, kind.name, view.sight):
        values = {
            **row,
            **{name: row[column] for name, column in renamed.items()},
            "unit": row.get("mention") or row.get("account"),
            "case": cases.get(row.get("mention") or ""),
        }
        values |= {key: json.loads(values[key]) for key in lists}
        held.update(account for field in kind.about if (account := row.get(field)))
        held.update(passage["account"] for passage in values.get("passages") or ())
        yield {key: values[key] for key in columns}
