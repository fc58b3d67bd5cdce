"""From a difference to what holds: the rows that a ruling puts down on the layer of the pair or of the lead.

Originals are never touched. A ruling takes one coder's word, both, neither, a stretch made of both, or an answer of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from testimonia.domain.decisions import Coding, Episode, Value
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import Difference, Layer, Missing
from testimonia.errors import InputError
from testimonia.protocol.nearest import advice
from testimonia.stages.code.method.differences import Place, Row, Side

NONE, BOTH, UNION, OVERLAP, ANSWER = "none", "both", "union", "overlap", "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What holds on a difference (``place``, its id).

    ``take`` is a coder's id, ``none`` (neither), ``both``; on bounds also ``union`` and ``overlap``; on a question ``answer``, with
    the ``value`` or why there is none (``missing``).
    """

    place: str
    take: str
    value: str | None = None
    missing: Missing | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """On which layer somebody rules."""

    coder: str
    layer: Layer


def choices(place: Place) -> tuple[str, ...]:
    """What a ruling on a difference may take."""
    names = [side.coder for side in place.sides if not side.empty]
    both = (BOTH,) if len(names) > 1 else ()
    if place.book == "form":
        return (*names, *((*both, ANSWER) if place.subject != ("episode",) else (NONE,)))
    return (*names, NONE, *((UNION, OVERLAP) if place.kind is Difference.SPAN else both))


def rows_of(place: Place, ruling: Ruling, seat: Seat, texts: dict[str, str]) -> list[Row]:
    """The rows that a ruling puts down on its layer; ``texts`` are editions by id, needed where bounds are made of both.

    Raises:
        InputError: it takes what cannot be taken.
    """
    allowed = choices(place)
    if ruling.take not in allowed:
        raise InputError(f"`{ruling.take[:40]}` is nothing that this difference offers.", advice(ruling.take, allowed))
    if (ruling.take == ANSWER) != (ruling.value is not None or ruling.missing is not None):
        raise InputError(
            "A value of its own goes with `answer`, and `answer` needs one.", "Fill in `value` or `missing`, or take a coder's."
        )
    if ruling.take == NONE:
        return []
    if ruling.take == ANSWER:
        return _numbered(place, seat, [_answer(place, ruling)])
    if ruling.take in (UNION, OVERLAP):
        return _numbered(place, seat, [_stretched(place, ruling.take, texts)])
    sides = place.sides if ruling.take == BOTH else [side for side in place.sides if side.coder == ruling.take]
    return _numbered(place, seat, _distinct(sides))


def agreed_rows(place: Place, seat: Seat) -> list[Row]:
    """The rows of a place on which everybody agrees: the first coder's, once."""
    return _numbered(place, seat, _distinct(place.sides[:1]))


def _distinct(sides: Sequence[Side]) -> list[Row]:
    """Everything that some sides said, each thing once."""
    found: dict[object, Row] = {}
    for side in sides:
        for coding in side.codings:
            found.setdefault((coding.code, coding.start, coding.end, coding.stance), coding)
        for value in side.values:
            found.setdefault((value.value, value.missing), value)
        for episode in side.episodes:
            found.setdefault((episode.group, episode.role, episode.joined, episode.left), episode)
    return list(found.values())


def _numbered(place: Place, seat: Seat, rows: Sequence[Row]) -> list[Row]:
    """Rows on the layer of a ruling: their ids follow from the place, so that a second ruling replaces the first."""
    return [_seated(row, object_id("settled", place.id, seat.layer, number), seat) for number, row in enumerate(rows)]


def _seated(row: Row, name: str, seat: Seat) -> Row:
    if isinstance(row, Episode):
        return replace(row, id=name, coder=seat.coder, layer=seat.layer)
    return replace(row, id=name, coder=seat.coder, layer=seat.layer, unsure=False)


def settled_ids(place: Place, layer: Layer, present: Collection[str]) -> list[str]:
    """Ids of the rows that an earlier ruling on a place left, given the ids that are there: they are numbered without a gap."""
    found: list[str] = []
    while (name := object_id("settled", place.id, layer, len(found))) in present:
        found.append(name)
    return found


def _answer(place: Place, ruling: Ruling) -> Value:
    first = next(value for side in place.sides for value in side.values)
    return replace(first, value=ruling.value, missing=ruling.missing, passages=(), memo=None)


def _stretched(place: Place, take: str, texts: dict[str, str]) -> Coding:
    codings = [coding for side in place.sides for coding in side.codings]
    first = codings[0]
    bounds = [(min(c.start for c in side.codings), max(c.end for c in side.codings)) for side in place.sides]
    start, end = (
        (min(a for a, _ in bounds), max(b for _, b in bounds)) if take == UNION else (max(a for a, _ in bounds), min(b for _, b in bounds))
    )
    if start >= end:
        raise InputError("The passages have nothing in common.", "Take `union`, or one coder's.")
    return replace(first, start=start, end=end, quote=texts[first.edition][start:end])
