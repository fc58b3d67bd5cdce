"""The people of a study as far as decisions leave them open: proposals, sampled partitions, the interval of their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from testimonia.domain.decisions import Mention
from testimonia.domain.partition import Pair
from testimonia.domain.results import Case, Link, Partitioning
from testimonia.domain.vocabulary import CaseKind, LinkDecision
from testimonia.stages.resolve.method.cases import RULE, Material, Resolved
from testimonia.stages.resolve.method.proposing import Held, Size, case_chances, propose
from testimonia.stages.resolve.method.sampled import partitionings
from testimonia.stages.resolve.method.scoring import Grower, grow_large
from testimonia.stages.resolve.method.standing import Standing
from testimonia.stages.resolve.method.standing_in import Lineage, compared, stand_ins
from testimonia.stages.resolve.params import ResolveParams
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


def people(material: Material, resolved: Resolved, priors: Priors, params: ResolveParams, grow_many: Grower = grow_large) -> People:
    """Weigh the eligible mentions of persons against one another, given what is decided.

    Whether two mentions count as one is not decided here: cases stay what reviewers and the written rule made them, and get the share
    of the sampled partitions that hold just them. Of what the rule for copies joined one mention is weighed.
    ``grow_many`` groups those who are too many to be weighed all against all; a cluster may put its own way in its place.
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
    stands = stand_ins(eligible, _by_rule(resolved), material.families)
    weighed = [mention for mention in eligible if stands[mention.id] == mention.id]
    if len(weighed) > params.most_grouped:
        return People(cases=resolved.cases, links=(), partitions=(), low=None, high=None, weighed=False)
    accounts = {account.id: account for account in material.accounts}
    told = compared(
        weighed,
        stands,
        material.claims,
        accounts,
        eligible,
        Lineage(families=material.families, relations=material.relations, reuse=material.reuse),
    )
    found = propose(told, weighed, _held(resolved, eligible, stands), priors, Size(params.most_weighed, grow_many))
    place = {mention.id: at for at, mention in enumerate(weighed)}
    found = replace(
        found,
        mentions=tuple(mention.id for mention in eligible),
        partitions=found.partitions[:, [place[stands[mention.id]] for mention in eligible]],
    )
    cases = tuple(
        replace(case, probability=round(chance, 4))
        for case, chance in zip(resolved.cases, case_chances(found, resolved.cases), strict=True)
    )
    return People(
        cases=cases,
        links=found.links,
        partitions=tuple(partitionings(found.mentions, found.partitions)),
        low=found.low,
        high=found.high,
    )


def _by_rule(resolved: Resolved) -> list[Pair]:
    """What the rule for copies joined, and nobody's verdict keeps apart."""
    case = {name: case.id for case in resolved.cases for name in case.mentions}
    return [(link.a, link.b) for link in resolved.links if link.by == RULE and case.get(link.a) == case.get(link.b)]


def _held(resolved: Resolved, eligible: Sequence[Mention], stands: Mapping[str, str]) -> Held:
    """What cases rest on, in terms of the mentions that are weighed.

    People's verdicts are evidence of how mentions of one person compare; what only follows from them is not.
    """
    case = {name: case.id for case in resolved.cases for name in case.mentions}
    by: dict[str, set[Pair]] = {}
    for link in resolved.links:
        refused = link.decision == LinkDecision.SAME.value and case.get(link.a) != case.get(link.b)
        if link.by != RULE and not refused:
            by.setdefault(link.decision, set()).update(_weighed([(link.a, link.b)], stands))
    joined = (pair for one in resolved.cases for pair in pairwise(one.mentions))
    return Held(
        same=sorted(by.get(LinkDecision.SAME.value, ())),
        different=sorted(by.get(LinkDecision.DIFFERENT.value, ())),
        unclear=sorted(by.get(LinkDecision.UNCLEAR.value, ())),
        joined=sorted(_weighed(joined, stands)),
        apart=sorted(_weighed([*resolved.apart, *_of_one_account(eligible, case, stands)], stands)),
    )


def _of_one_account(eligible: Sequence[Mention], case: Mapping[str, str], stands: Mapping[str, str]) -> Iterator[Pair]:
    """Two mentions of a copy are two people unless a case holds both, whoever is weighed for them."""
    by_account: dict[str, list[str]] = {}
    for mention in eligible:
        by_account.setdefault(mention.account, []).append(mention.id)
    for names in by_account.values():
        if any(stands[name] != name for name in names):
            yield from ((a, b) for a, b in combinations(names, 2) if case[a] != case[b])


def _weighed(pairs: Iterable[Pair], stands: Mapping[str, str]) -> set[Pair]:
    """Pairs as the mentions that are weighed for them; those that one mention stands for are none."""
    found = ((stands[a], stands[b]) for a, b in pairs if a in stands and b in stands)
    return {(min(a, b), max(a, b)) for a, b in found if a != b}
