"""A study at a glance: the flow of accounts and people, and the map of its stories, counted in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from testimonia.domain.flow import STEP, UNSHELVED, Flow, People, Stream
from testimonia.domain.outcome import UNSCREENED, Outcome, Standing
from testimonia.domain.results import Case, Family
from testimonia.domain.storymap import StoryMap, story_map
from testimonia.domain.vocabulary import CaseKind, MentionStatus, Shelf
from testimonia.store import listing, overview
from testimonia.study import Holdings, View, holdings

_DECIDED = {Standing.INCLUDE: MentionStatus.ELIGIBLE.value, Standing.EXCLUDE: MentionStatus.EXCLUDED.value}


def flow(view: View, held: Holdings | None = None) -> Flow:
    """The flow as far as open rounds tell, by the rules of the report but without fetching accounts; who finished coding is not counted here."""
    known = held or holdings(view)
    # Most accounts of a large library were never screened and have no kin: what they share is counted at once, and only the rest one by one.
    told = known.agreed.keys() | known.home.keys()
    counts: Counter[tuple[str, str]] = Counter()
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    counts.update((known.declared.get(name, UNSHELVED), STEP[Standing.UNSCREENED]) for name in known.readable if name not in told)
    counts.update((_shelf(known, name), "unreadable") for name in listing.unreadable(view.connection))
    for name in (name for name in known.readable if name in told):
        outcome, shelf = known.agreed.get(name, UNSCREENED), _shelf(known, name)
        if name in known.copies:
            counts[shelf, "copies"] += 1
            continue
        counts[shelf, STEP[outcome.standing]] += 1
        if outcome.standing is Standing.EXCLUDE:
            reasons[shelf][outcome.criterion or ""] += 1
    streams: dict[str, Counter[str]] = defaultdict(Counter)
    for (shelf, step), number in counts.items():
        streams[shelf][step] += number
        streams[shelf]["identified"] += number
    cases = view.outputs("resolve", Case)
    return Flow(
        streams=tuple(_stream(shelf, streams[shelf], reasons[shelf]) for shelf in (*map(str, Shelf), UNSHELVED) if shelf in streams),
        people=_people(view, cases),
        responses=sum(case.kind is CaseKind.RESPONSE for case in cases),
    )


def _shelf(known: Holdings, account: str) -> str:
    """The shelf that an account, else the root of its family, was screened or declared for."""
    root = known.home[account].root if account in known.home else account
    for name in (account, root):
        found = known.agreed.get(name, UNSCREENED).shelf or known.declared.get(name)
        if found:
            return str(found)
    return UNSHELVED


def _stream(shelf: str, counts: Counter[str], reasons: Counter[str]) -> Stream:
    return Stream(
        shelf=shelf,
        identified=counts["identified"],
        unreadable=counts["unreadable"],
        copies=counts["copies"],
        waiting=counts["waiting"],
        unsure=counts["unsure"],
        disagreed=counts["disagreed"],
        excluded=_by_size(reasons),
        included=counts["included"],
    )


def _people(view: View, cases: Iterable[Case]) -> People:
    found: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    order = view.study.protocol.round_order
    outcomes = overview.outcomes(view.connection, view.study.machine_sight(view.connection), order, mentions=True)
    for mention in overview.mentions(view.connection):
        if mention.kind != CaseKind.PERSON.value:
            continue
        outcome: Outcome = outcomes.get(mention.id, UNSCREENED)
        found["mentions"] += 1
        if outcome.standing in (Standing.UNSURE, Standing.CONFLICT):
            found["unclear"] += 1
            continue
        status = _DECIDED.get(outcome.standing, mention.status)
        found["waiting" if status == MentionStatus.PROPOSED.value else status] += 1
        if status == MentionStatus.EXCLUDED.value:
            reasons[outcome.criterion or mention.reason or ""] += 1
    return People(
        mentions=found["mentions"],
        waiting=found["waiting"],
        unclear=found["unclear"],
        excluded=_by_size(reasons),
        eligible=found["eligible"],
        cases=sum(case.kind is CaseKind.PERSON for case in cases),
        finished=0,
    )


def _by_size(reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))


def stories(view: View) -> StoryMap | None:
    """The map of all stories told by accounts that could be read; None while lineage is out of date."""
    run = view.run("lineage")
    if run is None:
        return None
    _, several = overview.families(view.connection, run)
    told = {row.account: row for row in listing.publications(view.connection)}
    together = {account for family in several for account in family.accounts}
    alone = [Family(id=name, accounts=(name,), root=name) for name in told if name not in together]
    return story_map([*several, *alone], told)
