"""From codings to measures: comparisons, time, flows, pairs, credibility; and what happens where there is next to nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from scipy import stats

from testimonia.domain.decisions import Claim, Episode, Judgement, Value
from testimonia.domain.evidence import Capture
from testimonia.domain.identity import object_id
from testimonia.domain.results import Measure
from testimonia.domain.vocabulary import Grade
from testimonia.errors import ProtocolError
from testimonia.protocol import Plan, Subject, parse_protocol, shipped_codebooks
from testimonia.stages.analyse import analyse
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.measures import adjusted
from unit.stages.publish.example import STUDY, Example, start

BRUTALITY, QUALITY = "leaving-brutality", "leaving-quality-of-life"
BOOK = "icsr-2015"
PLAN = """
  - {id: by-origin, kind: comparison, code: "icsr-2015:leaving-brutality", by: origin}
  - {id: by-movement, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: movement}}
  - {id: by-source, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: source}}
  - {id: by-condition, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: condition}}
  - {id: by-year, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: period}, period: year}
  - {id: in-time, kind: timeline, period: year, dates: [joined, left, spoke, published], lag: [left, spoke], change: ["2015", "2016"]}
  - {id: from-to, kind: flow, codebook: icsr-2015, phase: joining, by: {codebook: icsr-2015, phase: leaving}, replicates: 500}
  - {id: pairs, kind: cooccurrence, codebook: icsr-2015, phase: leaving, replicates: 500}
  - {id: believed, kind: credibility, codebook: icsr-2015, phase: leaving}
"""


FLOW = """
  - {id: from-to, kind: flow, codebook: icsr-2015, phase: joining, by: {code: "icsr-2015:leaving-brutality"}, replicates: 500}
"""


def people(folder, many: int, plan: str = PLAN) -> Example:
    """So many people with an account each; nobody has coded."""
    made = start(folder, STUDY + plan.lstrip("\n"))
    for n in range(many):
        text = f"The guard {n} left. " * 5
        made.person(
            f"Guard {n}", made.account(f"a{n:03}.txt", text, title=f"Guard {n}", outlet="Post" if n % 2 else "Radio", published="2017-03")
        )
    return made


def finish(made: Example, having: int, *, form: bool = True) -> None:
    """Everybody completed by one coder, the first ``having`` with the code of brutality."""
    for n, case in enumerate(made.cases):
        if n < having:
            made.code(case, BRUTALITY, "anna")
        made.complete(case, "anna")
        if form:
            made.complete(case, "anna", "form")


def measures(made: Example) -> list[Measure]:
    made.settle()
    analyse(made.study)
    with made.study.read_as_machine() as view:
        return view.outputs("analyse", Measure)


def of(found: list[Measure], plan: str, measure: str = "") -> list[Measure]:
    return [row for row in found if row.plan == plan and measure in ("", row.measure)]


def engaged(made: Example, n: int, *, group: str | None = None, joined: str | None = None, left: str | None = None, order: int = 1) -> None:
    case = made.cases[n]
    made.study.decide(
        [
            Episode(
                id=object_id("episode", case.id, order), account=case.accounts[0], mention=case.mentions[0], coder="anna", round="coding-1",
                group=group, joined=joined, left=left, order=order,
            )
        ]
    )  # fmt: skip


# --- comparison


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


# --- time


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


# --- flows and pairs


def test_a_flow_counts_cases_with_both_and_compares_with_those_without(tmp_path):
    """All who joined for faith left for brutality and nobody else: a share of one, and an excess of one."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for case in made.cases[:6]:
        made.code(case, "joining-faith", "anna")
    found = measures(made)
    way = next(row for row in of(found, "from-to", "flow") if (row.item, row.group) == (f"{BOOK}:joining-faith", f"{BOOK}:{BRUTALITY}"))
    assert (way.k, way.n, way.estimate) == (6, 6, 1.0)
    excess = next(row for row in of(found, "from-to", "association") if (row.item, row.group) == (way.item, way.group))
    assert (excess.estimate, excess.seed, excess.replicates) == (1.0, 20150921, 500)
    assert excess.method == "bootstrap over cases 95%; permutation of cases"
    assert 1 / 501 <= excess.p <= 6 / 501  # of 924 ways of dealing six among twelve two are as far apart
    assert excess.p_adjusted >= excess.p
    made.study.close()


def test_the_pairs_of_a_flow_are_one_family(tmp_path):
    """Three codes of joining that always stand together and one of leaving: one question asked three times keeps its p, named after its pairs."""
    made = people(tmp_path / "s", 12, FLOW)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        for code in ("joining-faith", "joining-needs", "joining-conflict"):
            if n < 5 or n == 11:
                made.code(case, code, "anna")
    rows = [row for row in of(measures(made), "from-to", "association") if row.group == f"{BOOK}:{BRUTALITY}"]
    assert len(rows) == 3
    assert {row.adjustment for row in rows if row.p is not None} == {"Westfall-Young, 3 pairs"}
    assert len({row.p for row in rows} | {row.p_adjusted for row in rows}) == 1
    made.study.close()


