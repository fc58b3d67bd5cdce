"""The inside of a family: its root, and the one edge by which each other account hangs on it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from testimonia.domain.decisions import RelationReview
from testimonia.domain.partition import Pair
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, ProposalStatus
from testimonia.stages.trace.method.texts import Item

_Order: TypeAlias = tuple[date, date, str]
_Entry: TypeAlias = tuple[float, int, _Order, _Order, str, str]


def pick_root(members: Sequence[Item], edges: Iterable[Pair], said: Mapping[Pair, RelationReview], found: Mapping[Pair, Reuse]) -> str:
    """The account a family goes back to, as far as can be told.

    Not one of which a reviewer said that it took from another member, nor one of which the evidence says so (each unless that leaves
    none); then what was published surely before the others, a dated account before an undated one; then the one with most accepted
    relations in which it is not the shorter; then the longest; then the smallest id.
    """
    names = {item.account for item in members}
    words = {item.account: item.words for item in members}
    takers: set[str] = set()
    seeming: set[str] = set()
    holds = dict.fromkeys(names, 0)
    for pair in edges:
        a, b = pair
        holds[a] += words[a] >= words[b]
        holds[b] += words[b] >= words[a]
        review = said.get(pair)
        if review is not None and review.status is ProposalStatus.ACCEPTED:
            takers |= {Direction.A_TO_B: {b}, Direction.B_TO_A: {a}}.get(review.direction, set())
        elif pair in found:
            seeming |= {Direction.A_TO_B: {b}, Direction.B_TO_A: {a}}.get(found[pair].direction, set())
    candidates = [item for item in members if item.account not in takers] or list(members)
    candidates = [item for item in candidates if item.account not in seeming] or candidates
    if dated := [item for item in candidates if item.when.earliest or item.when.latest]:
        lasts = [item.when.latest for item in dated if item.when.latest]
        first_end = min(lasts, default=None)
        candidates = [item for item in dated if not (first_end and item.when.earliest and first_end < item.when.earliest)]
    return min(candidates, key=lambda item: (-holds[item.account], -item.words, item.account)).account


def family_tree(root: str, edges: Sequence[Pair], found: Mapping[Pair, Reuse], known: Mapping[str, Item]) -> list[Pair]:
    """The accepted edges by which a family hangs together, n - 1 of them: from the root outwards, always the strongest next.

    Strongest: the larger containment, then more words, then the earlier parent, then the earlier child. An edge that a person
    entered without a shared passage comes last.
    """
    neighbours: dict[str, list[str]] = {}
    for a, b in edges:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)

    def entry(parent: str, child: str) -> _Entry:
        reuse = found.get((min(parent, child), max(parent, child)))
        containment, words = (reuse.containment, reuse.matched_words) if reuse else (-1.0, 0)
        return -containment, -words, known[parent].order, known[child].order, parent, child

    tree: list[Pair] = []
    reached = {root}
    heap = [entry(root, child) for child in neighbours.get(root, ())]
    heapq.heapify(heap)
    while heap:
        *_, parent, child = heapq.heappop(heap)
        if child in reached:
            continue
        reached.add(child)
        tree.append((min(parent, child), max(parent, child)))
        for further in neighbours[child]:
            if further not in reached:
                heapq.heappush(heap, entry(child, further))
    return tree
