"""When something was, as a sentence says it: plain dates, parts of years, feasts, and dates told from the day of publication.

Kinds of dates are those of the tables. ``{named}`` in a template is a month, a season or a feast; ``{yy}`` a year without its century.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from testimonia.assist.cues import Cues
from testimonia.assist.feasts import in_year, stretches
from testimonia.assist.plain import simplified
from testimonia.errors import InputError
from testimonia.text import Interval, format_edtf, parse_edtf

# 2018-03-14, 14.03.2018, 14/03/2018: the day comes first outside the United States, whose order the rules do not guess at.
_NUMERIC = (r"{year}-(?P<number>0[1-9]|1[0-2])(?:-[0-3][0-9])?(?![\w-])", r"(?<![\w.])[0-3]?[0-9][./](?P<number>0?[1-9]|1[0-2])[./]{year}")
_KINDS = (
    "full", "short", "ago", "later", "earlier", "before_last", "last_year", "this_year", "last_month", "this_month", "yesterday",
    "last_week", "weekday", "last", "next_year", "same_year", "same_month", "bare",
)  # fmt: skip
_LOOSE = ("{month}", "{season}", "{feast}")  # a month, a season or a feast of no year, whatever stands before it
_FROM_CONTEXT = ("same_year", "next_year", "later", "earlier", "same_month")
_WEEK, _SHORT = 7, 31  # days
_FIGURES = "(?:19|20)[0-9]{2}|(?:١٩|٢٠)[٠-٩]{2}"
_ISLAMIC = "1[34][0-9]{2}|١[٣٤][٠-٩]{2}"
_JOIN = "[ -]?"  # between a century and the rest of a year in words
_CENTURY, _GROWN = 100, 50  # a bare number from which on it is a year without its century: "in ninety-three"
_READ = 1 << 15  # sentences whose dates are kept: those of an account of a megabyte
_LONG_AGO = 60  # years or months: whoever says more tells of no account's time
_PARTS = {"early": (1, 3), "mid": (5, 8), "late": (10, 12)}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date in a sentence (plain offsets): how it is said and what it names; ``day`` is kept where the text has it."""

    start: int
    end: int
    kind: str
    year: int | None = None
    month: int | None = None
    season: int | None = None
    part: str | None = None
    day: int | None = None
    count: int | None = None
    unit: str | None = None
    half: bool = False
    feast: str | None = None
    near: str = ""
    islamic: bool = False
    weekday: int | None = None

    def edtf(self, published: Interval, context: When | None = None) -> str | None:
        """The date as EDTF, anchored at the publication (or, for "that autumn", at the date told before); None if it cannot be told."""
        try:
            return format_edtf(parse_edtf(self._said(published, context) or ""))
        except InputError:
            return None

    def _said(self, published: Interval, context: When | None) -> str | None:
        if self.kind == "full":
            return _write(self.year, self)
        if self.kind in _FROM_CONTEXT:
            return self._from_context(context)
        return None if published.latest is None else self._from_day(published, published.latest, context)

    def _from_day(self, published: Interval, told: date, context: When | None) -> str | None:
        """A date told from the day on which the account appeared."""
        if self.kind == "ago":
            return _ago(self, told)
        if self.kind in ("last_month", "this_month"):
            return _month_of(told.year * 12 + told.month - 1 - (self.kind == "last_month"))
        if self.kind in ("yesterday", "last_week", "weekday"):
            return _lately(self, told) if published.precision == "day" else None
        return _write(_of_century(self, told) if self.kind == "short" else self._year(told, context), self)

    def _from_context(self, context: When | None) -> str | None:
        """A date told from the date before it, whatever day the account appeared."""
        if context is None or not context.year:
            return None
        if self.kind in ("later", "earlier"):
            return _shifted(self, context)
        if self.kind == "same_month":
            return f"{context.year:04d}-{context.month:02d}" if context.month else None
        return _write(context.year + (self.kind == "next_year"), self)

    def _year(self, told: date, context: When | None) -> int:
        """The year of a date told from the day of publication; a bare month goes on from the date told before it, if there is one."""
        if self.kind in ("last_year", "this_year"):
            return told.year - (self.kind == "last_year")
        if self.kind == "before_last":
            return told.year - 2 if self.unit else _last(self, told) - 1
        if self.kind == "last":
            return _last(self, told)
        if context is not None and context.year:
            return context.year + (bool(context.month and self.month) and (self.month or 0) < (context.month or 0))
        return _latest(self, told)


