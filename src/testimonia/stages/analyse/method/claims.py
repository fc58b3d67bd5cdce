"""What an entry of the plan claims, as columns of a grid: what is counted, among whom, and against whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from testimonia.domain.results import Case, Finding, Measure
from testimonia.protocol import COUNTED, Plan
from testimonia.stages.analyse.method.comparison import groups_of
from testimonia.stages.analyse.method.datecolumns import date_items, date_names
from testimonia.stages.analyse.method.findings import layout
from testimonia.stages.analyse.method.frame import Frame, counts
from testimonia.stages.analyse.method.grid import Claim, Estimator, Shape
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.shapes import (
    CHANGE,
    CONTRADICTIONS,
    CORROBORATION,
    EVENTS,
    LAG,
    LIFT,
    PEOPLE,
    TWICE,
    PairShape,
    TimeShape,
)
from testimonia.stages.analyse.method.states import State
from testimonia.stages.analyse.method.subjects import OPEN, Item, items_of

AGAINST = "!"
"""After the name of a group: the cases it is compared with."""


Claimed = tuple[Finding | Measure, str, str, str]
"""A result that has a card, with what it counts, among whom, and against whom."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The things that an entry counts, and its groups, by name."""

    items: Mapping[str, Item]
    groups: Mapping[str, Item]

    def in_order(self, items: Sequence[str], groups: Sequence[str]) -> list[Item]:
        """The columns of these names; one that is not there says nothing of anybody."""
        found = [self.items.get(name, Item(name=name, states={})) for name in items]
        return found + [self.groups.get(name, Item(name=name, states={})) for name in groups]


def columns_of(desk: Desk, plan: Plan, cases: tuple[Case, ...]) -> Columns:
    """The columns of an entry on the layer that it names."""
    if plan.kind in COUNTED:
        items, conditions = layout(desk, plan, cases)
        return Columns(_named(items), _named([one for one in conditions if one is not None]))
    if plan.kind == "timeline":
        return Columns(_named(date_items(desk, plan, cases)), {})
    if plan.kind in ("cooccurrence", "credibility") and plan.subject is not None:
        return Columns(_named(items_of(desk, plan.subject, cases, plan.layer)), {})
    if plan.subject is None or plan.by is None:
        return Columns({}, {})
    if plan.kind == "comparison":
        frame = Frame(plan=plan, snapshot="", registered=False, cases=cases)
        contrasts = groups_of(desk, frame).contrasts
        sides = [(one.group, one.here, one.there) for one in contrasts]
        return Columns(_named(items_of(desk, plan.subject, cases, plan.layer)), _sides(sides))
    first, second = (items_of(desk, side, cases, plan.layer) for side in (plan.subject, plan.by))
    counted = {one.name: frozenset(case for case, state in one.states.items() if counts(state, plan.denominator)) for one in first}
    return Columns(_named(second), _sides([(one.name, one.affirming(), counted[one.name] - one.affirming()) for one in first]))


def claims_of(plan: Plan, findings: Sequence[Finding], measures: Sequence[Measure]) -> list[Claimed]:
    """The findings of an entry that have a card: each with what it counts, among whom (empty: everybody) and against whom (empty: nobody).

    None has a share among those whose group is not known. Of a share it is that of all completed cases (the other denominator is one of the ways of doubting it); of a comparison the differences,
    of a flow the associations, of pairs the lifts, of a timeline its counts, changes and waits, of credibility all but what it lists case by case.
    """
    found: list[Claimed] = []
    for finding in findings:
        if finding.plan == plan.id and finding.denominator == "completed" and finding.estimate is not None:
            item, _, condition = finding.group.partition(" | ")
            if not condition.endswith(f"={OPEN}"):
                found.append((finding, item, condition, ""))
    for row in measures:
        if row.plan != plan.id or row.estimate is None:
            continue
        if row.measure == "difference":
            found.append((row, row.item, row.group, f"{row.group}{AGAINST}"))
        elif row.measure == "association":
            found.append((row, row.group, row.item, f"{row.item}{AGAINST}"))
        elif row.measure in SORTS and _claims(row):
            found.append((row, row.item, row.group, row.other))
    return [one for one in found if not (isinstance(one[0], Measure) and one[0].measure in COUNTS) or len(beside(found, one)) > 1]


def _claims(row: Measure) -> bool:
    """Whether a measure is known closely enough to claim anything: a wait has an interval, and somebody tells what is borne out."""
    return row.low is not None if row.measure == "lag" else row.n > 0 if row.measure == CORROBORATION else True


