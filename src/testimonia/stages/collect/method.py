"""From a file's bytes and its reading to the records of its account: pure."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.domain.identity import account_secret, object_id
from testimonia.domain.vocabulary import EditionKind, Grade
from testimonia.stages.collect.params import CollectParams
from testimonia.stages.collect.readers.reading import Reading
from testimonia.text import text_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Who took a file in, when (ISO 8601, UTC) and with which tool."""

    who: str
    at: str
    tool: str


def account_id(origin: str, sha256: str) -> str:
    """The id of the account that these bytes from this origin are: identical bytes from two origins are two accounts."""
    return object_id("account", origin, sha256)


def editions_of(account: str, reading: Reading) -> list[Edition]:
    """The texts of an account, full and main, still without ids (the store derives those); none where there is no text."""
    texts = ((EditionKind.FULL, reading.full, reading.full_by), (EditionKind.MAIN, reading.main, reading.main_by))
    return [
        Edition(id="", account=account, kind=kind, language=reading.language, sha256=text_digest(text), extractor=extractor, text=text)
        for kind, text, extractor in texts
        if text.strip()
    ]


def account_of(origin: str, sha256: str, data: bytes, reading: Reading, editions: dict[EditionKind, str], params: CollectParams) -> Account:
    """The account that a file is. ``editions`` gives the ids of its texts by kind."""
    published, published_origin = reading.published, reading.published_origin
    if published is None and params.trust_pdf_dates and reading.created:
        published, published_origin = reading.created, "pdf-created"
    return Account(
        id=account_id(origin, sha256),
        origin=origin,
        title=reading.title,
        author=reading.author,
        outlet=reading.outlet,
        published=published,
        published_origin=published_origin,
        language=reading.language,
        state=reading.state,
        reason=reading.reason,
        sha256=sha256,
        words=reading.words,
        main=editions.get(EditionKind.MAIN),
        full=editions.get(EditionKind.FULL),
        secret=account_secret(data),
    )


def capture_of(account: Account, size: int, reading: Reading, taken: Taken, params: CollectParams) -> Capture:
    """How the bytes came to us.

    *recorded* where the file itself says from where (a page that a browser saved), at the time it gives; else *declared* where a
    person says so; else *unknown*. Where nobody gives a time, ``at`` is when the file was taken in.
    """
    grade, at, who, tool = Grade.UNKNOWN, taken.at, taken.who, taken.tool
    if address := reading.saved_from or reading.address:
        tool = f"{taken.tool}; the file says: from {address}"
    if reading.saved_from:
        grade, at = Grade.RECORDED, reading.saved_at or taken.at
    elif params.declared_by or params.declared_at:
        grade, at, who = Grade.DECLARED, params.declared_at or taken.at, params.declared_by or taken.who
    return Capture(
        id=object_id("capture", account.id, account.sha256, at, who),
        account=account.id,
        grade=grade,
        at=at,
        tool=tool,
        who=who,
        sha256=account.sha256,
        size=size,
        media_type=reading.media_type,
    )
