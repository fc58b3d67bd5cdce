"""The order of the stages: run what needs no person, say where a study stands, carry out the bundled example.

``run`` does trace, suggest, resolve, analyse and agreement, and skips what still holds; ``status`` counts and says what waits for whom; ``demo`` carries
the small fictional study from its files to its report. Which machinery does a stage is injected (:class:`Engines`): the results are
the same.
"""

from __future__ import annotations

from testimonia.workflow.casesheet import CasesReport, collect_cases
from testimonia.workflow.example import DemoReport, demo
from testimonia.workflow.looking import LookedReport, accept, may_reject, reject
from testimonia.workflow.machine import Engines, RunReport, run
from testimonia.workflow.picture import flow, stories
from testimonia.workflow.standing import status
from testimonia.workflow.standing_report import StatusReport

__all__ = [
    "CasesReport",
    "DemoReport",
    "Engines",
    "LookedReport",
    "RunReport",
    "StatusReport",
    "accept",
    "collect_cases",
    "demo",
    "flow",
    "may_reject",
    "reject",
    "run",
    "status",
    "stories",
]
