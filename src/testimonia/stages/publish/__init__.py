"""What may be said, to whom, and where does each number come from?

Procedure: everything that open rounds hold is read at one moment and written as one report that needs neither network nor program,
with its tables as CSV and a manifest of hashes. Before anything is coded it is a work plan: what was collected, how many stories
stand behind how many accounts, what waits for whom. Once coded it holds the flow of accounts and people, the findings and the way
they were reached. Profile `internal` unfolds each number to its cases, each case to its passages, each passage to its account,
capture grade and SHA-256. Profile `public`, the default, holds no words and no case, and counts of people only where neither they
nor anything that follows from them by subtraction is a small number.

Sources: PRISMA 2020 (Page et al. 2021, BMJ 372:n71) for the flow; Hundepool et al. (2012), Statistical Disclosure Control, ch. 5,
for primary and secondary suppression.
"""

from __future__ import annotations

from testimonia.stages.publish.looking import (
    FindingLook,
    FindingsLook,
    look_at_explored,
    look_at_finding,
    look_at_findings,
    table_of,
    write_findings,
)
from testimonia.stages.publish.measure_look import MeasureLook, Retold, look_at_measure, look_at_tellings, rests_on_accounts
from testimonia.stages.publish.params import PublishParams
from testimonia.stages.publish.report import PublishReport
from testimonia.stages.publish.results import Entry, Figure, Results, findings
from testimonia.stages.publish.steps import publish

__all__ = [
    "Entry",
    "Figure",
    "FindingLook",
    "FindingsLook",
    "MeasureLook",
    "PublishParams",
    "PublishReport",
    "Results",
    "Retold",
    "findings",
    "look_at_explored",
    "look_at_finding",
    "look_at_findings",
    "look_at_measure",
    "look_at_tellings",
    "publish",
    "rests_on_accounts",
    "table_of",
    "write_findings",
]
