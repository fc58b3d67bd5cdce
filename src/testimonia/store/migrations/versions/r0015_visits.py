"""What somebody decided before they paused is found by an index, so that a page need not read what everybody else decided since."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Put an index of who and when beside the log."""
    op.create_index("ix_log_by_wall", "log", ["by", "wall"])
