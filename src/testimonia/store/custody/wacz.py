"""The archive as WACZ (Web Archive Collection Zipped 1.1.1, specs.webrecorder.net): what programs that replay pages open.

Records that the study holds go in byte for byte; whatever else was collected (a PDF, a saved page) goes in as a record of kind ``resource``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from testimonia.domain.evidence import Account, Capture
from testimonia.domain.identity import canonical_json
from testimonia.domain.report import Progress, silent
from testimonia.domain.vocabulary import AccountState
from testimonia.store import tabular
from testimonia.store.custody import material
from testimonia.store.custody.leaving import EvidenceReport, made, told

if TYPE_CHECKING:
    from testimonia.store.store import Store

VERSION = "1.1.1"
WARC = "application/warc"
PAGES = ("response", "resource")
_START = re.compile(rb"WARC/\d\.\d\r?\n")
_LENGTH = re.compile(rb"^Content-Length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)
_WWW = re.compile(r"^www\d*\.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in the archive's index."""

    address: str
    at: str
    kind: str
    mime: str
    status: str
    digest: str
    offset: int
    length: int

    @property
    def line(self) -> str:
        """Its line of the index (CDXJ): sort key, time, and where it lies."""
        told = {
            "url": self.address, "mime": self.mime, "status": self.status, "digest": self.digest, "length": str(self.length),
            "offset": str(self.offset), "filename": "data.warc.gz",
        }  # fmt: skip
        return f"{surt(self.address)} {_stamp(self.at)} {json.dumps({key: value for key, value in told.items() if value})}\n"


