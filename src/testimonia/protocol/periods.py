"""Periods as an analysis plan names them: `2015`, `2015-Q3`, `2015-07`."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PATTERN = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)))?", re.ASCII)


def period_name(day: date, unit: str) -> str:
    """The month, quarter or year in which a day lies."""
    if unit == "year":
        return f"{day.year:04d}"
    return f"{day.year:04d}-{day.month:02d}" if unit == "month" else f"{day.year:04d}-Q{(day.month + 2) // 3}"


def period_days(name: str, unit: str) -> tuple[date, date] | None:
    """The first and the last day of a period of a unit (month, quarter or year); None where the name is none of that unit."""
    found = _PATTERN.fullmatch(name)
    if found is None:
        return None
    year, quarter, month = int(found["year"]), found["quarter"], found["month"]
    if (unit == "quarter") != bool(quarter) or (unit == "month") != bool(month) or not year:
        return None
    first = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
    if not 1 <= first <= 12:  # noqa: PLR2004 - months
        return None
    last = first + _MONTHS[unit] - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
