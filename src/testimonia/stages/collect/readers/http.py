"""An HTTP answer as an archive keeps it: status, kind and body, unpacked whatever its header claims (RFC 9110, 9112)."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO

_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[^\r\n]*\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``fault`` says what is wrong with the body: cut off, or packed in a way that cannot be undone."""

    status: int
    media_type: str
    body: bytes
    charset: str | None = None
    fault: str = ""


def answer_of(block: bytes, most: int) -> Answer:
    """The answer in a block. Bodies are unpacked up to ``most`` bytes.

    The header's Content-Length is not looked at: archives store what came, and the record has a length of its own. A header that says
    "chunked" or "gzip" over a body that is neither (many archives store it unpacked) is passed over.
    """
    found = _HEAD.search(block)
    head, body = (block[: found.start()], block[found.end() :]) if found else (block, b"")
    status = _STATUS.match(head)
    fields: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    fault = ""
    for packing in reversed([part.strip().lower() for part in fields.get("content-encoding", "").split(",")]):
        body, problem = _unpacked(body, packing, most)
        fault = fault or problem
    kind = fields.get("content-type", "")
    charset = _CHARSET.search(kind)
    return Answer(
        status=int(status[1]) if status else 0,
        media_type=kind.split(";")[0].strip().lower(),
        body=body,
        charset=charset[1] if charset else None,
        fault=fault,
    )


def _dechunked(body: bytes) -> bytes:
    parts: list[bytes] = []
    place = 0
    while found := _SIZE.match(body, place):
        size = int(found[1], 16)
        if size == 0:
            break
        chunk = body[found.end() : found.end() + size]
        if not parts and body[found.end() + size : found.end() + size + 1] not in (b"\r", b"\n", b""):
            return body  # the first line only looked like a size: the archive stored the body without chunks
        parts.append(chunk)
        place = found.end() + size
    return b"".join(parts) if parts else body


def _unpacked(body: bytes, packing: str, most: int) -> tuple[bytes, str]:
    if packing in ("gzip", "x-gzip"):
        return _inflated(body, (31,), most) if body[:2] == b"\x1f\x8b" else (body, "")
    if packing == "deflate":
        return _inflated(body, (15, -15), most)
    if packing in ("br", "zstd"):
        return _by_reader(body, packing, most)
    return body, ""


def _inflated(body: bytes, forms: tuple[int, ...], most: int) -> tuple[bytes, str]:
    for form in forms:
        unpack = zlib.decompressobj(form)
        try:
            found = unpack.decompress(body, most)
        except zlib.error:
            continue
        if unpack.unconsumed_tail:
            return found, "its content unpacks to more than one item holds"
        return found, "" if unpack.eof else "its compressed content is cut off"
    # Damaged somewhere: what comes before the damage is still there.
    unpack, parts = zlib.decompressobj(forms[0]), bytearray()
    try:
        for start in range(0, len(body), 1024):
            parts += unpack.decompress(body[start : start + 1024])
    except zlib.error:
        pass
    return (bytes(parts), "its compressed content is damaged") if parts else (body, "")


def _by_reader(body: bytes, packing: str, most: int) -> tuple[bytes, str]:
    from fastwarc.stream_io import BrotliReader, ZstdReader

    reader = (BrotliReader if packing == "br" else ZstdReader)(BytesIO(body))
    parts = bytearray()
    try:
        while block := reader.read(1 << 18):
            parts += block
            if len(parts) > most:
                return bytes(parts[:most]), "its content unpacks to more than one item holds"
    except (OSError, ValueError):
        return (bytes(parts), "its compressed content is damaged or cut off") if parts else (body, "")
    return bytes(parts), ""
