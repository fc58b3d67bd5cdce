"""Measures where there is next to nothing: no case, one case, silence, a group of one."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from unit.stages.analyse.planned import engaged, finish, measures, of, people
from unit.stages.publish.example import STUDY, start


def test_no_cases_give_no_measures(tmp_path):
    """Nobody to count: no rows, and no error."""
    made = people(tmp_path / "s", 0)
    assert measures(made) == []
    made.study.close()


def test_one_case_gives_rows_without_tests(tmp_path):
    """A single case has counts and intervals, and nothing is tested."""
    made = people(tmp_path / "s", 1)
    finish(made, 1)
    made.answer(made.cases[0], "anna", "origin", "coast")
    engaged(made, 0, group="Dawn Guard", left="2015-03")
    found = measures(made)
    assert all(row.p is None for row in found)
    assert of(found, "by-origin", "difference")[0].estimate is None
    assert "nothing to compare" in of(found, "by-movement", "test")[0].note
    made.study.close()


@pytest.mark.parametrize("having", [0, 10])
def test_a_code_in_no_case_and_one_in_every_case(tmp_path, having):
    """Nobody, or everybody, has it: the difference is nothing, the test says so, and every number is finite."""
    made = people(tmp_path / "s", 10)
    finish(made, having)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", "coast" if n < 5 else "hills")
    found = measures(made)
    (difference,) = of(found, "by-origin", "difference")
    assert difference.estimate == 0
    assert difference.low < 0 < difference.high
    assert of(found, "by-origin", "test")[0].p == 1.0
    for row in found:
        numbers = (row.estimate, row.low, row.high, row.p, row.p_adjusted)
        assert all(number is None or math.isfinite(number) for number in numbers)
    made.study.close()


def test_where_everybody_is_silent_nothing_is_stated(tmp_path):
    """Nobody affirms or denies: of those who stated anything there is no share, no difference and no test, and a sentence says why."""
    plan = '  - {id: stated, kind: comparison, code: "icsr-2015:leaving-brutality", by: origin, denominator: stated}\n'
    made = start(tmp_path / "s", STUDY + plan)
    for n in range(12):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t"))
        made.answer(made.cases[n], "anna", "origin", "coast" if n < 6 else "hills")
    finish(made, 0)
    found = of(measures(made), "stated")
    (difference,) = (row for row in found if row.measure == "difference")
    assert (difference.estimate, difference.n, difference.other_n, difference.not_stated) == (None, 0, 0, 12)
    assert difference.note == "No case counts in “The coast”."
    (test,) = (row for row in found if row.measure == "test")
    assert test.p is None
    made.study.close()


def test_a_group_of_one_has_an_interval_and_no_test(tmp_path):
    """One against eleven: the difference is there with its wide interval, and the note says that one case is too few."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", "coast" if n < 1 else "hills")
    found = measures(made)
    (difference,) = of(found, "by-origin", "difference")
    assert difference.n == 1
    assert difference.high - difference.low > 0.5
    assert "has 1 case," in of(found, "by-origin", "test")[0].note
    made.study.close()


def test_the_same_state_gives_the_same_measures(tmp_path):
    """Seeds stand in the plan: two studies made alike give the same numbers to the last digit."""
    found = []
    for name in ("a", "b"):
        made = people(tmp_path / name, 12)
        finish(made, 6)
        for case in made.cases[3:9]:
            made.code(case, "joining-faith", "anna")
        found.append([replace(row, snapshot="") for row in measures(made)])
        made.study.close()
    assert found[0] == found[1]
    assert any(row.seed for row in found[0])
