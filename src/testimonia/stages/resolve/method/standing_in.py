"""One mention for all that the rule for copies joined: a reprint tells nothing new of a person, and is not weighed again.

Weighed one by one, five hundred reprints of one interview would make its name the commonest of the study, its facts what mentions of
one person have in common, and its person most of the people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.partition import Pair, Partition
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import ProposalStatus, RelationKind
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.telling import profiles, shared_between, stories_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What tracing found between accounts, and what reviewers made of it."""

    families: Sequence[Family] = ()
    relations: Sequence[Relation] = ()
    reuse: Sequence[Reuse] = ()


def stand_ins(mentions: Sequence[Mention], rule: Iterable[Pair], families: Iterable[Family]) -> dict[str, str]:
    """For each mention (by id) the one that is weighed for it: of those that the rule joined, the root's, else the first by id."""
    copies = {account for family in families for account in family.accounts if account != family.root}
    groups = Partition(mention.id for mention in mentions)
    known = {mention.id for mention in mentions}
    for a, b in rule:
        if a in known and b in known:
            groups.join(a, b)
    first: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda mention: (mention.account in copies, mention.id)):
        first.setdefault(groups.find(mention.id), mention.id)
    return {mention.id: first[groups.find(mention.id)] for mention in mentions}


def compared(
    weighed: Sequence[Mention],
    stands: Mapping[str, str],
    claims: Sequence[Claim],
    accounts: Mapping[str, Account],
    everybody: Iterable[Mention],
    lineage: Lineage,
) -> list[Profile]:
    """What each of the mentions that are weighed is compared by, in their order; a copy's claims fill what its root's mention leaves open."""
    told = profiles(weighed, _claims(claims, stands), accounts)
    doubtful = {
        (edge.a, edge.b) for edge in lineage.relations if edge.kind is RelationKind.QUOTATION and edge.status is ProposalStatus.PROPOSED
    }
    shared = shared_between(weighed, everybody, lineage.reuse, doubtful)
    stories = stories_of(accounts, lineage.families, lineage.relations)
    return [replace(profile, passages=passages, stories=stories[profile.account]) for profile, passages in zip(told, shared, strict=True)]


def _claims(claims: Sequence[Claim], stands: Mapping[str, str]) -> list[Claim]:
    of = [(stands[claim.mention], claim) for claim in claims if claim.mention in stands]
    own = {(name, claim.variable) for name, claim in of if claim.mention == name}
    return [replace(claim, mention=name) for name, claim in of if claim.mention == name or (name, claim.variable) not in own]
