"""Measures of the analysis beyond shares, and the robustness card of each finding."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Double, Integer, PrimaryKeyConstraint, Text
from sqlalchemy.types import REAL, TypeEngine

revision = "0012"
down_revision = "0011"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
KEY = ("run", "position", "holds", "salt")
MEASURES = (
    "id", "plan", "kind", "measure", "title", "item", "group", "other", "finding?", "unit", "registered", "estimate?", "low?", "high?", "p?",
    "p_adjusted?", "adjustment?", "k?", "n", "other_k?", "other_n?", "not_stated", "unclear", "method", "seed?", "replicates?", "denominator",
    "threshold?", "layer", "snapshot", "note", "evidence", "against", "tellings",
)  # fmt: skip
ROBUSTNESS = (
    "id", "plan", "subject", "axis", "claim", "base", "low", "median", "high", "holds_share", "alternatives", "empty", "furthest", "seed?",
    "labels", "estimates", "said", "snapshot",
)  # fmt: skip
WHOLES = {"position", "registered", "n", "other_n", "not_stated", "unclear", "seed", "replicates", "alternatives", "empty"}
NUMBERS = {"estimate", "low", "high", "p", "p_adjusted", "k", "other_k", "base", "median", "holds_share"}


def upgrade() -> None:
    """Create the two tables."""
    for name, columns in (("measures", MEASURES), ("robustness", ROBUSTNESS)):
        op.create_table(
            name,
            *[_column(column) for column in (*KEY, *columns)],
            PrimaryKeyConstraint("run", "position", name=f"pk_{name}"),
            sqlite_strict=True,
        )


def _column(told: str) -> Column[object]:
    name = told.rstrip("?")
    kind = WHOLE if name in WHOLES else NUMBER if name in NUMBERS else TEXT
    return Column(name, kind, nullable=told.endswith("?"))
