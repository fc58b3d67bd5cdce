"""A row of the log takes its object back or does not: the database refuses any third thing."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the check; on SQLite that means a new table, whose triggers the caller installs again."""
    with op.batch_alter_table("log", recreate="auto", table_kwargs={"sqlite_strict": True}) as batch:
        batch.create_check_constraint("ck_log_retract", "retract IN (0, 1)")
