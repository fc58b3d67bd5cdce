"""Rows that name a case: the mention is looked up, as the vocabulary says it is."""

from __future__ import annotations

import pytest

from testimonia.domain.decisions import Coding, Completion, Value
from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import CaseKind
from testimonia.store.runs import Work


@pytest.fixture
def resolved(place):
    """The mentions of the plain and the Arabic account are one case, by runs that are in force."""
    case = Case(id="c1", kind=CaseKind.PERSON, label="One man", mentions=("m0", "m1"), accounts=(place.plain, place.arabic))
    outputs = {"trace": [], "lineage": [(Family(id="f", accounts=(place.plain,), root=place.plain), [place.plain])], "resolve": []}
    outputs["resolve"] = [(case, [place.plain, place.arabic])]
    with place.open() as study:
        for stage, found in outputs.items():
            with study.read_as_machine() as view:
                digest = view.input_digest(stage)
            assert study.record_run(Work(stage=stage, params={}, version="test", input_digest=digest), found)
    return place


def test_the_mention_of_a_case_is_the_one_in_the_account(resolved):
    """With a case the row belongs to the mention its passage lies in, else to the case's first."""
    resolved.take([resolved.row(resolved.arabic, "ثم عاد", case="c1"), resolved.row(resolved.plain, "Then I left.", case="c1")])
    assert {(row.account, row.mention) for row in resolved.all(Coding)} == {(resolved.arabic, "m1"), (resolved.plain, "m0")}
    rows = [
        {"case": "c1", "variable": "age", "value": 24, "account": "ar.html", "quote": "ثم عاد"},
        {"case": "c1", "variable": "sex", "value": "male"},
    ]
    resolved.take(rows, name="values.jsonl")
    assert {(row.variable, row.mention) for row in resolved.all(Value)} == {("age", "m1"), ("sex", "m0")}
    resolved.take([{"unit": "c1", "codebook": "form"}], name="completions.jsonl")
    assert [(row.account, row.mention) for row in resolved.all(Completion)] == [(resolved.plain, "m0")]


def test_a_mention_may_be_coded_in_any_account_of_its_case(resolved):
    """A passage of another account of the same case may be coded for the mention; one of a stranger's account may not."""
    resolved.take([resolved.row(resolved.arabic, "ثم عاد", mention="m0")])
    (fault,) = resolved.faults([resolved.row(resolved.emoji, "I left", mention="m0")])
    assert "its case has nothing in account" in fault


def test_an_unknown_case_says_whether_cases_are_out_of_date(place, resolved):
    """Without a run in force no case is known, and the fault says how to bring them back."""
    (fault,) = resolved.faults([resolved.row(resolved.plain, "Then I left.", case="c9")])
    assert "no case `c9`" in fault
    assert "out of date" not in fault
    with resolved.open() as study:
        from testimonia.domain.decisions import Mention

        study.decide([Mention(id="m7", account=resolved.emoji, label="New")])
    (fault,) = resolved.faults([resolved.row(resolved.plain, "Then I left.", case="c1")])
    assert "out of date" in fault
