"""Logistic regression over hashed features, with a penalty on the square of the weights; and what it gives on groups held out.

The same rows give the same weights: the rows are taken in the order given, nothing is drawn at random, and weights are rounded where
they are written. Source: Zhu and Hastie (2005), "Kernel Logistic Regression and the Import Vector Machine", with a linear kernel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from testimonia.assist.weighing import BUCKETS, DIGITS, Features, Weights, bucket
from workshop.part import Part

Floats = npt.NDArray[np.float64]
_STEPS = 40  # of Newton; about eight are taken
_NEAR = 1e-9  # of the loss: a step that gains less is the last


def matrix(rows: Sequence[Features], buckets: int = BUCKETS) -> Any:
    """The rows as a sparse matrix of buckets."""
    at, columns, values = [0], [], []
    known: dict[str, int] = {}  # names come again and again
    for row in rows:
        for name, value in row.items():
            if name not in known:
                known[name] = bucket(name, buckets)
            columns.append(known[name])
            values.append(value)
        at.append(len(columns))
    return csr_array((np.array(values, float), np.array(columns, int), np.array(at, int)), shape=(len(rows), buckets))


def fitted(
    rows: Sequence[Features], labels: Sequence[bool], penalty: float, *, weights: Sequence[float] | None = None, enough: float = 0.5,
    card: Mapping[str, Any] | None = None,
) -> Weights:  # fmt: skip
    """Weights learned on rows; ``weights`` says how much each row counts. The larger the penalty, the smaller the weights."""
    whole = matrix(rows)
    counts = np.ones(len(rows)) if weights is None else np.array(weights, float)
    pulls, bias = _solved((whole @ whole.T).toarray(), np.array(labels, float), penalty, counts)
    return Weights(bias=round(bias, DIGITS), values=np.round(whole.T @ pulls, DIGITS), enough=enough, card=card or {})


def held_out(
    rows: Sequence[Features], labels: Sequence[bool], groups: Sequence[Hashable], penalty: float, *, folds: int = 8,
    weights: Sequence[float] | None = None,
) -> Floats:  # fmt: skip
    """The probability of each row from weights learned on the folds that its group is not in."""
    whole, truth = matrix(rows), np.array(labels, float)
    counts = np.ones(len(rows)) if weights is None else np.array(weights, float)
    fold_of, gram = folds_of(groups, folds), (whole @ whole.T).toarray()
    found = np.zeros(len(rows))
    for fold in range(folds):
        inside = fold_of == fold
        if inside.any():
            pulls, bias = _solved(gram[np.ix_(~inside, ~inside)], truth[~inside], penalty, counts[~inside])
            found[inside] = _logistic(gram[np.ix_(inside, ~inside)] @ pulls + bias)
    return found


def folds_of(groups: Sequence[Hashable], folds: int) -> npt.NDArray[np.int64]:
    """The fold of each row: groups are dealt out in the order of a digest of their names, so that no fold is one part."""
    names = sorted({str(group) for group in groups}, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest())
    place = {name: at % folds for at, name in enumerate(names)}
    return np.array([place[str(group)] for group in groups])


def _solved(gram: Floats, truth: Floats, penalty: float, counts: Floats) -> tuple[Floats, float]:
    """How much each row pulls at the weights, and the bias, at the least of the penalised loss.

    There are far fewer rows than features, so Newton's method runs over the rows (the dual form), whose products with each other are
    ``gram``; each step solves one linear system with the bias as a further unknown.
    """
    size = len(truth)
    pulls, bias = np.zeros(size), 0.0
    best = np.inf
    system = np.zeros((size + 1, size + 1))
    system[size, :size] = system[:size, size] = 1.0
    for _ in range(_STEPS):
        scores = gram @ pulls + bias
        chance = _logistic(scores)
        loss = float(counts @ (np.logaddexp(0, scores) - truth * scores)) + penalty / 2 * float(pulls @ (scores - bias))
        if best - loss < _NEAR * max(1.0, abs(loss)):
            break
        best = loss
        curve = np.maximum(counts * chance * (1 - chance), 1e-8)
        system[:size, :size] = gram
        system[np.arange(size), np.arange(size)] += penalty / curve
        goal = scores + counts * (truth - chance) / curve
        solved = np.linalg.solve(system, np.append(goal, 0.0))
        pulls, bias = solved[:size], float(solved[size])
    return pulls, bias


def _logistic(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), float)


def digest(part: Part) -> str:
    """Of a part's texts and gold: says on which state of it something was learned."""
    names = sorted(name for name in part.files if name.startswith(("texts/", "gold/")) and name.endswith((".md", ".json")))
    return hashlib.sha256(b"\0".join(part.files[name] for name in names)).hexdigest()


def families(part: Part) -> dict[str, str]:
    """The group of each account: its family, or itself. A copy never stands on both sides of a split."""
    found = {name: f"{part.name}/{name}" for name in part.texts}
    for row in part.gold("families"):
        found |= dict.fromkeys(row["accounts"], f"{part.name}/{row['root']}")
    return found
