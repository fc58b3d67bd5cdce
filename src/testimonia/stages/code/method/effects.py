"""How much of the findings hangs on a difference: what the plan counts, and how few cases share it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from testimonia.domain.vocabulary import Difference
from testimonia.protocol import Plan, Protocol, Subject
from testimonia.protocol.analysis import EPISODE_DATES
from testimonia.stages.code.method.differences import Place

KIND_ORDER = (Difference.VALUE, Difference.CODE, Difference.MISSED, Difference.SPAN)
"""Of two differences with the same effect: a contradiction first, bounds last, since no count depends on them."""


def effect(protocol: Protocol, place: Place, cases: Mapping[str, int]) -> float:
    """How far settling a difference can move the planned findings, added up: for each that counts it, one case's share of its cases.

    ``cases`` is how many cases two people have finished, by codebook (or ``form``). Zero where no finding counts it, or where the
    coders agree on the case as a whole and differ on a passage alone.
    """
    if not place.code_matters:
        return 0.0
    share = 1 / max(1, cases.get(place.book, 1))
    return share * sum(any(_counts(protocol, plan, name) for name in _names(place)) for plan in protocol.analysis)


def _names(place: Place) -> Iterable[str]:
    return EPISODE_DATES if place.subject == ("episode",) else place.subject


def _counts(protocol: Protocol, plan: Plan, name: str) -> bool:
    parts = [part for part in (plan.subject, plan.by) if part is not None]
    if plan.kind == "period" and plan.date == name:
        return True
    return any(_is(protocol, part, name) for part in parts)


def _is(protocol: Protocol, subject: Subject, name: str) -> bool:
    if name in (subject.code, subject.variable):
        return True
    book, colon, code = name.partition(":")
    if not colon or subject.codebook != book:
        return False
    return subject.phase is None or any(item.id == code for item in protocol.codebook(book).of_phase(subject.phase))


def rank(place: Place, weight: float) -> tuple[float, int, bool, str, int, str]:
    """The order of the queue: effect, then kind, what somebody was unsure of first, then the order of the texts."""
    kind = KIND_ORDER.index(place.kind) if place.kind is not None else len(KIND_ORDER)
    return -weight, kind, not place.unsure, place.account, place.start or 0, place.id
