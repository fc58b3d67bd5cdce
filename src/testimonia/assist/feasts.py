"""When a feast or a month of the Islamic calendar was in a year: people date by Easter, Ramadan and New Year's Eve more than by days.

``data/feasts.yaml`` says for each how it is reckoned; the tables of the languages hold its names. Islamic dates are those of the
tabular calendar, which may be a day or two off what was seen: so a feast is given by its month wherever it is longer than a day.

Sources: Meeus, Astronomical Algorithms (1991), ch. 8 (Easter); Reingold and Dershowitz, Calendrical Calculations (2018), ch. 7 (tabular
Islamic calendar). Both are Gregorian here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

_EPOCH = 227_014  # days before the first of the Islamic calendar, counted as `date.toordinal` counts
_NEAR = {"eve": (-1, -1), "before": (-14, -1), "after": (1, 14), "about": (-7, 7)}
"""Days from the first or last of a feast that "the week after Easter" may mean."""
Stretch = tuple[date, date]


@cache
def table() -> dict[str, dict[str, Any]]:
    """How each feast is reckoned."""
    text = files("testimonia.assist").joinpath("data", "feasts.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["feasts"]
    return found


def easter(year: int) -> date:
    """Easter Sunday of the western churches."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


def islamic(year: int, month: int, day: int) -> date:
    """The Gregorian day of a date of the tabular Islamic calendar."""
    ordinal = _EPOCH + 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return date.fromordinal(ordinal)


def stretches(feast: str, year: int) -> Iterator[Stretch]:
    """First and last day of a feast in a Gregorian year: one, or for the Islamic calendar none or two that begin in it."""
    says = table()[feast]
    if "islamic" in says:
        month, first, last = says["islamic"]
        guess = (year - 622) * 33 // 32
        for islamic_year in range(guess - 1, guess + 3):
            start = islamic(islamic_year, month, first)
            if start.year == year:
                yield start, islamic(islamic_year, month, last)
    elif "easter" in says:
        first, last = says["easter"]
        yield easter(year) + timedelta(first), easter(year) + timedelta(last)
    elif "weekday" in says:
        month, weekday, number = says["weekday"]
        start = date(year, month, 1)
        day = start + timedelta((weekday - start.weekday()) % 7 + 7 * (number - 1))
        yield day, day
    else:
        first, last = says["days"][0], says["days"][-1]
        yield date(year, *map(int, first.split("-"))), date(year, *map(int, last.split("-")))


@lru_cache(maxsize=4096)
def in_year(feast: str, year: int, near: str = "", *, by_islamic_year: bool = False, day: int | None = None) -> str | None:
    """A feast of a year as EDTF: its day, its month, or its months where it reaches into a second; None where it is twice or never.

    ``near`` moves it ("before", "after", "eve", "about"); ``day`` picks one day of an Islamic month of an Islamic year.
    """
    try:
        found = _of_islamic(feast, year, day) if by_islamic_year else list(stretches(feast, year))
    except ValueError:  # no such year
        return None
    return _edtf(*_moved(found[0], near)) if len(found) == 1 else None


def _of_islamic(feast: str, year: int, day: int | None) -> list[Stretch]:
    says = table()[feast].get("islamic")
    if says is None:
        return []
    month, first, last = says
    return [(islamic(year, month, day or first), islamic(year, month, day or last))]


def _moved(stretch: Stretch, near: str) -> Stretch:
    if near not in _NEAR:
        return stretch
    first, last = (timedelta(days) for days in _NEAR[near])
    if near in ("eve", "before"):
        return stretch[0] + first, stretch[0] + last
    return (stretch[0] + first, stretch[1] + last) if near == "about" else (stretch[1] + first, stretch[1] + last)


def _edtf(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    months = [f"{day.year:04d}-{day.month:02d}" for day in (first, last)]
    return months[0] if months[0] == months[1] else "/".join(months)
