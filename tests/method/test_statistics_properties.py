"""What must hold of the analysis' statistics whatever is counted, and the second opinions of SciPy and statsmodels."""

from __future__ import annotations

from math import inf, isinf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special as scipy_special
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, multinomial_proportions_confint, proportion_confint

from testimonia.stages.analyse.method import association, exact, grim, multiplicity, planner, pooling, rates, sensitivity, special
from testimonia.stages.analyse.method.differences import newcombe, odds_ratio, risk_ratio
from testimonia.stages.analyse.method.intervals import wilson
from testimonia.stages.analyse.method.shares import (
    bonferroni_level,
    clopper_pearson,
    goodman,
    jeffreys,
    max_t_level,
    sidak_level,
    simultaneous,
    sison_glaz,
)

share = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
small = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=20)


# --- special functions


@given(st.floats(1e-3, 2000), st.floats(1e-3, 2000), st.floats(1e-300, 1))
def test_the_beta_function_is_scipys(a, b, x):
    """The incomplete beta function is SciPy's, and its quantile undoes it."""
    assert special.beta_cdf(x, a, b) == pytest.approx(scipy_special.betainc(a, b, x), abs=1e-9)


@given(st.floats(0.5, 2000), st.floats(0.5, 2000), st.floats(0.001, 0.999))
def test_the_quantiles_are_scipys(a, b, p):
    """Quantiles of the beta and gamma distributions are SciPy's."""
    assert special.beta_quantile(p, a, b) == pytest.approx(scipy_special.betaincinv(a, b, p), abs=1e-8)
    assert special.gamma_quantile(p, a) == pytest.approx(scipy_special.gammaincinv(a, p), rel=1e-8)


@given(st.lists(st.floats(1e-2, 1e4), min_size=1, max_size=5))
def test_the_log_gamma_function_is_scipys(x):
    """The logarithm of the gamma function is SciPy's."""
    assert special.log_gamma(np.array(x)) == pytest.approx(scipy_special.gammaln(np.array(x)), abs=1e-9, rel=1e-12)


# --- shares


@given(share, levels)
def test_intervals_of_a_share_are_statsmodels(kn, level):
    """Jeffreys (but for its ends at 0 and n) and Clopper-Pearson are the intervals of statsmodels."""
    k, n = kn
    assert clopper_pearson(k, n, level) == pytest.approx(proportion_confint(k, n, alpha=1 - level, method="beta"), abs=1e-8)
    low, high = proportion_confint(k, n, alpha=1 - level, method="jeffreys")
    found = jeffreys(k, n, level)
    assert found[0] == (0.0 if k == 0 else pytest.approx(min(low, k / n), abs=1e-8))
    assert found[1] == (1.0 if k == n else pytest.approx(max(high, k / n), abs=1e-8))


@given(share, levels)
def test_the_exact_interval_holds_the_others_estimate(kn, level):
    """Every interval lies within 0 and 1 and holds k/n; the exact one is wider than Jeffreys'."""
    k, n = kn
    exact_low, exact_high = clopper_pearson(k, n, level)
    low, high = jeffreys(k, n, level)
    assert 0 <= exact_low <= low <= k / n <= high <= exact_high <= 1


@pytest.mark.parametrize("interval", [jeffreys, clopper_pearson])
@pytest.mark.parametrize(("k", "n"), [(1, 0), (3, 2), (-1, 2)])
def test_no_share_no_interval(interval, k, n):
    """What is no share is refused."""
    with pytest.raises(ValueError, match="no share"):
        interval(k, n)


@given(levels, st.integers(1, 60))
def test_sidak_lies_between_one_interval_and_bonferroni(level, many):
    """Sidak's level is at least that of one interval and at most Bonferroni's."""
    assert level - 1e-12 <= sidak_level(level, many) <= bonferroni_level(level, many) + 1e-12


