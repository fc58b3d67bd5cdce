"""The partitions of people that resolving samples, so that findings can be worked out on each."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision = "0009"
down_revision = "0008"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
COLUMNS = ("run", "position", "holds", "salt", "number", "mentions", "groups")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "partitions",
        *[Column(name, WHOLE if name in ("position", "number") else TEXT, nullable=False) for name in COLUMNS],
        PrimaryKeyConstraint("run", "position", name="pk_partitions"),
        sqlite_strict=True,
    )
