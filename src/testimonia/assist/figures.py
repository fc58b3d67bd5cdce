"""Counts of people that a document gives with their whole: "41 of 58", "of 61 persons, 23 ... and 28 ...", "97 per cent"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from testimonia.assist.documents import of
from testimonia.assist.plain import Plain

_DIGITS = r"(?<![\w.,])\d{1,6}(?![\w]|[.,]\d)"
_NUMBER = re.compile(_DIGITS)
_YEARS = range(1900, 2101)
_WORDS_BETWEEN = 90  # code points between a whole and the last count of an enumeration of its parts


@dataclass(frozen=True, slots=True)
class Figure:
    """A count and its whole (None: only a share is given), with the passage that says so, in the plain text."""

    count: float
    whole: int | None
    start: int
    end: int


def figures(plain: Plain, language: str) -> list[Figure]:
    """The figures of a text, in its order; nothing for a language without expressions. Linear in the text."""
    found: list[Figure] = []
    for start, end in plain.sentences:
        found += _in_sentence(plain.text, start, end, language)
    return found


def _in_sentence(text: str, start: int, end: int, language: str) -> list[Figure]:
    found: dict[tuple[float, int | None], Figure] = {}
    taken: set[int] = set()
    for match in _matches(language, "of", text, start, end):
        part, whole = int(match["n"]), int(match["of"])
        if _whole(part, whole):
            found[part, whole] = Figure(part, whole, match.start(), match.end())
            taken |= {match.start("n"), match.start("of")}
    for match in _matches(language, "among", text, start, end):
        if match.start("of") not in taken:
            for one in _parts(text, match, end, taken):
                found.setdefault((one.count, one.whole), one)
    for match in _matches(language, "share", text, start, end):
        share = float(match["n"].replace(",", "."))
        if share <= 100:  # noqa: PLR2004 - per cent
            found.setdefault((share, None), Figure(share, None, match.start(), match.end()))
    return sorted(found.values(), key=lambda figure: (figure.start, figure.end))


def _parts(text: str, among: re.Match[str], end: int, taken: set[int]) -> Iterator[Figure]:
    """Every count that follows a whole soon is a part of it: "of 61 persons, 23 named ..., 28 ..., and 31 ..."."""
    whole, last = int(among["of"]), among.end()
    for number in _NUMBER.finditer(text, among.end(), end):
        if number.start() - last > _WORDS_BETWEEN:
            return
        if number.start() not in taken and _whole(int(number.group()), whole):
            yield Figure(int(number.group()), whole, among.start(), number.end())
            last = number.end()


def _matches(language: str, kind: str, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for pattern in _patterns(language, kind):
        yield from pattern.finditer(text, start, end)


def _whole(count: int, whole: int) -> bool:
    """Whether a count can be a part of a whole; a year is none ("4 of 2019")."""
    return 0 < count < whole and whole not in _YEARS and count not in _YEARS


@cache
def _patterns(language: str, kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(entry.replace("{d}", _DIGITS).replace("{{", "{").replace("}}", "}")) for entry in of(language)[kind])