@given(st.lists(share, min_size=1, max_size=8))
def test_simultaneous_intervals_hold_the_single_ones(counts):
    """Intervals that hold at once are never narrower than each alone."""
    for (low, high), (k, n) in zip(simultaneous(counts), counts, strict=True):
        alone = wilson(k, n)
        assert low <= alone[0] + 1e-12
        assert alone[1] <= high + 1e-12


@settings(max_examples=30)
@given(st.lists(st.integers(0, 90), min_size=2, max_size=8))
def test_intervals_of_exclusive_categories_are_statsmodels(counts):
    """Goodman's and Sison-Glaz' intervals are those of statsmodels (both times where nothing is empty)."""
    assume(min(counts) > 0)
    theirs = multinomial_proportions_confint(counts, method="goodman")
    assert np.array(goodman(counts)) == pytest.approx(theirs, abs=1e-9)
    sison = multinomial_proportions_confint(counts, method="sison-glaz")
    assert np.array(sison_glaz(counts)) == pytest.approx(sison, abs=1e-6)


def test_correlated_codes_need_less_than_independent_ones():
    """Four copies of one code need the level of one interval; four codes that never meet need nearly Bonferroni's."""
    dice = np.random.default_rng(7)
    one = dice.integers(0, 2, 80)
    alike = [[value] * 4 for value in one.tolist()]
    apart = dice.integers(0, 2, (80, 4)).tolist()
    assert max_t_level(alike, seed=1) == pytest.approx(0.95, abs=0.01)
    assert 0.975 < max_t_level(apart, seed=1) <= bonferroni_level(0.95, 4)


def test_the_same_seed_draws_the_same_cases():
    """The level of simultaneous intervals depends on nothing but the counts and the seed, with missing answers too."""
    table = [[1, None, 0], [0, 1, 1], [1, 1, None], [0, 0, 1], [1, 0, 0]] * 6
    assert max_t_level(table, seed=3) == max_t_level(table, seed=3)
    assert max_t_level([], seed=3) == 0.95
    assert max_t_level([[1, 0]] * 5, seed=3) == 0.95  # nothing varies


# --- differences


@given(share, share, levels)
def test_newcombe_is_statsmodels_and_antisymmetric(one, two, level):
    """The interval of a difference is that of statsmodels; exchanging the groups turns its sign."""
    found, other = newcombe(*one, *two, level), newcombe(*two, *one, level)
    theirs = confint_proportions_2indep(*one, *two, method="newcomb", compare="diff", alpha=1 - level)
    assert (found.low, found.high) == pytest.approx(theirs, abs=1e-9)
    assert (found.low, found.estimate, found.high) == pytest.approx((-other.high, -other.estimate, -other.low), abs=1e-12)
    assert -1 <= found.low <= found.estimate <= found.high <= 1


@pytest.mark.parametrize("effect", [risk_ratio, odds_ratio])
@given(one=share, two=share)
def test_ratios_turn_over_with_the_groups(effect, one, two):
    """A ratio lies within its interval, and exchanging the groups gives 1 over it."""
    found, other = effect(*one, *two), effect(*two, *one)
    if found.estimate is not None:
        assert found.low <= found.estimate * (1 + 1e-9)
        assert found.estimate <= found.high * (1 + 1e-9)
    assert (found.estimate is None) == (other.estimate is None)
    for ours, theirs in ((found.low, other.high), (found.high, other.low)):
        assert isinf(theirs) if ours == 0 else (theirs == 0 if isinf(ours) else ours * theirs == pytest.approx(1, rel=1e-6))


