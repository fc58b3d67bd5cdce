"""WARC (ISO 28500): the records of an archive of web pages, and the page in one of them.

Records are read by rules of our own, because an account's evidence is its record byte for byte, and because broken files (cut
off, a wrong length, a damaged member) must give what is whole in them and say what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from testimonia.domain.vocabulary import AccountState
from testimonia.stages.collect.readers.http import Answer, answer_of
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.streams import Stream

MEDIA_TYPE = "application/warc"
LONGEST_HEAD = 65_536  # bytes of a record's own header: real ones have about 500
MOST_JUNK = 64_000_000  # bytes looked through for the next record; beyond lies something else than an archive
_VERSION = re.compile(rb"WARC/\d\.\d+\r?\n")
BOUNDARY = re.compile(rb"\r?\n\r?\n(?=WARC/\d\.\d+\r?\n)")
_ANY = 1 << 62  # bytes: what is in memory already may be of any size
_WANTED = frozenset({"response", "resource", "conversion"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its header fields (names in lower case), its header's bytes and its block; ``block`` is None where it was not kept.

    ``fault`` says what is wrong with it: cut off, or a length that is not its own.
    """

    number: int
    fields: dict[str, str] = field(default_factory=dict)
    head: bytes = b""
    block: bytes | None = None
    fault: str = ""

    @property
    def kind(self) -> str:
        """What sort of record it is: response, request, warcinfo and so on."""
        return self.fields.get("warc-type", "").lower()

    @property
    def address(self) -> str:
        """The address that the record is about (some writers put it in angle brackets)."""
        return self.fields.get("warc-target-uri", "").strip().strip("<>")

    @property
    def whole(self) -> bytes:
        """The record byte for byte, closed as the format asks (unless it was cut off)."""
        return self.head + (self.block or b"") + (b"" if self.fault.startswith("cut off") else b"\r\n\r\n")


def records(stream: Stream, largest: int) -> Iterator[Record]:
    """The records of an uncompressed stream. Blocks of other kinds than pages, and those above ``largest`` bytes, are passed over.

    Nothing is raised for what the bytes hold: junk between records is skipped and told as a record without a kind.
    """
    number = 0
    while stream.peek(1):
        if not _VERSION.match(stream.peek(16)):
            passed = stream.skip_to(BOUNDARY, MOST_JUNK)
            if passed.strip(b"\r\n\0 "):
                number += 1
                yield Record(number, fault="bytes that belong to no record")
            stream.skip_blank()
            if not _VERSION.match(stream.peek(16)):
                return
        number += 1
        head = stream.take_head(LONGEST_HEAD)
        if head is None:
            yield Record(number, fault="its header is cut off or endless")
            return
        yield _record(stream, Record(number, _fields(head), head), largest)


def _record(stream: Stream, record: Record, largest: int) -> Record:
    stated = record.fields.get("content-length", "")
    length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 16 else -1  # noqa: PLR2004 - an exabyte
    wanted, too_large = record.kind in _WANTED, length > largest
    block = b"" if too_large else stream.take(max(length, 0))
    there = stream.skip(length) if too_large else len(block)
    fault = "it states no length" if length < 0 else f"cut off: {there:,} of {length:,} bytes are there" if there < length else ""
    if stream.at_record_end() and not (fault and BOUNDARY.search(block)):
        if too_large and wanted and not fault:
            fault = f"{length / 1e6:,.0f} MB is too large for one item (the limit is {largest / 1e6:,.0f} MB)"
        return replace(record, block=block if wanted and not too_large else None, fault=fault)
    # The stated length is not its own: the record ends where the next begins.
    if inside := BOUNDARY.search(block):
        stream.push(block[inside.start() :])
        block = block[: inside.start()]
    else:
        block += stream.skip_to(BOUNDARY, MOST_JUNK)[:largest]
    stream.skip_blank()
    return replace(record, block=block if wanted and not too_large else None, fault="its stated length is not that of its content")


def _fields(head: bytes) -> dict[str, str]:
    """Header fields; a line that begins with a space goes on with the one before."""
    found: dict[str, str] = {}
    name = ""
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        if line[:1] in (" ", "\t") and name:
            found[name] += " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            found[name] = value.strip()
    return found


def content(record: Record, most: int) -> Answer:
    """The page in a record: what the server's answer held, unpacked."""
    block = record.block or b""
    if record.kind == "response" and block[:5] == b"HTTP/":
        return answer_of(block, most)
    kind = record.fields.get("content-type", "").split(";")[0].strip().lower()
    return Answer(status=200, media_type=kind, body=block)


def read(data: bytes, name: str, characters: int) -> Reading:  # noqa: ARG001 - every reader has the same shape
    """Read the page in a WARC of one page (the form in which the study keeps a page of an archive)."""
    from testimonia.stages.collect.readers import choose

    answered = 0
    for record in records(Stream(iter([data])), _ANY):
        if record.kind in _WANTED and record.block is not None:
            answer = content(record, 4 * choose.LONGEST_BODY)
            if answer.status // 100 != 2:  # noqa: PLR2004 - what HTTP calls success: anything else is a message about the page, not the page
                answered = answered or answer.status
                continue
            inner = choose.read(answer.body, record.address, characters, charset=answer.charset)
            inner = replace(inner, saved_from=record.address, saved_at=record.fields.get("warc-date"))
            for fault in (record.fault, answer.fault):
                if fault and inner.state is not AccountState.FAILED:
                    inner = inner.worse(AccountState.PARTIAL, fault)
            return inner
    return failed(MEDIA_TYPE, f"it holds no page: the server answered {answered}" if answered else "it holds no page")
