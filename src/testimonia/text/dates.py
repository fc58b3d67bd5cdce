"""Interval dates: what a text says about when, kept as exactly and as vaguely as it says it (EDTF, ISO 8601-2:2019).

The subset of levels 0 and 1 that accounts need: day, month, season, year, decade, unspecified day or month, approximate
(``~``), uncertain (``?``), both (``%``), intervals and open ends. Source: https://www.loc.gov/standards/datetime/
Dates are Gregorian, years 1 to 9999. Both ends of an interval are *inclusive*, as in EDTF.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from testimonia.errors import InputError

Precision = Literal["day", "month", "season", "year", "decade", "interval", "unknown"]

_FORMS = (
    "2015, 2015-03, 2015-03-14, 2015-21 (spring; 22 summer, 23 autumn, 24 winter), 201X, 2015?, 2015~, "
    "2015-03/2015-08, ../2015, 2015/.. or XXXX"
)
_PATTERN = re.compile(r"(?P<year>\d{3}[\dX])(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<flag>[?~%]?)", re.ASCII)
# Northern, meteorological (quarters of whole months), winter running into the next year as it does in "winter 2015/16".
# A text that says "winter 2015" and means January must be coded as an interval.
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """The days on which something may have happened: from ``earliest`` to ``latest``, both included; ``None`` is open.

    ``precision`` says in which unit the text speaks, ``interval`` that it gives two ends, ``unknown`` that it gives
    nothing. ``approximate`` ("about 2015") and ``uncertain`` ("2015, if I remember") are kept as flags; they do not
    widen the bounds, because by how much is nowhere said. Raises ``InputError`` when the bounds are in the wrong order
    or are not exactly the unit that ``precision`` names.
    """

    earliest: date | None
    latest: date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False

    def __post_init__(self) -> None:
        """Refuse a date that could not be written down."""
        if self.earliest and self.latest and self.earliest > self.latest:
            raise InputError(f"{self.earliest} to {self.latest} ends before it begins.", "Put the earlier date first.")
        if self.precision == "unknown":
            fits = self.earliest is None and self.latest is None and not (self.approximate or self.uncertain)
        elif self.precision == "interval":
            fits = self.earliest is not None or self.latest is not None
        else:
            fits = self.earliest is not None and self.latest == _unit_end(self.earliest, self.precision)
        if not fits:
            raise InputError(f"{self.earliest} to {self.latest} is no date of precision {self.precision!r}.", f"Use parse_edtf: {_FORMS}.")


def parse_edtf(s: str) -> Interval:
    """Read an EDTF date of the supported subset; white space around it is ignored.

    An empty end of an interval (``2015/``) is read as an open one (``2015/..``), ``../..`` as unknown. ``InputError``,
    which names the possible forms, on anything else: an impossible day, an end before its start, other EDTF levels.
    """
    text = s.strip()
    if text in ("XXXX", "../..", "/"):
        return Interval(None, None, "unknown")
    if "/" not in text:
        return _parse_point(text)
    left, _, right = text.partition("/")  # a second slash stays in the right half, which then is no date
    first, last = (None if end in ("", "..") else _parse_point(end) for end in (left, right))
    known = [end for end in (first, last) if end]
    return Interval(
        first.earliest if first else None,
        last.latest if last else None,
        "interval",
        any(end.approximate for end in known),
        any(end.uncertain for end in known),
    )


def known_date(s: str | None) -> Interval:
    """As :func:`parse_edtf`; nothing, and what cannot be read, is an unknown date. For dates that pages state of themselves."""
    try:
        return parse_edtf(s) if s else Interval(None, None, "unknown")
    except InputError:
        return Interval(None, None, "unknown")


def last_day(moments: Iterable[str | None]) -> date | None:
    """The last day on which any of some moments may have been, each a time of ISO 8601 or EDTF (a person may have declared a year alone).

    None where there is none, or one of them does not say when: then any day may have been the last.
    """
    days = [_last(moment or "") for moment in moments]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _last(moment: str) -> date | None:
    try:
        return datetime.fromisoformat(moment).date()
    except ValueError:
        return known_date(moment).latest


def format_edtf(interval: Interval) -> str:
    """The interval as EDTF, such that ``parse_edtf`` gives the same interval again.

    Ends of an interval are written as years or months when both are whole ones. Raises nothing.
    """
    flag = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}[interval.approximate, interval.uncertain]
    earliest, latest = interval.earliest, interval.latest
    if interval.precision == "interval":
        size = _coarsest(earliest, latest)
        return f"{_write(earliest, size, flag)}/{_write(latest, size, flag)}"
    if earliest is None:
        return "XXXX"
    if interval.precision == "decade":
        return f"{earliest.year // 10:03d}X{flag}"
    if interval.precision == "season":
        season = next(number for number, month in _SEASONS.items() if month == earliest.month)
        return f"{earliest.year:04d}-{season}{flag}"
    return _write(earliest, interval.precision, flag)


def surely_before(a: Interval, b: Interval) -> bool:
    """Whether a lies before b on any reading of the two: a's last day is earlier than b's first. Open ends are never sure.

    Goes by the bounds as coded; look at ``approximate`` and ``uncertain`` before leaning on it.
    """
    return a.latest is not None and b.earliest is not None and a.latest < b.earliest


def possibly_before(a: Interval, b: Interval) -> bool:
    """Whether a may lie before b: some day of a is earlier than some day of b. An open end allows everything."""
    return a.earliest is None or b.latest is None or a.earliest < b.latest


def overlaps(a: Interval, b: Interval) -> bool:
    """Whether both may be the same day: neither is surely before the other."""
    return not surely_before(a, b) and not surely_before(b, a)


def share_within(interval: Interval, start: date, end: date) -> float:
    """The share (0 to 1) of an interval's days that lie from ``start`` to ``end``, both included.

    A case known only as 2015 counts 31/365 in January 2015: spread evenly, so that the shares of a year's months add up
    to one. Raises ``InputError`` when ``end`` is before ``start`` or the interval is open (there is nothing to spread over).
    """
    if end < start:
        raise InputError(f"The window from {start} to {end} ends before it begins.", "Put the earlier date first.")
    if interval.earliest is None or interval.latest is None:
        raise InputError("An open or unknown date cannot be spread over days.", "Count it as undated, or code both ends.")
    shared = (min(interval.latest, end) - max(interval.earliest, start)).days + 1
    return max(0, shared) / ((interval.latest - interval.earliest).days + 1)


def lag_days(a: Interval, b: Interval) -> tuple[int | None, int | None]:
    """The fewest and the most days from a to b (negative: b first); ``None`` where an open end sets no limit."""
    fewest = (b.earliest - a.latest).days if b.earliest and a.latest else None
    most = (b.latest - a.earliest).days if b.latest and a.earliest else None
    return fewest, most


def at_precision(interval: Interval, precision: Literal["month", "year"]) -> str:
    """The date as EDTF, no finer than months or years: what may be published of it.

    Never narrower than the interval itself; what is coarser already stays as it is; the flags stay. Raises nothing.
    """
    if interval.precision in ("unknown", "decade", "year") or (interval.precision, precision) in (("month", "month"), ("season", "month")):
        return format_edtf(interval)
    earliest = interval.earliest and _unit_start(interval.earliest, precision)
    latest = interval.latest and _unit_end(_unit_start(interval.latest, precision), precision)
    one = earliest is not None and latest == _unit_end(earliest, precision)
    return format_edtf(Interval(earliest, latest, precision if one else "interval", interval.approximate, interval.uncertain))


def _parse_point(text: str) -> Interval:
    """A single date of any precision."""
    match = _PATTERN.fullmatch(text)
    if not match:
        raise _not_a_date(text)
    year, month, day, flag = match["year"], match["month"], match["day"], match["flag"]
    precision: Precision = "day"
    if year.endswith("X"):
        precision, year = "decade", year[:3] + "0"
        if month:
            raise _not_a_date(text)
    elif month in (None, "XX"):
        precision = "year"
        if day not in (None, "XX"):
            raise _not_a_date(text)
    elif int(month) in _SEASONS:
        precision = "season"
        if day:
            raise _not_a_date(text)
        month = str(_SEASONS[int(month)])
    elif day in (None, "XX"):
        precision = "month"
    try:
        # The decade 000X begins in a year that the calendar of ``datetime`` does not have.
        first = date(int(year), int(month) if month not in (None, "XX") else 1, int(day) if day not in (None, "XX") else 1)
    except ValueError as error:
        raise _not_a_date(text) from error
    return Interval(first, _unit_end(first, precision), precision, flag in ("~", "%"), flag in ("?", "%"))


def _not_a_date(text: str) -> InputError:
    return InputError(f"{text!r} is not a date that testimonia can read.", f"Write it as {_FORMS}.")


def _unit_start(day: date, precision: Precision) -> date:
    """The first day of the month or year a day lies in."""
    return day.replace(day=1) if precision == "month" else day.replace(month=1, day=1)


def _unit_end(first: date, precision: Precision) -> date | None:
    """The last day of the unit that begins on a day, or ``None`` when no such unit begins there."""
    if precision == "day":
        return first
    months = {"month": 1, "season": 3, "year": 12, "decade": 120}[precision]
    begins = {
        "month": True,
        "season": first.month in _SEASONS.values(),
        "year": first.month == 1,
        "decade": first.month == 1 and first.year % 10 == 0,
    }
    if first.day != 1 or not begins[precision]:
        return None
    last = first.year * 12 + first.month - 1 + months - 1  # the unit's last month, counted from year 0
    if last >= (date.max.year + 1) * 12:
        return date.max  # winter of the last year the calendar holds
    return date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])


def _coarsest(earliest: date | None, latest: date | None) -> Precision:
    """The coarsest unit in which both ends of an interval can be written."""
    sizes: tuple[Precision, ...] = ("year", "month")
    for size in sizes:
        starts = earliest is None or earliest == _unit_start(earliest, size)
        ends = latest is None or latest == _unit_end(_unit_start(latest, size), size)
        if starts and ends:
            return size
    return "day"


def _write(day: date | None, precision: Precision, flag: str) -> str:
    """One end of an interval, or a plain date."""
    if day is None:
        return ".."
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)] + flag
