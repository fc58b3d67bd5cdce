"""How well what the program found agrees with the gold: totals, never words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from workshop.part import Part

Edge = Mapping[str, Any]  # a, b (ids of texts), kind, direction
Pair = frozenset[str]
_AGAINST = {"a_to_b": "b_to_a", "b_to_a": "a_to_b"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Found, true, and both; with the usual three shares."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """The share of what was found that is true (1 where nothing was found)."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is true that was found (1 where there is nothing)."""
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.both / (self.found + self.true) if self.found + self.true else 1.0

    def __str__(self) -> str:
        """In one line."""
        return f"F1 {self.f1:.3f}, precision {self.precision:.3f}, recall {self.recall:.3f} ({self.both} of {self.true} found, {self.found - self.both} too many)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Directions:
    """Of the edges that gold and program both have and that the gold gives a direction: how many right, wrong, undecided."""

    right: int
    wrong: int
    undecided: int

    @property
    def accuracy(self) -> float:
        """The share of right ones among the decided."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def open(self) -> float:
        """The share of undecided ones."""
        total = self.right + self.wrong + self.undecided
        return self.undecided / total if total else 0.0

    def __str__(self) -> str:
        """In one line."""
        return f"{self.accuracy:.3f} right of {self.right + self.wrong} decided, {self.open:.3f} undecided ({self.undecided})"


def families(part: Part, found: Iterable[Sequence[str]]) -> Agreement:
    """Pairs of accounts in one family. Translations join by people's decision alone, so the gold's families are taken without them."""
    joining = [(row["a"], row["b"]) for row in part.gold("relations") if row["joins_family"] and row["kind"] != "translation"]
    true = _pairs(connected(part.texts, joining))
    theirs = _pairs(found)
    return Agreement(found=len(theirs), true=len(true), both=len(theirs & true))


def connected(names: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """What edges connect: each group once, in the order of its first name."""
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for a, b in edges:
        parent[root(a)] = root(b)
    groups: dict[str, list[str]] = {}
    for name in parent:
        groups.setdefault(root(name), []).append(name)
    return list(groups.values())


def directions(part: Part, found: Iterable[Edge]) -> Directions:
    """Who took from whom, on the edges that both have; edges that the gold leaves open are left out, translations too."""
    theirs = {frozenset((row["a"], row["b"])): row for row in found if row["kind"] != "translation"}
    right = wrong = undecided = 0
    for row in part.gold("relations"):
        edge = theirs.get(frozenset((row["a"], row["b"])))
        if edge is None or row["kind"] == "translation" or row["direction"] not in _AGAINST:
            continue
        said = edge["direction"] if edge["a"] == row["a"] else _AGAINST.get(edge["direction"], edge["direction"])
        right += said == row["direction"]
        wrong += said == _AGAINST[row["direction"]]
        undecided += said not in _AGAINST
    return Directions(right=right, wrong=wrong, undecided=undecided)


def translations(part: Part, found: Iterable[Edge]) -> Agreement:
    """Pairs proposed as translations. Two translations of one original are translations of each other: the gold's chains are closed."""
    edges = [(row["a"], row["b"]) for row in part.gold("relations") if row["kind"] == "translation"]
    true = {frozenset(edge) for edge in edges}
    closed = {pair for pair in _pairs(connected(part.texts, [(row["a"], row["b"]) for row in part.gold("relations") if row["joins_family"]])) if len({part.texts[name].language for name in pair}) > 1}  # fmt: skip
    theirs = {frozenset((row["a"], row["b"])) for row in found if row["kind"] == "translation"}
    # A proposal between other members of the family is no fault, and no substitute for the edge.
    return Agreement(found=len(theirs - (closed - true)), true=len(true), both=len(theirs & true))


def _pairs(groups: Iterable[Sequence[str]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)}
