"""Editions and the search index over them.

What is indexed is the folded words of title and full text, cut in pieces: SQLite's FTS5 and PostgreSQL's tsvector both split
vocalised Arabic into single letters if left to themselves, and a tsvector may hold one megabyte.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, TextClause, delete, func, select, text

from testimonia.domain.evidence import Edition
from testimonia.domain.identity import object_id
from testimonia.errors import StudyDamaged, StudyReadOnly
from testimonia.store import schema
from testimonia.store.bulk import insert_rows
from testimonia.store.codec import from_columns, to_columns
from testimonia.store.engine import Engines
from testimonia.text import folded_words, text_digest, words

PART_CHARACTERS = 500_000  # words of half a megabyte of text take some thirty megabytes while they are folded
PIECE_WORDS = 20_000  # about 150 kB of folded words: far below the 1 MB that a tsvector may hold


def edition_id(edition: Edition) -> str:
    """The id that an edition with this content must have."""
    return object_id("edition", edition.account, edition.kind.value, edition.of, edition.language, edition.extractor, edition.sha256)


def put_editions(connection: Connection, editions: Iterable[Edition]) -> None:
    """Keep texts that are not there yet; a text is never changed."""
    table = schema.editions
    given = {edition.id: edition for edition in editions}
    there = set(connection.execute(select(table.c.id).where(table.c.id.in_(given))).scalars().all())
    insert_rows(connection, table, [to_columns(edition) for name, edition in given.items() if name not in there])


def pieces(title: str, text_body: str) -> list[str]:
    """The folded words of a title and a text, space-separated, in pieces."""
    found = folded_words(title)
    whole: list[str] = []
    for part in _parts(text_body):
        found += folded_words(part)
        while len(found) >= PIECE_WORDS:
            whole.append(" ".join(found[:PIECE_WORDS]))
            found = found[PIECE_WORDS:]
    return [*whole, " ".join(found)] if found else whole


def _parts(text_body: str) -> Iterator[str]:
    """A long text in stretches that end at a line's end, so that its words need not lie in memory all at once."""
    start = 0
    while start < len(text_body):
        end = text_body.find("\n", start + PART_CHARACTERS)
        end = len(text_body) if end < 0 else end + 1
        yield text_body[start:end]
        start = end


def index_account(connection: Connection, account: str, title: str, text_body: str, *, new: bool = False) -> None:
    """(Re)build the index entries of one account; of a ``new`` one there are none to forget."""
    if not new:
        drop_pieces(connection, [account])
    table = schema.search_pieces
    start = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    rows = [{"id": start + n, "account": account, "folded": piece} for n, piece in enumerate(pieces(title, text_body))]
    if rows:
        insert_rows(connection, table, rows)
        if connection.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO search_index(rowid, folded) VALUES (:id, :folded)"), rows)


def drop_pieces(connection: Connection, accounts: Sequence[str]) -> None:
    """Forget the index entries of these accounts."""
    table = schema.search_pieces
    if connection.dialect.name == "sqlite":
        # The index must be told what it forgets. Triggers could do it, but not under trusted_schema=OFF, which keeps a study.db
        # from a stranger from running anything of its own.
        rows = connection.execute(select(table.c.id, table.c.folded).where(table.c.account.in_(accounts))).mappings().all()
        if rows:
            statement = "INSERT INTO search_index(search_index, rowid, folded) VALUES ('delete', :id, :folded)"
            connection.execute(text(statement), [dict(row) for row in rows])
    connection.execute(delete(table).where(table.c.account.in_(accounts)))


def edition(connection: Connection, name: str) -> Edition | None:
    """One edition by id."""
    row = connection.execute(select(schema.editions).where(schema.editions.c.id == name)).mappings().first()
    return from_columns(Edition, row) if row else None


def body(connection: Connection, account: Mapping[Any, Any]) -> str:
    """The text of an account (a row of ``accounts``) that is indexed: the full one, else the main one, else nothing."""
    table = schema.editions
    name = account["full"] or account["main"]
    found: str | None = connection.execute(select(table.c.text).where(table.c.id == name)).scalar()
    return found or ""


def is_whole(row: Mapping[Any, Any]) -> bool:
    """Whether a row of ``editions`` is what its id and digest say."""
    described = [row[name] for name in ("account", "kind", "of", "language", "extractor", "sha256")]
    return bool(text_digest(row["text"]) == row["sha256"] and object_id("edition", *described) == row["id"])


def create_index(connection: Connection) -> None:
    """Create the full-text index over the pieces."""
    if connection.dialect.name == "sqlite":
        # The words are folded already, so the tokenizer has nothing left to do but to split at spaces.
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE search_index USING fts5(folded, content='search_pieces', content_rowid='id', "
                "tokenize='unicode61 remove_diacritics 0')"
            )
        )
    else:
        connection.execute(text("CREATE INDEX ix_search_pieces_folded ON search_pieces USING gin (to_tsvector('simple', folded))"))


def search(connection: Connection, query: str) -> list[str]:
    """Accounts that hold every word of the query (ids, sorted); words in double quotes must stand together.

    Case, accents, vocalisation, hamza and ta-marbuta do not matter, in the query or in the text.
    """
    found: set[str] | None = None
    for terms in _terms(query):
        statement, phrase = _statement(connection, terms)
        hits = set(connection.execute(statement, {"phrase": phrase}).scalars().all())
        found = hits if found is None else found & hits
        if not found:
            break
    return sorted(found or ())


def _terms(query: str) -> list[list[str]]:
    """Single words and quoted phrases, folded."""
    terms: list[list[str]] = []
    for n, part in enumerate(query.split('"')):
        folded = [word.folded for word in words(part)]
        if n % 2:
            terms.append(folded)
        else:
            terms.extend([word] for word in folded)
    return [term for term in terms if term]


def _statement(connection: Connection, terms: Sequence[str]) -> tuple[TextClause, str]:
    """The query for words that stand together, and the phrase as the database wants it."""
    if connection.dialect.name == "sqlite":
        statement = (
            "SELECT DISTINCT account FROM search_index JOIN search_pieces ON search_pieces.id = search_index.rowid "
            "WHERE search_index MATCH :phrase"
        )
        return text(statement), '"' + " ".join(terms).replace('"', '""') + '"'
    statement = "SELECT DISTINCT account FROM search_pieces WHERE to_tsvector('simple', folded) @@ phraseto_tsquery('simple', :phrase)"
    return text(statement), " ".join(terms)


def fill_index(connection: Connection) -> None:
    """Rebuild SQLite's index from the pieces that are there."""
    connection.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))


def index_faults(engines: Engines) -> list[str]:
    """What is wrong with the index itself (nothing, as a rule)."""
    if not engines.sqlite:
        return []
    try:
        # SQLite asks for this check by an INSERT that changes nothing; a reader's connection would refuse it.
        with engines.outside_transactions() as bare:
            bare.execute("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")
    except StudyReadOnly:
        return []  # a read-only disk: the comparison of the pieces with the texts has to do
    except (sqlite3.Error, StudyDamaged) as fault:
        return [f"table search_index: it does not fit its pieces ({fault})"]
    return []
