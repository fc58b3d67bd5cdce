"""The robustness card of a finding: its estimate again and again, each time with something about it doubted.

Estimates only, neither tests nor intervals. Sources: Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Perspectives on Psychological
Science 11:702-712 (every defensible way of analysing); Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4:1208-1214 (their
curve); Manski (1989), as in ``sensitivity``, for silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.identity import object_id
from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.domain.samples import samples_of
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import PUBLISHED, Plan
from testimonia.stages.analyse.method.claims import AGAINST, Claimed, claims_of, columns_of, laid_out, rival_of, silence_is_without
from testimonia.stages.analyse.method.datecolumns import told_by
from testimonia.stages.analyse.method.doubts import THRESHOLDS, free, grades, keyed, originals
from testimonia.stages.analyse.method.grid import (
    ABSENT,
    AFFIRMS,
    RULES,
    Claim,
    Groups,
    Numbers,
    Question,
    Rows,
    States,
    by_case,
    by_mention,
    reduced,
    rows_of,
    without_each,
)
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.publishers import NO_COUNTRY, NO_OUTLET, publishers
from testimonia.stages.analyse.method.regrouping import divided
from testimonia.stages.analyse.method.regrouping import formed as formed_anew
from testimonia.stages.analyse.method.said import CLAIMS, HALF, TIE, sentence
from testimonia.stages.analyse.method.shapes import CHANGE, EVENTS, LAG, LIFT, PEOPLE
from testimonia.stages.analyse.method.states import ANY, AUTO, CODERS, WITHOUT
from testimonia.stages.analyse.method.subjects import Item

SPECIFICATION, SAMPLES, ALL = "specification", "partition", "all"
RESOLUTIONS = ((AUTO, "as ruled"), (CODERS, "before rulings"), (ANY, "one coder is enough"))
"""Whose word holds where coders differ."""
COUNTING = ("people", "every account")
"""What counts once: a person, as everywhere here; or each account, copies included, as in tables that never traced any."""
KEPT = 200
"""Alternatives whose estimates are kept one by one; of more only the range is, and which moves it most."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One way of doubting: a row of estimates (of every claim) for each alternative; samples have no names."""

    name: str
    labels: tuple[str, ...]
    estimates: Numbers


