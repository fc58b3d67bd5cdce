"""Tables beside the plan that were kept (``explorations``), which stood in a file of their own."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision = "0016"
down_revision = "0015"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
COLUMNS = ("subject", "row", "at", "stated", "decided_by", "id", "rows", "columns", "kept", "by")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "explorations",
        *[Column(name, WHOLE if name == "kept" else TEXT, nullable=name in ("at", "stated")) for name in COLUMNS],
        PrimaryKeyConstraint("subject", name="pk_explorations"),
        sqlite_strict=True,
    )
