"""Weights of words over rows of many features, and trees, by scikit-learn; written in the forms that `testimonia.assist` reads.

The same rows give the same weights and trees: nothing is drawn at random but which features a split may ask, from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from testimonia.assist.trees import Tree, Trees
from testimonia.assist.weighing import BUCKETS, DIGITS, Features, Weights
from workshop.fitting import Floats, matrix

WORDS = 1 << 16  # buckets of words: far more of them than of signs
FEWER_WORDS = BUCKETS  # for weights of which there are many: of what they say hardly anything is lost, and the files stay small
_TREES, _DEPTH, _RATE = 300, 4, 0.03
_ASKED = 0.1  # share of the features that a split may ask: trees that differ err in different places
_FEW = 15  # rows of a leaf
_SEED = 0
_NEAR = 1e-4
_PLACES = 5  # digits of thresholds and leaves


def of_words(rows: Sequence[Features], labels: Sequence[bool], penalty: float, *, card: Mapping[str, Any] | None = None) -> Weights:
    """Weights of words."""
    return of_matrix(matrix(rows, WORDS), labels, penalty, card=card)


def of_matrix(
    whole: Any, labels: Sequence[bool], penalty: float, *, even: bool = False, near: float = _NEAR, card: Mapping[str, Any] | None = None
) -> Weights:
    """The same of rows that are a matrix already, as several weights are learned of.

    ``even`` lets both answers count the same; ``near`` is how near to the best weights learning ends.
    """
    model = LogisticRegression(C=1 / penalty, max_iter=2000, tol=near, class_weight="balanced" if even else None)
    model.fit(whole, np.array(labels))
    return Weights(bias=round(float(model.intercept_[0]), DIGITS), values=np.round(model.coef_[0], DIGITS), card=card or {})


def scores_of(weights: Weights, rows: Sequence[Features]) -> Floats:
    """What weights say of many rows at once, in logits."""
    return scored(weights, matrix(rows, len(weights.values)))


def scored(weights: Weights, whole: Any) -> Floats:
    """The same of rows that are a matrix already."""
    return np.asarray(whole @ weights.values + weights.bias, float)


def dense(rows: Sequence[Features], names: Sequence[str]) -> Floats:
    """The rows as a table with a column for each name."""
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)), np.float32)
    for number, row in enumerate(rows):
        for name, value in row.items():
            if name in place:
                table[number, place[name]] = value
    return table


def grown_on(rows: Sequence[Features], labels: Sequence[bool], names: Sequence[str], *, trees: int = _TREES, **more: Any) -> Trees:
    """Trees over named features; ``more`` is what else the file holds (``enough``, ``card``)."""
    model = GradientBoostingClassifier(
        n_estimators=trees, max_depth=_DEPTH, learning_rate=_RATE, min_samples_leaf=_FEW, max_features=_ASKED, random_state=_SEED
    )
    model.fit(dense(rows, names), np.array(labels))
    rate = float(np.mean(labels))
    grown = [_tree(one[0].tree_) for one in model.estimators_]
    return Trees(names=names, base=round(float(np.log(rate / (1 - rate))), _PLACES), trees=grown, **more)


def _tree(tree: Any) -> Tree:
    """One tree with what its leaves add; thresholds are as single as the values that they are compared with."""
    leaf = tree.children_left < 0
    values = np.where(leaf, tree.value[:, 0, 0] * _RATE, tree.threshold)
    asked = np.where(leaf, -1, tree.feature)
    low, high = np.where(leaf, 0, tree.children_left), np.where(leaf, 0, tree.children_right)
    return asked.tolist(), [round(float(value), _PLACES) for value in values], low.tolist(), high.tolist()
