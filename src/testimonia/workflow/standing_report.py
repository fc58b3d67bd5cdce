"""Where a study stands, in words and for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from testimonia.store.conflicts import Conflict
from testimonia.store.orphans import Orphan
from testimonia.store.overview import Failure, Named

_STANDINGS = {"include": "included", "exclude": "excluded", "conflict": "in conflict"}
SHOWN = 10  # failed accounts and conflicts spelled out; all of them stand in the JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something to do: for whom, what (``one`` where it is a single one), how many, and the command that does it.

    ``kind`` names the sort of work for a door that says it in its own words; ``round`` and ``book`` (a codebook or ``form``) where it has one.
    """

    who: tuple[str, ...]
    what: str
    one: str
    count: int
    command: str
    kind: str
    round: str | None = None
    book: str | None = None

    def line(self) -> str:
        """In words."""
        return f"{' or '.join(self.who)}: {(self.one if self.count == 1 else self.what).format(n=f'{self.count:,}')} (`{self.command}`)"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundState:
    """A round: open to all, or blind; ``finished`` counts units by coder (all of them for who leads, else one's own)."""

    id: str
    kind: str
    open: bool
    finished: Mapping[str, int]

    def line(self) -> str:
        """In words."""
        done = ", ".join(f"{who} {count:,}" for who, count in sorted(self.finished.items()))
        return f"{self.id} ({self.kind}, {'open' if self.open else 'blind'})" + (f": finished by {done}" if done else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """Where a study stands, as the acting coder may see it.

    ``grades`` counts captures by how the bytes came; ``families``, ``cases``, ``suggestions`` and ``findings`` are None while the stage that gives them is out of date (it stands in ``stale``);
    ``hidden`` counts rows of rounds not yet open, by kind; ``orphans`` are marks in texts that are no longer in force; ``notices`` say how study.yaml differs from the protocol in force.
    """

    folder: str
    title: str
    coder: str
    role: str
    notices: tuple[str, ...]
    accounts: Mapping[str, int]
    failed: tuple[Failure, ...]
    grades: Mapping[str, int]
    families: int | None
    declared: Mapping[str, int]
    shelves: Mapping[str, Mapping[str, int]]
    mentions: int
    cases: Mapping[str, int] | None
    suggestions: int | None
    findings: int | None
    stale: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    rounds: tuple[RoundState, ...]
    hidden: Mapping[str, int]
    orphans: tuple[Orphan, ...]
    conflicts: tuple[Conflict, ...]
    blind_conflicts: int
    withdrawn: int
    snapshots: tuple[Named, ...]
    release: Named | None

    def lines(self) -> list[str]:
        """The report in words."""
        said = [f"{self.title}", f"You are {self.coder} ({self.role}).", *self.notices, ""]
        said += self._holdings()
        if self.waiting or self.stale:
            said += ["", "To do:"]
            if self.stale:
                said.append(f"  anybody: bring {', '.join(self.stale)} up to date (`testimonia run {self.folder}`)")
            said += [f"  {item.line()}" for item in self.waiting]
        elif self.accounts:
            said += ["", "Nothing waits for anybody."]
        if self.rounds:
            said += ["", "Rounds:", *(f"  {entry.line()}" for entry in self.rounds)]
        if self.hidden:
            rows = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.hidden.items()))
            said.append(f"  You do not see, because their round has not been opened: {rows}.")
        said += self._orphans()
        said += self._conflicts()
        return [*said, *self._kept()]

    def _orphans(self) -> list[str]:
        if not self.orphans:
            return []
        said = ["", "Marks whose words have no certain place in the text that is now in force; mark the passage again, or take them back:"]
        said += [f"  {one.kind} {one.id} by {one.by} in {one.origin}" for one in self.orphans[:SHOWN]]
        return [*said, f"  … and {len(self.orphans) - SHOWN:,} more (see --json)"] if len(self.orphans) > SHOWN else said

    def _holdings(self) -> list[str]:
        if not self.accounts:
            return [f"There are no accounts yet: `testimonia collect {self.folder} SOURCE...` brings them in."]
        states = ", ".join(f"{count:,} {state}" for state, count in self.accounts.items())
        stories = f", {self.families:,} stories" if self.families is not None else ""
        said = [f"Accounts: {sum(self.accounts.values()):,} ({states}){stories}."]
        said += [f"  failed: {failure.origin}: {failure.reason}" for failure in self.failed[:SHOWN]]
        failed = self.accounts.get("failed", 0)
        if failed > SHOWN:
            said.append(f"  … and {failed - SHOWN:,} more (see --json)")
        if "witnessed" in self.grades:
            said.append("Captures: " + ", ".join(f"{count:,} {grade}" for grade, count in self.grades.items()) + ".")
        for shelf, counts in self.shelves.items():
            said.append(
                f"Shelf {shelf}: "
                + ", ".join(f"{count:,} {_STANDINGS.get(standing, standing)}" for standing, count in counts.items())
                + "."
            )
        if self.mentions or self.cases:
            kinds = ", ".join(f"{count:,} {kind}" for kind, count in (self.cases or {}).items())
            said.append(f"Mentions: {self.mentions:,}" + (f"; cases: {kinds}." if kinds else "."))
        if self.suggestions:
            said.append(f"Suggestions by machines: {self.suggestions:,}, which count as nothing (`testimonia suggest {self.folder} list`).")
        if self.findings is not None:
            said.append(f"Findings: {self.findings:,}." if self.findings else "Findings: none yet.")
        return said

    def _conflicts(self) -> list[str]:
        if not (self.conflicts or self.blind_conflicts):
            return []
        said = ["", "Decided differently in two copies, undecided until somebody decides again:"]
        said += [f"  {conflict.line()}" for conflict in self.conflicts[:SHOWN]]
        if len(self.conflicts) > SHOWN:
            said.append(f"  … and {len(self.conflicts) - SHOWN:,} more (see --json)")
        if self.blind_conflicts:
            said.append(f"  {self.blind_conflicts:,} in rounds that have not been opened to you")
        return said

    def _kept(self) -> list[str]:
        said = []
        if self.withdrawn:
            said.append(f"Withdrawn by duty: {self.withdrawn:,}.")
        if self.snapshots:
            said.append("Snapshots: " + ", ".join(f"{entry.name} ({entry.at[:10]}, {entry.by})" for entry in self.snapshots) + ".")
        if self.release is not None:
            said.append(f"Last release: {self.release.name} ({self.release.profile}, {self.release.at[:10]}, {self.release.by}).")
        return ["", *said] if said else []

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return asdict(self)
