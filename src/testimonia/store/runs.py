"""Machine results are runs: append-only rows beside the log, with their outputs, in force while their input is what it was.

A run's id derives from stage, parameters, version, input and output, so the same work done twice is one run. Outputs of a run are
kept while it is in force or a named snapshot holds it. What suggesters found in an account is a part, kept once for all runs that left it: one
changed account among twenty thousand is one part written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, delete, false, insert, or_, select, update

from testimonia.domain import results
from testimonia.domain.identity import canonical_json, digest
from testimonia.store import schema
from testimonia.store.codec import fields_of, from_columns, to_columns
from testimonia.store.log import chunks

R = TypeVar("R")
OUTPUT_OF = {record: name for name, record in schema.OUTPUT_RECORDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One piece of machine work."""

    id: str
    stage: str
    params: str
    version: str
    input_digest: str
    output_digest: str
    at: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a stage did: with which parameters and version of the method, on which input."""

    stage: str
    params: Mapping[str, Any]
    version: str
    input_digest: str


def output_row_digest(name: str, columns: Mapping[Any, Any]) -> str:
    """The digest of one output row, whatever run it belongs to."""
    record = schema.OUTPUT_RECORDS[name]
    return digest(name, columns["position"], *(columns[field.name] for field in fields_of(record)), columns["holds"], columns["salt"])


def output_digest(row_digests: Iterable[str]) -> str:
    """The digest of all outputs of a run, in any order."""
    return digest(*sorted(row_digests))


def run_row_digest(columns: Mapping[Any, Any]) -> str:
    """The digest that vouches for a row of ``runs``."""
    return digest("run", *(columns[name] for name in ("id", "stage", "params", "version", "input_digest", "output_digest", "at", "by")))


def run_id(work: Work, output: str) -> str:
    """The id of a run that did this work with this output."""
    return digest("run", work.stage, dict(work.params), work.version, work.input_digest, output)


def kept_digest(run: str, seen: str) -> str:
    """The digest that vouches for a row of ``kept_runs``."""
    return digest("kept", run, seen)


def mark_seen(connection: Connection, run: str, seen: str) -> None:
    """Note the state of the log in which a run's input fits, so that asking again in that state costs nothing."""
    table = schema.kept_runs
    connection.execute(update(table).where(table.c.run == run).values(seen=seen, digest=kept_digest(run, seen)))


def part_id(row_digests: Iterable[str]) -> str:
    """The id of a part: outputs that are kept once however many runs left them."""
    return digest("part", *sorted(row_digests))


def of_run(table: Table, run: ColumnElement[str] | str) -> ColumnElement[bool]:
    """Which rows of a table of outputs a run left, by themselves or as one of its parts."""
    if table.name not in schema.PARTED:
        return table.c.run == run
    parts = schema.run_parts
    return or_(table.c.run == run, table.c.run.in_(select(parts.c.part).where(parts.c.run == run)))


def record_run(
    connection: Connection,
    work: Work,
    outputs: Sequence[tuple[Any, Sequence[str]]],
    *,
    at: str,
    by: str,
    seen: str = "",
    parts: Iterable[str] = (),
) -> str | None:
    """Keep a run with its outputs: records, each with the accounts whose withdrawal takes it along. Returns the run's id.

    ``parts`` are those of earlier runs that this one left as well; None where one of them is here no more.
    """
    kept = set(parts)
    if not kept <= _here(connection, kept):
        return None
    direct, fresh = _rows(connection, outputs)
    direct_digests = [output_row_digest(name, row) for name, rows in direct.items() for row in rows]
    whole = output_digest([*direct_digests, *kept, *fresh])
    name = run_id(work, whole)
    if connection.execute(select(schema.runs.c.id).where(schema.runs.c.id == name)).first() is None:
        columns = {
            "id": name,
            "stage": work.stage,
            "params": canonical_json(dict(work.params)),
            "version": work.version,
            "input_digest": work.input_digest,
            "output_digest": whole,
            "at": at,
            "by": by,
        }
        connection.execute(insert(schema.runs), {**columns, "digest": run_row_digest(columns)})
    for part in fresh.keys() - _here(connection, fresh):
        for table, row in fresh[part]:
            direct.setdefault(table, []).append({**row, "run": part})
    _forget(connection, [name])
    connection.execute(insert(schema.kept_runs), {"run": name, "seen": seen, "digest": kept_digest(name, seen)})
    if held := kept | fresh.keys():
        connection.execute(insert(schema.run_parts), [{"run": name, "part": part} for part in sorted(held)])
    for table, values in direct.items():
        connection.execute(insert(schema.outputs[table]), [{"run": name, **value} for value in values])
    _prune(connection, work.stage, name)
    return name


Rows = dict[str, list[dict[str, Any]]]


def _rows(connection: Connection, outputs: Sequence[tuple[Any, Sequence[str]]]) -> tuple[Rows, dict[str, list[tuple[str, dict[str, Any]]]]]:
    """The rows of outputs by table, and those that are kept by part, each with its table."""
    direct: Rows = {}
    together: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    secrets = _secrets(connection)
    for n, (record, accounts) in enumerate(outputs):
        name = OUTPUT_OF[type(record)]
        held = sorted(set(accounts))
        salt = digest("output", [secrets.get(account, "") for account in held])
        columns = {**to_columns(record), "position": n, "holds": canonical_json(held), "salt": salt}
        if name in schema.PARTED:
            beside = together.setdefault(columns["holds"], [])
            beside.append((name, {**columns, "position": len(beside)}))
        else:
            direct.setdefault(name, []).append(columns)
    parts = {part_id(output_row_digest(name, row) for name, row in rows): rows for rows in together.values()}
    return direct, parts