def test_the_interval_of_an_odds_ratio_is_that_of_the_smoothed_counts():
    """The logit interval of 5/20 against 12/25 is the one computed by hand from Agresti's smoothed cells."""
    cells = np.array([5 + 2 * 20 * 17 / 45**2, 15 + 2 * 20 * 28 / 45**2, 12 + 2 * 25 * 17 / 45**2, 13 + 2 * 25 * 28 / 45**2])
    centre, half = np.log(cells[0] * cells[3] / (cells[1] * cells[2])), 1.959964 * np.sqrt((1 / cells).sum())
    found = odds_ratio(5, 20, 12, 25)
    assert found.estimate == pytest.approx(5 * 13 / (15 * 12))
    assert (found.low, found.high) == pytest.approx((np.exp(centre - half), np.exp(centre + half)), rel=1e-6)
    assert odds_ratio(0, 20, 12, 25).low == 0
    assert odds_ratio(20, 20, 12, 25).high == inf
    assert odds_ratio(0, 5, 0, 5).estimate is None


# --- tables


@settings(max_examples=40)
@given(small, small)
def test_two_groups_are_tested_as_scipy_does(one, two):
    """Fisher's and Boschloo's p are SciPy's; Boschloo's is never larger than Fisher's doubled one-sided p."""
    (k1, n1), (k2, n2) = one, two
    table = [[k1, k2], [n1 - k1, n2 - k2]]
    assert exact.fisher(k1, n1, k2, n2) == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)
    if n1 + n2 == k1 + k2 or k1 + k2 == 0:
        return
    theirs = stats.boschloo_exact(table, alternative="greater", n=64).pvalue
    ours = exact.boschloo(k1, n1, k2, n2, "greater")
    assert theirs - 1e-7 <= ours <= theirs + 2e-4  # its optimiser may stop short of the top, never beyond it
    assert ours <= exact.fisher(k1, n1, k2, n2, "greater") + 1e-9


@given(small, small)
def test_a_test_does_not_depend_on_the_order_of_groups(one, two):
    """Exchanging the groups, or yes and no, leaves the p-value as it is."""
    (k1, n1), (k2, n2) = one, two
    p = exact.boschloo(k1, n1, k2, n2)
    assert exact.boschloo(k2, n2, k1, n1) == pytest.approx(p, abs=1e-6)
    assert exact.boschloo(n1 - k1, n1, n2 - k2, n2) == pytest.approx(p, abs=1e-6)
    assert exact.fisher_mid_p(k1, n1, k2, n2) == pytest.approx(exact.fisher_mid_p(n1 - k1, n1, n2 - k2, n2), abs=1e-9)


def test_above_two_hundred_the_mid_p_is_near_boschloo():
    """At the size where the test changes, both give the same p within an eighth of it, once some fifty cases have it."""
    for k1, k2 in ((60, 90), (100, 118), (25, 40), (90, 60)):
        unconditional = exact.boschloo(k1, 200, k2, 200)
        assert exact.fisher_mid_p(k1, 200, k2, 200) == pytest.approx(unconditional, rel=1 / 8)
    assert exact.compare_two(60, 200, 90, 200).method == "Boschloo"
    assert exact.compare_two(60, 201, 90, 200).method == "Fisher mid-P"


def test_no_test_of_fewer_than_five():
    """Where the smallest group has fewer than five cases there is no p-value."""
    assert exact.compare_two(1, 4, 30, 60) is None
    assert exact.compare_many([[4, 0], [10, 20], [9, 9]]) is None
    assert exact.compare_many([[10, 20]]) is None
    assert exact.compare_many([[5, 5], [3, 7], [9, 1]]) is not None


def test_tables_drawn_at_random_agree_with_full_enumeration():
    """Fisher-Freeman-Halton of a 3 x 2 table is the sum over all tables with its margins, to Monte Carlo error."""
    table = np.array([[7, 3], [2, 8], [5, 4]])
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    logs = special.log_factorials(int(table.sum()))
    tables = [(a, b, columns[0] - a - b) for a in range(rows[0] + 1) for b in range(rows[1] + 1)]
    sums = [logs[[a, b, c, rows[0] - a, rows[1] - b, rows[2] - c]].sum() for a, b, c in tables if 0 <= c <= rows[2]]
    chances = np.exp(-np.array(sums) + min(sums))
    observed = np.exp(-logs[table].sum() + min(sums))
    expected = chances[chances <= observed * (1 + 1e-7)].sum() / chances.sum()
    found = exact.fisher_freeman_halton(table.tolist(), replicates=40_000, seed=5)
    assert found == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 40_000))


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4), st.integers(0, 9))
def test_drawn_tables_keep_their_margins(table, seed):
    """Every table that is drawn has the rows and columns of the observed one."""
    counts = np.array(table)
    drawn = exact._tables(counts.sum(axis=1), counts.sum(axis=0), 20, np.random.default_rng(seed))
    assert (drawn >= 0).all()
    assert (drawn.sum(axis=2) == counts.sum(axis=1)).all()
    assert (drawn.sum(axis=1) == counts.sum(axis=0)).all()


