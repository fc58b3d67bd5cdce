"""Who holds whom, and which holders are perhaps round-ups: accounts that also hold something of another origin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import RelationKind


@dataclass(frozen=True, slots=True)
class Holding:
    """Nearly all words of ``held`` stand in ``holder``; ``spans`` are where (code points of the holder's edition, ascending)."""

    held: str
    holder: str
    spans: tuple[tuple[int, int], ...]
    reuse: Reuse


def holdings(reuse: Iterable[Reuse], threshold: float) -> list[Holding]:
    """Every pair of which one holds ``threshold`` of the other's words, once for each way round; quotations hold nothing."""
    found: list[Holding] = []
    for pair in reuse:
        if pair.kind is RelationKind.QUOTATION:
            continue
        if pair.a_share >= threshold:
            found.append(Holding(pair.a, pair.b, tuple(sorted((p.b_start, p.b_end) for p in pair.passages)), pair))
        if pair.b_share >= threshold:
            found.append(Holding(pair.b, pair.a, tuple(sorted((p.a_start, p.a_end) for p in pair.passages)), pair))
    return found


def beside_strangers(held: Sequence[Holding], reuse: Iterable[Reuse]) -> set[tuple[str, str]]:
    """The (held, holder) pairs where the holder holds another account too that shares nothing with the first.

    Two accounts share something when their places in the holder overlap, or when a passage of theirs was found. Runs once through
    the accounts that begin in a gap of each other, so that thousands of copies in one holder cost little.
    """
    met = {(pair.a, pair.b) for pair in reuse} | {(pair.b, pair.a) for pair in reuse}
    by_holder: dict[str, list[Holding]] = {}
    for item in held:
        by_holder.setdefault(item.holder, []).append(item)
    doubtful: set[tuple[str, str]] = set()
    for holder, items in by_holder.items():
        ordered = sorted((item for item in items if item.spans), key=lambda item: item.spans[0])
        starts = [item.spans[0][0] for item in ordered]
        doubtful.update((item.held, holder) for item in ordered if _has_stranger(item, ordered, starts, met))
    return doubtful


def _has_stranger(item: Holding, ordered: Sequence[Holding], starts: Sequence[int], met: set[tuple[str, str]]) -> bool:
    ends = [0, *(end for _, end in item.spans)]
    begins = [*(start for start, _ in item.spans), None]
    for low, high in zip(ends, begins, strict=True):
        until = len(starts) if high is None else bisect_right(starts, high)
        for other in ordered[bisect_left(starts, low) : until]:
            if high is not None and other.spans[0][1] > high:
                continue
            if other.held != item.held and (item.held, other.held) not in met and _disjoint(item.spans, other.spans):
                return True
    return False


def _disjoint(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> bool:
    """Whether two ascending lists of spans have no code point in common."""
    i = j = 0
    while i < len(one) and j < len(other):
        if max(one[i][0], other[j][0]) < min(one[i][1], other[j][1]):
            return False
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return True
