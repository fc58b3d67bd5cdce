"""Assignments: dealt by the lead, seen by their coder and the lead, taken back from whoever leaves; the form follows them."""

from __future__ import annotations

import pytest

from support.filling import set_line
from testimonia.domain.teamwork import Assignment
from testimonia.domain.vocabulary import AssignmentStatus
from testimonia.errors import InputError, NotPermitted, UnknownReference
from testimonia.stages.code import assign, export_form, look_at_work, put, release


def dealt(place, coder="lea", round_id="blind"):
    with place.open(coder) as study:
        return assign(study, round_id)


def seen(place, coder):
    with place.open(coder) as study, study.read() as view:
        return {(row.coder, row.mention, row.status) for row in view.records(Assignment)}


def test_everything_is_coded_by_two_unless_the_plan_says_otherwise(filling):
    """By default both coders get every case; dealing again adds nothing."""
    report = dealt(filling)
    assert (report.units, report.dealt, report.double, report.new) == (3, 3, 3, 6)
    assert {load.coder: load.units for load in report.loads} == {"anna": 3, "bea": 3}
    length = filling.log_length()
    assert dealt(filling).new == 0
    assert filling.log_length() == length


def test_a_share_is_coded_by_two(filling):
    """With `double: 0.3` one of three cases goes to both, the others to one each."""
    set_line(filling, "coders: [anna, bea]}", "coders: [anna, bea], double: 0.3, seed: 4}")
    report = dealt(filling)
    assert (report.double, report.new, report.seed) == (1, 4, 4)


def test_a_coder_sees_their_own_work_and_the_lead_all(filling):
    """An assignment of a blind round is seen by its coder and by those who lead; a coder does not learn who shares their cases."""
    dealt(filling)
    assert {coder for coder, _, _ in seen(filling, "anna")} == {"anna"}
    assert {coder for coder, _, _ in seen(filling, "lea")} == {"anna", "bea"}
    with filling.open("anna") as study:
        report = look_at_work(study, "blind")
    assert [load.coder for load in report.loads] == ["anna"]


def test_a_coder_is_given_the_forms_of_their_cases_alone(filling, tmp_path):
    """Once work is dealt, an exported form holds the coder's own cases; somebody with none gets none."""
    set_line(filling, "coders: [anna, bea]}", "coders: [anna, bea], double: 0}")
    dealt(filling)
    cases = {}
    for coder in ("anna", "bea"):
        with filling.open(coder) as study:
            cases[coder] = export_form(study, tmp_path / f"{coder}.csv", "blind").cases
    assert sum(cases.values()) == 3
    assert all(cases.values())


def test_a_coder_who_leaves(filling):
    """What she finished stays hers and counts; what she did not is taken back and dealt to somebody else."""
    dealt(filling)
    with filling.open("bea") as study:
        put(study, "completions", [{"case": "c2", "codebook": "leaving", "round": "blind"}])
    with filling.open("lea") as study:
        report = release(study, "bea")
    assert report.released == 2
    assert {row for row in seen(filling, "lea") if row[0] == "bea" and row[2] is AssignmentStatus.ASSIGNED} == {
        ("bea", "m2", AssignmentStatus.ASSIGNED)
    }
    set_line(filling, "  - {id: bea, role: coder}\n", "  - {id: cem, role: coder}\n", "coders: [anna, bea]}", "coders: [anna, cem]}")
    report = dealt(filling)
    loads = {load.coder: load for load in report.loads}
    assert loads["cem"].units == 2
    assert loads["bea"].left
    assert (loads["bea"].units, loads["bea"].finished) == (1, 1)
    with filling.open("lea") as study:
        assert release(study, "bea").released == 0


def test_who_may_deal_and_what(filling):
    """Only owner and lead deal and take back; a round must be one of coding, and somebody must take part."""
    with filling.open("anna") as study:
        for verb in (assign, lambda study, _: release(study, "bea")):
            with pytest.raises(NotPermitted):
                verb(study, "blind")
    with filling.open("lea") as study:
        with pytest.raises(UnknownReference, match="Did you mean `blind`"):
            assign(study, "blnd")
        with pytest.raises(UnknownReference, match="has no units"):
            release(study, "bea")
    set_line(filling, "{id: blind, kind: coding, coders: [anna, bea]}", "{id: blind, kind: screening}")
    with filling.open("lea") as study, pytest.raises(InputError, match="round of screening"):
        assign(study, "blind")
