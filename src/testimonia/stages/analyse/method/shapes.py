"""The estimates of pairs and of time, from counts that add up over cases; those of shares stand in ``grid``.

A date is a column like a code: two mentions that give one date are one date of a person, and a case has those of all its mentions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from testimonia.protocol import PUBLISHED, Plan, period_days
from testimonia.stages.analyse.method.grid import AFFIRMS, Bools, Claim, Numbers, States, having
from testimonia.stages.analyse.method.states import AGAIN
from testimonia.stages.analyse.method.timeline import months_between, read_date, weights_of
from testimonia.text import Interval, surely_before

NEVER = -700.0
"""The logarithm of no chance at all: its exponential is the smallest float, and adds nothing."""
LIFT, CHANGE, PEOPLE, EVENTS, LAG = "lift", "change", "people", "events", "lag"
CORROBORATION, TWICE, CONTRADICTIONS = "corroboration", "told-twice", "contradictions"
"""What claims beyond shares estimate: the sorts of a :class:`Claim`."""


@dataclass(frozen=True, slots=True)
class PairShape:
    """How many times as often two things stand together as by chance: n both / (first second), over the cases in which both count."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]

    def tally(self, states: States, rule: str) -> tuple[Numbers, ...]:
        """Of each pair the cases with both, with the first, with the second, and all."""
        have, counted = having(states, rule)
        has = have & counted
        both, one, every = _common(has, has), _common(has, counted), _common(counted, counted)
        at, to = self.first, self.second
        return both[at, to], one[at, to], one[to, at], every[at, to]

    def estimates(self, tally: Sequence[Numbers]) -> Numbers:
        """The lift of each pair."""
        both, first, second, every = tally
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Numbers = np.where((first > 0) & (second > 0), both * every / (first * second), np.nan)
        return found


def _common(one: Bools, two: Bools) -> Numbers:
    """In how many rows each column of the one and each of the other stand together.

    Of many rows by counting bits, which takes a fraction of a product of matrices and no more than one core.
    """
    if len(one) < FEW:
        product: Numbers = one.T.astype(np.float64) @ two.astype(np.float64)
        return product
    if two.all():
        return np.repeat(np.count_nonzero(one, axis=0).astype(np.float64)[:, np.newaxis], two.shape[1], axis=1)
    bits, others = _packed(one), _packed(two)
    return np.array([np.bitwise_count(others & row).sum(axis=1) for row in bits], dtype=np.float64)


def _packed(have: Bools) -> NDArray[np.uint64]:
    bits = np.ascontiguousarray(np.packbits(have, axis=0).T)
    return np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))).view(np.uint64)


FEW = 256
"""Rows below which a product is quicker."""


@dataclass(frozen=True, slots=True)
class _Event:
    """The columns of one date: which they are, how likely each is to lie outside a stretch of time (logarithms), and the share inside."""

    columns: NDArray[np.intp]
    outside: Numbers
    inside: Numbers
    earliest: bool

    def dates(self, states: States) -> Bools:
        """Which rows have which of the dates; of publication the earliest alone."""
        found: Bools = states[:, self.columns] == AFFIRMS
        if self.earliest and found.size:
            first = np.zeros_like(found)
            first[np.arange(len(found)), found.argmax(axis=1)] = True
            found &= first
        return found


