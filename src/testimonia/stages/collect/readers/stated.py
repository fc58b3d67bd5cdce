"""Dates as files state them, brought to EDTF without adding a day or a month that nobody wrote."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate

from testimonia.errors import InputError
from testimonia.text import parse_edtf

EARLIEST, LATEST = 1900, 2099  # outside lie placeholders (0001, 1899-12-30) and typing errors
PLACEHOLDERS = frozenset({"1970-01-01", "1900-01-01", "2000-01-01T00:00:00Z"})
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d-])")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{4}|\d{6})?(?!\d)")
_MONTHS = {name: n for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
# JavaScript's Date.toString(), in which SingleFile writes: Wed Jun 03 2015 10:00:00 GMT+0200 (…)
_JAVASCRIPT = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d{4}) (\d\d):(\d\d):(\d\d) GMT([+-])(\d\d)(\d\d)")


def edtf(stated: str) -> str | None:
    """The date of a machine-readable statement, at the precision it has: a year stays a year. None where it is none.

    Reads ISO 8601 (with or without time), 20150603, RFC 2822 and PDF's ``D:20150603…``. The day is the writer's own: no time zone
    is applied, because the printed date is the one people cite.
    """
    text = stated.strip().removeprefix("D:")
    if text[:10] in PLACEHOLDERS:
        return None
    found = _ISO.match(text) or _COMPACT.match(text)
    if found:
        date = "-".join(part for part in found.groups() if part)
    elif moment := parsedate(text):
        date = f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}"
    else:
        return None
    try:
        parse_edtf(date)
    except InputError:
        return None
    return date if EARLIEST <= int(date[:4]) <= LATEST else None


def javascript_moment(stated: str) -> str | None:
    """A moment as JavaScript prints it, in ISO 8601 and UTC."""
    found = _JAVASCRIPT.search(stated)
    if not found:
        return None
    month, day, year, hour, minute, second, sign, hours, minutes = found.groups()
    shift = timedelta(hours=int(hours), minutes=int(minutes)) * (1 if sign == "+" else -1)
    try:
        moment = datetime(int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), tzinfo=timezone(shift))
    except (KeyError, ValueError):
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_written(found: str, text: str) -> str | None:
    """A full date that was found in a text by rule, cut back to what the text surely says.

    ``found`` is YYYY-MM-DD; libraries fill in a missing day or month with 01 ("Copyright 2019" becomes 2019-01-01) and decide for
    us whether 03/06 is in June or March. The day is kept where it stands in the text beside the year in an order that
    can be read in one way only; else the month, where one other than January was found and the numbers do not leave it open; else the year.
    """
    year, month, day = found.split("-")
    m, d = int(month), int(day)
    if re.search(rf"(?<!\d){year}[-/.年]\s?0?{m}[-/.月]\s?0?{d}(?!\d)", text) or re.search(rf"(?<!\d){year}{month}{day}(?!\d)", text):
        return found
    numbers = rf"(?<!\d)(?:0?{d}\s?([/.-])\s?0?{m}|0?{m}\s?([/.-])\s?0?{d})\s?[/.-]\s?{year}(?!\d)"
    if written := re.search(numbers, text):
        # Dots are only ever day first; slashes and dashes are open while both numbers could be a month.
        settled = d > 12 or d == m or "." in (written[1], written[2])  # noqa: PLR2004 - the months of a year
        return found if settled else year
    words = rf"(?<!\d)0?{d}\b[^\d\n]{{2,30}}{year}(?!\d)|[^\W\d_]{{3,}}\.?\s0?{d}\b[^\d\n]{{1,8}}{year}(?!\d)"
    if re.search(words, text):
        return found
    return f"{year}-{month}" if m != 1 else year
