"""Everything a report is made of, read at one moment; plain records and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from testimonia.domain.additions import copies_and_adding
from testimonia.domain.agreement import Agreement
from testimonia.domain.completeness import Completeness, Order, Since
from testimonia.domain.decisions import Coding, Completion, Episode, Judgement, Mention, Screening, Value
from testimonia.domain.evidence import Account, Capture, FoundBy, Search, ShelfDeclaration
from testimonia.domain.outcome import Outcome, Unit, screening_outcomes
from testimonia.domain.results import Anchor, Case, Family, Finding, Link, Measure, Relation, Reuse, Robustness, Variant
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a report belongs to: the state it shows, the machine runs it rests on, when and by which testimonia it was made.

    ``version`` is empty where testimonia runs from a clone that was never installed.
    """

    snapshot: str
    runs: Mapping[str, str]
    protocol: str
    at: str
    version: str
    by: str

    @property
    def program(self) -> str:
        """testimonia, with its version where that is known."""
        return f"testimonia {self.version}".rstrip()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The study as machines may see it (open rounds), with what the lead may see besides: who has finished what."""

    protocol: Protocol
    stamp: Stamp
    accounts: Sequence[Account] = ()
    captures: Sequence[Capture] = ()
    declared: Sequence[ShelfDeclaration] = ()
    searches: Sequence[Search] = ()
    found_by: Sequence[FoundBy] = ()
    screenings: Sequence[Screening] = ()
    undecided: Mapping[Unit, Sequence[Layer]] = field(default_factory=dict)  # layers of screening on which two copies disagree
    mentions: Sequence[Mention] = ()
    reuse: Sequence[Reuse] = ()
    relations: Sequence[Relation] = ()
    families: Sequence[Family] = ()
    variants: Sequence[Variant] = ()
    anchors: Sequence[Anchor] = ()
    links: Sequence[Link] = ()
    cases: Sequence[Case] = ()
    codings: Sequence[Coding] = ()
    values: Sequence[Value] = ()
    episodes: Sequence[Episode] = ()
    completions: Sequence[Completion] = ()
    finished: Mapping[Completion, Order] = field(default_factory=dict)  # where in the log completions were last said
    same: Since = field(default_factory=dict)
    effort: Sequence[Completion] = ()  # the same with those of rounds not yet open: who has finished what, never what they said
    judgements: Sequence[Judgement] = ()
    findings: Sequence[Finding] = ()
    measures: Sequence[Measure] = ()
    robustness: Sequence[Robustness] = ()
    agreement: Sequence[Agreement] = ()
    closed: Sequence[str] = ()  # blind rounds that the lead has not opened
    hidden: Mapping[str, int] = field(default_factory=dict)  # rows of those rounds, by kind
    conflicts: int = 0  # objects on which two merged copies disagree
    withdrawn: int = 0

    @cached_property
    def account(self) -> dict[str, Account]:
        """Accounts by id."""
        return {account.id: account for account in self.accounts}

    @cached_property
    def root(self) -> dict[str, str]:
        """The root of each account's family."""
        return {account: family.root for family in self.families for account in family.accounts}

    @cached_property
    def copies(self) -> frozenset[str]:
        """Accounts that go with the one they copy; a copy that adds text is read itself and is none of these."""
        several = [family for family in self.families if len(family.accounts) > 1]
        words = {account.id: account.words for account in self.accounts}
        return copies_and_adding(several, self.reuse, self.relations, self.mentions, words)[0] if several else frozenset()

    @cached_property
    def outcomes(self) -> dict[Unit, Outcome]:
        """What screening has come to for each account and mention that somebody decided on."""
        return screening_outcomes(self.screenings, self.protocol.round_order, self.undecided)

    @cached_property
    def completeness(self) -> Completeness:
        """Which cases are complete."""
        return Completeness(self.families, self.mentions, self.same, self.finished)

    @cached_property
    def case_of_mention(self) -> dict[str, str]:
        """The case of each mention that is in one."""
        return {mention: case.id for case in self.cases for mention in case.mentions}

    @cached_property
    def cases_of_account(self) -> dict[str, list[str]]:
        """The cases that each account tells of."""
        found: dict[str, list[str]] = {}
        for case in self.cases:
            for account in case.accounts:
                found.setdefault(account, []).append(case.id)
        return found

    @cached_property
    def place(self) -> dict[str, int]:
        """Each account's number in the report."""
        return {account.id: n for n, account in enumerate(self.accounts, start=1)}

    @cached_property
    def shelf(self) -> dict[str, str]:
        """The shelf on which screening put an account, else the one declared at collection."""
        found = {item.account: item.shelf.value for item in self.declared}
        return found | {
            account: outcome.shelf.value
            for (account, mention), outcome in self.outcomes.items()
            if mention is None and outcome.shelf is not None
        }

    @cached_property
    def people(self) -> tuple[Case, ...]:
        """The cases that are people, in a stable order."""
        return tuple(
            sorted((case for case in self.cases if case.kind is CaseKind.PERSON), key=lambda case: (case.label.casefold(), case.id))
        )

    @cached_property
    def label(self) -> dict[str, str]:
        """Labels of cases by id."""
        return {case.id: case.label for case in self.cases}

    @cached_property
    def number(self) -> dict[str, int]:
        """Each case's number in the report, people first."""
        others = sorted(
            (case for case in self.cases if case.kind is not CaseKind.PERSON), key=lambda case: (case.label.casefold(), case.id)
        )
        return {case.id: n for n, case in enumerate((*self.people, *others), start=1)}
