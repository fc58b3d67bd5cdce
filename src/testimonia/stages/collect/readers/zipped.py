"""Documents that are ZIP archives (DOCX, ODT, EPUB, WACZ): one member at a time, never more than a stated number of bytes.

Nothing is ever unpacked to a disk, so members named ``../x`` and links have nowhere to go; a member is asked for by name only.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import IO, Self

from lxml import etree

# A book of a million characters is about 30 MB of XML in DOCX; more than this is a database in one file, or a bomb.
LARGEST_MEMBER = 150_000_000
LARGEST_WHOLE = 400_000_000  # all members that are read of one file, together
MOST_MEMBERS = 50_000  # the directory of a ZIP is held in memory
_BLOCK = 1 << 20
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What the library raises for a ZIP that is damaged."""


class Unusable(Exception):
    """A ZIP or a part of it that cannot be read; the text says why, in words for the account's state."""


class Package:
    """The members of a ZIP that is held in memory or lies in an open file; a context manager."""

    def __init__(self, data: bytes | IO[bytes]) -> None:
        """Read the directory.

        Raises:
            Unusable: it is no whole ZIP, or has too many members.
        """
        try:
            self._zip = zipfile.ZipFile(BytesIO(data) if isinstance(data, bytes) else data)
        except FAULTS as fault:
            raise Unusable("damaged: its directory cannot be read (cut off, or no ZIP archive)") from fault
        self.names = self._zip.namelist()
        if len(self.names) > MOST_MEMBERS:
            raise Unusable(f"it has {len(self.names):,} members: no document has so many")
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def members(self) -> list[zipfile.ZipInfo]:
        """What the directory says of each member (which may be a lie)."""
        return self._zip.infolist()

    def get(self, name: str) -> bytes | None:
        """The bytes of a member; None where there is none of that name.

        Raises:
            Unusable: it is encrypted, damaged, or unpacks to more than a document holds.
        """
        if name not in self._zip.NameToInfo:
            return None
        try:
            with self.open(name) as member:
                found = bytearray()
                # What the directory says of a size may be a lie: count what comes out.
                while block := member.read(_BLOCK):
                    found += block
                    self._read += len(block)
                    if len(found) > LARGEST_MEMBER or self._read > LARGEST_WHOLE:
                        raise Unusable("it unpacks to far more than a document holds (a ZIP bomb?)")
        except FAULTS as fault:
            raise Unusable(f"damaged: {name} in it cannot be unpacked") from fault
        return bytes(found)

    def open(self, member: str | zipfile.ZipInfo) -> IO[bytes]:
        """A member as a stream, by its name or its line in the directory; whoever reads it counts its bytes.

        Raises:
            Unusable: it is encrypted or damaged.
        """
        info = self._zip.NameToInfo[member] if isinstance(member, str) else member
        name = info.filename
        if info.flag_bits & 1:
            raise Unusable("encrypted: it opens with a password only")
        try:
            return self._zip.open(info)
        except FAULTS as fault:
            raise Unusable(f"damaged: {name} in it cannot be unpacked") from fault


def parse(data: bytes, name: str) -> etree._Element:
    """XML out of a document, with nothing fetched, no entity replaced and the parser's own limits of depth and size on.

    Raises:
        Unusable: it is not well formed, or built to do harm.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise Unusable(f"damaged: {name} in it is no well-formed XML") from fault
