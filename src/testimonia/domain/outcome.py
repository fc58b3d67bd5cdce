"""From what several people decided about one thing to what holds: one rule for every room that asks.

The lead's layer wins over what a pair agreed, that over single decisions; within a layer all must say the same. Whoever disagrees
leaves a conflict that a person settles: no majority outvotes a colleague, since the one who saw it differently may have read on.
Of what one screener said in several rounds the latest holds, in the order in which study.yaml lists the rounds: a second round is
there to look again.

A row on which two copies of the study decided differently (``undecided``, of which only the layer is known) is a conflict of its
layer: it leaves the matter open unless a higher layer has spoken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar

from testimonia.domain.decisions import LinkReview, Screening
from testimonia.domain.identity import digest
from testimonia.domain.vocabulary import Layer, LinkDecision, ScreeningDecision, Shelf

Unit: TypeAlias = tuple[str, str | None]
"""What screening decides on: an account, or an account and one of its mentions."""
_HEX = 8  # digits of a digest that stand for a number between 0 and 1
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
    an account out for two reasons agree that it is out, and two who disagree may still mean one shelf). ``layer`` is the layer that
    decided.
    """

    standing: Standing
    criterion: str | None = None
    shelf: Shelf | None = None
    layer: Layer | None = None


UNSCREENED = Outcome(standing=Standing.UNSCREENED)


def deciding(rows: Iterable[R], undecided: Iterable[Layer] = ()) -> tuple[Layer | None, list[R], bool]:
    """The layer that decides (adjudicated, else consensus, else that of single people), its rows, and whether all of it is settled.

    None where nobody has said anything; the rows are empty where everything of the layer is ``undecided``.
    """
    listed, waiting = list(rows), set(undecided)
    for layer in _ORDER:
        found = [row for row in listed if row.layer is layer]
        if found or layer in waiting:
            return layer, found, layer not in waiting
    return None, [], True


def latest(rows: Iterable[Screening], rounds: Sequence[str]) -> list[Screening]:
    """Of the screeners' rows on one account (or mention) those of each one's latest round; all rows of the higher layers.

    ``rounds`` are the ids of study.yaml's rounds in their order. What was said in no round, or in one not listed, was said before.
    """
    places = {name: place for place, name in enumerate(rounds, start=1)}
    listed = list(rows)
    last: dict[str, int] = {}
    for row in listed:
        if row.layer is Layer.CODER:
            last[row.screener] = max(last.get(row.screener, 0), places.get(row.round or "", 0))
    return [row for row in listed if row.layer is not Layer.CODER or places.get(row.round or "", 0) == last[row.screener]]


def screening_outcome(rows: Iterable[Screening], rounds: Sequence[str], undecided: Iterable[Layer] = ()) -> Outcome:
    """What the decisions on one account (or one mention), of all screeners and rounds given, come to.

    Adjudicated rows win, then consensus, then the screeners', each with their word of the latest of the ``rounds`` (see
    :func:`latest`): all of the deciding layer must say the same, "unsure" included; includes for different shelves are a conflict as
    well, and so is a row of that layer that is undecided. The order of the rows does not matter.
    """
    layer, final, settled = deciding(latest(rows, rounds), undecided)
    if layer is None:
        return UNSCREENED
    decisions = {row.decision for row in final}
    shelves = {row.shelf for row in final if row.shelf is not None}
    shelf = next(iter(shelves)) if len(shelves) == 1 else None
    included = decisions == {ScreeningDecision.INCLUDE}
    if not settled or len(decisions) > 1 or (included and len(shelves) > 1):
        return Outcome(standing=Standing.CONFLICT, shelf=shelf, layer=layer)
    criteria = {row.criterion for row in final}
    return Outcome(
        standing=Standing(decisions.pop().value),
        criterion=criteria.pop() if len(criteria) == 1 else None,
        shelf=shelf,
        layer=layer,
    )


def screening_outcomes(rows: Iterable[Screening], rounds: Sequence[str], undecided: Mapping[Unit, Iterable[Layer]]) -> dict[Unit, Outcome]:
    """What everything that somebody decided on has come to; ``undecided`` names the layers of undecided rows."""
    by_unit: dict[Unit, list[Screening]] = {unit: [] for unit in undecided}
    for row in rows:
        by_unit.setdefault((row.account, row.mention), []).append(row)
    return {unit: screening_outcome(found, rounds, undecided.get(unit, ())) for unit, found in by_unit.items()}


def in_sample(share: float, seed: int, a: str, b: str) -> bool:
    """Whether a pair of mentions is of the sample that two people judge: by the digest of the seed and both ids, whatever their order.

    No choice by hand, and none by chance that another machine would make otherwise: a pair is of the sample before anybody looks at it.
    """
    place = int(digest("pair", seed, min(a, b), max(a, b))[:_HEX], 16)
    return place < share * float(16**_HEX)


def waits_for_second(rows: Iterable[LinkReview], *, two: bool) -> bool:
    """Whether somebody has judged a pair that ``two`` people are to judge, and only one has; a higher layer ends the waiting."""
    layer, final, _ = deciding(row for row in rows if row.decision is not LinkDecision.PROPOSED)
    return two and layer is Layer.CODER and len({row.by for row in final}) == 1


def link_outcome(rows: Iterable[LinkReview], undecided: Iterable[Layer] = ()) -> tuple[LinkDecision | None, tuple[LinkReview, ...]]:
    """What the reviews of one pair of mentions come to, and the rows that decided it; None where nobody has decided.

    As for screening, but reviewers who disagree, or an undecided row, leave the pair *unclear*, which merges nothing.
    """
    layer, final, settled = deciding((row for row in rows if row.decision is not LinkDecision.PROPOSED), undecided)
    if layer is None:
        return None, ()
    decisions = {row.decision for row in final}
    decision = decisions.pop() if settled and len(decisions) == 1 else LinkDecision.UNCLEAR
    return decision, tuple(sorted(final, key=lambda row: row.by))
