"""Dates that lean on the day of the telling: "last year", "vor zwei Jahren", "l'an dernier", "tahun lalu", "العام الماضي"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from testimonia.errors import InputError
from testimonia.stages.trace.method.translations.numerals import Numerals, numbers, numerals
from testimonia.text import Interval, Word, fold, parse_edtf

_MEANING = re.compile(r"(year|month|week|day)([-~])(\d+|n)(/month)?|(last)")
_NUMBER_WORDS = 4  # words of one number: two thousand three hundred
_DAYS = 3  # "three weeks ago" is three days more or less
_WEEK, _YEAR = 7, 12
_PREFIXES = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل")
_LONGEST = 8  # words from a phrase's first to the one it is known by: a number of four, and those between
_LONG_AGO = 400  # units; whoever says "900 years ago" tells of no account's time
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # first months, as in testimonia.text.dates


class Meaning(NamedTuple):
    """What a phrase says: the unit and how many before (None: as the text's number says), about or exactly, a month or season within."""

    unit: str
    times: int | None
    about: bool
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A relative date in a text: its words (numbers, end-exclusive), what it means, and the number, month, season or weekday it names.

    ``part`` is a kind and its value: ("month", 4), ("season", 22), ("weekday", 0).
    """

    first: int
    last: int
    meaning: Meaning
    number: int | None = None
    part: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The phrases of a language by their first word (or placeholder), longest first."""

    numerals: Numerals
    named: Mapping[str, tuple[str, int]]  # seasons and weekdays
    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Meaning]]]
    signs: frozenset[str]  # of every phrase its longest word: where none of them stands, there is no phrase
    prefixed: bool


@cache
def _tongue(language: str) -> _Tongue | None:
    listed = _tables().get(language)
    if listed is None:
        return None
    named = {word: ("season", int(n)) for n, spelt in listed.get("seasons", {}).items() for word in spelt}
    named |= {word: ("weekday", int(n)) for n, spelt in listed.get("weekdays", {}).items() for word in spelt}
    phrases: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
    for key, spelt in listed["phrases"].items():
        for phrase in spelt:
            parts = tuple(phrase.split())
            phrases.setdefault(parts[0], []).append((parts, _meaning(key)))
    for found in phrases.values():
        found.sort(key=lambda entry: -len(entry[0]))
    signs = frozenset(
        max((part for part in parts if not part.startswith("{")), key=len) for found in phrases.values() for parts, _ in found
    )
    return _Tongue(numerals(language), named, phrases, signs, prefixed=language == "ar")


def _meaning(key: str) -> Meaning:
    match = _MEANING.fullmatch(key)
    if match is None:  # pragma: no cover - a slip in our own table, found by the tests that read it
        raise ValueError(key)
    if match[5]:
        return Meaning("last", 1, about=False, within=True)
    return Meaning(match[1], None if match[3] == "n" else int(match[3]), about=match[2] == "~", within=bool(match[4]))


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("testimonia.stages.trace").joinpath("data", "relative.toml").read_text(encoding="utf-8"))


def may_have_relative_dates(text: str, language: str) -> bool:
    """Whether any word of a phrase stands in a text at all: a quick look that spares cutting most texts into words."""
    tongue = _tongue(language)
    if tongue is None:
        return False
    folded = fold(text)
    return any(sign in folded for sign in tongue.signs)


def relative_dates(text: str, words: Sequence[Word], language: str) -> list[Relative]:
    """The relative dates of a text in its own language (first subtag), in order, without overlap; none for a language without a table.

    Linear in the text: at each word the few phrases that begin with it are tried, the longest first.
    """
    tongue = _tongue(language)
    if tongue is None:
        return []
    found: list[Relative] = []
    matching = _Matching(text, words, tongue)
    done = 0
    for sign, word in enumerate(words):
        if not tongue.signs.intersection(_bare(word.folded, prefixed=tongue.prefixed)):
            continue
        for at in range(max(done, sign - _LONGEST), sign + 1):
            here = matching.at(at) if at >= done else None
            if here is not None:
                found.append(here)
                done = here.last
    return found


@lru_cache(maxsize=1 << 15)
def _bare(word: str, *, prefixed: bool) -> tuple[str, ...]:
    """A word as it may stand in the tables: in Arabic also without the article and what is written on to it."""
    if not prefixed:
        return (word,)
    return (word, *(word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix) and len(word) > len(prefix) + 1))


