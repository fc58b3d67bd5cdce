"""A text as tracing sees it: the hashes of its word shingles, where its words stand, and which of them are quoted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.errors import InputError
from testimonia.text import Interval, parse_edtf, quotations, words

Hashes: TypeAlias = NDArray[np.uint64]
Places: TypeAlias = NDArray[np.int32]

_UNKNOWN = Interval(None, None, "unknown")
# Odd 64-bit constants of splitmix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One account as lineage needs it: no text, only when it was published and how long it is."""

    account: str
    edition: str
    published: str | None
    words: int
    bytes_digest: str = ""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The main text of an account.

    ``starts`` and ``ends`` are code points of its edition, one per word; ``inside`` says which words stand in quotation marks;
    ``shingles`` holds one key per run of words, each key once; ``digest`` is that of all words in their order.
    """

    item: Item
    digest: bytes
    starts: Places
    ends: Places
    inside: NDArray[np.bool_]
    shingles: Hashes


def read_text(item: Item, text: str, shingle: int) -> Text:
    """Cut a text into words and hash every run of ``shingle`` of them; ``item.words`` is counted anew. Raises nothing."""
    found = words(text)
    item = replace(item, words=len(found))
    folded = [word.folded for word in found]
    starts = np.fromiter((word.start for word in found), np.int32, len(found))
    ends = np.fromiter((word.end for word in found), np.int32, len(found))
    inside = np.zeros(len(found), np.bool_)
    for quotation in quotations(text):
        first, last = np.searchsorted(starts, (quotation.inside.start, quotation.inside.end))
        inside[first:last] = True
    whole = hashlib.sha256("\0".join(folded).encode()).digest()
    return Text(item=item, digest=whole, starts=starts, ends=ends, inside=inside, shingles=_numbered(_shingles(folded, shingle)))


_memo: dict[str, int] = {}
_MEMO_SIZE = 200_000  # words kept with their hash: more than a language uses, about 30 MB


def _word_hash(word: str) -> int:
    found = _memo.get(word)
    if found is None:
        if len(_memo) >= _MEMO_SIZE:
            _memo.clear()
        found = _memo[word] = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
    return found


def _mixed(values: Hashes) -> Hashes:
    """Every bit of the input changes every bit of the output (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


def _shingles(folded: list[str], shingle: int) -> Hashes:
    """A 64-bit hash of every run of words; the same on every machine, which Python's own ``hash`` is not."""
    count = len(folded) - shingle + 1
    if count < 1:
        return np.empty(0, np.uint64)
    single = np.fromiter((_word_hash(word) for word in folded), np.uint64, len(folded))
    found = np.zeros(count, np.uint64)
    for offset in range(shingle):
        found = _mixed((found + _GOLDEN) ^ single[offset : offset + count])
    return found


def _numbered(hashes: Hashes) -> Hashes:
    """Tell repeated shingles of one text apart by their number, so that a refrain pairs up first with first, second with second."""
    if hashes.size == 0:
        return hashes
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    fresh = np.r_[True, ranked[1:] != ranked[:-1]]
    if fresh.all():
        return hashes
    positions = np.arange(hashes.size)
    first = np.maximum.accumulate(np.where(fresh, positions, 0))
    number = (positions - first).astype(np.uint64)
    found = hashes.copy()
    found[order] = np.where(number > 0, _mixed(ranked + number * _GOLDEN), ranked)
    return found
