"""Cards of credibility: what is borne out, told twice and contradicted, again with something about it doubted."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.analyse import material

from support.boards import leaving_out_agrees
from testimonia.domain.decisions import Claim
from testimonia.domain.results import Robustness
from testimonia.stages.analyse import gathered
from testimonia.stages.analyse.method.claims import claims_of
from testimonia.stages.analyse.method.credibility import independent
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.measures import measures
from testimonia.stages.analyse.method.testimony import StoryBoard, joined
from testimonia.stages.analyse.steps import compute
from unit.stages.publish.example import STUDY, Example, start

BRUTALITY = "leaving-brutality"
BELIEVED = "  - {id: believed, kind: credibility, codebook: icsr-2015, phase: leaving}\n"


@pytest.fixture(scope="module")
def board() -> StoryBoard:
    """Eighty invented people; every fourth may have a copy of somebody else's story, every twentieth two years of birth."""
    desk = Desk(material(80))
    plan = next(plan for plan in desk.protocol.analysis if plan.kind == "credibility")
    return StoryBoard(desk, plan, claims_of(plan, [], measures(desk, plan, "")))


def test_the_arrays_give_what_the_measures_say(board):
    """Before anything is doubted each estimate is that of its measure."""
    assert {claim.sort for claim in board.claims} == {"corroboration", "told-twice", "contradictions"}
    base = [claim.base for claim in board.claims]
    assert board.on("auto") == pytest.approx(base)
    assert board.of("auto", np.ones(len(board.rows.case), dtype=np.bool_))[0] == pytest.approx(base)


def test_leaving_out_one_key_is_counting_without_its_rows(board):
    """Counting the clusters of what is left out anew gives what counting all of the rest gives."""
    leaving_out_agrees(board, random.Random(3))


def test_a_sample_is_counting_everybody_with_other_people(board):
    """Counting the clusters of whom a sample takes together anew gives what counting everybody gives."""
    dice = random.Random(4)
    draws = []
    for _ in range(5):
        draw = np.arange(len(board.cases))
        for one in dice.sample(range(len(draw)), 20):
            draw[one] = draw[dice.randrange(one + 1)]
        draws.append(draw)
    everybody = np.arange(len(board.rows.mentions))
    slow = [board.estimated(board.tally(everybody, draw[board.rows.case])) for draw in draws]
    assert board.sampled(draws) == pytest.approx(np.array(slow), nan_ok=True)


def test_stories_are_told_apart_as_the_measures_tell_them_apart():
    """Whoever shares a story with another who tells the thing is one witness with them, also through a third who tells it, and not through one who does not."""
    dice = random.Random(5)
    for _ in range(50):
        pairs = np.array([(person, dice.randrange(12)) for person in range(10) for _ in range(dice.randrange(1, 4))])
        tells = np.array([[dice.random() < 0.6 for _ in range(3)] for _ in range(10)])
        fewer = joined(tells, pairs[:, 0], pairs[:, 1])
        for thing in range(3):
            told = [str(person) for person in range(10) if tells[person, thing]]
            families = {name: {str(story) for person, story in pairs if str(person) == name} for name in told}
            assert len(told) - fewer[thing] == len(independent(told, families))


def believed(folder, told: list[tuple[str, ...]]) -> Example:
    """A person for each tuple of outlets, heard in an account of each; all speak of brutality, in every account."""
    made = start(folder, STUDY + BELIEVED)
    for n, outlets in enumerate(told):
        accounts = [
            made.account(f"a{n}{k}.txt", f"The guard {n} left, says {outlet} {k}. " * 4, title="t", outlet=outlet, published="2017-03")
            for k, outlet in enumerate(outlets)
        ]
        made.person(f"Guard {n}", *accounts)
    for case in made.cases:
        for place in range(len(case.mentions)):
            made.code(case, BRUTALITY, "anna", place=place)
        made.complete(case, "anna")
    return made


def cards_of(made: Example, measure: str) -> list[Robustness]:
    made.settle()
    _, found, doubted = compute(gathered(made.study), "s")
    wanted = {row.id for row in found if row.measure == measure and (measure == "contradictions" or row.item.endswith(BRUTALITY))}
    return [row for row in doubted if row.subject in wanted]


