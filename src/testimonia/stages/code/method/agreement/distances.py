"""How far two answers are apart (Krippendorff's delta squared), and how much two answers agree (Gwet's weights).

Sources: Krippendorff (2019), ch. 12; Passonneau (2006), MASI; Gwet (2014), Handbook of Inter-Rater Reliability, ch. 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from testimonia.stages.code.method.agreement.answers import Floats


def nominal(categories: Sequence[Any]) -> Floats:
    """1 between different categories: q x q."""
    return np.asarray(1.0 - np.eye(len(categories)))


def interval(categories: Sequence[float]) -> Floats:
    """The squared difference of two numbers."""
    values = np.asarray(categories, dtype=float)
    return np.asarray((values[:, None] - values[None, :]) ** 2)


def ratio(categories: Sequence[float]) -> Floats:
    """The squared difference as a share of the sum; 0 between two zeros."""
    values = np.asarray(categories, dtype=float)
    total = values[:, None] + values[None, :]
    share = np.divide(values[:, None] - values[None, :], total, out=np.zeros_like(total), where=total != 0)
    return np.asarray(share**2)


def jaccard(categories: Sequence[frozenset[Any]]) -> Floats:
    """1 - shared / all members of two sets; two empty sets are equal, an empty and another one have nothing in common."""
    shared, total, _ = _sets(categories)
    return np.asarray(1.0 - np.divide(shared, total, out=np.ones_like(shared), where=total > 0))


def masi(categories: Sequence[frozenset[Any]]) -> Floats:
    """1 - Jaccard * M, M = 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 else (Passonneau 2006).

    Not the MASI of DKPro Statistics, which multiplies the Jaccard *distance* by 1/3 or 2/3.
    """
    shared, total, sizes = _sets(categories)
    likeness = 1.0 - jaccard(categories)
    equal = np.eye(len(categories), dtype=bool) | (shared == total)
    # The empty set lies in every set, but shares nothing with it: Jaccard is 0 there whatever M is.
    within = shared == np.minimum(sizes[:, None], sizes[None, :])
    factor = np.where(equal, 1.0, np.where(within, 2 / 3, np.where(shared > 0, 1 / 3, 0.0)))
    return np.asarray(1.0 - likeness * factor)


def _sets(categories: Sequence[frozenset[Any]]) -> tuple[Floats, Floats, Floats]:
    members = sorted({member for found in categories for member in found}, key=repr)
    number = {member: n for n, member in enumerate(members)}
    has = np.zeros((len(categories), len(members)))
    for row, found in enumerate(categories):
        has[row, [number[member] for member in found]] = 1
    shared, sizes = has @ has.T, has.sum(axis=1)
    return shared, sizes[:, None] + sizes[None, :] - shared, sizes


def agreement_weights(metric: str, categories: Sequence[Any]) -> Floats:
    """Gwet's weights: identity for nominal, ordinal by ranks, quadratic for interval and ratio."""
    q = len(categories)
    if metric == "ordinal":
        apart = np.abs(np.subtract.outer(np.arange(q), np.arange(q)))
        return np.asarray(1.0 - (apart + 1) * apart / max(q * (q - 1), 1))
    if metric in {"interval", "ratio"}:
        squares = interval(categories)
        return np.asarray(1.0 - squares / max(squares.max(initial=0.0), np.finfo(float).tiny))
    return np.eye(q)


FIXED = {"nominal": nominal, "interval": interval, "ratio": ratio, "jaccard": jaccard, "masi": masi}
"""Distances that do not depend on how often a category occurs; ``ordinal`` does."""
