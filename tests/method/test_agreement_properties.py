"""What must hold of agreement whatever the data, and the second opinions of other libraries and of slow, literal programs."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from testimonia.stages.code.method.agreement import coefficients as c
from testimonia.stages.code.method.agreement import distances as d
from testimonia.stages.code.method.agreement.answers import NO_OVERLAP, NO_VARIATION, NOTHING, ONE_CODER, Answers
from testimonia.stages.code.method.agreement.qualcoder import qualcoder_kappa
from testimonia.stages.code.method.agreement.resample import bootstrap, generator, resampled
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.stages.code.method.agreement.spans import merged, segments
from testimonia.stages.code.method.agreement.unitizing import Continuum, Text, bar_u_alpha, code_alpha, cu_alpha, k_u_alpha, u_alpha

SCALES = ["nominal", "ordinal", "interval", "ratio"]


@st.composite
def tables(draw, missing=True, low=2):
    """Coders x units, categories 1 to 4, None where missing."""
    coders, units = draw(st.integers(low, 4)), draw(st.integers(2, 12))
    cell = st.integers(0 if missing else 1, 4)
    return [[value or None for value in row] for row in draw(arrays(int, (coders, units), elements=cell)).tolist()]


def alpha(rows, scale):
    answers = Answers.of(rows)
    return c.ordinal_alpha(answers).value() if scale == "ordinal" else c.alpha(answers, d.FIXED[scale](answers.categories)).value()


def same(a, b):
    return (np.isnan(a) and np.isnan(b)) or a == pytest.approx(b, abs=1e-9)


@given(tables(), st.sampled_from(SCALES))
def test_alpha_is_that_of_the_krippendorff_package(rows, scale):
    """Another library gives the same alpha on every scale with any missing data, and an error where ours is undefined."""
    ours = alpha(rows, scale)
    data = [[np.nan if value is None else value for value in row] for row in rows]
    if Answers.of(rows).why_undefined():
        assert np.isnan(ours)
        return
    assert ours == pytest.approx(krippendorff.alpha(reliability_data=data, level_of_measurement=scale), abs=1e-9)


@given(tables(missing=False))
def test_kappas_are_those_of_statsmodels(rows):
    """Cohen's (two coders) and Fleiss' kappa without missing data are those of statsmodels."""
    answers = Answers.of(rows)
    assume(not answers.why_undefined())
    assert c.fleiss(answers).value() == pytest.approx(fleiss_kappa(answers.counts, method="fleiss"), abs=1e-9)
    two = answers.rows([0, 1])
    table = c.cohen(two).columns.sum(axis=0).reshape(len(answers.categories), -1)
    ours = c.cohen(two).value()
    expected = (table.sum(axis=0) * table.sum(axis=1)).sum() / table.sum() ** 2
    assert np.isnan(ours) if expected == 1 else ours == pytest.approx(cohens_kappa(table, return_results=False), abs=1e-9)


@given(tables(), st.sampled_from(SCALES), st.randoms(use_true_random=False))
def test_order_and_unpairable_values_do_not_matter(rows, scale, dice):
    """Alpha is the same whatever the order of coders and of units, and with a unit more that only one coder answered."""
    before = alpha(rows, scale)
    coders = dice.sample(rows, len(rows))
    order = dice.sample(range(len(rows[0])), len(rows[0]))
    assert same(before, alpha([[row[n] for n in order] for row in coders], scale))
    lone = [[*row, 4 if n == 0 else None] for n, row in enumerate(rows)]
    if any(4 in row for row in rows) or scale == "nominal":  # a new category would have a new rank
        assert same(before, alpha(lone, scale))


@given(tables())
def test_coefficients_never_exceed_one_and_are_one_only_without_disagreement(rows):
    """No coefficient is above 1; one that is 1 has no disagreement behind it."""
    answers = Answers.of(rows)
    two = answers.rows([0, 1])
    found = [c.alpha(answers, d.nominal(answers.categories)), c.fleiss(answers), c.gwet(answers), c.conger(answers), c.cohen(two)]
    for statistic in found:
        value, of = statistic.value(), two if statistic.name == "cohen" else answers
        assert np.isnan(value) or value <= 1 + 1e-9
        if not np.isnan(value) and value > 1 - 1e-9:
            assert c.percent(of).value() == pytest.approx(1)


@given(st.integers(1, 3), st.integers(0, 5), st.sampled_from([None, 3]))
def test_without_variation_everything_is_undefined(coders, units, value):
    """One coder, nobody, or the same answer everywhere: no coefficient is 1 or 0, each is undefined."""
    answers = Answers.of([[value] * units for _ in range(coders)])
    assert answers.why_undefined() in {NOTHING, ONE_CODER, NO_OVERLAP, NO_VARIATION}
    q = d.nominal(answers.categories)
    for statistic in (c.alpha(answers, q), c.ordinal_alpha(answers), c.fleiss(answers), c.gwet(answers), c.conger(answers)):
        assert np.isnan(statistic.value())


# --- the bootstrap


@given(tables(), st.sampled_from(SCALES), st.integers(0, 2**32))
def test_the_bootstrap_by_patterns_is_that_by_units(rows, scale, seed):
    """With the same weights, sums over distinct patterns give the alpha of a table in which units stand as often as they were drawn."""
    answers = Answers.of(rows)
    statistic = c.ordinal_alpha(answers) if scale == "ordinal" else c.alpha(answers, d.FIXED[scale](answers.categories))
    patterns, first, sizes = np.unique(statistic.columns, axis=0, return_index=True, return_counts=True)
    weights = np.random.default_rng(seed).multinomial(len(rows[0]), sizes / sizes.sum())
    drawn = [[row[n] for n, times in zip(first, weights, strict=True) for _ in range(times)] for row in rows]
    table = Answers.of(drawn, answers.categories)
    by_units = c.ordinal_alpha(table) if scale == "ordinal" else c.alpha(table, d.FIXED[scale](table.categories))
    assert same(statistic.compute((weights @ patterns)[None, :])[0], by_units.value())


@pytest.mark.parametrize("cells", [20_000, 10_000_000])
@pytest.mark.parametrize("kinds", [2, 60])
def test_replicates_draw_units_with_replacement(kinds, cells):
    """By patterns and by units, few of them and many: every replicate has all the units, and frequent patterns come as often as they are."""
    columns = np.eye(kinds)[np.where(np.arange(240) < 120, 0, np.arange(240) % kinds)]
    sums = np.vstack(list(resampled(columns, 4000, generator(7, str(kinds)), cells)))
    assert sums.shape == (4000, kinds)
    assert (sums.sum(axis=1) == 240).all()
    share = columns.mean(axis=0)
    assert sums.mean(axis=0) == pytest.approx(240 * share, abs=0.6)  # more than four standard errors
    assert sums.var(axis=0) == pytest.approx(240 * share * (1 - share), rel=0.12)


@given(tables())
def test_an_estimate_comes_out_the_same_twice(rows):
    """The same data and name give the same interval, whatever else is measured beside it; the value lies where it must."""
    answers = Answers.of(rows)
    assume(not answers.why_undefined())
    params = AgreementParams(replicates=200)
    statistic = c.alpha(answers, d.nominal(answers.categories))
    (one,) = bootstrap([statistic], params, generator(3, "a"))
    assert (one,) == tuple(bootstrap([statistic], params, generator(3, "a")))
    assert one.low is None or one.low <= one.high
    assert all(0 <= share <= 1 for share in one.below)
    assert one.below == tuple(sorted(one.below))


def test_perfect_agreement_has_no_interval():
    """Where nobody disagreed no sample can: 1.00 stands without an interval and without a probability of missing the targets."""
    answers = Answers.of([[1, 2, 1, 2, 2, 1]] * 2)
    found = bootstrap([c.alpha(answers, d.nominal(answers.categories))], AgreementParams(replicates=500), generator(1))[0]
    assert (found.value, found.low, found.high, found.below) == (1.0, None, None, ())
    assert found.lost > 0  # samples of one value only are undefined, and counted


def test_pooling_adds_disagreements_and_not_answers():
    """Over two questions alpha is 1 - sum Do / sum De; that one is always yes and one always no is no agreement."""
    one, two = Answers.of([[1] * 9 + [0], [1] * 8 + [0, 1]]), Answers.of([[0] * 9 + [1], [0] * 8 + [1, 0]])
    alone = c.alpha(one, d.nominal(one.categories)).value()
    pooled = c.pooled_alpha([one, two], [d.nominal(one.categories)] * 2).value()
    assert alone < 0
    assert pooled == pytest.approx(alone)
    assert c.pooled_percent([one, two]).value() == pytest.approx(0.8)


# --- passages: against a program that counts characters one by one


@st.composite
def marked(draw, overlap=True):
    """Texts of up to 14 characters, each marked by two or three coders with codes a, b, c."""
    texts = []
    for _ in range(draw(st.integers(1, 3))):
        length = draw(st.integers(1, 14))
        coders = []
        for _ in range(draw(st.integers(2, 3))):
            ends = st.tuples(st.integers(0, length - 1), st.integers(1, 5)).map(lambda at, length=length: (at[0], min(length, sum(at))))
            marks = draw(st.lists(st.tuples(st.sampled_from("abc"), ends), max_size=4))
            if not overlap:
                taken, kept = 0, []
                for code, (start, end) in sorted(marks, key=lambda mark: mark[1]):
                    if start >= taken:
                        kept.append((code, (start, end)))
                        taken = end
                marks = kept
            coders.append([(code, start, end) for code, (start, end) in marks])
        texts.append((length, coders))
    return texts


def laid(texts):
    return Continuum.of([Text(length, coders) for length, coders in texts])


def characters(texts):
    """For each text, coder and character: its set of codes and the number of the segment it lies in (None in a gap)."""
    found = []
    for length, coders in texts:
        rows = []
        for marks in coders:
            units = {code: merged([(s, e) for k, s, e in marks if k == code]) for code in "abc"}
            cuts = sorted({end for spans in units.values() for span in spans for end in span})
            row = []
            for at in range(length):
                codes = frozenset(code for code, spans in units.items() if any(s <= at < e for s, e in spans))
                row.append((codes, sum(cut <= at for cut in cuts) if codes else None))
            rows.append(row)
        found.append(rows)
    return found


def literal(texts, what, code=None):
    """u-, |u-, cu- or (k)u-alpha from every pair of characters, following equations 1 to 13 of the paper of 2016 word for word."""
    apart = lambda a, b: 0.0 if not (a | b) else 1 - len(a & b) / len(a | b)  # noqa: E731 - a formula
    if what == "bar":
        apart = lambda a, b: float(bool(a) != bool(b))  # noqa: E731
    if what == "k":
        apart = lambda a, b: float((code in a) != (code in b))  # noqa: E731
    together, mine, alone = {}, {}, {}
    for rows in characters(texts):
        m = len(rows)
        shared = {}
        for i in range(m):
            for j in range(m):
                for (a, segment), (b, _) in zip(rows[i], rows[j], strict=True) if i != j else ():
                    if what in {"cu", "k"} and not (a and b):
                        continue
                    together[a, b] = together.get((a, b), 0) + 1 / (m - 1)
                    shared[i, j, segment] = shared.get((i, j, segment), 0) + 1
                    mine[i, j, segment] = a
        for (i, j, segment), length in shared.items():
            a = mine[i, j, segment] if segment is not None else frozenset()
            alone[a] = alone.get(a, 0) + (length if segment is None else length**2) / (m - 1)
        mine.clear()
    values = {a for a, _ in together}
    total = sum(together.values())
    row = {a: sum(together.get((a, b), 0) for b in values) for a in values}
    if not total or total**2 == sum(alone.values()):
        return np.nan
    scale = total / (total**2 - sum(alone.values()))
    expected = {(a, b): (row[a] * row[b] - (alone.get(a, 0) if a == b else 0)) * scale for a in values for b in values}
    if what == "k":
        has = [a for a in values if code in a]
        of_k = sum(row[a] for a in has)
        of_e = sum(expected[a, b] for a in has for b in values)
        # Units of sets that all hold k are units of k: what is taken out of one set's diagonal belongs to k's.
        do = sum(together.get((a, b), 0) for a in has for b in values if code not in b)
        de = sum(expected[a, b] for a in has for b in values if code not in b)
        return np.nan if de < 1e-12 or of_e <= 0 else 1 - of_e / of_k * do / de
    do = sum(count * apart(a, b) for (a, b), count in together.items())
    de = sum(count * apart(a, b) for (a, b), count in expected.items())
    return np.nan if de < 1e-12 else 1 - do / de


@given(marked(), st.sampled_from(["u", "bar", "cu", "k"]))
def test_passages_agree_with_counting_characters(texts, what):
    """The sweep over ends gives what counting every character gives, with overlapping codes and two or three coders a text."""
    continuum = laid(texts)
    ours = {"u": u_alpha, "bar": bar_u_alpha, "cu": cu_alpha, "k": lambda found: k_u_alpha(found, "a")}[what](continuum).value()
    assert same(ours, literal(texts, what, "a"))


@given(marked())
def test_one_code_alone_is_a_continuum_of_that_code(texts):
    """Alpha of one code beside others is u-alpha, and |u-alpha, of the texts with that code's marks alone."""
    alone = laid([(length, [[mark for mark in marks if mark[0] == "a"] for marks in coders]) for length, coders in texts])
    ours = code_alpha(laid(texts), "a").value()
    assert same(ours, u_alpha(alone).value())
    assert same(ours, bar_u_alpha(alone).value())


