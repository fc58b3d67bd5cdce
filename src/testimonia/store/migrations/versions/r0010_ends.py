"""The last row of a kind in a chain is found by an index, so that nobody asks the whole log whether a machine's result still holds."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Put an index of kind, chain and number in the place of that of the kind alone."""
    op.create_index("ix_log_kind_replica_seq", "log", ["kind", "replica", "seq"])
    op.drop_index("ix_log_kind", "log")
