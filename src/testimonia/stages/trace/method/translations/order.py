"""Marks of two texts side by side: how many come in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from testimonia.stages.trace.method.translations.signature import Signature

_OCCURRENCES = 4  # of one mark in one text: a name comes in every paragraph, and its first places are enough

_PARAGRAPHS = 3  # two of like lengths are no pattern
_VARIANCE = 6.8  # of the length of a translated sentence, per character of its original (Gale and Church 1993)
_OFF = 4.0  # squared deviations on average: twice their standard deviation, since free translations vary more than parliament's


def same_order(one: Signature, other: Signature, weights: Mapping[int, float]) -> frozenset[int]:
    """The marks of the heaviest chain that runs forward in both texts; each mark counts once. n log n in the number of meetings.

    ``weights`` names the common marks. The longest increasing subsequence, weighted, by a tree of running maxima (Fenwick 1994).
    """
    here, there = _places(one, weights), _places(other, weights)
    meetings = sorted((a, -b, key) for key in weights for a in here[key] for b in there[key])
    if not meetings:
        return frozenset()
    ranks = {place: rank for rank, place in enumerate(sorted({-b for _, b, _ in meetings}), start=1)}
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)
    value = [0.0] * len(meetings)
    before = [-1] * len(meetings)
    for n, (_, b, key) in enumerate(meetings):
        rank = ranks[-b]
        found = _most(best, rank - 1)
        # Only the mark before it is asked whether it is the same: a mark that returns later in the chain weighs twice here and once
        # in the result, which prefers texts that say it twice.
        again = found[1] >= 0 and meetings[found[1]][2] == key
        value[n], before[n] = found[0] + (0.0 if again else weights[key]), found[1]
        while rank < len(best):
            if value[n] > best[rank][0]:
                best[rank] = (value[n], n)
            rank += rank & -rank
    at = max(range(len(meetings)), key=lambda n: (value[n], -n))
    chain: set[int] = set()
    while at >= 0:
        chain.add(meetings[at][2])
        at = before[at]
    return frozenset(chain)


def _most(best: Sequence[tuple[float, int]], rank: int) -> tuple[float, int]:
    found = (0.0, -1)
    while rank > 0:
        if best[rank][0] > found[0]:
            found = best[rank]
        rank -= rank & -rank
    return found


def _places(signature: Signature, weights: Mapping[int, float]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {key: [] for key in weights}
    wanted = np.isin(signature.keys, np.fromiter(weights, np.int32, len(weights)))
    for key, place in zip(signature.keys[wanted].tolist(), signature.places[wanted].tolist(), strict=True):
        if len(found[key]) < _OCCURRENCES:
            found[key].append(place)
    return found


def alike_paragraphs(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two texts have nearly the same paragraphs in length and order, as a faithful translation has.

    With as many paragraphs (three or more), of which each is about as large a part of its text as the other's. Gale and Church (1993),
    "A Program for Aligning Sentences in Bilingual Corpora": the lengths of translated passages follow each other closely; their
    variance per character makes the bound.
    """
    if len(one) != len(other) or len(one) < _PARAGRAPHS:
        return False
    whole, whole_other = sum(one), sum(other)
    off = 0.0
    for a, b in zip(one, other, strict=True):
        expected = a * whole_other / whole
        off += (b - expected) ** 2 / (_VARIANCE * max(1.0, expected))
    return off / len(one) <= _OFF
