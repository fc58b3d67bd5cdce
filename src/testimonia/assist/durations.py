"""Dates that follow from how long somebody stayed: "after fourteen months", "he served two years and a half".

Only where the account dates one end and says one length of the whole stay; what comes out is as wide as what went in, or three months.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from testimonia.assist.cues import Cues
from testimonia.assist.plain import simplified
from testimonia.assist.when import around
from testimonia.text import Interval

_YEAR, _LONGEST = 12, 360  # months


def stays(cues: Cues, text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Where a sentence says how long somebody stayed: start, end, months."""
    for match in cues.any_of("stayed_patterns").finditer(text, start, end):
        months = _months(cues, match.group())
        if months is not None and 0 < months <= _LONGEST:
            yield match.start(), match.end(), months


def _months(cues: Cues, said: str) -> int | None:
    """The length that an expression holds, in months."""
    special, length, year = _lengths(cues)
    for months, words in special:
        if words.search(said):
            return months
    match = length.search(said)
    if match is None:
        return None
    number = cues.numbers.value(match["dcount"] or "") or 1
    years = year.fullmatch(match["dunit"]) is not None
    half = any(match.groupdict().get(part) for part in ("dhalf", "dhalf2"))
    return number * _YEAR + (_YEAR // 2 if half else 0) if years else number


@lru_cache(maxsize=32)
def _lengths(cues: Cues) -> tuple[list[tuple[int, re.Pattern[str]]], re.Pattern[str], re.Pattern[str]]:
    """Words that are a length by themselves with their months, a number with its unit, and the words for years."""
    special = [
        (int(months), re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(simplified(word)) for word in words)})(?!\w)", re.IGNORECASE))
        for months, words in cues.listed("special_durations").items()
    ]
    years = "|".join(map(simplified, cues.table["dates"]["units"]["year"]))
    return special, re.compile(cues.words["duration"], re.IGNORECASE), re.compile(years, re.IGNORECASE)


def shifted(date: Interval, months: int) -> str | None:
    """A date so many months away (backwards if negative), as EDTF; None where the date is wider than a year."""
    if date.earliest is None or date.latest is None:
        return None
    first, last = (day.year * _YEAR + day.month - 1 for day in (date.earliest, date.latest))
    if last - first >= _YEAR:
        return None
    if last - first == _YEAR - 1:
        return f"{date.earliest.year + months // _YEAR:04d}" if months % _YEAR == 0 else None
    if first == last:
        return around(first + months)
    (year, month), (to_year, to_month) = divmod(first + months, _YEAR), divmod(last + months, _YEAR)
    return f"{year:04d}-{month + 1:02d}/{to_year:04d}-{to_month + 1:02d}"
