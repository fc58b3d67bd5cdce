"""What was asked and answered, as a small WARC of its own (ISO 28500:2017): pure.

The page's own answer comes first, then the request that led to it, then those before it (redirects), and the record that says who collected, with
what, why and by which clock. Ids derive from content, so the same bytes at the same moment are the same evidence.
"""

from __future__ import annotations

import hashlib
import uuid
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass

VERSION = b"WARC/1.1\r\n"
CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request with its answer: ``at`` is the moment of asking (ISO 8601, UTC), ``body`` where in ``raw`` the body begins.

    ``raw`` is empty where no answer came. ``cut`` says that it did not come to its end.
    """

    address: str
    at: str
    request: bytes
    raw: bytes = b""
    body: int = 0
    peer: str | None = None
    tls: str = ""
    cut: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What the custody record says: who, with which tool, why, from where the address was known, and how the connection was made."""

    who: str
    tool: str
    reason: str = ""
    via: str = ""
    contact: str = ""
    proxy: str = ""
    clock: str = "system clock of the collecting machine, UTC"
    fault: str = ""


def digest(data: bytes) -> str:
    """A digest as WARC writes it: the algorithm and base32."""
    return "sha256:" + b32encode(hashlib.sha256(data).digest()).decode()


def warc_of(hops: Sequence[Hop], collected: Collected) -> bytes:
    """The WARC of one page: its hops in the order in which they were made, the last of which is the page.

    A last hop without an answer is told in the custody record alone (with its fault): nothing was there to keep.
    """
    last = hops[-1]
    about = f"software: {collected.tool}\r\nformat: WARC File Format 1.1\r\nconformsTo: {CONFORMS}\r\n".encode()
    parts = [_record("warcinfo", last.at, about, kind="application/warc-fields")]
    response = ""
    for hop in (last, *hops[:-1]):
        if not hop.raw:
            continue
        answer = _Head("response", hop)
        asked = _Head("request", hop)
        extra = [("WARC-Payload-Digest", digest(hop.raw[hop.body :]))]
        if hop.peer:
            extra.append(("WARC-IP-Address", hop.peer))
        if hop.cut:
            extra.append(("WARC-Truncated", "disconnect"))
        parts.append(
            _record(
                "response", hop.at, hop.raw, address=hop.address, kind="application/http; msgtype=response", name=answer.name, extra=extra
            )
        )
        parts.append(
            _record(
                "request", hop.at, hop.request, address=hop.address, kind="application/http; msgtype=request", name=asked.name,
                extra=[("WARC-Concurrent-To", answer.name)],
            )
        )  # fmt: skip
        response = response or answer.name
    parts.append(
        _record(
            "metadata", last.at, _custody(hops, collected), address=last.address, kind="application/warc-fields",
            extra=[("WARC-Concurrent-To", response)] if response else [],
        )
    )  # fmt: skip
    return b"".join(parts)


def _custody(hops: Sequence[Hop], collected: Collected) -> bytes:
    """The fields of the custody record; ``via`` and ``hopsFromSeed`` are the format's own, the others ours."""
    told = [
        ("collector", collected.who),
        ("operator", collected.contact),
        ("tool", collected.tool),
        ("reason", collected.reason),
        ("via", collected.via),
        ("clock", collected.clock),
        ("asked", hops[0].address if len(hops) > 1 else ""),
        ("hopsFromSeed", "R" * (len(hops) - 1)),
        ("tls", hops[-1].tls),
        ("proxy", collected.proxy),
        ("fault", collected.fault or hops[-1].cut),
    ]
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in told if value.strip()).encode()


class _Head:
    """The name of a record: from its kind, address, moment and bytes."""

    def __init__(self, kind: str, hop: Hop) -> None:
        self.name = record_name(kind, hop.address, hop.at, hop.raw if kind == "response" else hop.request)


def record_name(kind: str, address: str, at: str, block: bytes) -> str:
    """The id of a record: a name-based UUID over everything that makes it what it is."""
    hasher = hashlib.sha256(f"{kind}\0{address}\0{at}\0".encode() + block)
    return f"<urn:uuid:{uuid.UUID(bytes=hasher.digest()[:16], version=5)}>"


def _record(
    what: str,
    at: str,
    block: bytes,
    *,
    kind: str,
    address: str = "",
    name: str = "",
    extra: Sequence[tuple[str, str]] = (),
) -> bytes:
    fields = [
        ("WARC-Type", what),
        ("WARC-Record-ID", name or record_name(what, address, at, block)),
        *([("WARC-Target-URI", address)] if address else []),
        ("WARC-Date", at),
        *extra,
        ("WARC-Block-Digest", digest(block)),
        ("Content-Type", kind),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{key}: {value}\r\n" for key, value in fields)
    return VERSION + head.encode() + b"\r\n" + block + b"\r\n\r\n"
