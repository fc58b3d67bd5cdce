"""From a measure to its cases, for whoever looks at it: all that were counted, not only those that have what was counted."""

from __future__ import annotations

from testimonia.domain.results import Measure
from testimonia.stages.analyse.method.behind import Parts, parts_of
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.steps import material_of
from testimonia.study import Study


def gathered(study: Study) -> Desk:
    """What the analysis reads, laid out as it stands now; to be kept by whoever asks of many measures."""
    with study.read_as_machine() as view:
        return Desk(material_of(view))


def cases_behind(desk: Desk, row: Measure) -> Parts:
    """The parts of a measure that was computed from this state (see :func:`parts_of`); of one whose entry left the plan only what it kept."""
    plan = next((entry for entry in desk.protocol.analysis if entry.id == row.plan), None)
    return kept_of(row) if plan is None else parts_of(desk, plan, row)


def kept_of(row: Measure) -> Parts:
    """What a run kept of the cases of a measure: those that have it. All that can be told of a number that is out of date."""
    return {"have": row.evidence} | ({"other": row.against} if row.against else {})
