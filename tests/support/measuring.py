"""An invented study of twelve people with an entry of every kind that leaves measures."""

from __future__ import annotations

from pathlib import Path

from testimonia.domain.decisions import Claim, Episode, Judgement
from testimonia.domain.identity import object_id
from testimonia.stages.analyse import analyse
from unit.stages.publish.example import STUDY, Example, start

PLAN = """
  - {id: by-origin, title: By origin, kind: comparison, codebook: icsr-2015, phase: leaving, by: origin}
  - {id: by-condition, title: By condition, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: condition}}
  - {id: by-movement, title: By movement, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: movement}}
  - {id: by-source, title: By source, kind: comparison, code: "icsr-2015:leaving-brutality", by: {property: source}}
  - {id: in-time, title: In time, kind: timeline, period: year, dates: [left, published], lag: [left, published], change: ["2015", "2016"]}
  - {id: from-to, title: From to, kind: flow, codebook: icsr-2015, phase: joining, by: {codebook: icsr-2015, phase: leaving}, replicates: 200}
  - {id: pairs, title: Pairs, kind: cooccurrence, codebook: icsr-2015, phase: leaving, replicates: 200}
  - {id: believed, title: Believed, kind: credibility, codebook: icsr-2015, phase: leaving}
"""


def filled(folder: Path) -> Example:
    """Twelve people coded by one coder and analysed: seven with one reason, five with another, dates, conditions, two birth years of one."""
    made = start(folder, STUDY + PLAN.lstrip("\n"))
    for n in range(12):
        text = f"The guard {n} left because they beat the baker. " * 5
        outlet, year = ("Post" if n % 2 else "Radio"), 2016 + n % 2
        made.person(
            f"Guard {n}", made.account(f"a{n:03}.txt", text, title=f"Guard {n}", outlet=outlet, published=f"{year}-11", language="en")
        )
    for n, case in enumerate(made.cases):
        for code in [
            name for name, has in (("leaving-brutality", n < 7), ("leaving-corruption", n > 4), ("joining-needs", n % 3 == 0)) if has
        ]:
            made.code(case, code, "anna")
        made.complete(case, "anna")
        made.complete(case, "anna", "form")
        made.answer(case, "anna", "origin", "coast" if n < 6 else "hills")
        told = {"account": case.accounts[0], "mention": case.mentions[0], "coder": "anna"}
        left = {"left": f"{2015 + n % 2}-0{1 + n % 9}"} if n < 10 else {}
        group = "Dawn Guard" if n % 3 else "River Band"
        conditions = (*(("custody",) if n % 2 else ()), *(("by-message",) if n < 2 else ()))
        made.study.decide(
            [
                Episode(id=object_id("episode", case.id), round="coding-1", group=group, **left, **told),
                Judgement(id=f"j{n}", conditions=conditions, source_grade="B", information_grade="2", **told),
            ]
        )  # fmt: skip
    first = made.cases[0]
    edition = made.texts[first.accounts[0]][0]
    for n, year in enumerate(("1990", "1992")):
        made.study.decide(
            [Claim(id=f"c{n}", account=first.accounts[0], mention=first.mentions[0], variable="birth_year", value=year, edition=edition, start=4, end=9)]
        )  # fmt: skip
    made.settle()
    analyse(made.study)
    return made
