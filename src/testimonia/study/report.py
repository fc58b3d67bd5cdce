"""What the verbs that make and keep a study tell their reader."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from testimonia.store.conflicts import Conflict
from testimonia.store.merge import Taken

SHOWN = 20  # conflicts spelled out; all of them stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """Where a new study lies, and the files that its owner is to change."""

    folder: str
    template: str
    files: tuple[str, ...]
    database: bool

    def lines(self) -> list[str]:
        """The report in words."""
        where = " Its tables are in the PostgreSQL database you named." if self.database else ""
        return [
            f"Made the study {self.folder} from the template `{self.template}`.{where}",
            f"Next: say in {self.folder}/study.yaml what you ask and who is on the team, then `testimonia collect {self.folder} SOURCE...`.",
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {"folder": self.folder, "template": self.template, "files": list(self.files), "database": self.database}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """What came over from the other copy, and what the two copies decided differently.

    ``conflicts`` are those that the acting coder may see, whether from this merge or an earlier one; ``blind`` counts the rest.
    """

    other: str
    taken: Taken
    conflicts: tuple[Conflict, ...]
    blind: int

    def lines(self) -> list[str]:
        """The report in words."""
        taken = self.taken
        if not (taken.rows or taken.blobs or taken.withdrawn):
            said = [f"{self.other} holds nothing that was not here already."]
        else:
            said = [f"Took from {self.other}: {taken.rows} decisions, {taken.accounts} new accounts, {taken.blobs} originals."]
        if taken.withdrawn:
            said.append(f"{taken.withdrawn} accounts were withdrawn in the other copy and are now erased here too.")
        if self.conflicts:
            said.append(f"Decided differently, and undecided until somebody decides again ({len(self.conflicts)}):")
            said += [f"  {conflict.line()}" for conflict in self.conflicts[:SHOWN]]
        if len(self.conflicts) > SHOWN:
            said.append(f"  … and {len(self.conflicts) - SHOWN} more (see --json)")
        if self.blind:
            said.append(f"{self.blind} more lie in rounds that have not been opened.")
        if taken.rows:
            said.append("Machine results may be out of date now: `testimonia run` brings them up to date.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        taken = asdict(self.taken)
        del taken["conflicts"]  # counted blind ones too; they stand apart below
        return {"other": self.other, **taken, "conflicts": [asdict(conflict) for conflict in self.conflicts], "blind_conflicts": self.blind}


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReport:
    """The state that got a name; ``stale`` are machine stages that had no result in force to keep."""

    id: str
    name: str
    stale: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"The present state is now called `{self.name}` ({self.id})."]
        if self.stale:
            said.append(f"It keeps no results of {', '.join(self.stale)}: they were out of date. `testimonia run` first, to keep them.")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {"id": self.id, "name": self.name, "stale": list(self.stale)}
