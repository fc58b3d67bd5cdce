"""One entry of the plan, carried out."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.domain.identity import object_id
from testimonia.domain.results import Case, Finding
from testimonia.domain.vocabulary import CaseKind
from testimonia.protocol import COUNTED, Plan
from testimonia.stages.analyse.method.intervals import Tally, wilson
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.registration import is_registered
from testimonia.stages.analyse.method.shares import jeffreys
from testimonia.stages.analyse.method.states import Calendar, State
from testimonia.stages.analyse.method.subjects import Item, items_of, left_open, periods_of

DENOMINATORS = ("completed", "stated")
INTERVALS = {"wilson": wilson, "jeffreys": jeffreys}


def carry_out(desk: Desk, plan: Plan, snapshot: str) -> list[Finding]:
    """The findings of one entry: for each thing counted, and each group it is counted in, a row for either denominator.

    A finding's ``group`` is ``item`` or ``item | condition``: the share with the item among the cases that meet the condition.
    No findings where nobody was asked yet, and none of a kind that leaves measures (see :func:`measure`).
    """
    if plan.kind not in COUNTED:
        return []
    cases = desk.of_kind(CaseKind(plan.about))
    items, conditions = layout(desk, plan, cases)
    if not any(item.states for item in items):
        return []
    registered = is_registered(desk, plan)
    rows = []
    for condition in conditions:
        among = None if condition is None else condition.affirming()
        for item in items:
            group = item.name if condition is None else f"{item.name} | {condition.name}"
            rows += _pair(plan, group, {c: s for c, s in item.states.items() if among is None or c in among}, snapshot, registered)
    return rows


def layout(desk: Desk, plan: Plan, cases: tuple[Case, ...]) -> tuple[list[Item], Sequence[Item | None]]:
    """What is counted, and in which groups (None: among everybody)."""
    calendar = Calendar(plan.date, plan.period)
    if plan.subject is None:
        return periods_of(desk, calendar, cases, plan.layer), [None]
    items = items_of(desk, plan.subject, cases, plan.layer)
    if plan.kind == "period":
        periods = periods_of(desk, calendar, cases, plan.layer)
        return items, [*periods, left_open(periods, cases, plan.date)]
    if plan.by is None:
        return items, [None]
    others = items_of(desk, plan.by, cases, plan.layer)
    if plan.kind == "crosstab":
        # A row of the table is a condition, its cells are shares within it: the row shares of the second side.
        items, others, exclusive, name = others, items, plan.variable is not None, plan.variable or ""
    else:
        exclusive, name = plan.by.variable is not None, plan.by.variable or ""
    return items, [*others, left_open(others, cases, name)] if exclusive else others


def _pair(plan: Plan, group: str, states: dict[str, State], snapshot: str, registered: bool) -> list[Finding]:
    cases = {state: tuple(sorted(case for case, its in states.items() if its is state)) for state in State}
    counts = {state: len(found) for state, found in cases.items()}
    tally = Tally(affirm=counts[State.AFFIRMS], deny=counts[State.DENIES], silent=counts[State.SILENT], unclear=counts[State.UNCLEAR])
    bounds = tally.bounds()
    rows = []
    for denominator in DENOMINATORS:
        n = tally.completed if denominator == "completed" else tally.stated
        low, high = INTERVALS[plan.interval](tally.affirm, n, plan.level) if n else (None, None)
        rows.append(
            Finding(
                id=object_id("finding", plan.id, group, denominator),
                plan=plan.id,
                kind=plan.kind,
                title=plan.title or str(plan.subject or plan.date),
                group=group,
                registered=registered,
                estimate=tally.affirm / n if n else None,
                low=low,
                high=high,
                k=tally.affirm,
                n=n,
                not_stated=tally.silent,
                unclear=tally.unclear,
                bound_low=bounds[0] if bounds else None,
                bound_high=bounds[1] if bounds else None,
                method=f"{plan.interval} {plan.level:.0%}",
                denominator=denominator,
                layer=plan.layer,
                snapshot=snapshot,
                evidence=cases[State.AFFIRMS],
                denying=cases[State.DENIES],
                silent=cases[State.SILENT],
                unresolved=cases[State.UNCLEAR],
            )
        )
    return rows
