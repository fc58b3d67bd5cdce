"""What an export of evidence consists of: originals with their names and kinds, and the custody events of their accounts."""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from testimonia.domain.evidence import Account, Capture
from testimonia.domain.identity import canonical_json
from testimonia.errors import StudyDamaged
from testimonia.store import schema
from testimonia.store.codec import from_columns
from testimonia.store.log import HASHED, chunks

if TYPE_CHECKING:
    from testimonia.store.store import Store

BLOCK = 1 << 20
EVENTS = {"capture": "captured", "account": "read", "shelf": "shelf declared", "found": "found by a search"}
"""Kinds of log row that are custody events, in words; nothing that anybody thought of the content."""
GIVEN_UP = "original given up"
"""The custody event of a row that takes a capture back: the file held something that was withdrawn (see :mod:`testimonia.store.cutting`)."""
EXPLAINED = (
    "`id` is the SHA-256 of the canonical JSON of the list of the row's other columns from `replica` to `sealed`, its parent's id among them,",
    "so that nobody can change an event, or slip one in, without changing every later row of the study. `sealed` is that of the list of the",
    'word "sealed", salt and content. Left out are, in rows of kind `account`, the account\'s secret (part of the content) and the salt: the',
    "secret goes into the ids of everything that was said about the account, and those ids must tell nothing once it is withdrawn. Of such",
    "a row the id can be recomputed, the seal only in the study itself.",
)
"""How rows of custody events are checked, and what is left out of them; for the README of each form."""
WITHHELD = "an account that rested on the same bytes was withdrawn, and they still hold it"
"""Why an original does not leave."""
_ENDINGS = {
    "application/warc": ".warc",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/vtt": ".vtt",
    "application/rtf": ".rtf",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "application/epub+zip": ".epub",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """Bytes as captured: their hash, kind and size, and the accounts that rest on them."""

    sha256: str
    media_type: str
    size: int
    accounts: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name under which they leave the study: their hash, with the ending of their kind."""
        return self.sha256 + (_ENDINGS.get(self.media_type) or mimetypes.guess_extension(self.media_type) or ".bin")


def originals(captures: Iterable[Capture]) -> list[Original]:
    """The originals that these captures speak of, each once, by hash."""
    found: dict[str, list[Capture]] = {}
    for capture in captures:
        found.setdefault(capture.sha256, []).append(capture)
    return [
        Original(
            sha256=sha256,
            media_type=same[0].media_type,
            size=same[0].size,
            accounts=tuple(sorted({capture.account for capture in same})),
        )
        for sha256, same in sorted(found.items())
    ]


def parted(connection: Connection, found: Iterable[Original]) -> tuple[list[Original], list[Original]]:
    """The originals that may leave, and those that may not: the bytes of an account that was withdrawn hold its text, whoever else rests on them."""
    buried = set(connection.execute(select(schema.tombstones.c.sha256)).scalars())
    leaving: list[Original] = []
    withheld: list[Original] = []
    for original in found:
        (withheld if original.sha256 in buried else leaving).append(original)
    return leaving, withheld


def resting_on(connection: Connection, found: Iterable[Original]) -> list[str]:
    """Every account that has a capture of any of these originals, by id."""
    table = schema.projections["capture"]
    names: set[str] = set()
    for part in chunks([original.sha256 for original in found]):
        names.update(connection.execute(select(table.c.account).where(table.c.sha256.in_(part))).scalars())
    return sorted(names)


def accounts(connection: Connection, only: str | None = None) -> list[Account]:
    """The accounts of the study (or the one), by id."""
    table = schema.projections["account"]
    query = select(table).order_by(table.c.subject)
    if only is not None:
        query = query.where(table.c.subject == only)
    return [from_columns(Account, row) for row in connection.execute(query).mappings()]


def captures(connection: Connection, only: str | None = None) -> list[tuple[Capture, str]]:
    """The captures (of one account), in order of the time at which they were taken in, each with that time."""
    table, log = schema.projections["capture"], schema.log
    query = select(table, log.c.at.label("noted")).join(log, log.c.id == table.c.row).order_by(log.c.at, table.c.subject)
    if only is not None:
        query = query.where(table.c.account == only)
    return [(from_columns(Capture, row), row["noted"]) for row in connection.execute(query).mappings()]


def events(connection: Connection, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The custody events of accounts, oldest first, as rows of the record: whoever has these can recompute each row's id.

    ``id`` is SHA-256 over the canonical JSON of the other columns, ``sealed`` that over salt and content (see docs/method/store.md). The seal can
    be recomputed too, but for rows of kind ``account``: their content comes without the account's secret, and without the row's salt.
    """
    log, sealed = schema.log, schema.sealed
    wanted = set(names)
    rows: list[Mapping[Any, Any]] = []
    if len(wanted) == 1:
        matching = log.c.accounts.contains(f'"{names[0]}"', autoescape=True)
        rows = list(connection.execute(_joined().where(log.c.kind.in_(list(EVENTS)), matching)).mappings())
    else:
        ids = list(connection.execute(select(log.c.id).where(log.c.kind.in_(list(EVENTS)))).scalars())
        for part in chunks(ids):
            rows += connection.execute(_joined().where(log.c.id.in_(part))).mappings()
    for row in sorted(rows, key=lambda one: (one["wall"], one["tick"], one["replica"], one["seq"], one["id"])):
        if wanted.isdisjoint(json.loads(row["accounts"])) or (row["content"] is None and row["sealed"] is not None):
            continue
        told = {"event": GIVEN_UP if row["retract"] else EVENTS[row["kind"]], "account": json.loads(row["accounts"])[0]}
        salt, content = row["salt"], row[sealed.c.content.name]
        if row["kind"] == "account":
            salt, content = None, _without_secret(content)
        yield {**told, "id": row["id"], **{name: row[name] for name in HASHED}, "salt": salt, "content": content}


def _without_secret(content: str | None) -> str | None:
    return None if content is None else canonical_json({key: value for key, value in json.loads(content).items() if key != "secret"})


def _joined() -> Any:
    log, sealed = schema.log, schema.sealed
    return select(log, sealed.c.salt, sealed.c.content).join(sealed, sealed.c.row == log.c.id, isouter=True)


def take(store: Store, original: Original, target: Path) -> None:
    """Copy an original, and make sure on the way that it is what its name says.

    Raises:
        StudyDamaged: it is lost, or is not what it was.
    """
    hasher = hashlib.sha256()
    try:
        with store.archive.path(original.sha256).open("rb") as source, target.open("xb") as file:
            while block := source.read(BLOCK):
                hasher.update(block)
                file.write(block)
    except FileNotFoundError:
        raise lost(original.sha256) from None
    if hasher.hexdigest() != original.sha256:
        raise StudyDamaged(
            f"The original {original.sha256[:12]}… is not what it was when it was captured; nothing was exported.",
            "Restore the archive folder from a backup, then run `verify`.",
        )


def lost(sha256: str) -> StudyDamaged:
    """That an original is not there."""
    return StudyDamaged(
        f"The archive has lost the original {sha256[:12]}….", "Restore the archive folder from a backup, then run `verify`."
    )


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            hasher.update(block)
    return hasher.hexdigest()


def account_row(account: Account) -> dict[str, Any]:
    """What is said of an account beside its bytes; its secret stays in the study."""
    keys = (
        "id", "origin", "address", "bundle", "title", "author", "outlet", "published", "published_origin", "language", "state", "reason",
        "accession", "sha256",
    )  # fmt: skip
    return {key: getattr(account, key) for key in keys}


def capture_row(capture: Capture, noted: str) -> dict[str, Any]:
    """One capture as a plain row: its grade first of all."""
    return {
        "account": capture.account,
        "grade": capture.grade.value,
        "at": capture.at,
        "noted": noted,
        "who": capture.who,
        "tool": capture.tool,
        "sha256": capture.sha256,
        "size": capture.size,
        "media_type": capture.media_type,
        "id": capture.id,
    }
