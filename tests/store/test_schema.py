"""Schema versions: an older study is brought up to date with its guards, a newer one is refused; on both databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from support.studies import coding, dump, make_study, mention, put_account, surroundings
from testimonia.domain.decisions import Adjudication
from testimonia.domain.identity import digest
from testimonia.domain.results import Partitioning
from testimonia.errors import SchemaTooNew, StudyDamaged, StudyNotFound
from testimonia.store import migrate, schema, triggers
from testimonia.store.engine import Engines
from testimonia.store.runs import kept_digest, output_digest, read_outputs, run_row_digest
from testimonia.store.store import Store
from testimonia.store.verify import verify
from testimonia.study import Study, open_study

BODY = "They killed people I knew, and so I left at night with my brother."


def shape(engines: Engines) -> dict[str, object]:
    """What a database looks like: columns, keys, indexes, checks and guards."""
    found: dict[str, object] = {}
    with engines.read() as connection:
        inspector = inspect(connection)
        for table in sorted(inspector.get_table_names()):
            if table.startswith("search_index"):
                continue
            found[table] = (
                [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)],
                inspector.get_pk_constraint(table),
                sorted((index["name"] or "", tuple(index["column_names"])) for index in inspector.get_indexes(table)),
                sorted(check["name"] or "" for check in inspector.get_check_constraints(table)),
                [sorted(key.items(), key=str) for key in inspector.get_foreign_keys(table)],
            )
        found["guards missing"] = triggers.missing(connection)
        if engines.sqlite:
            strict = "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND name NOT LIKE 'search_index%'"
            found["not strict"] = sorted(connection.execute(text(strict)).scalars())
    return found


def undo_suggesting(connection: Connection) -> None:
    """Take back the steps 0013 and 0014."""
    for statement in (
        "DROP INDEX ix_suggestions_run_account",
        "DROP TABLE suggested",
        "DROP TABLE aids",
        "ALTER TABLE suggestions DROP COLUMN reason",
        "ALTER TABLE suggestion_reviews DROP COLUMN reason",
    ):
        connection.exec_driver_sql(statement)


def make_old(study: Study) -> None:
    """Turn a study into one of schema 0001, rows and all."""
    with study.store.engines.writing.begin() as connection:
        for table in ("assignments", "messages", "content_marks", "codebook_changes"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        for table, column in (
            ("codings", "unsure"),
            ('"values"', "unsure"),
            ('"values"', "form_version"),
            ("adjudications", "layer"),
            ("adjudications", "ruled_on"),
        ):
            connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
        undo_suggesting(connection)
        connection.exec_driver_sql("DROP TABLE run_parts")  # r0017
        connection.exec_driver_sql("DROP INDEX ix_suggestions_account")
        connection.exec_driver_sql("DROP TABLE explorations")  # r0016
        connection.exec_driver_sql("DROP INDEX ix_log_by_wall")  # r0015
        connection.exec_driver_sql("DROP INDEX ix_log_kind_replica_seq")  # r0010
        connection.exec_driver_sql("CREATE INDEX ix_log_kind ON log (kind)")
    with study.store.engines.writing.connect() as connection:
        if study.store.engines.sqlite:
            # SQLite cannot drop a check: write the table anew without it, as 0001 had it.
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            (ddl,) = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'log'").one()
            old = re.sub(r",\s*CONSTRAINT ck_log_retract CHECK \(retract IN \(0, 1\)\)", "", ddl)
            assert old != ddl
            indexes = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE type='index' AND tbl_name='log' AND sql IS NOT NULL"
            ).all()
            guards = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'").all()
            connection.exec_driver_sql(
                old.replace("CREATE TABLE log", "CREATE TABLE log_old").replace('CREATE TABLE "log"', "CREATE TABLE log_old")
            )
            connection.exec_driver_sql("INSERT INTO log_old SELECT * FROM log")
            connection.exec_driver_sql("DROP TRIGGER log_no_delete")
            connection.exec_driver_sql("DROP TABLE log")
            connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
            connection.exec_driver_sql("ALTER TABLE log_old RENAME TO log")
            for (statement,) in [*indexes, *guards]:
                connection.exec_driver_sql(statement)
        else:
            connection.exec_driver_sql("ALTER TABLE log DROP CONSTRAINT ck_log_retract")
        connection.exec_driver_sql("DROP TABLE revisions")
        for column in ("accession", "address", "read_from"):
            connection.exec_driver_sql(f"ALTER TABLE accounts DROP COLUMN {column}")
        for table in (
            "boilerplate",
            "boilerplate_reviews",
            "variants",
            "anchors",
            "suggestion_reviews",
            "partitions",
            "measures",
            "robustness",
        ):  # r0005, r0006, r0008, r0009, r0012
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    study.store.engines.dispose()


def test_the_steps_lead_to_the_present_schema(tmp_path: Path, database_url: str | None, postgres_database: object) -> None:
    """A database made step by step looks like one made at once: tables, keys, indexes, checks, guards."""
    with make_study(tmp_path / "s", database_url) as study:
        present = shape(study.store.engines)
    url = postgres_database() if database_url else None  # type: ignore[operator]
    stepped = Engines(tmp_path / "stepped.db", url)
    if url is None:
        (tmp_path / "stepped.db").touch()
    migrate.upgrade(stepped)
    assert shape(stepped) == present
    stepped.dispose()
    assert present["guards missing"] == []


def test_the_head_is_the_newest_step() -> None:
    """The version that new studies are stamped with is that of the newest migration."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == migrate.HEAD
    assert {revision.revision for revision in scripts.walk_revisions()} == set(migrate.KNOWN)


