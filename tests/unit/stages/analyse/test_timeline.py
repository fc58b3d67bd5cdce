"""Time: people and exits by period, lags, changes; dates that are known roughly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy import stats

from testimonia.domain.decisions import Episode
from testimonia.domain.evidence import Capture
from testimonia.domain.identity import object_id
from testimonia.domain.results import Measure
from testimonia.domain.vocabulary import Grade
from unit.stages.analyse.planned import engaged, finish, measures, of, people


def test_a_year_spreads_over_its_months_and_people_differ_from_exits(tmp_path):
    """Known as 2015: a twelfth in each month, about; two exits of one person in a year are one person and two exits."""
    made = people(tmp_path / "s", 2)
    finish(made, 0)
    engaged(made, 0, left="2015")
    engaged(made, 1, left="2015-02", order=1)
    engaged(made, 1, left="2015-10", order=2)
    found = measures(made)
    people_, exits = ({row.group: row for row in of(found, "in-time", what) if row.item == "left"} for what in ("people", "exits"))
    assert people_["2015"].estimate == 2
    assert exits["2015"].estimate == 3
    assert exits["2015"].low == pytest.approx(0.6187, abs=1e-4)  # Garwood's interval of 3
    made.study.close()


def test_two_exits_known_by_the_same_year_are_two(tmp_path):
    """Who left twice in 2015, known no better, is one person and two exits, whoever of two coders says so; one exit told twice is one."""
    made = people(tmp_path / "s", 2)
    finish(made, 0)
    for case in made.cases:
        made.complete(case, "ben", "form")
    for n, coder, order in ((0, "anna", 1), (0, "anna", 2), (0, "ben", 1), (0, "ben", 2), (1, "anna", 1), (1, "ben", 1)):
        case = made.cases[n]
        made.study.decide(
            [Episode(id=object_id("episode", case.id, coder, order), account=case.accounts[0], mention=case.mentions[0], coder=coder, round="coding-1", left="2015", order=order)]
        )  # fmt: skip
    found = measures(made)
    people_, exits = ({row.group: row for row in of(found, "in-time", what) if row.item == "left"} for what in ("people", "exits"))
    assert (people_["2015"].estimate, exits["2015"].estimate, exits["2015"].unclear) == (2, 3, 0)
    made.study.close()


def test_a_date_across_two_years_counts_by_its_days(tmp_path):
    """From December 2015 to February 2016: 31 of 91 days in the first year, and the row says that nobody is there surely."""
    made = people(tmp_path / "s", 1)
    finish(made, 0)
    engaged(made, 0, left="2015-12/2016-02")
    rows = {row.group: row for row in of(measures(made), "in-time", "people") if row.item == "left"}
    assert rows["2015"].estimate == pytest.approx(31 / 91)
    assert rows["2016"].estimate == pytest.approx(60 / 91)
    assert rows["2015"].note.startswith("0 surely; 1 possibly")
    made.study.close()


def test_the_lag_runs_from_the_last_exit_to_the_first_word(tmp_path):
    """Six people who spoke a year after leaving: a median of twelve months, with what the rough dates leave open."""
    made = people(tmp_path / "s", 6)
    finish(made, 0)
    for n, case in enumerate(made.cases):
        engaged(made, n, left="2015-03")
        made.answer(case, "anna", "spoke", "2016-03")
    (lag,) = of(measures(made), "in-time", "lag")
    assert lag.estimate == pytest.approx(12.0, abs=0.05)
    assert (lag.k, lag.low, lag.high) == (6, lag.estimate, lag.estimate)
    assert lag.note == "between 11.0 and 13.0 as far as the dates are known"
    made.study.close()


def test_who_spoke_before_leaving_is_listed_and_left_out(tmp_path):
    """Dates out of order are no negative lag: the case is named."""
    made = people(tmp_path / "s", 2)
    finish(made, 0)
    for n, spoke in enumerate(("2014", "2016")):
        engaged(made, n, left="2015-03")
        made.answer(made.cases[n], "anna", "spoke", spoke)
    found = measures(made)
    assert of(found, "in-time", "out-of-order")[0].evidence == (made.cases[0].id,)
    assert of(found, "in-time", "lag")[0].evidence == (made.cases[1].id,)
    made.study.close()


def changed(folder, exits: list[str], periods: str = '["2015", "2016"]', unit: str = "year", later: str | None = "") -> Measure:
    """The change of exits among as many people as there are dates, captured on 27 February 2026, the first once more ``later``."""
    plan = f"\n  - {{id: in-time, kind: timeline, period: {unit}, dates: [left], lag: [joined, left], change: {periods}}}\n"
    made = people(folder, len(exits), plan)
    finish(made, 0)
    for n, left in enumerate(exits):
        engaged(made, n, left=left)
    if later != "":
        with made.study.read() as view:
            first = view.records(Capture)[0]
        made.study.decide([replace(first, id=object_id("capture", later or ""), at=later, grade=Grade.DECLARED)])
    (change,) = of(measures(made), "in-time", "change")
    made.study.close()
    return change


def test_a_change_between_dates_that_are_known_is_an_exact_test(tmp_path):
    """Nine people in the first year and one in the second: p is the chance of 0, 1, 9 or 10 of 10 with the days of either year."""
    change = changed(tmp_path / "s", ["2015-03"] * 9 + ["2016-03"])
    assert (change.k, change.other_k, change.method) == (1, 9, "exact conditional 95%")
    share = 366 / 731
    assert change.p == pytest.approx(stats.binomtest(1, 10, share).pvalue)
    assert change.estimate == pytest.approx(1 / 9 * 365 / 366)
    assert change.p_adjusted >= change.p


def test_a_date_across_the_border_counts_in_both_periods_by_its_days(tmp_path):
    """December 2015 or January 2016: half a person in either year, and the method says that it is no exact test any more."""
    change = changed(tmp_path / "s", ["2015-03"] * 9 + ["2016-03", "2015-12/2016-01"])
    assert (change.k, change.other_k) == (1.5, 9.5)
    assert change.method == "exact conditional, by the share of days 95%"
    assert "1 is dated roughly and counts by the share of its days" in change.note
    assert change.estimate == pytest.approx(1.5 / 9.5 * 365 / 366)
    # The tail of at most 1.5 of 11 is that of Beta(2.5, 9.5), as that of at most 1 of 11 is that of Beta(2, 10).
    assert change.p == pytest.approx(2 * stats.beta.sf(366 / 731, 2.5, 9.5))
    assert len(change.evidence) == 2
    assert len(change.against) == 10


def test_who_left_in_both_periods_is_counted_in_both_and_it_is_said(tmp_path):
    """One person with an exit in each year stands on either side, for certain: the counts are whole, and the note names how many."""
    plan = '\n  - {id: in-time, kind: timeline, period: year, dates: [left], lag: [joined, left], change: ["2015", "2016"]}\n'
    made = people(tmp_path / "s", 5, plan)
    finish(made, 0)
    for n in range(4):
        engaged(made, n, left="2015-03")
    engaged(made, 4, left="2015-05", order=1)
    engaged(made, 4, left="2016-05", order=2)
    (change,) = of(measures(made), "in-time", "change")
    assert (change.k, change.other_k, change.method) == (1, 5, "exact conditional 95%")
    assert "1 has a date in each period and counts in both" in change.note
    made.study.close()


def test_a_period_that_was_not_over_counts_with_its_days_so_far(tmp_path):
    """Six exits in 2025 and six in 2026, of which 58 days had passed when the last account was captured: 365 / 58 times the rate."""
    change = changed(tmp_path / "s", ["2025-03"] * 6 + ["2026-01"] * 5 + ["2026"], '["2025", "2026"]')
    assert (change.k, change.other_k) == (6, 6)  # "2026" lies in the part of the year that was over
    assert change.estimate == pytest.approx(365 / 58)
    assert change.p == pytest.approx(stats.binomtest(6, 12, 58 / 423).pvalue)
    assert "2026 is counted to 2026-02-27" in change.note


def test_a_period_after_the_last_capture_is_compared_with_nothing(tmp_path):
    """Nobody can have told of 2027 in February 2026: no rate, no test, and the reason."""
    change = changed(tmp_path / "s", ["2025-03"] * 6, '["2025", "2027"]')
    assert (change.estimate, change.p, change.method) == (None, None, "none")
    assert "nothing was collected after 2026-02-27" in change.note


@pytest.mark.parametrize("later", ["2027", "2027-06", "2027-12-31~", "2026/2027", "2027-06-01T00:00:00Z", "20270601T000000", None])
def test_a_capture_whose_day_is_not_known_ends_no_period_too_early(tmp_path, later):
    """A second capture of some time in 2027, or of no time that is told, came after the exits of 2026: none of them is cut off."""
    change = changed(tmp_path / "s", ["2025-03"] * 6 + ["2026-05"] * 6, '["2025", "2026"]', later=later)
    assert (change.k, change.other_k, change.estimate) == (6, 6, 1.0)
    assert "counted to" not in change.note
