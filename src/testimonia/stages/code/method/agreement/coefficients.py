"""Every coefficient as sums over units, so that one formula gives the estimate and all its replicates.

``columns`` turns each unit into some numbers (units x K); ``compute`` turns their sums over units (replicates x K) into the
coefficient (replicates), NaN where it is undefined. Sources stand in ``domain.agreement.COEFFICIENTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from testimonia.stages.code.method.agreement.answers import Answers, Floats

PAIR = 2


@dataclass(frozen=True, slots=True, eq=False)
class Statistic:
    """A coefficient of ``domain.agreement.COEFFICIENTS`` on certain data."""

    name: str
    columns: Floats
    compute: Callable[[Floats], Floats]

    def value(self) -> float:
        """The coefficient on all units; NaN where it is undefined."""
        return float(self.compute(self.columns.sum(axis=0, keepdims=True))[0])


def chance_corrected(observed: Floats, expected: Floats) -> Floats:
    """1 - observed / expected disagreement, NaN where none can be expected: never 1 or 0 for want of variation."""
    out = np.full(observed.shape, np.nan)
    np.divide(observed, expected, out=out, where=expected > EPSILON)
    return np.asarray(1.0 - out)


EPSILON = 1e-12
"""Below this an expected disagreement is rounding, not variation."""


def alpha(answers: Answers, distance: Floats, name: str = "alpha") -> Statistic:
    """Krippendorff's alpha with any fixed distance (q x q, 0 on its diagonal).

    Do = sum of o / n with o a unit's distances over its ordered pairs / (its answers - 1); De = sum n_c n_k d_ck / (n (n - 1)).
    Units with a single answer have no pair and do not count.
    """
    return Statistic(name, _alpha_columns(answers, distance), lambda sums: chance_corrected(*_alpha_terms(sums, distance)))


def pooled_alpha(parts: Sequence[Answers], distances: Sequence[Floats]) -> Statistic:
    """One alpha over several questions asked of the same units: 1 - sum of n Do / sum of n De, each with its own De.

    To pool all answers first would count it as agreement that some codes are frequent and others rare.
    """
    columns = [_alpha_columns(answers, distance) for answers, distance in zip(parts, distances, strict=True)]
    ends = np.cumsum([part.shape[1] for part in columns])

    def compute(sums: Floats) -> Floats:
        observed, expected = np.zeros(len(sums)), np.zeros(len(sums))
        for part, end, distance in zip(columns, ends, distances, strict=True):
            more_observed, more_expected = _alpha_terms(sums[:, end - part.shape[1] : end], distance)
            observed += more_observed
            expected += more_expected
        return chance_corrected(observed, expected)

    return Statistic("alpha", np.hstack(columns), compute)


def pooled_percent(parts: Sequence[Answers]) -> Statistic:
    """The share of agreeing pairs over several questions asked of the same units."""
    columns = np.sum([percent(answers).columns for answers in parts], axis=0)
    return Statistic("percent", columns, lambda sums: _mean(sums[:, 0], sums[:, 1]))


def _quadratic(rows: Floats, matrix: Floats) -> Floats:
    """The sum of x_c m_ck x_k of each row."""
    return np.asarray(((rows @ matrix) * rows).sum(axis=1))


def _alpha_columns(answers: Answers, distance: Floats) -> Floats:
    counts = np.where(answers.paired[:, None], answers.counts, 0.0)
    others = np.maximum(answers.given - 1, 1)
    within = _quadratic(counts, distance) / others
    return np.column_stack([within, counts])


def _alpha_terms(sums: Floats, distance: Floats) -> tuple[Floats, Floats]:
    """n Do and n De."""
    totals = sums[:, 1:]
    n = totals.sum(axis=1)
    return sums[:, 0], _quadratic(totals, distance) / np.maximum(n - 1, 1)


def ordinal_alpha(answers: Answers) -> Statistic:
    """Krippendorff's alpha for ranks: the distance depends on how often each category occurs, so each replicate has its own.

    Delta squared between c and k, the square of the cases from c to k less half of those in c and in k, is that between the
    mid-ranks of c and k.
    """
    counts = np.where(answers.paired[:, None], answers.counts, 0.0)
    units, q = counts.shape
    others = np.maximum(answers.given - 1, 1)
    pairs = np.einsum("uc,uk->uck", counts, counts)
    pairs[:, np.arange(q), np.arange(q)] -= counts
    pairs = (pairs / others[:, None, None]).reshape(units, q * q)

    def compute(sums: Floats) -> Floats:
        together, totals = sums[:, : q * q].reshape(len(sums), q, q), sums[:, q * q :]
        rank = np.cumsum(totals, axis=1) - totals / 2
        distance = (rank[:, :, None] - rank[:, None, :]) ** 2
        n = totals.sum(axis=1)
        observed = np.einsum("rck,rck->r", together, distance)
        expected = np.einsum("rck,rc,rk->r", distance, totals, totals) / np.maximum(n - 1, 1)
        return chance_corrected(observed, expected)

    return Statistic("alpha", np.column_stack([pairs, counts]), compute)


def _observed(answers: Answers, weights: Floats) -> Floats:
    """Two columns: the weighted agreement of each unit's pairs, and whether it has a pair."""
    counts, given, paired = answers.counts, answers.given, answers.paired
    pairs = np.maximum(given * (given - 1), 1)
    together = (counts * (counts @ weights.T - 1)).sum(axis=1) / pairs
    return np.column_stack([np.where(paired, together, 0.0), paired.astype(float)])