@given(marked(overlap=False))
def test_units_of_one_character_are_ordinary_units(texts):
    """Where every unit is one character long and nothing is a gap, u-alpha is alpha of characters."""
    whole = [(length, [[(dict(zip(range(length), "abcab" * 3, strict=False))[n] if (n + k) % 3 else "c", n, n + 1) for n in range(length)]
                       for k in range(len(coders))]) for length, coders in texts]  # fmt: skip
    m = max(len(coders) for _, coders in whole)
    rows = [[mark[0] for _, coders in whole for mark in (coders[k] if k < len(coders) else [[None]] * len(coders[0]))] for k in range(m)]
    assert same(u_alpha(laid(whole)).value(), alpha(rows, "nominal"))


def test_ten_thousand_marks_on_one_passage_are_one_unit():
    """The same passage marked ten thousand times, or ten thousand overlapping pieces of it, is one unit and takes no time."""
    assert merged([(5, 20)] * 10_000) == [(5, 20)]
    assert merged([(n, n + 10) for n in range(10_000)]) == [(0, 10_009)]
    marks = [("a", n % 7, 20 + n % 11) for n in range(10_000)] + [("b", 3, 9)]
    texts = [(40, [marks, [("a", 0, 30)]])]
    assert 0 < u_alpha(laid(texts)).value() < 1


def test_neighbouring_units_stay_two():
    """Two passages that touch are two units: their lengths are squared one by one in what is expected."""
    assert merged([(0, 5), (5, 9)]) == [(0, 5), (5, 9)]
    assert segments([("a", 0, 5), ("a", 5, 9)]) == [(0, 5, frozenset("a")), (5, 9, frozenset("a"))]


def test_qualcoders_kappa_by_hand():
    """QualCoder's figure for 30 and 20 characters with 15 in common: Po 15/35, Pe the product of all four shares."""
    texts = [(100, [[("a", 0, 30)], [("a", 15, 35)]])]
    po, pe = 15 / 35, (30 / 35) * (20 / 35) * (5 / 35) * (15 / 35)
    assert qualcoder_kappa(laid(texts), "a").value() == pytest.approx((po - pe) / (1 - pe))
    assert qualcoder_kappa(laid([(9, [[], [], []])]), "a") is None
    assert np.isnan(qualcoder_kappa(laid([(9, [[], []])]), "a").value())