def _here(connection: Connection, parts: Iterable[str]) -> set[str]:
    """Which of these parts a kept run holds."""
    table = schema.run_parts
    found: set[str] = set()
    for some in chunks(sorted(parts)):
        found.update(connection.execute(select(table.c.part).where(table.c.part.in_(some)).distinct()).scalars())
    return found


def _secrets(connection: Connection) -> dict[str, str]:
    """What salts the digests of outputs, by account: it goes with the account, and then nobody can try names against a digest that stays."""
    table = schema.projections["account"]
    return {name: secret for name, secret in connection.execute(select(table.c.id, table.c.secret)).all()}  # noqa: C416 - rows, not pairs, to the type checker


def drop_outputs(connection: Connection, names: Sequence[str]) -> None:
    """Forget the outputs of these runs, and parts that no other run holds; the runs themselves stay."""
    parts = schema.run_parts
    for some in chunks(names):
        mine = select(parts.c.part).where(parts.c.run.in_(some))
        others = select(parts.c.part).where(parts.c.run.not_in(some))
        gone = connection.execute(mine.except_(others)).scalars().all()
        _forget(connection, some)
        for few in chunks(gone):
            for table in (*(schema.outputs[name] for name in schema.PARTED), schema.outputs_withdrawn):
                connection.execute(delete(table).where(table.c.run.in_(few)))


def _forget(connection: Connection, names: Sequence[str]) -> None:
    """Forget the rows that are these runs' own, and which parts they hold."""
    for some in chunks(names):
        for table in (*schema.outputs.values(), schema.outputs_withdrawn, schema.kept_runs, schema.run_parts):
            connection.execute(delete(table).where(table.c.run.in_(some)))


def _prune(connection: Connection, stage: str, keep: str) -> None:
    """Drop outputs of earlier runs of a stage that no named snapshot holds."""
    held = {name for runs in connection.execute(select(schema.snapshots.c.runs)).scalars() for name in json.loads(runs).values()}
    old = connection.execute(select(schema.runs.c.id).where(schema.runs.c.stage == stage)).scalars().all()
    others = [name for name in old if name != keep]
    drop_outputs(connection, [name for name in others if name not in held])
    for name in held.intersection(others):
        mark_seen(connection, name, "")


def newest(connection: Connection, stage: str, fits: Callable[[Run], bool]) -> Run | None:
    """The newest run of a stage whose input is still what it was, or None: then the stage is stale (or never ran)."""
    table = schema.runs
    query = (
        select(table)
        .join(schema.kept_runs, schema.kept_runs.c.run == table.c.id)
        .where(table.c.stage == stage)
        # What was done last here comes first: work done again keeps its first date, and may be older than what it follows.
        .order_by(schema.kept_runs.c.seen == "", table.c.at.desc(), table.c.id)
    )
    for row in connection.execute(query).mappings():
        run = Run(**{field: row[field] for field in Run.__slots__})
        if fits(run):
            return run
    return None


SUGGESTING = ("suggest", "learned")
"""The stages that propose."""


def _proposing(connection: Connection) -> list[str]:
    """The newest kept runs of the stages that propose; also of one that is stale, since a proposal decides nothing."""
    return [run.id for stage in SUGGESTING if (run := newest(connection, stage, lambda _: True)) is not None]


def suggestions_at(connection: Connection, account: str) -> list[results.Suggestion]:
    """What machines last proposed about one account, by position."""
    table = schema.outputs["suggestions"]
    found: list[results.Suggestion] = []
    for run in _proposing(connection):
        query = select(table).where(of_run(table, run), table.c.account == account).order_by(table.c.position)
        found += [from_columns(results.Suggestion, row) for row in connection.execute(query).mappings()]
    return found


def suggestions_named(connection: Connection, beginning: str) -> list[results.Suggestion]:
    """The suggestions whose ids begin so, two at most."""
    table = schema.outputs["suggestions"]
    query = select(table).where(_proposed(connection, table), table.c.id.startswith(beginning, autoescape=True)).limit(2)
    return [from_columns(results.Suggestion, row) for row in connection.execute(query).mappings()]


def suggested_accounts(connection: Connection) -> list[str]:
    """The accounts about which machines last proposed something, by id."""
    table = schema.outputs["suggestions"]
    query = select(table.c.account).where(_proposed(connection, table)).distinct().order_by(table.c.account)
    return list(connection.execute(query).scalars().all())


def _proposed(connection: Connection, table: Table) -> ColumnElement[bool]:
    return or_(false(), *(of_run(table, run) for run in _proposing(connection)))


def parts_of(connection: Connection, run: str) -> dict[str, tuple[str, str]]:
    """For each account that a run of suggesters read the digest of what they read, and the part that holds what they found."""
    table, parts = schema.outputs["suggested"], schema.run_parts
    query = select(table.c.account, table.c.digest, table.c.run).join(parts, parts.c.part == table.c.run).where(parts.c.run == run)
    return {account: (read, part) for account, read, part in connection.execute(query)}


def read_outputs(connection: Connection, run: str, record: type[R]) -> list[R]:
    """The outputs of one class that a run left, in the order in which it left them."""
    table = schema.outputs[OUTPUT_OF[record]]
    order = (table.c.account, table.c.run, table.c.position) if table.name in schema.PARTED else (table.c.position,)
    query = select(table).where(of_run(table, run)).order_by(*order)
    return [from_columns(record, row) for row in connection.execute(query).mappings()]
