"""Two texts of a pair side by side: what they share, in whose words, and what was decided about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from testimonia.domain.evidence import Account
from testimonia.domain.partition import Pair
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import Direction
from testimonia.errors import UnknownReference
from testimonia.stages.trace.looking import Traced, ordered, require
from testimonia.stages.trace.method import turned
from testimonia.stages.trace.method.sides import Stretch, in_order, stretches, turned_round
from testimonia.stages.trace.retelling_report import publications
from testimonia.store import lineage as rows
from testimonia.study import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two texts."""

    account: Account
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLook:
    """Two texts side by side: ``left`` is the one that the other seems to come from, else the earlier one.

    ``found`` is what lineage (or tracing alone) says of them, with its own a and b: ``exchanged`` where a is on the right. ``direction``
    and ``passages`` are read with ``left`` as a. ``standing`` is what people decided; ``divided``: two copies of the study decided
    differently.
    """

    left: Side
    right: Side
    found: Relation | Reuse | None
    exchanged: bool
    direction: Direction
    passages: tuple[SharedPassage, ...]
    standing: rows.Standing
    divided: bool
    waits: bool
    same_family: bool
    sizes: tuple[int, int]


def pair(view: View, runs: Traced, queue: Collection[Pair], one: str, other: str) -> PairLook:
    """Two accounts, in either order, with what they share.

    Raises:
        UnknownReference: there is no such account, or both are the same.
        AccountWithdrawn: one was removed by duty.
    """
    if one == other:
        raise UnknownReference("These are the same account.", "Choose another to compare it with.")
    a, b = ordered(one, other)
    accounts = {name: require(view, name) for name in (a, b)}
    relation = rows.relation_between(view.connection, runs.lineage, a, b) if runs.lineage else None
    reuse = rows.reuse_between(view.connection, runs.trace, a, b) if runs.trace else None
    found: Relation | Reuse | None = relation or reuse
    standing = rows.standing_of(view.connection, a, b)
    direction = found.direction if found else Direction.UNDECIDED
    if standing.review is not None and standing.review.direction is not Direction.UNDECIDED:
        direction = standing.review.direction
    passages = in_order(relation.passages if relation and relation.passages else reuse.passages if reuse else ())
    exchanged = _exchanged(direction, accounts[a], accounts[b])
    if exchanged:
        a, b = b, a
        direction = turned(direction)
        passages = in_order([turned_round(passage) for passage in passages])
    families = [rows.family_of(view.connection, runs.lineage, name) if runs.lineage else None for name in (a, b)]
    return PairLook(
        left=_side(view, accounts[a], passages, second=False),
        right=_side(view, accounts[b], passages, second=True),
        found=found,
        exchanged=exchanged,
        direction=direction,
        passages=passages,
        standing=standing,
        divided=standing.review is None and len(standing.rows) > 1,
        waits=ordered(a, b) in queue,
        same_family=families[0] is not None and families[0] == families[1],
        sizes=(_size(families[0]), _size(families[1])),
    )


def _exchanged(direction: Direction, a: Account, b: Account) -> bool:
    """Whether b belongs on the left."""
    if direction in (Direction.A_TO_B, Direction.B_TO_A):
        return direction is Direction.B_TO_A
    known = publications((a, b))
    first, second = known.get(a.id), known.get(b.id)
    return bool(first and second and second.dated and second.place < first.place)


def _side(view: View, account: Account, passages: Sequence[SharedPassage], *, second: bool) -> Side:
    edition = view.edition(account.main) if account.main else None
    text = edition.text if edition is not None else ""
    own = [passage for passage in passages if (passage.b_edition if second else passage.a_edition) == account.main]
    return Side(account=account, stretches=stretches(text, own if len(own) == len(passages) else (), second=second))


def _size(found: Family | None) -> int:
    return len(found.accounts) if found is not None else 1
