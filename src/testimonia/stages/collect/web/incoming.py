"""An answer as it comes: taken in byte for byte, within its limits, until its own header says that it is whole (RFC 9112, 6)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from testimonia.stages.collect.web.faults import NotFetched
from testimonia.stages.collect.web.limits import WebLimits


class Deadline:
    """The moment at which a page must have come."""

    def __init__(self, seconds: float) -> None:
        """From now on."""
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Leave out time that was spent on purpose."""
        self._end += seconds

    def left(self, most: float | None = None) -> float:
        """Seconds left, at most ``most``.

        Raises:
            NotFetched: none is.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise NotFetched(f"it took longer than {self.seconds:g} seconds")
        return left if most is None else min(left, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer: ``raw`` is everything from the status line on, ``body`` where its body begins; ``cut`` says that it did not come to its end.

    ``fields`` holds header names in lower case with their first value; ``peer`` is the address spoken to (None through a proxy) and ``tls``
    what is worth keeping of the encryption. ``spans`` are the stretches of ``raw`` that make up the body once the marks of its parts (chunks) are
    taken away.
    """

    raw: bytes
    body: int
    status: int
    fields: dict[str, str]
    peer: str | None = None
    tls: str = ""
    cut: str = ""
    spans: tuple[tuple[int, int], ...] = ()


class Incoming:
    """The bytes of an answer as they come."""

    def __init__(self, receive: Callable[[float], bytes], limits: WebLimits, deadline: Deadline) -> None:
        """``receive`` gives the next bytes within so many seconds, none at the end."""
        self.receive, self.limits, self.deadline = receive, limits, deadline
        self.raw = bytearray()
        self.ended = False
        self.spans: list[tuple[int, int]] = []

    def more(self) -> bool:
        """Take in what comes next; False at the end."""
        if self.ended:
            return False
        part = self.receive(self.deadline.left(self.limits.silence))
        if not part:
            self.ended = True
            return False
        self.raw += part
        if len(self.raw) > self.limits.bytes + self.limits.header:
            raise NotFetched(f"it is larger than {self.limits.bytes / 1e6:,.0f} MB")
        return True

    def answer(self) -> Answered:
        """The whole answer."""
        body = self._head()
        status = self._status()
        while 100 <= status < 200:  # noqa: PLR2004 - "wait, more is coming" (RFC 9110, 15.2): no part of the answer
            del self.raw[:body]
            body = self._head()
            status = self._status()
        fields = self._fields(body)
        cut = self._body(body, status, fields)
        spans = tuple(self.spans) or ((body, len(self.raw)),)
        return Answered(raw=bytes(self.raw), body=body, status=status, fields=fields, cut=cut, spans=spans)

    def _head(self) -> int:
        """Take in the header; where the body begins."""
        while True:
            ends = [place + len(end) for end in (b"\r\n\r\n", b"\n\n") if (place := self.raw.find(end)) >= 0]
            if ends and min(ends) <= self.limits.header:
                return min(ends)
            if len(self.raw) > self.limits.header:
                raise NotFetched(f"its header is longer than {self.limits.header // 1024} kB")
            if not self.more():
                raise NotFetched(
                    "the server hung up without an answer" if not self.raw else "the server's answer is no HTTP, or breaks off"
                )

    def _status(self) -> int:
        line = bytes(self.raw[:64]).split(b"\n", 1)[0].split()
        if not self.raw.startswith(b"HTTP/") or len(line) < 2 or not line[1].isdigit() or len(line[1]) != 3:  # noqa: PLR2004 - three digits
            raise NotFetched("the server's answer is no HTTP")
        return int(line[1])

    def _fields(self, body: int) -> dict[str, str]:
        fields: dict[str, str] = {}
        for line in bytes(self.raw[:body]).decode("latin-1").splitlines()[1:]:
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.strip().lower(), value.strip())
        return fields

    def _body(self, start: int, status: int, fields: dict[str, str]) -> str:
        """Take in the body; what is missing of it, in words."""
        if status in (204, 304):
            del self.raw[start:]
            return ""
        if "chunked" in fields.get("transfer-encoding", "").lower():
            return self._chunks(start)
        stated = fields.get("content-length", "")
        if not (stated.isascii() and stated.isdigit()) or len(stated) > 15:  # noqa: PLR2004 - a petabyte
            while self.more():
                pass
            return ""
        length = int(stated)
        if length > self.limits.bytes:
            raise NotFetched(f"it is larger than {self.limits.bytes / 1e6:,.0f} MB ({length / 1e6:,.0f} MB)")
        while len(self.raw) - start < length:
            if not self.more():
                return f"it came cut off: {len(self.raw) - start:,} of {length:,} bytes"
        del self.raw[start + length :]
        return ""

    def _chunks(self, place: int) -> str:
        cut = "it came cut off in the middle"
        while True:
            end = self._line_end(place)
            if end is None:
                return cut
            size_told = bytes(self.raw[place:end]).split(b";")[0].strip()
            try:
                size = int(size_told, 16)
            except ValueError:
                return "its parts are not what the server says"
            if size < 0 or size > self.limits.bytes:
                raise NotFetched(f"it is larger than {self.limits.bytes / 1e6:,.0f} MB")
            place = end
            if size == 0:
                break
            while len(self.raw) < place + size + 1 and self.more():
                pass
            self.spans.append((place, min(place + size, len(self.raw))))
            if len(self.raw) <= place + size:
                return cut
            place += size
            after = self._line_end(place)
            if after is None:
                return cut
            place = after
        while (end := self._line_end(place)) is not None and self.raw[place:end].strip():
            place = end  # trailers
        if end is not None:
            del self.raw[end:]
        return ""

    def _line_end(self, place: int) -> int | None:
        """Where the line that begins at ``place`` ends, its line feed included; None where it never does."""
        while True:
            end = self.raw.find(b"\n", place, place + self.limits.header)
            if end >= 0:
                return end + 1
            if len(self.raw) - place >= self.limits.header or not self.more():
                return None
