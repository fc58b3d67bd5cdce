"""Mentions of copies that are the root's word for word: found by carrying their place along the shared passages to the root."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from testimonia.domain.decisions import Mention
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import CaseKind, ProposalStatus, RelationKind
from testimonia.stages.resolve.params import ResolveParams
from testimonia.text import Word, fold, words

Range: TypeAlias = tuple[int, int]
Place: TypeAlias = tuple[str, Range]  # an edition, and words of it
Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Shared passages on the way from a copy to its root, each from the edition nearer the copy to the one nearer the root."""

    passages: tuple[tuple[str, Range, str, Range], ...]


Ways: TypeAlias = dict[str, tuple[Step, ...]]


def copies_to_root(
    families: Iterable[Family], reuse: Sequence[Reuse], relations: Sequence[Relation], wanted: Iterable[str], undecided: Iterable[Pair] = ()
) -> Ways:
    """For each wanted account that is a copy, the shortest way along shared passages to its family's root; copies alone.

    Ways go along reprints and excerpts and along accepted relations, never along what a reviewer rejected or what is ``undecided``
    (a < b), since two copies of the study decided differently.
    """
    needed = set(wanted)
    edges = _edges(reuse, relations, set(undecided))
    found: Ways = {}
    for family in families:
        copies = needed.intersection(family.accounts) - {family.root}
        if copies:
            ways = _from_root(family, edges)
            found.update({account: ways[account] for account in sorted(copies) if account in ways})
    return found


def _edges(reuse: Sequence[Reuse], relations: Sequence[Relation], undecided: set[Pair]) -> dict[str, dict[str, Step]]:
    rejected = undecided | {(edge.a, edge.b) for edge in relations if edge.status is ProposalStatus.REJECTED}
    copied = (RelationKind.REPRINT, RelationKind.EXCERPT)
    chosen: dict[Pair, tuple[SharedPassage, ...]] = {(pair.a, pair.b): pair.passages for pair in reuse if pair.kind in copied}
    chosen |= {(edge.a, edge.b): edge.passages for edge in relations if edge.status is ProposalStatus.ACCEPTED}
    edges: dict[str, dict[str, Step]] = {}
    for (a, b), passages in sorted(chosen.items()):
        if (a, b) in rejected or not passages:
            continue
        down = tuple((p.a_edition, (p.a_start, p.a_end), p.b_edition, (p.b_start, p.b_end)) for p in passages)
        edges.setdefault(a, {})[b] = Step(down)
        edges.setdefault(b, {})[a] = Step(tuple((to, there, start, here) for start, here, to, there in down))
    return edges


def _from_root(family: Family, edges: Mapping[str, Mapping[str, Step]]) -> Ways:
    inside = set(family.accounts)
    ways: Ways = {family.root: ()}
    waiting = deque([family.root])
    while waiting:
        here = waiting.popleft()
        for there in edges.get(here, ()):
            if there in inside and there not in ways:
                ways[there] = (edges[there][here], *ways[here])
                waiting.append(there)
    return ways


def editions_of(ways: Ways) -> set[str]:
    """The editions whose texts are needed to carry mentions along these ways."""
    return {name for steps in ways.values() for step in steps for start, _, to, _ in step.passages for name in (start, to)}


