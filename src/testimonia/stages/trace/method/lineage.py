"""Lineage: from shared passages, reviewers' decisions and the rule of study.yaml to relations and families.

Every account belongs to exactly one family. Relations are thinned to lineage: in a family each account but the root has one edge,
and two families have at most one proposal between them, so that a story of n reprints has about n relations and not n squared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from testimonia.domain.decisions import RelationReview
from testimonia.domain.identity import object_id
from testimonia.domain.partition import Pair, Partition
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.stages.trace.method.holding import Holding, beside_strangers, holdings
from testimonia.stages.trace.method.origins import of_one_origin
from testimonia.stages.trace.method.texts import Item
from testimonia.stages.trace.method.tree import family_tree, pick_root

VERSION = "3"
"""Changes when the same reuse and decisions would give other relations or families."""
RULE = "rule:join_family_containment"
MACHINE = "machine:trace"
WAITS = "waits: "
"""How the evidence begins that says why a relation which would join a family was left to a person."""
DIVIDED = "two copies of the study decided differently"
"""Why a relation waits whose review is in conflict after a merge."""

_TURNED = {Direction.A_TO_B: Direction.B_TO_A, Direction.B_TO_A: Direction.A_TO_B}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Relations, by their accounts, and families, by their first account."""

    relations: tuple[Relation, ...]
    families: tuple[Family, ...]


def turned(direction: Direction) -> Direction:
    """The same direction with a and b exchanged."""
    return _TURNED.get(direction, direction)


def trace_lineage(
    items: Sequence[Item],
    reuse: Sequence[Reuse],
    reviews: Iterable[RelationReview],
    *,
    join: bool,
    threshold: float,
    undecided: Iterable[Pair] = (),
) -> Lineage:
    """Relations and families of all accounts in ``items``; what is said about other accounts is left aside.

    1. What reviewers accepted joins families, quotations excepted; what they rejected stays apart, whatever a rule says.
    2. With ``join``, accounts that hold ``threshold`` of *each other's* words join: reprints.
    3. With ``join``, a family of which one story alone holds an account joins that story, longest first. An account that stands in
       two unrelated stories would tie these together; it waits for a person.

    In 2 and 3 a holder that is perhaps a round-up (it holds another account that shares nothing with this one) waits for a person.
    So does a pair that is ``undecided``, since two copies of the study decided differently: no rule speaks where people have spoken.
    The order of the arguments does not matter.
    """
    known = {item.account: item for item in items}
    divided = {(a, b) if a < b else (b, a) for a, b in undecided if a in known and b in known}
    reuse = of_one_origin(sorted((pair for pair in reuse if pair.a in known and pair.b in known), key=lambda pair: (pair.a, pair.b)))
    said = {pair: review for pair, review in _by_pair(reviews, known).items() if pair not in divided}
    work = _Joining(known, said, divided, {(pair.a, pair.b): pair for pair in reuse})
    work.by_reviewers()
    if join:
        held = holdings(reuse, threshold)
        work.by_rule(held, beside_strangers(held, reuse))
    families = work.families()
    relations = _Thinning(known, reuse, work, families).relations(threshold)
    return Lineage(relations=tuple(relations), families=tuple(families))


def _by_pair(reviews: Iterable[RelationReview], known: dict[str, Item]) -> dict[Pair, RelationReview]:
    """One review for each pair of known accounts, a < b; where two name it the two ways round and differ, the rejection holds."""
    found: dict[Pair, RelationReview] = {}
    for review in sorted(reviews, key=lambda review: (review.status is ProposalStatus.REJECTED, review.a, review.b)):
        if review.a not in known or review.b not in known or review.a == review.b:
            continue
        a, b, direction = review.a, review.b, review.direction
        if a > b:
            a, b, direction = b, a, turned(direction)
        found[a, b] = replace(review, a=a, b=b, direction=direction)
    return found


