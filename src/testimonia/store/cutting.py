"""Original bytes that hold a withdrawn account and others: the bytes go, and each of the others keeps what was taken out of them for it.

A download of a news database is one file with many articles, a mail one file with its attachments. To keep the file for the sake of the others would keep
the one that must go; so the file is deleted, and every other account gets bytes of its own: its full text in UTF-8. The custody record says
so: the capture of the file is taken back, and one of the text put in its place, with the file's hash, grade and moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from testimonia.domain.evidence import Account, Capture
from testimonia.domain.identity import object_id
from testimonia.store import schema, texts
from testimonia.store.append import Decision
from testimonia.store.codec import from_columns

if TYPE_CHECKING:
    from testimonia.store.store import Store

MAIL = "message/rfc822"
TEXT = "text/plain"
_MEMBER = re.compile(r"#(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What was cut out of shared bytes: the accounts that now rest on a text of their own, and the hashes of the bytes that go."""

    accounts: tuple[str, ...] = ()
    blobs: tuple[str, ...] = ()


def carriers(connection: Connection, account: Account) -> set[str]:
    """Hashes of the mails whose bytes hold an account that came attached to one, also within forwarded mails."""
    if account.bundle is None or _number(account):
        return set()
    accounts, captures = schema.projections["account"], schema.projections["capture"]
    query = select(captures.c.sha256, accounts.c.bundle).join(accounts, accounts.c.id == captures.c.account)
    found: set[str] = set()
    around, seen = {account.bundle}, set[str]()
    while around:
        seen |= around
        rows = connection.execute(query.where(accounts.c.origin.in_(sorted(around)), captures.c.media_type == MAIL)).all()
        found |= {row.sha256 for row in rows}
        around = {row.bundle for row in rows if row.bundle} - seen
    return found


def cut_out(store: Store, connection: Connection, by: str, account: Account, blobs: Iterable[str], mails: Iterable[str]) -> Cut:
    """Give every account that rests on bytes of ``account``, which was just withdrawn, a text of its own, in the caller's transaction.

    Of ``blobs`` only those of a bundle in which nobody else is the same article: another account of a whole file, or of the same article in
    another copy of the file, says what the withdrawn one said, and a person must decide. ``mails`` are cut whatever rests on them: an
    attachment is no part of a mail's text.
    """
    number = _number(account)
    cut = {sha256: _resting(connection, sha256) for sha256 in sorted({*blobs, *mails})}
    bundles = {sha256: resting for sha256, resting in cut.items() if number and resting and _are_other_articles(resting, number)}
    chosen = bundles | {sha256: cut[sha256] for sha256 in sorted(mails)}
    decisions = [one for resting in chosen.values() for who, capture in resting for one in _decisions(store, connection, who, capture, by)]
    store.append(connection, by, decisions)
    done = {who.id for resting in chosen.values() for who, _ in resting}
    return Cut(accounts=tuple(sorted(done)), blobs=tuple(chosen))


def _are_other_articles(resting: list[tuple[Account, Capture]], number: str) -> bool:
    return all(_number(account) not in ("", number) and capture.media_type != MAIL for account, capture in resting)


def is_text_of_its_own(account: Account, editions: Iterable[str]) -> bool:
    """Whether all that is left of an account's bytes is its text (``editions`` are the hashes of its texts): there is nothing to read again."""
    return account.read_from is not None and account.read_from in set(editions)


def _number(account: Account) -> str:
    """Which article of a bundle an account is; empty where it is none."""
    found = _MEMBER.fullmatch(account.origin.removeprefix(account.bundle)) if account.bundle else None
    return found[1] if found else ""


def _resting(connection: Connection, sha256: str) -> list[tuple[Account, Capture]]:
    accounts, captures = schema.projections["account"], schema.projections["capture"]
    found = [
        from_columns(Capture, row)
        for row in connection.execute(select(captures).where(captures.c.sha256 == sha256).order_by(captures.c.id)).mappings()
    ]
    names = {capture.account for capture in found}
    by_id = {
        row["id"]: from_columns(Account, row)
        for row in connection.execute(select(accounts).where(accounts.c.id.in_(sorted(names)))).mappings()
    }
    return [(by_id[capture.account], capture) for capture in found if capture.account in by_id]


def _decisions(store: Store, connection: Connection, account: Account, capture: Capture, by: str) -> list[Decision]:
    """The file's capture taken back, the text's in its place, and the account resting on it."""
    edition = texts.edition(connection, account.full or account.main or "")
    data = edition.text.encode() if edition else f"{account.title}\n".encode()
    sha256 = store.archive.put(data)
    why = f"on {store.now()} {by} put the text taken out of it in the place of the file (SHA-256 {capture.sha256}), because something else in it was withdrawn"
    own = replace(
        capture,
        id=object_id("capture", account.id, sha256, capture.at, capture.who),
        tool=f"{capture.tool}; {why}",
        sha256=sha256,
        size=len(data),
        media_type=TEXT,
    )
    return [Decision(record=capture, retract=True), Decision(record=own), Decision(record=replace(account, read_from=sha256))]
