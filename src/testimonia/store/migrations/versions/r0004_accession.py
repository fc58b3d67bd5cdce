"""An account says under which number a database keeps it and at which address it was published; texts taken out anew are recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add two columns (rows of the log that lack them mean the same as before) and the table of revisions."""
    postgres = op.get_bind().dialect.name == "postgresql"
    text = sa.Text(collation="C") if postgres else sa.Text()
    for name in ("accession", "address"):
        op.add_column("accounts", sa.Column(name, text, nullable=True))
    columns = [
        sa.Column("subject", text, nullable=False),
        sa.Column("row", text, nullable=False),
        sa.Column("at", text, nullable=True),
        sa.Column("stated", text, nullable=True),
        sa.Column("decided_by", text, nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("id", "account", "kind", "old", "new", "blocks", "by")),
    ]
    op.create_table("revisions", *columns, sa.PrimaryKeyConstraint("subject", name="pk_revisions"), sqlite_strict=True)
    op.create_index("ix_revisions_account", "revisions", ["account"])