def test_p_is_even_where_nothing_differs():
    """Of 300 random groupings of unrelated codes about a tenth has p below 0.1: dealt and drawn tests alike."""
    dice = np.random.default_rng(11)
    dealt, drawn = [], []
    for seed in range(300):
        groups, answers = dice.integers(0, 3, 60), dice.integers(0, 4, 60)
        raw, _ = multiplicity.westfall_young((groups < 1)[:, None] * 1.0, (answers < 2)[:, None] * 1.0, replicates=199, seed=seed)
        table = np.zeros((3, 4), int)
        np.add.at(table, (groups, answers), 1)
        dealt.append(raw[0, 0])
        drawn.append(exact.fisher_freeman_halton(table.tolist(), replicates=199, seed=seed))
    for found in (dealt, drawn):
        assert 0.05 < np.mean(np.array(found) <= 0.1) < 0.15
        # Two by two have so few tables that p is rather too large in the middle; never too small.
        assert (0.35 if found is dealt else 0.42) < np.mean(np.array(found) <= 0.5) < 0.58


# --- families of tests


@settings(max_examples=15)  # statsmodels takes a tenth of a second each
@given(p_values)
def test_adjusted_p_values_are_statsmodels(p):
    """Holm's and Benjamini-Hochberg's adjusted p-values are those of statsmodels."""
    assert multiplicity.holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)
    assert multiplicity.benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


@given(p_values)
def test_adjusting_only_ever_weakens(p):
    """Raw <= Benjamini-Hochberg <= Holm <= Bonferroni, and the order of the p-values stays."""
    for raw, bh, holm, bonferroni in zip(
        p, multiplicity.benjamini_hochberg(p), multiplicity.holm(p), multiplicity.bonferroni(p), strict=True
    ):
        assert raw <= bh <= holm + 1e-12
        assert holm <= bonferroni + 1e-12
    adjusted = multiplicity.holm(p)
    assert all(adjusted[i] <= adjusted[j] for i in range(len(p)) for j in range(len(p)) if p[i] < p[j])


def test_the_maximum_adjusts_less_where_codes_go_together():
    """Ten copies of one code keep its p; ten unrelated codes of the same strength do not; adjusted is never below raw."""
    dice = np.random.default_rng(3)
    groups = np.repeat([[0.0], [1.0]], 30, axis=0)
    one = (dice.random((60, 1)) < np.where(groups > 0, 0.3, 0.55)) * 1.0
    raw, copies = multiplicity.westfall_young(groups, np.repeat(one, 10, axis=1), seed=2)
    assert copies.tolist() == raw.tolist()
    noise = dice.integers(0, 2, (60, 9))
    raw, adjusted = multiplicity.westfall_young(groups, np.hstack([one, noise]), seed=2)
    assert (adjusted >= raw).all()
    assert adjusted[0, 0] > 2 * raw[0, 0]


def test_dealing_all_cases_anew_gives_fishers_p():
    """Of ten cases all five of one kind have it and none of the other: 2 of the 252 ways of dealing are as far apart, by chi-square."""
    side = np.repeat([[1.0], [0.0]], 5, axis=0)
    raw, adjusted = multiplicity.westfall_young(side, side, replicates=40_000, seed=5)
    assert raw[0, 0] == adjusted[0, 0] == pytest.approx(2 / 252, rel=0.15)


