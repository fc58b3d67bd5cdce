"""Assignments, messages, warnings and changes of codebooks; whether a coder is unsure; which version of the form asked."""

from __future__ import annotations

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables and columns; what stands already was said without doubt, to the first version of the form."""
    connection = op.get_bind()
    script = Path(__file__).with_name(f"0003_{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in script.split("\n;\n"):
        connection.execute(text(statement))
