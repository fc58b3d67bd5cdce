"""Standard errors by linearisation, without resampling: sampling of units alone (Gwet 2014, ch. 5-6)."""

from __future__ import annotations

import math

import numpy as np

from testimonia.stages.code.method.agreement.answers import Answers, Floats

PAIR = 2


def ac1_error(answers: Answers, weights: Floats | None = None) -> float:
    """The standard error of AC1 (with weights: AC2); NaN where it is undefined."""
    q, counts, given = len(answers.categories), answers.counts, answers.given
    keep = given > 0
    counts, given, n = counts[keep], given[keep], int(keep.sum())
    used = np.eye(q) if weights is None else weights
    paired = given >= PAIR
    if q < PAIR or n < PAIR or not paired.any():
        return math.nan
    own = (counts * (counts @ used.T - 1)).sum(axis=1) / np.where(paired, given * (given - 1), 1.0)
    own = np.where(paired, own, 0.0)
    shares = (counts / given[:, None]).mean(axis=0)
    factor = used.sum() / (q * (q - 1))
    observed, expected = own[paired].mean(), factor * (shares * (1 - shares)).sum()
    value = (observed - expected) / (1 - expected)
    each = n / paired.sum() * (own - expected * paired) / (1 - expected)
    chance = factor * (counts @ (1 - shares)) / given
    each = each - 2 * (1 - value) * (chance - expected) / (1 - expected)
    return float(math.sqrt(((each - value) ** 2).sum() / (n * (n - 1))))


def alpha_error(answers: Answers, weights: Floats | None = None) -> float:
    """The standard error of Krippendorff's alpha with agreement weights (1 - distance / its largest); NaN where it is undefined."""
    q, counts, given = len(answers.categories), answers.counts[answers.paired], answers.given[answers.paired]
    used = np.eye(q) if weights is None else weights
    n = len(counts)
    if q < PAIR or n < PAIR:
        return math.nan
    mean = given.mean()
    own = (counts * (counts @ used.T - 1)).sum(axis=1) / (mean * (given - 1))
    shares = counts.mean(axis=0) / mean
    expected = float(shares @ used @ shares)
    if expected >= 1:
        return math.nan
    # As irrCAC 0.4.4 (Python) does: alpha's small-sample term enters the correction for unequal numbers of coders, not the rest.
    # irrCAC for R leaves it out there too; on Gwet's example the two give .14557 and .14548.
    share = 1 / given.sum()
    value = (own.mean() - expected) / (1 - expected)
    surplus = (given - mean) / mean
    each = (own - ((1 - share) * own.mean() + share) * surplus - expected) / (1 - expected)
    chance = counts @ ((used + used.T) @ shares / 2) / mean - expected * surplus
    each = each - 2 * (1 - value) * (chance - expected) / (1 - expected)
    return float(math.sqrt(((each - value) ** 2).sum() / (n * (n - 1))))
