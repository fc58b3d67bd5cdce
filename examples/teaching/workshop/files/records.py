"""A web archive (WARC 1.1, ISO 28500:2017): for each page the request and the response, as a crawler records them."""

from __future__ import annotations

import base64
import gzip
import hashlib
from urllib.parse import urlsplit

from workshop.files.pages import newspaper
from workshop.part import Text

NAME = "captures/pages.warc.gz"
_AT = "2023-02-0{day}T10:00:00Z"


def warc(texts: list[Text]) -> bytes:
    """The pages as one compressed archive, a member a record."""
    records = [
        _record(
            "warcinfo", "application/warc-fields", b"software: Lantern Crawl 1.0 (fictional)\r\nformat: WARC File Format 1.1\r\n", "", 1
        )
    ]
    for day, text in enumerate(texts, 1):
        address = urlsplit(text.url)
        request = f"GET {address.path} HTTP/1.1\r\nHost: {address.hostname}\r\nUser-Agent: Lantern Crawl 1.0\r\n\r\n".encode()
        page = newspaper(text)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n".encode()
        records.append(_record("request", "application/http; msgtype=request", request, text.url, day))
        records.append(_record("response", "application/http; msgtype=response", head + page, text.url, day))
    return b"".join(gzip.compress(record, 9, mtime=0) for record in records)


def _record(kind: str, media: str, block: bytes, url: str, day: int) -> bytes:
    digest = hashlib.sha256(kind.encode() + url.encode() + block).hexdigest()
    # A record's id is a UUID by custom; derived from the content, it is the same each time.
    name = f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
    lines = [
        "WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{name}>", f"WARC-Date: {_AT.format(day=day)}",
        f"WARC-Block-Digest: sha1:{base64.b32encode(hashlib.sha1(block).digest()).decode()}",  # noqa: S324 - what the standard's examples and crawlers write
        f"Content-Type: {media}", f"Content-Length: {len(block)}",
    ]  # fmt: skip
    if url:
        lines.append(f"WARC-Target-URI: {url}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
