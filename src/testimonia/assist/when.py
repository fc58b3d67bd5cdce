"""When something was, as a sentence says it: plain dates, parts of years, and dates told from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from testimonia.assist.cues import Cues
from testimonia.assist.plain import simplified
from testimonia.errors import InputError
from testimonia.text import Interval, format_edtf, parse_edtf

# 2018-03-14, 14.03.2018, 14/03/2018: the day comes first outside the United States, whose order the rules do not guess at.
_NUMERIC = (r"{year}-(?P<number>0[1-9]|1[0-2])(?:-[0-3][0-9])?(?![\w-])", r"(?<![\w.])[0-3]?[0-9][./](?P<number>0?[1-9]|1[0-2])[./]{year}")
_KINDS = ("full", "ago", "later", "earlier", "last_year", "this_year", "last_month", "last", "next_year", "same_year", "bare")
_LOOSE = ("{month}", "{season}")  # a month or season of no year, whatever stands before it
_FROM_CONTEXT = ("same_year", "next_year", "later", "earlier")
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
        told = published.latest
        if told is None:
            return None
        if self.kind == "ago":
            return _ago(self, told)
        if self.kind == "last_month":
            return f"{told.year - (told.month == 1):04d}-{(told.month - 2) % 12 + 1:02d}"
        return _write(self._year(told, context), self)

    def _from_context(self, context: When | None) -> str | None:
        """A date told from the date before it, whatever day the account appeared."""
        if context is None or not context.year:
            return None
        if self.kind in ("later", "earlier"):
            return _shifted(self, context)
        return _write(context.year + (self.kind == "next_year"), self)

    def _year(self, told: date, context: When | None) -> int:
        """The year of a date told from the day of publication; a bare month goes on from the date told before it, if there is one."""
        if self.kind in ("last_year", "this_year"):
            return told.year - (self.kind == "last_year")
        if self.kind == "last":
            return _last(self, told)
        if context is not None and context.year:
            return context.year + (bool(context.month and self.month) and (self.month or 0) < (context.month or 0))
        return _latest(self, told)


def _ago(said: When, told: date) -> str | None:
    """So many years or months before the publication, in that unit."""
    if said.count is None or said.count > _LONG_AGO:
        return None
    if said.month and said.unit == "year":
        return f"{told.year - said.count:04d}-{said.month:02d}"
    if said.season and said.unit == "year":
        return f"{told.year - said.count:04d}-{said.season}"
    if said.unit == "year":
        return f"{told.year - said.count:04d}"
    months = told.year * 12 + told.month - 1 - said.count
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _shifted(said: When, context: When) -> str | None:
    """So many years or months after or before the date told before: a year, or three months around the month."""
    if not context.year or said.count is None or said.count > _LONG_AGO:
        return None
    count = said.count if said.kind == "later" else -said.count
    if said.unit == "year" and not context.month:
        return f"{context.year + count:04d}"
    if not context.month:
        return None
    return around(context.year * 12 + context.month - 1 + (count * 12 if said.unit == "year" else count))


def around(month: int) -> str:
    """Three months around a month (counted from year 0), as EDTF: what "about two years later" can mean."""
    first, last = divmod(month - 1, 12), divmod(month + 1, 12)
    return f"{first[0]:04d}-{first[1] + 1:02d}/{last[0]:04d}-{last[1] + 1:02d}"


def _write(year: int | None, said: When) -> str | None:
    if year is None:
        return None
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
        (kind, re.compile(cues.fill(template), re.IGNORECASE)) for kind, template in [*listed, *(("full", form) for form in _NUMERIC)]
    )


@lru_cache(maxsize=8)
def _meanings(cues: Cues) -> Mapping[str, tuple[tuple[re.Pattern[str], Any], ...]]:
    table = cues.table["dates"]
    return {
        key: tuple((re.compile(f"(?:{'|'.join(map(simplified, words))})", re.IGNORECASE), value) for value, words in table[key].items())
        for key in ("months", "seasons", "parts", "units")
        if key in table
    }


def dates(cues: Cues, text: str, start: int, end: int, *, loose: bool = False) -> list[When]:
    """The dates of one sentence in order; where two overlap, the longer. ``loose``: months and seasons that stand alone too."""
    found: list[When] = []
    if not any(char.isalnum() for char in text[start:end]):
        return found
    for kind, expression in _expressions(cues, loose):
        found += [_read(cues, kind, match) for match in expression.finditer(text, start, end)]
    found.sort(key=lambda when: (when.kind == "bare", when.start - when.end, when.start))
    kept: list[When] = []
    for when in found:
        if all(when.end <= other.start or when.start >= other.end for other in kept):
            kept.append(when)
    return sorted(kept, key=lambda when: when.start)


def _read(cues: Cues, kind: str, match: re.Match[str]) -> When:
    said = match.groupdict()
    year, day = said.get("year"), said.get("day")
    return When(
        start=match.start(), end=match.end(), kind=kind,
        year=int(year) if year else None, day=int(day) if day else None,
        count=_count(cues, said), unit=_meaning(cues, "units", said.get("unit")),
        month=int(said["number"]) if said.get("number") else _meaning(cues, "months", said.get("month")), season=_meaning(cues, "seasons", said.get("season")), part=_meaning(cues, "parts", said.get("part")),
    )  # fmt: skip


def _count(cues: Cues, said: Mapping[str, str | None]) -> int | None:
    """How many units ago: a number, or one where the table has "a year ago"."""
    if said.get("unit") is None:
        return None
    return cues.numbers.value(said.get("count") or "") or 1


def _meaning(cues: Cues, key: str, said: str | None) -> Any:
    if said is None:
        return None
    return next((value for expression, value in _meanings(cues)[key] if expression.fullmatch(said)), None)