COUNTS = ("people", "entries", "exits")
"""Measures of which a period has more or fewer than another."""
SORTS = {"lift": LIFT, "change": CHANGE, "people": PEOPLE, "entries": EVENTS, "exits": EVENTS, "lag": LAG} | {
    name: name for name in (CORROBORATION, TWICE, CONTRADICTIONS)
}
"""What is estimated by the measures that are no shares."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The claims of an entry, the columns they need in their order, and how their estimates follow from these."""

    claims: list[Claim]
    items: list[str]
    groups: list[str]
    shape: Estimator


def beside(found: Sequence[Claimed], one: Claimed) -> list[Finding | Measure]:
    """A result and those that it could be the largest of: shares in the same group, counts of the same date in other periods."""
    result, item, group, other = one
    if other:
        return [result]
    if isinstance(result, Finding):
        return [row for row, _, among, against in found if among == group and not against]
    return [row for row, thing, *_ in found if isinstance(row, Measure) and (row.measure, thing) == (result.measure, item)]


def rival_of(found: Sequence[Claimed], one: Claimed, kind: str) -> float | None:
    """The highest upper end of the intervals of the others, of what is claimed to be the largest (``first``, ``peak``); None where there is none."""
    if kind not in ("first", "peak"):
        return None
    return max((row.high for row in beside(found, one) if row is not one[0] and row.high is not None), default=None)


def laid_out(desk: Desk, plan: Plan, found: Sequence[Claimed]) -> Layout:
    """Lay out the claims of an entry."""
    if plan.kind == "cooccurrence":
        return _pairs(found)
    if plan.kind == "timeline":
        return _dates(desk, plan, found)
    if plan.kind == "credibility":
        return _stories(found)
    claims, items, groups = placed(found)
    return Layout(claims, items, groups, Shape.of(claims, len(items)))


def _pairs(found: Sequence[Claimed]) -> Layout:
    items = list(dict.fromkeys(name for _, one, two, _ in found for name in (one, two)))
    at = {name: n for n, name in enumerate(items)}
    claims = [Claim(row.id, at[one], -1, None, row.estimate or 0.0, LIFT) for row, one, *_ in found]
    first, second = ([at[names[place]] for _, *names in found] for place in (0, 1))
    return Layout(claims, items, [], PairShape(np.array(first, dtype=np.intp), np.array(second, dtype=np.intp)))


def _dates(desk: Desk, plan: Plan, found: Sequence[Claimed]) -> Layout:
    items = date_names(desk, plan)
    within: dict[tuple[str, str], int] = {}  # the periods of one date, in people or in exits, are compared with one another
    claims, names = [], []
    for row, event, period, before in found:
        sort = SORTS[row.measure] if isinstance(row, Measure) else ""
        group = within.setdefault((sort, event), len(within))
        claims.append(Claim(row.id, -1, group, None, row.estimate or 0.0, sort, row.low, row.high))
        names.append((event, "" if sort == LAG else period, before))
    return Layout(claims, items, [], TimeShape(plan, claims, names, items, desk.material.until))


def _stories(found: Sequence[Claimed]) -> Layout:
    """What is borne out and told twice, by what it is about; contradictions are about everybody."""
    items = list(dict.fromkeys(item for _, item, _, _ in found if item))
    place = {name: n for n, name in enumerate(items)}
    claims = [
        Claim(row.id, place.get(item, -1), -1, None, row.estimate or 0.0, SORTS[row.measure] if isinstance(row, Measure) else "")
        for row, item, _, _ in found
    ]
    return Layout(claims, items, [], Shape.of(claims, len(items)))


def silence_is_without(plan: Plan) -> bool:
    """Whether a case that says nothing of what forms a group is one of those the group is compared with, as it is where findings are made."""
    if plan.kind == "comparison":
        return plan.by is not None and plan.by.variable is None and plan.by.property is None
    return plan.kind == "flow" and plan.denominator == "completed"


def placed(found: Sequence[Claimed]) -> tuple[list[Claim], list[str], list[str]]:
    """The claims with their columns numbered; the names of the things counted and of the groups, in order."""
    items = list(dict.fromkeys(item for _, item, _, _ in found))
    groups = list(dict.fromkeys(name for _, _, group, other in found for name in (group, other) if name))
    at = {name: n for n, name in enumerate(groups)} | {"": -1}
    claims = [
        Claim(row.id, items.index(item), at[group], at[other] if other else None, row.estimate or 0.0) for row, item, group, other in found
    ]
    return claims, items, groups


def _named(items: Sequence[Item]) -> dict[str, Item]:
    return {item.name: item for item in items}


def _sides(sides: Sequence[tuple[str, frozenset[str], frozenset[str]]]) -> dict[str, Item]:
    found = {}
    for name, here, there in sides:
        found[name] = Item(name=name, states=dict.fromkeys(here, State.AFFIRMS))
        found[f"{name}{AGAINST}"] = Item(name=f"{name}{AGAINST}", states=dict.fromkeys(there, State.AFFIRMS))
    return found
