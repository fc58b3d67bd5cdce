"""An account says under which number a database keeps it, and at which address it was published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Add the two columns; rows of the log that lack them mean the same as before."""
    text = sa.Text(collation="C") if op.get_bind().dialect.name == "postgresql" else sa.Text()
    for name in ("accession", "address"):
        op.add_column("accounts", sa.Column(name, text, nullable=True))
