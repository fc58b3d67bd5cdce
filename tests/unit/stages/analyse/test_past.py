"""Findings of a named snapshot, and what moved them since."""

from __future__ import annotations

import pytest

from testimonia.domain.results import Finding
from testimonia.errors import UnknownReference
from testimonia.stages.analyse import analyse, changes_since, findings_as_of
from testimonia.study import snapshot, withdraw
from unit.stages.publish.example import Example, coded, start

BRUTALITY = "icsr-2015:leaving-brutality"


@pytest.fixture
def example(tmp_path):
    """Four people, of whom three are completed and one says it; then a snapshot."""
    made = start(tmp_path / "s")
    for n in range(4):
        made.person(f"Guard {n}", made.account(f"a{n}.txt", f"The guard {n} left. " * 5, title=f"Guard {n}"))
    made.code(made.cases[0], "leaving-brutality", "anna")
    for case in made.cases[:3]:
        made.complete(case, "anna")
    made.settle()
    snapshot(made.study, "first")
    yield made
    made.study.close()


def share(findings, denominator="completed") -> Finding:
    return next(row for row in findings if (row.plan, row.group, row.denominator) == ("why-left", BRUTALITY, denominator))


def go_on(made: Example) -> None:
    """The fourth is coded and completed, and a snapshot's state is left behind."""
    made.code(made.cases[3], "leaving-brutality", "anna")
    made.complete(made.cases[3], "anna")
    made.settle()
    analyse(made.study)


def test_the_findings_of_a_snapshot_stay_what_they_were(example):
    """Whatever is decided afterwards, the snapshot says 1 of 3, and nothing is kept of having asked."""
    before = share(findings_as_of(example.study, "first").findings)
    go_on(example)
    report = findings_as_of(example.study, "first")
    assert (share(report.findings).k, share(report.findings).n) == (1, 3)
    assert share(report.findings) == before
    assert share(report.findings).snapshot == report.snapshot
    assert "why-left · icsr-2015:leaving-brutality: 1 of 3 (33%, 6% to 79%)" in " ".join(report.lines())
    with example.study.read_as_machine() as view:
        assert share(view.outputs("analyse", Finding)).n == 4


def test_as_of_now_is_what_analysing_finds(tmp_path):
    """A snapshot of the present gives the very findings that are kept."""
    made = coded(tmp_path / "s")
    analyse(made.study)
    snapshot(made.study, "now")
    with made.study.read_as_machine() as view:
        kept = view.outputs("analyse", Finding)
    assert list(findings_as_of(made.study, "now").findings) == kept
    assert changes_since(made.study, "now").changes == ()
    made.study.close()


def test_what_changed_names_the_decisions_that_moved_it(example):
    """1 of 3 became 2 of 4 by one coding and one completion of anna's on the fourth case, and by no others."""
    go_on(example)
    report = changes_since(example.study, "first")
    change = next(one for one in report.changes if one.row.id == share(findings_as_of(example.study, "first").findings).id)
    assert (change.then.k, change.then.n, change.now.k, change.now.n) == (1, 3, 2, 4)
    assert change.cases == (example.cases[3].id,)
    assert sorted((row.kind, row.by) for row in change.decisions) == [("coding", "owner"), ("completion", "owner")]
    assert "1 of 3 (33%, 6% to 79%) -> 2 of 4 (50%, 15% to 85%)" in change.line()
    others = [one for one in report.changes if isinstance(one.row, Finding) and one.row.group != BRUTALITY and one.row.plan == "why-left"]
    assert others
    assert all(row.kind == "completion" for one in others for row in one.decisions)


def test_what_was_withdrawn_since_is_gone_from_the_past_too(example):
    """A snapshot shows no more than the study may hold."""
    withdraw(example.study, example.cases[0].accounts[0], "asked to")
    report = findings_as_of(example.study, "first")
    assert example.cases[0].id not in {case for row in report.findings for case in (*row.evidence, *row.denying, *row.silent)}
    assert share(report.findings).k == 0


def test_an_unknown_snapshot_names_the_nearest(example):
    """A slip of the pen is told with what there is."""
    with pytest.raises(UnknownReference) as caught:
        findings_as_of(example.study, "frist")
    assert "`first`" in str(caught.value.remedy)
