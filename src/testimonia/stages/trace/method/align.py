"""Alignment: from chains to passages, word by word, with what differs between the two versions.

Seeds stand fixed; gaps between them are filled, and both ends are followed outwards by local alignment within a band (Smith and Waterman
1981; the band after Chao, Pearson and Miller 1992), for all chains at once in arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.chains import Chains
from testimonia.stages.trace.method.texts import Index
from testimonia.text.bulk import Numbers

_BAND = 4  # words put in or left out that are followed at an end
_ROWS = 48  # words followed from an end at a time
_SAME, _DIFFERENT, _GAP = 2, -1, -2
_AT_ONCE = 10_000  # chains: their tables then take about 5 MB
_TURNS = 4  # after so many of one pair, what is left of it is aligned together
_FLOOR = -(1 << 14)
_STAY, _DIAGONAL, _DOWN, _ACROSS = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Blocks:
    """Runs of words that are the same in two texts: ``chain`` says of which chain, then places in both and the length; in order."""

    chain: Index
    one: Index
    other: Index
    length: Index


def align_all(chains: Chains, numbers: Numbers, owner: NDArray[np.int32], limits: tuple[Index, Index], size: int) -> Blocks:
    """The words that are the same around the chains.

    A chain that lies in the alignment of a better one of the same two accounts is not aligned again: a copy and its original meet in a
    dozen chains, each of which would be followed through the whole text.
    """
    seeds = chains.last - chains.first
    one, other = owner[chains.one[chains.first]].astype(np.int64), owner[chains.other[chains.first]].astype(np.int64)
    pair = np.unique(one * (int(owner[-1]) + 1 if owner.size else 1) + other, return_inverse=True)[1]
    left = np.lexsort((chains.first, -seeds, pair))
    done: list[Blocks] = []
    for turn in range(_TURNS + 1):
        if not left.size:
            break
        now = np.diff(pair[left], prepend=-1) != 0 if turn < _TURNS else np.ones(left.size, np.bool_)
        chosen, left = left[now], left[~now]
        for start in range(0, chosen.size, _AT_ONCE):
            some = chosen[start : start + _AT_ONCE]
            blocks = align(Chains(chains.one, chains.other, chains.first[some], chains.last[some]), numbers, limits, size)
            done.append(Blocks(some[blocks.chain], blocks.one, blocks.other, blocks.length))
        if left.size:
            left = left[~_inside(chains, left, pair, done)]
    empty = np.empty(0, np.int64)
    chain, at_one, at_other, length = (
        np.concatenate([empty, *(getattr(blocks, name) for blocks in done)]) for name in ("chain", "one", "other", "length")
    )
    order = np.argsort(chain, kind="stable")
    return Blocks(chain[order], at_one[order], at_other[order], length[order])


def _inside(chains: Chains, left: Index, pair: Index, done: Sequence[Blocks]) -> NDArray[np.bool_]:
    """Which chains lie, on both sides, within an alignment of the same two accounts."""
    inside = np.zeros(left.size, np.bool_)
    for blocks in done:
        head = np.flatnonzero(np.diff(blocks.chain, prepend=-1))
        tail = np.append(head[1:], blocks.chain.size) - 1
        number = np.full(int(pair.max()) + 1, -1)
        number[pair[blocks.chain[head]]] = np.arange(head.size)
        at = number[pair[left]]
        found = at >= 0
        first, last = chains.first[left], chains.last[left] - 1
        from_one, to_one = blocks.one[head][at], (blocks.one + blocks.length)[tail][at]
        from_other, to_other = blocks.other[head][at], (blocks.other + blocks.length)[tail][at]
        found &= (chains.one[first] >= from_one) & (chains.one[last] < to_one)
        found &= (chains.other[first] >= from_other) & (chains.other[last] < to_other)
        inside |= found
    return inside


def align(chains: Chains, numbers: Numbers, limits: tuple[Index, Index], size: int) -> Blocks:
    """The words that are the same in the two stretches around each chain."""
    begins, ends = limits
    chain, one, other, length = _segments(chains, size)
    gaps = _filled(chain, one, other, length, numbers)
    head = np.flatnonzero(np.diff(chain, prepend=-1))
    tail = np.append(head[1:], chain.size) - 1
    left = _outwards(numbers, one[head] - 1, other[head] - 1, (begins[one[head]], begins[other[head]]), -1)
    after_one, after_other = one[tail] + length[tail], other[tail] + length[tail]
    right = _outwards(numbers, after_one, after_other, (ends[one[tail]], ends[other[tail]]), 1)
    return _joined([(chain, one, other, length), gaps, left, right])


_Part = tuple[Index, Index, Index, Index]


def _segments(chains: Chains, size: int) -> _Part:
    """The seeds of each chain as runs along one diagonal, none of which overlaps the one before it."""
    counts = chains.last - chains.first
    offset = np.repeat(np.cumsum(counts) - counts, counts)
    at = np.arange(int(counts.sum())) - offset + np.repeat(chains.first, counts)
    owner = np.repeat(np.arange(counts.size), counts)
    one, other = chains.one[at], chains.other[at]
    fresh = np.ones(at.size, np.bool_)
    step = np.diff(one)
    fresh[1:] = ~((np.diff(owner) == 0) & (step == np.diff(other)) & (step <= size))
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], at.size) - 1
    owner, start, other_start, length = owner[first], one[first], other[first], one[last] - one[first] + size
    while True:
        # Next to words left out and their like, two runs claim the same words: the earlier keeps them.
        clash = np.zeros(owner.size, np.int64)
        same = np.diff(owner) == 0
        clash[1:] = np.where(same, np.maximum(start[:-1] + length[:-1] - start[1:], other_start[:-1] + length[:-1] - other_start[1:]), 0)
        clash = np.maximum(clash, 0)
        if not clash.any():
            return owner, start, other_start, length
        gone = clash >= length
        if gone.any():
            # One at a time in a chain: what is left out may free the next.
            leading = gone & ~np.concatenate([[False], gone[:-1] & same])
            kept = ~leading
            owner, start, other_start, length = owner[kept], start[kept], other_start[kept], length[kept]
            continue
        start, other_start, length = start + clash, other_start + clash, length - clash


def _filled(chain: Index, one: Index, other: Index, length: Index, numbers: Numbers) -> _Part:
    """Words that are the same in the gaps between runs."""
    inner = np.flatnonzero(np.diff(chain) == 0)
    from_one, from_other = one[inner] + length[inner], other[inner] + length[inner]
    gap_one, gap_other = one[inner + 1] - from_one, other[inner + 1] - from_other
    even = (gap_one == gap_other) & (gap_one > 0)
    counts = gap_one[even]
    offset = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    a, b = np.repeat(from_one[even], counts) + offset, np.repeat(from_other[even], counts) + offset
    owner = np.repeat(chain[inner][even], counts)
    same = numbers[a] == numbers[b]
    parts = [(owner[same], a[same], b[same])]
    uneven = np.flatnonzero((gap_one != gap_other) & (gap_one > 0) & (gap_other > 0))
    if uneven.size:
        pairs = [
            (int(chain[inner[n]]), x, y)
            for n in uneven.tolist()
            for x, y in _common(numbers, (int(from_one[n]), int(gap_one[n])), (int(from_other[n]), int(gap_other[n])))
        ]
        found = np.array(pairs, np.int64).reshape(-1, 3)
        parts.append((found[:, 0], found[:, 1], found[:, 2]))
    owner, a, b = (np.concatenate([part[column] for part in parts]) for column in range(3))
    return owner, a, b, np.ones(owner.size, np.int64)


def _common(numbers: Numbers, one: tuple[int, int], other: tuple[int, int]) -> list[tuple[int, int]]:
    """A longest common subsequence of two short stretches, the earliest of equals."""
    a, b = numbers[one[0] : one[0] + one[1]].tolist(), numbers[other[0] : other[0] + other[1]].tolist()
    if not set(a).intersection(b):
        return []
    best = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            best[i][j] = best[i + 1][j + 1] + 1 if a[i] == b[j] else max(best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            found.append((one[0] + i, other[0] + j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _outwards(numbers: Numbers, one: Index, other: Index, limits: tuple[Index, Index], step: int) -> _Part:
    """Words that are the same beyond an end; followed on while an end is not in sight."""
    parts: list[_Part] = []
    live = np.arange(one.size)
    one, other = one.copy(), other.copy()
    while live.size:
        owner, a, b, rows, columns = _extend(numbers, one[live], other[live], (limits[0][live], limits[1][live]), step)
        parts.append((live[owner], a, b, np.ones(a.size, np.int64)))
        one[live] += rows * step
        other[live] += columns * step
        live = live[np.maximum(rows, columns) >= _ROWS - _BAND]
    return tuple(np.concatenate([part[column] for part in parts]) if parts else np.empty(0, np.int64) for column in range(4))  # type: ignore[return-value]


def _extend(numbers: Numbers, one: Index, other: Index, limits: tuple[Index, Index], step: int) -> tuple[Index, Index, Index, Index, Index]:
    """Banded local alignment from a fixed end: the words that are the same (chain, places), and how far it goes in either text."""
    count, width = one.size, 2 * _BAND + 1
    room_one = (limits[0] - one) * step + (0 if step > 0 else 1)
    room_other = (limits[1] - other) * step + (0 if step > 0 else 1)
    score = np.full((width, count), _FLOOR, np.int32)
    for band in range(_BAND, width):
        score[band] = np.where(band - _BAND <= room_other, (band - _BAND) * _GAP, _FLOOR)
    moves = np.zeros((_ROWS + 1, width, count), np.uint8)
    moves[0, _BAND + 1 :] = _ACROSS
    best, best_row, best_band = np.zeros(count, np.int32), np.zeros(count, np.int64), np.full(count, _BAND)
    for row in range(1, _ROWS + 1):
        fits = row <= room_one
        if not fits.any():
            break
        a = np.where(fits, one + (row - 1) * step, one)
        word = numbers[np.clip(a, 0, numbers.size - 1)]
        fresh = np.full((width, count), _FLOOR, np.int32)
        for band in range(width):
            column = row + band - _BAND
            if column < 0:
                continue
            down = score[band + 1] + _GAP if band + 1 < width else np.full(count, _FLOOR, np.int32)
            fresh[band], moves[row, band] = down, _DOWN
            if column > 0:
                b = np.clip(other + (column - 1) * step, 0, numbers.size - 1)
                diagonal = score[band] + np.where(numbers[b] == word, _SAME, _DIFFERENT)
                across = fresh[band - 1] + _GAP if band else np.full(count, _FLOOR, np.int32)
                better = diagonal >= fresh[band]
                fresh[band] = np.where(better, diagonal, fresh[band])
                moves[row, band][better] = _DIAGONAL
                better = across > fresh[band]
                fresh[band] = np.where(better, across, fresh[band])
                moves[row, band][better] = _ACROSS
            fresh[band] = np.where(fits & (column <= room_other), np.maximum(fresh[band], _FLOOR), _FLOOR)
            better = fresh[band] > best
            best = np.where(better, fresh[band], best)
            best_row = np.where(better, row, best_row)
            best_band = np.where(better, band, best_band)
        score = fresh
        if not (score.max(axis=0) > best - 4 * _SAME * _BAND).any():
            break
    return (*_walk(numbers, (one, other), step, moves, (best_row, best_band)), best_row, best_row + best_band - _BAND)


def _walk(
    numbers: Numbers, starts: tuple[Index, Index], step: int, moves: NDArray[np.uint8], best: tuple[Index, Index]
) -> tuple[Index, Index, Index]:
    """Back along the moves from the best cell of each chain: the words that are the same."""
    row, band = best[0].copy(), best[1].copy()
    live = np.flatnonzero((row > 0) | (band != _BAND))
    found: list[tuple[Index, Index, Index]] = []
    while live.size:
        move = moves[row[live], band[live], live]
        diagonal = live[move == _DIAGONAL]
        a = starts[0][diagonal] + (row[diagonal] - 1) * step
        b = starts[1][diagonal] + (row[diagonal] + band[diagonal] - _BAND - 1) * step
        same = numbers[a] == numbers[b]
        found.append((diagonal[same], a[same], b[same]))
        row[diagonal] -= 1
        down, across = live[move == _DOWN], live[move == _ACROSS]
        row[down] -= 1
        band[down] += 1
        band[across] -= 1
        live = live[(row[live] > 0) | (band[live] != _BAND)]
    empty = np.empty(0, np.int64)
    return tuple(np.concatenate([empty, *(part[column] for part in found)]) for column in range(3))  # type: ignore[return-value]


def _joined(parts: Sequence[_Part]) -> Blocks:
    """All runs in order, those that touch as one."""
    chain, one, other, length = (np.concatenate([part[column] for part in parts]) for column in range(4))
    order = np.lexsort((one, chain))
    chain, one, other, length = chain[order], one[order], other[order], length[order]
    fresh = np.ones(chain.size, np.bool_)
    fresh[1:] = ~((np.diff(chain) == 0) & (one[:-1] + length[:-1] == one[1:]) & (other[:-1] + length[:-1] == other[1:]))
    first = np.flatnonzero(fresh)
    return Blocks(chain[first], one[first], other[first], np.add.reduceat(length, first) if first.size else length)
