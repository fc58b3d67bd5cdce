"""What accounts say of one person: what cannot all be true, and what only changed."""

from __future__ import annotations

import pytest

from testimonia.domain.decisions import Claim, Value
from testimonia.domain.passage import Passage
from testimonia.domain.results import Measure
from testimonia.stages.analyse import analyse
from unit.stages.analyse.planned import engaged
from unit.stages.publish.example import STUDY, Example, start

ASKED = """\
  - {id: legal-status, label: Legal status, type: choice, values: [charged, convicted, served]}
  - {id: mood, label: Mood, type: choice, values: [calm, angry], changes: true}
  - {id: education, label: Education, type: choice, values: [primary, secondary], changes: false}
codebooks:"""
PLAN = "  - {id: believed, kind: credibility, codebook: icsr-2015, phase: leaving}\n"


def heard(folder, *published: str, copy: bool = False) -> Example:
    """A person with an account of each of these days; the last one a copy of the first, if wanted."""
    made = start(folder, (STUDY + PLAN).replace("codebooks:", ASKED, 1))
    days = published[:-1] if copy else published
    accounts = [made.account(f"{n}.txt", f"{n} The guard left. " * 4, title=f"t{n}", published=day) for n, day in enumerate(days)]
    if copy:
        accounts.append(made.copy(accounts[0], "copy.txt", "copy", published=published[-1]))
    case = made.person("Guard", *accounts)
    made.complete(case, "anna")
    return made


def claim(made: Example, place: int, variable: str, value: str, time: str | None = None) -> None:
    case = made.cases[0]
    name = f"{variable}{place}{value}{time}"
    made.study.decide(
        [Claim(id=name, account=case.accounts[place], mention=case.mentions[place], variable=variable, value=value, time=time)]
    )


def listed(made: Example) -> dict[tuple[str, str], list[tuple[str, str | None]]]:
    """What is listed: by measure and what it is about each value with its time."""
    made.settle()
    analyse(made.study)
    with made.study.read_as_machine() as view:
        rows = [row for row in view.outputs("analyse", Measure) if row.measure in ("contradiction", "changed")]
    made.study.close()
    return {(row.measure, row.item): [(one.value, one.time) for one in row.tellings] for row in rows}


def places(made: Example) -> dict[str, int]:
    """The place of the case's account of each day."""
    accounts = {account.id: account.published for account in _accounts(made)}
    return {accounts[name]: place for place, name in enumerate(made.cases[0].accounts)}


def _accounts(made: Example):
    from testimonia.domain.evidence import Account

    with made.study.read_as_machine() as view:
        return view.records(Account)


@pytest.mark.parametrize("variable", ["legal-status", "mood", "spoke"])
def test_a_state_that_differs_between_two_times_changed(tmp_path, variable):
    """A question of the shipped form about a state, or one that study.yaml says may change: both versions stand in the order of their times.

    So does when somebody spoke: who speaks again contradicts nobody.
    """
    made = heard(tmp_path / "s", "2017-03-01", "2018-05-02")
    at = places(made)
    first, second = {"legal-status": ("convicted", "charged"), "mood": ("calm", "angry"), "spoke": ("2017-03", "2018-05")}[variable]
    claim(made, at["2018-05-02"], variable, second)
    claim(made, at["2017-03-01"], variable, first)
    assert listed(made) == {("changed", variable): [(first, "2017-03-01"), (second, "2018-05-02")]}


def test_a_state_that_differs_within_one_story_contradicts_itself(tmp_path):
    """A copy that says another thing than what it copies speaks of the same time, whenever it was published."""
    made = heard(tmp_path / "s", "2017-03-01", "2018-05-02", copy=True)
    claim(made, 0, "mood", "calm")
    claim(made, 1, "mood", "angry")
    assert list(listed(made)) == [("contradiction", "mood")]


def test_a_claim_says_of_which_time_it_speaks(tmp_path):
    """Two accounts of one day, one of which speaks of the year before: a change; of the same day: a contradiction."""
    for name, time, kind in (("a", "2016", "changed"), ("b", None, "contradiction")):
        made = heard(tmp_path / name, "2017-03-01", "2017-03-01")
        claim(made, 0, "mood", "calm", time)
        claim(made, 1, "mood", "angry")
        assert list(listed(made)) == [(kind, "mood")], name


def test_a_fact_does_not_change(tmp_path):
    """Sex and origin are what they are, whenever it is told; so is a question that study.yaml says does not change."""
    made = heard(tmp_path / "s", "2017-03-01", "2018-05-02")
    for variable, one, two in (("sex", "male", "female"), ("education", "primary", "secondary")):
        claim(made, 0, variable, one)
        claim(made, 1, variable, two)
    assert set(listed(made)) == {("contradiction", "sex"), ("contradiction", "education")}


@pytest.mark.parametrize(
    ("age", "born", "clash"), [("24", "1993", False), ("24", "1992", False), ("24", "1991", True), ("24", "1994", True), ("about 24", "1990", False)]
)  # fmt: skip
def test_an_age_is_checked_against_time_and_the_year_of_birth(tmp_path, age, born, clash):
    """24 on 1 March 2017 is born from 2 March 1992 to 1 March 1993, whatever the year of the other account; what is no number says nothing."""
    made = heard(tmp_path / "s", "2017-03-01", "2020-05-02")
    at = places(made)
    claim(made, at["2017-03-01"], "age", age)
    claim(made, at["2020-05-02"], "birth_year", born)
    assert (("contradiction", "age, birth_year") in listed(made)) is clash


def test_a_copy_keeps_the_age_of_its_first_publication(tmp_path):
    """A reprint three years later that still says 24 agrees with what it copies."""
    made = heard(tmp_path / "s", "2017-03-01", "2020-05-02", copy=True)
    claim(made, 0, "age", "24")
    claim(made, 1, "age", "24")
    assert listed(made) == {}


def test_whoever_joined_twice_has_two_dates(tmp_path):
    """Two dates of joining contradict one another in one engagement; of somebody who joined twice a third does."""
    for name, orders, dates, clash in (
        ("a", 1, ("2013", "2016"), True),
        ("b", 2, ("2013", "2016"), False),
        ("c", 2, ("2013", "2016", "2018"), True),
        ("d", 1, ("2013", "2013-05"), False),
        ("e", 1, ("2013~", "2016"), False),
    ):
        made = heard(tmp_path / name, "2019-03-01")
        made.complete(made.cases[0], "anna", "form")
        for order in range(orders):
            engaged(made, 0, group="The Guard", order=order + 1)
        for date in dates:
            claim(made, 0, "joined", date)
        assert (("contradiction", "joined") in listed(made)) is clash, name


def test_answers_stand_with_the_account_of_their_passage(tmp_path):
    """One reader who kept two answers, each with its passage: each is dated by the account that it stands in."""
    made = heard(tmp_path / "s", "2017-03-01", "2018-05-02")
    case = made.cases[0]
    for place, value in enumerate(("calm", "angry")):
        account = case.accounts[place]
        edition, text = made.texts[account]
        passage = Passage(account=account, edition=edition, start=0, end=5, quote=text[:5])
        made.study.decide(
            [
                Value(
                    id=f"v{place}", account=account, mention=case.mentions[place], variable="mood", value=value, coder="anna",
                    round="coding-1", passages=(passage,),
                )
            ]
        )  # fmt: skip
    assert sorted(listed(made)["changed", "mood"], key=lambda one: one[1] or "") in (
        [("calm", "2017-03-01"), ("angry", "2018-05-02")],
        [("angry", "2017-03-01"), ("calm", "2018-05-02")],
    )
