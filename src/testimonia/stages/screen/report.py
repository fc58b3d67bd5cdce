"""What screening tells its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from testimonia.stages.screen.method import Conflict

SHOWN = 20  # conflicts spelled out; all of them stand in the JSON


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counts.items()) or "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenReport:
    """What has been screened as this reader may see it, and what waits for whom.

    ``copies`` are accounts that wait for nobody because the account they copy is screened in their place; ``adding`` are copies
    that are screened all the same, since they add text of their own or somebody whom only they mention. ``divided`` are objects that
    wait because two copies of the study decided differently, by table. ``hidden`` counts decisions of rounds that have not been opened.
    """

    accounts: int
    copies: int
    adding: int
    failed: int
    shelves: Mapping[str, Mapping[str, int]]
    rounds: Mapping[str, Mapping[str, int]]
    mentions: Mapping[str, int]
    conflicts: tuple[Conflict, ...]
    waiting: Mapping[str, Mapping[str, int]]
    without_criterion: int
    divided: Mapping[str, int]
    hidden: int
    blind: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report in words."""
        if not self.accounts:
            return ["There is nothing to screen yet.", "`testimonia collect DIR SOURCE...` brings accounts in."]
        said = [f"{self.accounts} accounts to screen" + (f", besides {self.copies} copies that go with them" if self.copies else "")
                + (f" and {self.failed} that could not be read" if self.failed else "") + "."]  # fmt: skip
        if self.adding:
            said.append(f"{self.adding} of them copy another account in part and add to it: what they add is to be read.")
        said += [f"Shelf {shelf}: {_counts(counts)}." for shelf, counts in self.shelves.items()]
        said += [f"{f'Round {name}' if name else 'Outside any round'}: {_counts(counts)}." for name, counts in self.rounds.items()]
        if self.mentions:
            said.append(f"Mentions: {_counts(self.mentions)}.")
        if self.without_criterion:
            said.append(f"{self.without_criterion} exclusions name no criterion; the PRISMA flow counts them as `no reason given`.")
        for name, people in self.waiting.items():
            left = {person: count for person, count in people.items() if count}
            said.append(f"Round {name} waits for: " + (", ".join(f"{who} ({count})" for who, count in left.items()) or "nobody") + ".")
        if self.divided:
            said.append(
                f"{sum(self.divided.values())} objects wait because two copies of the study decided differently: {_counts(self.divided)}."
            )
        said += self._conflict_lines()
        if self.hidden:
            said.append(f"Left out, because their round has not been opened: {self.hidden} decisions.")
        return said

    def _conflict_lines(self) -> list[str]:
        if not self.conflicts:
            return []
        said = [f"{len(self.conflicts)} conflicts to settle:"]
        for conflict in self.conflicts[:SHOWN]:
            about = conflict.account + (f", mention {conflict.mention}" if conflict.mention else "")
            said.append(f"  {about}: " + ", ".join(f"{who} says {what}" for who, what in conflict.said))
        if len(self.conflicts) > SHOWN:
            said.append(f"  … and {len(self.conflicts) - SHOWN} more (see --json)")
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "accounts": self.accounts,
            "copies": self.copies,
            "adding": self.adding,
            "failed": self.failed,
            "shelves": {name: dict(counts) for name, counts in self.shelves.items()},
            "rounds": {name: dict(counts) for name, counts in self.rounds.items()},
            "mentions": dict(self.mentions),
            "conflicts": [{**asdict(conflict), "said": dict(conflict.said)} for conflict in self.conflicts],
            "waiting": {name: dict(counts) for name, counts in self.waiting.items()},
            "without_criterion": self.without_criterion,
            "divided": dict(self.divided),
            "hidden": self.hidden,
            "blind": list(self.blind),
        }
