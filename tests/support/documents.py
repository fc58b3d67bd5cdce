"""Files in the formats that collect reads, made here byte for byte; every text in them is invented."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable, Sequence
from html import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def packed(members: dict[str, bytes | str], *, stored: Sequence[str] = ()) -> bytes:
    """A ZIP archive with these members in this order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return target.getvalue()


def paragraph(text: str, style: str = "", link: str = "") -> str:
    """One paragraph of WordprocessingML; ``link`` is the id of a relationship."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
    if link:
        run = f'<w:hyperlink r:id="{link}">{run}</w:hyperlink>'
    return f"<w:p>{properties}{run}</w:p>"


def docx(
    body: str, *, core: str = "", links: dict[str, str] | None = None, more: dict[str, bytes | str] | None = None, head: str = ""
) -> bytes:
    """A Word document around ``body`` (paragraphs of WordprocessingML)."""
    edges = "".join(f'<Relationship Id="{key}" Target="{escape(target)}"/>' for key, target in (links or {}).items())
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {_W} {_R}><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": f"<Relationships>{edges}</Relationships>",
            "docProps/core.xml": f'<c:p xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</c:p>',
            **(more or {}),
        }
    )


def part(root: str, body: str) -> str:
    """A further part of a Word document: footnotes, header and so on."""
    return f"<w:{root} {_W}>{body}</w:{root}>"


def record(kind: str, address: str, block: bytes, *, date: str = "2015-06-03T08:00:05Z", length: int | None = None) -> bytes:
    """One WARC record, uncompressed; ``length`` is what its header says where that is not true."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:{abs(hash((kind, address, date))):032x}>\r\nContent-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *, kind: str = "text/html", status: str = "200 OK", head: str = "") -> bytes:
    """What a server answers."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{head}\r\n".encode() + body


def gzipped(records: Iterable[bytes]) -> bytes:
    """WARC records as such files are kept: each a gzip member of its own."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def zstandard(records: Iterable[bytes]) -> bytes:
    """WARC records, each a Zstandard frame of its own."""
    from fastwarc.stream_io import ZstdWriter

    frames: list[bytes] = []
    for one in records:
        target = io.BytesIO()
        writer = ZstdWriter(target)
        writer.write(one)
        writer.finish()
        writer.flush()
        frames.append(target.getvalue())
    return b"".join(frames)


def nexis(articles: Sequence[dict[str, str]], *, count: int | None = None, cover: bool = True) -> list[tuple[str, str]]:
    """The paragraphs of a Nexis Uni download, each with the address that it links to (or nothing)."""
    lines: list[tuple[str, str]] = []
    if cover:
        lines += [
            ("User Name: Ada Example", ""),
            ("Date and Time: Tuesday, March 3, 2020 10:20:00 AM EST", ""),
            ("Job Number: 112233445", ""),
            (f"Documents ({len(articles) if count is None else count})", ""),
        ]
        for number, article in enumerate(articles, 1):
            lines += [(f"{number}. {article['title']}", ""), ("Client/Matter: -None-", ""), ("Search Terms: left the group", "")]
        lines += [("Content Type: News", ""), ("Narrowed by: Timeline: Jan 01, 2015 to Dec 31, 2016", "")]
    for number, article in enumerate(articles, 1):
        address = (
            f"https://advance.lexis.com/api/document?collection=news&id=urn%3AcontentItem%3A5G3H-0001-JBXX-{number:04}-00000-00&context="
        )
        lines += [
            (article["title"], address),
            (article["outlet"], ""),
            (article["date"], ""),
            (f"Copyright 2015 {article['outlet']} All Rights Reserved", ""),
            ("Section: NEWS; Pg. 3", ""),
            (f"Length: {len(article['body'].split())} words", ""),
            (f"Byline: {article['byline']}", ""),
            ("Body", ""),
            ("", ""),
            *((text, "") for text in article["body"].split("\n")),
            ("", ""),
            ("Classification", ""),
            ("", ""),
            ("Language: ENGLISH", ""),
            ("Publication-Type: Newspaper", ""),
            ("Load-Date: June 4, 2015", ""),
            ("", ""),
            ("End of Document", ""),
        ]
    return lines


def nexis_docx(articles: Sequence[dict[str, str]], **more: object) -> bytes:
    """The same as a Word file."""
    links: dict[str, str] = {}
    body = ""
    for text, address in nexis(articles, **more):  # type: ignore[arg-type] # passed on as given
        key = ""
        if address:
            key = f"rId{len(links) + 1}"
            links[key] = address
        body += paragraph(text, link=key)
    return docx(body, links=links)
