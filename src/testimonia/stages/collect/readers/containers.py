"""Files that hold many items, each with bytes of its own: taken apart one item at a time.

An item's own bytes (a record, a message) are its evidence; the container is named with its hash and not kept a second time. A document whose
articles cannot be told apart by their bytes is no container but a bundle (``bundles``).
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO

from testimonia.stages.collect.addresses import normalised
from testimonia.stages.collect.readers import folder, warc
from testimonia.stages.collect.readers.sniff import sniff
from testimonia.stages.collect.readers.streams import ZSTD, Broken, Stream, unpacked
from testimonia.stages.collect.readers.zipped import Package, Unusable

HEAD = 1 << 16
# What is a document to a browser; anything else in an archive of the web is part of a page.
_DOCUMENTS = frozenset(
    {
        "text/html", "application/xhtml+xml", "application/pdf", "text/plain", "text/markdown", "application/rtf", "text/rtf",
        "application/msword", "application/epub+zip", "application/vnd.oasis.opendocument.text", "message/rfc822",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/vtt", "application/x-subrip",
    }
)  # fmt: skip
_UNSTATED = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/download", "application/force-download"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a container: its place in it, its origin, and its own bytes.

    ``origin`` is an address, or empty: then the container's name and the number are its origin. ``fault`` says what is wrong with it.
    """

    number: int
    origin: str
    data: bytes
    name: str
    fault: str = ""


@dataclass(slots=True)
class Left:
    """What was left out of a container, by reason, and why reading it ended early, if it did."""

    reasons: Counter[str] = field(default_factory=Counter)
    fault: str = ""


_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)
_FROM = re.compile(rb"From \S+.*\d{2}:\d{2}.*\d{4}")
_FROM_HEADERS = re.compile(rb"From [^\n]*\n(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n)")
LONGEST_LINE = 10_000_000  # bytes; a longer one is read in pieces
Items = Callable[[IO[bytes], int, Left], Iterator[Item]]


