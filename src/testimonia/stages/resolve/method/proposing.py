"""Who may be one person: proposals for reviewers, and between which numbers the count of people lies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.decisions import Mention
from testimonia.domain.partition import Pair, Partition
from testimonia.domain.results import Case, Link
from testimonia.domain.vocabulary import LinkDecision
from testimonia.stages.resolve.method.grouping import Tree, chances, count_interval, draw, grow
from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.scoring import Grower, grow_large
from testimonia.stages.resolve.method.weighing import weigh
from testimonia.stages.resolve.priors import Priors

MACHINE = "machine:resolve"
SAMPLES = 500
SEED = 20150921
"""Of the sampled partitions: the day on which the founding study was published. Any number would do; it is always the same."""
INTERVAL = 0.9
SURE = 0.95
"""Probability from which on the program takes two mentions for one person, until somebody has looked: nineteen to one."""
LEAST_SHOWN = 0.05
"""Probability below which a pair is not shown to a reviewer: nineteen in twenty would be wasted looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What people decided about pairs (a < b): the same, different, or undecidable; and what follows.

    ``joined`` and ``apart`` are held as well, by the rule for copies or by way of other mentions. They are no evidence of how mentions
    of one person compare: five hundred reprints would be five hundred verdicts on one text.
    """

    same: Collection[Pair] = ()
    different: Collection[Pair] = ()
    unclear: Collection[Pair] = ()
    joined: Collection[Pair] = ()
    apart: Collection[Pair] = ()


@dataclass(frozen=True, slots=True)
class Size:
    """How many mentions are weighed all against all, and how more than that are grouped."""

    most: int = 4000
    grow_many: Grower = grow_large


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """``links`` wait for a reviewer, the most uncertain first; ``partitions`` are sampled, a row each, over ``mentions`` (ids, in order).

    ``low`` and ``high`` bound the number of people in nine samples of ten.
    """

    mentions: tuple[str, ...]
    links: tuple[Link, ...]
    partitions: NDArray[np.intp]
    low: int
    high: int


def propose(told: Sequence[Profile], mentions: Sequence[Mention], held: Held, priors: Priors, size: Size = Size()) -> Proposed:
    """Weigh, group and sample the people of a study. ``told`` and ``mentions`` go together and are sorted by id.

    Two mentions of one account are two people unless a reviewer says otherwise. What a reviewer cannot decide is never put together,
    and widens the interval: such a merger counts as likely as not, at most. Of more mentions than ``size.most`` only pairs that have something
    particular in common are compared.
    """
    number = {mention.id: at for at, mention in enumerate(mentions)}
    decided = _decided(mentions, number, held)
    unclear = list(_numbered(held.unclear, number))
    if len(told) > size.most:
        verdicts = {pair: same for pairs, same in ((held.different, False), (held.same, True)) for pair in _numbered(pairs, number)}
        grown = size.grow_many(told, priors, verdicts, decided, unclear)
    else:
        levels = all_levels(told)
        weighed = weigh(told, levels, priors, reviewed_places(told, held.same, held.different), decided)
        grown = grow(len(told), levels, weighed, priors, decided, unclear)
    tree = _undecidable_at_most_even(grown, unclear)
    partitions = draw(tree, priors.doubt, SAMPLES, SEED)
    low, high = count_interval(partitions, INTERVAL) if len(told) else (0, 0)
    return Proposed(mentions=tuple(number), links=_links(tree, mentions, decided, held.unclear), partitions=partitions, low=low, high=high)


def _decided(mentions: Sequence[Mention], number: dict[str, int], held: Held) -> dict[tuple[int, int], bool]:
    same = [*held.same, *held.joined]
    groups = Partition(number)
    for a, b in same:
        if a in number and b in number:
            groups.join(a, b)
    found: dict[tuple[int, int], bool] = {}
    by_account: dict[str, list[int]] = {}
    for at, mention in enumerate(mentions):
        for other in by_account.setdefault(mention.account, []):
            if not groups.together(mentions[other].id, mention.id):
                found[other, at] = False
        by_account[mention.account].append(at)
    found.update(dict.fromkeys(_numbered([*held.different, *held.apart], number), False))
    found.update(dict.fromkeys(_numbered(same, number), True))
    return found


def _numbered(pairs: Iterable[Pair], number: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Pairs as numbers of mentions, the smaller first; those of which one is not among the mentions are left out."""
    for a, b in pairs:
        if a in number and b in number:
            yield min(number[a], number[b]), max(number[a], number[b])


def _upper(size: int, a: int, b: int) -> int:
    """The place of a pair in the upper triangle."""
    return a * size - a * (a + 1) // 2 + b - a - 1


def reviewed_places(told: Sequence[Profile], same: Iterable[Pair], different: Iterable[Pair]) -> dict[int, bool]:
    """Verdicts as evidence of how mentions of one person compare: by place in the upper triangle, True for one person.

    Two mentions of one account are left out: that an account presents somebody twice says nothing about how two accounts do.
    """
    number = {profile.mention: at for at, profile in enumerate(told)}
    return {
        _upper(len(told), a, b): verdict
        for pairs, verdict in ((different, False), (same, True))
        for a, b in _numbered(pairs, number)
        if told[a].account != told[b].account
    }


def _undecidable_at_most_even(tree: Tree, pairs: Sequence[tuple[int, int]]) -> Tree:
    if not pairs:
        return tree
    odds, anybody = tree.odds.copy(), tree.anybody.copy()
    members: list[frozenset[int]] = [frozenset((item,)) for item in range(tree.size)]
    for at, (left, right) in enumerate(zip(tree.left, tree.right, strict=True)):
        one, other = members[left], members[right]
        members.append(one | other)
        if any((a in one and b in other) or (a in other and b in one) for a, b in pairs) and np.isfinite(odds[at]):
            odds[at], anybody[at] = min(odds[at], 0.0), min(anybody[at], 0.0)
    return replace(tree, odds=odds, anybody=anybody)


def _links(tree: Tree, mentions: Sequence[Mention], decided: dict[tuple[int, int], bool], unclear: Collection[Pair]) -> tuple[Link, ...]:
    """The heaviest pair of each merger that nobody has decided, the most uncertain merger first."""
    found = []
    known = set(unclear)
    for chance, (a, b), odds in zip(chances(tree), tree.pair, tree.odds, strict=True):
        pair = (mentions[a].id, mentions[b].id)
        if np.isinf(odds) or chance < LEAST_SHOWN or (a, b) in decided or pair in known:
            continue
        found.append(Link(a=pair[0], b=pair[1], probability=round(float(chance), 4), decision=LinkDecision.PROPOSED.value, by=MACHINE))
    return tuple(sorted(found, key=lambda link: (abs((link.probability or 0) - 0.5), link.a, link.b)))


def case_chances(proposed: Proposed, cases: Sequence[Case]) -> list[float]:
    """For each case the share of the partitions that hold exactly its mentions; 1 for what was not sampled (responses)."""
    number = {name: at for at, name in enumerate(proposed.mentions)}
    found = []
    sizes = [np.bincount(row) for row in proposed.partitions]
    for case in cases:
        places = [number[name] for name in case.mentions if name in number]
        if len(places) != len(case.mentions):
            found.append(1.0)
            continue
        first = proposed.partitions[:, places[0]]
        together = (proposed.partitions[:, places] == first[:, None]).all(axis=1)
        size = np.array([row[group] for row, group in zip(sizes, first, strict=True)])
        found.append(float((together & (size == len(places))).mean()))
    return found