class Carrier:
    """Carries mentions to the root's text; splits each text into words once."""

    def __init__(self, texts: Mapping[str, str], params: ResolveParams) -> None:
        """``texts`` are editions by id."""
        self._texts, self._params = texts, params
        self._words: dict[str, tuple[list[Word], list[int]]] = {}

    def _split(self, edition: str) -> tuple[list[Word], list[int]]:
        found = self._words.get(edition)
        if found is None:
            split = words(self._texts.get(edition, ""))
            found = self._words[edition] = split, [word.start for word in split]
        return found

    def range(self, edition: str, start: int, end: int) -> Range | None:
        """The words (by number, end-exclusive) that a span touches; None where it touches none."""
        split, starts = self._split(edition)
        first = bisect_left(starts, start)
        if first and split[first - 1].end > start:
            first -= 1
        last = bisect_left(starts, end)
        return (first, last) if first < last else None

    def carry(self, mention: Mention, ways: tuple[Step, ...]) -> Place | None:
        """The words of the root's text that the mention's words are; None where its words do not all stand there in their place."""
        if mention.edition is None or mention.start is None or mention.end is None:
            return None
        edition, here = mention.edition, self.range(mention.edition, mention.start, mention.end)
        for step in ways:
            if here is None:
                return None
            moved = None
            for start, span, to, there in step.passages:
                one, other = self.range(start, *span), self.range(to, *there)
                if start == edition and one and other and one[0] <= here[0] and here[1] <= one[1]:
                    moved = to, self._find((edition, here, one), (to, other))
                    break
            if moved is None:
                return None
            edition, here = moved
        return (edition, here) if here else None

    def _find(self, source: tuple[str, Range, Range], target: tuple[str, Range]) -> Range | None:
        """Where in the target's passage the words stand: about as far from its beginning, and among the same neighbours."""
        edition, here, passage = source
        ours, theirs = self._split(edition)[0], self._split(target[0])[0]
        low, high = target[1]
        needle = [word.folded for word in ours[here[0] : here[1]]]
        expected = low + here[0] - passage[0]
        slack = abs((high - low) - (passage[1] - passage[0])) + self._params.shift
        best: tuple[int, int, int] | None = None
        for at in range(max(low, expected - slack), min(high - len(needle), expected + slack) + 1):
            if theirs[at].folded != needle[0] or [word.folded for word in theirs[at : at + len(needle)]] != needle:
                continue
            score = self._neighbours(ours, here, theirs, (at, at + len(needle))), -abs(at - expected), -at
            best = score if best is None else max(best, score)
        if best is None or best[0] < self._params.same_context:
            return None
        return -best[2], -best[2] + len(needle)

    def _neighbours(self, ours: list[Word], here: Range, theirs: list[Word], there: Range) -> int:
        """How many of the words around are the same; the edge of a text counts as the same as an edge."""
        same = 0
        for step in range(1, self._params.context + 1):
            for mine, its in ((here[0] - step, there[0] - step), (here[1] - 1 + step, there[1] - 1 + step)):
                out, gone = not 0 <= mine < len(ours), not 0 <= its < len(theirs)
                same += out == gone and (out or ours[mine].folded == theirs[its].folded)
        return same


@dataclass(frozen=True, slots=True)
class Aligned:
    """``anchors``: for mentions of copies the one they are word for word, on the root or (where it has none there) on another copy.

    ``alone``: mentions of copies that are no mention of their root, though it has some of that kind: somebody should look.
    """

    anchors: dict[str, str]
    alone: frozenset[str]


def align(mentions: Sequence[Mention], families: Iterable[Family], ways: Ways, carrier: Carrier) -> Aligned:
    """Carry every mention of a copy to the root. ``mentions`` come in the order in which they name a case.

    A place where the root has several mentions is decided by the same words and label, else not at all.
    """
    by_account: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_account.setdefault(mention.account, []).append(mention)
    rank = {mention.id: n for n, mention in enumerate(mentions)}
    found: dict[str, str] = {}
    alone: set[str] = set()
    for family in families:
        copies = set(family.accounts) - {family.root}
        own = by_account.get(family.root, [])
        places = [(place, mention) for mention in own if (place := carrier.carry(mention, ()))]
        first: dict[tuple[Place, CaseKind], Mention] = {}
        for mention in sorted((m for name in copies for m in by_account.get(name, ())), key=lambda m: rank[m.id]):
            place = carrier.carry(mention, ways[mention.account]) if mention.account in ways else None
            anchor = _choose(mention, place, places) if place else None
            if place and not any(_touch(place, other) for other, _ in places):
                anchor = first.setdefault((place, mention.kind), mention)
            if anchor is not None and anchor is not mention:
                found[mention.id] = anchor.id
            elif any(other.kind is mention.kind for other in own):
                alone.add(mention.id)
    return Aligned(found, frozenset(alone))


def _touch(one: Place, other: Place) -> bool:
    return one[0] == other[0] and max(one[1][0], other[1][0]) < min(one[1][1], other[1][1])


def _choose(mention: Mention, place: Place, places: Sequence[tuple[Place, Mention]]) -> Mention | None:
    near = [(other, candidate) for other, candidate in places if candidate.kind is mention.kind and _touch(place, other)]
    for narrower in (
        near,
        [(other, candidate) for other, candidate in near if other == place],
        [(other, candidate) for other, candidate in near if other == place and fold(candidate.label) == fold(mention.label)],
    ):
        if len(narrower) == 1:
            return narrower[0][1]
    return None
