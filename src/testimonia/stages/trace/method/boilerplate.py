"""Boilerplate: what a source puts under everything it publishes, learned from where words stand; and what people say of it.

A shingle is a source's own if most of its uses are that source's, in a good part of that source's stories; a shingle in very many
families belongs to everybody. Runs of such shingles are boilerplate; their words are not compared and not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    """Places of shingles that are boilerplate, with the group of each and the outlet it belongs to (``EVERYWHERE``)."""

    place: Index
    account: NDArray[np.int32]
    group: Index
    outlet: Index


@dataclass(frozen=True, slots=True)
class Line:
    """One line of boilerplate where it stands first: account, first word and the one after its last, outlet, how widely it stands."""

    account: int
    first: int
    last: int
    outlet: int
    accounts: int
    families: int


def marked(spread: Spread, outlets: Index, params: TraceParams, declared: Numbers, spared: Numbers) -> Marked:
    """The places of shingles that are boilerplate. ``outlets`` is the outlet's number of each account, -1 where none is known;
    ``declared`` and ``spared`` are shingles of lines of which people said that they are, or are not.
    """
    postings = spread.postings
    own = _owner(spread, outlets, params)
    keys = postings.key
    forced = np.isin(keys, declared)
    wide = (spread.families > params.common) | forced
    chosen = ((own >= 0) | wide) & (forced | ~np.isin(keys, spared))
    kept = chosen[postings.group]
    place, account, group = postings.place[kept], postings.account[kept], postings.group[kept]
    order = np.argsort(place, kind="stable")
    place, account, group = place[order], account[order], group[order]
    outlet = own[group]
    long_enough = _runs(place, account, params, outlet, forced[group])
    return Marked(place[long_enough], account[long_enough], group[long_enough], outlet[long_enough])


def _owner(spread: Spread, outlets: Index, params: TraceParams) -> Index:
    """Of each group the outlet whose own words it holds, else -1."""
    postings = spread.postings
    owner = np.full(spread.families.size, EVERYWHERE)
    count = int(outlets.max(initial=-1)) + 1
    if not count:
        return owner
    heads = spread.first & (spread.families[postings.group] >= params.boilerplate_families) & (postings.base[postings.group] == postings.group)
    group, outlet = postings.group[heads], outlets[postings.account[heads]]
    known = outlet >= 0
    codes, uses = np.unique(group[known] * count + outlet[known], return_counts=True)
    group, outlet = codes // count, codes % count
    published = np.bincount(outlets[outlets >= 0], minlength=count)
    fits = (
        (uses >= params.boilerplate_families)
        & (uses >= params.boilerplate_share * spread.families[group])
        & (uses >= params.boilerplate_spread * published[outlet])
    )
    owner[group[fits]] = outlet[fits]
    return owner


def _runs(place: Index, account: NDArray[np.int32], params: TraceParams, outlet: Index, forced: Flags) -> Flags:
    """Which of the marked places belong to a run long enough: a line of a source, a passage's length where it stands everywhere."""
    if not place.size:
        return np.zeros(0, np.bool_)
    fresh = np.ones(place.size, np.bool_)
    fresh[1:] = ~((np.diff(place) <= params.shingle) & (np.diff(account) == 0))
    run = np.cumsum(fresh) - 1
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], place.size) - 1
    length = place[last] - place[first] + params.shingle
    own = np.maximum.reduceat(outlet, first) >= 0
    told = np.logical_or.reduceat(forced, first)
    long_enough: Flags = told | (length >= np.where(own, params.boilerplate_words, params.min_words))
    return long_enough[run]


def masked(marks: Marked, words: int, size: int) -> Flags:
    """Which words are boilerplate."""
    found = np.zeros(words, np.bool_)
    for offset in range(size):
        found[marks.place + offset] = True
    return found


def lines(marks: Marked, spread: Spread, params: TraceParams) -> list[Line]:
    """Each line once, where it stands first, by account and place."""
    if not marks.place.size:
        return []
    postings = spread.postings
    accounts = np.bincount(postings.group, minlength=spread.families.size)
    earliest = np.full(spread.families.size, np.iinfo(np.int64).max)
    np.minimum.at(earliest, marks.group, marks.account.astype(np.int64))
    here = marks.account == earliest[marks.group]
    place, account, group, outlet = marks.place[here], marks.account[here], marks.group[here], marks.outlet[here]
    fresh = np.ones(place.size, np.bool_)
    fresh[1:] = ~((np.diff(place) <= params.shingle) & (np.diff(account) == 0) & (np.diff(outlet) == 0))
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], place.size) - 1
    uses, families = np.maximum.reduceat(accounts[group], first), np.maximum.reduceat(spread.families[group], first)
    rows: Sequence[tuple[int, ...]] = list(
        zip(
            account[first].tolist(), place[first].tolist(), (place[last] + params.shingle).tolist(), outlet[first].tolist(),
            uses.tolist(), families.tolist(), strict=True,
        )
    )  # fmt: skip
    return [Line(*row) for row in rows]
