"""Tampering is named: a byte changed in any table, a row removed anywhere, an original touched; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from support.studies import coding, make_study, mention, put_account
from testimonia.domain.decisions import Recommendation
from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import CaseKind
from testimonia.store import releases, schema, snapshot
from testimonia.store.runs import Work
from testimonia.store.verify import verify
from testimonia.study import Study

BODY = "They killed people I knew, and so I left at night with my brother."
# Tables of which nothing can be kept in this small study; a new table must be named here or be filled below.
EMPTY = {"conflicts", "tombstones", "outputs_withdrawn", "run_parts"}  # of parts: test_parts


@pytest.fixture
def full(tmp_path: Path, database_url: str | None) -> Iterator[Study]:
    """A study with something in nearly every table."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY, published="2021-05")
        study.decide([mention(account, "m1"), coding(account, 5, 11, BODY), Recommendation(id="r1", text="Listen to them.")])
        with study.read() as view:
            digest = view.input_digest("trace")
            assert digest is not None
        study.record_run(Work(stage="trace", params={"words": 10}, version="1", input_digest=digest), [])
        with study.read() as view:
            lineage = view.input_digest("lineage")
            assert lineage is not None
        family = Family(id="f1", accounts=(account.id,), root=account.id)
        case = Case(id="c1", kind=CaseKind.PERSON, label="Samir", mentions=("m1",), accounts=(account.id,))
        study.record_run(
            Work(stage="lineage", params={}, version="1", input_digest=lineage), [(family, [account.id]), (case, [account.id])]
        )
        with study.store.write() as connection:
            present = snapshot.state(connection, study.protocol_digest, study.machine_sight(connection))
            snapshot.take(connection, "first", "owner", study.store.now(), present)
        releases.note(study.store, kind="report", path=Path("out"), by="owner", accounts=[account.id])
        assert verify(study.store).problems == ()
        yield study


def unguarded(study: Study, connection: Connection) -> None:
    """What somebody with a database tool would do first."""
    for name in ("log", "runs", "protocol_texts", "snapshots", "releases", "editions", "sealed"):
        for event in ("update", "delete"):
            on = "" if study.store.engines.sqlite else f" ON {name}"
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_no_{event}{on}"))


def filled(study: Study) -> list[str]:
    with study.store.read() as connection:
        return [name for name, table in schema.metadata.tables.items() if connection.execute(select(table)).first() is not None]


def names(table: str, problem: str) -> bool:
    """Whether a problem leads to the table: by its name, or (heads, outputs of runs) by what it guards."""
    guarded = {"heads": "table log: the last row", "kept_runs": "outputs of", "search_pieces": "table search_index:"}
    return f"table {table}:" in problem or guarded.get(table, "outputs of run") in problem


def test_a_changed_value_in_any_column_of_any_table_is_named(full: Study) -> None:
    """Whatever column of whatever table somebody changes, verify names the table."""
    writing = full.store.engines.writing
    with writing.begin() as connection:
        unguarded(full, connection)
    known = set(verify(full.store).problems)
    missed = []
    for name in filled(full):
        table = schema.metadata.tables[name]
        for column in table.c:
            with full.store.read() as connection:
                row = connection.execute(select(table)).mappings().first()
            assert row is not None
            if name == "search_pieces" and column.name == "id" and not full.store.engines.sqlite:
                continue  # on PostgreSQL only the order of these numbers means anything, and here is one
            value = row[column.name]
            changed = value + 1 if isinstance(value, (int, float)) else f"{value or ''}x"
            place = {key.name: row[key.name] for key in table.primary_key}
            try:
                with writing.begin() as connection:
                    connection.execute(update(table).where(*(table.c[key] == place[key] for key in place)).values({column.name: changed}))
            except DBAPIError:
                continue  # a change that the database itself refuses needs no finding
            fresh = set(verify(full.store).problems) - known
            if not any(names(name, problem) for problem in fresh):
                missed.append(f"{name}.{column.name}: {sorted(fresh) or 'nothing said'}")
            if column.name in place:
                place[column.name] = changed
            with writing.begin() as connection:
                connection.execute(update(table).where(*(table.c[key] == place[key] for key in place)).values({column.name: value}))
    assert missed == []


@pytest.mark.parametrize("which", ["first", "middle", "last"])
def test_a_removed_log_row_is_named(full: Study, which: str) -> None:
    """A row taken from the beginning, the middle or the end of the log is missed."""
    log = schema.log
    with full.store.engines.writing.connect() as connection:
        unguarded(full, connection)
        connection.commit()
        with connection.begin():
            ids = connection.execute(select(log.c.id).order_by(log.c.seq)).scalars().all()
            gone = {"first": ids[0], "middle": ids[2], "last": ids[-1]}[which]
            connection.execute(delete(schema.sealed).where(schema.sealed.c.row == gone))
            connection.execute(delete(log).where(log.c.id == gone))
    problems = [problem for problem in verify(full.store).problems if "table log" in problem]
    assert any(gone in problem for problem in problems) or which == "first"
    assert problems


def test_a_removed_row_of_the_state_is_named(full: Study) -> None:
    """A coding, an account or an edition that somebody deletes from its table is missed."""
    for kind, name in (("coding", "codings"), ("account", "accounts")):
        table = schema.projections[kind]
        with full.store.engines.writing.begin() as connection:
            connection.execute(delete(table))
        assert any(f"table {name}" in problem and "removed" in problem for problem in verify(full.store).problems)


def test_a_touched_original_is_named(full: Study) -> None:
    """One byte changed in the archive, and an original that is gone, are named with their account."""
    name = next(iter(full.store.archive))
    path = full.store.archive.path(name)
    path.write_bytes(b"X" + path.read_bytes()[1:])
    assert any(name in problem and "changed" in problem for problem in verify(full.store).problems)
    path.unlink()
    assert any(name in problem and "missing" in problem for problem in verify(full.store).problems)


def test_a_missing_guard_is_named(full: Study) -> None:
    """A database whose triggers were dropped is not sound."""
    with full.store.engines.writing.begin() as connection:
        on = "" if full.store.engines.sqlite else " ON log"
        connection.execute(text(f"DROP TRIGGER log_no_update{on}"))
    assert any("log_no_update" in problem for problem in verify(full.store).problems)


def test_every_table_is_covered(full: Study) -> None:
    """Every table is filled in these tests or named as one that cannot be; a new table cannot slip by."""
    outputs = {name for name in schema.outputs if name not in filled(full)}
    untouched = {table.name for table in schema.projections.values()} - set(filled(full))
    assert set(schema.metadata.tables) - set(filled(full)) == EMPTY | outputs | untouched
