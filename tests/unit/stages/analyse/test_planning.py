"""What is asked before and beside the plan: how many cases and hours, and whether printed percentages can be."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from testimonia.errors import ImportRejected, InputError, UsageError
from testimonia.stages.analyse import NeedParams, check_printed, need
from unit.stages.publish.example import start


@pytest.fixture
def example(tmp_path):
    """Six people with an account each; nobody has coded."""
    made = start(tmp_path / "s")
    for n in range(6):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 5, title=f"Guard {n}"))
    made.settle()
    yield made
    made.study.close()


def test_a_study_without_coding_knows_its_cases_but_no_hours(example):
    """The number of cases needs no pace; the hours do, and the report says how to give one."""
    found = need(example.study, NeedParams(width=20))
    assert (found.cases, found.there, found.hours) == (93, 0, None)
    assert "93 more are needed" in found.lines()[1]
    assert "--minutes" in found.lines()[-1]


def test_hours_follow_from_given_minutes(example):
    """93 cases by two coders at 30 minutes are 93 hours."""
    found = need(example.study, NeedParams(width=20, minutes=30))
    assert found.hours == pytest.approx((93, 93, 93))
    assert found.as_json()["minutes_per_unit"] is None


def test_the_pace_is_that_of_finished_units(example):
    """Six units finished twelve minutes apart, twice over: the median is twelve minutes, and cases done are not done again."""
    clock = example.study.store.clock
    for case in example.cases:
        clock.now += timedelta(minutes=12)
        example.complete(case, "anna")
    found = need(example.study, NeedParams(width=20, coders=1))
    assert found.pace.median == pytest.approx(12, abs=0.2)
    assert (found.there, found.units) == (6, 1.0)
    assert found.hours[1] == pytest.approx(87 * 12 / 60, abs=0.5)


@pytest.mark.parametrize(
    ("params", "said", "remedy"),
    [
        (NeedParams(width=0), "cannot be 0 percentage points wide", "for example 20"),
        (NeedParams(width=100), "cannot be 100 percentage points wide", "below 100"),
        (NeedParams(width=20, share=101), "can be 101 %", "from 0 to 100 %"),
        (NeedParams(width=20, coders=0), "has to code each case", "coded twice"),
        (NeedParams(width=20, minutes=-1), "cannot take -1 minutes", "pace"),
        (NeedParams(width=20, level=1), "confidence of 1", "0.95"),
        (NeedParams(width=0.001), "more than 10,000,000 cases", "Allow a wider one"),
    ],
)
def test_what_cannot_be_planned_is_refused(example, params, said, remedy):
    """Each thing that nothing can be planned with is named in the words of a study, with what may be given; no variable of the program."""
    with pytest.raises(UsageError) as fault:
        need(example.study, params)
    assert said in fault.value.message
    assert remedy in fault.value.remedy
    assert not re.search("width|None|ValueError|=", str(fault.value))


def printed(tmp_path, text):
    path = tmp_path / "printed.csv"
    path.write_text(text, encoding="utf-8")
    return check_printed(path)


def test_percentages_that_no_count_can_give_are_named_by_line(tmp_path):
    """Line, label and the nearest count: 17 % of 8 cannot be, 4,761 of 41,490 is not 13 %, 51.1 % of 182 is fine."""
    found = printed(tmp_path, 'table,label,percent,k,n\nT1,men,51.1,,182\nT1,few,17 %,,8\nT2,women,13%,"4,761","41,490"\n')
    assert found.checked == 3
    assert [line for line, _, _ in found.impossible] == [3, 4]
    assert found.lines()[1] == "line 3: T1, few: no count out of 8 gives 17 % (1 of 8 is 12.5 %)."
    assert found.lines()[2] == "line 4: T2, women: 4761 of 41490 is 11.5 %, not 13 %."


def test_categories_that_leave_nobody_out_must_add_up(tmp_path):
    """Rounding explains 101 %, not 104 %; counts must make the whole; shares of different numbers are no categories of one."""
    found = printed(
        tmp_path,
        "label,percent,k,n,whole\na,52,,718,groups\nb,27,,718,groups\nc,15,,718,groups\nd,7,,718,groups\n"
        "e,60,,50,sides\nf,44,,50,sides\ng,50,5,10,halves\nh,40,4,10,halves\ni,50,,10,mixed\nj,50,,20,mixed\n",
    )
    assert [name for name, _ in found.sums] == ["sides", "halves", "mixed"]
    assert found.impossible == ()
    assert "104 %" in found.sums[0][1]
    assert "add up to 9, not to 10" in found.sums[1][1]


@pytest.mark.parametrize("row", ["many,10", "10,", "10,ten", "101,10", "-1,10", "10,0"])
def test_a_row_that_is_no_figure_is_refused_with_its_line(tmp_path, row):
    """What is no percentage of a count stops the check and names the line."""
    with pytest.raises(ImportRejected) as fault:
        printed(tmp_path, f"percent,n\n50,10\n{row}\n")
    assert fault.value.problems[0].startswith("line 3:")


def test_a_table_without_its_columns_is_refused(tmp_path):
    """Without `percent` and `n` there is nothing to check, and the message names the columns."""
    with pytest.raises(InputError, match="no column `percent`"):
        printed(tmp_path, "share,n\n50,10\n")
