"""The interval of a median from order statistics gives the binomial's ranks; the bootstrap of a difference behaves."""

from __future__ import annotations

import pytest

from testimonia.stages.analyse.method.crossing import excess
from testimonia.stages.analyse.method.quantiles import median_interval


@pytest.mark.parametrize(
    ("n", "ranks"), [(6, (1, 6)), (8, (1, 8)), (10, (2, 9)), (15, (4, 12)), (20, (6, 15)), (25, (8, 18)), (30, (10, 21))]
)
def test_ranks_at_95_per_cent(n, ranks):
    """The largest rank below which the binomial of n and one half has at most 2.5 %, and the same from the other end."""
    assert median_interval([float(value) for value in range(1, n + 1)], 0.95) == ranks


def test_five_values_are_too_few_for_95_per_cent():
    """The lowest and the highest of five hold the median with 93.75 %: no interval at 95 %, one at 90 %."""
    five = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert median_interval(five, 0.95) is None
    assert median_interval(five, 0.90) == (1.0, 5.0)


def test_the_bootstrap_of_a_difference_holds_its_estimate_and_is_seeded():
    """Drawn again with the same seed it is the same; the interval of no difference holds 0, a full one has no other draw."""
    effect = excess(8, 10, 2, 10, level=0.95, replicates=2000, seed=7)
    assert effect.estimate == pytest.approx(0.6)
    assert 0.0 < effect.low < effect.estimate < effect.high <= 1.0
    assert excess(8, 10, 2, 10, level=0.95, replicates=2000, seed=7) == effect
    none = excess(5, 10, 5, 10, level=0.95, replicates=2000, seed=7)
    assert none.low < none.estimate == 0.0 < none.high
    whole = excess(10, 10, 0, 10, level=0.95, replicates=2000, seed=7)
    assert (whole.low, whole.high) == (1.0, 1.0)
