"""What every source repeats: found by tracing (``boilerplate``), and what people say of it (``boilerplate_reviews``)."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Text

revision = "0005"
down_revision = "0004"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    """Create the two tables."""
    whole = {"start", "end", "words", "accounts", "families"}
    op.create_table(
        "boilerplate",
        Column("run", TEXT, nullable=False),
        Column("position", WHOLE, nullable=False),
        *[
            Column(name, WHOLE if name in whole else TEXT, nullable=False)
            for name in (
                "holds",
                "salt",
                "id",
                "outlet",
                "account",
                "edition",
                "start",
                "end",
                "words",
                "accounts",
                "families",
                "status",
                "by",
            )
        ],
        PrimaryKeyConstraint("run", "position", name="pk_boilerplate"),
        sqlite_strict=True,
    )
    op.create_table(
        "boilerplate_reviews",
        Column("subject", TEXT, nullable=False),
        Column("row", TEXT, nullable=False),
        Column("at", TEXT),
        Column("stated", TEXT),
        Column("decided_by", TEXT, nullable=False),
        Column("account", TEXT, nullable=False),
        Column("edition", TEXT, nullable=False),
        Column("start", WHOLE, nullable=False),
        Column("end", WHOLE, nullable=False),
        Column("status", TEXT, nullable=False),
        Column("reason", TEXT),
        Column("by", TEXT, nullable=False),
        PrimaryKeyConstraint("subject", name="pk_boilerplate_reviews"),
        Index("ix_boilerplate_reviews_account", "account"),
        sqlite_strict=True,
    )
