"""The inverted index: which shingles stand in several accounts, and in how many *families* of accounts each stands.

A story reprinted five hundred times holds each of its shingles five hundred times; counted in accounts, its words would look like a
set phrase. So near-copies are put together first, and a shingle is counted once for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.texts import Flags, Index
from testimonia.text.bulk import GOLDEN, Numbers, mixed

Minima: TypeAlias = NDArray[np.uint8]

_PLACE = np.uint64(0xA0761D6478BD642F)  # odd; tells the first word of a shingle from its second (wyhash's first constant)
_SAMPLE = np.uint64(3)  # every fourth shingle says as well as all which accounts are versions of one text
_HASHES = 32  # minima kept of each posting list: enough to tell lists that go together from lists that do not


@dataclass(frozen=True, slots=True)
class Postings:
    """Where repeated shingles stand: entries ordered by shingle, then account, then place.

    ``group`` numbers the shingles from 0; a shingle that stands in one account several times makes a group for its first place in every
    account, another for its second (``base`` names the first group), so that refrains meet first with first. ``key`` is the shingle.
    """

    group: Index
    account: NDArray[np.int32]
    place: Index
    key: Numbers
    base: Index

    @property
    def size(self) -> int:
        """How many entries."""
        return int(self.group.size)

    def only(self, kept: Flags) -> Postings:
        """Some of the entries; groups keep their numbers."""
        return replace(self, group=self.group[kept], account=self.account[kept], place=self.place[kept])


def shingles(numbers: Numbers, size: int) -> Numbers:
    """A 64-bit number for each run of ``size`` words, also across the ends of texts; the same on every machine."""
    count = max(0, numbers.size - size + 1)
    found = np.zeros(count, np.uint64)
    for offset in range(size):
        found *= _PLACE
        found += numbers[offset : offset + count]
    return mixed(found)


def repeated(keys: Numbers, account: NDArray[np.int32], place: Index) -> Postings:
    """The shingles that stand in two accounts or more. Entries must come ordered by account and place."""
    order = np.argsort(keys, kind="stable")
    return grouped(keys[order], account[order], place[order])


def grouped(ranked: Numbers, account: NDArray[np.int32], place: Index) -> Postings:
    """The same for entries that come ordered by shingle, account and place."""
    fresh = np.ones(ranked.size, np.bool_)
    fresh[1:] = ranked[1:] != ranked[:-1]
    first = np.flatnonzero(fresh)
    spread = np.diff(np.append(first, ranked.size))
    several = np.repeat(spread > 1, spread)
    spread = spread[spread > 1]
    group = np.repeat(np.arange(spread.size), spread)
    return _numbered(group, account[several], place[several], ranked[several])


def _numbered(group: Index, account: NDArray[np.int32], place: Index, keys: Numbers) -> Postings:
    """Tell apart the first, second ... place of a shingle within one account, then drop what stands in one account alone."""
    again = np.zeros(group.size, np.bool_)
    again[1:] = (group[1:] == group[:-1]) & (account[1:] == account[:-1])
    at = np.arange(group.size)
    rank = at - np.maximum.accumulate(np.where(again, 0, at))
    key = keys[np.flatnonzero(np.diff(group, prepend=-1))] if group.size else keys[:0]
    later = np.flatnonzero(again)
    if later.size:
        later = later[np.lexsort((account[later], rank[later], group[later]))]
        fresh = np.ones(later.size, np.bool_)
        fresh[1:] = (group[later][1:] != group[later][:-1]) | (rank[later][1:] != rank[later][:-1])
        base = np.concatenate([np.arange(key.size), group[later][fresh]])
        numbered = key.size + np.cumsum(fresh) - 1
        kept = ~again
        group = np.concatenate([group[kept], numbered])
        account, place = np.concatenate([account[kept], account[later]]), np.concatenate([place[kept], place[later]])
        key = key[base]
    else:
        base = np.arange(key.size)
    sizes = np.bincount(group, minlength=base.size)
    shared = sizes[group] > 1
    return Postings(group[shared], account[shared], place[shared], key, base)


def edges(group: Index, member: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Each member of a group with the first of its group and with the one before it (once where that is the same)."""
    at = np.arange(group.size)
    fresh = np.ones(group.size, np.bool_)
    fresh[1:] = group[1:] != group[:-1]
    first = np.maximum.accumulate(np.where(fresh, at, 0))
    star = np.flatnonzero(~fresh)
    chain = star[first[star] != star - 1]
    return np.concatenate([member[first[star]], member[chain - 1]]), np.concatenate([member[star], member[chain]])


