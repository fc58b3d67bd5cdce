"""Published and recomputed figures of the analysis' statistics: known_statistics.json has them with citation and status.

"Reproduced": recomputed when the list was made, and equal to the publication; "computed": with another program, no publication seen;
"source_read": seen in the cited text. Every entry of the list must have a test here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from testimonia.stages.analyse.method import differences, exact, grim, intervals, multiplicity, pooling, sensitivity, shares
from testimonia.stages.analyse.method.rates import poisson_interval

KNOWN = {entry["id"]: entry for entry in json.loads(Path(__file__).with_name("known_statistics.json").read_text("utf-8"))}
PROPORTIONS = [name for name in KNOWN if name.startswith("prop-")]
TRIED = {
    *PROPORTIONS,
    "propdiff-newcombe",
    "multinomial-ci",
    "fisher-tea",
    "boschloo-doc",
    "barnard-doc",
    "bh-1995",
    "evalue-smoking",
    "speckhard-ellenberg-2020",
    "crest-2021",
    "undp-2017",
    "icsr-daesh-diaspora-2018",
}


def close(expected, entry):
    return pytest.approx(expected, abs=KNOWN[entry]["tolerance"])


def columns(entry):
    """A 2 x 2 table whose columns are the groups, as SciPy prints it: k1, n1, k2, n2."""
    (a, b), (c, d) = KNOWN[entry]["input"]["table"]
    return a, a + c, b, b + d


def test_every_known_answer_is_tried():
    """The list of known answers and the list of those tested here are the same."""
    assert set(KNOWN) == TRIED


@pytest.mark.parametrize("name", PROPORTIONS)
def test_intervals_of_one_share(name):
    """Wilson, Clopper-Pearson and Jeffreys give the figures of Newcombe's examples."""
    k, n = KNOWN[name]["input"]["x"], KNOWN[name]["input"]["n"]
    expected = KNOWN[name]["expected"]
    assert intervals.wilson(k, n) == close(expected["wilson"], name)
    assert shares.clopper_pearson(k, n) == close(expected["clopper_pearson"], name)
    assert shares.jeffreys(k, n) == close(expected["jeffreys_computed"], name)


def test_newcombes_difference():
    """56/70 - 48/80 has Newcombe's hybrid interval."""
    given = KNOWN["propdiff-newcombe"]["input"]
    found = differences.newcombe(given["x1"], given["n1"], given["x2"], given["n2"])
    assert (found.low, found.high) == close(KNOWN["propdiff-newcombe"]["expected"]["newcombe"], "propdiff-newcombe")


@pytest.mark.parametrize("method", ["sison_glaz", "goodman"])
def test_intervals_of_exclusive_categories(method):
    """Seven categories have the simultaneous intervals that statsmodels gives them."""
    given = KNOWN["multinomial-ci"]
    found = getattr(shares, method)(given["input"]["counts"], given["input"]["level"])
    for ours, theirs in zip(found, given["expected"][method], strict=True):
        assert ours == close(theirs, "multinomial-ci")


def test_the_lady_tasting_tea():
    """Fisher's table 3, 1, 1, 3 has p = 0.4857."""
    (a, b), (c, d) = KNOWN["fisher-tea"]["input"]["table"]
    assert exact.fisher(a, a + b, c, c + d) == close(KNOWN["fisher-tea"]["expected"]["p"], "fisher-tea")


def test_boschloo_and_barnard():
    """The unconditional tests give the figures of SciPy's documentation."""
    assert exact.boschloo(*columns("boschloo-doc"), "greater") == close(KNOWN["boschloo-doc"]["expected"]["p_greater"], "boschloo-doc")
    assert exact.barnard(*columns("barnard-doc")) == close(KNOWN["barnard-doc"]["expected"]["p_two_sided"], "barnard-doc")


def test_rejections_of_benjamini_and_hochberg():
    """Of the fifteen p-values of 1995 three stand after Bonferroni, three after Holm, four after Benjamini-Hochberg."""
    p, alpha = KNOWN["bh-1995"]["input"]["p"], KNOWN["bh-1995"]["input"]["alpha"]
    for name, adjust in (("bonferroni", multiplicity.bonferroni), ("holm", multiplicity.holm), ("bh", multiplicity.benjamini_hochberg)):
        assert sum(value <= alpha for value in adjust(p)) == KNOWN["bh-1995"]["expected"][f"{name}_rejections"]