class Board:
    """One entry of the plan laid out as arrays, with all that its cards ask of it."""

    def __init__(self, desk: Desk, plan: Plan, found: Sequence[Claimed]) -> None:
        """Lay it out on the layer that the entry names."""
        self.desk, self.plan = desk, plan
        self.cases = desk.of_kind(CaseKind(plan.about))
        self.rows: Rows = rows_of(desk, self.cases)
        self.timed = plan.kind == "timeline"
        laid = laid_out(desk, plan, found)
        self.claims, self.items, self.groups, self.shape = laid.claims, laid.items, laid.groups, laid.shape
        # Who gives no date is in no period, and is late by no months: there is one rule of silence.
        self.rule = "stated" if plan.denominator == "stated" or self.timed else "completed"
        self.rules = (self.rule,) if self.timed else RULES
        self.exclusive = [] if self.timed else _questions(desk, self.items, 0) + _questions(desk, self.groups, len(self.items))
        # Who is silent on a code, or on where people come from in a flow, is one of those without it.
        pairs = {claim.group: claim.other for claim in self.claims if claim.other is not None}
        offset = len(self.items)
        self.against = {offset + one: offset + two for one, two in pairs.items()} if silence_is_without(plan) else {}
        self._by_case: dict[str, States] = {}
        self._by_mention: dict[str, States] = {}
        self.exclusive += divided(plan, self.whole(plan.layer), self.groups, AGAINST, offset)

    def whole(self, layer: str) -> States:
        """What each case says on a layer."""
        if layer not in self._by_case:
            self._by_case[layer] = self._made("whole", layer, lambda: by_case(self.rows, self._columns(layer)))
        return self._by_case[layer]

    def _columns(self, layer: str) -> list[Item]:
        columns = columns_of(self.desk, self.plan.model_copy(update={"layer": layer}), self.cases)
        return columns.in_order(self.items, self.groups)

    def _made(self, what: str, layer: str, make: Callable[[], States]) -> States:
        """What another entry made of the same things (shares and pairs of one codebook), or makes now."""
        if self.groups or self.timed:
            return make()
        return self.desk.remembered(("states", what, layer, self.plan.about, tuple(self.items)), make)

    def parts(self, layer: str) -> States:
        """What each mention says on a layer."""
        if layer not in self._by_mention:
            whole = self.whole(layer)
            found = self._made("parts", layer, lambda: by_mention(self.desk, self.rows, self._columns(layer), whole, self.against))
            formed = formed_anew(self.desk, self.plan.model_copy(update={"layer": layer}), self.rows, self.groups, AGAINST)
            if formed is not None:
                found[:, len(self.items) :] = formed
            if self.timed:
                for column, told in told_by(self.desk, self.rows, self.items).items():
                    found[:, column] = np.where(told, AFFIRMS, ABSENT)
            self._by_mention[layer] = found
        return self._by_mention[layer]

    def estimates(self, states: States, rule: str = "") -> Numbers:
        """The estimate of every claim."""
        return self.shape.estimates(self.shape.tally(states, rule or self.rule))

    # --- the axes

    def axes(self) -> Iterator[Axis]:
        """Every way of doubting that this material allows."""
        base = self.plan.layer
        whole, parts, case = self.whole(base), self.parts(base), self.rows.case
        completed = {done.coder for done in self.desk.material.completions if done.layer is Layer.CODER}
        coders = sorted(completed)
        layers = [name for name in (AUTO, Layer.ADJUDICATED.value, Layer.CONSENSUS.value, *coders) if self._says(name)]
        yield from self._axis("layer", [(name, self.estimates(self.whole(name))) for name in layers if name != base])
        if len(coders) > 1 and base == AUTO:
            yield from self._axis("coder", [(name, self.estimates(self.whole(f"{WITHOUT}{name}"))) for name in coders])
        samples = self._samples()
        if len(samples):
            drawn = np.array([self.estimates(reduced(whole, draw, self.exclusive)) for draw in samples])
            yield Axis(SAMPLES, (), drawn)
        scale = grades(self.desk, self.rows)
        kept = [np.array([good(grade) for grade in scale], dtype=np.bool_) for _, good in THRESHOLDS]
        stricter = [(name, mask) for (name, _), mask in zip(THRESHOLDS, kept, strict=True)][1:]
        yield from self._axis("credibility", [(name, self.estimates(reduced(parts[mask], case[mask]))) for name, mask in stricter])
        yield from self._axis("duplicates", [(COUNTING[1], self.estimates(parts))])
        yield from self._axis("silence", [(rule, self.estimates(whole, rule)) for rule in self.rules if rule != self.rule])
        outside = free(self.desk, self.rows)
        for name, mask in (("custody", outside), ("translated", originals(self.desk, self.rows))):
            if not mask.all():
                yield from self._axis(name, [("out", self.estimates(reduced(parts[mask], case[mask])))])
        yield from self._leaving_out(parts, case)
        yield from self._specifications(kept, outside)

    def _says(self, layer: str) -> bool:
        """Whether anybody says anything on a layer; when accounts were published says nobody."""
        told = [column for column, name in enumerate((*self.items, *self.groups)) if not name.startswith(f"{PUBLISHED}=")]
        return bool((self.whole(layer)[:, told] != ABSENT).any())

    def _axis(self, name: str, found: Sequence[tuple[str, Numbers]]) -> Iterator[Axis]:
        """The alternatives to the finding; it is none itself."""
        if found:
            yield Axis(name, tuple(label for label, _ in found), np.array([numbers for _, numbers in found]))

    def _samples(self) -> Sequence[Groups]:
        """For each sample the number of each case's person."""
        sampled = self.desk.remembered("samples", lambda: samples_of(self.desk.material.partitions))
        people = sampled.of_cases(self.cases)
        place = {name: n for n, name in enumerate(people.items)}
        known = [place.get(case.id) for case in self.cases]
        if all(at is None for at in known):
            return []
        first = {n: at for at, n in enumerate(known) if n is not None}
        alone = np.arange(len(self.cases), dtype=np.intp)
        # The place among these cases of the case that stands for each item of a sample; a case that was not sampled stands for itself.
        item = np.array([-1 if n is None else n for n in known], dtype=np.intp)
        back = np.array([first.get(n, -1) for n in range(len(people.items))], dtype=np.intp)
        return [np.where(item < 0, alone, back[np.array(draw, dtype=np.intp)[item]]) for draw in people.draws]

    def _leaving_out(self, parts: States, case: Groups) -> Iterator[Axis]:
        known = publishers(self.desk)
        for axis, of in (
            ("source", lambda name: known.outlet(name) or NO_OUTLET),
            ("family", lambda name: self.desk.root.get(name, name)),
            ("country", lambda name: known.country(name) or NO_COUNTRY),
        ):
            keys = keyed(self.rows, of)
            if len(keys) > 1:
                yield from self._axis(axis, list(without_each(self.shape, parts, case, keys, self.rule).items()))

    def _specifications(self, kept: Sequence[NDArray[np.bool_]], outside: NDArray[np.bool_]) -> Iterator[Axis]:
        """5 thresholds x custody in or out x 2 ways of counting x 3 of resolving x 3 of silence: 180 defensible analyses, the finding one of them."""
        every = np.ones(len(outside), dtype=np.bool_)
        alone = np.arange(len(outside), dtype=np.intp)
        itself = " · ".join((THRESHOLDS[0][0], "custody in", COUNTING[0], RESOLUTIONS[0][1], self.rule)) if self.plan.layer == AUTO else ""
        found = []
        for (threshold, good), (where, mask) in product(
            zip(THRESHOLDS, kept, strict=True), (("custody in", every), ("custody out", outside))
        ):
            rows = good & mask
            for counting, groups in zip(COUNTING, (self.rows.case, alone), strict=True):
                for layer, resolved in RESOLUTIONS:
                    states = reduced(self.parts(layer)[rows], groups[rows])
                    for rule in self.rules:
                        label = " · ".join((threshold[0], where, counting, resolved, rule))
                        if label != itself:
                            found.append((label, self.estimates(states, rule)))
        yield from self._axis(SPECIFICATION, found)


