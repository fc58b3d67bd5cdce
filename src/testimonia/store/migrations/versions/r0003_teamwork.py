"""Assignments, messages, warnings and changes of codebooks; whether a coder is unsure; which version of the form asked.

And what a ruling was about: until now the table of rulings kept the row's own name in its place.
"""

from __future__ import annotations

import json
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
    said = connection.execute(text('SELECT a.subject, s.content FROM adjudications a JOIN sealed s ON s."row" = a."row"')).all()
    for subject, content in said:
        ruled_on = json.loads(content).get("subject", "")
        connection.execute(text("UPDATE adjudications SET ruled_on = :on WHERE subject = :subject"), {"on": ruled_on, "subject": subject})
