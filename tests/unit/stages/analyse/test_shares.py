"""What a share owes besides its interval: joint intervals, flips, E-values."""

from __future__ import annotations

import math

import pytest

from testimonia.domain.decisions import Value
from testimonia.domain.identity import object_id
from unit.stages.analyse.planned import BOOK, BRUTALITY, engaged, finish, measures, of, people


def test_shares_of_several_codes_hold_all_at_once_and_have_a_flip(tmp_path):
    """Two of eight: the interval for all four codes is wider than its own, and selection would have to be threefold to make it half."""
    made = people(tmp_path / "s", 8)
    finish(made, 2)
    found = of(measures(made), "why-left")
    at_once = next(row for row in found if row.measure == "simultaneous" and row.item == f"{BOOK}:{BRUTALITY}")
    assert (at_once.estimate, at_once.method) == (0.25, "Wilson at Sidak's level, 95% for all 4")
    assert at_once.low < 0.0714  # Wilson's own interval of 2 of 8 is 0.0715 to 0.5907
    assert at_once.high > 0.5908
    (flip,) = (row for row in found if row.measure == "flip")
    assert flip.estimate == 3.0
    assert "3.0 times as likely" in flip.note
    assert len({row.finding for row in found if row.measure == "simultaneous"}) == 4
    made.study.close()


def test_answers_to_one_question_hold_at_once_of_those_who_gave_one(tmp_path):
    """Answers that exclude one another have Goodman's intervals, out of those who stated one."""
    made = people(tmp_path / "s", 8)
    finish(made, 0)
    for n, case in enumerate(made.cases[:6]):
        made.answer(case, "anna", "origin", "coast" if n < 4 else "hills")
    found = of(measures(made), "origins", "simultaneous")
    assert [(row.k, row.n, row.denominator) for row in found] == [(4, 6, "stated"), (2, 6, "stated"), (0, 6, "stated")]
    assert found[2].low == 0.0
    assert found[2].high > 0.39  # a zero finding has an upper bound; alone it would be 0.3903
    made.study.close()


def test_answers_for_each_engagement_do_not_exclude_one_another(tmp_path):
    """Who came from the coast once and from the hills the next time counts in both: each interval is of its own share, at Sidak's level."""
    made = people(tmp_path / "s", 8)
    finish(made, 0)
    for n, case in enumerate(made.cases):
        for order, place in enumerate(("coast", "hills") if n < 4 else ("coast",), start=1):
            engaged(made, n, order=order)
            made.study.decide(
                [Value(id=f"v{n}{order}", account=case.accounts[0], mention=case.mentions[0], coder="anna", round="coding-1", variable="origin", value=place, episode=object_id("episode", case.id, order))]
            )  # fmt: skip
    found = of(measures(made), "origins", "simultaneous")
    assert [(row.k, row.n) for row in found] == [(8, 8), (4, 8), (0, 8)]
    assert {row.method for row in found} == {"Wilson at Sidak's level, 95% for all 3"}
    assert all(row.low <= row.estimate <= row.high for row in found)
    made.study.close()


def test_a_difference_has_its_flip_and_its_e_value(tmp_path):
    """Four of six against two of six: odds of 2 and 1/2, a risk ratio of 2."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", "coast" if n < 4 or n in (6, 7) else "hills")
    found = {row.measure: row for row in of(measures(made), "by-origin")}
    assert found["flip"].estimate == pytest.approx(4.0)
    assert found["e-value"].estimate == pytest.approx(2 + math.sqrt(2))
    assert found["e-value"].low == 1.0
    made.study.close()
