"""One entry of the plan that asks for more than shares, carried out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from testimonia.domain.results import Finding, Measure
from testimonia.domain.vocabulary import CaseKind
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.comparison import comparison
from testimonia.stages.analyse.method.credibility import credibility
from testimonia.stages.analyse.method.crossing import cooccurrence, flow
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.multiplicity import benjamini_hochberg, holm
from testimonia.stages.analyse.method.registration import is_registered
from testimonia.stages.analyse.method.sensitive import of_differences, of_shares
from testimonia.stages.analyse.method.timeline import timeline

KINDS: dict[str, Callable[[Desk, Frame], list[Measure]]] = {
    "comparison": comparison,
    "timeline": timeline,
    "flow": flow,
    "cooccurrence": cooccurrence,
    "credibility": credibility,
}


def measures(desk: Desk, plan: Plan, snapshot: str, findings: Sequence[Finding] = ()) -> list[Measure]:
    """The measures of one entry; of a prevalence what its ``findings`` owe besides; none where nobody was asked yet.

    Their p-values are not adjusted yet: that takes those of all entries (see :func:`adjusted`).
    """
    kind = KINDS.get(plan.kind)
    if kind is None and not findings:
        return []
    frame = Frame(plan=plan, snapshot=snapshot, registered=is_registered(desk, plan), cases=desk.of_kind(CaseKind(plan.about)))
    if kind is None:
        return of_shares(desk, frame, findings) if plan.kind == "prevalence" else []
    found = kind(desk, frame)
    return found + of_differences(frame, found) if plan.kind == "comparison" else found


def adjusted(found: Sequence[Measure]) -> list[Measure]:
    """The same measures with their p-values adjusted: Holm over all registered tests of the plan, Benjamini-Hochberg over each exploratory entry.

    What was registered is one family, because all of it was to be answered; an exploration is one question asked of many things. An entry
    that has adjusted its own tests already (a flow, by the maximum over its pairs) keeps that; registered it is one test of the family, at
    its part of the level, which the others leave it whatever they find.
    """
    families: dict[str, list[int]] = defaultdict(list)
    own: dict[str, list[int]] = defaultdict(list)
    for place, measure in enumerate(found):
        if measure.p is None:
            continue
        if measure.p_adjusted is None:
            families["" if measure.registered else measure.plan].append(place)
        elif measure.registered:
            own[measure.plan].append(place)
    whole = list(found)
    many = len(families[""]) + len(own)
    for family, places in families.items():
        values = [p for place in places if (p := found[place].p) is not None]
        adjust, name = (benjamini_hochberg(values), "Benjamini-Hochberg") if family else (holm(values, len(own)), "Holm")
        total = len(places) if family else many
        for place, value in zip(places, adjust, strict=True):
            whole[place] = replace(found[place], p_adjusted=value, adjustment=f"{name}, {total} test{'s' if total != 1 else ''}")
    for places in own.values():
        for place in places:
            within = found[place].p_adjusted
            if within is not None and many > 1:
                told = f"{found[place].adjustment}, together one of {many} tests"
                whole[place] = replace(found[place], p_adjusted=min(1.0, many * within), adjustment=told)
    return whole
