"""From places that meet to candidates: seeds that follow one another in both texts are chained, and what cannot become a passage is left.

Everything is done for all pairs of accounts at once, in arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testimonia.stages.trace.method.meetings import Meetings
from testimonia.stages.trace.method.texts import Flags, Index
from testimonia.stages.trace.params import TraceParams
from testimonia.text.bulk import Numbers

_REACH = 30  # words looked at on either side of a chain before it is aligned
_DROP = 3  # words that differ more than agree after which looking further is given up (X-drop, Altschul et al. 1990, BLAST)


@dataclass(frozen=True, slots=True)
class Chains:
    """Candidates: seeds in order (``one``, ``other``: places of words), and of each chain its first seed and the one after its last."""

    one: Index
    other: Index
    first: Index
    last: Index


def chains(found: Meetings, rare: Flags, numbers: Numbers, limits: tuple[Index, Index], params: TraceParams) -> Chains:
    """Chains that may become a passage: enough words the same on their diagonal, or two rare shingles.

    ``rare`` says of each group of shingles whether it is; ``limits`` are, of each word, where its text begins and ends.
    """
    begins, ends = limits
    one, other, group = found.one, found.other, found.group
    order = _in_order(begins[one], begins[other], one)
    one, other, group = one[order], other[order], group[order]
    fresh = _breaks(one, other, begins, params)
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], one.size)
    several = last - first > 1
    first, last = first[several], last[several]
    rares = np.concatenate([[0], np.cumsum(rare[group])])
    same = _covered(one, other, first, last, params.shingle)
    left = _reach(numbers, one[first] - 1, other[first] - 1, (begins[one[first]], begins[other[first]]), -1)
    tail_one, tail_other = one[last - 1], other[last - 1]
    right = _reach(numbers, tail_one + params.shingle, tail_other + params.shingle, (ends[tail_one], ends[tail_other]), 1)
    kept = (same + left + right >= params.min_words) | (rares[last] - rares[first] > 1)
    return Chains(one, other, first[kept], last[kept])


def _in_order(first: Index, second: Index, place: Index) -> Index:
    """By the two accounts, then by the place in the first."""
    if not place.size:
        return place
    top = int(second.max()) + 1
    if int(place.max()) < (1 << 63) // max(top, 1):
        # The place in the first account tells which account that is, but not that it is a pair: so the second comes first.
        return np.argsort(second * (int(place.max()) + 1) + place, kind="stable")
    return np.lexsort((place, second))


def _breaks(one: Index, other: Index, begins: Index, params: TraceParams) -> Flags:
    """Where a chain begins: another pair of accounts, a gap, a step back, too much put in or left out."""
    fresh = np.ones(one.size, np.bool_)
    step_one, step_other = np.diff(one), np.diff(other)
    most = params.max_gap + params.shingle
    follows = (step_one <= most) & (step_other <= most) & (step_other > 0) & (np.abs(step_one - step_other) <= params.max_drift)
    same = (begins[one[1:]] == begins[one[:-1]]) & (begins[other[1:]] == begins[other[:-1]])
    fresh[1:] = ~(follows & same)
    return fresh


def _covered(one: Index, other: Index, first: Index, last: Index, size: int) -> Index:
    """How many words the seeds of each chain cover."""
    step = np.minimum(np.minimum(np.diff(one, append=0), np.diff(other, append=0)), size)
    sums = np.concatenate([[0], np.cumsum(np.maximum(step, 0))])
    return sums[last - 1] - sums[first] + size


def _reach(numbers: Numbers, one: Index, other: Index, limits: tuple[Index, Index], step: int) -> Index:
    """How many more words agree when both texts are followed word by word, until too many differ."""
    best = np.zeros(one.size, np.int64)
    same, score, top = np.zeros_like(best), np.zeros_like(best), np.zeros_like(best)
    live = np.arange(one.size)
    for turn in range(_REACH):
        a, b = one[live] + turn * step, other[live] + turn * step
        inside = (a < limits[0][live]) & (b < limits[1][live]) if step > 0 else (a >= limits[0][live]) & (b >= limits[1][live])
        live, a, b = live[inside], a[inside], b[inside]
        if not live.size:
            break
        agree = numbers[a] == numbers[b]
        same[live] += agree
        score[live] += np.where(agree, 1, -1)
        better = live[score[live] > top[live]]
        top[better], best[better] = score[better], same[better]
        live = live[score[live] > top[live] - _DROP]
    return best