def test_pairs_that_are_not_tested_or_do_not_count_weigh_on_no_other():
    """A pair left out, and cases that say nothing, change no p of the rest beyond what chance in dealing does; their own is 1."""
    dice = np.random.default_rng(8)
    one, two = (dice.integers(0, 2, (40, 3)) * 1.0 for _ in "ab")
    alone, _ = multiplicity.westfall_young(one[:, :1], two[:, :1], replicates=4000, seed=1)
    tested = np.zeros((3, 3), dtype=bool)
    tested[0, 0] = True
    raw, adjusted = multiplicity.westfall_young(one, two, tested=tested, replicates=4000, seed=1)
    assert raw[0, 0] == adjusted[0, 0] == pytest.approx(alone[0, 0], abs=0.03)
    assert (raw.ravel()[1:] == 1).all()


def test_cases_that_belong_to_no_pair_make_no_pair_surer():
    """Ten cases, five of either kind, and thirty that nobody has finished, or that count on one side alone: p stays what the ten give."""
    side = np.repeat([[1.0], [0.0]], 5, axis=0)
    alone, _ = multiplicity.westfall_young(side, side, replicates=2000, seed=1)
    none, some = np.full((30, 1), np.nan), np.ones((30, 1))
    for one, two in ((none, none), (none, some), (some, none)):
        raw, adjusted = multiplicity.westfall_young(np.vstack([side, one]), np.vstack([side, two]), replicates=2000, seed=1)
        assert raw[0, 0] == adjusted[0, 0] == alone[0, 0] > 0.003


# --- sensitivity


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.floats(0, 1), st.floats(0.01, 1), st.floats(0.01, 1))
def test_manski_contains_every_tilt(affirm, deny, silent, part, with_it, without):
    """However the silent would have answered, and however unequally people publish, the share lies within Manski's bounds."""
    found = sensitivity.manski(affirm, deny, silent)
    if affirm + deny + silent == 0:
        assert found is None
        return
    assert found[0] - 1e-12 <= (affirm + part * silent) / (affirm + deny + silent) <= found[1] + 1e-12
    if affirm + deny:
        p = affirm / (affirm + deny)
        q = sensitivity.tilted(p, with_it / without)
        speaking = q * without + (1 - q) * with_it
        low, high = sensitivity.population_bounds(p, speaking)
        assert low - 1e-9 <= q <= high + 1e-9


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_the_flip_value_flips(p, q):
    """Tilted by its flip value a share is one half; one of two shares tilted by theirs is the other."""
    assert sensitivity.tilted(p, sensitivity.majority_flip(p)) == pytest.approx(0.5)
    times = sensitivity.contrast_flip(p, q)
    assert times >= 1
    low, high = min(p, q), max(p, q)
    assert sensitivity.tilted(low, times) == pytest.approx(high)
    assert sensitivity.majority_flip(0.0) is None
    assert sensitivity.contrast_flip(p, 1.0) is None


@given(st.floats(0.01, 100))
def test_the_e_value_does_not_depend_on_the_direction(ratio):
    """A ratio and 1 over it have the same E-value, at least 1; an interval that holds 1 has 1."""
    assert sensitivity.e_value(ratio) == pytest.approx(sensitivity.e_value(1 / ratio))
    assert sensitivity.e_value(ratio) >= 1
    assert sensitivity.e_value_of_interval(min(ratio, 1), max(ratio, 1)) == 1
    assert sensitivity.e_value(0.0) == inf


# --- printed tables


@given(share, st.integers(0, 2))
def test_what_a_count_gives_can_be_given_by_it(kn, places):
    """The rounded percentage of any count is possible, and the count is among those that give it."""
    k, n = kn
    printed = f"{100 * k / n:.{places}f}"
    assert k in grim.counts_for(printed, n)
    assert grim.check(printed, n, k).said() == ""
    assert grim.check(printed, n).possible