def version_votes(postings: Postings, accounts: int) -> tuple[Index, Index]:
    """Pairs of accounts (first x accounts + second), each with how many sampled shingles lead from one to the other."""
    sampled = (postings.key[postings.group] & _SAMPLE == 0) & (postings.base[postings.group] == postings.group)
    one, other = edges(postings.group[sampled], postings.account[sampled])
    codes, votes = np.unique(one.astype(np.int64) * accounts + other, return_counts=True)
    return codes, votes


def sampled_sizes(keys: Numbers, account: NDArray[np.int32], accounts: int) -> Index:
    """How many sampled shingles each account has."""
    return np.bincount(account[keys & _SAMPLE == 0], minlength=accounts)


def versions(codes: Index, votes: Index, sizes: Index, share: float) -> NDArray[np.int32]:
    """Of each account the first account of its family: those that share ``share`` of the longer's shingles, and what follows from it."""
    accounts = sizes.size
    one, other = codes // accounts, codes % accounts
    alike = votes >= np.maximum(share * np.maximum(sizes[one], sizes[other]), 1)
    parent = list(range(accounts))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for a, b in zip(one[alike].tolist(), other[alike].tolist(), strict=True):
        a, b = find(a), find(b)  # noqa: PLW2901 - from here on their roots
        if a != b:
            parent[max(a, b)] = min(a, b)
    return np.fromiter((find(item) for item in range(accounts)), np.int32, accounts)


@dataclass(frozen=True, slots=True)
class Spread:
    """Postings ordered by group, family and account; ``first`` marks the first entry of each family in its group.

    ``families`` says of each group in how many families it stands.
    """

    postings: Postings
    family: NDArray[np.int32]
    first: Flags
    families: Index

    def minima(self, wanted: Flags) -> Minima:
        """For each wanted group the last byte of the least of each hash over its families.

        How many agree between two groups says how alike their families are. Shape (groups, 32); rows that are not wanted are 0. Sources: Broder 1997 (MinHash); Li and König 2010 (b-bit minwise hashing).
        """
        found = np.zeros((self.families.size, _HASHES), np.uint8)
        used = self.first & wanted[self.postings.group]
        group, family = self.postings.group[used], self.family[used].astype(np.uint64)
        if not group.size:
            return found
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        for number in range(_HASHES):
            hashed = (
                mixed((family + np.uint64(1)) * GOLDEN + np.uint64((number + 1) * int(_PLACE) & 0xFFFFFFFFFFFFFFFF)) >> np.uint64(32)
            ).astype(np.uint32)
            found[group[starts], number] = np.minimum.reduceat(hashed, starts) & 0xFF
        return found


def spread_over(postings: Postings, family_of: NDArray[np.int32]) -> Spread:
    """In how many families each shingle stands."""
    family = family_of[postings.account]
    order = np.argsort(postings.group * family_of.size + family, kind="stable")
    postings, family = postings.only(order), family[order]  # type: ignore[arg-type] # an order serves as a selection
    first = np.ones(postings.size, np.bool_)
    first[1:] = (postings.group[1:] != postings.group[:-1]) | (family[1:] != family[:-1])
    families = np.bincount(postings.group[first], minlength=postings.base.size)
    return Spread(postings, family, first, families[postings.base])
