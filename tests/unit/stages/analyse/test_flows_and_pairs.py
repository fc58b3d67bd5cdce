"""Flows and pairs: counts of both, and their tests as families."""

from __future__ import annotations

from testimonia.protocol import Plan, Subject
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.measures import adjusted
from unit.stages.analyse.planned import BOOK, BRUTALITY, FLOW, QUALITY, finish, measures, of, people


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