@given(st.integers(1, 300), st.integers(0, 1000))
def test_no_count_is_given_that_does_not_round_to_it(n, tenths):
    """Every count named for a percentage rounds to it, and the counts beside them do not."""
    counts = grim.counts_for(f"{tenths / 10:.1f}", n)
    assert all(abs(1000 * k / n - tenths) <= 0.5 + 1e-9 for k in counts)
    if counts:
        assert all(abs(1000 * k / n - tenths) >= 0.5 - 1e-9 for k in (counts[0] - 1, counts[-1] + 1))


@pytest.mark.parametrize("printed", ["", "many", "101", "-1", "nan", "1e400"])
def test_no_percentage_is_refused(printed):
    """What is no percentage is refused with its text."""
    with pytest.raises(ValueError, match="no percentage"):
        grim.counts_for(printed, 10)


def test_an_impossible_percentage_names_the_nearest_count():
    """17 % of 8 people: no count gives it, and the nearest one is named."""
    assert grim.check("17 %", 8).said() == "no count out of 8 gives 17 % (1 of 8 is 12.5 %)"


# --- pooling


@given(st.lists(small, min_size=1, max_size=6))
@settings(max_examples=15)
def test_pooling_draws_towards_the_middle(counts):
    """A pooled share lies within its interval and never beyond the raw shares and one half."""
    raw = [k / n for k, n in counts]
    for group in pooling.pooled(counts):
        assert 0 <= group.low <= group.estimate <= group.high <= 1
        assert min(*raw, 0.5) - 1e-9 <= group.estimate <= max(*raw, 0.5) + 1e-9


def test_a_group_of_nobody_is_the_common_share():
    """A group without cases gets a share and a wide interval; the order of groups changes nothing."""
    found = pooling.pooled([(9, 30), (4, 9), (0, 0)])
    turned = pooling.pooled([(0, 0), (4, 9), (9, 30)])
    assert found[0].low > found[2].low
    assert [g.estimate for g in found] == pytest.approx([g.estimate for g in reversed(turned)], abs=1e-12)
    assert pooling.pooled([]) == []


# --- rates


@given(st.integers(0, 500), st.floats(0.1, 100), levels)
def test_the_interval_of_a_rate_is_that_of_chi_square(count, exposure, level):
    """Garwood's interval is that of chi-square quantiles, over the exposure."""
    low, high = rates.poisson_interval(count, exposure, level)
    tail = (1 - level) / 2
    assert low == pytest.approx(0 if count == 0 else stats.chi2.ppf(tail, 2 * count) / 2 / exposure, rel=1e-7)
    assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2 / exposure, rel=1e-7)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.5, 20), st.floats(0.5, 20))
def test_a_change_of_rate_is_a_binomial_test(count1, count2, exposure1, exposure2):
    """The conditional test is SciPy's binomial test; the ratio lies in its interval and turns over with the order."""
    found = rates.rate_change(count1, exposure1, count2, exposure2)
    if count1 + count2 == 0:
        assert (found.ratio, found.p) == (None, 1.0)
        return
    theirs = stats.binomtest(count2, count1 + count2, exposure2 / (exposure1 + exposure2)).pvalue
    assert found.p == pytest.approx(theirs, abs=1e-9)
    assert found.low <= found.ratio * (1 + 1e-9)
    assert found.ratio <= found.high * (1 + 1e-9)


# --- what goes together


def test_two_codes_together():
    """Jaccard is both of either, lift both against chance; independent codes have a lift near 1 within its interval."""
    first = np.array([1, 1, 1, 0, 0, 0, 0, 0], bool)
    second = np.array([1, 1, 0, 1, 0, 0, 0, 0], bool)
    found = association.together(first, second, seed=4)
    assert (found.n, found.both, found.first, found.second) == (8, 2, 3, 3)
    assert found.jaccard.estimate == pytest.approx(2 / 4)
    assert found.lift.estimate == pytest.approx(2 * 8 / 9)
    assert found.lift.low <= 1 <= found.lift.high
    assert found == association.together(first, second, seed=4)
    assert association.together(second, first, seed=4).p == pytest.approx(found.p)


