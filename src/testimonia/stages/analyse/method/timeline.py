"""When people joined, left, spoke and were heard; how long between; and whether one period had more than another.

A date that is known roughly is spread: somebody who left "in 2015" counts a twelfth in each of its months, as far as they lie before the
last day of collecting: what had been told by then had happened by then. People and exits are counted apart, since people leave more than once: a person counts in a period with the chance that at least one of their exits lies in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import prod
from statistics import median
from typing import Any

from testimonia.domain.results import Measure
from testimonia.errors import InputError
from testimonia.protocol import PUBLISHED, period_days, period_name
from testimonia.protocol.analysis import EPISODE_DATES
from testimonia.stages.analyse.method.exact import SMALLEST_TESTED
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.quantiles import median_interval
from testimonia.stages.analyse.method.rates import poisson_interval, rate_change
from testimonia.stages.analyse.method.states import AGAIN, Answer, State, dates_answer
from testimonia.text import Interval, parse_edtf, share_within, surely_before

MONTH = 365.2425 / 12
"""Days of a month, on average of the Gregorian calendar."""
LONGEST = timedelta(days=366 * 20)
"""A date that may lie within more than twenty years says nothing about when."""
EVENTS = {"joined": "entries", "left": "exits"}
"""What the episodes of people are called when they, and not the people, are counted."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of one event for each case that has any, and the cases whose date is not stated, or not clear."""

    dates: Mapping[str, tuple[Interval, ...]]
    silent: tuple[str, ...]
    unclear: tuple[str, ...]


def timeline(desk: Desk, frame: Frame) -> list[Measure]:
    """Counts of every date by period (``people``, and ``entries`` or ``exits`` of episodes), a ``lag`` and, if asked for, a ``change``."""
    plan = frame.plan
    dated = {name: dates_of(desk, frame, name) for name in dict.fromkeys((*plan.dates, *plan.lag))}
    if not any(found.dates or found.silent or found.unclear for name, found in dated.items() if name != PUBLISHED):
        return []
    rows: list[Measure] = []
    for name in plan.dates:
        rows += _counts(frame, name, dated[name])
    rows += _lag(frame, dated[plan.lag[0]], dated[plan.lag[1]])
    if plan.change is not None:
        rows += [row for name in plan.dates for row in _change(frame, name, dated[name], plan.change, desk.material.until)]
    return rows


def dates_of(desk: Desk, frame: Frame, name: str) -> Dated:
    """When an event happened to each case of an entry; nothing happened after the last day of collecting."""
    until = desk.material.until
    dates: dict[str, tuple[Interval, ...]] = {}
    silent, unclear = [], []
    for case in frame.cases:
        if name == PUBLISHED:
            known = [desk.account[account].published for account in desk.tellers(case) if account in desk.account]
            firsts = [found for text in known if text and (found := read_date(text, until)) is not None]
            answer: Answer | None = Answer(frozenset({"published"})) if firsts else Answer()
            spans = [min(firsts, key=lambda one: (one.earliest or date.max, one.latest or date.max))] if firsts else []
        else:
            answer = dates_answer(desk, case.id, name, frame.plan.layer)
            spans = (
                [found for text in sorted(answer.values) if (found := read_date(text.rstrip(AGAIN), until)) is not None] if answer else []
            )
        if answer is None:
            continue
        if spans:
            dates[case.id] = tuple(spans)
        elif answer.values or answer.without is State.UNCLEAR:
            unclear.append(case.id)
        elif answer.without is State.SILENT:
            silent.append(case.id)
    return Dated(dates, tuple(silent), tuple(unclear))


def read_date(text: str, until: date | None) -> Interval | None:
    """A date with two ends, the second not after ``until``; None where it has not, or nobody can read it."""
    try:
        found = parse_edtf(text)
    except InputError:
        return None
    if found.earliest is None or found.latest is None or found.latest - found.earliest > LONGEST:
        return None
    if until is not None and found.earliest <= until < found.latest:
        return replace(found, latest=until, precision="interval")
    return found


# --- counts


def _counts(frame: Frame, name: str, dated: Dated) -> list[Measure]:
    weights = {case: weights_of(spans, frame.plan.period) for case, spans in dated.dates.items()}
    periods = sorted({period for by_span in weights.values() for span in by_span for period in span})
    wanted = ["people", *([EVENTS[name]] if name in EPISODE_DATES else [])]
    rows = []
    for what in wanted:
        for period in periods:
            parts = {case: _part(by_span, period, people=what == "people") for case, by_span in weights.items()}
            inside = {case: part for case, part in parts.items() if part > 0}
            total = round(sum(inside.values()), 9)
            low, high = poisson_interval(total, level=frame.plan.level)
            rows.append(
                frame.row(
                    what, item=name, group=period, unit="count", estimate=total, low=low, high=high, k=total, n=len(dated.dates),
                    not_stated=len(dated.silent), unclear=len(dated.unclear), method=f"Garwood {frame.plan.level:.0%}", denominator="stated",
                    evidence=tuple(sorted(inside)), note=_rough(inside, total),
                )
            )  # fmt: skip
    return rows


def _rough(inside: Mapping[str, float], total: float) -> str:
    sure = sum(part > 1 - 1e-9 for part in inside.values())
    return "" if sure == len(inside) else f"{sure} surely; {len(inside)} possibly; {total:.1f} expected"


def weights_of(spans: Sequence[Interval], unit: str) -> list[dict[str, float]]:
    """For each date the share of its days that lies in each period."""
    found = []
    for span in spans:
        first, last = span.earliest, span.latest
        parts: dict[str, float] = {}
        while first is not None and last is not None and first <= last:
            name = period_name(first, unit)
            days = period_days(name, unit) or (first, last)
            parts[name] = share_within(span, *days)
            first = days[1] + timedelta(days=1) if days[1] < date.max else None
        found.append(parts)
    return found


