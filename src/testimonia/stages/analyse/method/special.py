"""The few special functions that intervals and tests need.

Written here so that the base needs no SciPy (80 MB, half a second at import); SciPy is the second opinion in the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log, log1p, pi

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TERMS = 500
"""Of a continued fraction or a series; arguments up to some 10,000 need fewer than 200."""
TINY = 1e-300
EPSILON = 1e-15
"""A step that changes less than this part of the value changes nothing in a float."""
STIRLING_FROM = 10.0
"""From here on five terms of Stirling's series are exact to 1e-12."""


def log_gamma(x: Floats) -> Floats:
    """The logarithm of the gamma function of each positive number, by Stirling's series after shifting small numbers up.

    Source: Abramowitz & Stegun (1964), 6.1.41; absolute error below 1e-11 up to 1e4.
    """
    low = np.maximum(np.ceil(STIRLING_FROM - x), 0.0)
    shifted, below = x + low, np.zeros_like(x)
    for step in range(int(STIRLING_FROM) + 1):
        wanted = step < low
        if not wanted.any():
            break
        below = below + np.where(wanted, np.log(np.where(wanted, x + step, 1.0)), 0.0)
    inverse = 1.0 / shifted
    square = inverse * inverse
    series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
    found: Floats = (shifted - 0.5) * np.log(shifted) - shifted + 0.5 * log(2 * pi) + series - below
    return found


def log_factorials(n: int) -> Floats:
    """The logarithms of 0!, 1!, ... n!."""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1, dtype=float)))))


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function: the chance that a Beta(a, b) number is at most ``x``.

    By its continued fraction (modified Lentz). Source: Press et al. (2007), Numerical Recipes, 6.4; DLMF 8.17.22.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1.0 / _apart(1.0 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, TERMS):
        before = value
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 / _apart(1.0 + numerator * d)
            c = _apart(1.0 + numerator / c)
            value *= d * c
        if abs(value - before) <= EPSILON * abs(value):
            break
    return min(1.0, front * value)


def gamma_cdf(x: float, a: float) -> float:
    """The regularised incomplete gamma function: the chance that a Gamma(a, 1) number is at most ``x``.

    A series below the mean, a continued fraction above. Source: Press et al. (2007), Numerical Recipes, 6.2; DLMF 8.7.1 and 8.9.2.
    """
    if x <= 0:
        return 0.0
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1.0 / a
        for n in range(1, 20 * TERMS):
            term *= x / (a + n)
            total += term
            if term <= EPSILON * total / 10:
                break
        return min(1.0, front * total)
    b = x + 1 - a
    c, d = 1 / TINY, 1 / b
    value = d
    for n in range(1, 20 * TERMS):
        numerator = n * (a - n)
        b += 2
        d = 1.0 / _apart(numerator * d + b)
        c = _apart(b + numerator / c)
        value *= d * c
        if abs(d * c - 1) <= EPSILON:
            break
    return max(0.0, 1.0 - front * value)


def beta_quantile(p: float, a: float, b: float) -> float:
    """The number that a Beta(a, b) number is at most with chance ``p``."""
    return _where(lambda x: beta_cdf(x, a, b), p, 0.0, 1.0)


def gamma_quantile(p: float, a: float) -> float:
    """The number that a Gamma(a, 1) number is at most with chance ``p``."""
    high = a + 10.0
    while gamma_cdf(high, a) < p:
        high *= 2
    return _where(lambda x: gamma_cdf(x, a), p, 0.0, high)


def _apart(x: float) -> float:
    """Lentz's trick: never divide by nothing."""
    return x if abs(x) > TINY else TINY


def _where(rising: Callable[[float], float], p: float, low: float, high: float) -> float:
    """Where a rising function reaches ``p``, by halving: it cannot miss, and 100 halvings exhaust a float."""
    for _ in range(100):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if rising(middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2
