"""Text reuse: which accounts share passages, found through an inverted index of word shingles.

Seeding by shingles and chaining them finds quotations that sketches of whole documents (MinHash) miss; the same family of methods as
passim (Smith, Cordell and Mullen 2015, "Computational Methods for Uncovering Reprinted Texts in Antebellum Newspapers").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Reuse
from testimonia.stages.trace.method.chains import Run, shared_runs
from testimonia.stages.trace.method.judge import Sides, judge
from testimonia.stages.trace.method.texts import Text
from testimonia.stages.trace.params import TraceParams

VERSION = "1"
"""Changes when the same texts would give other shared passages."""

Codes: TypeAlias = NDArray[np.int64]
_LEAST_SEEDS = 2  # ten words that are the same leave at least two five-word shingles, also with one edit between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Shared passages, and how many shingles stood in so many accounts that each was compared with two of them alone."""

    reuse: tuple[Reuse, ...]
    capped: int


def find_reuse(texts: Sequence[Text], params: TraceParams, progress: Callable[[int, int], None] | None = None) -> Found:
    """Every pair of accounts that share a passage, ``a`` < ``b``, ordered; work grows nearly with the number of words.

    Accounts with the same words are compared with the earliest of them alone and stand in the index once. A shingle that stands in
    more accounts than ``params.pairs_up_to`` leads from each to the earliest and to the one before it. Once two accounts meet, everything they share is
    measured, capped or not.
    """
    ordered = sorted(texts, key=lambda text: text.item.order)
    leaders, copies = _identical(ordered, params)
    found = [
        _reuse(*_by_id(leader, copy), [Run(0, copy.item.words, 0, copy.item.words, copy.item.words)], params) for leader, copy in copies
    ]
    candidates, capped = _candidates(leaders, params)
    for n, (first, second) in enumerate(candidates):
        if progress and n % 500 == 0:
            progress(n, len(candidates))
        one, other = _by_id(leaders[first], leaders[second])
        if runs := _long_enough(one, other, shared_runs(one.shingles, other.shingles, params), params):
            found.append(_reuse(one, other, runs, params))
    return Found(reuse=tuple(sorted(found, key=lambda pair: (pair.a, pair.b))), capped=capped)


def _by_id(one: Text, other: Text) -> tuple[Text, Text]:
    return (one, other) if one.item.account < other.item.account else (other, one)


def _identical(ordered: Sequence[Text], params: TraceParams) -> tuple[list[Text], list[tuple[Text, Text]]]:
    """The earliest account of every text, and each other account of the same text with it.

    Texts too short to tell anything (a paywall's one sentence) count as the same only if the files are the same, byte for byte.
    """
    leaders: list[Text] = []
    copies: list[tuple[Text, Text]] = []
    first: dict[tuple[bytes, str], Text] = {}
    for text in ordered:
        long = _long(text, 0, text.item.words, params)
        key = text.digest, "" if long else text.item.bytes_digest or text.item.account
        leader = first.setdefault(key, text)
        if leader is text:
            leaders.append(text)
        else:
            copies.append((leader, text))
    return leaders, copies


def _long(text: Text, first: int, last: int, params: TraceParams) -> bool:
    """Whether a stretch of words is long enough not to be chance."""
    return last - first >= params.min_words and int(text.ends[last - 1] - text.starts[first]) >= params.min_characters


def _long_enough(a: Text, b: Text, runs: Sequence[Run], params: TraceParams) -> list[Run]:
    return [run for run in runs if _long(a, run.a_start, run.a_end, params) and _long(b, run.b_start, run.b_end, params)]


def _candidates(leaders: Sequence[Text], params: TraceParams) -> tuple[list[tuple[int, int]], int]:
    """Pairs of texts (by their number) that share seeds, and how many shingles were over the cap."""
    count = len(leaders)
    if count == 0:
        return [], 0
    keys = np.concatenate([text.shingles for text in leaders])
    holder = np.repeat(np.arange(count, dtype=np.int64), [text.shingles.size for text in leaders])
    order = np.argsort(keys, kind="stable")  # stable: within a shingle the earliest account stays first
    keys, holder = keys[order], holder[order]
    if keys.size == 0:
        return [], 0
    first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    spread = np.diff(np.r_[first, keys.size])
    shared = np.repeat(spread > 1, spread)
    keys, holder = keys[shared], holder[shared]
    spread = spread[spread > 1]
    capped = int((spread > params.pairs_up_to).sum())
    codes = np.concatenate([*_pairs(holder, spread, params.pairs_up_to, count), np.empty(0, np.int64)])
    pairs, seeds = np.unique(codes, return_counts=True)
    pairs = pairs[seeds >= _LEAST_SEEDS]
    return [(int(code) // count, int(code) % count) for code in pairs], capped


def _pairs(holder: NDArray[np.int64], spread: NDArray[np.int64], limit: int, count: int) -> Iterator[Codes]:
    """Codes (first x count + second) of pairs of texts that share a shingle.

    All pairs up to the limit; beyond, each text with the earliest and with the one before it. Without the latter, copies of one story
    would never meet where the earliest to hold it is a round-up, which joins nothing.
    """
    place = np.arange(holder.size) - np.repeat(np.cumsum(spread) - spread, spread)
    wide = np.repeat(spread, spread)
    beyond = np.flatnonzero((wide > limit) & (place > 0))
    yield holder[beyond - place[beyond]] * count + holder[beyond]
    yield holder[beyond - 1] * count + holder[beyond]
    for step in range(1, limit):
        later = np.flatnonzero((wide <= limit) & (place >= step))
        yield holder[later - step] * count + holder[later]


def _reuse(a: Text, b: Text, runs: Sequence[Run], params: TraceParams) -> Reuse:
    matched = sum(run.matched for run in runs)
    sides = Sides(
        a_share=matched / a.item.words,
        b_share=matched / b.item.words,
        a_quoted=_quoted(a, [(run.a_start, run.a_end) for run in runs]),
        b_quoted=_quoted(b, [(run.b_start, run.b_end) for run in runs]),
        a_when=a.item.when,
        b_when=b.item.when,
    )
    kind, direction, evidence = judge(sides, params)
    return Reuse(
        a=a.item.account,
        b=b.item.account,
        kind=kind,
        direction=direction,
        score=2 * matched / (a.item.words + b.item.words),
        matched_words=matched,
        containment=max(sides.a_share, sides.b_share),
        a_share=sides.a_share,
        b_share=sides.b_share,
        passages=tuple(_passage(a, b, run) for run in runs),
        evidence=evidence,
    )


def _quoted(text: Text, stretches: Sequence[tuple[int, int]]) -> float:
    """The share of the words of these stretches that stand in quotation marks."""
    inside = sum(int(text.inside[first:last].sum()) for first, last in stretches)
    return inside / sum(last - first for first, last in stretches)


def _passage(a: Text, b: Text, run: Run) -> SharedPassage:
    return SharedPassage(
        a_edition=a.item.edition,
        a_start=int(a.starts[run.a_start]),
        a_end=int(a.ends[run.a_end - 1]),
        b_edition=b.item.edition,
        b_start=int(b.starts[run.b_start]),
        b_end=int(b.ends[run.b_end - 1]),
    )
