"""A study at a glance: the flow of accounts and people, and the map of its stories, counted in the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from testimonia.domain.flow import STEP, UNSHELVED, Flow, People, Stream
from testimonia.domain.outcome import UNSCREENED, Outcome, Standing
from testimonia.domain.results import Case, Family
from testimonia.domain.storymap import StoryMap, story_map
from testimonia.domain.vocabulary import CaseKind, MentionStatus, Shelf
from testimonia.store import listing, screened
from testimonia.study import Holdings, View, holdings
from testimonia.study.holdings import counted_cases, counted_mentions, families_of, outcomes_of_mentions

_DECIDED = {Standing.INCLUDE: MentionStatus.ELIGIBLE.value, Standing.EXCLUDE: MentionStatus.EXCLUDED.value}


def flow(view: View) -> Flow:
    """The flow as far as open rounds tell, by the rules of the report but without fetching accounts; who finished coding is not counted here."""
    runs = [run.id if (run := view.run(stage)) else None for stage in ("trace", "lineage", "resolve")]
    return view.kept("flow", ("screening", "shelf", "account", "mention"), lambda: _flow(view), *runs, own=True)


def _flow(view: View) -> Flow:
    known = holdings(view)
    counts: Counter[tuple[str, str]] = Counter()
    reasons: dict[str, Counter[str]] = defaultdict(Counter)

    def count(shelf: str, outcome: Outcome, number: int) -> None:
        counts[shelf, STEP[outcome.standing]] += number
        if outcome.standing is Standing.EXCLUDE:
            reasons[shelf][outcome.criterion or ""] += number

    # Most accounts of a large library have no kin: what they share is counted at once, and only the rest one by one.
    kin = [name for name in known.readable if name in known.home] if known.home else []
    alone = known.readable if not kin else [name for name in known.readable if name not in known.home]
    for (outcome, declared), number in screened.tally(alone, known.agreed, known.declared).items():
        count(str((outcome.shelf if outcome else None) or declared or UNSHELVED), outcome or UNSCREENED, number)
    for name in kin:
        if name in known.copies:
            counts[_shelf(known, name), "copies"] += 1
        else:
            count(_shelf(known, name), known.agreed.get(name, UNSCREENED), 1)
    unreadable = view.kept("unreadable", ("account",), lambda: tuple(listing.unreadable(view.connection)))
    counts.update((_shelf(known, name), "unreadable") for name in unreadable)
    streams: dict[str, Counter[str]] = defaultdict(Counter)
    for (shelf, step), number in counts.items():
        streams[shelf][step] += number
        streams[shelf]["identified"] += number
    cases = counted_cases(view)
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
    outcomes = outcomes_of_mentions(view)
    for mention in counted_mentions(view):
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
    _, several = families_of(view)
    told = {row.account: row for row in listing.publications(view.connection)}
    together = {account for family in several for account in family.accounts}
    alone = [Family(id=name, accounts=(name,), root=name) for name in told if name not in together]
    return story_map([*several, *alone], told)