def _part(by_span: Sequence[Mapping[str, float]], period: str, *, people: bool) -> float:
    shares = [span.get(period, 0.0) for span in by_span]
    if not people:
        return sum(shares)
    return 1 - prod(1 - share for share in shares)


# --- the lag, and a change


def _lag(frame: Frame, start: Dated, end: Dated) -> list[Measure]:
    """The months between two dates: from the last one of the first event to the first one of the second."""
    lags: dict[str, tuple[float, float]] = {}
    reversed_: list[str] = []
    for case, spans in start.dates.items():
        if case not in end.dates:
            continue
        one = max(spans, key=lambda span: (span.latest or date.min, span.earliest or date.min))
        two = min(end.dates[case], key=lambda span: (span.earliest or date.max, span.latest or date.max))
        if surely_before(two, one):
            reversed_.append(case)
        else:
            lags[case] = months_between(one, two)
    known = set(start.dates) | set(start.silent) | set(start.unclear)
    name = " to ".join(frame.plan.lag)
    middles = sorted((low + high) / 2 for low, high in lags.values())
    interval = median_interval(middles, frame.plan.level) if middles else None
    rows = []
    if lags:
        least, most = (median(ends) for ends in zip(*lags.values(), strict=True))
        rows.append(
            frame.row(
                "lag", item=name, unit="months", estimate=median(middles), low=interval[0] if interval else None,
                high=interval[1] if interval else None, k=len(lags), n=len(known), not_stated=len(known) - len(lags) - len(reversed_),
                method=f"median, order statistics {frame.plan.level:.0%}", denominator="stated", evidence=tuple(sorted(lags)),
                note=f"between {least:.1f} and {most:.1f} as far as the dates are known"
                + ("" if interval else "; too few cases for an interval of that level"),
            )
        )  # fmt: skip
    if reversed_:
        rows.append(
            frame.row(
                "out-of-order", item=name, unit="count", estimate=float(len(reversed_)), k=len(reversed_), n=len(known), method="count",
                denominator="stated", evidence=tuple(sorted(reversed_)), note="The second date lies before the first: left out of the lag.",
            )
        )  # fmt: skip
    return rows


def months_between(one: Interval, two: Interval) -> tuple[float, float]:
    """The least and the most months between two dates; never less than none."""
    if one.earliest is None or one.latest is None or two.earliest is None or two.latest is None:
        raise ValueError("a date without an end")
    least, most = (two.earliest - one.latest).days, (two.latest - one.earliest).days
    return max(0.0, least / MONTH), max(0.0, most / MONTH)


def _change(frame: Frame, name: str, dated: Dated, periods: tuple[str, str], until: date | None) -> list[Measure]:
    """Whether the second period had more than the first, each person counted by the chance that one of their dates lies in it."""
    found = [period_days(period, frame.plan.period) for period in periods]
    if found[0] is None or found[1] is None:
        return []
    days = [(first, last if until is None else min(last, until)) for first, last in (found[0], found[1])]
    notes = [
        f"{period} is counted to {until}, the last day of collecting."
        for period, cut, whole in zip(periods, days, found, strict=True)
        if cut != whole
    ]
    told: dict[str, Any] = {
        "item": name, "group": periods[1], "other": periods[0], "unit": "ratio", "n": len(dated.dates), "other_n": len(dated.dates),
        "not_stated": len(dated.silent), "unclear": len(dated.unclear), "denominator": "stated",
    }  # fmt: skip
    if any(last < first for first, last in days):
        return [frame.row("change", method="none", note=f"Not compared: nothing was collected after {until}.", **told)]
    parts = [{case: part for case, spans in dated.dates.items() if (part := chance_within(spans, *window)) > 0} for window in days]
    one, two = (round(sum(part.values()), 9) for part in parts)
    exposure = [(last - first).days + 1.0 for first, last in days]
    change = rate_change(one, exposure[0], two, exposure[1], frame.plan.level)
    rough = {case for part in parts for case, share in part.items() if share < 1 - 1e-9}
    if rough:
        few = len(rough)
        notes.append(
            f"{few} {'is' if few == 1 else 'are'} dated roughly and {'counts' if few == 1 else 'count'} by the share of {'its' if few == 1 else 'their'} days."
        )
    if both := len(parts[0].keys() & parts[1].keys() - rough):
        notes.append(f"{both} {'has' if both == 1 else 'have'} a date in each period and {'counts' if both == 1 else 'count'} in both.")
    tested = one + two >= SMALLEST_TESTED
    if not tested:
        notes.append(f"Not tested: {one + two:.4g} people, and under {SMALLEST_TESTED} only intervals are shown.")
    finite = change.ratio is not None and change.ratio != float("inf")
    return [
        frame.row(
            "change", estimate=change.ratio if finite else None, low=change.low, high=change.high if change.high != float("inf") else None,
            p=change.p if tested else None, k=two, other_k=one,
            method=f"exact conditional{', by the share of days' if rough else ''} {frame.plan.level:.0%}",
            evidence=tuple(sorted(parts[1])), against=tuple(sorted(parts[0])), note=" ".join(["A day as likely as another.", *notes]), **told,
        )
    ]  # fmt: skip


def chance_within(spans: Sequence[Interval], first: date, last: date) -> float:
    """The chance that at least one of a person's dates lies in a stretch of days."""
    return 1 - prod(1 - share_within(span, first, last) for span in spans)
