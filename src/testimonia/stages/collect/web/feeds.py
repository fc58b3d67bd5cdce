"""Addresses in feeds (RSS 0.9 to 2.0, Atom: RFC 4287) and sitemaps (sitemaps.org 0.9): pure.

Read with expat, event by event: nothing is fetched, no document type is followed, and a feed that declares entities of its own is refused (that is
how XML bombs are built). A feed that breaks off gives what came before.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint
from urllib.parse import urljoin
from xml.parsers import expat

DEEPEST = 100  # levels; a feed has about five
LONGEST = 20_000_000  # bytes of a feed or sitemap once unpacked (a sitemap may have 50 MB; 50,000 plain addresses have 5)
LONGEST_TEXT = 8_000  # characters of an address or title
_ROOTS = {"rss": "feed", "feed": "feed", "RDF": "feed", "urlset": "sitemap", "sitemapindex": "sitemaps"}
_HEAD = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(rss|feed|RDF|urlset|sitemapindex)[\s>]")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,12});")
_XML_NAMES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_ENTRY = frozenset({"item", "entry", "url", "sitemap"})


@dataclass(frozen=True, slots=True)
class Pointer:
    """One entry: the address that it leads to, and what it says of it."""

    address: str
    title: str = ""
    stated: str = ""


@dataclass(slots=True)
class Listing:
    """What a feed or sitemap holds: ``kind`` is feed, sitemap or sitemaps (a list of sitemaps); ``fault`` says why it was not read to its end."""

    kind: str = ""
    pointers: list[Pointer] = field(default_factory=list)
    fault: str = ""


class _Stop(Exception):
    """Reading must end here."""


def unpacked(body: bytes) -> bytes:
    """A body that may be gzip (sitemap.xml.gz), unpacked up to the longest that is read."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(31).decompress(body, LONGEST)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def is_listing(body: bytes) -> bool:
    """Whether a document looks like a feed or a sitemap: its first element says so."""
    head = re.sub(rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", b"", body[:8192].replace(b"\0", b""), flags=re.DOTALL)
    found = _HEAD.search(head)
    return found is not None and head[: found.start()].strip(b" \t\r\n\xef\xbb\xbf\xff\xfe") == b""


def read(body: bytes, base: str) -> Listing:
    """The entries of a feed or sitemap at ``base``, each address once, in order."""
    reading = _Reading(base)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)  # what a document type names is not fetched
    parser.StartElementHandler, parser.EndElementHandler = reading.start, reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.entity
    try:
        parser.Parse(_NAMED.sub(_spelled, body[:LONGEST]), True)
    except _Stop as fault:
        reading.listing.fault = str(fault)
    except (expat.ExpatError, ValueError, LookupError) as fault:
        reading.listing.fault = f"it is broken ({fault})"
    if len(body) > LONGEST:
        reading.listing.fault = f"only its first {LONGEST / 1e6:,.0f} MB were read"
    if reading.refused:
        reading.listing.pointers.clear()
    once: dict[str, Pointer] = {}
    for pointer in reading.listing.pointers:
        once.setdefault(pointer.address, pointer)
    reading.listing.pointers = list(once.values())
    return reading.listing


def _spelled(found: re.Match[bytes]) -> bytes:
    """A letter that HTML has a name for, as its number: feeds use these names, which XML does not know."""
    code = name2codepoint.get(found[1].decode("ascii"))
    return found[0] if code is None or found[1] in _XML_NAMES else b"&#%d;" % code


class _Reading:
    """What has been read so far."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.listing = Listing()
        self.refused = False
        self.path: list[str] = []
        self.bases: list[str] = []
        self.entry: dict[str, str] | None = None
        self.depth = 0
        self.gathered: list[str] | None = None
        self.size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self.path:
            self.listing.kind = _ROOTS.get(name, "")
            if not self.listing.kind:
                raise _Stop("it is no feed and no sitemap")
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise _Stop(f"its elements lie more than {DEEPEST} deep in one another")
        above = self.bases[-1] if self.bases else self.base
        self.bases.append(_joined(above, attributes.get("http://www.w3.org/XML/1998/namespace base", "")))
        if self.entry is None and name in _ENTRY:
            self.entry, self.depth = {}, len(self.path)
        elif self.entry is not None and len(self.path) == self.depth + 1:
            self.gathered, self.size = [], 0
            if name == "link" and attributes.get("href") and attributes.get("rel", "alternate") == "alternate":
                self.entry.setdefault("href", _joined(self.bases[-1], attributes["href"]))
            if name == "guid" and attributes.get("isPermaLink", "true").lower() == "false":
                self.gathered = None

    def text(self, data: str) -> None:
        if self.gathered is not None and self.size < LONGEST_TEXT:
            self.gathered.append(data[: LONGEST_TEXT - self.size])
            self.size += len(data)

    def end(self, _: str) -> None:
        name = self.path.pop()
        base = self.bases.pop()
        if self.entry is None:
            return
        if len(self.path) == self.depth and self.gathered is not None:
            value = " ".join("".join(self.gathered).split())
            if value:
                self.entry.setdefault(name, value)
            self.gathered = None
        elif len(self.path) == self.depth - 1:
            for address in _addresses(self.entry):
                place = _joined(base, address)
                if place.lower().startswith(("http://", "https://")):
                    stated = next(
                        (self.entry[key] for key in ("pubDate", "published", "date", "updated", "lastmod") if key in self.entry), ""
                    )
                    self.listing.pointers.append(Pointer(place, self.entry.get("title", ""), stated))
                    break
            self.entry = None

    def entity(self, *_: object) -> None:
        self.refused = True
        raise _Stop("it declares entities of its own, as attacks do and feeds do not")


def _addresses(entry: dict[str, str]) -> Iterator[str]:
    """Where an entry may lead, the surest first."""
    for key in ("loc", "href", "link", "guid"):
        if key in entry:
            yield entry[key]


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
