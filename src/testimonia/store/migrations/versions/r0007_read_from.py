"""An account captured more than once says from which capture its texts were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; rows of the log that lack it mean the first capture, as before."""
    text = sa.Text(collation="C") if op.get_bind().dialect.name == "postgresql" else sa.Text()
    op.add_column("accounts", sa.Column("read_from", text, nullable=True))
