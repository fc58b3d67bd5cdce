"""From what several people decided about one thing to what holds: one rule for every room that asks.

The lead's layer wins over what a pair agreed, that over single decisions; within a layer all must say the same. Whoever disagrees
leaves a conflict that a person settles: no majority outvotes a colleague, since the one who saw it differently may have read on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from testimonia.domain.decisions import LinkReview, Screening
from testimonia.domain.vocabulary import Layer, LinkDecision, ScreeningDecision, Shelf

_ORDER = (Layer.ADJUDICATED, Layer.CONSENSUS, Layer.CODER)


class _Layered(Protocol):
    @property
    def layer(self) -> Layer: ...


R = TypeVar("R", bound=_Layered)


class Standing(StrEnum):
    """What screening has come to."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    UNSURE = "unsure"
    CONFLICT = "conflict"
    UNSCREENED = "unscreened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What holds for an account or a mention after screening.

    ``criterion`` and ``shelf`` are those that the deciding rows share, None where they name none or different ones (two who leave
    an account out for two reasons agree that it is out). ``layer`` is the layer that decided.
    """

    standing: Standing
    criterion: str | None = None
    shelf: Shelf | None = None
    layer: Layer | None = None


UNSCREENED = Outcome(standing=Standing.UNSCREENED)


def deciding(rows: Iterable[R]) -> list[R]:
    """The rows of the highest layer present: adjudicated, else consensus, else those of single people."""
    listed = list(rows)
    for layer in _ORDER:
        if found := [row for row in listed if row.layer is layer]:
            return found
    return []


def screening_outcome(rows: Sequence[Screening]) -> Outcome:
    """What the decisions on one account (or one mention), of all screeners and rounds given, come to.

    Adjudicated rows win, then consensus, then the screeners': all of the deciding layer must say the same, "unsure" included;
    includes for different shelves are a conflict as well. The order of the rows does not matter.
    """
    final = deciding(rows)
    if not final:
        return UNSCREENED
    decisions = {row.decision for row in final}
    shelves = {row.shelf for row in final if row.shelf is not None}
    layer = final[0].layer
    included = decisions == {ScreeningDecision.INCLUDE}
    if len(decisions) > 1 or (included and len(shelves) > 1):
        return Outcome(standing=Standing.CONFLICT, layer=layer)
    criteria = {row.criterion for row in final}
    return Outcome(
        standing=Standing(decisions.pop().value),
        criterion=criteria.pop() if len(criteria) == 1 else None,
        shelf=shelves.pop() if len(shelves) == 1 else None,
        layer=layer,
    )


def link_outcome(rows: Sequence[LinkReview]) -> tuple[LinkDecision | None, tuple[LinkReview, ...]]:
    """What the reviews of one pair of mentions come to, and the rows that decided it; None where nobody has decided.

    As for screening, but reviewers who disagree leave the pair *unclear*, which merges nothing.
    """
    final = tuple(sorted(deciding(row for row in rows if row.decision is not LinkDecision.PROPOSED), key=lambda row: row.by))
    decisions = {row.decision for row in final}
    if not decisions:
        return None, ()
    return (decisions.pop() if len(decisions) == 1 else LinkDecision.UNCLEAR), final
