"""A small study with an entry of every kind that leaves measures, and what its tests ask of it."""

from __future__ import annotations

from testimonia.domain.decisions import Episode
from testimonia.domain.identity import object_id
from testimonia.domain.results import Measure
from testimonia.stages.analyse import analyse
from unit.stages.publish.example import STUDY, Example, start

BRUTALITY, QUALITY = "leaving-brutality", "leaving-quality-of-life"
BOOK = "icsr-2015"
PLAN = """
  - {id: by-origin, kind: comparison, code: "icsr-2015:leaving-brutality", by: origin}
  - {id: by-movement, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: movement}}
  - {id: by-source, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: source}}
  - {id: by-condition, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: condition}}
  - {id: by-year, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: period}, period: year}
  - {id: in-time, kind: timeline, period: year, dates: [joined, left, spoke, published], lag: [left, spoke], change: ["2015", "2016"]}
  - {id: from-to, kind: flow, codebook: icsr-2015, phase: joining, by: {codebook: icsr-2015, phase: leaving}, replicates: 500}
  - {id: pairs, kind: cooccurrence, codebook: icsr-2015, phase: leaving, replicates: 500}
  - {id: believed, kind: credibility, codebook: icsr-2015, phase: leaving}
"""


FLOW = """
  - {id: from-to, kind: flow, codebook: icsr-2015, phase: joining, by: {code: "icsr-2015:leaving-brutality"}, replicates: 500}
"""


def people(folder, many: int, plan: str = PLAN) -> Example:
    """So many people with an account each; nobody has coded."""
    made = start(folder, STUDY + plan.lstrip("\n"))
    for n in range(many):
        text = f"The guard {n} left. " * 5
        made.person(
            f"Guard {n}", made.account(f"a{n:03}.txt", text, title=f"Guard {n}", outlet="Post" if n % 2 else "Radio", published="2017-03")
        )
    return made


def finish(made: Example, having: int, *, form: bool = True) -> None:
    """Everybody completed by one coder, the first ``having`` with the code of brutality."""
    for n, case in enumerate(made.cases):
        if n < having:
            made.code(case, BRUTALITY, "anna")
        made.complete(case, "anna")
        if form:
            made.complete(case, "anna", "form")


def measures(made: Example) -> list[Measure]:
    made.settle()
    analyse(made.study)
    with made.study.read_as_machine() as view:
        return view.outputs("analyse", Measure)


def of(found: list[Measure], plan: str, measure: str = "") -> list[Measure]:
    return [row for row in found if row.plan == plan and measure in ("", row.measure)]


def engaged(made: Example, n: int, *, group: str | None = None, joined: str | None = None, left: str | None = None, order: int = 1) -> None:
    case = made.cases[n]
    made.study.decide(
        [
            Episode(
                id=object_id("episode", case.id, order), account=case.accounts[0], mention=case.mentions[0], coder="anna", round="coding-1",
                group=group, joined=joined, left=left, order=order,
            )
        ]
    )  # fmt: skip
