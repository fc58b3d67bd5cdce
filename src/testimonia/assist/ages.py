"""Every expression of an account that may be somebody's age: figures, number words, decades, years of birth. Which is, weights decide.

Who "will be thirty in June" is twenty-nine; who is "nearly forty" is 37 to 39; a year of birth may lack its century.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from testimonia.assist.cues import Cues
from testimonia.assist.numbers import PART_OF_DECADE
from testimonia.assist.plain import simplified
from testimonia.assist.surroundings import Surroundings

OLDEST, YOUNGEST = 105, 5
_BORN = (1900, 2020)
_CENTURIES, _YOUNG = (1900, 2000), 10  # of a year of birth without its century; up to "'10" in this one
_GROUPS = ((11, "child"), (17, "minor"), (24, "young"), (39, "grown"), (64, "older"), (OLDEST, "old"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """A possible age (plain offsets): its variables and their values, and how it is written."""

    start: int
    end: int
    values: tuple[tuple[str, str], ...]
    features: tuple[str, ...]


def ages(around: Surroundings) -> list[Age]:
    """Every possible age of an account, in order."""
    return sorted(
        [*_numbers(around), *_turning(around), *_bands(around), *_nearly(around), *_years(around), *_short_years(around)],
        key=lambda age: (age.start, age.end),
    )


def _numbers(around: Surroundings) -> Iterator[Age]:
    cues, telling = around.cues, around.patterned("ages", ("n",))
    for match in _expression(cues).finditer(around.text):
        age = cues.numbers.value(match.group())
        if age is None or not YOUNGEST <= age <= OLDEST:
            continue
        group = next(name for limit, name in _GROUPS if age <= limit)
        written = "figures" if match.group()[0].isdecimal() else "words"
        yield Age(
            start=match.start(), end=match.end(), values=(("age", str(age)), ("age_at_event", str(age))),
            features=("number", written, group, f"{written} {group}", *(f"told by {how}" for how in telling.get(match.start(), ()))),
        )  # fmt: skip


@lru_cache(maxsize=32)
def _expression(cues: Cues) -> re.Pattern[str]:
    """A number; in German one with "-jährig" written on to it, too."""
    compound = cues.listed("age_compound")
    return re.compile(f"{cues.numbers.pattern}|(?<!\\w){cues.numbers.in_words}(?={compound})" if compound else cues.numbers.pattern)


@lru_cache(maxsize=32)
def _any_case(cues: Cues, key: str) -> tuple[re.Pattern[str], ...]:
    """The expressions of a list, whether or not a sentence begins with them."""
    return tuple(re.compile(pattern.expression.pattern, re.IGNORECASE) for pattern in cues.patterns(key))


def _turning(around: Surroundings) -> Iterator[Age]:
    """An age that somebody has not reached yet: a year less."""
    for expression in _any_case(around.cues, "turning_patterns"):
        for match in expression.finditer(around.text):
            age = around.cues.numbers.value(match["n"])
            if age is not None and YOUNGEST < age <= OLDEST:
                yield Age(
                    start=match.start("n"), end=match.end("n"), values=(("age", str(age - 1)), ("age_at_event", str(age - 1))),
                    features=("number", "turning"),
                )  # fmt: skip


def _nearly(around: Surroundings) -> Iterator[Age]:
    """A round number that somebody has nearly reached, or is about."""
    for expression in _any_case(around.cues, "nearly_patterns"):
        for match in expression.finditer(around.text):
            age = around.cues.numbers.value(match["n"])
            if age is not None and YOUNGEST < age <= OLDEST and age % 10 == 0:
                first, last = PART_OF_DECADE["nearly"]
                yield Age(
                    start=match.start(), end=match.end(), values=(("age_band", f"{age + first}-{age + last}"),),
                    features=("band", "band part nearly"),
                )  # fmt: skip


def _bands(around: Surroundings) -> Iterator[Age]:
    cues = around.cues
    tens = {simplified(str(word)).lower(): int(value) for word, value in cues.listed("band_words").items()}
    parts = {simplified(word).lower(): part for part, words in cues.listed("band_parts").items() for word in words}
    for match in _decades(cues).finditer(around.text):
        ten = tens[match["ten"].lower()]
        part = parts.get((match["part"] or "").strip(" -").lower(), "")
        first, last = PART_OF_DECADE[part]
        yield Age(
            start=match.start(),
            end=match.end(),
            values=(("age_band", f"{ten + first}-{ten + last}"),),
            features=("band", f"band part {part}"),
        )


@lru_cache(maxsize=32)
def _decades(cues: Cues) -> re.Pattern[str]:
    def either(key: str) -> str:
        table = cues.listed(key)
        words = table if key == "band_words" else [word for listed in table.values() for word in listed]
        return "|".join(sorted((re.escape(simplified(str(word))) for word in words), key=len, reverse=True)) or "(?!)"

    return re.compile(rf"(?<!\w)(?:(?P<part>{either('band_parts')})[ -]?)?(?P<ten>{either('band_words')})(?!\w)", re.IGNORECASE)


def _years(around: Surroundings) -> Iterator[Age]:
    for match in re.finditer(r"(?<![\w-])(?:19|20)[0-9]{2}(?![\w])", around.text):
        year = int(match.group())
        if _BORN[0] <= year <= _BORN[1]:
            yield Age(
                start=match.start(), end=match.end(), values=(("birth_year", str(year)),),
                features=("year", f"decade {year // 10}"),
            )  # fmt: skip


def _short_years(around: Surroundings) -> Iterator[Age]:
    """Years without their century, and years in words."""
    for when in (when for whens in around.whens for when in whens if when.kind in ("short", "full") and when.year):
        written = around.text[when.start : when.end]
        if when.kind == "full" and any(char.isdecimal() for char in written):
            continue
        year = when.year or 0
        year += 0 if year >= _BORN[0] else _CENTURIES[year <= _YOUNG]
        if _BORN[0] <= year <= _BORN[1]:
            yield Age(
                start=when.start, end=when.end, values=(("birth_year", str(year)),), features=("year", "short year", f"decade {year // 10}")
            )
