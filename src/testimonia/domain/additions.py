"""Which copies say something that the rest of their family does not: these must be read, the others go with what they copy.

A family counts once and only its root is screened and coded, unless a copy adds text. What a copy adds is measured by tracing's
evidence: the share of its words outside the passages that it shares with an account that is read anyway, directly or through
another copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from testimonia.domain.decisions import Mention
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import MentionStatus, ProposalStatus, RelationKind

MOST = 0.20  # of a copy's words may be its own; what the rule for families leaves of the four fifths it asks for
WHOLE = (RelationKind.REPRINT, RelationKind.TRANSLATION)
"""Relations in which all of one account stands in the other, whatever could be measured."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What an account has in common with another: the share of its own words, and where (by edition; None: nobody measured)."""

    share: float
    spans: Sequence[tuple[str, int, int]] | None


@dataclass
class _Reading:
    """One family as it is read: who is accounted for, and who must be read besides the root."""

    shared: Mapping[str, Mapping[str, _Shared]]
    most: float
    mentions: Mapping[str, Sequence[Mention]]
    done: set[str] = field(default_factory=set)
    adds: set[str] = field(default_factory=set)
    heap: list[tuple[float, str, str]] = field(default_factory=list)

    def read(self, account: str, known: float) -> None:
        """Take an account as accounted for, to which ``known`` of its words; others may be copies of it."""
        self.done.add(account)
        for other, of_other in self.shared.get(account, {}).items():
            heappush(self.heap, (-known * of_other.share, other, account))

    def follow(self, members: set[str]) -> None:
        """Account for every member that copies what was read, the most alike first."""
        while self.heap and -self.heap[0][0] >= 1 - self.most:
            known, account, through = heappop(self.heap)
            if account in self.done or account not in members:
                continue
            own = any(_outside(mention, self.shared[through][account].spans) for mention in self.mentions.get(account, ()))
            if own:
                self.adds.add(account)
            self.read(account, 1.0 if own else -known)


def adding(
    families: Iterable[Family],
    reuse: Iterable[Reuse],
    relations: Iterable[Relation],
    mentions: Iterable[Mention],
    words: Mapping[str, int],
    most: float = MOST,
) -> frozenset[str]:
    """Accounts that are no root of their family and yet add something: text of their own, or somebody whom only they mention.

    A copy adds nothing if at most ``most`` (a share) of its words lie outside what it shares with an account that is read (the shares multiply
    along a chain of copies), and none of its mentions, excluded ones aside, stands there. A reprint or translation that a person
    accepted where nothing could be measured adds nothing either. Of several copies with the same addition the longest (by ``words``)
    is read for all of them. The order of the arguments does not matter.
    """
    shared = _shared(reuse, relations)
    entered: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.status is not MentionStatus.EXCLUDED:
            entered.setdefault(mention.account, []).append(mention)
    found: set[str] = set()
    for family in families:
        members = set(family.accounts)
        reading = _Reading(shared, most, entered)
        reading.read(family.root, 1.0)
        reading.follow(members)
        for account in sorted(members, key=lambda name: (-words.get(name, 0), name)):
            if account not in reading.done:
                reading.adds.add(account)
                reading.read(account, 1.0)
                reading.follow(members)
        found |= reading.adds
    return frozenset(found)


def copies_and_adding(
    families: Sequence[Family],
    reuse: Iterable[Reuse],
    relations: Iterable[Relation],
    mentions: Iterable[Mention],
    words: Mapping[str, int],
    most: float = MOST,
) -> tuple[frozenset[str], frozenset[str]]:
    """The accounts that go with the one they copy, and those of a family that are read all the same (see :func:`adding`).

    ``words`` holds every account that is there: one that was withdrawn is neither.
    """
    adds = adding(families, reuse, relations, mentions, words, most) & words.keys()
    inside = {account for family in families for account in family.accounts if account != family.root} & words.keys()
    return frozenset(inside - adds), frozenset(adds)


def _shared(reuse: Iterable[Reuse], relations: Iterable[Relation]) -> dict[str, dict[str, _Shared]]:
    """For each account, what every other one has in common with it."""
    found: dict[str, dict[str, _Shared]] = {}
    for edge in relations:
        if edge.status is ProposalStatus.ACCEPTED and edge.kind in WHOLE:
            found.setdefault(edge.a, {})[edge.b] = found.setdefault(edge.b, {})[edge.a] = _Shared(1.0, None)
    for pair in reuse:  # what was measured goes before what was said
        found.setdefault(pair.b, {})[pair.a] = _Shared(pair.a_share, [_in_a(passage) for passage in pair.passages])
        found.setdefault(pair.a, {})[pair.b] = _Shared(pair.b_share, [_in_b(passage) for passage in pair.passages])
    return found


def _in_a(passage: SharedPassage) -> tuple[str, int, int]:
    return passage.a_edition, passage.a_start, passage.a_end


def _in_b(passage: SharedPassage) -> tuple[str, int, int]:
    return passage.b_edition, passage.b_start, passage.b_end


def _outside(mention: Mention, spans: Sequence[tuple[str, int, int]] | None) -> bool:
    """Whether a mention's words lie in none of these spans; not where it has no place, or one in another edition."""
    if spans is None or mention.start is None or mention.end is None:
        return False
    here = [(start, end) for edition, start, end in spans if edition == mention.edition]
    return bool(here) and not any(start < mention.end and mention.start < end for start, end in here)
