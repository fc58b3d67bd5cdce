"""Agreement against published figures. Each example carries its citation; figures only, no text of others.

"Reproduced" figures were recomputed with the program named; "recalled" ones are standard textbook examples.
"""

from __future__ import annotations

import numpy as np
import pytest

from testimonia.stages.code.method.agreement import coefficients as c
from testimonia.stages.code.method.agreement import distances as d
from testimonia.stages.code.method.agreement.answers import Answers
from testimonia.stages.code.method.agreement.linearised import ac1_error, alpha_error
from testimonia.stages.code.method.agreement.resample import bootstrap, generator
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.stages.code.method.agreement.unitizing2004 import alpha_u, difference

_ = None


def nominal(answers):
    return c.alpha(answers, d.nominal(answers.categories)).value()


def do_and_de(answers, distance):
    sums = c.alpha(answers, distance).columns.sum(axis=0)
    observed, totals = sums[0], sums[1:]
    n = totals.sum()
    return observed / n, totals @ distance @ totals / (n * (n - 1))


def of_confusion(table, names):
    """Two coders' answers from their table of confusion."""
    pairs = [(names[i], names[j]) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return Answers.of([[a for a, _ in pairs], [b for _, b in pairs]], names)


# Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability; the 2007 version of the note has the same example.
# Also Gwet's raw.4raters (Handbook of Inter-Rater Reliability), as shipped with irrCAC.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, _],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(("scale", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_krippendorffs_four_coders(scale, expected):
    """Alpha of Krippendorff's (2011) four coders and twelve units with missing data, on each scale, is the printed one."""
    answers = Answers.of(FOUR)
    found = c.ordinal_alpha(answers) if scale == "ordinal" else c.alpha(answers, d.FIXED[scale](answers.categories))
    assert found.value() == pytest.approx(expected, abs=6e-4)


def test_an_unpairable_value_is_nobodys_disagreement():
    """The lone value of unit 12 may stand under any coder, or be missing: alpha does not move (the example circulates both ways)."""
    moved = [row[:] for row in FOUR]
    moved[2][11], moved[1][11] = None, 3
    without = [row[:11] for row in FOUR]
    assert nominal(Answers.of(moved)) == nominal(Answers.of(without)) == nominal(Answers.of(FOUR))


def test_krippendorffs_binary_example():
    """Example A of Krippendorff (2011; 2004, p. 224): alpha .095 with Do .4 and De .442."""
    answers = Answers.of([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]])
    assert nominal(answers) == pytest.approx(0.095, abs=6e-4)
    assert do_and_de(answers, d.nominal(answers.categories)) == pytest.approx((0.4, 0.442), abs=6e-4)


def test_krippendorff_2004_page_227():
    """Krippendorff (2004), Content Analysis, p. 227: alpha .734, Do .1667, De .6268 (as asserted in DKPro Statistics too)."""
    answers = Answers.of([list("aabbbbbccccc"), list("abbbbbcccccc")])
    assert nominal(answers) == pytest.approx(0.734, abs=1e-3)
    assert do_and_de(answers, d.nominal(answers.categories)) == pytest.approx((0.1667, 0.6268), abs=1e-3)


# Hayes, A. F. & Krippendorff, K. (2007). Communication Methods and Measures 1:77-89; rows are units, columns five observers.
HAYES = """
112_2 1101_ 2333_ _00_0 000_0 000_0 102_1 1_20_ 222_2 2111_ _100_ 0000_ 1222_ 33223 111_1 111_1 212_2 1233_ 1101_ 000_0
0011_ 00_00 2333_ 0000_ 12_22 0111_ 00010 1212_ 1122_ 112_2 110_0 2121_ 22_22 3222_ 222_2 223_2 222_2 22_12 2222_ 111_1
"""


def hayes():
    units = HAYES.split()
    return Answers.of([[None if unit[i] == "_" else int(unit[i]) for unit in units] for i in range(5)])


def test_hayes_and_krippendorff():
    """Ordinal alpha of Hayes & Krippendorff (2007) is .7598, from 159 values that make 239 pairs."""
    answers = hayes()
    assert c.ordinal_alpha(answers).value() == pytest.approx(0.7598, abs=1e-4)
    assert (answers.values >= 0).sum() == 159
    assert (answers.given * (answers.given - 1) / 2).sum() == 239


def test_the_interval_comes_from_units_and_not_from_pairs():
    """Drawn by units, the interval of Hayes & Krippendorff's example is .632-.841: pairs of values would make it half as wide."""
    answers = hayes()
    (found,) = bootstrap([c.ordinal_alpha(answers)], AgreementParams(), generator(1, "hayes"))
    assert (found.low, found.high) == pytest.approx((0.632, 0.841), abs=0.01)
    assert 0 < found.below[0] < 0.2
    assert found.below[1] > 0.6


