"""The flow of reports and people through the study, counted from what was decided (PRISMA 2020; Page et al. 2021, BMJ 372:n71)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from testimonia.domain.vocabulary import AccountState, CaseKind, MentionStatus, Shelf
from testimonia.stages.publish.method.facts import Facts
from testimonia.stages.publish.method.screening import Outcome, Verdict, outcomes

UNSHELVED = "unshelved"
"""Where an account stands that nobody has put on a shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Accounts of one shelf, each counted in exactly one of: unreadable, copies, waiting, unsure, disagreed, excluded, included."""

    shelf: str
    identified: int
    unreadable: int
    copies: int
    waiting: int
    unsure: int
    disagreed: int
    excluded: tuple[tuple[str, int], ...]
    included: int

    @property
    def screened(self) -> int:
        """Accounts on which screeners said include or exclude."""
        return self.included + sum(count for _, count in self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Mentions of persons, each in exactly one of: waiting, unclear, excluded, eligible; and the people they turned out to be."""

    mentions: int
    waiting: int
    unclear: int
    excluded: tuple[tuple[str, int], ...]
    eligible: int
    cases: int
    finished: int

    @property
    def assessed(self) -> int:
        """Mentions on which somebody has decided."""
        return self.eligible + sum(count for _, count in self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Both streams, and the responses, which are no people."""

    streams: tuple[Stream, ...]
    people: People
    responses: int


def flow(facts: Facts) -> Flow:
    """Count the flow."""
    rounds = tuple(item.id for item in facts.protocol.rounds)
    accounts, mentions = outcomes(facts.screenings, rounds)
    return Flow(
        streams=tuple(
            stream for shelf in (*Shelf, UNSHELVED) if (stream := _stream(facts, str(shelf), accounts)).identified or shelf != UNSHELVED
        ),
        people=_people(facts, mentions),
        responses=sum(case.kind is CaseKind.RESPONSE for case in facts.cases),
    )


def _stream(facts: Facts, shelf: str, decided: dict[str, Outcome]) -> Stream:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for account in facts.accounts:
        if facts.shelf.get(account.id, facts.shelf.get(facts.root.get(account.id, ""), UNSHELVED)) != shelf:
            continue
        outcome = decided.get(account.id)
        counts["identified"] += 1
        if outcome is not None:
            counts[outcome.verdict] += 1
            if outcome.verdict is Verdict.EXCLUDED:
                reasons[outcome.criterion or ""] += 1
        elif account.state is AccountState.FAILED:
            counts["unreadable"] += 1
        else:
            counts["copies" if account.id in facts.copies else "waiting"] += 1
    return Stream(
        shelf=shelf,
        identified=counts["identified"],
        unreadable=counts["unreadable"],
        copies=counts["copies"],
        waiting=counts["waiting"],
        unsure=counts[Verdict.UNSURE],
        disagreed=counts[Verdict.DISAGREED],
        excluded=_by_size(reasons),
        included=counts[Verdict.INCLUDED],
    )


def _people(facts: Facts, screened: dict[str, Outcome]) -> People:
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for mention in facts.mentions:
        if mention.kind is not CaseKind.PERSON:
            continue
        outcome = screened.get(mention.id)
        counts["mentions"] += 1
        if outcome is not None and outcome.verdict in (Verdict.INCLUDED, Verdict.EXCLUDED):
            status = MentionStatus.ELIGIBLE if outcome.verdict is Verdict.INCLUDED else MentionStatus.EXCLUDED
        elif outcome is not None:
            counts["unclear"] += 1
            continue
        else:
            status = mention.status
        counts[status] += 1
        if status is MentionStatus.EXCLUDED:
            reasons[(outcome.criterion if outcome else None) or mention.reason or ""] += 1
    return People(
        mentions=counts["mentions"],
        waiting=counts[MentionStatus.PROPOSED],
        unclear=counts["unclear"],
        excluded=_by_size(reasons),
        eligible=counts[MentionStatus.ELIGIBLE],
        cases=len(facts.people),
        finished=len(finished_cases(facts)),
    )


def finished_cases(facts: Facts) -> frozenset[str]:
    """People for whom somebody has finished a codebook or the form: on the case, or on each of its accounts apart from copies."""
    mentions = {done.mention for done in facts.completions if done.mention is not None}
    accounts: dict[tuple[str, str], set[str]] = {}
    for done in facts.completions:
        if done.mention is None:
            accounts.setdefault((done.coder, done.codebook), set()).add(done.account)
    return frozenset(
        case.id
        for case in facts.people
        if not mentions.isdisjoint(case.mentions)
        or any(
            {a for a in case.accounts if facts.root.get(a, a) not in case.accounts or a not in facts.copies} <= done
            for done in accounts.values()
        )
    )


def _by_size(reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
