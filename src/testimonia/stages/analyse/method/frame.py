"""What the measures of one entry of the plan have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from testimonia.domain.identity import object_id
from testimonia.domain.results import Case, Measure
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.states import State

States = Mapping[str, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One entry with the state it is computed from; ``registered`` as :func:`is_registered` has it; ``cases`` are those it is about."""

    plan: Plan
    snapshot: str
    registered: bool
    cases: tuple[Case, ...]

    def row(self, measure: str, *, item: str = "", group: str = "", other: str = "", **more: Any) -> Measure:
        """A measure of this entry; ``more`` are the other fields of :class:`Measure`."""
        plan = self.plan
        told = {"denominator": plan.denominator, "not_stated": 0, "layer": plan.layer, "finding": None} | more
        return Measure(
            id=object_id("measure", plan.id, measure, item, group, other, told["finding"]),
            plan=plan.id,
            kind=plan.kind,
            measure=measure,
            title=plan.title or str(plan.subject or plan.kind),
            item=item,
            group=group,
            other=other,
            registered=self.registered,
            snapshot=self.snapshot,
            **told,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of some cases have a thing, of how many that the denominator counts; with the cases on either side."""

    have: tuple[str, ...]
    counted: tuple[str, ...]
    silent: int
    unclear: int

    @property
    def k(self) -> int:
        """Cases that have it."""
        return len(self.have)

    @property
    def n(self) -> int:
        """Cases that count."""
        return len(self.counted)


def counts(state: State, denominator: str) -> bool:
    """Whether a case in that state is in a denominator: ``completed``, or ``stated``."""
    if denominator == "stated":
        return state in (State.AFFIRMS, State.DENIES)
    return state is not State.NOT_APPLICABLE


def count(states: States, among: frozenset[str], denominator: str) -> Count:
    """Count a thing among some cases."""
    inside = {case: state for case, state in states.items() if case in among}
    return Count(
        have=tuple(sorted(case for case, state in inside.items() if state is State.AFFIRMS)),
        counted=tuple(sorted(case for case, state in inside.items() if counts(state, denominator))),
        silent=sum(state is State.SILENT for state in inside.values()),
        unclear=sum(state is State.UNCLEAR for state in inside.values()),
    )
