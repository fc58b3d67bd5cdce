"""Every count of a measure is the number of the cases listed for it, those that have it not among them."""

from __future__ import annotations

import pytest

from support.measuring import filled
from testimonia.domain.results import Measure
from testimonia.stages.analyse import cases_behind, gathered

SIDES = ("difference", "flip", "e-value", "pooled")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study with every kind of entry, its measures and what they are worked out from."""
    example = filled(tmp_path_factory.mktemp("behind") / "s")
    with example.study.read_as_machine() as view:
        rows = view.outputs("analyse", Measure)
    yield gathered(example.study), rows
    example.study.close()


def test_the_sides_of_a_difference_are_listed_whole(made):
    """Of each group as many are listed that have a thing and that have it not as its count says."""
    desk, rows = made
    found = [row for row in rows if row.kind == "comparison" and row.measure in SIDES]
    assert {row.measure for row in found} >= {"difference", "pooled"}
    for row in found:
        parts = cases_behind(desk, row)
        assert (len(parts["have"]), len(parts["have"]) + len(parts["lack"])) == (row.k, row.n)
        if row.other_n is not None:
            assert (len(parts["other"]), len(parts["other"]) + len(parts["other-lack"])) == (row.other_k, row.other_n)


def test_two_things_divide_the_cases_in_four(made):
    """Both, the first alone, the second alone and neither are all cases in which the two were looked for; a way has those with the first."""
    desk, rows = made
    pairs, ways = ([row for row in rows if row.measure == name] for name in ("jaccard", "flow"))
    assert pairs
    assert ways
    for row in (*pairs, *ways):
        parts = cases_behind(desk, row)
        assert len(parts["have"]) == row.k
        assert sum(map(len, parts.values())) == row.n if row in pairs else len(parts["have"] + parts["first"]) == row.n
        assert len(set().union(*parts.values())) == sum(map(len, parts.values()))


def test_a_period_lists_who_is_dated_elsewhere_or_not_at_all(made):
    """Those possibly in a period and those in others are all who are dated; the silent and unclear stand apart."""
    desk, rows = made
    found = [row for row in rows if row.measure in ("people", "exits")]
    assert found
    for row in found:
        parts = cases_behind(desk, row)
        assert len(parts["have"] + parts["lack"]) == row.n
        assert (len(parts["silent"]), len(parts["unclear"])) == (row.not_stated, row.unclear)
    (change,) = [row for row in rows if row.measure == "change" and row.item == "left"]
    parts = cases_behind(desk, change)
    assert (len(parts["have"]), len(parts["other"])) == (change.k, change.other_k)


def test_every_test_and_share_of_stories_lists_its_cases(made):
    """A test lists all it tested; of cases told twice those told once; of contradictions everybody without one."""
    desk, rows = made
    for name in ("test", "told-twice", "contradictions", "lag"):
        found = [row for row in rows if row.measure == name and row.n]
        assert found, name
        assert all(sum(map(len, cases_behind(desk, row).values())) == row.n for row in found), name
