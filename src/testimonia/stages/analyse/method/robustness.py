"""The robustness card of a finding: its estimate again and again, each time with something about it doubted.

Estimates only, neither tests nor intervals. Sources: Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Perspectives on Psychological
Science 11:702-712 (every defensible way of analysing); Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4:1208-1214 (their
curve); Manski (1989), as in ``sensitivity``, for silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.identity import object_id
from testimonia.domain.results import Finding, Measure, Robustness
from testimonia.domain.samples import samples_of
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.claims import AGAINST, claims_of, columns_of, placed, silence_is_without
from testimonia.stages.analyse.method.doubts import THRESHOLDS, free, grades, keyed, originals
from testimonia.stages.analyse.method.grid import (
    ABSENT,
    RULES,
    Claim,
    Groups,
    Numbers,
    Question,
    Rows,
    Shape,
    States,
    by_case,
    by_mention,
    reduced,
    rows_of,
    without_each,
)
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.publishers import NO_COUNTRY, NO_OUTLET, publishers
from testimonia.stages.analyse.method.said import CLAIMS, TIE, sentence
from testimonia.stages.analyse.method.states import ANY, AUTO, CODERS, WITHOUT

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

    def __init__(self, desk: Desk, plan: Plan, found: Sequence[tuple[Finding | Measure, str, str, str]]) -> None:
        """Lay it out on the layer that the entry names."""
        self.desk, self.plan = desk, plan
        self.cases = desk.of_kind(CaseKind(plan.about))
        self.rows: Rows = rows_of(desk, self.cases)
        self.claims, self.items, self.groups = placed(found)
        self.shape = Shape.of(self.claims, len(self.items))
        self.rule = "stated" if plan.denominator == "stated" else "completed"
        self.exclusive = _questions(desk, self.items, 0) + _questions(desk, self.groups, len(self.items))
        # Who is silent on a code, or on where people come from in a flow, is one of those without it.
        pairs = {claim.group: claim.other for claim in self.claims if claim.other is not None}
        offset = len(self.items)
        self.against = {offset + one: offset + two for one, two in pairs.items()} if silence_is_without(plan) else {}
        self._by_case: dict[str, States] = {}
        self._by_mention: dict[str, States] = {}

    def whole(self, layer: str) -> States:
        """What each case says on a layer."""
        if layer not in self._by_case:
            columns = columns_of(self.desk, self.plan.model_copy(update={"layer": layer}), self.cases)
            self._by_case[layer] = by_case(self.rows, columns.in_order(self.items, self.groups))
        return self._by_case[layer]

    def parts(self, layer: str) -> States:
        """What each mention says on a layer."""
        if layer not in self._by_mention:
            columns = columns_of(self.desk, self.plan.model_copy(update={"layer": layer}), self.cases)
            items = columns.in_order(self.items, self.groups)
            self._by_mention[layer] = by_mention(self.desk, self.rows, items, self.whole(layer), self.against)
        return self._by_mention[layer]

    def estimates(self, states: States, rule: str = "") -> Numbers:
        """The estimate of every claim."""
        return self.shape.tally(states, rule or self.rule).estimates(self.shape.pairs)

    # --- the axes

    def axes(self) -> Iterator[Axis]:
        """Every way of doubting that this material allows."""
        base = self.plan.layer
        whole, parts, case = self.whole(base), self.parts(base), self.rows.case
        completed = {done.coder for done in self.desk.material.completions if done.layer is Layer.CODER}
        coders = sorted(completed)
        layers = [name for name in (AUTO, Layer.ADJUDICATED.value, Layer.CONSENSUS.value, *coders) if (self.whole(name) != ABSENT).any()]
        yield self._axis("layer", [(name, self.estimates(self.whole(name))) for name in layers])
        if len(coders) > 1 and base == AUTO:
            yield self._axis("coder", [(name, self.estimates(self.whole(f"{WITHOUT}{name}"))) for name in coders])
        samples = self._samples()
        if len(samples):
            drawn = np.array([self.estimates(reduced(whole, draw, self.exclusive)) for draw in samples])
            yield Axis(SAMPLES, (), drawn)
        scale = grades(self.desk, self.rows)
        kept = [np.array([good(grade) for grade in scale], dtype=np.bool_) for _, good in THRESHOLDS]
        named = [name for name, _ in THRESHOLDS]
        yield self._axis(
            "credibility", [(name, self.estimates(reduced(parts[mask], case[mask]))) for name, mask in zip(named, kept, strict=True)]
        )
        yield self._axis("duplicates", [(COUNTING[0], self.estimates(whole)), (COUNTING[1], self.estimates(parts))])
        yield self._axis("silence", [(rule, self.estimates(whole, rule)) for rule in RULES])
        outside = free(self.desk, self.rows)
        for name, mask in (("custody", outside), ("translated", originals(self.desk, self.rows))):
            if not mask.all():
                yield self._axis(name, [("in", self.estimates(whole)), ("out", self.estimates(reduced(parts[mask], case[mask])))])
        yield from self._leaving_out(parts, case)
        yield self._specifications(kept, outside)

    def _axis(self, name: str, found: Sequence[tuple[str, Numbers]]) -> Axis:
        return Axis(name, tuple(label for label, _ in found), np.array([numbers for _, numbers in found]))

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
                yield self._axis(axis, list(without_each(self.shape, parts, case, keys, self.rule).items()))

    def _specifications(self, kept: Sequence[NDArray[np.bool_]], outside: NDArray[np.bool_]) -> Axis:
        """5 thresholds x custody in or out x 2 ways of counting x 3 of resolving x 3 of silence: 180 defensible analyses."""
        every = np.ones(len(outside), dtype=np.bool_)
        alone = np.arange(len(outside), dtype=np.intp)
        found = []
        for (threshold, good), (where, mask) in product(
            zip(THRESHOLDS, kept, strict=True), (("custody in", every), ("custody out", outside))
        ):
            rows = good & mask
            for counting, groups in zip(COUNTING, (self.rows.case, alone), strict=True):
                for layer, resolved in RESOLUTIONS:
                    states = reduced(self.parts(layer)[rows], groups[rows])
                    for rule in RULES:
                        label = " · ".join((threshold[0], where, counting, resolved, rule))
                        found.append((label, self.estimates(states, rule)))
        return self._axis(SPECIFICATION, found)


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
    results = [result for result, *_ in found]
    rows: list[Robustness] = []
    for place, (claim, (result, *_)) in enumerate(zip(board.claims, found, strict=True)):
        card = [row for axis in axes if (row := _row(plan, claim, kinds[place], axis, place, kept[axis.name][:, place], snapshot))]
        rows += card
        if card:
            rows.append(
                _summary(
                    plan, claim, kinds[place], card, sentence(kinds[place], result, card, rival_of(board.claims, results, place)), snapshot
                )
            )
    return rows


def rival_of(claims: Sequence[Claim], results: Sequence[Finding | Measure], place: int) -> float | None:
    """The highest upper end of the intervals of the other shares in the same group; None where there is none."""
    mine = claims[place]
    highs = [
        result.high
        for claim, result in zip(claims, results, strict=True)
        if claim is not mine and claim.other is None and claim.group == mine.group and result.high is not None
    ]
    return max(highs, default=None)


def kinds_of(claims: Sequence[Claim]) -> list[str]:
    """What each finding claims: that it is the ``first`` of its group (with others, where they tie), that it is ``most`` or ``fewer`` than half; of two groups ``more``, ``less``."""
    largest: dict[int, float] = {}
    rivals: dict[int, int] = {}
    for claim in claims:
        if claim.other is None:
            largest[claim.group] = max(largest.get(claim.group, 0.0), claim.base)
            rivals[claim.group] = rivals.get(claim.group, 0) + 1
    kinds = []
    for claim in claims:
        if claim.other is not None:
            kinds.append("more" if claim.base > 0 else "less" if claim.base < 0 else "equal")
        elif rivals[claim.group] > 1 and claim.base == largest[claim.group] and claim.base > 0:
            kinds.append("first")
        else:
            kinds.append("most" if claim.base > 1 / 2 else "fewer" if claim.base < 1 / 2 else "half")
    return kinds


def holding(estimates: Numbers, claims: Sequence[Claim], kinds: Sequence[str]) -> NDArray[np.bool_]:
    """In which alternatives (rows) each claim (columns) holds; where there is no estimate it does not."""
    found = np.zeros(estimates.shape, dtype=np.bool_)
    groups: dict[int, list[int]] = {}
    for place, claim in enumerate(claims):
        if claim.other is None:
            groups.setdefault(claim.group, []).append(place)
    for place, (claim, kind) in enumerate(zip(claims, kinds, strict=True)):
        values = estimates[:, place]
        with np.errstate(invalid="ignore"):
            if kind == "first":
                rivals = np.nan_to_num(estimates[:, groups[claim.group]], nan=-1.0).max(axis=1)
                found[:, place] = values >= rivals - TIE
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
