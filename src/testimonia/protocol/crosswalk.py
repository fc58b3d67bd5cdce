"""A crosswalk: which codes of one codebook are which of another, who says so, and why.

``exact``: whatever carries the one carries the other. ``broader``: the other is the wider one, so that a coding of the first is one of
the second, not the reverse. ``narrower``: the other is a part, so that nothing follows from the first. ``none``: nothing of the other
codebook is it. (The relations of SKOS, W3C 2009, section 10, less `close` and `related`, which let nothing be concluded.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Literal

from pydantic import Field, ValidationError

from testimonia.protocol.base import Section, Slug, Words
from testimonia.protocol.codebook import Codebook
from testimonia.protocol.faults import note
from testimonia.protocol.loader import load
from testimonia.protocol.nearest import advice
from testimonia.protocol.parse import protocol_error

Relation = Literal["exact", "broader", "narrower", "none"]


class Side(Section):
    """One of the two codebooks, in the version that was compared."""

    codebook: Slug
    version: int = Field(1, ge=1)


class Entry(Section):
    """What one code is in the other codebook. ``to`` is left out where the relation is ``none``."""

    code: Slug
    to: Slug | None = None
    relation: Relation
    reason: Words


class Crosswalk(Section):
    """A crosswalk from one codebook to another."""

    id: Slug
    author: Words
    title: str = ""
    source: Side
    target: Side
    entries: tuple[Entry, ...] = Field(min_length=1)

    def implied(self, code: str) -> tuple[str, ...]:
        """The codes of the target that a coding of this code is as well: the exact and the broader ones."""
        return tuple(entry.to for entry in self.entries if entry.code == code and entry.to and entry.relation in ("exact", "broader"))

    def unmapped(self, source: Codebook) -> tuple[str, ...]:
        """Codes in use of the source that the crosswalk says nothing of: not the same as ``none``."""
        said = {entry.code for entry in self.entries}
        return tuple(code.id for code in source.in_use() if code.id not in said)


def parse_crosswalk(file: str, text: str) -> Crosswalk:
    """Read a crosswalk.

    Raises ProtocolError, which lists every problem with its line.
    """
    name = PurePosixPath(file.replace("\\", "/")).name
    document = load(name, text)
    found: Crosswalk | None = None
    if document.readable:
        try:
            found = Crosswalk.model_validate(document.data)
        except ValidationError as wrong:
            note(document, Crosswalk, wrong, ())
    if found is not None:
        for place, entry in enumerate(found.entries):
            if (entry.to is None) != (entry.relation == "none"):
                document.report(("entries", place), "names a code exactly where there is none." if entry.to else "names no code.", "`none` stands alone; every other relation needs `to`.")  # fmt: skip
        twice = Counter((entry.code, entry.to) for entry in found.entries)
        alone = {entry.code for entry in found.entries if entry.relation == "none"}
        for place, entry in enumerate(found.entries):
            if twice[entry.code, entry.to] > 1:
                document.report(
                    ("entries", place), f"says something of `{entry.code}` and `{entry.to or 'none'}` twice.", "Keep one of them."
                )
            if entry.code in alone and entry.relation != "none":
                document.report(
                    ("entries", place), f"maps `{entry.code}`, of which another entry says that nothing is it.", "Keep one of them."
                )
    if found is None or document.problems:
        raise protocol_error(document.problems)
    return found


def misfits(crosswalk: Crosswalk, books: Iterable[Codebook]) -> list[str]:
    """What a crosswalk says of codebooks or codes that are not there, or of other versions, in words."""
    known: Mapping[str, Codebook] = {book.id: book for book in books}
    found = []
    for side, codes in (
        (crosswalk.source, [entry.code for entry in crosswalk.entries]),
        (crosswalk.target, [entry.to for entry in crosswalk.entries if entry.to]),
    ):
        book = known.get(side.codebook)
        if book is None:
            found.append(f"There is no codebook `{side.codebook}`. {advice(side.codebook, known)}")
            continue
        if book.version != side.version:
            found.append(
                f"It was made for version {side.version} of `{book.id}`; version {book.version} is in force. Look whether it still holds."
            )
        names = [code.id for code in book.codes]
        found += [f"`{book.id}` has no code `{code}`. {advice(code, names)}" for code in dict.fromkeys(codes) if code not in names]
    return found