def _ago(said: When, told: date) -> str | None:
    """So many years or months before the publication, in that unit."""
    if said.count is None or said.count > _LONG_AGO:
        return None
    if said.unit in ("day", "week"):
        day = told - timedelta(said.count * (_WEEK if said.unit == "week" else 1))
        return f"{day.year:04d}-{day.month:02d}"
    this = told.year * 12 + told.month - 1
    if said.unit == "year" and said.half:
        return around(this - 12 * said.count - 6)
    if said.unit == "year" and said.near == "same":  # three years ago this month
        return _month_of(this - 12 * said.count)
    if said.unit == "year":
        return _write(told.year - said.count, said)
    return _month_of(this - said.count)


def _month_of(months: int) -> str:
    """A month counted from year 0."""
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _lately(said: When, told: date) -> str:
    """Yesterday, last week (from Monday), the last Wednesday before the account appeared."""
    if said.kind == "last_week":
        monday = told - timedelta(told.weekday() + _WEEK)
        return f"{monday.isoformat()}/{(monday + timedelta(_WEEK - 1)).isoformat()}"
    back = 1 if said.weekday is None else (told.weekday() - said.weekday - 1) % _WEEK + 1
    return (told - timedelta(back)).isoformat()


def _of_century(said: When, told: date) -> int | None:
    """The year of "'92": the last one with these figures."""
    if said.year is None or said.year >= _CENTURY:
        return None
    year = told.year - told.year % _CENTURY + said.year
    return year if year <= told.year else year - _CENTURY


def _shifted(said: When, context: When) -> str | None:
    """So many years or months after or before the date told before: a year, or three months around the month."""
    if not context.year or said.count is None or said.count > _LONG_AGO:
        return None
    count = said.count if said.kind == "later" else -said.count
    if said.unit in ("day", "week"):
        return _days_away(context, count * (_WEEK if said.unit == "week" else 1))
    if said.unit == "year" and said.month:
        return f"{context.year + count:04d}-{said.month:02d}"
    if said.unit == "year" and not context.month:
        return f"{context.year + count:04d}"
    if not context.month:
        return None
    half = (6 if count > 0 else -6) if said.half and said.unit == "year" else 0
    return around(context.year * 12 + context.month - 1 + (count * 12 + half if said.unit == "year" else count))


