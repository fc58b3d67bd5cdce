"""Export: one file a table, with the stable keys of the study's contract, as one reader may see it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, select

from testimonia.domain import results
from testimonia.domain.identity import canonical_json
from testimonia.domain.report import Progress, silent
from testimonia.domain.samples import without
from testimonia.errors import MissingExtra, UsageError
from testimonia.protocol import Protocol
from testimonia.store import releases, schema, tabular
from testimonia.store.codec import fields_of, to_plain
from testimonia.store.engine import translated
from testimonia.store.inputs import Fits
from testimonia.store.kinds import KINDS
from testimonia.store.runs import SUGGESTING, read_outputs
from testimonia.store.sight import Sight, decided_apart, hidden_counts, log_condition, mappings

if TYPE_CHECKING:
    from testimonia.store.store import Store

FORMATS = ("jsonl", "csv", "parquet")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who exports, and what is in force: the reader's sight, a machine's, and the adopted protocol."""

    by: str
    sight: Sight
    machine: Sight
    protocol: Protocol
    protocol_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """Which files were written, and what was left out of them."""

    folder: str
    format: str
    rows: Mapping[str, int]
    hidden: Mapping[str, int]
    stale: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report in words."""
        filled = {name: count for name, count in self.rows.items() if count}
        said = [f"Exported {len(self.rows)} tables to {self.folder} as {self.format}: "
                + (", ".join(f"{count} {name}" for name, count in filled.items()) or "all empty") + "."]  # fmt: skip
        if self.hidden:
            left = ", ".join(f"{count} {name}" for name, count in self.hidden.items())
            said.append(f"Left out, because their round has not been opened: {left}.")
        if self.stale:
            said.append(f"Out of date and therefore empty: {', '.join(self.stale)}. `testimonia run` brings them up to date.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "folder": self.folder,
            "format": self.format,
            "rows": dict(self.rows),
            "hidden": dict(self.hidden),
            "stale": list(self.stale),
        }


def export(store: Store, out: Path, asking: Asking, file_format: str = "jsonl", progress: Progress = silent) -> ExportReport:
    """Write every table to ``out``, one file each.

    Raises:
        UsageError: an unknown format.
        MissingExtra: Parquet without pyarrow.
        DiskFull, StudyReadOnly: the folder does not take it.
    """
    if file_format not in FORMATS:
        raise UsageError(f"{file_format} is not a format of export.", f"Choose one of: {', '.join(FORMATS)}.")
    write = _writer(file_format)
    counts: dict[str, int] = {}
    with translated(out / file_format), store.read() as connection:
        out.mkdir(parents=True, exist_ok=True)
        # Noted before it is there, or a withdrawal might not name it.
        accounts = list(connection.execute(select(schema.projections["account"].c.id)).scalars().all())
        releases.note(store, kind="export", path=out, by=asking.by, accounts=accounts)
        tables = _Tables(connection, asking)
        names = tables.names()
        for n, name in enumerate(names):
            progress(n, len(names), f"exporting {name}")
            counts[name] = write(out / f"{name}.{file_format}", tables.columns(name), tables.rows(name))
        hidden = hidden_counts(connection, asking.sight)
        unseen = connection.execute(select(func.count()).select_from(schema.log).where(~log_condition(asking.sight))).scalar()
        if unseen:
            hidden["log"] = unseen
    return ExportReport(folder=str(out), format=file_format, rows=counts, hidden=hidden, stale=tables.stale)


class _Tables:
    """Every exported table: its columns and its rows."""

    def __init__(self, connection: Connection, asking: Asking) -> None:
        self.connection, self.asking = connection, asking
        fits = Fits(connection, asking.protocol_digest, asking.machine)
        self.runs = {stage: fits.run(stage) for stage in ("trace", "lineage", "retelling", *SUGGESTING, "resolve", "analyse")}
        self.stale = tuple(stage for stage, run in self.runs.items() if run is None)
        self.case_of = {mention: case.id for case in self._outputs("resolve", results.Case) for mention in case.mentions}

    def _outputs(self, stage: str, record: type[Any]) -> list[Any]:
        run = self.runs[stage]
        return read_outputs(self.connection, run.id, record) if run else []

    def names(self) -> list[str]:
        """The tables, in the order of the study."""
        return [*_SPECIAL, *_PLAIN, *_OUTPUTS]

    def columns(self, name: str) -> list[str]:
        """The keys of a table."""
        if name in _SPECIAL:
            return list(_SPECIAL[name][0])
        if name in _OUTPUTS:
            return [field.name for field in fields_of(_OUTPUTS[name][1])]
        kind = _PLAIN[name]
        keys = _record_keys(kind.record)
        return list(dict.fromkeys([*keys, *(["case"] if "mention" in keys else []), "decided_by", "at", "stated"]))

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table that the reader may see."""
        found = self._rows(name)
        if not self.asking.sight.apart[1]:
            return found
        if name == "cases":
            return filter(None, map(self._shown_case, found))
        if name == "partitions":
            samples = (without(sample, self._withheld) for sample in self._outputs("resolve", results.Partitioning))
            return (to_plain(sample) for sample in samples if sample)
        return (row for row in found if not self._tells(name, row))

    def _shown_case(self, case: Row) -> Row | None:
        """A case with the mentions that its reader may see, named after the first of them; None where there are none."""
        shown = [name for name in case["mentions"] if name not in self._withheld]
        if len(shown) == len(case["mentions"]) or not shown:
            return case if shown else None
        table = schema.projections["mention"]
        query = select(table.c.id, table.c.label, table.c.account).where(table.c.id.in_(shown))
        known = {name: (label, account) for name, label, account in self.connection.execute(query)}
        accounts = sorted({known[name][1] for name in shown})
        return {**case, "label": known[shown[0]][0], "mentions": shown, "accounts": accounts}

    def _tells(self, name: str, row: Row) -> bool:
        """Whether a row tells whom a colleague in a blind round entered, in an account that the reader has not decided on: they included it."""
        if name == KINDS["suggestion"].table and row["coder"] in self.asking.sight.apart[1]:
            return row["account"] not in self._decided
        own = row.get("id") if name == KINDS["mention"].table else None
        return not self._withheld.isdisjoint([own, row.get("mention"), row.get("a"), row.get("b"), *(row.get("mentions") or ())])

    @cached_property
    def _decided(self) -> frozenset[str]:
        return frozenset(self.connection.execute(decided_apart(self.asking.sight)).scalars())

    @cached_property
    def _withheld(self) -> frozenset[str]:
        """The mentions that such rows are about."""
        table = schema.projections["mention"]
        query = select(table.c.id, table.c.account).where(table.c.by.in_(sorted(self.asking.sight.apart[1])))
        return frozenset(name for name, account in self.connection.execute(query) if account not in self._decided)

    def _rows(self, name: str) -> Iterator[Row]:
        if name in _SPECIAL:
            yield from _SPECIAL[name][1](self)
        elif name in _OUTPUTS:
            stages, record = _OUTPUTS[name]
            for stage in (stages,) if isinstance(stages, str) else stages:
                yield from (to_plain(output) for output in self._outputs(stage, record))
        else:
            yield from self._decisions(name)

    def _decisions(self, name: str) -> Iterator[Row]:
        kind = _PLAIN[name]
        keys = self.columns(name)
        lists = {field.name for field in fields_of(kind.record) if field.many}
        columns = {field.name: field.column for field in fields_of(kind.record)}
        for row in mappings(self.connection, kind.name, self.asking.sight):
            values = {key: row[columns.get(key, key)] for key in keys if key != "case"}
            for key in lists:
                values[key] = json.loads(values[key])
            if "case" in keys:
                values["case"] = self.case_of.get(row["mention"])
            yield {key: values[key] for key in keys}

    # --- tables that are not one projection or one output

    def accounts(self) -> Iterator[Row]:
        captures = schema.projections["capture"]
        grades: dict[str, tuple[str, str]] = {}
        for row in self.connection.execute(select(captures).order_by(captures.c.at, captures.c.id)).mappings():
            grades.setdefault(row["account"], (row["id"], row["grade"]))
        shelves = {row["account"]: row["shelf"] for row in mappings(self.connection, "shelf", self.asking.sight)}
        for row in mappings(self.connection, "account", self.asking.sight):
            capture, grade = grades.get(row["id"], (None, None))
            known = {**row, "shelf": shelves.get(row["id"]), "capture": capture, "grade": grade}
            yield {key: known[key] for key in _SPECIAL["accounts"][0]}

    def editions(self) -> Iterator[Row]:
        table = schema.editions
        for row in self.connection.execute(select(table).order_by(table.c.id).execution_options(yield_per=50)).mappings():
            yield dict(row)

    def completions(self) -> Iterator[Row]:
        for row in mappings(self.connection, "completion", self.asking.sight):
            values = {**row, "unit": row["mention"] or row["account"], "case": self.case_of.get(row["mention"] or "")}
            yield {key: values[key] for key in _SPECIAL["completions"][0]}

    def codebooks(self) -> Iterator[Row]:
        for book in self.asking.protocol.codebooks:
            yield {"id": book.id, "version": book.version, "codes": [code.model_dump(mode="json") for code in book.codes]}

    def log(self) -> Iterator[Row]:
        table = schema.log
        query = (
            select(table)
            .where(log_condition(self.asking.sight))
            .order_by(table.c.wall, table.c.tick, table.c.replica, table.c.seq, table.c.id)
            .execution_options(yield_per=2000)
        )
        for row in self.connection.execute(query).mappings():
            yield {key: row[key] for key in _SPECIAL["log"][0]}

    def runs_table(self) -> Iterator[Row]:
        table = schema.runs
        in_use = {run.id for run in self.runs.values() if run}
        for row in self.connection.execute(select(table).order_by(table.c.at, table.c.id)).mappings():
            yield {**{key: row[key] for key in _SPECIAL["runs"][0] if key != "in_force"}, "in_force": row["id"] in in_use}

    def snapshots(self) -> Iterator[Row]:
        table = schema.snapshots
        for row in self.connection.execute(select(table).order_by(table.c.at, table.c.name)).mappings():
            yield {
                **{key: row[key] for key in ("id", "name", "protocol", "at", "by")},
                "heads": json.loads(row["heads"]),
                "runs": json.loads(row["runs"]),
            }

    def withdrawn(self) -> Iterator[Row]:
        table = schema.tombstones
        for row in self.connection.execute(select(table).order_by(table.c.account)).mappings():
            yield dict(row)


