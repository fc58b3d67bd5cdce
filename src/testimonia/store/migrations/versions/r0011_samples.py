"""Sampled partitions by the mentions that they concern: five hundred rows each named all accounts of the study.

Old samples are not carried over: resolving draws them anew. What a kept run loses is noted as a withdrawal notes it, so that the run's
digest still adds up.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, column, insert, select, table

from testimonia.domain.identity import digest

revision = "0011"
down_revision = "0010"

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
OLD = ("run", "position", "holds", "salt", "number", "mentions", "groups")
COLUMNS = ("run", "position", "holds", "salt", "mentions", "ways", "drawn", "samples")


def upgrade() -> None:
    """Put the new table in the place of the old one."""
    bind = op.get_bind()
    old, gone = table("partitions", *map(column, OLD)), table("outputs_withdrawn", column("run"), column("row_digest"))
    lost = [
        {
            "run": row.run,
            "row_digest": digest("partitions", row.position, row.number, row.mentions, row.groups, row.holds, row.salt),
        }
        for row in bind.execute(select(old))
    ]
    if lost:
        bind.execute(insert(gone), lost)
    op.drop_table("partitions")
    op.create_table(
        "partitions",
        *[Column(name, WHOLE if name in ("position", "samples") else TEXT, nullable=False) for name in COLUMNS],
        PrimaryKeyConstraint("run", "position", name="pk_partitions"),
        sqlite_strict=True,
    )
