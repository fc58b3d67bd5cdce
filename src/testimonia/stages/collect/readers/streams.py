"""Bytes that arrive in blocks, unpacked on the way: gzip of many members and Zstandard, never more in memory than what is asked for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO

BLOCK = 1 << 18
_GZIP = b"\x1f\x8b\x08"
ZSTD = (
    b"\x28\xb5\x2f\xfd",
    *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60)),
)  # frames, and the skippable ones before a dictionary


class Stream:
    """A stream of bytes with a look ahead. ``fault`` says why the bytes ended early, if they did."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        """``blocks`` may raise ``Broken``: the stream then ends there."""
        self._blocks = blocks
        self._ahead = bytearray()
        self._ended = False
        self.fault = ""

    def _more(self) -> bool:
        if self._ended:
            return False
        try:
            self._ahead += next(self._blocks)
        except StopIteration:
            self._ended = True
        except Broken as fault:
            self._ended, self.fault = True, str(fault)
        return not self._ended

    def peek(self, size: int) -> bytes:
        """The next bytes, left where they are; fewer at the end."""
        while len(self._ahead) < size and self._more():
            pass
        return bytes(self._ahead[:size])

    def take(self, size: int) -> bytes:
        """The next bytes; fewer at the end."""
        found = self.peek(size)
        del self._ahead[:size]
        return found

    def skip(self, size: int) -> int:
        """Pass over bytes without holding them; how many there were."""
        left = size
        while left > 0 and (self._ahead or self._more()):
            passed = min(left, len(self._ahead))
            del self._ahead[:passed]
            left -= passed
        return size - left

    def push(self, data: bytes) -> None:
        """Put bytes back in front."""
        self._ahead[:0] = data

    def skip_blank(self) -> None:
        """Pass over line ends."""
        while self.peek(1) in (b"\r", b"\n"):
            del self._ahead[:1]

    def at_record_end(self) -> bool:
        """Whether a record ends here, as the format asks (two line ends; some writers give fewer or more); passes over them."""
        ahead = self.peek(64)
        rest = ahead.lstrip(b"\r\n")
        if not rest or (rest[:5] == b"WARC/" and len(rest) < len(ahead)):
            self.skip_blank()
            return True
        return False

    def take_head(self, longest: int) -> bytes | None:
        """Everything up to and with the next empty line; None where there is none within ``longest`` bytes."""
        ahead = self.peek(longest)
        found = re.search(rb"\r?\n\r?\n", ahead)
        if not found:
            return None
        return self.take(found.end())

    def skip_to(self, boundary: re.Pattern[bytes], most: int) -> bytes:
        """Everything up to ``boundary`` (at most ``most`` bytes, else to the end of what is looked through), which is left where it is."""
        start = 0
        while True:
            found = boundary.search(self._ahead, start)
            if found:
                return self.take(found.start())
            start = max(0, len(self._ahead) - 64)
            if len(self._ahead) > most or not self._more():
                return self.take(len(self._ahead))


class Broken(Exception):
    """The bytes end before they should; the text says how."""


def unpacked(file: IO[bytes]) -> Iterator[bytes]:
    """The blocks of a file, unpacked where it is gzip or Zstandard.

    Raises:
        Broken: it is cut off or damaged; what could be had came before.
    """
    head = file.read(4)
    if head[:3] == _GZIP:
        yield from _gunzip(head, file)
    elif head in ZSTD:
        yield from _zstd(head, file)
    else:
        yield head
        while block := file.read(BLOCK):
            yield block


def _gunzip(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """Every member of a gzip file. One that is damaged is passed over: the next begins with the magic number."""
    data, damaged, unpack = head, 0, zlib.decompressobj(31)
    begun = False
    while True:
        if not data:
            data = file.read(BLOCK)
            if not data:
                break
        try:
            out = unpack.decompress(data, 4 * BLOCK)
        except zlib.error:
            damaged += 1
            data = _next_member(data[1:], file)
            unpack, begun = zlib.decompressobj(31), False
            continue
        begun = True
        if out:
            yield out
        data = unpack.unconsumed_tail
        if unpack.eof:
            data = unpack.unused_data.lstrip(b"\0")  # some writers fill up blocks with zeros
            unpack, begun = zlib.decompressobj(31), False
    if begun:
        raise Broken("it is cut off")
    if damaged:
        raise Broken(f"compressed parts of it are damaged ({damaged})")


def _next_member(data: bytes, file: IO[bytes]) -> bytes:
    while True:
        place = data.find(_GZIP)
        if place >= 0:
            return data[place:]
        block = file.read(BLOCK)
        if not block:
            return b""
        data = data[-2:] + block


def _zstd(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """Every frame of a Zstandard file, a dictionary in front of them included (the convention of the WARC format for it).

    The reader fails without giving what it had of a block whose end is missing: then it is asked again for ever smaller ones.
    """
    from fastwarc.stream_io import ZstdReader

    start = file.tell() - len(head)
    given = 0
    for size in (BLOCK, 1024, 1):
        file.seek(start)
        reader, passed = ZstdReader(file), 0
        try:
            while block := reader.read(min(size, given - passed) if passed < given else size):
                passed += len(block)
                if passed > given:
                    given = passed
                    yield block
        except (OSError, ValueError):
            continue
        else:
            return
    raise Broken("it is cut off or damaged")
