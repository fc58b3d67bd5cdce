"""Boosted decision trees over named features: how sure a suggestion is, where signs count otherwise together than alone.

A tree asks one feature after the other; what its leaves say is added up over all trees, in logits. The trees were grown on invented
accounts (`examples/teaching/train_people.py`) and come with their model card, as learned weights do (`weighing`).

Source: Friedman (2001), "Greedy Function Approximation: A Gradient Boosting Machine".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from testimonia.assist.weighing import Features, logistic

Tree = tuple[Sequence[int], Sequence[float], Sequence[int], Sequence[int]]
"""By node: the number of the feature (-1: a leaf), the threshold (of a leaf: its value), the node if not above it, the node if above."""


@dataclass(frozen=True, eq=False)
class Trees:
    """Grown trees: the ``names`` of their features, the ``base`` in logits, what probability is ``enough`` (of claims: for the aim of the card, people being known), and the model card."""

    names: Sequence[str]
    base: float
    trees: Sequence[Tree]
    enough: float = 0.5
    card: Mapping[str, Any] = field(default_factory=dict)

    def score(self, features: Features) -> float:
        """What all trees say of the features, in logits; a feature that is not there is 0."""
        values = [features.get(name, 0.0) for name in self.names]
        return self.base + sum(_leaf(tree, values) for tree in self.trees)

    def probability(self, features: Features) -> float:
        """How sure a suggestion with these features is, from 0 to 1."""
        return logistic(self.score(features))

    def to_json(self) -> str:
        """The file: the card, then one line a tree."""
        head = {"card": self.card, "base": self.base, "enough": self.enough, "names": list(self.names)}
        body = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True)
        lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in self.trees)
        return body.removesuffix("\n}") + ',\n "trees": [\n' + lines + "\n ]\n}\n"

    @classmethod
    def from_json(cls, text: str) -> Trees:
        """Read what :meth:`to_json` wrote."""
        read = json.loads(text)
        trees = [(tree[0], tree[1], tree[2], tree[3]) for tree in read["trees"]]
        return cls(names=read["names"], base=read["base"], trees=trees, enough=read["enough"], card=read["card"])


def _leaf(tree: Tree, values: Sequence[float]) -> float:
    """Where the values lead in one tree."""
    asked, thresholds, low, high = tree
    node = 0
    while asked[node] >= 0:
        node = low[node] if values[asked[node]] <= thresholds[node] else high[node]
    return thresholds[node]


@cache
def grown(name: str) -> Trees:
    """The trees that come with testimonia under a name (``data/NAME.trees.json``)."""
    return Trees.from_json(files("testimonia.assist").joinpath("data", f"{name}.trees.json").read_text(encoding="utf-8"))