@dataclass
class _Joining:
    """Families as they grow, and by whom each edge was accepted."""

    known: dict[str, Item]
    said: dict[Pair, RelationReview]
    divided: set[Pair]
    found: dict[Pair, Reuse]
    groups: Partition = field(init=False)
    accepted: dict[Pair, str] = field(default_factory=dict)
    waiting: dict[Pair, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        apart = [pair for pair, review in self.said.items() if review.status is ProposalStatus.REJECTED]
        self.groups = Partition(self.known, apart)
        self.waiting |= dict.fromkeys(self.divided, DIVIDED)

    def by_reviewers(self) -> None:
        for pair, review in sorted(self.said.items()):
            if review.status is not ProposalStatus.ACCEPTED or review.kind is RelationKind.QUOTATION:
                continue
            if self.groups.join(*pair):
                self.accepted[pair] = review.by

    def by_rule(self, held: Sequence[Holding], doubtful: set[tuple[str, str]]) -> None:
        open_to_rule = [item for item in held if _pair(item) not in self.said and _pair(item) not in self.divided]
        doubted = {_pair(item) for item in open_to_rule if (item.held, item.holder) in doubtful}
        for pair in doubted:
            self.waiting[pair] = "the account that holds the other also holds one that shares nothing with it (perhaps a round-up)"
        sure = [item for item in open_to_rule if _pair(item) not in doubted]
        ways: dict[Pair, int] = {}
        for item in sure:
            ways[_pair(item)] = ways.get(_pair(item), 0) + 1
        # The most alike first: should a rejection stand against one of two joins, the closer pair stays together.
        for item in sorted(sure, key=lambda item: (-item.reuse.score, _pair(item))):
            if ways[_pair(item)] > 1:
                self._join(_pair(item))
        placed = [item for item in held if (_pair(item) in self.accepted and _pair(item) in self.said) or _pair(item) in self.divided]
        self._excerpts([item for item in sure if ways[_pair(item)] == 1], placed)

    def _excerpts(self, held: Sequence[Holding], placed: Sequence[Holding]) -> None:
        """Join excerpts that one story alone holds; ``placed`` are those that a reviewer gave a story already, or perhaps gave one."""
        by_group: dict[str, list[Holding]] = {}
        for item in held:
            by_group.setdefault(self.groups.find(item.held), []).append(item)
        settled: dict[str, list[str]] = {}
        for item in placed:
            settled.setdefault(self.groups.find(item.held), []).append(item.holder)
        longest: dict[str, int] = {}
        for account, known in self.known.items():
            group = self.groups.find(account)
            longest[group] = max(longest.get(group, 0), known.words)
        order = sorted(by_group, key=lambda group: (-longest[group], min(item.held for item in by_group[group])))
        for group in order:
            holders = [item.holder for item in by_group[group]] + settled.get(group, [])
            stories = {self.groups.find(holder) for holder in holders}
            for item in by_group[group]:
                if len(stories) == 1:
                    self._join(_pair(item))
                elif self.groups.together(item.held, item.holder):
                    self.accepted.setdefault(_pair(item), RULE)
                else:
                    self.waiting[_pair(item)] = f"{len(stories)} unrelated stories hold it"

    def _join(self, pair: Pair) -> None:
        if self.groups.join(*pair):  # else a rejection stands between the two families, and is shown there
            self.accepted.setdefault(pair, RULE)

    def families(self) -> list[Family]:
        edges: dict[str, list[Pair]] = {}
        for pair in self.accepted:
            edges.setdefault(self.groups.find(pair[0]), []).append(pair)
        found = []
        for members in self.groups.groups():
            items = [self.known[name] for name in members]
            root = pick_root(items, edges.get(self.groups.find(members[0]), ()), self.said, self.found)
            found.append(Family(id=object_id("family", *members), accounts=members, root=root))
        return found


def _pair(item: Holding) -> Pair:
    return item.reuse.a, item.reuse.b


def unheeded(relations: Iterable[Relation], families: Iterable[Family]) -> list[Relation]:
    """Relations that reviewers accepted and that join nothing, since other reviews hold the same accounts apart."""
    family_of = {account: family.id for family in families for account in family.accounts}
    return [
        edge
        for edge in relations
        if edge.status is ProposalStatus.ACCEPTED and edge.kind is not RelationKind.QUOTATION and family_of[edge.a] != family_of[edge.b]
    ]


class _Thinning:
    """Picks the relations that lineage needs."""

    def __init__(self, known: dict[str, Item], reuse: Sequence[Reuse], work: _Joining, families: Sequence[Family]) -> None:
        self.known, self.work, self.families = known, work, families
        self.found = {(pair.a, pair.b): pair for pair in reuse}
        self.family_of = {account: n for n, family in enumerate(families) for account in family.accounts}

    def relations(self, threshold: float) -> list[Relation]:
        chosen = {pair: self._reviewed(pair, review) for pair, review in self.work.said.items()}
        within: dict[int, list[Pair]] = {}
        for pair in self.work.accepted:
            within.setdefault(self.family_of[pair[0]], []).append(pair)
        for number, edges in within.items():
            for pair in family_tree(self.families[number].root, edges, self.found, self.known):
                if pair not in chosen:
                    chosen[pair] = self._relation(self.found[pair], ProposalStatus.ACCEPTED, RULE)
        divided = [pair for pair in self.found if pair in self.work.divided]
        for pair in [*divided, *self._proposals(threshold)]:
            why = self.work.waiting.get(pair)
            said = (WAITS + why,) if why else ()
            chosen[pair] = self._relation(self.found[pair], ProposalStatus.PROPOSED, MACHINE, said)
        return [chosen[pair] for pair in sorted(chosen)]

    def _proposals(self, threshold: float) -> list[Pair]:
        """Between two families the one proposal that says most; none where a person has spoken about the two already."""
        settled: set[tuple[int, int]] = set()
        for pair in (*self.work.said, *self.work.divided):
            settled.add(self._between(pair))
        best: dict[tuple[int, int], Reuse] = {}
        for pair, reuse in self.found.items():
            between = self._between(pair)
            if between[0] == between[1] or between in settled:
                continue
            if between not in best or self._weight(reuse, threshold) > self._weight(best[between], threshold):
                best[between] = reuse
        return [(reuse.a, reuse.b) for reuse in best.values()]

    def _between(self, pair: Pair) -> tuple[int, int]:
        one, other = sorted((self.family_of[pair[0]], self.family_of[pair[1]]))
        return one, other

    def _weight(self, reuse: Reuse, threshold: float) -> tuple[bool, bool, float, int, float]:
        """What a person should look at first; a translation shares no words, and would join families all the same."""
        joins = reuse.kind is RelationKind.TRANSLATION or (reuse.kind is not RelationKind.QUOTATION and reuse.containment >= threshold)
        return (reuse.a, reuse.b) in self.work.waiting, joins, reuse.containment, reuse.matched_words, reuse.score

    def _relation(self, reuse: Reuse, status: ProposalStatus, by: str, said: tuple[str, ...] = ()) -> Relation:
        return Relation(
            id=object_id("relation", reuse.a, reuse.b),
            a=reuse.a,
            b=reuse.b,
            kind=reuse.kind,
            direction=reuse.direction,
            score=reuse.score,
            matched_words=reuse.matched_words,
            containment=reuse.containment,
            passages=reuse.passages,
            evidence=(*reuse.evidence, *said),
            status=status,
            by=by,
        )

    def _reviewed(self, pair: Pair, review: RelationReview) -> Relation:
        """What a person said, with the passages if there are any; an undecided direction leaves the machine's."""
        reuse = self.found.get(pair)
        direction = review.direction
        if direction is Direction.UNDECIDED and reuse is not None:
            direction = reuse.direction
        if reuse is not None:
            return replace(self._relation(reuse, review.status, review.by), kind=review.kind, direction=direction)
        return Relation(
            id=object_id("relation", *pair), a=pair[0], b=pair[1], kind=review.kind, direction=direction, score=0.0, matched_words=0,
            containment=0.0, status=review.status, by=review.by,
        )  # fmt: skip