def test_codes_nobody_has_go_with_nothing():
    """A code in no case, or in every case, or no cases at all: counts, and nothing invented."""
    none, every = np.zeros(6, bool), np.ones(6, bool)
    assert association.together(none, none).jaccard is None
    assert association.together(none, every).lift is None
    assert association.together(every, every).lift.estimate == 1
    assert association.together(none, every).p == 1.0
    assert association.together(none[:0], none[:0]).n == 0


def test_drawing_counts_is_drawing_cases():
    """The interval from drawn counts is that of cases drawn one by one, to Monte Carlo error."""
    dice = np.random.default_rng(1)
    first = dice.random(90) < 0.4
    second = np.where(first, dice.random(90) < 0.6, dice.random(90) < 0.2)
    drawn = dice.integers(0, 90, (4000, 90))
    both, either = (first & second)[drawn].sum(axis=1), (first | second)[drawn].sum(axis=1)
    low, high = np.quantile(both / either, [0.025, 0.975])
    found = association.together(first, second, replicates=4000, seed=9).jaccard
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.015)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8))
def test_log_odds_turn_with_the_groups(pairs):
    """Exchanging the groups turns every sign; a code nobody has says nothing."""
    one, two = [a for a, _ in pairs], [b for _, b in pairs]
    found, other = association.log_odds(one, two), association.log_odds(two, one)
    assert [d.z for d in found] == pytest.approx([-d.z for d in other], abs=1e-9)
    assert all(d.z == 0 for d, pair in zip(found, pairs, strict=True) if pair == (0, 0))


def test_log_odds_by_hand():
    """With counts 8 and 2 of 10 each, prior as both together and of weight 2, the z-score is the one worked out by hand."""
    found = association.log_odds([8, 2], [2, 8])
    delta = np.log(9 / 3) - np.log(3 / 9)
    assert found[0].log_odds == pytest.approx(delta)
    assert found[0].z == pytest.approx(delta / np.sqrt(1 / 9 + 1 / 3))


# --- planning


@given(st.floats(0.03, 0.6), st.floats(0, 1), levels)
def test_the_planned_number_is_the_smallest(width, expected, level):
    """With the planned number the interval is no wider than asked; with one case fewer it is."""
    n = planner.cases_for_width(width, expected, level)
    z = stats.norm.ppf(0.5 + level / 2)

    def wide(many):
        return 2 * z * np.sqrt(many * expected * (1 - expected) + z * z / 4) / (many + z * z)

    assert wide(n) <= width * (1 + 1e-9)
    assert n == 1 or wide(n - 1) > width * (1 - 1e-9)


def test_planned_numbers():
    """Worst case and 20 points: 93 cases; none in 73 leaves 5 %; two groups need more each than one share."""
    assert planner.cases_for_width(0.2) == 93
    assert planner.cases_for_none(0.05) == 73
    assert planner.cases_for_difference(0.2) > planner.cases_for_width(0.2)
    with pytest.raises(ValueError, match="no interval"):
        planner.cases_for_width(0)
    with pytest.raises(ValueError, match="ten million"):
        planner.cases_for_width(1e-5)


def test_hours_of_coding():
    """40 cases at 30 minutes: 20 hours by one coder, 40 by two, 25 if a quarter is coded by both; pauses are no work."""
    assert planner.hours_of_coding(40, 30, 1) == 20
    assert planner.hours_of_coding(40, 30, 2) == 40
    assert planner.hours_of_coding(40, 30, 2, double=0.25) == 25
    found = planner.pace([[0, 20, 50, 400, 430], [5, 25, 55]])
    assert (found.median, found.units) == (30, 5)
    assert planner.pace([[0, 20]]) is None
