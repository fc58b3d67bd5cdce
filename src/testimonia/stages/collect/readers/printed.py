"""Dates as newspapers and databases print them, in the languages in which they do; at the precision that is printed."""

from __future__ import annotations

import re

from testimonia.errors import InputError
from testimonia.stages.collect.readers.stated import EARLIEST, LATEST
from testimonia.text import fold, parse_edtf

_NAMES: dict[int, str] = {
    1: "january jan januar jänner janvier janv enero ene gennaio januari janeiro ocak styczeń stycznia января январь январ يناير كانون_الثاني",
    2: "february feb februar février févr febrero febbraio februari fevereiro şubat lutego luty февраля февраль فبراير شباط",
    3: "march mar märz mars marzo maart março mart marca marzec марта март مارس آذار",
    4: "april apr avril avr abril aprile nisan kwietnia kwiecień апреля апрель أبريل إبريل نيسان",
    5: "may mai mayo maggio mei maio mayıs maja maj мая май مايو أيار",
    6: "june jun juni juin junio giugno junho haziran czerwca czerwiec июня июнь يونيو حزيران",
    7: "july jul juli juillet juil julio luglio julho temmuz lipca lipiec июля июль يوليو تموز",
    8: "august aug août agosto augustus ağustos sierpnia sierpień августа август أغسطس آب",
    9: "september sep sept septembre septiembre settembre setembro eylül września wrzesień сентября сентябрь سبتمبر أيلول",
    10: "october oct okt oktober octobre octubre ottobre outubro ekim października październik октября октябрь أكتوبر تشرين_الأول",
    11: "november nov novembre noviembre novembro kasım listopada listopad ноября ноябрь نوفمبر تشرين_الثاني",
    12: "december dec dez dezember décembre déc diciembre dic dicembre dezembro aralık grudnia grudzień декабря декабрь ديسمبر كانون_الأول",
}
_MONTHS = {fold(name.replace("_", " ")): month for month, names in _NAMES.items() for name in names.split()}
_LONGEST = 90  # characters: a date with weekday, time, zone and edition; a longer line is prose
_WORD = re.compile(r"[^\W\d_]+(?: (?:الثاني|الأول))?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_DAY = re.compile(r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?![\d:])", re.IGNORECASE)
_ISO = re.compile(r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_MOST_WORDS = 8  # "Wednesday June 3 2015 10:20 AM EST, Late Edition - Final"


def printed_date(line: str) -> str | None:
    """The EDTF date of a line that is a date and little else (a weekday, a time, an edition); None where it is something else.

    "June 3, 2015 Wednesday" is 2015-06-03, "June 2015" 2015-06, "2015" alone nothing. 03/06/2015 is 2015: nobody can tell its day from its month.
    """
    text = line.strip()
    if not text or len(text) > _LONGEST:
        return None
    if found := _ISO.match(text):
        return _valid("-".join(found.groups()))
    if found := _NUMBERS.search(text):
        return _numbers(int(found[1]), found[2], int(found[3]), found[4])
    years = set(_YEAR.findall(text))
    words = _WORD.findall(text)
    months = {_MONTHS[name] for word in words if (name := fold(word)) in _MONTHS}
    if len(years) != 1 or len(months) != 1 or len(words) > _MOST_WORDS:
        return None
    return _with_day(text, years.pop(), months.pop())


def _with_day(text: str, year: str, month: int) -> str | None:
    """The date of a line with one year and one month: the day is the number beside the month's name."""
    rest = _YEAR.sub(" ", text)
    place = next(found for found in _WORD.finditer(rest) if _MONTHS.get(fold(found[0])) == month)
    before = list(_DAY.finditer(rest, 0, place.start()))
    after = _DAY.search(rest, place.end())
    near = [int(found[1]) for found in (*before[-1:], *([after] if after else ())) if _beside(rest, found, place)]
    days = [day for day in near if 1 <= day <= 31]  # noqa: PLR2004 - the days of a month
    if len(days) > 1:
        return f"{year}-{month:02}"
    return _valid(f"{year}-{month:02}-{days[0]:02}") if days else f"{year}-{month:02}"


def _beside(text: str, number: re.Match[str], month: re.Match[str]) -> bool:
    between = text[number.end() : month.start()] if number.start() < month.start() else text[month.end() : number.start()]
    return re.fullmatch(r"[\s.,]*(?:de|of|d')?[\s.,]*", between, re.IGNORECASE) is not None


def _numbers(first: int, mark: str, second: int, year: str) -> str | None:
    """Dots are only ever day first; slashes and dashes are open while both numbers could be a month."""
    most = 12
    if mark == "." or first > most or first == second:
        return _valid(f"{year}-{second:02}-{first:02}")
    if second > most:
        return _valid(f"{year}-{first:02}-{second:02}")
    return year


def _valid(date: str) -> str | None:
    try:
        parse_edtf(date)
    except InputError:
        return None
    return date if EARLIEST <= int(date[:4]) <= LATEST else None
