"""What the analysis tells its reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyseReport:
    """How many findings there are (shares) and measures (differences, counts in time, ...), and what the plan still waits for.

    ``waiting`` names the entries without findings, each with what is missing; ``unlinked`` counts codings that name no mention in
    an account with several cases; ``reopened`` lists what was finished and is open again because the case gained an account since
    (case, codebook or ``form``, whose); ``adoptions`` says of each registered entry by which adoption (plan, digest, who, when); ``hidden`` the rows of rounds not yet open, by kind; ``fresh`` is false where the run in force
    was kept.
    """

    findings: int
    measures: int
    registered: int
    cases: int
    coded: int
    snapshot: str
    fresh: bool
    waiting: tuple[tuple[str, str], ...] = ()
    unlinked: int = 0
    reopened: tuple[tuple[str, str, str], ...] = ()
    adoptions: tuple[tuple[str, str, str, str], ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The report in words."""
        if self.findings or self.measures:
            exploratory = self.findings + self.measures - self.registered
            parts = [f"{count} {what}" for count, what in ((self.findings, "findings"), (self.measures, "measures")) if count]
            source = f"{' and '.join(parts)} from {self.coded} of {self.cases} cases"
            said = [f"{source}: {self.registered} registered, {exploratory} exploratory (snapshot {self.snapshot})."]
        else:
            said = ["No findings yet."]
        for digest, by, at in dict.fromkeys(adoption[1:] for adoption in self.adoptions):
            plans = ", ".join(plan for plan, *adoption in self.adoptions if tuple(adoption) == (digest, by, at))
            said.append(f"Registered in the plan {digest[:12]}, which {by} adopted at {at}: {plans}.")
        if not self.fresh:
            said.append("Nothing has changed since they were computed.")
        for missing in dict.fromkeys(missing for _, missing in self.waiting):
            plans = ", ".join(plan for plan, other in self.waiting if other == missing)
            said.append(f"Not computed, because {missing}: {plans}.")
        if self.unlinked:
            said.append(f"{self.unlinked} codings name no person in an account with several; they count for nobody.")
        if self.reopened:
            counted = Counter((whose, codebook) for _, codebook, whose in self.reopened)
            whose = ", ".join(f"{many} of {who} ({what})" for (who, what), many in sorted(counted.items()))
            said.append(f"Open again, because the case has gained an account since it was finished: {whose}.")
        if self.hidden:
            rows = ", ".join(f"{count} {kind}" for kind, count in sorted(self.hidden.items()))
            said.append(f"Not counted, because their round is not open: {rows}.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "findings": self.findings,
            "measures": self.measures,
            "registered": self.registered,
            "exploratory": self.findings + self.measures - self.registered,
            "cases": self.cases,
            "coded": self.coded,
            "snapshot": self.snapshot,
            "fresh": self.fresh,
            "waiting": [{"plan": plan, "missing": missing} for plan, missing in self.waiting],
            "unlinked": self.unlinked,
            "reopened": [{"case": case, "codebook": codebook, "by": whose} for case, codebook, whose in self.reopened],
            "adoptions": [{"plan": plan, "digest": digest, "by": by, "at": at} for plan, digest, by, at in self.adoptions],
            "hidden": dict(self.hidden),
        }
