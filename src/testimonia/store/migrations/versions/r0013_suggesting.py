"""What suggesters read (``suggested``), why they suggest it, and why somebody rejects it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision = "0013"
down_revision = "0012"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Create the table, and add the columns and the index."""
    op.create_table(
        "suggested",
        *[
            Column(name, WHOLE if name == "position" else TEXT, nullable=False)
            for name in ("run", "position", "holds", "salt", "account", "digest")
        ],
        PrimaryKeyConstraint("run", "position", name="pk_suggested"),
        sqlite_strict=True,
    )
    for table in ("suggestions", "suggestion_reviews"):
        op.add_column(table, Column("reason", TEXT, nullable=True))
    op.create_index("ix_suggestions_run_account", "suggestions", ["run", "account"])
