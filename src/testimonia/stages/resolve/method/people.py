"""The people of a study as far as decisions leave them open: proposals, sampled partitions, the interval of their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from testimonia.domain.partition import Pair
from testimonia.domain.results import Case, Link, Partitioning
from testimonia.domain.vocabulary import CaseKind, LinkDecision
from testimonia.stages.resolve.method.cases import RULE, Material, Resolved
from testimonia.stages.resolve.method.proposing import Held, case_chances, propose
from testimonia.stages.resolve.method.standing import Standing
from testimonia.stages.resolve.method.telling import profiles, shared_between
from testimonia.stages.resolve.priors import Priors


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """``cases`` with their probabilities, proposed ``links``, the sampled ``partitions``, and the bounds of the number of people.

    ``low`` and ``high`` are None where there were too many mentions to weigh in this machine's memory (``weighed`` is False).
    """

    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    partitions: tuple[Partitioning, ...]
    low: int | None
    high: int | None
    weighed: bool = True


def people(material: Material, resolved: Resolved, priors: Priors, most: int) -> People:
    """Weigh the eligible mentions of persons against one another, given what is decided.

    Whether two mentions count as one is not decided here: cases stay what reviewers and the written rule made them, and get the share
    of the sampled partitions that hold just them.
    """
    eligible = sorted(
        (
            mention
            for mention in material.mentions
            if mention.kind is CaseKind.PERSON and resolved.standings.get(mention.id) is Standing.ELIGIBLE
        ),
        key=lambda mention: mention.id,
    )
    if not eligible:
        return People(cases=resolved.cases, links=(), partitions=(), low=None, high=None)
    if len(eligible) > most:
        return People(cases=resolved.cases, links=(), partitions=(), low=None, high=None, weighed=False)
    accounts = {account.id: account for account in material.accounts}
    stories = {account: family.root for family in material.families for account in family.accounts}
    shared = shared_between(eligible, material.reuse)
    told = [
        replace(profile, passages=passages)
        for profile, passages in zip(profiles(eligible, material.claims, accounts, stories), shared, strict=True)
    ]
    found = propose(told, eligible, _held(resolved), priors)
    cases = tuple(
        replace(case, probability=round(chance, 4))
        for case, chance in zip(resolved.cases, case_chances(found, resolved.cases), strict=True)
    )
    return People(
        cases=cases,
        links=found.links,
        partitions=tuple(_partitions(found.mentions, found.partitions.tolist())),
        low=found.low,
        high=found.high,
    )


def _held(resolved: Resolved) -> Held:
    """What cases rest on. People's verdicts are evidence of how mentions of one person compare; what only follows from them is not."""
    by: dict[str, list[Pair]] = {}
    case = {name: case.id for case in resolved.cases for name in case.mentions}
    for link in resolved.links:
        refused = link.decision == LinkDecision.SAME.value and case.get(link.a) != case.get(link.b)
        if link.by != RULE and not refused:
            by.setdefault(link.decision, []).append((link.a, link.b))
    return Held(
        same=by.get(LinkDecision.SAME.value, ()),
        different=by.get(LinkDecision.DIFFERENT.value, ()),
        unclear=by.get(LinkDecision.UNCLEAR.value, ()),
        joined=[pair for case in resolved.cases for pair in pairwise(case.mentions)],
        apart=resolved.apart,
    )


def _partitions(mentions: tuple[str, ...], rows: list[list[int]]) -> Iterator[Partitioning]:
    for number, row in enumerate(rows):
        yield Partitioning(number=number, mentions=() if number else mentions, groups=" ".join(map(str, row)))