# Artstein, R. & Poesio, M. (2008). Computational Linguistics 34:555-596, p. 568 (weights: .5 for any pair with Chck).
ARTSTEIN = of_confusion([[46, 0, 0], [6, 32, 6], [0, 0, 10]], ["STAT", "IReq", "Chck"])


def test_artstein_and_poesio():
    """Po .88, S .82, pi .7995, kappa .8013 and alpha .80 of Artstein & Poesio (2008), example 2."""
    assert c.percent(ARTSTEIN).value() == pytest.approx(0.88, abs=1e-9)
    assert c.brennan_prediger(ARTSTEIN).value() == pytest.approx(0.82, abs=1e-9)
    assert c.fleiss(ARTSTEIN).value() == pytest.approx(0.7995, abs=1e-4)
    assert c.cohen(ARTSTEIN).value() == pytest.approx(0.8013, abs=1e-4)
    assert nominal(ARTSTEIN) == pytest.approx(0.80, abs=1e-3)


def test_artstein_and_poesio_weighted():
    """With weighted distances alpha is .8156 and kappa .8163."""
    apart = np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    assert c.alpha(ARTSTEIN, apart).value() == pytest.approx(0.8156, abs=1e-3)
    assert c.cohen(ARTSTEIN, 1 - apart).value() == pytest.approx(0.8163, abs=1e-3)


def test_fleiss_fourteen_raters():
    """Fleiss' kappa of the usual worked example (ten subjects, fourteen raters, five categories; recalled) is .210."""
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    units = [[category for category, count in enumerate(row) for _ in range(count)] for row in counts]
    assert c.fleiss(Answers.of(list(zip(*units, strict=True)))).value() == pytest.approx(0.21, abs=5e-4)


def test_cohen_twenty_five():
    """Cohen's kappa of 20, 5, 10 and 15 (recalled textbook example) is .4."""
    assert c.cohen(of_confusion([[20, 5], [10, 15]], ["yes", "no"])).value() == pytest.approx(0.4, abs=1e-9)


def test_gwets_four_raters():
    """Gwet's raw.4raters: AC1 .77544, Fleiss .76117, alpha .74342, Conger .76282, Brennan-Prediger .77273 (irrCAC 0.4.4)."""
    answers = Answers.of(FOUR)
    found = [
        c.gwet(answers),
        c.fleiss(answers),
        c.alpha(answers, d.nominal(answers.categories)),
        c.conger(answers),
        c.brennan_prediger(answers),
    ]
    assert [item.value() for item in found] == pytest.approx([0.77544, 0.76117, 0.74342, 0.76282, 0.77273], abs=2e-5)


def test_gwets_standard_errors():
    """Their standard errors: .14295 for AC1, .14557 for alpha (irrCAC 0.4.4)."""
    answers = Answers.of(FOUR)
    assert ac1_error(answers) == pytest.approx(0.14295, abs=2e-5)
    assert alpha_error(answers) == pytest.approx(0.14557, abs=2e-5)


def test_gwets_quadratic_weights():
    """With quadratic weights alpha is .84911 and AC2 .914 on the same data."""
    answers = Answers.of(FOUR)
    weights = d.agreement_weights("interval", answers.categories)
    assert c.alpha(answers, 1 - weights).value() == pytest.approx(0.84911, abs=2e-5)
    assert c.gwet(answers, weights).value() == pytest.approx(0.914, abs=2e-5)


def test_gwets_hand_example():
    """Eight yes, one no, one split: AC1 .8658 and Scott's pi .6078 (worked by hand in DKPro Statistics' Gwet2008Test)."""
    answers = Answers.of([list("yyyyyyyyny"), list("yyyyyyyynn")])
    assert c.gwet(answers).value() == pytest.approx(0.8658, abs=1e-4)
    assert c.fleiss(answers).value() == pytest.approx(0.6078, abs=1e-4)
    share = answers.counts.sum(axis=0) / 20
    assert (share * (1 - share)).sum() == pytest.approx(0.255, abs=1e-9)


# --- sets: nine items of DKPro Statistics' SetAnnotationsTest; Jaccard and Passonneau's MASI computed independently.
NINE = [("", ""), ("A", ""), ("A", "A"), ("A", "B"), ("AB", "A"), ("AB", "AC"), ("ABC", "ABC"), ("C", "AC"), ("C", "AC")]


