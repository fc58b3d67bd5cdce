"""One entry of the plan laid out so that its estimates can be made again and again: every way of doubting it that the material allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from testimonia.domain.samples import samples_of
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import PUBLISHED, Plan
from testimonia.stages.analyse.method.claims import AGAINST, Claimed, columns_of, laid_out, silence_is_without
from testimonia.stages.analyse.method.datecolumns import told_by
from testimonia.stages.analyse.method.doubts import THRESHOLDS, free, grades, keyed, originals
from testimonia.stages.analyse.method.grid import (
    ABSENT,
    AFFIRMS,
    RULES,
    Bools,
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
from testimonia.stages.analyse.method.publishers import NO_COUNTRY, publishers
from testimonia.stages.analyse.method.regrouping import divided, formed
from testimonia.stages.analyse.method.states import ANY, AUTO, CODERS, WITHOUT
from testimonia.stages.analyse.method.subjects import Item

SPECIFICATION, SAMPLES = "specification", "partition"
RESOLUTIONS = ((AUTO, "as ruled"), (CODERS, "before rulings"), (ANY, "one coder is enough"))
"""Whose word holds where coders differ."""
PEOPLE, EVERY_ACCOUNT = "people", "every account"
COUNTING = (PEOPLE, EVERY_ACCOUNT)
"""What counts once: a person, as everywhere here; or each account, copies included, as in tables that never traced any."""


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
        # Who gives no date is in no period, and is late by no months; who is silent bears nothing out: there is one rule of silence.
        self.rule = "stated" if plan.denominator == "stated" or self.timed else "completed"
        self.rules = (self.rule,) if plan.kind in ONE_RULE else RULES
        self.exclusive = [] if self.timed else _questions(desk, self.items, 0) + _questions(desk, self.groups, len(self.items))
        # Who is silent on a code, or on where people come from in a flow, is one of those without it.
        pairs = {claim.group: claim.other for claim in self.claims if claim.other is not None}
        offset = len(self.items)
        self.against = {offset + one: offset + two for one, two in pairs.items()} if silence_is_without(plan) else {}
        self._by_case: dict[str, States] = {}
        self._by_mention: dict[str, States] = {}
        self._follows: dict[str, Bools] = {}
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
        """What each mention says on a layer; of groups that accounts form, where its own account is."""
        if layer not in self._by_mention:
            whole = self.whole(layer)
            found = self._made("parts", layer, lambda: by_mention(self.desk, self.rows, self._columns(layer), whole, self.against))
            anew = formed(self.desk, self.plan.model_copy(update={"layer": layer}), self.rows, self.groups, AGAINST)
            if anew is not None:
                found[:, len(self.items) :], self._follows[layer] = anew
            if self.timed:
                for column, told in told_by(self.desk, self.rows, self.items).items():
                    found[:, column] = np.where(told, AFFIRMS, ABSENT)
            self._by_mention[layer] = found
        return self._by_mention[layer]

    def spoken(self, layer: str, rows: Groups) -> States:
        """What some mentions (places of rows, ascending) say when no others are there: a copy is in the group of the first of its story among them."""
        found = self.parts(layer)[rows]
        if layer in self._follows:
            _, first, of = np.unique(self.rows.copies[rows], return_index=True, return_inverse=True)
            follows = self._follows[layer][rows]
            found[follows, len(self.items) :] = self.parts(layer)[rows[first[of]][follows], len(self.items) :]
        return found

    def estimates(self, states: States, rule: str = "") -> Numbers:
        """The estimate of every claim."""
        return self.shape.estimates(self.shape.tally(states, rule or self.rule))

    # --- the estimates again

    def on(self, layer: str) -> Numbers:
        """Of everybody, on a layer."""
        return self.estimates(self.whole(layer))

    def of(self, layer: str, kept: Bools, counting: str = PEOPLE, rules: Sequence[str] = ("",)) -> list[Numbers]:
        """Of the mentions that are kept, under each rule of silence."""
        rows = np.flatnonzero(kept)
        states = self.parts(layer)[rows] if counting == EVERY_ACCOUNT else reduced(self.spoken(layer, rows), self.rows.case[rows])
        return [self.estimates(states, rule) for rule in rules]

    def sampled(self, samples: Sequence[Groups]) -> Numbers:
        """Of each sample of who is one person; a sample has for each case the place of one that stands for its person."""
        whole = self.whole(self.plan.layer)
        return np.array([self.estimates(reduced(whole, draw, self.exclusive)) for draw in samples])

    def without(self, keys: Mapping[str, Sequence[int]]) -> dict[str, Numbers]:
        """Without the rows of each key, one key at a time."""
        layer = self.plan.layer
        return without_each(self.shape, lambda rows: self.spoken(layer, rows), self.rows.case, keys, self.rule)

    def counted_by_account(self) -> list[tuple[str, Numbers]]:
        """Every account for itself, if that is another way of counting."""
        return [(EVERY_ACCOUNT, self.estimates(self.parts(self.plan.layer)))]

    # --- the axes

    def axes(self) -> Iterator[Axis]:
        """Every way of doubting that this material allows."""
        base = self.plan.layer
        completed = {done.coder for done in self.desk.material.completions if done.layer is Layer.CODER}
        coders = sorted(completed)
        layers = [name for name in (AUTO, Layer.ADJUDICATED.value, Layer.CONSENSUS.value, *coders) if self._says(name)]
        yield from self._axis("layer", [(name, self.on(name)) for name in layers if name != base])
        if len(coders) > 1 and base == AUTO:
            yield from self._axis("coder", [(name, self.on(f"{WITHOUT}{name}")) for name in coders])
        samples = self._samples()
        if len(samples):
            yield Axis(SAMPLES, (), self.sampled(samples))
        scale = grades(self.desk, self.rows)
        kept = [np.array([good(grade) for grade in scale], dtype=np.bool_) for _, good in THRESHOLDS]
        stricter = [(name, mask) for (name, _), mask in zip(THRESHOLDS, kept, strict=True)][1:]
        yield from self._axis("credibility", [(name, self.of(base, mask)[0]) for name, mask in stricter])
        yield from self._axis("duplicates", self.counted_by_account())
        others = [rule for rule in self.rules if rule != self.rule]
        yield from self._axis("silence", [(rule, self.estimates(self.whole(base), rule)) for rule in others])
        outside = free(self.desk, self.rows)
        for name, mask in (("custody", outside), ("translated", originals(self.desk, self.rows))):
            if not mask.all():
                yield from self._axis(name, [("out", self.of(base, mask)[0])])
        yield from self._leaving_out()
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

    def _leaving_out(self) -> Iterator[Axis]:
        """Without each source, story and country. A story that another source copied is still told without the one it comes from."""
        known = publishers(self.desk)
        for axis, of in (
            ("source", known.left_out_with),
            ("family", lambda name: self.desk.root.get(name, name)),
            ("country", lambda name: known.country(name) or NO_COUNTRY),
        ):
            keys = keyed(self.rows, of)
            if len(keys) > 1:
                yield from self._axis(axis, list(self.without(keys).items()))

    def _specifications(self, kept: Sequence[Bools], outside: Bools) -> Iterator[Axis]:
        """5 thresholds x custody in or out x 2 ways of counting x 3 of resolving x 3 of silence: 180 defensible analyses, the finding one of them."""
        every = np.ones(len(outside), dtype=np.bool_)
        itself = " · ".join((THRESHOLDS[0][0], "custody in", PEOPLE, RESOLUTIONS[0][1], self.rule)) if self.plan.layer == AUTO else ""
        found = []
        for (threshold, good), (where, mask) in product(
            zip(THRESHOLDS, kept, strict=True), (("custody in", every), ("custody out", outside))
        ):
            for counting, (layer, resolved) in product(COUNTING, RESOLUTIONS):
                estimates = self.of(layer, good & mask, counting, self.rules)
                labels = [" · ".join((threshold[0], where, counting, resolved, rule)) for rule in self.rules]
                found += [(label, numbers) for label, numbers in zip(labels, estimates, strict=True) if label != itself]
        yield from self._axis(SPECIFICATION, found)


ONE_RULE = ("timeline", "credibility")
"""Kinds of entry that know one rule of silence."""


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
