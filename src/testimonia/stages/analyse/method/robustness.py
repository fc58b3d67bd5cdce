"""The robustness card of a finding: its estimate again and again, each time with something about it doubted.

Estimates only, neither tests nor intervals. Sources: Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Perspectives on Psychological
Science 11:702-712 (every defensible way of analysing); Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4:1208-1214 (their
curve); Manski (1989), as in ``sensitivity``, for silence.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.identity import object_id
from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.board import SAMPLES, Axis, Board
from testimonia.stages.analyse.method.claims import claims_of, rival_of
from testimonia.stages.analyse.method.grid import Claim, Numbers
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.said import CLAIMS, HALF, TIE, sentence
from testimonia.stages.analyse.method.shapes import CHANGE, CONTRADICTIONS, CORROBORATION, EVENTS, LAG, LIFT, PEOPLE, TWICE
from testimonia.stages.analyse.method.testimony import StoryBoard

ALL = "all"
KEPT = 200
"""Alternatives whose estimates are kept one by one; of more only the range is, and which moves it most."""
_BOARDS = {"credibility": StoryBoard}


# --- the cards


def cards(desk: Desk, plan: Plan, findings: Sequence[Finding], measures: Sequence[Measure], snapshot: str) -> list[Robustness]:
    """The card of every finding of one entry: a row for each way of doubting it, and one (``all``) with its sentence."""
    found = claims_of(plan, findings, measures)
    if not found:
        return []
    board = _BOARDS.get(plan.kind, Board)(desk, plan, found)
    kinds = kinds_of(board.claims)
    axes = list(board.axes())
    kept = {axis.name: holding(axis.estimates, board.claims, kinds) for axis in axes}
    rows: list[Robustness] = []
    for place, (claim, one) in enumerate(zip(board.claims, found, strict=True)):
        card = [row for axis in axes if (row := _row(plan, claim, kinds[place], axis, place, kept[axis.name][:, place], snapshot))]
        rows += card
        if card:
            rows.append(
                _summary(
                    plan,
                    claim,
                    kinds[place],
                    card,
                    sentence(kinds[place], one[0], card, rival_of(found, one, kinds[place])),
                    snapshot,
                )
            )
    return rows


def _ranked(claim: Claim) -> bool:
    """Whether a claim is one of several that can be the largest: a share, or the count of a period."""
    return claim.other is None and claim.sort in ("", PEOPLE, EVENTS)


def kinds_of(claims: Sequence[Claim]) -> list[str]:
    """What each finding claims (see ``said``): that it is the ``first`` of its group (with others, where they tie), that it is ``most`` or ``fewer`` than half; of two groups ``more``, ``less``; of a period that it is the ``peak``."""
    largest: dict[int, float] = {}
    rivals: dict[int, int] = {}
    for claim in claims:
        if _ranked(claim):
            largest[claim.group] = max(largest.get(claim.group, 0.0), claim.base)
            rivals[claim.group] = rivals.get(claim.group, 0) + 1
    kinds = []
    for claim in claims:
        above, below, level = _SIDES.get(claim.sort or ("difference" if claim.other is not None else "share"), ("", "", ""))
        line = {"": 0.0 if claim.other is not None else HALF, TWICE: HALF, CONTRADICTIONS: HALF}.get(claim.sort, 1.0)
        if claim.sort == LAG:
            kinds.append("within")
        elif claim.sort in (PEOPLE, EVENTS):
            kinds.append("peak" if claim.base >= largest[claim.group] - TIE else "below")
        elif _ranked(claim) and rivals[claim.group] > 1 and claim.base == largest[claim.group] and claim.base > 0:
            kinds.append("first")
        else:
            kinds.append(above if claim.base > line else below if claim.base < line else level)
    return kinds


_SIDES = {
    "share": ("most", "fewer", "half"),
    "difference": ("more", "less", "equal"),
    LIFT: ("together", "apart", "unrelated"),
    CHANGE: ("rose", "fell", "steady"),
    CORROBORATION: ("borne", "alone", "alone"),
    TWICE: ("most", "fewer", "half"),
    CONTRADICTIONS: ("most", "fewer", "half"),
}
"""What is claimed above the line, below it, and on it."""


def holding(estimates: Numbers, claims: Sequence[Claim], kinds: Sequence[str]) -> NDArray[np.bool_]:
    """In which alternatives (rows) each claim (columns) holds; where there is no estimate it does not."""
    found = np.zeros(estimates.shape, dtype=np.bool_)
    groups: dict[int, list[int]] = {}
    for place, claim in enumerate(claims):
        if _ranked(claim):
            groups.setdefault(claim.group, []).append(place)
    with np.errstate(invalid="ignore"):
        highest = {group: np.nan_to_num(estimates[:, places], nan=-1.0).max(axis=1) for group, places in groups.items()}
        for place, (claim, kind) in enumerate(zip(claims, kinds, strict=True)):
            values = estimates[:, place]
            if kind in ("first", "peak"):
                found[:, place] = values >= highest[claim.group] - TIE
            elif kind == "below":
                found[:, place] = values < highest[claim.group] - TIE
            elif kind == "within":
                found[:, place] = (values >= (claim.low or 0.0) - TIE) & (values <= (claim.high or 0.0) + TIE)
            else:
                found[:, place] = CLAIMS[kind](values)
    return found


def _row(plan: Plan, claim: Claim, kind: str, axis: Axis, place: int, holds: NDArray[np.bool_], snapshot: str) -> Robustness | None:
    values = axis.estimates[:, place]
    known = ~np.isnan(values)
    if not known.any():
        return None
    ends = (0.025, 0.5, 0.975) if axis.name == SAMPLES else (0.0, 0.5, 1.0)
    low, median, high = (float(end) for end in np.quantile(values[known], ends))
    away = np.where(known, np.abs(values - claim.base), -1.0)
    listed = bool(axis.labels) and len(values) <= KEPT
    return Robustness(
        id=object_id("robustness", claim.subject, axis.name),
        plan=plan.id,
        subject=claim.subject,
        axis=axis.name,
        claim=kind,
        base=claim.base,
        low=low,
        median=median,
        high=high,
        holds=float(holds[known].mean()),
        alternatives=int(known.sum()),
        empty=int((~known).sum()),
        furthest=axis.labels[int(away.argmax())] if axis.labels and away.max() > TIE else "",
        labels=tuple(label for label, there in zip(axis.labels, known, strict=True) if there) if listed else (),
        estimates=tuple(float(value) for value in values[known]) if listed else (),
        snapshot=snapshot,
    )  # fmt: skip


def _summary(plan: Plan, claim: Claim, kind: str, card: Sequence[Robustness], said: str, snapshot: str) -> Robustness:
    many = sum(row.alternatives for row in card)
    widest = max(card, key=lambda row: max(row.high - claim.base, claim.base - row.low))
    return Robustness(
        id=object_id("robustness", claim.subject, ALL),
        plan=plan.id,
        subject=claim.subject,
        axis=ALL,
        claim=kind,
        base=claim.base,
        low=min(row.low for row in card),
        median=float(np.median([row.median for row in card])),
        high=max(row.high for row in card),
        holds=sum(row.holds * row.alternatives for row in card) / many,
        alternatives=many,
        empty=sum(row.empty for row in card),
        furthest=widest.axis,
        said=said,
        snapshot=snapshot,
    )
