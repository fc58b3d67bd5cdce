"""The texts of study.yaml and its codebooks as they were adopted, kept for as long as findings belong to them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from testimonia.domain.identity import digest
from testimonia.store import schema


def adopted(connection: Connection) -> str | None:
    """The digest of the protocol in force; None where none was adopted, or two copies adopted different ones."""
    table = schema.projections["adoption"]
    found: str | None = connection.execute(select(table.c.digest)).scalars().first()
    return found


def texts(connection: Connection, name: str) -> dict[str, str]:
    """The files adopted under a digest, by file name; nothing where the digest is unknown."""
    table = schema.protocol_texts
    rows = connection.execute(select(table.c.name, table.c.content).where(table.c.digest == name).order_by(table.c.name)).all()
    return {row.name: row.content for row in rows}


def keep(connection: Connection, name: str, files: Mapping[str, str]) -> None:
    """Keep the files that are adopted under a digest."""
    if texts(connection, name):
        return
    connection.execute(
        insert(schema.protocol_texts),
        [{"digest": name, "name": file, "content": text, "text_digest": text_digest(name, file, text)} for file, text in files.items()],
    )


def text_digest(name: str, file: str, content: str) -> str:
    """The digest that vouches for one kept file."""
    return digest("protocol", name, file, content)