def test_what_one_paper_alone_bears_out_is_said(tmp_path):
    """Two people, one of them heard in the Post alone: without the Post nobody bears the other out, and the sentence says so."""
    made = believed(tmp_path / "s", [("Radio",), ("Post",)])
    rows = {row.axis: row for row in cards_of(made, "corroboration")}
    source = rows["source"]
    assert (source.claim, source.base, dict(zip(source.labels, source.estimates, strict=True))) == (
        "borne",
        2.0,
        {"Post": 1.0, "Radio": 1.0},
    )
    assert rows["all"].said.startswith("That stories independent of one another bear it out holds in ")
    assert "it fails when a source is left out (2 of 2)" in rows["all"].said
    assert "silence" not in rows, "who is silent bears nothing out, whatever silence means"
    made.study.close()


def test_a_person_told_twice_is_told_once_without_one_of_the_stories(tmp_path):
    """One of two is heard in two papers: without either of these nobody is, and where copies count as stories nothing is others."""
    made = believed(tmp_path / "s", [("Radio", "Post"), ("Weekly",)])
    rows = {row.axis: row for row in cards_of(made, "told-twice")}
    assert rows["source"].base == 0.5
    assert dict(zip(rows["source"].labels, rows["source"].estimates, strict=True)) == {"Post": 0.0, "Radio": 0.0, "Weekly": 1.0}
    assert "duplicates" not in rows, "no account repeats another"
    made.study.close()


def test_a_copy_bears_nothing_out_unless_nothing_was_traced(tmp_path):
    """Two people of one story are one witness; as if nothing had been traced they are two."""
    made = believed(tmp_path / "s", [("Radio",)])
    made.person("Guard 1", made.copy(made.accounts[0], "copy.txt", "copy", outlet="Post", published="2017-04"))
    made.code(made.cases[1], BRUTALITY, "anna")
    made.complete(made.cases[1], "anna")
    rows = {row.axis: row for row in cards_of(made, "corroboration")}
    assert (rows["all"].claim, rows["all"].base) == ("alone", 1.0)
    assert rows["duplicates"].estimates == (2.0,)
    made.study.close()


def test_a_contradiction_goes_with_the_account_that_it_stands_in(tmp_path):
    """Two papers give two years of birth: without either nothing contradicts; claims are nobody's layer, and no copy makes them."""
    made = believed(tmp_path / "s", [("Radio", "Post"), ("Weekly",)])
    case = made.cases[0]
    for n, (account, mention, year) in enumerate(zip(case.accounts, case.mentions, ("1990", "1992"), strict=True)):
        made.study.decide([Claim(id=f"c{n}", account=account, mention=mention, variable="birth_year", value=year)])
    rows = {row.axis: row for row in cards_of(made, "contradictions")}
    assert (rows["all"].claim, rows["all"].base) == ("half", 0.5)
    assert dict(zip(rows["source"].labels, rows["source"].estimates, strict=True)) == {"Post": 0.0, "Radio": 0.0, "Weekly": 1.0}
    assert {"layer", "coder", "duplicates", "silence"}.isdisjoint(rows)
    made.study.close()


def test_whom_a_sample_takes_together_have_two_answers_and_so_none(tmp_path):
    """Of two people of two regions nobody bears a region out once they are one person: which of the two it is, is unclear."""
    made = start(tmp_path / "s", STUDY + "  - {id: believed, kind: credibility, variable: origin}\n")
    for n, region in enumerate(("coast", "hills")):
        case = made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 4, title="t"))
        made.answer(case, "anna", "origin", region)
        made.complete(case, "anna", "form")
    made.settle()
    desk = gathered(made.study)
    plan = next(plan for plan in desk.protocol.analysis if plan.id == "believed")
    told = StoryBoard(desk, plan, claims_of(plan, [], measures(desk, plan, "")))
    borne = [place for place, claim in enumerate(told.claims) if claim.sort == "corroboration"]
    assert told.on("auto")[borne] == pytest.approx([1, 1])
    assert told.sampled([np.array([0, 0])])[0][borne] == pytest.approx([0, 0])
    made.study.close()


def test_whom_a_sample_takes_together_contradict_one_another(board):
    """Two people of two years of birth are, taken for one, a person of whom both cannot be true."""
    contradicted = next(place for place, claim in enumerate(board.claims) if claim.sort == "contradictions")
    desk = Desk(replace(board.desk.material, claims=[Claim(id="c", account="a1-0", mention="m-a1-0", variable="birth_year", value="1950"),
                                                     Claim(id="d", account="a2-0", mention="m-a2-0", variable="birth_year", value="1990")]))  # fmt: skip
    other = StoryBoard(desk, board.plan, claims_of(board.plan, [], measures(desk, board.plan, "")))
    draw = np.arange(len(other.cases))
    assert other.on("auto")[contradicted] == 0
    draw[2] = 1
    assert other.sampled([draw])[0][contradicted] == pytest.approx(1 / (len(draw) - 1))
