"""What happens to a story on its way: how copies of a passage differ (``variants``), and what their relative dates mean (``anchors``)."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision = "0006"
down_revision = "0005"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
PLACES = {"position", "start", "end", "a_start", "a_end", "b_start", "b_end"}
MAY_BE_EMPTY = {"introduced_by", "value", "published"}
VARIANTS = (
    "run", "position", "holds", "salt", "id", "kind", "a", "b", "introduced_by", "a_edition", "a_start", "a_end", "b_edition", "b_start",
    "b_end", "before", "after", "lead", "trail",
)  # fmt: skip
ANCHORS = (
    "run", "position", "holds", "salt", "id", "account", "edition", "start", "end", "said", "value", "precision", "told_by", "published",
    "reason",
)  # fmt: skip


def upgrade() -> None:
    """Create the two tables."""
    for table, names in (("variants", VARIANTS), ("anchors", ANCHORS)):
        op.create_table(
            table,
            *[Column(name, WHOLE if name in PLACES else TEXT, nullable=name in MAY_BE_EMPTY) for name in names],
            PrimaryKeyConstraint("run", "position", name=f"pk_{table}"),
            sqlite_strict=True,
        )
