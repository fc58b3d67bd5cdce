"""A library as tracing sees it: accounts in the order of their dates, their words as numbers, and where each word stands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.errors import InputError
from testimonia.text import Interval, parse_edtf
from testimonia.text.bulk import Numbers, Places, bulk_words

Index: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

_UNKNOWN = Interval(None, None, "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One account as lineage needs it: no text, only when and by whom it was published and how long it is.

    ``words`` are those that count: of the main text, without boilerplate.
    """

    account: str
    edition: str
    published: str | None
    words: int = 0
    bytes_digest: str = ""
    outlet: str = ""
    origin: str = ""
    title: str = ""
    author: str = ""
    published_origin: str = ""
    when: Interval = field(init=False, compare=False, default=_UNKNOWN)

    def __post_init__(self) -> None:
        """Read the date; one that cannot be read is an unknown one."""
        try:
            object.__setattr__(self, "when", parse_edtf(self.published) if self.published else _UNKNOWN)
        except InputError:
            object.__setattr__(self, "when", _UNKNOWN)

    @property
    def order(self) -> tuple[date, date, str]:
        """By date, then id; undated ones last. An order for ties and for who stands in the middle of a star, never evidence."""
        return self.when.earliest or self.when.latest or date.max, self.when.latest or date.max, self.account


@dataclass(frozen=True, slots=True)
class Source:
    """An account with its main text."""

    item: Item
    text: str


@dataclass(frozen=True, slots=True)
class Library:
    """Accounts by :attr:`Item.order`; the arrays hold the words of all of them, one account after the other.

    ``numbers`` are the words (equal numbers, equal folded words), ``starts`` and ``ends`` their code points in their own edition;
    account *n* has the words from ``bounds[n]`` to ``bounds[n + 1]``. ``owner`` says of each word whose it is.
    """

    items: tuple[Item, ...]
    texts: tuple[str, ...]
    numbers: Numbers
    starts: Places
    ends: Places
    bounds: Index
    owner: NDArray[np.int32]

    def digest(self, number: int) -> bytes:
        """What two accounts have in common whose words are the same in the same order."""
        return hashlib.blake2b(self.numbers[self.bounds[number] : self.bounds[number + 1]].tobytes(), digest_size=16).digest()


def read_library(sources: Sequence[Source]) -> Library:
    """Cut all texts into words; ``words`` of each item is counted anew. Raises nothing."""
    ordered = sorted(sources, key=lambda source: source.item.order)
    bulk = bulk_words([source.text for source in ordered])
    counts = np.diff(bulk.bounds)
    return Library(
        items=tuple(replace(source.item, words=int(count)) for source, count in zip(ordered, counts, strict=True)),
        texts=tuple(source.text for source in ordered),
        numbers=bulk.numbers,
        starts=bulk.starts,
        ends=bulk.ends,
        bounds=bulk.bounds,
        owner=np.repeat(np.arange(len(ordered), dtype=np.int32), counts),
    )
