"""From shared shingles of two texts to shared passages: seeds on one diagonal are chained, small edits are bridged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.texts import Hashes
from testimonia.stages.trace.params import TraceParams


@dataclass(slots=True)
class Run:
    """A stretch that two texts share, in words, end-exclusive; ``matched`` counts the words that are the same."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    matched: int


def shared_runs(a: Hashes, b: Hashes, params: TraceParams) -> list[Run]:
    """The shared stretches of two texts, by their place in the first; they do not overlap within either text.

    Keys are unique within each text, so each seed is one pair of places. Seeds one behind the other on a diagonal make a segment;
    segments no further apart than ``max_gap`` words and ``max_drift`` diagonals make a run.
    """
    _, at_a, at_b = np.intersect1d(a, b, assume_unique=True, return_indices=True)
    if at_a.size == 0:
        return []
    runs: list[Run] = []
    open_runs: list[Run] = []
    for segment in _segments(at_a, at_b, params):
        open_runs = [run for run in open_runs if segment.a_start - run.a_end <= params.max_gap]
        near = [run for run in open_runs if _follows(run, segment, params)]
        before = min(near, key=lambda run: abs(_turn(run, segment)), default=None)
        if before is None:
            runs.append(segment)
            open_runs.append(segment)
        else:
            before.matched += segment.matched - max(0, before.a_end - segment.a_start, before.b_end - segment.b_start)
            before.a_end, before.b_end = segment.a_end, segment.b_end
    return _disjoint([run for run in runs if run.matched >= params.min_words], (a.size + params.shingle, b.size + params.shingle), params)


def _segments(at_a: NDArray[np.intp], at_b: NDArray[np.intp], params: TraceParams) -> list[Run]:
    """Seeds of one diagonal with gaps that are bridged anyway, by their place in the first text."""
    order = np.lexsort((at_a, at_a - at_b))
    at_a, at_b = at_a[order], at_b[order]
    step = np.diff(at_a)
    same = np.diff(at_a - at_b) == 0
    size = params.shingle
    breaks = np.flatnonzero(~(same & (step <= params.max_gap + size))) + 1
    first = np.r_[0, breaks]
    last = np.r_[breaks, at_a.size] - 1
    # A seed covers ``size`` words, or only those up to the next seed of its segment.
    covered = np.minimum(np.r_[step, size], size)
    covered[last] = size
    matched = np.add.reduceat(covered, first)
    segments = [
        Run(int(at_a[f]), int(at_a[t]) + size, int(at_b[f]), int(at_b[t]) + size, int(m))
        for f, t, m in zip(first, last, matched, strict=True)
    ]
    return sorted(segments, key=lambda run: (run.a_start, run.b_start))


def _turn(run: Run, segment: Run) -> int:
    """By how many words the second text runs ahead of the first between the two."""
    return (segment.a_start - run.a_end) - (segment.b_start - run.b_end)


def _follows(run: Run, segment: Run, params: TraceParams) -> bool:
    gap_a, gap_b = segment.a_start - run.a_end, segment.b_start - run.b_end
    # Where a word was left out next to its like ("that that"), both segments claim it: an overlap shorter than a shingle.
    return min(gap_a, gap_b) > -params.shingle and max(gap_a, gap_b) <= params.max_gap and abs(gap_a - gap_b) <= params.max_drift


def _disjoint(runs: list[Run], sizes: tuple[int, int], params: TraceParams) -> list[Run]:
    """The runs, longest first, each less the words at its ends that a longer one has already: no word is counted twice."""
    taken_a, taken_b = np.zeros(sizes[0], np.bool_), np.zeros(sizes[1], np.bool_)
    kept: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.matched, run.a_start, run.b_start)):
        while run.matched >= params.min_words and (taken_a[run.a_start] or taken_b[run.b_start]):
            run.a_start, run.b_start, run.matched = run.a_start + 1, run.b_start + 1, run.matched - 1
        while run.matched >= params.min_words and (taken_a[run.a_end - 1] or taken_b[run.b_end - 1]):
            run.a_end, run.b_end, run.matched = run.a_end - 1, run.b_end - 1, run.matched - 1
        here_a, here_b = slice(run.a_start, run.a_end), slice(run.b_start, run.b_end)
        if run.matched < params.min_words or taken_a[here_a].any() or taken_b[here_b].any():
            continue
        taken_a[here_a] = taken_b[here_b] = True
        kept.append(run)
    return sorted(kept, key=lambda run: run.a_start)