def opener(file: IO[bytes], name: str) -> Items | None:
    """The way to take a file apart, None where it is no container; leaves the file at its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    ending = PurePosixPath(name).suffix.lower()
    if head[:5] == b"WARC/":
        return warc_items
    if head[:3] == b"\x1f\x8b\x08" or head[:4] in ZSTD:
        stream = Stream(unpacked(file))
        first = stream.peek(5)
        file.seek(0)
        return warc_items if first == b"WARC/" or name.lower().endswith((".warc.gz", ".warc.zst")) else None
    if _FROM.match(head) and (ending in ("", ".mbox", ".mbx", ".mail", ".eml") or _FROM_HEADERS.match(head)):
        return mbox_items
    if head[:4] == b"PK\x03\x04":
        return wacz_items if ending == ".wacz" else _folder(file, name)
    return None


def _folder(file: IO[bytes], name: str) -> Items | None:
    """The way to take a ZIP apart that is a folder of files, None where it is a document or cannot be opened."""
    try:
        with Package(file) as package:
            found = folder.is_folder(package)
    except Unusable:
        return None
    finally:
        file.seek(0)
    return partial(folder_items, name) if found else None


def folder_items(name: str, file: IO[bytes], largest: int, left: Left) -> Iterator[Item]:
    """The files of a ZIP that is a folder."""

    def leave(reason: str) -> None:
        left.reasons[reason] += 1

    with Package(file) as package:
        try:
            found = folder.members(package, name, largest, leave, lambda data, place: opener(BytesIO(data), place) is not None)
            for number, member in enumerate(found, 1):
                yield Item(number=number, origin=member.origin, data=member.data, name=member.origin, fault=member.fault)
        except Unusable as fault:
            left.fault = str(fault)


def warc_items(file: IO[bytes], largest: int, left: Left) -> Iterator[Item]:
    """The pages of a WARC file."""
    stream = Stream(unpacked(file))
    for record in warc.records(stream, largest):
        if item := _page(record, left, largest):
            yield item
    if stream.fault:
        left.fault = stream.fault


def _page(record: warc.Record, left: Left, largest: int) -> Item | None:
    """The item that a record is, None (and counted) where it is none."""
    if record.block is None:
        if record.kind == "revisit":
            left.reasons["an unchanged copy of an earlier record (revisit)"] += 1
        elif record.fault:
            left.reasons[f"a damaged record or one too large ({record.fault})"] += 1
        return None
    if not record.address.lower().startswith(("http://", "https://", "file:", "ftp://", "urn:")):
        return None  # dns: and the like are no publications
    answer = warc.content(record, largest)
    if answer.status // 100 != 2:  # noqa: PLR2004 - what HTTP calls success
        left.reasons[f"no page: the server answered {answer.status}"] += 1
        return None
    if not _is_document(answer.media_type, answer.body, record.address):
        left.reasons["parts of pages (pictures, style sheets, scripts, data)"] += 1
        return None
    return Item(number=record.number, origin=normalised(record.address), data=record.whole, name=record.address, fault=record.fault)


def _is_document(media_type: str, body: bytes, address: str) -> bool:
    if address.split("?", maxsplit=1)[0].endswith("/robots.txt"):
        return False
    if media_type in _DOCUMENTS:
        return True
    return media_type in _UNSTATED and sniff(body, PurePosixPath(address.split("?", maxsplit=1)[0]).name).format in ("html", "pdf", "docx")


def mbox_items(file: IO[bytes], largest: int, left: Left) -> Iterator[Item]:
    """The mails of an mbox file (RFC 4155): each begins with a line "From " after an empty one, which is no part of it."""
    lines: list[bytes] = []
    size = number = 0
    blank, begun = True, False
    while True:
        line = file.readline(LONGEST_LINE)
        if not line or (blank and line.startswith(b"From ") and _FROM.match(line)):
            if begun:
                number += 1
                if size > largest:
                    left.reasons[f"a mail of {size / 1e6:,.0f} MB is too large for one item (the limit is {largest / 1e6:,.0f} MB)"] += 1
                elif any(part.strip() for part in lines):
                    yield Item(number=number, origin="", data=b"".join(lines).rstrip(b"\r\n") + b"\n", name="mail.eml")
            if not line:
                return
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= largest:
                lines.append(line)
            else:
                lines.clear()
        blank = not line.strip()


def wacz_items(file: IO[bytes], largest: int, left: Left) -> Iterator[Item]:
    """The pages of a WACZ file (a ZIP of WARC files): those that its own list names, or all where it has none."""
    try:
        package = Package(file)
    except Unusable as fault:
        left.fault = str(fault)
        return
    with package:
        listed = _listed(package)
        number = 0
        for name in sorted(name for name in package.names if name.startswith("archive/") and not name.endswith("/")):
            try:
                with package.open(name) as member:
                    for item in warc_items(member, largest, left):
                        number += 1
                        if listed and item.origin not in listed:
                            left.reasons["frames and other parts: not in the archive's list of pages"] += 1
                            continue
                        yield Item(number=number, origin=item.origin, data=item.data, name=item.name, fault=item.fault)
            except (Unusable, Broken, *_ZIP_FAULTS) as fault:
                left.fault = f"{name}: {fault}" if isinstance(fault, (Unusable, Broken)) else f"{name} in it is damaged"


def _listed(package: Package) -> set[str]:
    """The addresses in ``pages/*.jsonl``."""
    found: set[str] = set()
    for name in package.names:
        if name.startswith("pages/") and name.endswith(".jsonl"):
            try:
                data = package.get(name) or b""
            except Unusable:
                return set()
            for line in data.splitlines():
                try:
                    page = json.loads(line)
                except ValueError:
                    continue
                if isinstance(page, dict) and isinstance(page.get("url"), str):
                    found.add(normalised(page["url"]))
    return found
