"""A ZIP of files as the folder that it was: every member an item with bytes of its own, its place in the ZIP part of its origin.

Nothing is unpacked to a disk. What a folder would leave out (hidden files, parts of saved pages, links) is left out and counted; so is what would
have to be opened in turn.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from testimonia.stages.collect.files import LISTS, PAGE, is_hidden, is_parts, origin_of
from testimonia.stages.collect.readers.zipped import FAULTS, Package, Unusable

MOST_UNPACKED = 4_000_000_000  # bytes that come out of one ZIP, taken or not: a scanned archive has as many, a bomb far more
_BLOCK = 1 << 20
# Members by which a ZIP is one document of a program, and no folder.
_DOCUMENT = frozenset({"[Content_Types].xml", "mimetype", "word/document.xml"})
_APPLE = (".iwa",)
OUT = "a name that leads out of the ZIP"
NESTED = "a ZIP, mailbox or web archive within the ZIP: unpack it and collect it"
LIST = "a list of publications within the ZIP: unpack it, so that it can be joined to its files"
LOCKED = "encrypted: unpack it with its password"


class Member(NamedTuple):
    """A file of the folder: its origin, its bytes, and what is wrong with them."""

    origin: str
    data: bytes
    fault: str


def is_folder(package: Package) -> bool:
    """Whether a ZIP is a folder of files, and not a document that happens to be a ZIP."""
    return not any(name in _DOCUMENT or name.endswith(_APPLE) for name in package.names)


def members(
    package: Package, name: str, largest: int, leave: Callable[[str], None], opens: Callable[[bytes, str], bool]
) -> Iterator[Member]:
    """The files of a ZIP named ``name``, by their place in it; ``leave`` counts what is left out, ``opens`` says whether bytes hold items themselves.

    Raises:
        Unusable: what comes out of it is more than any folder holds.
    """
    infos = sorted((_place(info), info.header_offset, info) for info in package.members() if not info.is_dir())
    pages = {place.rpartition(".")[0].lower() for place, _, _ in infos if place.lower().endswith(PAGE)}
    passed = 0
    for place, _, info in infos:
        if reason := _left_out(place, info, pages):
            leave(reason)
            continue
        data, size, fault = _bytes(package, info, largest)
        passed += size
        if passed > MOST_UNPACKED:
            raise Unusable(
                f"it unpacks to more than {MOST_UNPACKED / 1e9:g} GB; what is left of it was not taken: unpack it and collect the files"
            )
        if data is None:
            leave(f"larger than one item may be ({largest / 1e6:,.0f} MB)")
        elif opens(data, place):
            leave(NESTED)
        else:
            yield Member(f"{name}/{place}", data, fault)


def _place(info: zipfile.ZipInfo) -> str:
    return origin_of(info.filename.replace("\\", "/"))


def _left_out(place: str, info: zipfile.ZipInfo, pages: set[str]) -> str:
    """Why a member is left out; empty where it is not."""
    parts = PurePosixPath(place).parts
    if place.startswith("/") or ".." in parts or (parts and parts[0].endswith(":")) or "://" in place:
        return OUT
    if any(is_hidden(part) for part in parts):
        return "hidden or system files"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "links to other files"
    above = [str(parent) for parent in PurePosixPath(place).parents]
    if any(is_parts(folder, pages) for folder in above):
        return "parts of saved pages (style sheets, pictures, frames)"
    if place.lower().endswith(LISTS):
        return LIST
    return LOCKED if info.flag_bits & 1 else ""


def _bytes(package: Package, info: zipfile.ZipInfo, largest: int) -> tuple[bytes | None, int, str]:
    """A member's bytes (None where they are too many), how many came out, and why they end early, if they do."""
    found = bytearray()
    try:
        with package.open(info) as stream:
            while block := stream.read(_BLOCK):
                found += block
                if len(found) > largest:
                    return None, len(found), ""
    except Unusable as fault:
        return bytes(found), len(found), str(fault)
    except FAULTS:
        return bytes(found), len(found), "its place in the ZIP is damaged; what could be unpacked was taken"
    return bytes(found), len(found), ""
