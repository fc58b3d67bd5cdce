"""Intervals of a share against published figures and against another library.

Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison of seven methods. Statistics in
Medicine 17:857-872, table I, method 3 (Wilson's score interval without continuity correction).
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from testimonia.stages.analyse.method.intervals import Tally, wilson

NEWCOMBE = [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
PRINTED = 6e-5  # the paper prints four decimals
shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("k", "n", "low", "high"), NEWCOMBE)
def test_wilson_gives_newcombes_figures(k, n, low, high):
    """The interval of Newcombe's three examples is the printed one."""
    assert wilson(k, n) == pytest.approx((low, high), abs=PRINTED)


@given(shares, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_wilson_agrees_with_statsmodels(share, level):
    """Another library gives the same interval at every level."""
    k, n = share
    assert wilson(k, n, level) == pytest.approx(proportion_confint(k, n, alpha=1 - level, method="wilson"), abs=1e-9)


@given(shares, st.floats(0.5, 0.999))
def test_an_interval_lies_within_0_and_1_and_holds_its_estimate(share, level):
    """Whatever is counted, 0 <= low <= k/n <= high <= 1."""
    k, n = share
    low, high = wilson(k, n, level)
    assert 0 <= low <= k / n <= high <= 1


@given(st.tuples(*[st.integers(0, 500)] * 4))
def test_bounds_hold_both_estimates(counts):
    """The worst case for the silent and the unclear encloses the share of the completed and that of those who said anything."""
    tally = Tally(affirm=counts[0], deny=counts[1], silent=counts[2], unclear=counts[3])
    bounds = tally.bounds()
    if not tally.completed:
        assert bounds is None
        return
    low, high = bounds
    assert 0 <= low <= high <= 1
    assert low <= tally.affirm / tally.completed <= high
    if tally.stated:
        assert low <= tally.affirm / tally.stated + 1e-12
        assert tally.affirm / tally.stated <= high + 1e-12


@pytest.mark.parametrize(("k", "n", "level"), [(1, 0, 0.95), (0, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_no_share_no_interval(k, n, level):
    """What is no share is refused, never given as 0."""
    with pytest.raises(ValueError, match="no share"):
        wilson(k, n, level)
