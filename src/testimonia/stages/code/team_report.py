"""What the work of a team tells its reader: who has how much to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SHOWN = 20  # units spelled out; all of them stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One coder's work in a round: units, of which some are coded by two, words to read, units finished."""

    coder: str
    units: int
    double: int
    words: int
    finished: int
    novice: bool = False
    left: bool = False

    def words_said(self) -> str:
        """The load in words."""
        who = f"{self.coder} (novice)" if self.novice else f"{self.coder} (no longer in study.yaml)" if self.left else self.coder
        return f"  {who}: {self.units:,} cases ({self.double:,} coded by two), {self.words:,} words; {self.finished:,} finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignReport:
    """How the work of a round is dealt. ``left`` are cases (by id) that could not be dealt in full, with the reason."""

    round: str
    units: int
    dealt: int
    double: int
    seed: int
    new: int = 0
    released: int = 0
    loads: tuple[Load, ...] = ()
    left: Mapping[str, str]

    def lines(self) -> list[str]:
        """The report in words."""
        said = [
            f"Round {self.round}: {self.dealt:,} of {self.units:,} cases are dealt, {self.double:,} of them to two people (seed {self.seed})."
        ]
        if self.new:
            said.append(f"{self.new:,} new assignments.")
        if self.released:
            said.append(f"{self.released:,} assignments taken back.")
        said += [load.words_said() for load in self.loads]
        if self.left:
            said.append("Not dealt in full:")
            said += [f"  {case}: {why}" for case, why in list(self.left.items())[:SHOWN]]
        if len(self.left) > SHOWN:
            said.append(f"  … and {len(self.left) - SHOWN} more (see --json)")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {**asdict(self), "left": dict(self.left)}