def _shares(answers: Answers) -> Floats:
    """Each unit's shares of the categories, and whether anybody answered."""
    given = answers.given
    rated = given > 0
    shares = answers.counts / np.maximum(given, 1)[:, None]
    return np.column_stack([rated.astype(float), shares])


def _mean(total: Floats, n: Floats) -> Floats:
    out = np.full(total.shape, np.nan)
    shape = (slice(None),) + (None,) * (total.ndim - 1)
    np.divide(total, n[shape], out=out, where=(n > 0)[shape])
    return out


def percent(answers: Answers) -> Statistic:
    """The share of agreeing pairs, averaged over units."""
    return Statistic("percent", _observed(answers, np.eye(len(answers.categories))), lambda sums: _mean(sums[:, 0], sums[:, 1]))


def _from_shares(name: str, answers: Answers, weights: Floats, chance: Callable[[Floats], Floats]) -> Statistic:
    def compute(sums: Floats) -> Floats:
        observed, shares = _mean(sums[:, 0], sums[:, 1]), _mean(sums[:, 3:], sums[:, 2])
        varied = (sums[:, 3:] > EPSILON).sum(axis=1) > 1
        return np.where(varied, chance_corrected(1 - observed, 1 - chance(shares)), np.nan)

    return Statistic(name, np.column_stack([_observed(answers, weights), _shares(answers)]), compute)


def fleiss(answers: Answers, weights: Floats | None = None) -> Statistic:
    """Fleiss' kappa; for two coders without gaps this is Scott's pi."""
    used = np.eye(len(answers.categories)) if weights is None else weights
    return _from_shares("fleiss", answers, used, lambda shares: _quadratic(shares, used))


def gwet(answers: Answers, weights: Floats | None = None) -> Statistic:
    """Gwet's AC1, or with weights AC2, over the categories that occur in the whole table."""
    q = len(answers.categories)
    used = np.eye(q) if weights is None else weights
    factor = used.sum() / max(q * (q - 1), 1)
    return _from_shares("ac1" if weights is None else "ac2", answers, used, lambda shares: factor * (shares * (1 - shares)).sum(axis=1))


def brennan_prediger(answers: Answers, weights: Floats | None = None) -> Statistic:
    """Chance as if every category were as likely (S of Bennett, Alpert & Goldstein 1954): for tests and comparison."""
    q = len(answers.categories)
    used = np.eye(q) if weights is None else weights
    return _from_shares("brennan_prediger", answers, used, lambda shares: np.full(len(shares), used.sum() / max(q * q, 1)))


def cohen(answers: Answers, weights: Floats | None = None) -> Statistic:
    """Cohen's kappa of two coders on the units that both completed.

    Raises:
        ValueError: there are not exactly two coders.
    """
    if answers.coders != PAIR:
        raise ValueError("Cohen's kappa is about two coders")
    q = len(answers.categories)
    used = np.eye(q) if weights is None else weights
    a, b = answers.values
    both = np.flatnonzero((a >= 0) & (b >= 0))
    columns = np.zeros((len(a), q * q))
    columns[both, a[both] * q + b[both]] = 1

    def compute(sums: Floats) -> Floats:
        table = sums.reshape(len(sums), q, q)
        n = np.maximum(table.sum(axis=(1, 2)), 1)[:, None, None]
        table = table / n
        apart = 1 - used
        observed = (table * apart).sum(axis=(1, 2))
        expected = ((table.sum(axis=2) @ apart) * table.sum(axis=1)).sum(axis=1)
        return chance_corrected(observed, expected)

    return Statistic("cohen", columns, compute)


def conger(answers: Answers, weights: Floats | None = None) -> Statistic:
    """Cohen's kappa for several coders: each keeps their own shares."""
    q, m = len(answers.categories), answers.coders
    used = np.eye(q) if weights is None else weights
    own = np.zeros((answers.values.shape[1], m * q))
    for coder, row in enumerate(answers.values):
        given = np.flatnonzero(row >= 0)
        own[given, coder * q + row[given]] = 1

    def compute(sums: Floats) -> Floats:
        observed, totals = _mean(sums[:, 0], sums[:, 1]), sums[:, 2:].reshape(len(sums), m, q)
        n = totals.sum(axis=2, keepdims=True)
        shares = totals / np.maximum(n, 1)
        coders = (n[:, :, 0] > 0).sum(axis=1)
        mean = shares.sum(axis=1) / np.maximum(coders, 1)[:, None]
        spread = np.einsum("rmc,rmk->rck", shares, shares) - coders[:, None, None] * mean[:, :, None] * mean[:, None, :]
        spread = spread / np.maximum(coders * (coders - 1), 1)[:, None, None]
        expected = ((mean[:, :, None] * mean[:, None, :] - spread) * used).sum(axis=(1, 2))
        return np.where(coders > 1, chance_corrected(1 - observed, 1 - expected), np.nan)

    return Statistic("conger", np.column_stack([_observed(answers, used), own]), compute)
