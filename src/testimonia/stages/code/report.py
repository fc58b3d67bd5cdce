"""What coding tells its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from testimonia.store.importing import ImportReport

SHOWN = 20  # units spelled out; all of them stand in the JSON


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingsExport:
    """Which tables of coding were written, and how many rows were left out because their round is blind."""

    folder: str
    format: str
    rows: Mapping[str, int]
    hidden: Mapping[str, int]

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"Wrote {len(self.rows)} tables to {self.folder}: {_counts({k: v for k, v in self.rows.items() if v})}."]
        if self.hidden:
            said.append(f"Left out, because their round has not been opened: {_counts(self.hidden)}.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {"folder": self.folder, "format": self.format, "rows": dict(self.rows), "hidden": dict(self.hidden)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A unit that somebody of the round has finished and this coder has not, for one codebook (or ``form``)."""

    coder: str
    unit: str
    codebook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReport:
    """Where a round stands: who has finished how many units, which are left, whether it is open.

    ``opened`` says that this very call opened it. A unit counts as due when at least one coder of the round finished it.
    """

    round: str
    kind: str
    open: bool
    opened: bool
    due: int
    finished: Mapping[str, int]
    unfinished: tuple[Unfinished, ...]

    def lines(self) -> list[str]:
        """The report in words."""
        state = "has been opened: everybody sees everybody's rows of it" if self.opened else "is open" if self.open else "is blind"
        said = [f"Round {self.round} ({self.kind}) {state}."]
        if not self.due:
            said.append("Nobody has finished a unit in it.")
        said += [f"{coder} has finished {count} of {self.due}." for coder, count in self.finished.items()]
        if self.unfinished:
            said.append(f"Not finished {'when it was opened' if self.opened else 'yet'}:")
            said += [f"  {item.coder}: {item.unit} ({item.codebook})" for item in self.unfinished[:SHOWN]]
        if len(self.unfinished) > SHOWN:
            said.append(f"  … and {len(self.unfinished) - SHOWN} more (see --json)")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "round": self.round,
            "kind": self.kind,
            "open": self.open,
            "opened": self.opened,
            "due": self.due,
            "finished": dict(self.finished),
            "unfinished": [asdict(item) for item in self.unfinished],
        }


CodeReport = ImportReport | CodingsExport | RoundReport
