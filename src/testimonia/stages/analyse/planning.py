"""How many cases a study will need for an interval of a given width, and how many hours of coding that is at its own pace."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from testimonia.domain.decisions import Completion
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import Layer
from testimonia.errors import UsageError
from testimonia.stages.analyse.method.planner import (
    LARGEST,
    Pace,
    cases_for_difference,
    cases_for_none,
    cases_for_width,
    hours_of_coding,
    pace,
)
from testimonia.store.log import LogRow
from testimonia.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedParams:
    """What is planned: an interval ``width`` percentage points wide around an expected ``share`` (per cent).

    ``minutes`` of work on one unit stand in where the study's own pace is not known; ``coders`` code each case.
    """

    width: float
    share: float = 50.0  # the widest interval that any share has: whoever expects nothing is on the safe side
    level: float = 0.95
    coders: int = 2  # the rule of dataset teams: every case is coded twice
    minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedReport:
    """The cases needed, those there are, and the hours of coding the rest; ``hours`` is (quick, usual, slow), None without a pace.

    ``cases`` is for one share of everybody, ``in_each_group`` for the difference of two equal groups, ``none`` for a code that nobody has
    to have an upper bound of half the width. ``units`` are the texts and forms that a coder finishes for one case.
    """

    width: float
    share: float
    level: float
    coders: int
    cases: int
    in_each_group: int
    none: int
    there: int
    units: float
    pace: Pace | None
    hours: tuple[float, float, float] | None

    def lines(self) -> list[str]:
        """The report in words."""
        missing = max(0, self.cases - self.there)
        said = [
            f"For a {self.level:.0%} interval {self.width:g} points wide around {self.share:g} %: {self.cases} cases coded to the end.",
            f"There are {self.there}{f'; {missing} more are needed' if missing else ', which is enough'}.",
            f"For a difference of two groups of the same size, as closely: {self.in_each_group} cases in each group.",
            f"For saying that what nobody has is rarer than {self.width / 2:g} %: {self.none} cases.",
        ]
        if self.hours is None:
            said.append(
                "How long coding takes is not known yet: fewer than five units were finished one after the other. Say it with --minutes."
            )
            return said
        low, middle, high = self.hours
        span = f" ({low:.0f} to {high:.0f})" if round(low) != round(high) else ""
        said.append(f"Coding the {missing} more by {self.coders} coders each: about {middle:.0f} hours{span}.")
        if self.pace is not None:
            said.append(
                f"That is {self.pace.median:.0f} minutes a unit (middle half: {self.pace.low:.0f} to {self.pace.high:.0f}; {self.pace.units}"
                f" units finished in sittings), {self.units:.1f} units a case."
            )
        return said

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        seen = self.pace
        return {
            "width": self.width,
            "share": self.share,
            "level": self.level,
            "coders": self.coders,
            "cases": self.cases,
            "in_each_group": self.in_each_group,
            "none": self.none,
            "there": self.there,
            "units_per_case": self.units,
            "minutes_per_unit": None if seen is None else [seen.low, seen.median, seen.high],
            "hours": None if self.hours is None else list(self.hours),
        }


def need(study: Study, params: NeedParams) -> NeedReport:
    """How many cases and hours an interval of this width takes. Looks only.

    The pace is that of everybody together: the minutes between units that one coder finished in one sitting, also in rounds still blind,
    of which this tells nothing but the time.

    Raises:
        UsageError: a width, share, level, number of coders or of minutes that nothing can be planned with; which, and what may be given.
    """
    _check(params)
    width, share = params.width / 100, params.share / 100
    try:
        cases = cases_for_width(width, share, params.level)
        groups = cases_for_difference(width, share, share, params.level)
        none = cases_for_none(width / 2, params.level)
    except ValueError:
        raise UsageError(
            f"An interval only {params.width:g} percentage points wide would take more than {LARGEST:,} cases.",
            "Allow a wider one: with tens to hundreds of cases, intervals of 10 to 30 points are what published testimony can give.",
        ) from None
    with study.read() as view:
        history = view.history(Completion)
        done = [row for row in view.records(Completion) if row.layer is Layer.CODER]
        people = view.left_by(run, Case) if (run := view.run("resolve") or view.latest("resolve")) else []
    people = [case for case in people if case.kind.value == "person"]
    of_account: dict[str, set[str]] = defaultdict(set)
    for case in people:
        for account in case.accounts:
            of_account[account].add(case.id)
    reached: dict[str, set[str]] = defaultdict(set)
    finished: dict[str, int] = defaultdict(int)
    for record in done:
        if record.account in of_account:
            reached[record.coder] |= of_account[record.account]
            finished[record.coder] += 1
    units = fmean(finished[coder] / len(reached[coder]) for coder in finished) if finished else 1.0
    seen = pace(_sittings(history).values())
    there = len(set().union(*reached.values())) if reached else 0
    missing = max(0, cases - there)
    each: tuple[float, ...] = (seen.low, seen.median, seen.high) if seen is not None else ()
    if params.minutes is not None:
        seen, each = None, (params.minutes,) * 3
    hours = [hours_of_coding(missing, one * units, params.coders) for one in each]
    return NeedReport(
        width=params.width,
        share=params.share,
        level=params.level,
        coders=params.coders,
        cases=cases,
        in_each_group=groups,
        none=none,
        there=there,
        units=units,
        pace=seen,
        hours=(hours[0], hours[1], hours[2]) if hours else None,
    )


def _check(params: NeedParams) -> None:
    """Refuse what nothing can be planned with, in the words of a study."""
    half = "for example 20: a share of 50 % would then be told as 40 to 60 %"
    if not 0 < params.width < 100:  # noqa: PLR2004 - per cent
        raise UsageError(
            f"An interval cannot be {params.width:g} percentage points wide.",
            f"Say how wide it may be at most, above 0 and below 100, {half}.",
        )
    if not 0 <= params.share <= 100:  # noqa: PLR2004 - per cent
        raise UsageError(
            f"No share of the cases can be {params.share:g} %.",
            "Give the share that you expect, from 0 to 100 %. If you expect nothing in particular leave it at 50 %, which takes the most cases.",
        )
    if not 0 < params.level < 1:
        raise UsageError(f"An interval cannot have a confidence of {params.level:.4g}.", "Give a level between 0 and 1, for example 0.95.")
    if params.coders < 1:
        raise UsageError(
            "Somebody has to code each case.",
            "Give how many people code a case: 1, or 2 if every case is coded twice to measure agreement.",
        )
    if params.minutes is not None and params.minutes < 0:
        raise UsageError(
            f"Coding cannot take {params.minutes:g} minutes.",
            "Give the minutes that one text or form takes, or none: then the pace of the coding done so far is taken.",
        )


def _sittings(history: list[LogRow]) -> dict[str, list[float]]:
    """When each coder finished something, in minutes."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in history:
        if not row.retract:
            moment = datetime.fromisoformat(row.stated or row.at)
            found[row.author or row.by].append(moment.timestamp() / 60)
    return found
