"""Schema versions: a study of an older version is brought up to date when it is opened; one of a newer version is refused.

The steps are Alembic revisions in ``migrations/``; after them the guarding triggers are looked after, because a batch migration on
SQLite re-creates a table without them.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from testimonia.errors import SchemaTooNew, StudyDamaged, StudyExists
from testimonia.store import triggers
from testimonia.store.engine import Engines

HEAD = "0017"  # the newest revision in migrations/ (a test compares)
KNOWN = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
)
SCRIPTS = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """The schema version that a database says it has; None where it says nothing."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def is_current(connection: Connection) -> bool:
    """Whether the database has the present schema.

    Raises:
        SchemaTooNew: a newer testimonia wrote it.
        StudyDamaged: it is no study at all.
    """
    found = version(connection)
    if found is None:
        raise StudyDamaged(
            "The study's database holds no schema version: it is empty, or another program made it.",
            "Restore study.db from a backup, or move it away and begin a new study.",
        )
    if found not in KNOWN:
        raise SchemaTooNew(
            f"This study was last written by a newer testimonia (schema {found}; this one knows up to {HEAD}).",
            "Update testimonia (`pipx upgrade testimonia`) and open it again. Nothing was changed.",
        )
    return found == HEAD


def require_empty(connection: Connection) -> None:
    """Make sure that a database is free for a new study.

    Raises:
        StudyExists: it holds one.
    """
    if version(connection) is not None:
        raise StudyExists("That database holds a study already.", "Make an empty database for the new study.")


def stamp(connection: Connection) -> None:
    """Say that a freshly made database has the present schema."""
    connection.execute(
        text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))")
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def upgrade(engines: Engines, to: str = HEAD) -> None:
    """Bring a database up to date in one transaction: all steps or none."""
    # Alembic costs a tenth of a second to import, and an up-to-date study never needs it.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    with engines.migrate() as connection:
        context = EnvironmentContext(config, scripts)
        context.configure(
            connection=connection,
            fn=lambda revision, _: scripts._upgrade_revs(to, revision),  # noqa: SLF001 - the call alembic.command.upgrade itself makes
            transaction_per_migration=False,
            transactional_ddl=False,  # the transaction is ours
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context:
            context.run_migrations()
        triggers.install(connection)
