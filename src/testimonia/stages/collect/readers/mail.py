"""Mail (RFC 5322, MIME) and pages saved as MHTML (RFC 2557), which are mails that hold a page and its parts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Any

from resiliparse.extract.html2text import extract_plain_text

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers import html
from testimonia.stages.collect.readers.reading import Attached, Reading, failed
from testimonia.stages.collect.readers.stated import edtf
from testimonia.text import canonical, decode, title_line

MAIL = "message/rfc822"
PAGE = "multipart/related"
EXTRACTOR = "mail 1"
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
MOST_ATTACHED = 200
_MOST_PARTS = 5_000  # parts within parts: a page of a thousand pictures passes, a trap of nested ones does not
_MISSES = (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError)


def read(data: bytes, name: str) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read a mail: ``main`` is its text, ``full`` also subject and sender; what is attached is handed on as it is."""
    message = _parsed(data)
    parts = _parts(message)
    if parts is None:
        return failed(MAIL, f"it has more than {_MOST_PARTS:,} parts, or parts nested without end")
    body, files = _body(parts)
    attached, within = _attached(files), _within(files)
    subject, sender = _header(message, "Subject"), _header(message, "From")
    if not body.strip() and not subject:
        return replace(failed(MAIL, "the mail holds no text"), attached=attached, within=within)
    date = edtf(_header(message, "Date"))
    reading = Reading(
        media_type=MAIL,
        full="\n\n".join(part for part in (subject, sender, body) if part),
        main=body if body.strip() else subject,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        title=subject,
        author=sender or None,
        published=date,
        published_origin="header" if date else None,
        accession=_header(message, "Message-ID").strip("<> ") or None,
        attached=attached,
        within=within,
    )
    if len(attached) < len(files):
        reading = reading.worse(
            AccountState.PARTIAL, f"{len(files) - len(attached)} of its {len(files)} attachments are empty, damaged or too many"
        )
    return reading


def read_page(data: bytes, name: str) -> Reading:
    """Read a page that a browser saved as MHTML: where it was saved from and when stands in its head."""
    message = _parsed(data)
    parts = _parts(message)
    if parts is None:
        return failed(PAGE, f"it has more than {_MOST_PARTS:,} parts, or parts nested without end")
    root = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if root is None:
        return failed(PAGE, "it holds no page")
    payload = _payload(root)
    if not payload.strip():
        return failed(PAGE, "the page in it is empty or damaged")
    charset = root.get_content_charset()
    reading = html.read(payload, name, charset)
    address = _header(message, "Snapshot-Content-Location") or _header(root, "Content-Location") or _header(message, "Content-Location")
    saved = {"saved_from": address, "saved_at": _moment(_header(message, "Date"))} if _WEB.fullmatch(address) else {}
    return replace(reading, media_type=PAGE, **saved)  # type: ignore[arg-type] # two texts or None


def _parsed(data: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(data)


def _parts(message: EmailMessage) -> list[EmailMessage] | None:
    """The parts that are no containers, in order; None where there are too many."""
    found: list[EmailMessage] = []
    waiting: list[Any] = [message]
    seen = 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > _MOST_PARTS:
            return None
        if part.is_multipart() and part.get_content_type() != MAIL:
            waiting.extend(reversed(list(part.iter_parts())))
        else:
            found.append(part)
    return found


def _body(parts: list[EmailMessage]) -> tuple[str, list[EmailMessage]]:
    """The text of a mail and what is attached. Of two forms of one text the plain one is taken."""
    texts: list[str] = []
    pages: list[str] = []
    attached: list[EmailMessage] = []
    for part in parts:
        kind = part.get_content_type()
        if _stands_alone(part):
            if part.get_content_disposition() != "inline" or not kind.startswith("image/"):
                attached.append(part)
        elif kind == "text/plain":
            texts.append(canonical(decode(_payload(part), part.get_content_charset()).text).strip())
        elif kind in ("text/html", "application/xhtml+xml"):
            source = canonical(decode(_payload(part), part.get_content_charset()).text)
            pages.append(extract_plain_text(source, preserve_formatting=True, main_content=False, list_bullets=False).strip())
    return "\n\n".join(text for text in (texts if any(texts) else pages) if text), attached


def _stands_alone(part: EmailMessage) -> bool:
    """Whether a part is no text of the mail but something that came with it."""
    return part.get_content_type() == MAIL or bool(_name(part)) or part.get_content_disposition() == "attachment"


def _within(files: list[EmailMessage]) -> tuple[str, ...]:
    """Hashes of what is attached to mails among these, and to mails within those: their bytes stand in this mail's."""
    found: set[str] = set()
    waiting = [part for part in files if part.get_content_type() == MAIL]
    for _ in range(_MOST_PARTS):
        if not waiting:
            break
        for part in _parts_of_forwarded(waiting.pop()):
            if _stands_alone(part):
                found.add(hashlib.sha256(_bytes_of(part)).hexdigest())
            if part.get_content_type() == MAIL:
                waiting.append(part)
    return tuple(sorted(found))


def _parts_of_forwarded(part: EmailMessage) -> list[EmailMessage]:
    try:
        return _parts(part.get_content()) or []
    except _MISSES:
        return []


def _bytes_of(part: EmailMessage) -> bytes:
    return _forwarded(part) if part.get_content_type() == MAIL else _payload(part)


def _attached(files: list[EmailMessage]) -> tuple[Attached, ...]:
    """What is attached, each under a name of its own; what is empty or damaged, and what is more than anybody attaches, is not there."""
    found: list[Attached] = []
    names: set[str] = set()
    for number, part in enumerate(files[:MOST_ATTACHED], 1):
        data = _bytes_of(part)
        if not data:
            continue
        # No slash may make of a name a place, and no two files may have one.
        name = (_name(part) or ("forwarded.eml" if part.get_content_type() == MAIL else "attachment")).replace("/", "_").replace("\\", "_")
        name = f"{number} {name}" if name in names or name in (".", "..") else name
        names.add(name)
        found.append(Attached(name, data))
    return tuple(found)


def _forwarded(part: EmailMessage) -> bytes:
    """The bytes of a mail within a mail."""
    try:
        return part.get_content().as_bytes()  # type: ignore[no-any-return] # a message, in a part of this type
    except _MISSES:
        return b""


def _name(part: EmailMessage) -> str:
    try:
        return title_line(part.get_filename() or "")
    except _MISSES:
        return "an attachment"


def _payload(part: EmailMessage) -> bytes:
    """The bytes of a part, its packing undone; damaged packing gives what can be had."""
    try:
        payload = part.get_payload(decode=True)
    except _MISSES:
        return b""
    return payload if isinstance(payload, bytes) else b""


def _header(message: EmailMessage, name: str) -> str:
    """A header as a line, encoded words undone; empty where it is missing or beyond reading."""
    try:
        return title_line(str(message.get(name, "")))
    except _MISSES:
        return ""


def _moment(stated: str) -> str | None:
    try:
        moment = parsedate_to_datetime(stated)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
