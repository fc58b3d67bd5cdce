"""Lists of publications: what each entry states about an item, whatever the format of the list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a list: what it states, the files it names (as written there), and its own words (``source``).

    ``published`` is EDTF; ``address`` a web address; ``doi`` without a resolver in front.
    """

    number: int
    source: str
    title: str = ""
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    address: str | None = None
    doi: str | None = None
    accession: str | None = None
    abstract: str | None = None
    database: str | None = None
    files: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The entry as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Entry:
        """The entry that ``as_json`` wrote."""
        return cls(**{**plain, "files": tuple(plain["files"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The entries of a list in order, and what in it could not be read (``faults``, in words)."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The listing as plain values."""
        return {"entries": [entry.as_json() for entry in self.entries], "faults": list(self.faults)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Listing:
        """The listing that ``as_json`` wrote."""
        return cls(entries=tuple(Entry.from_json(entry) for entry in plain["entries"]), faults=tuple(plain["faults"]))