@dataclass(frozen=True, slots=True)
class _Lag:
    """From the last date of one event to the first of another: for each two columns the place of the months between (-1: out of order)."""

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    place: NDArray[np.intp]
    months: Numbers

    def counts(self, states: States) -> Numbers:
        """How many cases wait how long."""
        one, two = states[:, self.start] == AFFIRMS, states[:, self.end] == AFFIRMS
        known = one.any(axis=1) & two.any(axis=1) if one.shape[1] and two.shape[1] else np.zeros(len(states), dtype=np.bool_)
        last = one.shape[1] - 1 - one[known][:, ::-1].argmax(axis=1) if known.any() else np.empty(0, dtype=np.intp)
        first = two[known].argmax(axis=1) if known.any() else last
        found = self.place[last, first]
        return np.bincount(found[found >= 0], minlength=len(self.months)).astype(np.float64)

    def median(self, counts: Numbers) -> float:
        """The middle of the months; NaN where nobody has both dates."""
        many = round(float(counts.sum()))
        if not many:
            return float("nan")
        running = np.cumsum(counts) + 0.5  # counts are whole, whatever was taken out and put back
        ends = [int(np.searchsorted(running, at + 1)) for at in ((many - 1) // 2, many // 2)]
        return float(self.months[ends].mean())


class TimeShape:
    """How many people (and entries or exits) lie in each period, how rates changed, and how long people waited."""

    def __init__(
        self, plan: Plan, claims: Sequence[Claim], names: Sequence[tuple[str, str, str]], items: Sequence[str], until: date | None
    ) -> None:
        """``names`` are what each claim is about: a date, a period, and the period before; ``items`` the columns, as ``date=EDTF``."""
        self.claims = claims
        spans = {item: _span(item, until) for item in items}
        dates = list(dict.fromkeys(one for name, *_ in names for one in name.split(" to ")))
        ordered = {
            name: sorted((at for at, item in enumerate(items) if item.partition("=")[0] == name), key=lambda at: _early(spans[items[at]]))
            for name in dates
        }
        self._windows = {name: sorted({part for told, *periods in names if told == name for part in periods if part}) for name in dates}
        self._events = {
            name: _event(plan, name, ordered[name], [spans[items[at]] for at in ordered[name]], self._windows[name]) for name in dates
        }
        self._where = [(name, self._place(name, period), self._place(name, before)) for name, period, before in names]
        self._days = [_days(plan, period, until) / max(1.0, _days(plan, before, until)) if before else 1.0 for _, period, before in names]
        lag = next((name for claim, (name, *_) in zip(claims, names, strict=True) if claim.sort == LAG), None)
        self._lag = _lag(items, spans, *lag.split(" to ")) if lag else None

    def _place(self, name: str, period: str) -> int:
        return self._windows[name].index(period) if period else -1

    def tally(self, states: States, rule: str) -> tuple[Numbers, ...]:
        """Of each date how many people, and how many dates, each period holds; then the waits. Silence is no date, whatever the rule."""
        del rule
        found: list[Numbers] = []
        for event in self._events.values():
            dates = event.dates(states).astype(np.float64)
            found += [(1.0 - np.exp(dates @ event.outside)).sum(axis=0), (dates @ event.inside).sum(axis=0)]
        return (*found, self._lag.counts(states)) if self._lag else tuple(found)

    def estimates(self, tally: Sequence[Numbers]) -> Numbers:
        """The estimate of every claim."""
        place = {name: 2 * n for n, name in enumerate(self._events)}
        found = np.empty(len(self.claims))
        for n, (claim, (name, period, before)) in enumerate(zip(self.claims, self._where, strict=True)):
            if claim.sort == LAG and self._lag is not None:
                found[n] = self._lag.median(tally[-1])
            elif claim.sort == CHANGE:
                one, two = tally[place[name]][before], tally[place[name]][period]
                found[n] = two / one / self._days[n] if one > _ROUNDING else np.nan
            else:
                counts = tally[place[name] + (claim.sort == EVENTS)]
                found[n] = round(counts[period], 9) if counts.sum() > _ROUNDING else np.nan  # nobody gives this date at all
        return np.where(np.abs(found) < _ROUNDING, 0.0, found)


_ROUNDING = 1e-9
"""What is left of nobody when chances are taken out and put back."""


def _span(item: str, until: date | None) -> Interval:
    found = read_date(item.partition("=")[2].rstrip(AGAIN), until)
    if found is None:
        raise ValueError(f"no date: {item}")
    return found


def _early(span: Interval) -> tuple[date, date]:
    return span.earliest or date.max, span.latest or date.max


def _late(span: Interval) -> tuple[date, date]:
    return span.latest or date.min, span.earliest or date.min


def _days(plan: Plan, period: str, until: date | None) -> float:
    days = period_days(period, plan.period)
    if days is None:
        return 1.0
    last = days[1] if until is None else min(days[1], until)
    return (last - days[0]) / timedelta(days=1) + 1.0


def _event(plan: Plan, name: str, columns: Sequence[int], spans: Sequence[Interval], periods: Sequence[str]) -> _Event:
    weights = [weights_of([span], plan.period)[0] for span in spans]
    inside = np.array([[weight.get(period, 0.0) for period in periods] for weight in weights]).reshape(len(columns), len(periods))
    outside = np.log(np.maximum(1.0 - inside, np.exp(NEVER)))
    return _Event(np.array(columns, dtype=np.intp), outside, inside, name == PUBLISHED)


def _lag(items: Sequence[str], spans: Mapping[str, Interval], one: str, two: str) -> _Lag:
    start = sorted((at for at, item in enumerate(items) if item.partition("=")[0] == one), key=lambda at: _late(spans[items[at]]))
    end = sorted((at for at, item in enumerate(items) if item.partition("=")[0] == two), key=lambda at: _early(spans[items[at]]))
    place = np.full((len(start), len(end)), -1, dtype=np.intp)
    waits = {}
    for row, first in enumerate(start):
        for column, second in enumerate(end):
            before, after = spans[items[first]], spans[items[second]]
            if not surely_before(after, before):
                waits[row, column] = sum(months_between(before, after)) / 2
    found = {months: n for n, months in enumerate(sorted(set(waits.values())))}
    for (row, column), months in waits.items():
        place[row, column] = found[months]
    return _Lag(np.array(start, dtype=np.intp), np.array(end, dtype=np.intp), place, np.array(list(found), dtype=np.float64))
