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
_HOPE = 6  # words that may be found behind one put in or left out; a chain that lacks more is not looked at twice
_DROP = (
    4  # words that differ beyond those that agree (half each) after which looking further is given up (X-drop, Altschul et al. 1990, BLAST)
)


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
    order = _in_order(begins[other], one)
    one, other, group = one[order], other[order], group[order]
    fresh = _breaks(one, other, begins, params)
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], one.size)
    several = last - first > 1
    first, last = first[several], last[several]
    rares = np.concatenate([[0], np.cumsum(rare[group])])
    rares = np.concatenate([[0], np.cumsum(rare[group])])
    telling = rares[last] - rares[first] > 1
    same = _covered(one, other, first, last, params.shingle)
    heads, tails = (one[first] - 1, other[first] - 1), (one[last - 1] + params.shingle, other[last - 1] + params.shingle)
    same += _outwards(numbers, heads, (begins[one[first]], begins[other[first]]), -1, params.min_words - same)
    same += _outwards(numbers, tails, (ends[one[first]], ends[other[first]]), 1, params.min_words - same)
    kept = telling | (same >= params.min_words)
    return Chains(one, other, first[kept], last[kept])


def _in_order(second: Index, place: Index) -> Index:
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
    """How many words the seeds of each chain cover, and how many more may be the same in the gaps between them."""
    step_one, step_other = np.diff(one, append=0), np.diff(other, append=0)
    step = np.maximum(np.minimum(np.minimum(step_one, step_other), size), 0)
    gap = np.maximum(np.minimum(step_one, step_other) - size, 0)
    # On one diagonal the first and the last word of a gap differ, or they would belong to a seed.
    step += np.where(step_one == step_other, np.maximum(gap - 2, 0), gap)
    sums = np.concatenate([[0], np.cumsum(step)])
    found: Index = sums[last - 1] - sums[first] + size
    return found


def _outwards(numbers: Numbers, ends: tuple[Index, Index], limits: tuple[Index, Index], step: int, wanted: Index) -> Index:
    """How many more words agree beyond an end, also behind one word that was put in or left out where that makes a difference."""
    same, how_far = _reach(numbers, *ends, limits, step)
    short = np.flatnonzero((same < wanted) & (same + _HOPE >= wanted))
    if short.size:
        a, b = ends[0][short] + how_far[short] * step, ends[1][short] + how_far[short] * step
        own = limits[0][short], limits[1][short]
        behind = [_reach(numbers, a + one * step, b + other * step, own, step)[0] for one, other in ((1, 0), (0, 1))]
        same[short] += np.maximum(*behind)
    return same


def _reach(numbers: Numbers, one: Index, other: Index, limits: tuple[Index, Index], step: int) -> tuple[Index, Index]:
    """How many more words agree when both texts are followed word by word, until too many differ; and how far that goes."""
    best, far = np.zeros(one.size, np.int64), np.zeros(one.size, np.int64)
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
        score[live] += np.where(agree, 2, -1)
        better = live[score[live] > top[live]]
        top[better], best[better], far[better] = score[better], same[better], turn + 1
        live = live[score[live] > top[live] - _DROP]
    return best, far
