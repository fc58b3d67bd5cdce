"""Credibility: independent stories, and what accounts cannot both be right about."""

from __future__ import annotations

from testimonia.domain.decisions import Claim, Value
from unit.stages.analyse.planned import BOOK, BRUTALITY, PLAN, engaged, finish, measures, of, people
from unit.stages.publish.example import STUDY, start


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


def test_a_conflict_of_answers_is_a_contradiction_only_of_one_person(tmp_path):
    """Two coders who differ disagree; one coder who keeps both answers has found a contradiction."""
    made = people(tmp_path / "s", 2)
    finish(made, 1)
    for case, coder, value in ((0, "anna", "coast"), (0, "ben", "hills"), (1, "anna", "coast"), (1, "anna", "hills")):
        made.answer(made.cases[case], coder, "origin", value)
    found = of(measures(made), "believed", "contradiction")
    assert [(row.item, row.group) for row in found] == [("origin", made.cases[1].id)]
    made.study.close()
