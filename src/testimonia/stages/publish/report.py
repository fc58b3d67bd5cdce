"""What publishing tells its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """Where the release lies and what is in it; ``hidden`` counts rows of findings that disclosure control kept back."""

    folder: str
    report: str
    profile: str
    release: str
    snapshot: str
    findings: int
    hidden: int
    waiting: int
    files: Mapping[str, str]

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"Report: {self.report}"]
        if self.findings or self.hidden:
            said.append(f"{self.findings} rows of findings shown, {self.hidden} hidden (profile {self.profile}, snapshot {self.snapshot}).")
        else:
            said.append(f"No findings yet: the report is a work plan with {self.waiting} things to do (profile {self.profile}).")
        if self.profile == "internal":
            said.append("It holds names and words of people: do not share it.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "folder": self.folder,
            "report": self.report,
            "profile": self.profile,
            "release": self.release,
            "snapshot": self.snapshot,
            "findings": self.findings,
            "hidden": self.hidden,
            "waiting": self.waiting,
            "files": dict(self.files),
        }
