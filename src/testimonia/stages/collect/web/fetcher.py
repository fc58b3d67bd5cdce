"""From an address to its page: every step checked, every step kept."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from testimonia.stages.collect.addresses import normalised
from testimonia.stages.collect.web import places
from testimonia.stages.collect.web.faults import NotFetched
from testimonia.stages.collect.web.incoming import Answered, Deadline
from testimonia.stages.collect.web.limits import WebLimits
from testimonia.stages.collect.web.proxy import Proxy
from testimonia.stages.collect.web.records import Hop
from testimonia.stages.collect.web.wire import Asked, Network, exchange

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"
STEP = 1 << 18


@dataclass(slots=True)
class Fetched:
    """What came of an address: the requests with their answers in order, and what is wrong (``fault``), if anything.

    ``final`` is the address of the last one; ``kind`` of fault is told by its class.
    """

    hops: list[Hop] = field(default_factory=list)
    last: Answered | None = None
    fault: NotFetched | None = None

    @property
    def final(self) -> str:
        """The address at which the page was found."""
        return self.hops[-1].address

    @property
    def status(self) -> int:
        """The last status, 0 where there was no answer."""
        return self.last.status if self.last else 0

    def body(self, most: int) -> bytes:
        """The body of the last answer, taken out of its parts and its gzip, up to ``most`` bytes."""
        if self.last is None:
            return b""
        whole = b"".join(self.last.raw[begin:end] for begin, end in self.last.spans)
        if whole[:2] != b"\x1f\x8b":
            return whole[:most]
        try:
            return zlib.decompressobj(31).decompress(whole, most)
        except zlib.error:
            return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches one page after another. Keeps no cookies, logs in nowhere, runs nothing that a page holds.

    ``agent`` is what servers are told of who asks; ``before`` is called with every address before it is asked for (for robots.txt and the pace
    of its host) and raises NotFetched to keep from it.
    """

    agent: str
    limits: WebLimits
    network: Network
    proxy: Proxy | None
    now: Callable[[], str]

    def fetch(self, address: str, before: Callable[[str], None] | None = None) -> Fetched:
        """The page at an address, through its redirects. Whatever goes wrong is in the result."""
        got = Fetched()
        deadline = Deadline(self.limits.seconds)
        place = asked_as(address)
        seen: set[str] = set()
        try:
            while True:
                places.check(place)
                self._check_round(place, seen)
                seen.add(place)
                if before is not None:
                    begun = time.monotonic()
                    before(place)
                    deadline.extend(time.monotonic() - begun)  # waiting for one's turn is no fault of the server's
                answered = self._ask(place, got, deadline)
                target = answered.fields.get("location", "")
                if answered.status not in _REDIRECTS or not target:
                    break
                place = _followed(place, target)
            self._check_unpacked(answered)
        except NotFetched as fault:
            got.fault = fault
            if not got.hops or got.hops[-1].address != place:
                got.hops.append(Hop(address=place, at=self.now(), request=b""))
                got.last = None
        return got

    def _check_round(self, place: str, seen: set[str]) -> None:
        if place in seen:
            raise NotFetched("its redirects go round in a circle")
        if len(seen) > self.limits.redirects:
            raise NotFetched(f"it redirects more than {self.limits.redirects} times")

    def _ask(self, place: str, got: Fetched, deadline: Deadline) -> Answered:
        asked = self._request(place)
        at = self.now()
        got.last = None
        got.hops.append(Hop(address=place, at=at, request=asked.request))
        answered = exchange(asked, self.network, self.proxy, self.limits, deadline)
        got.last = answered
        got.hops[-1] = Hop(
            address=place,
            at=at,
            request=asked.request,
            raw=answered.raw,
            body=answered.body,
            peer=answered.peer,
            tls=answered.tls,
            cut=answered.cut,
        )
        return answered

    def _request(self, place: str) -> Asked:
        parts = urlsplit(place)
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        shown = f"[{host}]" if ":" in host else host
        if port != (443 if secure else 80):
            shown += f":{port}"
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {shown}",
            f"User-Agent: {self.agent}",
            f"Accept: {ACCEPT}",
            "Accept-Encoding: gzip",
            "Connection: close",
        ]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
        return Asked(secure=secure, host=host, port=port, request=request, absolute=f"http://{shown}{path}".encode("ascii"))

    def _check_unpacked(self, answered: Answered) -> None:
        """Make sure that the body stays within bounds once it is unpacked, without keeping what comes out."""
        packing = answered.fields.get("content-encoding", "").lower()
        first = answered.spans[0][0]
        magic = answered.raw[first : first + 2] == b"\x1f\x8b"
        if not (magic or "gzip" in packing or "deflate" in packing):
            return
        count = 0
        unpack = zlib.decompressobj(31 if magic else 15)
        try:
            for begin, end in answered.spans:
                for start in range(begin, end, STEP):
                    data = answered.raw[start : min(start + STEP, end)]
                    while data:
                        count += len(unpack.decompress(data, STEP))
                        if count > self.limits.unpacked:
                            raise NotFetched(f"it unpacks to more than {self.limits.unpacked / 1e6:,.0f} MB")
                        data = unpack.unconsumed_tail
        except zlib.error:
            return  # not packed at all, or damaged: the reader tells


def _followed(place: str, target: str) -> str:
    """Where a redirect leads, in normal form."""
    try:
        # Some servers write their addresses in UTF-8, which the header was not read as.
        stated = target.encode("latin-1").decode("utf-8") if not target.isascii() else target
        return asked_as(urljoin(place, stated.strip()))
    except (ValueError, UnicodeError):
        raise NotFetched("it redirects to what is no web address") from None


def asked_as(address: str) -> str:
    """An address as it is asked for: in normal form, letters outside ASCII as their escapes (RFC 3987, 3.1)."""
    normal = normalised(address)
    return normal if normal.isascii() else quote(normal, safe="%/:=&?~#+!$,;'@()*[]|")
