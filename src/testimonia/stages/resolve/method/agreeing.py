"""How far two reviewers agree on pairs that both judged without seeing the other's verdict: in per cent, and beyond chance.

Krippendorff's alpha (2019, ch. 12), nominal, over the three verdicts, with intervals of 95 % from pairs drawn again (percentiles; Efron
and Tibshirani 1993, ch. 13). The same formula as for codings, on the few numbers that are needed here; a test holds both together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.agreement import Estimate
from testimonia.domain.decisions import LinkReview
from testimonia.domain.partition import Pair
from testimonia.domain.vocabulary import Layer, LinkDecision

VERDICTS = (LinkDecision.SAME, LinkDecision.DIFFERENT, LinkDecision.UNCLEAR)
REPLICATES = 2000
SEED = 20150921
LEVEL = 0.95
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """``pairs`` that several people judged, of which they were of one mind on ``alike``; both estimates without a value where none was."""

    pairs: int
    alike: int
    percent: Estimate
    alpha: Estimate


def agreement(reviews: Iterable[LinkReview]) -> PairAgreement:
    """Of the verdicts that single people gave; what was settled above them is no independent verdict."""
    said: dict[Pair, dict[str, LinkDecision]] = {}
    for row in reviews:
        if row.layer is Layer.CODER and row.decision in VERDICTS:
            said.setdefault((row.a, row.b), {})[row.by] = row.decision
    several = [Counter(by.values()) for _, by in sorted(said.items()) if len(by) > 1]
    counts = np.array([[one[verdict] for verdict in VERDICTS] for one in several], dtype=float).reshape(-1, len(VERDICTS))
    dice = np.random.default_rng(SEED)
    drawn = np.zeros((0, len(counts)))
    if len(counts) > 1:
        drawn = dice.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=REPLICATES).astype(float)
    whole = np.ones((1, len(counts)))
    return PairAgreement(
        pairs=len(several),
        alike=sum(len(one) == 1 for one in several),
        percent=_estimate("percent", _percent(counts, whole), _percent(counts, drawn)),
        alpha=_estimate("alpha", _alpha(counts, whole), _alpha(counts, drawn)),
    )


def _percent(counts: Floats, weights: Floats) -> Floats:
    """The mean over pairs of the share of reviewers' pairs that are of one mind; a row of ``weights`` says how often each pair counts."""
    n = counts.sum(axis=1)
    alike = (counts * (counts - 1)).sum(axis=1) / np.maximum(n * (n - 1), 1)
    return _ratio(weights @ alike, weights.sum(axis=1))


def _alpha(counts: Floats, weights: Floats) -> Floats:
    n = counts.sum(axis=1)
    apart = (n**2 - (counts**2).sum(axis=1)) / np.maximum(n - 1, 1)
    totals = weights @ counts
    every = totals.sum(axis=1)
    expected = (every**2 - (totals**2).sum(axis=1)) / np.maximum(every - 1, 1)
    return np.asarray(1 - _ratio(weights @ apart, expected), dtype=np.float64)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """NaN where there is nothing to divide by: verdicts that never vary can show no agreement beyond chance."""
    found = np.full(part.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _estimate(name: str, value: Floats, drawn: Floats) -> Estimate:
    known = drawn[~np.isnan(drawn)]
    lost = len(drawn) - len(known)
    if np.isnan(value[0]):
        return Estimate(coefficient=name, lost=lost)
    if not len(known) or known.min() == known.max():
        return Estimate(coefficient=name, value=float(value[0]), lost=lost)
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(coefficient=name, value=float(value[0]), low=float(low), high=float(high), lost=lost)
