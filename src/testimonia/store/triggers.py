"""The database itself refuses to change what must not change: triggers on SQLite and PostgreSQL.

Batch migrations on SQLite re-create a table and silently drop its triggers, so a migration ends with :func:`install`, and
``verify`` asks :func:`missing`.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from testimonia.store.schema import APPEND_ONLY, DELETABLE


def _wanted() -> dict[str, tuple[str, str]]:
    """Trigger name -> (table, event)."""
    wanted = {f"{table}_no_update": (table, "UPDATE") for table in (*APPEND_ONLY, "sealed")}
    wanted |= {f"{table}_no_delete": (table, "DELETE") for table in APPEND_ONLY if table not in DELETABLE}
    return wanted


def missing(connection: Connection) -> list[str]:
    """Names of triggers that should guard the study and are not there, sorted."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE NOT tgisinternal AND nspname = current_schema()"
        )
    present = set(connection.execute(text(query)).scalars().all())
    return sorted(set(_wanted()) - present)


def install(connection: Connection) -> None:
    """Create every trigger that is missing."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION testimonia_refuse() RETURNS trigger AS $$ "
                "BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
            )
        )
    for name in missing(connection):
        table, event = _wanted()[name]
        if sqlite:
            body = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            connection.execute(text(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {body}"))
        else:
            connection.execute(text(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION testimonia_refuse()"))