def surt(address: str) -> str:
    """An address in the order in which archives sort: its host from the back, everything in lower case, the query in order."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return address
    host = ",".join(reversed(_WWW.sub("", parts.hostname.lower()).split(".")))
    try:
        port = parts.port
    except ValueError:
        port = None
    path = (parts.path or "/").lower()
    path = path.rstrip("/") or "/"
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    usual = 443 if parts.scheme == "https" else 80
    return f"{host}{f':{port}' if port and port != usual else ''}){path}{f'?{query}' if query else ''}"


def wacz(store: Store, target: Path, *, by: str, title: str, progress: Progress = silent) -> EvidenceReport:
    """Write the whole archive as a WACZ file, but for originals that hold a withdrawn account.

    Raises:
        StudyExists: something is there already.
        StudyDamaged: an original is lost or changed.
        DiskFull, StudyReadOnly: it cannot be written.
    """
    with store.read() as connection:
        accounts = material.accounts(connection)
        captures = material.captures(connection)
        names = [account.id for account in accounts]
        originals, withheld = material.parted(connection, material.originals(capture for capture, _ in captures))
        here = {original.sha256 for original in originals}
        by_id = {account.id: account for account in accounts}
        with made(store, target, by, names, stored=(".warc.gz", ".cdx")) as folder:
            for part in ("archive", "indexes", "pages", "custody"):
                (folder / part).mkdir(parents=True)
            pages = _Pages(by_id)
            with (folder / "archive" / "data.warc.gz").open("wb") as file:
                entries = _fill(store, [(one, noted) for one, noted in captures if one.sha256 in here], pages, file, progress)
            with (folder / "indexes" / "index.cdx").open("w", encoding="utf-8", newline="\n") as index:
                index.writelines(sorted(entry.line for entry in entries))
            head = {"format": "json-pages-1.0", "id": "pages", "title": "Accounts", "hasText": False}
            tabular.write_jsonl(folder / "pages" / "pages.jsonl", [head, *pages.rows])
            tabular.write_jsonl(folder / "custody" / "accounts.jsonl", (material.account_row(account) for account in accounts))
            tabular.write_jsonl(folder / "custody" / "captures.jsonl", (material.capture_row(one, noted) for one, noted in captures))
            tabular.write_jsonl(folder / "custody" / "events.jsonl", material.events(connection, names))
            about = "\n".join(["In events.jsonl", *material.EXPLAINED, "", *told(withheld), ""])
            (folder / "custody" / "README.txt").write_text(about, encoding="utf-8", newline="\n")
            _describe(folder, title, store.now())
    return EvidenceReport(
        path=str(target),
        kind="wacz",
        accounts=len(accounts),
        originals=len(originals),
        size=sum(original.size for original in originals),
        grades=dict(Counter(capture.grade.value for capture, _ in captures)),
        how="ReplayWeb.page shows it in a browser; `wacz validate` checks it.",
        withheld=tuple(withheld),
    )


@dataclass(slots=True)
class _Pages:
    """The pages that a reader is shown: one for each account whose text could be read."""

    accounts: dict[str, Account]
    rows: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def note(self, capture: Capture, address: str, at: str) -> None:
        account = self.accounts.get(capture.account)
        if account is None or account.state is AccountState.FAILED or account.id in self.seen:
            return
        self.seen.add(account.id)
        self.rows.append({"id": account.id, "url": address, "ts": at, "title": account.title or account.origin})


def _fill(store: Store, captures: list[tuple[Capture, str]], pages: _Pages, file: IO[bytes], progress: Progress) -> list[Entry]:
    entries: list[Entry] = []
    written: dict[str, tuple[str, str]] = {}
    for number, (capture, noted) in enumerate(captures):
        progress(number, len(captures), "packing originals")
        if capture.sha256 not in written:
            data = _original(store, capture)
            records = list(split(data)) if capture.media_type == WARC else []
            if not records:
                records = [_resource(capture, data, _address(pages.accounts.get(capture.account), capture), _moment(capture, noted))]
            made_now = [entry for record in records if (entry := _written(record, file))]
            entries += made_now
            written[capture.sha256] = (made_now[0].address, made_now[0].at) if made_now else ("", "")
        address, at = written[capture.sha256]
        if address:
            pages.note(capture, address, at)
    return entries


def _original(store: Store, capture: Capture) -> bytes:
    data = store.archive.get(capture.sha256)
    if hashlib.sha256(data).hexdigest() != capture.sha256:
        raise material.lost(capture.sha256)
    return data


def split(data: bytes) -> Iterator[bytes]:
    """The records of a WARC, byte for byte; nothing where it is not sound from end to end."""
    found: list[bytes] = []
    place = 0
    while place < len(data):
        head = data.find(b"\r\n\r\n", place, place + 65_536)
        length = _LENGTH.search(data, place, head + 2) if head >= 0 else None
        if not _START.match(data, place) or length is None:
            return
        end = head + 4 + int(length[1])
        if data[end : end + 4] != b"\r\n\r\n":
            return
        found.append(data[place : end + 4])
        place = end + 4
    yield from found


def _written(record: bytes, file: IO[bytes]) -> Entry | None:
    """Append a record as a gzip member of its own; its index entry, None where it is no page."""
    offset = file.tell()
    file.write(gzip.compress(record, 6, mtime=0))
    head, _, block = record.partition(b"\r\n\r\n")
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in head.decode("utf-8", "replace").splitlines()[1:])
    }
    kind, address = fields.get("warc-type", ""), fields.get("warc-target-uri", "").strip("<>")
    if kind not in PAGES or not address:
        return None
    mime, status = fields.get("content-type", "").split(";")[0].strip(), ""
    if kind == "response" and block.startswith(b"HTTP/"):
        http = block.partition(b"\r\n\r\n")[0].decode("latin-1").splitlines()
        status = [*http[0].split(), "", ""][1]
        stated = next((line.partition(":")[2] for line in http[1:] if line.lower().startswith("content-type:")), "")
        mime = stated.split(";")[0].strip().lower() or "unk"
    digest = fields.get("warc-payload-digest", "") or fields.get("warc-block-digest", "")
    return Entry(address, fields.get("warc-date", ""), kind, mime, status, digest, offset, file.tell() - offset)


def _resource(capture: Capture, data: bytes, address: str, at: str) -> bytes:
    name = uuid.UUID(bytes=hashlib.sha256(f"resource {address} {at} {capture.sha256}".encode()).digest()[:16], version=5)
    fields = [
        ("WARC-Type", "resource"),
        ("WARC-Record-ID", f"<urn:uuid:{name}>"),
        ("WARC-Target-URI", address),
        ("WARC-Date", at),
        ("WARC-Payload-Digest", f"sha256:{capture.sha256}"),
        ("Content-Type", capture.media_type),
        ("Content-Length", str(len(data))),
    ]
    head = "".join(f"{key}: {value}\r\n" for key, value in fields)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + data + b"\r\n\r\n"


def _address(account: Account | None, capture: Capture) -> str:
    """Where an original was published if that is known, else the file that it came as."""
    if account is None:
        return f"urn:sha256:{capture.sha256}"
    for place in (account.origin, account.address or ""):
        if place.startswith(("http://", "https://")):
            return quote(place, safe="%/:=&?~#+!$,;'@()*[]|")
    return "file:///" + quote(account.origin)


def _moment(capture: Capture, noted: str) -> str:
    """The moment of a capture where it states a whole one, else when it was taken in."""
    try:
        stated = datetime.fromisoformat(capture.at or "")
    except ValueError:
        return noted
    return capture.at or noted if stated.tzinfo else noted


def _stamp(at: str) -> str:
    return re.sub(r"\D", "", at)[:14].ljust(14, "0")


def _describe(folder: Path, title: str, at: str) -> None:
    """The list of everything in the package with its hashes, and the hash of that list."""
    resources = [
        {
            "name": path.name.lower(),
            "path": path.relative_to(folder).as_posix(),
            "hash": f"sha256:{material.digest_of(path)}",
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    package = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title,
        "software": "testimonia",
        "created": at,
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1, ensure_ascii=False), encoding="utf-8", newline="\n")
    digest = {"path": "datapackage.json", "hash": f"sha256:{material.digest_of(folder / 'datapackage.json')}"}
    (folder / "datapackage-digest.json").write_text(canonical_json(digest), encoding="utf-8", newline="\n")