def test_an_older_study_is_brought_up_to_date(tmp_path: Path, database_url: str | None) -> None:
    """Opening a study of schema 0001 keeps every row and ends with the present schema and its guards in place."""
    with make_study(tmp_path / "s", database_url) as study:
        account = put_account(study, "a.txt", BODY)
        ruling = Adjudication(id="r1", account=account.id, subject="codings c1", decision="kept", coder="owner")
        study.decide([mention(account, "m1"), coding(account, 5, 11, BODY), ruling])
        present, rows = shape(study.store.engines), dump(study)
        make_old(study)
        folder = study.folder
    with open_study(folder, surroundings=surroundings("again")) as study:
        assert shape(study.store.engines) == present
        assert dump(study) == rows
        assert verify(study.store).problems == ()
        with pytest.raises(DBAPIError, match="append-only"), study.store.engines.writing.begin() as connection:
            connection.exec_driver_sql("UPDATE log SET seq = 7")
        study.decide([mention(account, "m2")])
        assert verify(study.store).problems == ()


def test_old_samples_of_people_go_and_their_run_still_adds_up(tmp_path: Path, database_url: str | None) -> None:
    """Samples as schema 0010 kept them are dropped when a study is opened; what the run left is still vouched for."""
    with make_study(tmp_path / "s", database_url) as study:
        row = {"run": "r", "position": 0, "holds": "[]", "salt": "", "number": 0, "mentions": '["m1"]', "groups": "0"}
        lost = digest("partitions", *(row[name] for name in ("position", "number", "mentions", "groups", "holds", "salt")))
        run = {
            "id": "r",
            "stage": "resolve",
            "params": "{}",
            "version": "4",
            "input_digest": "i",
            "at": "2026-01-01T00:00:00Z",
            "by": "owner",
        }
        run["output_digest"] = output_digest([lost])
        with study.store.engines.writing.begin() as connection:
            connection.execute(insert(schema.runs), {**run, "digest": run_row_digest(run)})
            connection.execute(insert(schema.kept_runs), {"run": "r", "seen": "", "digest": kept_digest("r", "")})
            undo_suggesting(connection)
            connection.exec_driver_sql("DROP TABLE partitions")
            whole, words = ("INTEGER", "TEXT") if study.store.engines.sqlite else ("BIGINT", 'TEXT COLLATE "C"')
            columns = ", ".join(f"{name} {whole if name in ('position', 'number') else words} NOT NULL" for name in row)
            connection.exec_driver_sql(f"CREATE TABLE partitions ({columns}, CONSTRAINT pk_partitions PRIMARY KEY (run, position))")
            connection.execute(text("INSERT INTO partitions VALUES (:run, :position, :holds, :salt, :number, :mentions, :groups)"), row)
            for later in ("measures", "robustness"):  # r0012
                connection.exec_driver_sql(f"DROP TABLE {later}")
            connection.exec_driver_sql("DROP TABLE run_parts")  # r0017
            connection.exec_driver_sql("DROP INDEX ix_suggestions_account")
            connection.exec_driver_sql("DROP TABLE explorations")  # r0016
            connection.exec_driver_sql("DROP INDEX ix_log_by_wall")  # r0015
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0010'")
        folder = study.folder
    with open_study(folder, surroundings=surroundings("again")) as study:
        assert verify(study.store).problems == ()
        with study.store.engines.read() as connection:
            assert read_outputs(connection, "r", Partitioning) == []


def test_a_newer_study_is_refused(tmp_path: Path, database_url: str | None) -> None:
    """A schema of the future is refused with the remedy, and nothing is changed."""
    with make_study(tmp_path / "s", database_url) as study:
        with study.store.engines.writing.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        folder = study.folder
    with pytest.raises(SchemaTooNew, match="9999") as told:
        open_study(folder)
    assert "Update testimonia" in told.value.remedy


def test_what_is_no_study_is_said_so(tmp_path: Path) -> None:
    """A folder without a study, an empty database and a file of junk each get an error of their own."""
    with pytest.raises(StudyNotFound):
        open_study(tmp_path / "nowhere")
    with pytest.raises(StudyNotFound):
        open_study(tmp_path)
    (tmp_path / "study.db").touch()
    with pytest.raises(StudyDamaged):
        Store.open(tmp_path)
    (tmp_path / "study.db").write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StudyDamaged):
        Store.open(tmp_path)
