"""Numbers and months as six languages write them, in digits of any script or in words."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from testimonia.text import fold

Kind = Literal["unit", "small", "ten", "times", "teen", "join", "month", "digits", "break"]
LEAST = 3  # one and two are articles, pronouns and duals as often as numbers
_DIGITS = 9  # digits of a number; longer ones are telephone numbers and hashes
_TEN, _HUNDRED, _THOUSAND, _AUGUST = 10, 100, 1000, 8
_ENDING = 3  # letters after digits that are still one number: 2nd, 26th, 3ème


class Part(NamedTuple):
    """What a word adds to a number: its kind and value, the teen's value where it is both, and whether "and" is part of it."""

    kind: Kind
    value: int
    joined: bool = False
    month: int = 0


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of one language; ``parts`` by folded word."""

    language: str
    parts: Mapping[str, Part]
    pairs: Mapping[tuple[str, str], int]
    units_first: bool = False

    def read(self, word: str) -> Part | None:
        """What a word is to a number; None for an ordinary word."""
        folded = fold(word)
        if folded[:1].isdigit():
            return _digits(folded)
        found = self.parts.get(folded)
        if found is None and self.units_first:
            found = self._prefixed(folded)
        if found is not None and found.month and self._means_another(word, found.month):
            return None
        return found

    def _means_another(self, word: str, month: int) -> bool:
        """English "may" and "march" written small; Arabic "father", which folds like August."""
        if self.language == "en":
            return not word[:1].isupper()
        father = month == _AUGUST and fold(word).endswith("اب") and "آ" not in unicodedata.normalize("NFC", word)
        return self.language == "ar" and father

    def _prefixed(self, folded: str) -> Part | None:
        """Arabic: the word without "and", the article, "in", "for"."""
        joined = folded.startswith("و")
        for bare in (folded[1:] if joined else folded, *((folded[1:],) if folded[:1] in "بلفك" else ())):
            found = self.parts.get(bare.removeprefix("ال")) or self.parts.get(bare)
            if found is not None:
                return found._replace(joined=joined)
        return None


def _digits(folded: str) -> Part | None:
    bare = "".join(char for char in folded if char.isdigit())
    tail = folded.lstrip("0123456789.,٬\u202f\u00a0")
    if not bare.isascii() or len(bare) > _DIGITS or len(tail) > _ENDING:  # "24-jährig" is two words, "2nd" and "26th" one
        return None
    return Part("digits", int(bare))


@cache
def numerals(language: str) -> Numerals:
    """The number words of a language, by its first subtag; one that is not listed has digits alone."""
    listed = _tables().get(language, {})
    parts: dict[str, Part] = {}
    kinds: tuple[tuple[str, Kind], ...] = (("small", "small"), ("units", "unit"), ("tens", "ten"), ("times", "times"))
    for name, kind in kinds:
        for value, spelt in listed.get(name, {}).items():
            parts |= {word: Part(kind, int(value)) for word in spelt}
    for value, spelt in listed.get("teens", {}).items():
        parts |= {word: Part("teen", int(value)) for word in spelt}
    parts |= {word: Part("join", 0) for word in listed.get("joiners", ())}
    parts |= _glued(listed)
    for month, spelt in listed.get("months", {}).items():
        for word in spelt:
            known = parts.get(word)
            parts[word] = known._replace(month=int(month)) if known else Part("month", int(month), month=int(month))
    pairs: dict[tuple[str, str], int] = {}
    for month, spelt in listed.get("month_pairs", {}).items():
        for pair in spelt:
            one, _, other = pair.partition(" ")
            pairs[one, other] = int(month)
    return Numerals(language, parts, pairs, bool(listed.get("units_first")))


def _glued(listed: Mapping[str, Any]) -> dict[str, Part]:
    """German: neunundzwanzig."""
    glue = listed.get("glue")
    if glue is None:
        return {}
    tens = {word: int(value) for value, spelt in listed["tens"].items() for word in spelt}
    return {
        f"{unit}{glue}{ten}": Part("unit", int(value) + tens[ten])
        for value, unit in listed["glued_units"].items()
        for ten in tens
    }  # fmt: skip


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("testimonia.stages.trace").joinpath("data", "numerals.toml").read_text(encoding="utf-8"))


class Placed(NamedTuple):
    """A number read from a text: its value and the word it begins at."""

    value: int
    at: int
    digits: bool


def numbers(found: Sequence[tuple[int, Part]], language: Numerals) -> list[Placed]:
    """The numbers that parts at these words (ascending) make, words one behind the other together: "twenty" "nine" is 29."""
    read: list[Placed] = []
    reading = _Reading(language)
    before = -2
    for at, part in found:
        if part.kind in ("month", "break"):
            continue
        if at != before + 1 or not reading.take(part):
            reading.end(read)
            reading = _Reading(language, at)
            reading.take(part)
        before = at
    reading.end(read)
    return read


class _Reading:
    """One number as it is read."""

    def __init__(self, language: Numerals, at: int = 0) -> None:
        self.language, self.at = language, at
        self.total = self.value = self.last_value = 0
        self.last: Kind | None = None
        self.pending = False  # a joiner was read

    def end(self, read: list[Placed]) -> None:
        value = self.total + self.value
        if self.last == "digits" or (value >= LEAST and self.last is not None):
            read.append(Placed(value, self.at, self.last == "digits"))

    def take(self, part: Part) -> bool:
        """Whether the part belongs to the number."""
        if part.kind == "join":
            fits = self.last is not None and not self.pending
            self.pending = fits
            return fits
        fits = self._take(part)
        if fits:
            self.pending = False
            self.last_value = part.value
        return fits

    def _take(self, part: Part) -> bool:
        if self.last == "digits":
            thousands = part.kind == "times" and part.value >= _THOUSAND  # "12 thousand"
            self.value *= part.value if thousands else 1
            return thousands
        if part.kind == "digits":
            return self._begin(part)
        if part.kind == "teen":
            return self._teen(part)
        return self._times(part) if part.kind == "times" else self._begin(part) or self._add(part)

    def _teen(self, part: Part) -> bool:
        if self.last not in ("unit", "small") or self.last_value >= _TEN:
            return self._begin(Part("unit", part.value))
        self.value, self.last = self.value + part.value, "teen"
        return True

    def _add(self, part: Part) -> bool:
        """A unit or a round number after another part."""
        if self.last == "times":
            fits = True
        elif part.kind == "ten":
            return self._ten(part)
        elif self.last == "ten":
            fits = not self.language.units_first and self.value % _HUNDRED >= 2 * _TEN
        else:  # dix-sept
            fits = self.language.language == "fr" and self.last == "unit" and self.last_value == _TEN and part.value in (7, 8, 9)
        if fits:
            self.value, self.last = self.value + part.value, part.kind
        return fits

    def _begin(self, part: Part) -> bool:
        if self.last is not None:
            return False
        self.value, self.last = part.value, part.kind
        return True

    def _ten(self, part: Part) -> bool:
        if self.language.units_first and self.last in ("unit", "small") and part.joined and self.last_value < _TEN:
            self.value, self.last = self.value + part.value, "ten"
            return True
        if self.language.language == "fr" and (self.last_value, part.value) == (4, 20):
            self.value, self.last = self.value + 76, "ten"  # quatre-vingts: four that were counted become eighty
            return True
        return False

    def _times(self, part: Part) -> bool:
        if self.last is None:
            self.value, self.last = part.value, "times"
            return True
        if part.joined:
            self.value, self.last = self.value + part.value, "times"
            return True
        if self.value >= part.value:
            return False
        if part.value >= _THOUSAND:
            self.total, self.value, self.last = self.total + self.value * part.value, 0, "times"
        else:
            # "two thousand three hundred": only the last part is multiplied; "dua puluh" is a round number that units may follow.
            self.value, self.last = self.value * part.value, "ten" if part.value < _HUNDRED else "times"
            self.last_value = part.value
        return True
