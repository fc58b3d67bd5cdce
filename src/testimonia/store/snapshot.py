"""Snapshots: the state that a finding belongs to, nameable, so that it can be shown again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from testimonia.domain.identity import canonical_json, digest, object_id
from testimonia.errors import InputError
from testimonia.store import schema
from testimonia.store.inputs import Fits
from testimonia.store.sight import Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A named state: its id, log heads, the ids of the runs that it keeps, by stage, its protocol's digest, when and by whom it was named."""

    id: str
    name: str
    heads: tuple[str, ...]
    runs: dict[str, str]
    protocol: str
    at: str
    by: str


UP_TO_RESOLVE = ("trace", "translations", "lineage", "retelling", "resolve")


def state(connection: Connection, protocol: str, machine: Sight) -> tuple[list[str], dict[str, str], str]:
    """Log heads, ids of the runs in force up to resolve by stage, and the protocol's digest."""
    heads = sorted(connection.execute(select(schema.heads.c.row)).scalars().all())
    fits = Fits(connection, protocol, machine)
    return heads, {stage: run.id for stage in UP_TO_RESOLVE if (run := fits.run(stage)) is not None}, protocol


def snapshot_id(connection: Connection, protocol: str, machine: Sight) -> str:
    """The id of the present state, named or not."""
    return object_id("snapshot", *state(connection, protocol, machine))


def row_digest(columns: dict[str, str]) -> str:
    """The digest that vouches for a row of ``snapshots``."""
    return digest("snapshot", *(columns[name] for name in ("id", "name", "heads", "runs", "protocol", "at", "by")))


def take(connection: Connection, name: str, by: str, at: str, present: tuple[Sequence[str], dict[str, str], str]) -> str:
    """Name the present state and keep its runs' outputs; the snapshot's id.

    Raises:
        InputError: the name is taken by another state.
    """
    heads, runs, protocol = present
    table = schema.snapshots
    found = object_id("snapshot", *present)
    taken = connection.execute(select(table.c.id).where(table.c.name == name)).scalar()
    if taken == found:
        return found
    if taken is not None:
        raise InputError(f"There is a snapshot called {name} already, of another state.", "Choose another name.")
    columns = {
        "id": found,
        "name": name,
        "heads": canonical_json(list(heads)),
        "runs": canonical_json(runs),
        "protocol": protocol,
        "at": at,
        "by": by,
    }
    connection.execute(insert(table), {**columns, "digest": row_digest(columns)})
    return found


def named(connection: Connection) -> dict[str, Snapshot]:
    """The named states, by name."""
    return {
        row["name"]: Snapshot(
            id=row["id"],
            name=row["name"],
            heads=tuple(json.loads(row["heads"])),
            runs=json.loads(row["runs"]),
            protocol=row["protocol"],
            at=row["at"],
            by=row["by"],
        )
        for row in connection.execute(select(schema.snapshots)).mappings()
    }