def _days_away(context: When, days: int) -> str | None:
    """So many days after (or before) a date: its day, if the text gives the day it counts from, else the months in which it may be."""
    if not context.year or not context.month:
        return None
    if context.day:
        try:
            return (date(context.year, context.month, context.day) + timedelta(days)).isoformat()
        except ValueError:
            return None
    first = context.year * 12 + context.month - 1
    if abs(days) == 1:
        return _month_of(first)
    last = first + (1 if days > 0 else -1) * (abs(days) // _SHORT + 1)
    return "/".join(_month_of(month) for month in sorted((first, last)))


def around(month: int) -> str:
    """Three months around a month (counted from year 0), as EDTF: what "about two years later" can mean."""
    first, last = divmod(month - 1, 12), divmod(month + 1, 12)
    return f"{first[0]:04d}-{first[1] + 1:02d}/{last[0]:04d}-{last[1] + 1:02d}"


def _write(year: int | None, said: When) -> str | None:
    if year is None:
        return None
    if said.feast:
        return in_year(said.feast, year, said.near, by_islamic_year=said.islamic, day=said.day if said.islamic else None)
    if said.month:
        return f"{year:04d}-{said.month:02d}"
    if said.season:
        return f"{year:04d}-{said.season}"
    if said.part:
        first, last = _PARTS[said.part]
        return f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"
    return f"{year:04d}"


def _last(said: When, told: date) -> int:
    if said.month:
        return told.year - (said.month >= told.month)
    if said.feast:
        ends = [last for _, last in stretches(said.feast, told.year)]
        return told.year - (not ends or ends[0] >= told)
    season = parse_edtf(f"{told.year:04d}-{said.season}")
    return told.year - (0 if season.latest and season.latest < told else 1)


def _latest(said: When, told: date) -> int:
    return told.year - ((said.month or 0) > told.month)


@lru_cache(maxsize=16)
def _expressions(cues: Cues, loose: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = cues.table["dates"]
    listed = [(kind, template) for kind in _KINDS for template in table.get(kind, [])]
    listed += [("bare", template) for template in _LOOSE if loose]
    return tuple(
        (kind, re.compile(cues.fill(_told(cues, template)), re.IGNORECASE))
        for kind, template in [*listed, *(("full", form) for form in _NUMERIC)]
    )


def _told(cues: Cues, template: str) -> str:
    """A template with months, seasons and feasts for ``{named}``, years without their century, and years that are written in words."""
    words = f"|(?:{_centuries(cues)}){_JOIN}{cues.numbers.in_words}" if cues.table["dates"].get("centuries") else ""
    return (
        template.replace("{named}", "(?:{month}|{season}|{feast})")
        .replace("{yy}", f"(?P<yy>{cues.numbers.pattern}|0[0-9](?![0-9]))")
        .replace("{islamic}", f"(?P<islamic>{_ISLAMIC})")
        .replace("{year}", f"(?P<year>{_FIGURES}{words})(?!\\w)")
    )


def _centuries(cues: Cues) -> str:
    return "|".join(simplified(lead) for leads in cues.table["dates"]["centuries"].values() for lead in leads)


def _year(cues: Cues, said: str | None) -> int | None:
    """A year in figures or in words ("nineteen ninety-six")."""
    if said is None or said.isdecimal():
        return int(said) if said else None
    for century, leads in cues.table["dates"].get("centuries", {}).items():
        for lead in leads:
            match = re.match(rf"{simplified(lead)}{_JOIN}", said, re.IGNORECASE)
            if match and (rest := cues.numbers.value(said[match.end() :])) is not None:
                return int(century) + rest
    return None


@lru_cache(maxsize=8)
def _meanings(cues: Cues) -> Mapping[str, tuple[tuple[re.Pattern[str], Any], ...]]:
    table = cues.table["dates"]
    return {
        key: tuple((re.compile(f"(?:{'|'.join(map(simplified, words))})", re.IGNORECASE), value) for value, words in table[key].items())
        for key in ("months", "seasons", "parts", "units", "feasts", "near", "weekdays")
        if key in table
    }


@lru_cache(maxsize=_READ)
def dates(cues: Cues, text: str, start: int, end: int, *, loose: bool = False) -> Sequence[When]:
    """The dates of one sentence in order; where two overlap, the longer. ``loose``: months and seasons that stand alone too.

    The last sentences that were read are kept: an account is read for its names, its teller and, once people are chosen, for them.
    """
    found: list[When] = []
    if not any(char.isalnum() for char in text[start:end]):
        return ()
    for kind, expression in _expressions(cues, loose):
        found += [_read(cues, kind, match) for match in expression.finditer(text, start, end)]
    found.sort(key=lambda when: (when.kind == "bare", when.start - when.end, when.start))
    kept: list[When] = []
    for when in found:
        if when.kind == "short" and when.year is None:
            continue
        if all(when.end <= other.start or when.start >= other.end for other in kept):
            kept.append(when)
    return tuple(sorted(kept, key=lambda when: when.start))


def _read(cues: Cues, kind: str, match: re.Match[str]) -> When:
    said = match.groupdict()
    day, yy, islamic = said.get("day"), said.get("yy"), said.get("islamic")
    return When(
        start=match.start(), end=match.end(), kind=kind,
        year=int(islamic) if islamic else _short(cues, match) if yy else _year(cues, said.get("year")), day=int(day) if day else None,
        count=_count(cues, said), unit=_meaning(cues, "units", said.get("unit")), half=bool(said.get("half")),
        month=int(said["number"]) if said.get("number") else _meaning(cues, "months", said.get("month")),
        season=_meaning(cues, "seasons", said.get("season")), part=_meaning(cues, "parts", said.get("part")),
        feast=_meaning(cues, "feasts", said.get("feast")), near="same" if said.get("same") else _meaning(cues, "near", said.get("near")) or "",
        islamic=bool(islamic), weekday=_meaning(cues, "weekdays", said.get("weekday")),
    )  # fmt: skip


def _short(cues: Cues, match: re.Match[str]) -> int | None:
    """A year without its century: after an apostrophe, or a number that no count of anything nearby would be."""
    said = match["yy"]
    value = cues.numbers.value(said)
    sure = match.string[match.start("yy") - 1 : match.start("yy")] == "'" or said.startswith("0") or (value or 0) >= _GROWN
    return value if sure else None


def _count(cues: Cues, said: Mapping[str, str | None]) -> int | None:
    """How many units ago: a number, or one where the table has "a year ago"."""
    if said.get("unit") is None:
        return None
    return cues.numbers.value(said.get("count") or "") or 1


def _meaning(cues: Cues, key: str, said: str | None) -> Any:
    if said is None:
        return None
    return next((value for expression, value in _meanings(cues)[key] if expression.fullmatch(said)), None)
