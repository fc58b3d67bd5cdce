"""The first schema: log, texts, state, runs."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from sqlalchemy import text

from testimonia.store import texts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0001_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n;\n"):
        connection.execute(text(statement))
    texts.create_index(connection)
