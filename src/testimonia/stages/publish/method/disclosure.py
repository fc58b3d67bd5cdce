"""Which counts of people may be shown.

A count is shown only if it and every difference between two shown counts (its complement among them) is 0 or at least k. Where
counts are parts of a whole, whatever a reader gets by adding shown parts or taking them from the whole, and from there by doing so
again, must be 0 or at least k as well, and must not be a count that is hidden: where a single part would be hidden a second one goes
with it. Greedy and deterministic: rows are taken turn by turn, in each in the order of their priority, each whole or not at all; a
later turn never costs what an earlier one has shown.

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

    ``cells`` names what is shown with them (else the row itself), ``tells`` what a reader learns in passing. A lower ``turn``, then a
    lower ``priority`` is served first, then the order in which rows come. With ``needs`` the row is shown only beside at least one of
    these cells.
    """

    id: str
    counts: tuple[int, ...]
    priority: int = 0
    turn: int = 0
    cells: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The cells that the row shows."""
        return self.cells or (self.id,)


@dataclass(frozen=True, slots=True)
class Partition:
    """Parts of a whole: each a cell and its count. Who knows the whole and some parts knows the sum of the others.

    ``whole`` names the cell of the whole; ``known`` says that a reader may know it anyhow. ``apart``: what follows is also kept k apart
    from every shown count, because it may be a part of something else.
    """

    parts: tuple[tuple[str, int], ...]
    whole: str = ""
    known: bool = True
    apart: bool = True


def disclose(rows: Iterable[Row], partitions: Sequence[Partition] = (), k: int = 5) -> frozenset[str]:
    """The names of the cells that may be shown.

    Raises:
        ValueError: two rows have one id, or k is below 1.
    """
    ordered = [row for _, row in sorted(enumerate(rows), key=lambda pair: (pair[1].turn, pair[1].priority, pair[0]))]
    if k < 1 or len({row.id for row in ordered}) != len(ordered):
        raise ValueError("rows need ids of their own, and k must be at least 1")
    guard = _Guard(partitions, frozenset(cell for row in ordered for cell in row.named), k)
    shown: dict[str, Row] = {}
    for _, turn in groupby(ordered, key=lambda row: row.turn):
        _take(shown, list(turn), guard)
    return frozenset(_cells(shown))


def _take(shown: dict[str, Row], turn: Sequence[Row], guard: _Guard) -> None:
    """Show what fits of one turn, then hide the last taken of it until nothing follows that could not be shown itself."""
    cells = _cells(shown)
    before, pool = frozenset(cells), guard.pool(shown)
    taken: list[str] = []
    for row in turn:
        if cells.intersection(row.named) or (row.needs and before.isdisjoint(row.needs)):
            continue
        fresh = sorted(set(row.counts) - set(pool))
        if _apart(fresh, guard.k) and all(_fits(pool, count, guard.k) for count in fresh):
            shown[row.id] = row
            taken.append(row.id)
            cells.update(row.named)
            for count in fresh:
                insort(pool, count)
    while taken and (culprit := guard.culprit(shown)) is not None:
        told = {name for name, _ in culprit.parts} | {culprit.whole}
        # Where none of this turn is part of it, what was taken last may have come too close to it, or led to it through another.
        last = next((name for name in reversed(taken) if told.intersection((*shown[name].named, *shown[name].tells))), taken[-1])
        taken.remove(last)
        del shown[last]


def _cells(shown: dict[str, Row]) -> set[str]:
    return {cell for row in shown.values() for cell in row.named}


class _Guard:
    """Finds out what follows from shown rows; ``cells`` are those that rows may show, all others are only ever told in passing."""

    def __init__(self, partitions: Sequence[Partition], cells: frozenset[str], k: int) -> None:
        self.partitions, self.cells, self.k = partitions, cells, k

    def pool(self, shown: dict[str, Row]) -> list[int]:
        """Every shown count, and every sum that follows and is kept apart from them, sorted."""
        return self._pool(shown, self._known(shown))

    def _pool(self, shown: dict[str, Row], known: set[str]) -> list[int]:
        sums = (told for partition in self.partitions if partition.apart and (told := _told(partition, known)) is not None)
        return sorted({0, *sums, *(count for row in shown.values() for count in row.counts)})

    def _known(self, shown: dict[str, Row]) -> set[str]:
        """The cells that a reader knows or can compute, by one whole after the other."""
        known = _cells(shown) | {cell for row in shown.values() for cell in row.tells}
        more = bool(known)
        while more:
            more = False
            for partition in self.partitions:
                hidden = {name: count for name, count in partition.parts if name not in known}
                if not hidden and partition.whole and partition.whole not in known:
                    known.add(partition.whole)
                    more = True
                # Where the others leave nothing, all that are hidden are none.
                elif hidden and _told(partition, known) is not None and (len(hidden) == 1 or not any(hidden.values())):
                    known.update(hidden)
                    more = True
        return known

    def culprit(self, shown: dict[str, Row]) -> Partition | None:
        """A whole that gives away too much, the last one where there are several; None where none does."""
        known, cells = self._known(shown), _cells(shown)
        pool = self._pool(shown, known)
        for partition in reversed(self.partitions):
            total = sum(count for _, count in partition.parts)
            for name, count in (*partition.parts, (partition.whole, total)):
                if name in known and name not in cells and (0 < count < self.k or (count > 0 and name in self.cells)):
                    return partition
            told = _told(partition, known)
            if told is not None and (0 < told < self.k or (partition.apart and not _lonely(pool, told, self.k))):
                return partition
        return None


def _told(partition: Partition, known: set[str]) -> int | None:
    """What the known parts give away: the sum of the others, or of all; None where they give away nothing."""
    hidden = [count for name, count in partition.parts if name not in known]
    if not hidden:
        return sum(count for _, count in partition.parts)
    within = partition.known or partition.whole in known
    return sum(hidden) if within and len(hidden) < len(partition.parts) else None


def _apart(counts: Sequence[int], k: int) -> bool:
    """Whether sorted distinct counts lie at least k apart from one another."""
    return all(after - before >= k for before, after in pairwise(counts))


def _fits(pool: Sequence[int], count: int, k: int) -> bool:
    at = bisect_left(pool, count)
    return (at == 0 or count - pool[at - 1] >= k) and (at == len(pool) or pool[at] - count >= k)


def _lonely(pool: Sequence[int], count: int, k: int) -> bool:
    """Whether no other value in the pool lies closer than k to this one."""
    at = bisect_left(pool, count)
    before = pool[at - 1] if at else None
    after = pool[at + 1] if at + 1 < len(pool) else None
    return (before is None or count - before >= k) and (after is None or after - count >= k)
