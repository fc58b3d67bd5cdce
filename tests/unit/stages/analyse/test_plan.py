"""What the plan may ask, and what of it was registered."""

from __future__ import annotations

import pytest

from testimonia.errors import ProtocolError
from testimonia.protocol import parse_protocol, shipped_codebooks
from testimonia.stages.analyse import analyse
from unit.stages.analyse.planned import finish, people
from unit.stages.publish.example import STUDY


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