class _Matching:
    def __init__(self, text: str, words: Sequence[Word], tongue: _Tongue) -> None:
        self.text, self.words, self.tongue = text, words, tongue

    def at(self, place: int) -> Relative | None:
        """The longest phrase that begins at a word."""
        best: Relative | None = None
        for head in (*self._bare(place), *self._classes(place)):
            for parts, meaning in self.tongue.phrases.get(head, ()):
                found = self._match(place, parts, meaning)
                if found is not None and (best is None or found.last > best.last):
                    best = found
        return best

    def _bare(self, place: int) -> tuple[str, ...]:
        return _bare(self.words[place].folded, prefixed=self.tongue.prefixed)

    def _classes(self, place: int) -> list[str]:
        return [name for name in ("{n}", "{month}", "{season}", "{weekday}") if self._placeholder(name, place) is not None]

    def _match(self, place: int, parts: tuple[str, ...], meaning: Meaning) -> Relative | None:
        number: int | None = None
        part: tuple[str, int] | None = None
        at, before = place, ""
        for want in parts:
            if at >= len(self.words) or (at > place and not self._adjacent(at, comma=before == "{month}")):
                return None
            before = want
            if want.startswith("{"):
                held = self._placeholder(want, at)
                if held is None:
                    return None
                value, at = held
                number, part = (value, part) if want == "{n}" else (number, (want.strip("{}"), value))
            elif want in self._bare(at):
                at += 1
            else:
                return None
        return Relative(first=place, last=at, meaning=meaning, number=number, part=part)

    def _adjacent(self, at: int, *, comma: bool = False) -> bool:
        """Whether nothing but white space, a hyphen or an apostrophe parts a word from the one before it; after a month also a comma."""
        between = self.text[self.words[at - 1].end : self.words[at].start]
        return len(between) <= _DAYS and all(char.isspace() or char in "-’'‑" or (comma and char in ",،") for char in between)

    def _placeholder(self, name: str, at: int) -> tuple[int, int] | None:
        """The value of a placeholder at a word and where it ends."""
        if name == "{n}":
            return self._number(at)
        if name == "{month}":
            return self._month(at)
        for bare in self._bare(at):
            kind, value = self.tongue.named.get(bare, ("", 0))
            if kind == name.strip("{}"):
                return value, at + 1
        return None

    def _month(self, at: int) -> tuple[int, int] | None:
        if at + 1 < len(self.words):
            for one in self._bare(at):
                month = self.tongue.numerals.pairs.get((one, self.words[at + 1].folded))
                if month:
                    return month, at + 2
        word = self.words[at]
        part = self.tongue.numerals.read(self.text[word.start : word.end])
        return (part.month, at + 1) if part is not None and part.month else None

    def _number(self, at: int) -> tuple[int, int] | None:
        read = []
        for place in range(at, min(at + _NUMBER_WORDS, len(self.words))):
            word = self.words[place]
            part = self.tongue.numerals.read(self.text[word.start : word.end])
            if part is None or part.kind == "month" or (place > at and not self._adjacent(place)):
                break
            read.append((place, part))
        found = numbers(read, self.tongue.numerals)
        return (found[0].value, at + len(read)) if len(found) == 1 and found[0].at == at else None


def reckon(relative: Relative, told: Interval) -> Interval | None:
    """When it was, seen from the day on which it was told; None where that day is not known or the sum makes no date.

    Where the telling is known by its month or year alone, both ends are reckoned from, and the result runs from one to the other.
    """
    if told.earliest is None or told.latest is None:
        return None
    try:
        first, last = _from(relative, told.earliest), _from(relative, told.latest)
    except (ValueError, OverflowError, InputError):
        return None  # before the year 1
    flags = told.approximate or first.approximate, told.uncertain
    if (first.earliest, first.latest) == (last.earliest, last.latest):
        return Interval(first.earliest, first.latest, first.precision, *flags)
    ends = [day for day in (first.earliest, last.earliest, first.latest, last.latest) if day is not None]
    return Interval(min(ends), max(ends), "interval", *flags)


def _from(relative: Relative, day: date) -> Interval:
    meaning = relative.meaning
    count = meaning.times if meaning.times is not None else relative.number or 0
    if count > _LONG_AGO:
        raise ValueError(count)
    if meaning.unit == "last" and relative.part is not None:
        return _last(*relative.part, day)
    if meaning.within and relative.part is not None:
        return parse_edtf(f"{day.year - count:04d}-{relative.part[1]:02d}")
    return _before(meaning, count, day)


def _before(meaning: Meaning, count: int, day: date) -> Interval:
    about = "~" if meaning.about else ""
    if meaning.unit == "year":
        return parse_edtf(f"{day.year - count:04d}{about}")
    if meaning.unit == "month":
        months = day.year * _YEAR + day.month - 1 - count
        return parse_edtf(f"{months // _YEAR:04d}-{months % _YEAR + 1:02d}{about}")
    if meaning.unit == "day":
        return parse_edtf((day - timedelta(days=count)).isoformat())
    if meaning.about:
        middle = day - timedelta(days=_WEEK * count)
        return Interval(middle - timedelta(days=_DAYS), middle + timedelta(days=_DAYS), "interval", approximate=True)
    monday = day - timedelta(days=day.weekday() + _WEEK * count)
    return Interval(monday, monday + timedelta(days=_WEEK - 1), "interval")


def _last(kind: str, value: int, day: date) -> Interval:
    """The last month of this name before the present one, the last season that was over, the last such weekday before today."""
    if kind == "weekday":
        return parse_edtf((day - timedelta(days=(day.weekday() - value - 1) % _WEEK + 1)).isoformat())
    if kind == "month":
        return parse_edtf(f"{day.year - (value >= day.month):04d}-{value:02d}")
    season = parse_edtf(f"{day.year:04d}-{value}")
    years = 0 if season.latest is not None and season.latest < day else 1
    if years and value == max(_SEASONS) and parse_edtf(f"{day.year - 1:04d}-{value}").latest >= day:  # type: ignore[operator] # a season ends
        years = 2
    return parse_edtf(f"{day.year - years:04d}-{value}")
