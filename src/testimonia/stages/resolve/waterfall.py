"""How the program weighed a pair, step by step: from two mentions drawn at random, over what each field says, to the odds of these two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.partition import Pair
from testimonia.domain.results import Case, Family, Relation, Reuse
from testimonia.domain.vocabulary import CaseKind, LinkDecision
from testimonia.stages.resolve.method.cases import RULE
from testimonia.stages.resolve.method.levels import SILENT, all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.proposing import reviewed_places
from testimonia.stages.resolve.method.scoring import Scoring
from testimonia.stages.resolve.method.standing_in import Lineage, compared, stand_ins
from testimonia.stages.resolve.method.tying import tied
from testimonia.stages.resolve.method.weighing import Rarities, Scale, capped, is_rare, told_once, weigh, weight_of
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.resolve.priors import FIELDS, LEVELS, shipped
from testimonia.store.overview import last_links, last_run
from testimonia.store.runs import read_outputs
from testimonia.study import View

_SIDES = 2


@dataclass(frozen=True, slots=True)
class Scales:
    """What pairs of a study are weighed with.

    ``profiles`` is what each mention is compared by; ``scale`` what levels weigh, with the odds of a pair drawn at random; ``proposed``
    the probability of each pair that waited when people were last told apart.
    """

    profiles: Mapping[str, Profile]
    scale: Scale
    rarities: Rarities
    proposed: Mapping[Pair, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one field says: its level, and its weight (log2; above 0 for one person, below for two), with rarity."""

    field: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """The odds (log2) of two mentions to be of one person, as a sum.

    ``start`` are those of two drawn at random; ``weights`` what each field adds, the heaviest first, without those in which one side is
    silent; ``repeats`` what is taken off for fields that repeat one another, ``untied`` what is taken off where nothing particular ties
    the two (both 0 or below). ``proposed`` is the probability with which the pair was put to reviewers, by what the other mentions of
    both groups say too and whether each is the other's best candidate; None where it was not.
    """

    start: float
    weights: tuple[Weight, ...]
    repeats: float
    untied: float
    proposed: float | None

    @property
    def end(self) -> float:
        """The odds (log2) of these two by themselves."""
        return round(self.start + sum(one.weight for one in self.weights) + self.repeats + self.untied, 2)

    @property
    def chance(self) -> float:
        """The same as a probability."""
        return float(1 / (1 + np.exp2(-self.end)))


def basis(view: View) -> str:
    """What :func:`scales` may be kept under: the last resolving, since it is the one that proposed the pairs."""
    run = last_run(view.connection, "resolve")
    return f"scales {run.id if run else ''}"


def scales(view: View) -> Scales | None:
    """What pairs of those who counted in the last resolving are weighed with, as their claims are now; None where they are too many."""
    run = last_run(view.connection, "resolve")
    cases = read_outputs(view.connection, run.id, Case) if run else []
    counted = {name for case in cases for name in case.mentions}
    people = sorted(
        (mention for mention in view.records(Mention) if mention.kind is CaseKind.PERSON and mention.id in counted),
        key=lambda mention: mention.id,
    )
    accounts = {account.id: account for account in view.records(Account)}
    families = view.outputs("lineage", Family)
    rule = [(link.a, link.b) for link in last_links(view.connection, LinkDecision.SAME.value) if link.by == RULE]
    stands = stand_ins(people, rule, families)
    weighed = [mention for mention in people if stands[mention.id] == mention.id]
    if len(weighed) > ResolveParams().most_grouped:
        return None
    lineage = Lineage(families=families, relations=view.outputs("lineage", Relation), reuse=view.outputs("trace", Reuse))
    told = compared(weighed, stands, view.records(Claim), accounts, people, lineage)
    reviewed = [_stood_for(_judged(view, verdict), stands) for verdict in (LinkDecision.SAME, LinkDecision.DIFFERENT)]
    joined = _stood_for((pair for case in cases for pair in pairwise(case.mentions)), stands)
    by = {one.mention: one for one in told}
    return Scales(
        profiles={name: by[other] for name, other in stands.items()},
        scale=_scale(told, reviewed[0], reviewed[1], joined),
        rarities=Rarities(told),
        proposed={(link.a, link.b): link.probability or 0.0 for link in last_links(view.connection, LinkDecision.PROPOSED.value)},
    )


def _scale(told: Sequence[Profile], same: set[Pair], different: set[Pair], joined: set[Pair]) -> Scale:
    """The scale as the last resolving had it: from all pairs, or from those of some mentions where there are many."""
    place = {profile.mention: at for at, profile in enumerate(told)}
    decided = {(place[a], place[b]): True for a, b in joined}
    if len(told) <= ResolveParams().most_weighed:
        found = weigh(told, all_levels(told), shipped(), reviewed_places(told, same, different), decided)
        return Scale(m=_shares(found.m), u=_shares(found.u), prior=found.prior)
    verdicts = {(place[a], place[b]): (a, b) in same for a, b in same | different}
    return Scoring(told, shipped()).scale(verdicts, decided)


def _shares(of: Mapping[str, tuple[float, ...]]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    return {name: np.array(share) for name, share in of.items()}


def _judged(view: View, verdict: LinkDecision) -> Iterator[Pair]:
    """The pairs that people gave this verdict on."""
    return ((link.a, link.b) for link in last_links(view.connection, verdict.value) if link.by != RULE)


def _stood_for(pairs: Iterator[Pair], stands: Mapping[str, str]) -> set[Pair]:
    """Pairs as the mentions that are weighed for them."""
    found = ((stands[a], stands[b]) for a, b in pairs if a in stands and b in stands)
    return {(min(a, b), max(a, b)) for a, b in found if a != b}


def waterfall(weighed: Scales | None, a: str, b: str) -> Waterfall | None:
    """The steps of a pair; None where one of the two was not weighed, or neither says anything that the other speaks of too.

    A field that tells of the same fact as a heavier one weighs nothing.
    """
    told = [weighed.profiles[name] for name in (a, b) if name in weighed.profiles] if weighed else []
    if weighed is None or len(told) < _SIDES:
        return None
    priors, levels = shipped(), all_levels(told)
    spoken = {name: level for name, level in levels.items() if level[0] != SILENT}
    if not spoken:
        return None
    by_field = {name: weight_of(level, weighed.scale.m[name], weighed.scale.u[name]) for name, level in levels.items()}
    once = told_once(by_field, priors)
    rare = {name: weighed.rarities.of(name, *told) for name, level in spoken.items() if is_rare(name, level)[0]}
    weights = [
        Weight(field=name, level=LEVELS[name][int(level[0])], weight=round(float(once[name][0]) + rare.get(name, 0.0), 2))
        for name, level in spoken.items()
    ]
    total = float(capped(by_field, priors)[0])
    most = np.inf if tied(levels)[0] else priors.untied - priors.best_candidate
    reached = weighed.scale.prior + total + sum(rare.values())
    return Waterfall(
        start=round(weighed.scale.prior, 2),
        weights=tuple(sorted(weights, key=lambda one: (-abs(one.weight), FIELDS.index(one.field)))),
        repeats=round(total - float(sum(weight[0] for weight in once.values())), 2) + 0.0,
        untied=round(min(0.0, most - reached), 2),
        proposed=weighed.proposed.get((min(a, b), max(a, b))),
    )
