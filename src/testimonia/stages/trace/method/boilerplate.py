"""Boilerplate: what a source puts under everything it publishes, learned from where words stand; and what people say of it.

A shingle is a source's own if most of its uses are that source's, in a good part of that source's stories; a shingle in very many
families belongs to everybody. Runs of such shingles are boilerplate; their words are not compared and not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.index import Spread
from testimonia.stages.trace.method.texts import Flags, Index
from testimonia.stages.trace.params import TraceParams
from testimonia.text.bulk import Numbers

EVERYWHERE = -1
"""The outlet of words that stand everywhere."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Places of shingles that are boilerplate.

    For each the account, the shingle, the outlet it belongs to (``EVERYWHERE``), in how many accounts and families it stands, and whether
    a person said so.
    """

    place: Index
    account: NDArray[np.int32]
    key: Numbers
    outlet: Index
    accounts: Index
    families: Index
    told: Flags

    def only(self, kept: NDArray[np.generic]) -> Marked:
        """Some of them, or all in another order."""
        return Marked(*(getattr(self, field.name)[kept] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of boilerplate where it stands first: account, first word and the one after its last, outlet, how widely it stands."""

    account: int
    first: int
    last: int
    outlet: int
    accounts: int
    families: int


def suspected(spread: Spread, outlets: Index, published: Index, params: TraceParams, told: tuple[Numbers, Numbers]) -> Marked:
    """The places of shingles that belong to a source, or to everybody; whether they make a line is seen in the whole text.

    ``outlets`` is the outlet's number of each account, -1 where none is known, ``published`` how many accounts each outlet has; ``told``
    are the shingles of lines of which people said that they are boilerplate, and of lines of which they said that they are not.
    """
    postings = spread.postings
    own = _owner(spread, outlets, published, params)
    forced = np.isin(postings.key, told[0])
    chosen = ((own >= 0) | (spread.families > params.common) | forced) & (forced | ~np.isin(postings.key, told[1]))
    kept = chosen[postings.group]
    group = postings.group[kept]
    accounts = np.bincount(postings.group, minlength=spread.families.size)
    return Marked(
        postings.place[kept],
        postings.account[kept],
        postings.key[group],
        own[group],
        accounts[group],
        spread.families[group],
        forced[group],
    )


def marked(suspects: Marked, params: TraceParams) -> Marked:
    """Those of the suspected places that belong to a run long enough: a line of a source, a passage's length where it stands everywhere."""
    suspects = suspects.only(np.argsort(suspects.place, kind="stable"))
    return suspects.only(_runs(suspects, params))


def _owner(spread: Spread, outlets: Index, published: Index, params: TraceParams) -> Index:
    """Of each group the outlet whose own words it holds, else -1."""
    postings = spread.postings
    owner = np.full(spread.families.size, EVERYWHERE)
    count = published.size
    if not count:
        return owner
    heads = (
        spread.first & (spread.families[postings.group] >= params.boilerplate_families) & (postings.base[postings.group] == postings.group)
    )
    group, outlet = postings.group[heads], outlets[postings.account[heads]]
    known = outlet >= 0
    codes, uses = np.unique(group[known] * count + outlet[known], return_counts=True)
    group, outlet = codes // count, codes % count
    fits = (
        (uses >= params.boilerplate_families)
        & (uses >= params.boilerplate_share * spread.families[group])
        & (uses >= params.boilerplate_spread * published[outlet])
    )
    owner[group[fits]] = outlet[fits]
    return owner


def _runs(suspects: Marked, params: TraceParams) -> Flags:
    if not suspects.place.size:
        return np.zeros(0, np.bool_)
    fresh = np.ones(suspects.place.size, np.bool_)
    fresh[1:] = ~((np.diff(suspects.place) <= params.shingle) & (np.diff(suspects.account) == 0))
    run = np.cumsum(fresh) - 1
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], suspects.place.size) - 1
    length = suspects.place[last] - suspects.place[first] + params.shingle
    own = np.maximum.reduceat(suspects.outlet, first) >= 0
    told = np.logical_or.reduceat(suspects.told, first)
    long_enough: Flags = told | (length >= np.where(own, params.boilerplate_words, params.min_words))
    found: Flags = long_enough[run]
    return found


def masked(marks: Marked, words: int, size: int) -> Flags:
    """Which words are boilerplate."""
    found = np.zeros(words, np.bool_)
    for offset in range(size):
        found[marks.place + offset] = True
    return found


def lines(marks: Marked, params: TraceParams) -> list[Line]:
    """Each line once, where it stands first, by account and place."""
    if not marks.place.size:
        return []
    _, group = np.unique(marks.key, return_inverse=True)
    earliest = np.full(int(group.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(earliest, group, marks.account.astype(np.int64))
    here = marks.only(marks.account == earliest[group])
    fresh = np.ones(here.place.size, np.bool_)
    fresh[1:] = ~((np.diff(here.place) <= params.shingle) & (np.diff(here.account) == 0) & (np.diff(here.outlet) == 0))
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], here.place.size) - 1
    uses, families = np.maximum.reduceat(here.accounts, first), np.maximum.reduceat(here.families, first)
    rows: Sequence[tuple[int, ...]] = list(
        zip(
            here.account[first].tolist(), here.place[first].tolist(), (here.place[last] + params.shingle).tolist(),
            here.outlet[first].tolist(), uses.tolist(), families.tolist(), strict=True,
        )
    )  # fmt: skip
    return [Line(*row) for row in rows]
