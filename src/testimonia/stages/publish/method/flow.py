"""The flow of reports and people through the study, counted from what was decided (PRISMA 2020; Page et al. 2021, BMJ 372:n71)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from testimonia.domain.decisions import Completion
from testimonia.domain.flow import STEP, UNSHELVED, Flow, People, Stream
from testimonia.domain.outcome import UNSCREENED, Standing
from testimonia.domain.vocabulary import AccountState, CaseKind, MentionStatus, Shelf
from testimonia.stages.publish.method.facts import Facts

_DECIDED = {Standing.INCLUDE: MentionStatus.ELIGIBLE, Standing.EXCLUDE: MentionStatus.EXCLUDED}


def flow(facts: Facts) -> Flow:
    """Count the flow."""
    return Flow(
        streams=tuple(stream for shelf in (*Shelf, UNSHELVED) if (stream := _stream(facts, str(shelf))).identified or shelf != UNSHELVED),
        people=_people(facts),
        responses=sum(case.kind is CaseKind.RESPONSE for case in facts.cases),
    )


def _stream(facts: Facts, shelf: str) -> Stream:
    found: dict[str, list[str]] = defaultdict(list)
    reasons: dict[str, list[str]] = defaultdict(list)
    for account in facts.accounts:
        if facts.shelf.get(account.id, facts.shelf.get(facts.root.get(account.id, ""), UNSHELVED)) != shelf:
            continue
        found["identified"].append(account.id)
        if account.state is AccountState.FAILED:
            found["unreadable"].append(account.id)
        elif account.id in facts.copies:
            found["copies"].append(account.id)
        else:
            outcome = facts.outcomes.get((account.id, None), UNSCREENED)
            found[STEP[outcome.standing]].append(account.id)
            if outcome.standing is Standing.EXCLUDE:
                reasons[outcome.criterion or ""].append(account.id)
    members = _members(found, reasons)
    members["to be screened"] = tuple(
        name for name in members.get("identified", ()) if name not in {*members.get("copies", ()), *members.get("unreadable", ())}
    )
    decisive = {*members.get("included", ()), *members.get("excluded", ())}
    members["screened"] = tuple(name for name in members.get("identified", ()) if name in decisive)
    return Stream(
        shelf=shelf,
        identified=len(found["identified"]),
        unreadable=len(found["unreadable"]),
        copies=len(found["copies"]),
        waiting=len(found["waiting"]),
        unsure=len(found["unsure"]),
        disagreed=len(found["disagreed"]),
        excluded=_by_size(reasons),
        included=len(found["included"]),
        members=members,
    )


def _people(facts: Facts) -> People:
    found: dict[str, list[str]] = defaultdict(list)
    reasons: dict[str, list[str]] = defaultdict(list)
    for mention in facts.mentions:
        if mention.kind is not CaseKind.PERSON:
            continue
        outcome = facts.outcomes.get((mention.account, mention.id), UNSCREENED)
        found["mentions"].append(mention.id)
        if outcome.standing in (Standing.UNSURE, Standing.CONFLICT):
            found["unclear"].append(mention.id)
            continue
        status = _DECIDED.get(outcome.standing, mention.status)
        found["waiting" if status is MentionStatus.PROPOSED else status.value].append(mention.id)
        if status is not MentionStatus.PROPOSED:
            found["assessed"].append(mention.id)
        if status is MentionStatus.EXCLUDED:
            reasons[outcome.criterion or mention.reason or ""].append(mention.id)
    found["cases"] = [case.id for case in facts.people]
    finished = finished_cases(facts)
    found["finished"] = [case.id for case in facts.people if case.id in finished]
    return People(
        mentions=len(found["mentions"]),
        waiting=len(found["waiting"]),
        unclear=len(found["unclear"]),
        excluded=_by_size(reasons),
        eligible=len(found["eligible"]),
        cases=len(found["cases"]),
        finished=len(found["finished"]),
        members=_members(found, reasons),
    )


def finished_cases(facts: Facts) -> frozenset[str]:
    """People for whom somebody has finished a codebook or the form."""
    people = {case.id: case for case in facts.people}
    return frozenset(
        name
        for mine in _by_reader(facts.completions)
        for name, done in by_case(facts, mine).items()
        if name in people and facts.completeness.complete(people[name], done)
    )


def by_case(facts: Facts, done: Iterable[Completion]) -> dict[str, list[Completion]]:
    """Completions by the cases they help to complete: an account's speaks of everybody in it."""
    found: dict[str, list[Completion]] = defaultdict(list)
    for item in done:
        if item.mention is None:
            for case in facts.cases_of_account.get(item.account, ()):
                found[case].append(item)
        elif item.mention in facts.case_of_mention:
            found[facts.case_of_mention[item.mention]].append(item)
    return found


def _by_reader(done: Iterable[Completion]) -> list[list[Completion]]:
    found: dict[tuple[str, str, str], list[Completion]] = defaultdict(list)
    for item in done:
        found[item.coder, item.layer, item.codebook].append(item)
    return list(found.values())


def _members(found: Mapping[str, list[str]], reasons: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(names) for name, names in found.items()} | {f"excluded: {name}": tuple(who) for name, who in reasons.items()}


def _by_size(reasons: Mapping[str, list[str]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((name, len(found)) for name, found in reasons.items()), key=lambda pair: (-pair[1], pair[0])))