def test_a_registered_flow_is_one_test_beside_the_others_of_its_plan():
    """Two pairs of .01 and .04 within a flow, one other test of .02: the flow gets half of the level, the other test the rest of Holm's."""
    frame = Frame(
        plan=Plan(id="a", kind="flow", title="A", codebook="x", by=Subject(codebook="y")), snapshot="s", registered=True, cases=()
    )
    pairs = [
        frame.row("association", item=f"i{n}", unit="share", n=9, method="m", p=p, p_adjusted=p, adjustment="Westfall-Young, 2 pairs")
        for n, p in enumerate((0.01, 0.04))
    ]
    other = frame.row("test", item="i", unit="p", n=9, method="m", p=0.02)
    found = adjusted([*pairs, other])
    assert [row.p_adjusted for row in found] == [0.02, 0.08, 0.04]
    assert [row.adjustment for row in found] == [*["Westfall-Young, 2 pairs, together one of 2 tests"] * 2, "Holm, 2 tests"]
    alone = adjusted(pairs)
    assert [row.p_adjusted for row in alone] == [0.01, 0.04]


def test_a_pair_has_its_jaccard_and_its_lift(tmp_path):
    """Three with both of four with either, of eight: Jaccard 3/4, lift 3 x 8 / (4 x 3)."""
    made = people(tmp_path / "s", 8)
    finish(made, 4)
    for case in made.cases[:3]:
        made.code(case, QUALITY, "anna")
    found = {
        row.measure: row for row in of(measures(made), "pairs") if (row.item, row.group) == (f"{BOOK}:{BRUTALITY}", f"{BOOK}:{QUALITY}")
    }
    assert found["jaccard"].estimate == 0.75
    assert found["lift"].estimate == 2.0
    assert found["lift"].p is None
    assert "Not tested" in found["lift"].note
    made.study.close()


# --- credibility


def test_one_family_cannot_corroborate_itself(tmp_path):
    """Three people who say the same, two of them in one family of accounts: two witnesses."""
    made = people(tmp_path / "s", 2)
    text = made.texts[made.accounts[0]][1]
    made.person("Guard 0b", made.copy(made.accounts[0], "copy.txt", "copy"))
    assert text
    finish(made, 3)
    (row,) = (row for row in of(measures(made), "believed", "corroboration") if row.item == f"{BOOK}:{BRUTALITY}")
    assert (row.k, row.n) == (2, 3)
    assert set(row.against) == {made.cases[0].id, made.cases[2].id}
    made.study.close()


def test_contradictions_are_listed_with_their_passages(tmp_path):
    """Two birth years are a contradiction; two dates that one day fits are none; an exit before the entry is one."""
    made = people(tmp_path / "s", 2)
    finish(made, 1)
    case = made.cases[0]
    edition = made.texts[case.accounts[0]][0]
    for n, (variable, value) in enumerate((("birth_year", "1990"), ("birth_year", "1992"), ("left", "2015"), ("left", "2015-03"))):
        claim = Claim(
            id=f"c{n}", account=case.accounts[0], mention=case.mentions[0], variable=variable, value=value, edition=edition, start=0, end=9
        )
        made.study.decide([claim])
    engaged(made, 1, joined="2016", left="2015")
    found = of(measures(made), "believed", "contradiction")
    assert {(row.item, row.group) for row in found} == {("birth_year", case.id), ("joined, left", made.cases[1].id)}
    birth = next(row for row in found if row.item == "birth_year")
    assert [(one.value, one.edition, one.start, one.end) for one in birth.tellings] == [("1990", edition, 0, 9), ("1992", edition, 0, 9)]
    (whole,) = of(measures(made), "believed", "contradictions")
    assert (whole.k, whole.n) == (2, 2)
    made.study.close()


