"""What is suggested of an account is kept once, whatever the number of runs that found it (``run_parts``).

Runs of before keep their rows as they are; the next suggesting keeps its own by accounts.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, Text

revision = "0017"
down_revision = "0016"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table, and the index by which the suggestions of an account are found."""
    op.create_table(
        "run_parts",
        Column("run", TEXT, nullable=False),
        Column("part", TEXT, nullable=False),
        PrimaryKeyConstraint("run", "part", name="pk_run_parts"),
        sqlite_strict=True,
    )
    op.create_index("ix_run_parts_part", "run_parts", ["part"])
    op.create_index("ix_suggestions_account", "suggestions", ["account"])
