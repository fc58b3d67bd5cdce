"""What was found of what was planted (``benchmarks/stories.py``).

*Recall on the closure*: a unit in n accounts needs n - 1 edges; counted are those that the found relations, taken together, give (as a
story is found when its copies hang together, by whatever way). *Precision*: a pair is right if what it shares meets a unit that stands in
both. *Spans*: F1 over the words of right pairs, both sides; words of planted units are the truth.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.stories import Library
from testimonia.text import words

Spans = Sequence[tuple[int, int, int, int]]
SHORT = 20


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures; ``recall`` by kind of unit, with ``... < 20`` for those under twenty words."""

    recall: dict[str, float]
    precision: float
    span_f1: float
    found: int
    wrong: tuple[tuple[int, int], ...]


class _Scoring:
    def __init__(self, made: Library) -> None:
        self.made = made
        self.standing: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
        for number, unit in enumerate(made.units):
            for copy, (account, first, last) in enumerate(unit.places):
                self.standing[account].append((first, last, number, copy))
        self.parent: dict[tuple[int, int], tuple[int, int]] = {}
        self.hit = self.said = self.true = 0

    def root(self, item: tuple[int, int]) -> tuple[int, int]:
        while self.parent.setdefault(item, item) != item:
            self.parent[item] = self.parent[self.parent[item]]
            item = self.parent[item]
        return item

    def pair(self, a: int, b: int, spans: list[tuple[int, int, int, int]] | None) -> bool:
        """Whether a pair is right; ``spans`` in words, None where only the meeting counts."""
        common = {entry[2] for entry in self.standing[a]} & {entry[2] for entry in self.standing[b]}
        ones = [entry for entry in self.standing[a] if entry[2] in common]
        others = [entry for entry in self.standing[b] if entry[2] in common]
        right = False
        for one in ones:
            for other in others:
                if one[2] != other[2]:
                    continue
                if spans is None or any(_over(one, span[:2]) and _over(other, span[2:]) for span in spans):
                    right = True
                    if spans is None or any(_half(one, span[:2]) and _half(other, span[2:]) for span in spans):
                        self.parent[self.root((one[2], one[3]))] = self.root((other[2], other[3]))
        if right and spans is not None:
            self._count(ones, [span[:2] for span in spans])
            self._count(others, [span[2:] for span in spans])
        return right

    def _count(self, planted: list[tuple[int, int, int, int]], spans: Iterable[tuple[int, int]]) -> None:
        true = {n for first, last, unit, _ in planted if self.made.units[unit].kind != "paraphrase" for n in range(first, last)}
        said = {n for first, last in spans for n in range(first, last)}
        if true:
            self.hit, self.said, self.true = self.hit + len(true & said), self.said + len(said), self.true + len(true)

    def recall(self) -> dict[str, float]:
        got: dict[str, int] = defaultdict(int)
        wanted: dict[str, int] = defaultdict(int)
        for number, unit in enumerate(self.made.units):
            copies: dict[int, list[int]] = defaultdict(list)
            for copy, (account, _, _) in enumerate(unit.places):
                copies[account].append(copy)
            groups = {min(self.root((number, copy)) for copy in several) for several in copies.values()}
            for kind in (unit.kind, *([f"{unit.kind} < {SHORT}"] if unit.words < SHORT else [])):
                wanted[kind] += len(copies) - 1
                got[kind] += len(copies) - len(groups)
        return {kind: got[kind] / count for kind, count in wanted.items() if count}


def _over(place: tuple[int, int, int, int], span: tuple[int, int]) -> bool:
    return min(place[1], span[1]) > max(place[0], span[0])


def _half(place: tuple[int, int, int, int], span: tuple[int, int]) -> bool:
    return 2 * (min(place[1], span[1]) - max(place[0], span[0])) >= min(place[1] - place[0], span[1] - span[0])


def score(made: Library, found: Iterable[tuple[int, int, Spans | None]]) -> Scores:
    """The figures of what was found: pairs of accounts, with their passages in code points (a_start, a_end, b_start, b_end) or None."""
    scoring = _Scoring(made)
    starts: dict[int, list[int]] = {}

    def place(account: int, at: int) -> int:
        if account not in starts:
            starts[account] = [word.start for word in words(made.texts[account])]
        return bisect_left(starts[account], at)

    right, wrong, count = 0, [], 0
    for a, b, spans in found:
        count += 1
        in_words = None if spans is None else [(place(a, s[0]), place(a, s[1]), place(b, s[2]), place(b, s[3])) for s in spans]
        if scoring.pair(a, b, in_words):
            right += 1
        else:
            wrong.append((a, b))
    both = scoring.said + scoring.true
    return Scores(scoring.recall(), right / count if count else 1.0, 2 * scoring.hit / both if both else 1.0, count, tuple(wrong))
