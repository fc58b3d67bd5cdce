"""Logistic regression over hashed features, with a penalty on the square of the weights; and what it gives on groups held out.

The same rows give the same weights: the rows are taken in the order given, nothing is drawn at random, and weights are rounded where
they are written. Source of the method of optimising: Liu and Nocedal (1989), L-BFGS, as SciPy has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array

from testimonia.assist.weighing import BUCKETS, DIGITS, Features, Weights, bucket
from workshop.part import Part

Floats = npt.NDArray[np.float64]


def matrix(rows: Sequence[Features], buckets: int = BUCKETS) -> Any:
    """The rows as a sparse matrix of buckets."""
    at, columns, values = [0], [], []
    for row in rows:
        for name, value in row.items():
            columns.append(bucket(name, buckets))
            values.append(value)
        at.append(len(columns))
    return csr_array((np.array(values, float), np.array(columns, int), np.array(at, int)), shape=(len(rows), buckets))


def fitted(
    rows: Sequence[Features], labels: Sequence[bool], penalty: float, *, weights: Sequence[float] | None = None, enough: float = 0.5,
    card: Mapping[str, Any] | None = None,
) -> Weights:  # fmt: skip
    """Weights learned on rows; ``weights`` says how much each row counts. The larger the penalty, the smaller the weights."""
    bias, values = _solved(matrix(rows), np.array(labels, float), penalty, np.ones(len(rows)) if weights is None else np.array(weights))
    return Weights(bias=round(bias, DIGITS), values=np.round(values, DIGITS), enough=enough, card=card or {})


def held_out(
    rows: Sequence[Features], labels: Sequence[bool], groups: Sequence[Hashable], penalty: float, *, folds: int = 8,
    weights: Sequence[float] | None = None,
) -> Floats:  # fmt: skip
    """The probability of each row from weights learned on the folds that its group is not in."""
    whole, truth = matrix(rows), np.array(labels, float)
    counts = np.ones(len(rows)) if weights is None else np.array(weights)
    fold_of = folds_of(groups, folds)
    found = np.zeros(len(rows))
    for fold in range(folds):
        inside = fold_of == fold
        if inside.any():
            bias, values = _solved(whole[~inside], truth[~inside], penalty, counts[~inside])
            found[inside] = 1 / (1 + np.exp(-np.clip(whole[inside] @ values + bias, -30, 30)))
    return found


def folds_of(groups: Sequence[Hashable], folds: int) -> npt.NDArray[np.int64]:
    """The fold of each row: groups are dealt out in the order of a digest of their names, so that no fold is one part."""
    names = sorted({str(group) for group in groups}, key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest())
    place = {name: at % folds for at, name in enumerate(names)}
    return np.array([place[str(group)] for group in groups])


def _solved(whole: Any, truth: Floats, penalty: float, counts: Floats) -> tuple[float, Floats]:
    """Bias and weights at the least of the penalised loss; only buckets that occur are solved for."""
    used = np.unique(whole.indices)
    dense = whole[:, used]
    turned = dense.T.tocsr()

    def loss(at: Floats) -> tuple[float, Floats]:
        scores = dense @ at[1:] + at[0]
        value = float(counts @ (np.logaddexp(0, scores) - truth * scores)) + penalty / 2 * float(at[1:] @ at[1:])
        off = counts * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - truth)
        return value, np.concatenate([[off.sum()], turned @ off + penalty * at[1:]])

    found = _least(loss, len(used) + 1)
    values = np.zeros(whole.shape[1])
    values[used] = found[1:]
    return float(found[0]), values


def _least(loss: Callable[[Floats], tuple[float, Floats]], size: int) -> Floats:
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options={"maxiter": 1000, "ftol": 1e-12, "gtol": 1e-7})
    return np.asarray(found.x, float)


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