_SPECIAL: dict[str, tuple[tuple[str, ...], Callable[[_Tables], Iterator[Row]]]] = {
    "accounts": (
        ("id", "origin", "bundle", "title", "author", "outlet", "published", "published_origin", "language", "shelf", "state", "reason",
         "capture", "grade", "sha256", "words", "main", "full", "accession", "address", "read_from"),
        _Tables.accounts,
    ),
    "editions": (("id", "account", "kind", "of", "language", "sha256", "extractor", "text"), _Tables.editions),
    "completions": (
        ("coder", "unit", "account", "mention", "case", "codebook", "version", "layer", "round", "at", "stated"),
        _Tables.completions,
    ),
    "codebooks": (("id", "version", "codes"), _Tables.codebooks),
    "log": (
        ("id", "replica", "seq", "at", "by", "kind", "subject", "parent", "wall", "tick", "stated", "replaces", "round", "retract", "open", "sealed"),
        _Tables.log,
    ),
    "runs": (("id", "stage", "params", "version", "input_digest", "output_digest", "at", "by", "in_force"), _Tables.runs_table),
    "snapshots": (("id", "name", "heads", "runs", "protocol", "at", "by"), _Tables.snapshots),
    "withdrawn": (("account", "sha256", "at", "by", "reason"), _Tables.withdrawn),
}  # fmt: skip
_PLAIN_KINDS = (
    "capture", "revision", "shelf", "source", "search", "found", "screening", "relation", "boilerplate", "mention", "claim", "link", "episode", "value", "coding",
    "suggestion", "judgement", "adjudication", "recommendation", "assignment", "message", "mark", "aid", "change", "exploration",
)  # fmt: skip
_PLAIN = {KINDS[name].table: KINDS[name] for name in _PLAIN_KINDS}
_OUTPUTS: dict[str, tuple[str | tuple[str, ...], type]] = {
    "boilerplate": ("trace", results.Boilerplate),
    "relations": ("lineage", results.Relation),
    "families": ("lineage", results.Family),
    "variants": ("retelling", results.Variant),
    "anchors": ("retelling", results.Anchor),
    "links": ("resolve", results.Link),
    "cases": ("resolve", results.Case),
    "partitions": ("resolve", results.Partitioning),
    "suggestions": (SUGGESTING, results.Suggestion),
    "findings": ("analyse", results.Finding),
    "measures": ("analyse", results.Measure),
    "robustness": ("analyse", results.Robustness),
}


def _record_keys(record: type) -> list[str]:
    return [field.name for field in fields_of(record)]


def _writer(file_format: str) -> Callable[[Path, Sequence[str], Iterable[Row]], int]:
    if file_format == "csv":
        return tabular.write_csv
    if file_format == "jsonl":
        return lambda path, _, rows: tabular.write_jsonl(path, rows)
    return _write_parquet


def _write_parquet(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("Export as Parquet", "linkage") from None
    whole = list(rows)
    # Lists as JSON text, as in CSV: one plain type a column, whatever reads it.
    flat = {key: [canonical_json(value) if isinstance(value := row.get(key), (list, dict)) else value for row in whole] for key in columns}
    pq.write_table(pa.table(flat), path)
    return len(whole)