def test_people_grow_older_between_two_interviews(tmp_path):
    """An age leaves a year of birthdays: 30 in 2017 and 31 in 2018 agree, and so they do on two days of 2017; on one day, or 35 a year later, they do not."""
    for name, days, age, clash in (
        ("a", ("2017", "2018"), "31", False),
        ("b", ("2017-03", "2017-11"), "31", False),
        ("c", ("2017-03-01", "2017-03-01"), "31", True),
        ("d", ("2017", "2018"), "35", True),
    ):
        made = start(
            tmp_path / name, (STUDY + PLAN.lstrip("\n")).replace("codebooks:", "  - {id: age, label: Age, type: integer}\ncodebooks:", 1)
        )
        first, second = (made.account(f"{n}.txt", f"{n} The guard left. " * 4, title="t", published=day) for n, day in enumerate(days))
        case = made.person("Guard", first, second)
        made.complete(case, "anna")
        for account, mention, value in ((first, case.mentions[0], "30"), (second, case.mentions[1], age)):
            answer = Value(
                id=f"{name}{value}", account=account, mention=mention, variable="age", value=value, coder="anna", round="coding-1"
            )
            made.study.decide([answer])
        assert bool([row for row in of(measures(made), "believed", "contradiction") if row.item == "age"]) is clash, name
        made.study.close()


# --- next to nothing


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


def test_a_conflict_of_answers_is_a_contradiction_only_of_one_person(tmp_path):
    """Two coders who differ disagree; one coder who keeps both answers has found a contradiction."""
    made = people(tmp_path / "s", 2)
    finish(made, 1)
    for case, coder, value in ((0, "anna", "coast"), (0, "ben", "hills"), (1, "anna", "coast"), (1, "anna", "hills")):
        made.answer(made.cases[case], coder, "origin", value)
    found = of(measures(made), "believed", "contradiction")
    assert [(row.item, row.group) for row in found] == [("origin", made.cases[1].id)]
    made.study.close()


# --- what a share owes besides its interval


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


# --- what is registered


def test_the_report_names_the_adoption_that_registered_an_entry(tmp_path):
    """Digest, who and when; an entry written after the coding is exploratory and is adjusted as such."""
    made = people(tmp_path / "s", 12)
    finish(made, 6)
    for n, case in enumerate(made.cases):
        made.answer(case, "anna", "origin", "coast" if n < 6 else "hills")
    path = made.study.folder / "study.yaml"
    late = '  - {id: late, kind: comparison, code: "icsr-2015:leaving-brutality", by: origin}\n'
    path.write_text(path.read_text(encoding="utf-8").replace("  - {id: by-origin", late + "  - {id: by-origin", 1).replace(
        '{id: by-origin, kind: comparison, code: "icsr-2015:leaving-brutality", by: origin}',
        '{id: by-origin, kind: comparison, code: "icsr-2015:leaving-brutality", by: origin, level: 0.9}',
    ), encoding="utf-8")  # fmt: skip
    made.study.adopt()
    made.settle()
    report = analyse(made.study)
    plans = {plan: (by, at) for plan, _, by, at in report.adoptions}
    assert "why-left" in plans
    assert "by-origin" not in plans  # another level is another entry
    assert "late" not in plans
    made.study.close()


# --- what the plan may ask


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{id: x, kind: comparison, code: "icsr-2015:leaving-brutalty", by: origin}', "leaving-brutality"),
        ("{id: x, kind: comparison, codebook: icsr-2015, by: orign}", "origin"),
        ("{id: x, kind: comparison, codebook: icsr-2015}", "by: origin-region"),
        ("{id: x, kind: flow, codebook: icsr-2015, by: {property: source}}", "only a comparison"),
        ("{id: x, kind: timeline, codebook: icsr-2015}", "leave out"),
        ("{id: x, kind: timeline, dates: [left, spoked]}", "spoke"),
        ("{id: x, kind: timeline, dates: [left, origin]}", "is no date"),
        ('{id: x, kind: timeline, period: quarter, change: ["2015", "2016-Q1"]}', "is no quarter"),
        ("{id: x, kind: prevalence, codebook: icsr-2015, lag: [left, spoke]}", "only the kind `timeline` uses"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused_with_the_nearest_name(line, told):
    """Unknown codes, variables, dates and keys of another kind are told of before anything is computed."""
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(STUDY + f"  - {line}\n", {"icsr-2015.yaml": shipped_codebooks()["icsr-2015.yaml"]})
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("{id: x, kind: comparison, codebook: icsr-2015, by: {property: source}}", ("icsr-2015",)),
        ("{id: x, kind: comparison, codebook: icsr-2015, by: {property: movement}}", ("icsr-2015", "form")),
        ("{id: x, kind: comparison, codebook: icsr-2015, by: origin}", ("icsr-2015", "form")),
        ("{id: x, kind: timeline}", ("form",)),
        ("{id: x, kind: credibility, codebook: icsr-2015, phase: leaving}", ("icsr-2015",)),
    ],
)
def test_an_entry_says_what_has_to_be_completed(line, needs):
    """What coders are asked for, what waits and what registers an entry all go by the same answer."""
    protocol = parse_protocol(STUDY + f"  - {line}\n", {"icsr-2015.yaml": shipped_codebooks()["icsr-2015.yaml"]})
    assert protocol.plan("x").needs == needs
