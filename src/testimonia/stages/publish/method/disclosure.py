"""Which counts of people may be shown.

A count is shown only if it and every difference between two shown counts (its complement among them) is 0 or at least k. Where
counts are parts of a whole, what a reader gets by taking the shown parts from the whole must be 0 or at least k as well, and must
not be a single part that is hidden: then a second one is hidden with it. Greedy and deterministic: rows are taken turn by turn, in
each in the order of their priority, each whole or not at all; a later turn never costs what an earlier one has shown.

Source: primary and secondary suppression, Hundepool et al. (2012), Statistical Disclosure Control, ch. 5.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Counts that are shown together or not at all.

    ``cells`` names what is shown with them (else the row itself). A lower ``turn``, then a lower ``priority`` is served first, then
    the order in which rows come. With ``needs`` the row is shown only beside at least one of these cells.
    """

    id: str
    counts: tuple[int, ...]
    priority: int = 0
    turn: int = 0
    cells: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The cells that the row shows."""
        return self.cells or (self.id,)


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts of a whole: each a cell and its count. Who knows the whole and some parts knows the sum of the others.

    A part without a cell is never shown by itself. ``whole`` names the cell that tells the whole; empty where it is known anyhow.
    ``apart``: the sum of the hidden parts is also kept k apart from every shown count, because it may be a part of something else.
    """

    parts: tuple[tuple[str, int], ...]
    whole: str = ""
    apart: bool = True


def disclose(rows: Iterable[Row], partitions: Sequence[Partition] = (), k: int = 5) -> frozenset[str]:
    """The names of the cells that may be shown.

    Raises:
        ValueError: two rows have one id, or k is below 1.
    """
    ordered = [row for _, row in sorted(enumerate(rows), key=lambda pair: (pair[1].turn, pair[1].priority, pair[0]))]
    if k < 1 or len({row.id for row in ordered}) != len(ordered):
        raise ValueError("rows need ids of their own, and k must be at least 1")
    shown: dict[str, Row] = {}
    for _, turn in groupby(ordered, key=lambda row: row.turn):
        _take(shown, list(turn), partitions, k)
    return frozenset(_cells(shown))


def _take(shown: dict[str, Row], turn: Sequence[Row], partitions: Sequence[Partition], k: int) -> None:
    """Show what fits of one turn, then hide the last taken of it until nothing follows that could not be shown itself."""
    before = _cells(shown)
    pool = _pool(shown, [rest for partition in partitions if partition.apart and (rest := _rest(partition, before)) is not None])
    taken: list[str] = []
    cells = set(before)
    for row in turn:
        if cells.intersection(row.named) or (row.needs and before.isdisjoint(row.needs)):
            continue
        fresh = sorted(set(row.counts) - set(pool))
        if _apart(fresh, k) and all(_fits(pool, count, k) for count in fresh):
            shown[row.id] = row
            taken.append(row.id)
            cells.update(row.named)
            for count in fresh:
                insort(pool, count)
    while taken and (culprit := _culprit(shown, partitions, k)) is not None:
        told = {name for name, _ in culprit.parts} | {culprit.whole}
        # Where none of this turn is part of it, what was taken last may have come too close to it.
        last = next((name for name in reversed(taken) if told.intersection(shown[name].named)), taken[-1])
        taken.remove(last)
        del shown[last]


def _cells(shown: dict[str, Row]) -> set[str]:
    return {cell for row in shown.values() for cell in row.named}


def _pool(shown: dict[str, Row], sums: Iterable[int]) -> list[int]:
    return sorted({0, *sums, *(count for row in shown.values() for count in row.counts)})


def _apart(counts: Sequence[int], k: int) -> bool:
    """Whether sorted distinct counts lie at least k apart from one another."""
    return all(after - before >= k for before, after in pairwise(counts))


def _fits(pool: Sequence[int], count: int, k: int) -> bool:
    at = bisect_left(pool, count)
    return (at == 0 or count - pool[at - 1] >= k) and (at == len(pool) or pool[at] - count >= k)


def _culprit(shown: dict[str, Row], partitions: Sequence[Partition], k: int) -> Partition | None:
    """A whole that gives away too much, the last one where there are several; None where none does."""
    cells = _cells(shown)
    sums = [(rest, partition) for partition in partitions if (rest := _rest(partition, cells)) is not None]
    pool = _pool(shown, [rest for rest, partition in sums if partition.apart])
    for rest, partition in reversed(sums):
        hidden = [name for name, _ in partition.parts if name not in cells]
        single = rest > 0 and len(hidden) == 1 and hidden[0] != ""
        if 0 < rest < k or single or (partition.apart and not _lonely(pool, rest, k)):
            return partition
    return None


def _rest(partition: Partition, cells: set[str]) -> int | None:
    """The sum of a partition's hidden parts; None where the whole, all parts or no parts are hidden."""
    hidden = [count for name, count in partition.parts if name not in cells]
    known = not partition.whole or partition.whole in cells
    return sum(hidden) if known and hidden and len(hidden) < len(partition.parts) else None


def _lonely(pool: Sequence[int], count: int, k: int) -> bool:
    """Whether no other value in the pool lies closer than k to this one."""
    at = bisect_left(pool, count)
    before = pool[at - 1] if at else None
    after = pool[at + 1] if at + 1 < len(pool) else None
    return (before is None or count - before >= k) and (after is None or after - count >= k)
