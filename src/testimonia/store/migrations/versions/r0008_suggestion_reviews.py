"""What coders make of the codes that machines suggest (``suggestion_reviews``)."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Index, PrimaryKeyConstraint, Text

revision = "0008"
down_revision = "0007"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "suggestion_reviews",
        *[
            Column(name, TEXT, nullable=name in ("at", "stated", "round"))
            for name in ("subject", "row", "at", "stated", "decided_by", "suggestion", "account", "status", "coder", "round")
        ],
        PrimaryKeyConstraint("subject", name="pk_suggestion_reviews"),
        Index("ix_suggestion_reviews_account", "account"),
        sqlite_strict=True,
    )
