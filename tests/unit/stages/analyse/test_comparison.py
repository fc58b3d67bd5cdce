"""Comparisons: groups, their differences and tests, what sets them apart."""

from __future__ import annotations

import math

import pytest

from testimonia.domain.decisions import Judgement
from unit.stages.analyse.planned import engaged, finish, measures, of, people


def test_two_groups_have_one_difference_and_one_test(tmp_path):
    """Six of six against none of six: the difference is one, its interval is Newcombe's, and Boschloo's test rejects."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", "coast" if n < 6 else "hills")
    (difference,) = of(measures(made), "by-origin", "difference")
    assert (difference.group, difference.other) == ("origin=coast", "origin=hills")
    assert (difference.k, difference.n, difference.other_k, difference.other_n) == (6, 6, 0, 6)
    assert difference.estimate == 1.0
    # Wilson of 6/6 is 0.6097 to 1, of 0/6 0 to 0.3903: 1 - sqrt(0.3903^2 + 0.3903^2).
    assert difference.low == pytest.approx(1 - math.sqrt(2) * 0.39033, abs=1e-4)
    assert set(difference.evidence) == {case.id for case in made.cases[:6]}
    (test,) = of(measures(made), "by-origin", "test")
    assert (test.method, test.adjustment) == ("Boschloo", "Holm, 2 tests")  # the sources are the other
    assert test.p < 0.01
    assert test.p_adjusted == 2 * test.p
    made.study.close()


def test_nothing_is_tested_where_a_group_has_fewer_than_five(tmp_path):
    """Four against eight: the difference has its interval, the test is left out and says of whom."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", "coast" if n < 4 else "hills")
    found = measures(made)
    (test,) = of(found, "by-origin", "test")
    assert (test.p, test.p_adjusted) == (None, None)
    assert "“The coast” has 4 cases" in test.note
    assert of(found, "by-origin", "difference")[0].low is not None
    made.study.close()


def test_more_groups_are_compared_with_the_others_and_tested_once(tmp_path):
    """Three groups: three differences, one Fisher-Freeman-Halton test with its seed, shares drawn together."""
    made = people(tmp_path / "s", 18)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", ("coast", "hills", "abroad")[n // 6])
    found = measures(made)
    assert [(row.group, row.other) for row in of(found, "by-origin", "difference")] == [
        ("origin=coast", "the others"), ("origin=hills", "the others"), ("origin=abroad", "the others"),
    ]  # fmt: skip
    (test,) = of(found, "by-origin", "test")
    assert (test.method, test.seed, test.replicates) == ("Fisher-Freeman-Halton", 20150921, 10_000)
    assert test.p < 0.01
    first, *rest = of(found, "by-origin", "pooled")
    assert first.estimate < 1.0
    assert all(0 < row.estimate < first.estimate for row in rest)
    made.study.close()


def test_who_says_nothing_of_the_group_is_in_none_and_is_counted(tmp_path):
    """Two answers are missing: nobody is put into a group, and the row says how many are in none."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases[:10]):
        made.answer(case, "anna", "origin", "coast" if n < 5 else "hills")
    (difference,) = of(measures(made), "by-origin", "difference")
    assert (difference.n, difference.other_n) == (5, 5)
    assert difference.note == "2 cases are in no group."
    assert difference.threshold is None  # a threshold of credibility is none but that
    made.study.close()


def test_a_contrast_of_movements_stands_beside_its_panel(tmp_path):
    """Movements come from episodes; beside them stand the sources, languages, years and custody of either side."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n in range(12):
        engaged(made, n, group="Dawn Guard" if n < 6 else "River Front", left="2015")
    case = made.cases[0]
    judged = Judgement(id="j1", account=case.accounts[0], mention=case.mentions[0], coder="anna", conditions=("custody",))
    made.study.decide([judged])
    found = measures(made)
    (difference,) = of(found, "by-movement", "difference")
    assert (difference.group, difference.other) == ("movement=Dawn Guard", "movement=River Front")
    panel = {(row.item, row.group): row for row in of(found, "by-movement", "panel")}
    assert {item for item, _ in panel} == {"sources", "languages", "years", "custody"}
    assert panel["sources", "movement=Dawn Guard"].note == "Post 3, Radio 3"
    assert panel["years", "movement=River Front"].note == "2017 6"
    assert (panel["custody", "movement=Dawn Guard"].k, panel["custody", "movement=Dawn Guard"].n) == (1, 1)
    assert panel["custody", "movement=River Front"].estimate is None
    made.study.close()


def test_conditions_overlap_and_each_is_tested_by_itself(tmp_path):
    """With a condition against judged without it: a case that nobody judged is on neither side."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases[:11]):
        conditions = (*(("custody",) if n < 5 else ()), *(("anonymous",) if n % 2 else ()))
        made.study.decide([Judgement(id=f"j{n}", account=case.accounts[0], mention=case.mentions[0], coder="anna", conditions=conditions)])
    found = of(measures(made), "by-condition", "difference")
    assert {(row.group, row.n, row.other_n) for row in found} == {("condition=anonymous", 5, 6), ("condition=custody", 5, 6)}
    made.study.close()
