"""The cases behind every count of a measure: those that have it, and those that were looked at and have it not.

A run keeps the former; the latter would be everybody once more for each pair of codes, so they are worked out when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from testimonia.domain.results import Measure
from testimonia.domain.vocabulary import CaseKind
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.comparison import groups_of
from testimonia.stages.analyse.method.frame import Frame, count, counts
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.states import State
from testimonia.stages.analyse.method.subjects import Item, items_of
from testimonia.stages.analyse.method.timeline import dates_of

Parts = dict[str, tuple[str, ...]]
"""Ids of cases, sorted, by what they are to a measure: ``have`` and ``lack`` it, ``other`` and ``other-lack`` in the group it is compared
with; of two things ``have`` both, ``first`` or ``second`` alone, ``neither``; ``silent`` and ``unclear``; ``shared`` (see ``corroboration``)."""


def parts_of(desk: Desk, plan: Plan, row: Measure) -> Parts:
    """The parts of a measure, in the order in which a reader wants them; a part without a case is there, and empty."""
    frame = Frame(plan=plan, snapshot=row.snapshot, registered=row.registered, cases=desk.of_kind(CaseKind(plan.about)))
    kind = _KINDS.get(plan.kind)
    return kind(desk, frame, row) if kind else {"have": row.evidence}


def _comparison(desk: Desk, frame: Frame, row: Measure) -> Parts:
    plan = frame.plan
    if row.measure == "panel":
        members = groups_of(desk, frame).members.get(row.group, frozenset())
        return {"have": row.evidence, "lack": _rest(members, row.evidence)}
    item = _item(desk, frame, row.item)
    groups = groups_of(desk, frame)
    contrast = next((one for one in groups.contrasts if (one.group, one.other) == (row.group, row.other)), None)
    if contrast is None:  # of one group, or of all
        members = groups.members.get(row.group, frozenset().union(*groups.members.values()))
        return _sides(item, members, plan.denominator)
    here, there = (_sides(item, side, plan.denominator) for side in (contrast.here, contrast.there))
    return here | {"other": there["have"], "other-lack": there["lack"]}


def _sides(item: Item, members: frozenset[str], denominator: str) -> Parts:
    found = count(item.states, members, denominator)
    return {"have": found.have, "lack": _rest(found.counted, found.have)}


def _pair(desk: Desk, frame: Frame, row: Measure) -> Parts:
    """Of two things, as a flow and a pair have them, over the cases in which both were looked for."""
    one, two = _item(desk, frame, row.item).states, _item(desk, frame, row.group, second=frame.plan.by is not None).states
    rule = frame.plan.denominator
    known = [case for case, state in one.items() if case in two and counts(state, rule) and counts(two[case], rule)]
    found: dict[str, list[str]] = {"have": [], "first": [], "second": [], "neither": []}
    names = {(True, True): "have", (True, False): "first", (False, True): "second", (False, False): "neither"}
    for case in sorted(known):
        found[names[one[case] is State.AFFIRMS, two[case] is State.AFFIRMS]].append(case)
    return {name: tuple(cases) for name, cases in found.items()}


def _timeline(desk: Desk, frame: Frame, row: Measure) -> Parts:
    if row.measure in ("lag", "out-of-order"):
        start, _ = (dates_of(desk, frame, name) for name in frame.plan.lag)
        known = {*start.dates, *start.silent, *start.unclear}
        return {"have": row.evidence, "lack": _rest(known, row.evidence)}
    dated = dates_of(desk, frame, row.item)
    found = {"have": row.evidence} | ({"other": row.against} if row.measure == "change" else {})
    return found | {
        "lack": _rest(dated.dates, (*row.evidence, *row.against)),
        "silent": tuple(sorted(dated.silent)),
        "unclear": tuple(sorted(dated.unclear)),
    }


def _credibility(desk: Desk, frame: Frame, row: Measure) -> Parts:
    if row.measure == "contradictions":
        return {"have": row.evidence, "lack": _rest((case.id for case in frame.cases), row.evidence)}
    if row.measure == "told-twice":
        return {"have": row.evidence, "lack": _rest(_item(desk, frame, row.item).affirming(), row.evidence)}
    return {"have": row.evidence} | ({"shared": row.against} if row.against else {})


def _item(desk: Desk, frame: Frame, name: str, *, second: bool = False) -> Item:
    subject = frame.plan.by if second else frame.plan.subject
    found = items_of(desk, subject, frame.cases, frame.plan.layer) if subject is not None else []
    return next((item for item in found if item.name == name), Item(name=name, states={}))


def _rest(known: Iterable[str], have: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(known).difference(have)))


_KINDS: Mapping[str, Callable[[Desk, Frame, Measure], Parts]] = {
    "comparison": _comparison,
    "flow": _pair,
    "cooccurrence": _pair,
    "timeline": _timeline,
    "credibility": _credibility,
}
