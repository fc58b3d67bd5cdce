"""What left the study (releases, exports, backups) and which accounts each copy held: a withdrawal must be able to name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from testimonia.domain.identity import digest, object_id
from testimonia.errors import StudyReadOnly
from testimonia.store import schema

if TYPE_CHECKING:
    from testimonia.store.store import Store

COLUMNS = ("id", "kind", "profile", "path", "sha256", "snapshot", "at", "by")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One copy that left: ``kind`` is report, export or backup; ``sha256`` that of its main file, empty where it has none."""

    kind: str
    path: str
    at: str
    by: str
    profile: str | None = None
    sha256: str = ""
    snapshot: str | None = None


def release_digest(columns: Mapping[Any, Any]) -> str:
    """The digest that vouches for a row of ``releases``."""
    return digest("release", *(columns[name] for name in COLUMNS))


def holding_digest(release: str, account: str) -> str:
    """The digest that vouches for a row of ``holdings``."""
    return digest("holding", release, account)


def record_release(connection: Connection, release: Release, accounts: Iterable[str]) -> str:
    """Keep that a copy left the study, holding these accounts; its id."""
    columns = asdict(release)
    name = object_id("release", columns)
    if connection.execute(select(schema.releases.c.id).where(schema.releases.c.id == name)).first() is not None:
        return name
    columns["id"] = name
    connection.execute(insert(schema.releases), {**columns, "digest": release_digest(columns)})
    held = [{"release": name, "account": account, "digest": holding_digest(name, account)} for account in sorted(set(accounts))]
    if held:
        connection.execute(insert(schema.holdings), held)
    return name


def note(store: Store, *, kind: str, path: Path, by: str, accounts: Iterable[str], sha256: str = "") -> bool:
    """Keep that an export or backup was made; False where the study cannot be written to (the copy exists all the same)."""
    release = Release(kind=kind, path=str(path), at=store.now(), by=by, sha256=sha256)
    try:
        with store.write() as connection:
            record_release(connection, release, accounts)
    except StudyReadOnly:
        return False
    return True
