"""Accounts that come in after a full tracing: compared with all others through the index that it left, in well under a second.

The answer is provisional. What is common and what is rare, whose boilerplate is whose, and which accounts stand in the middle of a star
hang on the whole library; the next full tracing settles them, with the new accounts among the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.index import Postings, Spread, repeated, sampled_sizes, shingles
from testimonia.stages.trace.method.texts import Index, Item, Library, Source, read_library
from testimonia.stages.trace.params import TraceParams
from testimonia.text.bulk import GOLDEN, Numbers, bulk_words, mixed

_MOST = 60  # accounts looked at for one that came in: more never held anything new in the measurements
_FEWEST = 2  # shingles shared with an account that is looked at


@dataclass(frozen=True, slots=True)
class Standing:
    """The index that a full tracing left.

    ``keys`` are all shingles, ascending, each with the number of its account in ``holders``; ``accounts`` and ``editions`` name the
    accounts by number, ``family`` is the first account of each one's family, ``boilerplate`` the shingles of boilerplate, ascending.
    """

    accounts: tuple[str, ...]
    editions: tuple[str, ...]
    keys: Numbers
    holders: NDArray[np.int32]
    family: NDArray[np.int32]
    boilerplate: Numbers


def neighbours(standing: Standing, text: str, params: TraceParams) -> tuple[int, ...]:
    """The accounts (numbers) that may share a passage with a text, those with most shingles in common first, then the earliest."""
    keys = np.unique(shingles(bulk_words([text]).numbers, params.shingle))
    keys = keys[~_among(keys, standing.boilerplate)]
    low, high = np.searchsorted(standing.keys, keys), np.searchsorted(standing.keys, keys, side="right")
    votes: dict[int, int] = {}
    for first, last in zip(low.tolist(), high.tolist(), strict=True):
        holders = standing.holders[first:last]
        if last - first > params.pairs_up_to:
            if np.unique(standing.family[holders]).size > params.common:
                continue
            holders = holders[[0, -1]]
        for holder in set(holders.tolist()):
            votes[holder] = votes.get(holder, 0) + 1
    found = sorted((holder for holder, count in votes.items() if count >= _FEWEST), key=lambda holder: (-votes[holder], holder))
    return tuple(found[:_MOST])


def _among(keys: Numbers, known: Numbers) -> NDArray[np.bool_]:
    at = np.searchsorted(known, keys)
    found = at < known.size
    found[found] = known[at[found]] == keys[found]
    return found


def joined_library(standing: Standing, sources: Sequence[Source], arrived: frozenset[str], params: TraceParams) -> tuple[Library, Spread]:
    """A library of the accounts that came in and their neighbours, with how common their shingles are in the whole library."""
    library = read_library(sources)
    keys = shingles(library.numbers, params.shingle)
    owner = library.owner[: keys.size]
    place = np.flatnonzero(owner == library.owner[params.shingle - 1 :])
    library = _without(library, place[_among(keys[place], standing.boilerplate)], params.shingle)
    keys = shingles(library.numbers, params.shingle)[place]
    postings = repeated(keys, owner[place], place)
    number = {account: n for n, account in enumerate(standing.accounts)}
    fresh = np.array([item.account in arrived for item in library.items])
    home = [
        int(standing.family[number[item.account]]) if item.account in number else len(number) + n for n, item in enumerate(library.items)
    ]
    home = _homes(home, postings, sampled_sizes(keys, owner[place], len(home)), fresh, params)
    family = np.array(home, np.int32)[postings.account]
    first = np.ones(postings.size, np.bool_)
    seen = postings.group * (len(number) + len(home)) + family
    first[np.setdiff1d(np.arange(seen.size), np.unique(seen, return_index=True)[1])] = False
    alone = fresh & (np.array(home) >= len(number))
    return library, Spread(postings, family, first, _families(standing, postings, alone))


def _homes(home: list[int], postings: Postings, sizes: Index, fresh: NDArray[np.bool_], params: TraceParams) -> list[int]:
    """The families with those that came in: an account that is a version of another one's text belongs to its family."""
    found = list(home)
    sampled = postings.only(postings.key[postings.group] & np.uint64(3) == 0)
    for new in np.flatnonzero(fresh).tolist():
        shared = np.isin(sampled.group, sampled.group[sampled.account == new])
        votes = np.bincount(sampled.account[shared], minlength=len(home))
        votes[new] = 0
        alike = np.flatnonzero((votes > 0) & (votes >= params.same_text * np.maximum(sizes, sizes[new])))
        if alike.size:
            found[new] = min(home[one] for one in alike.tolist())
    return found


def _families(standing: Standing, postings: Postings, fresh: NDArray[np.bool_]) -> Index:
    """In how many families of the whole library each group stands, those that came in among them."""
    low = np.searchsorted(standing.keys, postings.key)
    high = np.searchsorted(standing.keys, postings.key, side="right")
    counts = high - low
    group = np.repeat(np.arange(counts.size), counts)
    at = np.arange(group.size) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)
    codes = np.unique(group * len(standing.accounts) + standing.family[standing.holders[at]])
    found = np.bincount(codes // max(len(standing.accounts), 1), minlength=counts.size)
    new = postings.group[fresh[postings.account]]
    return found + np.bincount(new, minlength=counts.size)


def _without(library: Library, marked: Index, size: int) -> Library:
    from dataclasses import replace

    hidden = np.zeros(library.numbers.size, np.bool_)
    for offset in range(size):
        hidden[marked + offset] = True
    at = np.flatnonzero(hidden)
    numbers = library.numbers.copy()
    numbers[at] = mixed((at.astype(np.uint64) + np.uint64(1)) * GOLDEN)
    counts = np.bincount(library.owner[at], minlength=len(library.items)).tolist()
    items: tuple[Item, ...] = tuple(replace(item, words=item.words - count) for item, count in zip(library.items, counts, strict=True))
    return replace(library, numbers=numbers, items=items)