def _questions(desk: Desk, names: Sequence[str], offset: int) -> list[Question]:
    """Columns that answer one question with one possible answer; with a group go those it is compared with."""
    single = {variable.id for variable in desk.protocol.variables if variable.type != "choices"}
    place = {name: offset + column for column, name in enumerate(names)}
    by_variable: dict[str, list[str]] = {}
    for name in names:
        variable, equals, value = name.partition("=")
        if equals and variable in single and value != "?" and not name.endswith(AGAINST):
            by_variable.setdefault(variable, []).append(name)
    found = []
    for answers in by_variable.values():
        others = [place[f"{name}{AGAINST}"] for name in answers if f"{name}{AGAINST}" in place]
        if len(answers) > 1 or others:
            columns = np.array([place[name] for name in answers], dtype=np.intp)
            found.append(Question(columns, np.array(others if len(others) == len(answers) else [], dtype=np.intp)))
    return found


# --- the cards


def cards(desk: Desk, plan: Plan, findings: Sequence[Finding], measures: Sequence[Measure], snapshot: str) -> list[Robustness]:
    """The card of every finding of one entry: a row for each way of doubting it, and one (``all``) with its sentence."""
    found = claims_of(plan, findings, measures)
    if not found:
        return []
    board = Board(desk, plan, found)
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
        line = {"": 0.0 if claim.other is not None else HALF}.get(claim.sort, 1.0)
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
