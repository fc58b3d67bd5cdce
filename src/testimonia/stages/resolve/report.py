"""What resolving tells its reader: how many cases behind how many mentions, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from testimonia.domain.report import counted
from testimonia.stages.resolve.method import Contradiction, Standing

_WAITS = {
    Standing.UNDECIDED: "a screener: eligible or not?",
    Standing.DISPUTED: "the lead: screeners are unsure or disagree",
    Standing.ACCOUNT_UNSCREENED: "a screener: their account has not been screened",
    Standing.ACCOUNT_DISPUTED: "the lead: screeners are unsure or disagree about the account",
    Standing.NO_SHELF: "a screener: their account is included, but on no shelf",
}
_DOES_NOT_COUNT = {
    Standing.EXCLUDED: "excluded",
    Standing.ACCOUNT_EXCLUDED: "on an account that is excluded",
    Standing.OTHER_SHELF: "on an account of another shelf than their kind",
}

_ROWS = {
    "mentions": ("mention",),
    "claims": ("claim",),
    "link_reviews": ("verdict on a pair", "verdicts on pairs"),
    "link": ("verdict on a pair", "verdicts on pairs"),
    "screening": ("screening decision",),
    "shelves": ("declaration of a shelf", "declarations of shelves"),
}
"""What rows are called, by their table, or by their kind where a round hides them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveReport:
    """The result of resolving.

    ``mentions`` are ids by what became of them; ``cases`` counts by kind; ``links`` by decision; ``unclear`` pairs that reviewers cannot
    tell or on which they disagree, the latter also in ``disputed``; ``second`` pairs on which one verdict waits for that of a second reviewer; ``alone`` eligible mentions of copies that are no mention of their root, though it has some; ``hidden``
    rows of rounds not yet open, which were left out; ``divided`` how many objects of each table wait because two copies of the
    study decided differently; ``fresh`` whether the cases were worked out anew; ``people`` the bounds of the number of people in nine
    of ten sampled partitions; ``first`` proposed pairs that nobody has judged, ``sure`` those of them of which the program is nearly sure; ``withheld`` how many more ``contradictions`` there are than this reader may know; ``weighed`` is False where there were too many mentions for that.
    """

    mentions: Mapping[Standing, tuple[str, ...]]
    cases: Mapping[str, int]
    links: Mapping[str, int]
    unclear: tuple[tuple[str, str], ...]
    contradictions: tuple[Contradiction, ...]
    alone: tuple[str, ...]
    hidden: Mapping[str, int]
    divided: Mapping[str, int]
    fresh: bool
    people: tuple[int, int] | None = None
    weighed: bool = True
    second: tuple[tuple[str, str], ...] = ()
    disputed: tuple[tuple[str, str], ...] = ()
    first: int = 0
    sure: int = 0
    withheld: int = 0

    def lines(self) -> list[str]:
        """The report in words."""
        total = sum(len(names) for names in self.mentions.values())
        if not total and not self.divided:
            return ["No mentions yet: enter the persons and responses that the accounts present (`resolve DIR import FILE`)."]
        eligible = len(self.mentions.get(Standing.ELIGIBLE, ()))
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.cases.items()))
        people = f"{counted(total, 'mention')}, {eligible:,} eligible, {counted(sum(self.cases.values()), 'case')}"
        said = [people + (f" ({kinds})." if kinds else ".")]
        if self.people is not None and self.people[0] < self.people[1]:
            low, high = self.people
            said.append(f"Probably {low:,} to {high:,} people, as far as names and claims say (90 % of 500 ways of telling them apart).")
        if not self.weighed:
            said.append("There are too many mentions to group them in this machine's memory: no pairs are proposed.")
        if not self.fresh:
            said.append("Nothing has changed since cases were last worked out.")
        said += [f"  {len(names):,} {words}" for standing, words in _DOES_NOT_COUNT.items() if (names := self.mentions.get(standing))]
        waiting = self._waiting()
        said += ["Waiting:", *waiting] if waiting else []
        if told := len(self.unclear) - len(self.disputed):
            they = "it stays apart and widens" if told == 1 else "they stay apart and widen"
            said.append(f"{counted(told, 'pair')} that nobody can tell: {they} the interval of the count.")
        if self.contradictions:
            said.append("Decisions that contradict one another (kept apart until settled, for the lead):")
            said += [f"  {found.a} and {found.b} ({found.why})" for found in self.contradictions]
        if self.withheld:
            said.append(withheld_line(self.withheld, more=bool(self.contradictions)) + ".")
        if self.hidden:
            said.append(
                "Left out, because their round has not been opened: "
                + ", ".join(counted(n, *_ROWS[kind]) for kind, n in self.hidden.items())
                + "."
            )
        return said

    def _waiting(self) -> list[str]:
        """What waits, and for whom."""
        waiting = [f"  {len(names):,} for {whom}" for standing, whom in _WAITS.items() if (names := self.mentions.get(standing))]
        if self.first:
            sure = f" (of {self.sure:,} the program is nearly sure)" if self.sure else ""
            waiting.append(f"  {counted(self.first, 'pair')} that may be one person for a reviewer, the least foreseeable first{sure}")
        if self.second:
            waiting.append(
                f"  {counted(len(self.second), 'pair')} of the sample for a second reviewer, who judges before the first verdict is shown"
            )
        if self.disputed:
            waiting.append(f"  {counted(len(self.disputed), 'pair')} for the lead: reviewers disagree")
        if self.alone:
            one = len(self.alone) == 1
            copies = "1 mention of a copy" if one else f"{len(self.alone):,} mentions of copies"
            waiting.append(f"  {copies} for a reviewer: which mention of the original {'is it' if one else 'are they'}?")
        if self.divided:
            counts = ", ".join(counted(count, *_ROWS[table]) for table, count in self.divided.items())
            waiting.append(f"  {counts} for whoever leads: two copies of the study decided differently")
        return waiting

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "mentions": {standing.value: list(names) for standing, names in self.mentions.items()},
            "cases": dict(self.cases),
            "links": dict(self.links),
            "sure": self.sure,
            "unclear": [list(pair) for pair in self.unclear],
            "contradictions": [contradiction_json(found) for found in self.contradictions],
            "withheld": self.withheld,
            "disputed": [list(pair) for pair in self.disputed],
            "first": self.first,
            "second": [list(pair) for pair in self.second],
            "alone": list(self.alone),
            "hidden": dict(self.hidden),
            "divided": dict(self.divided),
            "fresh": self.fresh,
            "people": list(self.people) if self.people is not None else None,
        }


def withheld_line(count: int, *, more: bool) -> str:
    """How many contradictions a reader may not know, ``more`` than those that were told."""
    what = "more contradiction" if more else "contradiction"
    holds = counted(count, f"{what} holds", f"{what}s hold")
    return f"{holds} a verdict on a pair that you have not judged; the owner or a lead sees what it is"


def contradiction_json(found: Contradiction) -> dict[str, Any]:
    """Verdicts that cannot all hold, for scripts; the refused one stands first."""
    verdicts = [{"a": said.a, "b": said.b, "decision": said.decision.value, "by": said.by} for said in found.verdicts]
    return {"a": found.a, "b": found.b, "why": found.why, "verdicts": verdicts}
