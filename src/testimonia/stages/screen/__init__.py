"""Screening: which accounts belong to the study, and which persons in them count.

The question is which of the accounts found answer the inclusion criteria of their shelf, and which mentions in an included account
are eligible: screening an account is not yet counting a person. Two screeners decide independently in a blind round; what they see
differently is a conflict that a person settles (consensus, or the lead), never a vote. Counts for the PRISMA flow are derived from
these decisions, never typed.

Sources: Page et al. (2021), The PRISMA 2020 statement, BMJ 372:n71; Higgins et al. (2023), Cochrane Handbook 4.6 (two people
screen independently; disagreements are discussed or go to a third).
"""

from __future__ import annotations

from testimonia.stages.screen.deciding import decide_on, unwarn
from testimonia.stages.screen.params import ScreenParams
from testimonia.stages.screen.report import ScreenReport
from testimonia.stages.screen.steps import import_decisions, screen
from testimonia.stages.screen.working import (
    Desk,
    Disputes,
    Queue,
    account_of,
    disagreements,
    look_at,
    may_screen,
    people_waiting,
    queue,
    rounds_of,
)

__all__ = [
    "Desk",
    "Disputes",
    "Queue",
    "ScreenParams",
    "ScreenReport",
    "account_of",
    "decide_on",
    "disagreements",
    "import_decisions",
    "look_at",
    "may_screen",
    "people_waiting",
    "queue",
    "rounds_of",
    "screen",
    "unwarn",
]