def test_the_e_value_of_smoking():
    """A ratio of 10.73 (8.02-14.36) has the E-values 20.95 and 15.52."""
    given, expected = KNOWN["evalue-smoking"]["input"], KNOWN["evalue-smoking"]["expected"]
    assert sensitivity.e_value(given["rr"]) == close(expected["point"], "evalue-smoking")
    assert sensitivity.e_value_of_interval(given["lo"], given["hi"]) == close(expected["lower"], "evalue-smoking")


def test_one_count_alone_gives_speckhard_and_ellenbergs_percentages():
    """51.1 % of 182 men are 93 and 76.3 % of 38 women are 29, and nothing else; men and women are all."""
    e = KNOWN["speckhard-ellenberg-2020"]["expected"]
    for who in ("men", "women"):
        assert list(grim.counts_for(str(e[f"{who}_foreign_pct"]), e[who])) == [e[f"{who}_foreign_n"]]
    assert grim.adds_up([e["men"], e["women"]], e["n"])
    assert e["n"] <= e["total_to_date"]


def test_the_flow_of_crest_only_shrinks():
    """What was screened, coded and included in the review of 2021 falls at every stage."""
    e = KNOWN["crest-2021"]["expected"]
    assert grim.only_shrinks([e["screened_over"], e["coded_reports"], e["quality_included"]])
    assert grim.only_shrinks([e["coded_reports"], e["comparison_pre2017"]])
    assert not grim.only_shrinks([e["coded_reports"], e["screened_over"]])


def test_undp_adds_up_but_for_rounding():
    """The three groups make 718; the percentages add to 101, which rounding allows; no rounding would allow 104."""
    e = KNOWN["undp-2017"]["expected"]
    assert grim.adds_up([e["voluntary"], e["forced"], e["reference"]], e["respondents"])
    printed = [str(e[f"{group}_pct"]) for group in ("boko_haram", "al_shabaab", "is", "other")]
    assert sum(map(int, printed)) == 101
    assert grim.sum_possible(printed)
    assert grim.sum_possible(printed, e["respondents"])
    assert not grim.sum_possible([*printed[:-1], "10"])
    assert all(list(grim.counts_for(share, e["respondents"])) for share in (*printed, str(e["government_action_tipping_point_pct"])))


def test_percentages_that_do_not_follow_from_their_counts():
    """4,761 of 41,490 are no 13 %, and 256 of 7,366 are no 4 %; the recomputed shares are the listed ones."""
    e = KNOWN["icsr-daesh-diaspora-2018"]["expected"]
    women = grim.check(str(e["women_stated_pct"]), e["affiliates"], e["women"])
    returned = grim.check(str(e["women_returned_stated_pct"]), e["returned"], e["women_returned"])
    assert (women.possible, returned.possible) == (False, False)
    assert women.said() == "4761 of 41490 is 11.5 %, not 13 %"
    assert returned.said() == "256 of 7366 is 3.5 %, not 4 %"
    assert grim.check(str(e["women_recomputed_pct"]), e["affiliates"], e["women"]).possible
    assert grim.check(str(e["returned_recomputed_pct"]), e["affiliates"], e["returned"]).possible
    assert grim.check(str(e["women_returned_recomputed_pct"]), e["returned"], e["women_returned"]).possible


# Computed when the specification was written, with a program of its own; the grid is the same.
RAW = [(9, 30), (2, 12), (4, 9), (1, 4), (0, 3)]
POOLED = [0.293, 0.239, 0.340, 0.279, 0.236]


def test_pooled_shares():
    """Five groups of very different size get the pooled shares that another program on the same grid gives them."""
    assert [group.estimate for group in pooling.pooled(RAW)] == pytest.approx(POOLED, abs=0.0006)


def test_the_silent_and_the_tilted():
    """20 of 58 with 8 silent lie between 34.5 % and 48.3 %; tilted by 2, 4, 1/2, 1/4 they are 51.3, 67.8, 20.8 and 11.6 %."""
    assert sensitivity.manski(20, 30, 8) == pytest.approx((0.345, 0.483), abs=0.0005)
    assert [sensitivity.tilted(20 / 58, times) for times in (2, 4, 0.5, 0.25)] == pytest.approx([0.513, 0.678, 0.208, 0.116], abs=0.0005)


# Garwood (1936), Biometrika 28:437-442; the factors are printed in many tables of exact Poisson limits.
@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904)])
def test_exact_limits_of_a_count(count, low, high):
    """The exact limits of a Poisson count are the tabulated ones."""
    assert poisson_interval(count) == pytest.approx((low, high), abs=6e-5)
