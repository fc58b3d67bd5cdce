"""From the index to meetings: places in two accounts where the same shingle stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testimonia.stages.trace.method.index import Spread
from testimonia.stages.trace.method.texts import Flags, Index


@dataclass(frozen=True, slots=True)
class Meetings:
    """Places (of a shingle's first word) in an earlier and a later account; ``group`` is the shingle that stands at both."""

    one: Index
    other: Index
    group: Index


def meetings(spread: Spread, limit: int, common: int) -> tuple[Meetings, Index]:
    """Which places are to be compared, and the groups that were cut short.

    A shingle in up to ``limit`` accounts brings every two of them together. One in more brings each account together with the first of
    its family to hold it and with the one before it in the family; of the families, every two meet (by their first accounts) up to
    ``limit``, beyond that each meets the first and the one before it. So the work grows with the number of accounts, and every copy
    still hangs together with the others. Shingles in more than ``common`` families bring nobody together.
    """
    postings, first = spread.postings, spread.first
    sizes = np.bincount(postings.group, minlength=postings.base.size)
    usable = spread.families[postings.group] <= common
    few = usable & (sizes[postings.group] <= limit)
    many = usable & ~few
    heads = many & first
    head_counts = np.bincount(postings.group[heads], minlength=postings.base.size)
    within = postings.group * spread.family.size + np.cumsum(first)  # a number for each family in a group, ascending
    parts = [
        _every(postings.group, postings.place, few, limit),
        _star(within, postings.place, postings.group, many),
        _every(postings.group, postings.place, heads & (head_counts[postings.group] <= limit), limit),
        _star(postings.group, postings.place, postings.group, heads & (head_counts[postings.group] > limit)),
    ]
    one = np.concatenate([part[0] for part in parts])
    other = np.concatenate([part[1] for part in parts])
    group = np.concatenate([part[2] for part in parts])
    cut = np.flatnonzero(sizes > limit)
    return Meetings(np.minimum(one, other), np.maximum(one, other), group), cut


def _every(group: Index, place: Index, kept: Flags, limit: int) -> tuple[Index, Index, Index]:
    group, place = group[kept], place[kept]
    ones, others, groups = [], [], []
    for step in range(1, limit):
        same = np.flatnonzero(group[step:] == group[:-step])
        if not same.size:
            break
        ones.append(place[same])
        others.append(place[same + step])
        groups.append(group[same])
    empty = np.empty(0, np.int64)
    return np.concatenate([empty, *ones]), np.concatenate([empty, *others]), np.concatenate([empty, *groups])


def _star(bundle: Index, place: Index, group: Index, kept: Flags) -> tuple[Index, Index, Index]:
    bundle, place, group = bundle[kept], place[kept], group[kept]
    at = np.arange(bundle.size)
    fresh = np.ones(bundle.size, np.bool_)
    fresh[1:] = bundle[1:] != bundle[:-1]
    head = np.maximum.accumulate(np.where(fresh, at, 0))
    star = np.flatnonzero(~fresh)
    chain = star[head[star] != star - 1]
    return (
        np.concatenate([place[head[star]], place[chain - 1]]),
        np.concatenate([place[star], place[chain]]),
        np.concatenate([group[star], group[chain]]),
    )
