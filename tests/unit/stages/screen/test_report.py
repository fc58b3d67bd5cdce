"""What screening reports: counts, conflicts, and what waits for whom, as the reader may see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.decisions import RoundOpening, Screening
from testimonia.domain.vocabulary import Layer, ScreeningDecision
from testimonia.stages.screen import method, screen


def _report(place, coder="owner"):
    with place.open(coder) as study:
        return screen(study)


@pytest.fixture
def screened(place):
    """In the blind round Anna has screened three accounts, Bea one of them, and they disagree about the first."""
    place.take([{"account": account, "decision": "include", "round": "first"} for account in place.accounts[:3]], coder="anna")
    place.take([{"account": "one.html", "decision": "exclude", "criterion": "fiction", "round": "first", "reason": "hm"}], coder="bea")
    return place


def test_a_fresh_study_waits_for_everybody(place):
    """Nothing screened: every readable account waits for each screener of each round, the broken one for nobody."""
    report = _report(place)
    assert (report.accounts, report.failed) == (3, 1)
    assert report.shelves == {"programme": {"unscreened": 1}, "testimony": {"unscreened": 2}}
    assert report.waiting == {"first": {"anna": 3, "bea": 3}, "practice": {"owner": 3, "lea": 3, "anna": 3, "bea": 3}}
    assert report.conflicts == ()


def test_before_opening_each_sees_her_own(screened):
    """A screener's counts hold her own decisions; the lead's hold none, but say who has finished how many."""
    anna = _report(screened, "anna")
    assert anna.rounds == {"first": {"include": 3}}
    assert anna.conflicts == ()
    assert anna.hidden == 1
    assert anna.waiting == {"first": {"anna": 0}, "practice": {"anna": 3}}
    lead = _report(screened, "lea")
    assert lead.rounds == {}
    assert lead.hidden == 4
    assert lead.waiting["first"] == {"anna": 0, "bea": 2}
    assert lead.shelves == {"programme": {"unscreened": 1}, "testimony": {"unscreened": 2}}
    assert "exclude" not in str(lead.as_json()) + " ".join(lead.lines())


def test_after_opening_conflicts_are_listed_and_settled(screened):
    """Once open, the disagreement is listed with who said what, until a lead settles it."""
    with screened.open("lea") as study:
        study.decide([RoundOpening(round="first")])
    report = _report(screened, "anna")
    (conflict,) = report.conflicts
    assert (conflict.account, conflict.said) == (screened.accounts[0], (("anna", "include on testimony"), ("bea", "exclude")))
    assert report.shelves["testimony"] == {"conflict": 1, "include": 1}
    assert any("conflicts to settle" in line for line in report.lines())
    screened.take([{"account": "one.html", "decision": "include", "layer": "adjudicated", "round": "first"}], coder="lea")
    report = _report(screened)
    assert report.conflicts == ()
    assert report.shelves["testimony"] == {"include": 2}
    assert report.waiting["first"] == {"anna": 0, "bea": 2}


def test_mentions_of_included_accounts_are_counted(place):
    """Persons are counted in included accounts only: screening an account is not yet counting a person."""
    assert _report(place).mentions == {}
    place.take([{"account": "one.html", "decision": "include"}, {"mention": "m1", "decision": "include", "criterion": "left"}])
    assert _report(place).mentions == {"eligible": 1, "unscreened": 1}


def test_an_exclusion_without_a_reason_is_counted(place):
    """PRISMA wants reasons; exclusions that name none are said."""
    place.take([{"account": "one.html", "decision": "exclude"}])
    report = _report(place)
    assert report.without_criterion == 1
    assert any("no criterion" in line for line in report.lines())


def test_an_empty_study_says_what_to_do(place):
    """With nothing collected the report points to collect."""
    from testimonia.stages.screen.report import ScreenReport

    empty = ScreenReport(
        accounts=0,
        copies=0,
        adding=0,
        failed=0,
        shelves={},
        rounds={},
        mentions={},
        conflicts=(),
        waiting={},
        without_criterion=0,
        divided={},
        hidden=0,
        blind=(),
    )
    assert "collect" in " ".join(empty.lines())


ROUNDS = ("first", "second")
DECISIONS = st.builds(
    Screening,
    account=st.sampled_from(["a", "b"]),
    screener=st.sampled_from(["x", "y", "z"]),
    round=st.sampled_from([None, *ROUNDS]),
    layer=st.sampled_from(list(Layer)),
    decision=st.sampled_from(list(ScreeningDecision)),
)


@given(st.lists(DECISIONS), st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_of_rows(rows, random):
    """Conflicts and outcomes are the same whatever order the rows come in."""
    mixed = list(rows)
    random.shuffle(mixed)
    units = [("a", None), ("b", None)]
    assert method.conflicts(rows, ROUNDS) == method.conflicts(mixed, ROUNDS)
    assert method.outcomes(rows, units, ROUNDS) == method.outcomes(mixed, units, ROUNDS)
    assert sum(sum(counts.values()) for counts in method.by_shelf(method.outcomes(rows, units, ROUNDS), {}).values()) == 2


def test_what_waits_counts_down_by_screener_and_round():
    """An account waits for a screener until she decided on it in that round, and for nobody once it is settled."""
    waiting = method.waiting(["a", "b", "c"], ["c"], [("anna", "r", "a"), ("anna", "other", "b")], {"r": ("anna", "bea")})
    assert waiting == {"r": {"anna": 1, "bea": 2}}
