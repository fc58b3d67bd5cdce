"""Whoever let a page show them what machines suggest (``aids``)."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision = "0014"
down_revision = "0013"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
COLUMNS = ("subject", "row", "at", "stated", "decided_by", "page", "coder", "round", "shown")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "aids",
        *[Column(name, WHOLE if name == "shown" else TEXT, nullable=name in ("at", "stated", "round")) for name in COLUMNS],
        PrimaryKeyConstraint("subject", name="pk_aids"),
        sqlite_strict=True,
    )
