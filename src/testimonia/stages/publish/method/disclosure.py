"""Which counts of people may be shown.

A count is shown only if it and every difference between two shown counts (its complement among them) is 0 or at least k. Where
counts are parts of a whole, the sum of the hidden parts is treated as if it were shown, because anybody can compute it. Greedy and
deterministic: rows are taken in the order of their priority, each whole or not at all.

Source: primary and secondary suppression, Hundepool et al. (2012), Statistical Disclosure Control, ch. 5.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Counts that are shown together or not at all; a lower ``priority`` is served first, then the order in which rows come."""

    id: str
    counts: tuple[int, ...]
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts of a whole: each a row and one of its counts. Who knows the whole and some parts knows the sum of the others."""

    parts: tuple[tuple[str, int], ...]


def disclose(rows: Iterable[Row], partitions: Sequence[Partition] = (), k: int = 5) -> frozenset[str]:
    """The ids of the rows that may be shown.

    Raises:
        ValueError: two rows have one id, or k is below 1.
    """
    ordered = [row for _, row in sorted(enumerate(rows), key=lambda pair: (pair[1].priority, pair[0]))]
    if k < 1 or len({row.id for row in ordered}) != len(ordered):
        raise ValueError("rows need ids of their own, and k must be at least 1")
    pool: list[int] = [0]
    shown: dict[str, Row] = {}
    for row in ordered:
        fresh = sorted(set(row.counts) - set(pool))
        if _apart(fresh, k) and all(_fits(pool, count, k) for count in fresh):
            shown[row.id] = row
            for count in fresh:
                insort(pool, count)
    _protect_sums(shown, partitions, k)
    return frozenset(shown)


def _apart(counts: Sequence[int], k: int) -> bool:
    """Whether sorted distinct counts lie at least k apart from one another."""
    return all(after - before >= k for before, after in pairwise(counts))


def _fits(pool: Sequence[int], count: int, k: int) -> bool:
    at = bisect_left(pool, count)
    return (at == 0 or count - pool[at - 1] >= k) and (at == len(pool) or pool[at] - count >= k)


def _protect_sums(shown: dict[str, Row], partitions: Sequence[Partition], k: int) -> None:
    """Hide more rows until no sum of hidden parts says anything that could not be shown itself."""
    places = {name: n for n, name in enumerate(shown)}  # in the order in which they were taken
    while True:
        counts = {0, *(count for row in shown.values() for count in row.counts)}
        sums = [(rest, partition) for partition in partitions if (rest := _rest(shown, partition)) is not None]
        counts.update(rest for rest, _ in sums)
        pool = sorted(counts)
        culprit = next((p for rest, p in sums if not _lonely(pool, rest, k)), None)
        if culprit is None:
            return
        last = max((name for name, _ in culprit.parts if name in shown), key=places.__getitem__)
        del shown[last]


def _rest(shown: dict[str, Row], partition: Partition) -> int | None:
    """The sum of a partition's hidden parts; None where nothing, or everything, is hidden."""
    hidden = [count for name, count in partition.parts if name not in shown]
    return sum(hidden) if hidden and len(hidden) < len(partition.parts) else None


def _lonely(pool: Sequence[int], count: int, k: int) -> bool:
    """Whether no other value in the pool lies closer than k to this one."""
    at = bisect_left(pool, count)
    before = pool[at - 1] if at else None
    after = pool[at + 1] if at + 1 < len(pool) else None
    return (before is None or count - before >= k) and (after is None or after - count >= k)
