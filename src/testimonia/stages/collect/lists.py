"""Lists of publications joined to files and addresses: pure.

An entry belongs to a file that it names (by path, else by name alone where only one file has it), else to the item at the address that it gives, else
to the only item with its title whose outlet and date do not contradict it. An entry that belongs to nothing is an account of its own, of which
the study has the record only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import AccountState
from testimonia.errors import InputError
from testimonia.stages.collect.addresses import normalised
from testimonia.stages.collect.readers.lists import Entry
from testimonia.stages.collect.readers.reading import Reading
from testimonia.text import fold, parse_edtf, words

# The rule by which the text of a record is put together; its number is part of the ids of editions.
EXTRACTOR = "record 1"
MEDIA_TYPE = "text/plain"
ORIGIN = "list"
FEWEST_WORDS = 4  # of a title that may join by itself: "Editorial" and "In brief" are many items
_SCHEME = re.compile(r"^(?:file:/*|internal-pdf://|pdf:|attachments:)", re.IGNORECASE)
_DRIVE = re.compile(r"^/?[A-Za-z]:/")
_RESOLVER = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry with the list in which it stands (the origin of its file)."""

    source: str
    entry: Entry

    @property
    def address(self) -> str | None:
        """The address of the item in its normal form."""
        return normalised(self.entry.address) if self.entry.address else None


@dataclass(slots=True)
class Joins:
    """The entries of all lists of a run, and which of them have found their item."""

    by_file: dict[str, Listed] = field(default_factory=dict)
    by_address: dict[str, Listed] = field(default_factory=dict)
    by_title: dict[str, Listed | None] = field(default_factory=dict)
    all: list[Listed] = field(default_factory=list)
    joined: dict[tuple[str, int], str] = field(default_factory=dict)
    # Entries that name the same file or address: several people in one article are several rows of a team's table.
    together: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    groups: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def add(self, listed: Iterable[Listed], files: Sequence[str]) -> None:
        """Take in the entries of a list; ``files`` are the origins of all files that are collected with it."""
        names: dict[str, list[str]] = {}
        for origin in files:
            names.setdefault(_key(PurePosixPath(origin).name), []).append(origin)
        for one in listed:
            self.all.append(one)
            for stated in one.entry.files:
                if place := _place(stated, one.source, names):
                    self.by_file.setdefault(place, one)
                    self._group(f"file {place}", one)
            if one.address:
                self.by_address.setdefault(one.address, one)
                self._group(f"address {one.address}", one)
            title = _title(one.entry.title)
            if len(title.split()) >= FEWEST_WORDS:
                self.by_title[title] = None if title in self.by_title else one  # two entries of one title: neither joins by it

    def of_file(self, origin: str) -> Listed | None:
        """The entry that names a file."""
        return self.by_file.get(origin)

    def of_item(self, origin: str, reading: Reading) -> Listed | None:
        """The entry of an item that has been read, by its address or its title."""
        for address in (origin, reading.saved_from, reading.address):
            if address and "://" in address and (found := self.by_address.get(normalised(address))):
                return found
        title = _title(reading.title)
        found = self.by_title.get(title)
        if found and (found.source, found.entry.number) not in self.joined and _agree(found.entry, reading):
            return found
        return None

    def note(self, listed: Listed, account: str) -> None:
        """That an entry has found an item, and with it those that name the same file or address."""
        key = (listed.source, listed.entry.number)
        self.joined[key] = account
        for group in self.groups.get(key, ()):
            for other in self.together[group]:
                self.joined.setdefault(other, account)

    def _group(self, name: str, listed: Listed) -> None:
        key = (listed.source, listed.entry.number)
        self.together.setdefault(name, []).append(key)
        self.groups.setdefault(key, []).append(name)

    def alone(self) -> list[Listed]:
        """The entries that have found none, in order."""
        return [one for one in self.all if (one.source, one.entry.number) not in self.joined]


def _title(stated: str) -> str:
    return " ".join(word.folded for word in words(stated))


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _place(stated: str, source: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The origin of the file that an entry names; None where no file, or more than one, can be meant."""
    path = unquote(_SCHEME.sub("", stated.strip())).replace("\\", "/")
    path = _DRIVE.sub("/", path)
    name = _key(PurePosixPath(path).name)
    candidates = list(names.get(name, ()))
    below = PurePosixPath(source).parent
    ending = _key(path.lstrip("./"))
    near = [origin for origin in candidates if _key(origin) == _key((below / path.lstrip("./")).as_posix())]
    if not near:
        near = [
            origin
            for origin in candidates
            if _key(origin) == ending or _key(origin).endswith("/" + ending) or ending.endswith("/" + _key(origin))
        ]
    chosen = near or candidates
    return chosen[0] if len(chosen) == 1 else None


def _agree(entry: Entry, reading: Reading) -> bool:
    """Whether nothing that both state speaks against their being one item."""
    if entry.outlet and reading.outlet and fold(entry.outlet) != fold(reading.outlet):
        return False
    return (
        not (entry.published and reading.published)
        or _within(entry.published, reading.published)
        or _within(reading.published, entry.published)
    )


def _within(wide: str, narrow: str) -> bool:
    try:
        whole, part = parse_edtf(wide), parse_edtf(narrow)
    except InputError:
        return wide == narrow
    return (whole.earliest is None or (part.earliest is not None and whole.earliest <= part.earliest)) and (
        whole.latest is None or (part.latest is not None and part.latest <= whole.latest)
    )


def described(reading: Reading, entry: Entry) -> Reading:
    """A reading with what a list states about the item: people made the list, a rule read the page.

    A date in the item itself stays where it lies within the list's and is more exact.
    """
    published, origin = reading.published, reading.published_origin
    if entry.published and not (published and _within(entry.published, published)):
        published, origin = entry.published, ORIGIN
    return replace(
        reading,
        title=entry.title or reading.title,
        author=entry.author or reading.author,
        outlet=entry.outlet or reading.outlet,
        published=published,
        published_origin=origin,
        language=entry.language or reading.language,
        accession=entry.accession or reading.accession,
    )


def described_account(account: Account, entry: Entry) -> Account:
    """An account that was there before, with what a list states about it."""
    published, origin = account.published, account.published_origin
    if entry.published and not (published and _within(entry.published, published)):
        published, origin = entry.published, ORIGIN
    return replace(
        account,
        title=entry.title or account.title,
        author=entry.author or account.author,
        outlet=entry.outlet or account.outlet,
        published=published,
        published_origin=origin,
        language=entry.language or account.language,
        accession=entry.accession or account.accession,
    )


def origin_of_entry(listed: Listed) -> str:
    """The origin of an account of which only the record is there: the item's address, else its place in the list."""
    if listed.entry.doi and not (listed.address and not _RESOLVER.match(listed.address)):
        return f"https://doi.org/{listed.entry.doi}"
    return listed.address or f"{listed.source}#{listed.entry.number}"


def reading_of(entry: Entry) -> Reading:
    """The reading of an account of which only the record is there: its abstract, or its title alone."""
    text = entry.abstract or entry.title
    reading = Reading(
        media_type=MEDIA_TYPE,
        full="\n\n".join(part for part in (entry.title, entry.abstract) if part),
        main=text,
        full_by=EXTRACTOR,
        main_by=EXTRACTOR,
        title=entry.title,
        words=len(words(text)),
    )
    what = "title and abstract" if entry.abstract else "title" if entry.title else "number"
    return described(reading, entry).worse(AccountState.PARTIAL, f"only its record in a list is there ({what}), not the item itself")