def nine():
    return Answers.of([[frozenset(a) for a, _ in NINE], [frozenset(b) for _, b in NINE]])


def test_sets_by_jaccard_and_by_passonneaus_masi():
    """Alpha over sets is .3156 with Jaccard's distance and .2731 with MASI as Passonneau (2006) defines it."""
    answers = nine()
    assert c.alpha(answers, d.jaccard(answers.categories)).value() == pytest.approx(0.3156, abs=1e-4)
    assert c.alpha(answers, d.masi(answers.categories)).value() == pytest.approx(0.2731, abs=1e-4)


def _steps(categories):
    """1/3 where one set holds the other (the empty set lies in every set), 2/3 where they overlap: DKPro's factor."""
    return np.array([[0 if a == b else 1 / 3 if a < b or b < a else 2 / 3 if a & b else 1 for b in categories] for a in categories])


def test_dkpros_masi_is_another_one():
    """DKPro's values, .186 by steps and .252 for steps times Jaccard *distance*, come from its own definitions, which are not ours."""
    answers = nine()
    steps = _steps(answers.categories)
    assert c.alpha(answers, steps).value() == pytest.approx(0.186, abs=1e-3)
    assert do_and_de(answers, steps) == pytest.approx((0.333, 0.409), abs=1e-3)
    assert c.alpha(answers, steps * d.jaccard(answers.categories)).value() == pytest.approx(0.252, abs=1e-3)


def test_two_empty_sets_are_equal():
    """That both coders applied no code is agreement (NLTK 3.10's MASI divides by zero there)."""
    empty, one = frozenset(), frozenset("A")
    for distance in (d.jaccard, d.masi):
        assert distance([empty, one])[0].tolist() == [0.0, 1.0]


# --- passages, 1995 and 2004


def test_the_distance_between_units():
    """Krippendorff (2004): nine squared differences between two units, or a unit and a gap that holds it."""
    others = [(4, 2), (5, 2), (6, 2), (7, 2), (6, 4), (5, 6)]
    assert [difference((5, 6), other) for other in others] == [26, 16, 10, 8, 2, 0]
    assert difference((225, 70), (220, 80)) == 50
    assert difference((370, 30), (355, 20)) == 850
    assert difference((400, 50), (400, 20), a_unit=False) == difference((400, 20), (400, 50), b_unit=False) == 400


def test_alpha_u_of_2004():
    """Krippendorff (2004), p. 254: code c Do .0144, De .0532, alpha .7286; code k 0, .0490, 1.0; both together .8591."""
    first = alpha_u([[(225, 70), (370, 30)], [(220, 80), (355, 20), (400, 20)]], 150, 300)
    second = alpha_u([[(180, 60), (300, 50)]] * 2, 150, 300)
    assert (first.observed, first.expected, first.alpha) == pytest.approx((0.0144, 0.0532, 0.7286), abs=5e-5)
    assert (second.observed, second.expected, second.alpha) == pytest.approx((0, 0.049, 1), abs=5e-5)
    assert (first + second).alpha == pytest.approx(0.8591, abs=5e-4)


# Krippendorff, K. (1995). Sociological Methodology 25:47-76, p. 57. The authors of DKPro note a slip in the printed De of panel C.
PANELS = {
    "A": ([[(2, 8), (14, 6)], [(4, 4), (15, 2)]], 0.03125, 0.0699, 0.553),
    "B": ([[(0, 18)], [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)]], 2.26736, 1.17731, -0.926),
    "C": ([[(2, 6), (10, 2), (14, 4), (20, 2)], [(0, 2), (4, 4), (10, 4), (16, 2), (20, 2)]], 0.02777, 0.08642, 0.679),
    "D": ([[(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)], [(0, 4), (4, 4), (8, 7), (15, 2), (17, 7)]], 0.38715, 0.41445, 0.066),
}


@pytest.mark.parametrize("panel", PANELS)
def test_alpha_u_of_1995(panel):
    """The four panels of Krippendorff (1995): Do as printed, De and alpha in the limit of a finely divided continuum."""
    units, observed, expected, alpha = PANELS[panel]
    fine = 50_000
    found = alpha_u([[(fine * begin, fine * length) for begin, length in coder] for coder in units], 0, 24 * fine)
    assert alpha_u(units, 0, 24).observed == pytest.approx(observed, abs=1e-5)
    assert found.observed == pytest.approx(observed, abs=1e-5)
    assert found.expected == pytest.approx(expected, abs=5e-3)
    assert found.alpha == pytest.approx(alpha, abs=0.02)
