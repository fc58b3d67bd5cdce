"""Resolve: how many people are there behind the names, and which accounts speak of the same one?

The same person appears under several names, and several people under one. A *mention* is one person (or one response: a programme, a
law) as one account presents it; a *case* is what is held to be the same. Who counts is decided by people: a mention must be eligible
and its account included on the right shelf. Which mentions are the same is decided by people too, with one rule of study.yaml beside
them: inside an accepted family a copy's mention is the root's where the words are the same. The program proposes pairs to look at and
says between which numbers the count of people lies; it decides nothing, and no name is looked up anywhere.

Procedure: union of what reviewers hold to be the same, with what they hold to be different kept apart whatever follows from the rest
(constrained clustering: Wagstaff and Cardie 2000, "Clustering with Instance-level Constraints"). Any other eligible mention is a case
of its own, so that a missing decision makes a case too many and never one too few. Proposals weigh names, claims and shared passages
(Fellegi and Sunter 1969) and group them by average link; see ``docs/method/resolve.md``.
"""

from __future__ import annotations

from testimonia.stages.resolve.imports import enter, import_decisions
from testimonia.stages.resolve.judging import judge_pair, read_pair, waiting_pairs
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.resolve.report import ResolveReport
from testimonia.stages.resolve.steps import resolve

__all__ = ["ResolveParams", "ResolveReport", "enter", "import_decisions", "judge_pair", "read_pair", "resolve", "waiting_pairs"]
