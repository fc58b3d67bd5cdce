"""A text as the search for translations sees it: names, numbers and dates in their order, and how it is laid out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.translations.names import frames
from testimonia.stages.trace.method.translations.numerals import LEAST, Part, Placed, numbers, numerals
from testimonia.text import fold

# Numbers with their separators, words, and signs (which part numbers); hyphens and apostrophes are neither.
_TOKEN = re.compile(r"\d{1,3}(?:[.,٬\u202f\u00a0]\d{3})+(?!\d)|\w+|[^\w\s\-‐‑'’]")
_POINTS = re.compile("[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_CASED = re.compile("[^\\W\\d_]")
_NAME_LETTERS = 3  # letters of a name; two are initials and articles
_YEARS = range(1900, 2100)
_LONGEST = 20_000  # words and signs of an account that are looked at: a book has its names long before
Places = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An account and what is known of it besides its text. ``text`` is its main text; ``published`` EDTF."""

    account: str
    language: str | None
    published: str | None = None
    outlet: str = ""
    author: str = ""
    title: str = ""
    words: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """The marks of one account in the order of its text.

    ``keys`` number marks (see :class:`Marks`), ``places`` where they stand as a share of the text (0 to 1); ``paragraphs`` are lengths
    in characters.
    """

    told: Told
    language: str
    keys: NDArray[np.int32]
    places: Places
    paragraphs: tuple[int, ...]


class _Vocabulary(dict[str, int]):
    """The distinct tokens of one language, numbered as they are met."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[str] = []

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self.tokens)
        self.tokens.append(token)
        return number


@dataclass(slots=True)
class _Language:
    name: str
    vocabulary: _Vocabulary = field(default_factory=_Vocabulary)
    texts: list[tuple[int, NDArray[np.int32], tuple[int, ...]]] = field(default_factory=list)  # place, tokens, paragraphs


class Marks:
    """Reads texts one after the other, and gives their signatures when all of them are known.

    A mark is ``("name", frame)``, ``("number", value)``, ``("year", year)``, ``("month", month)`` or ``("when", year x 100 + month)``.
    """

    def __init__(self) -> None:
        self._languages: dict[str, _Language] = {}
        self._told: list[Told] = []
        self.languages: Counter[str] = Counter()
        self.unknown = 0  # accounts without a known language
        self._numbers: dict[tuple[str, object], int] = {}
        self.marks: list[tuple[str, object]] = []
        self.spelt: dict[tuple[str, int], str] = {}  # how a language writes a mark, for the evidence

    def add(self, told: Told, text: str) -> None:
        """Take one account's text; accounts without a known language are left out. Raises nothing, linear in the text."""
        name = (told.language or "").partition("-")[0].lower()
        if not name or name == "und":
            self.unknown += 1
            return
        self.languages[name] += 1
        language = self._languages.setdefault(name, _Language(name))
        if not text.isascii():
            text = _POINTS.sub("", unicodedata.normalize("NFC", text))
        vocabulary = language.vocabulary
        spelt = _TOKEN.findall(text)
        del spelt[_LONGEST:]
        tokens = np.fromiter(map(vocabulary.__getitem__, spelt), np.int32, len(spelt))
        paragraphs = tuple(length for part in _BLANK_LINE.split(text) if (length := len(part.strip())))
        language.texts.append((len(self._told), tokens, paragraphs))
        self._told.append(told)

    def __len__(self) -> int:
        """How many accounts could be read."""
        return len(self._told)

    def signatures(self) -> list[Signature]:
        """The signatures of all accounts, in the order in which they were added; none where all are of one language."""
        if len(self._languages) == 1:
            return []
        found: list[Signature | None] = [None] * len(self._told)
        ordered = sorted(self._languages.values(), key=lambda language: (not _has_case(language), language.name))
        names: set[int] = set()
        for language in ordered:
            cased = _has_case(language)
            reader = _Reader(language, self, names, cased)
            for place, tokens, paragraphs in language.texts:
                keys, places = reader.read(tokens)
                found[place] = Signature(self._told[place], language.name, keys, places, paragraphs)
            if cased:
                names |= reader.names
        return [signature for signature in found if signature is not None]

    def spelling(self, key: int, one: str, other: str) -> str:
        """A mark as a reader knows it: a name in the spelling of both languages where they differ, a number, a date."""
        kind, value = self.marks[key]
        if kind == "name":
            spelt = [found for language in (one, other) if (found := self.spelt.get((language, key)))]
            return " / ".join(dict.fromkeys(spelt))
        if kind == "month":
            return f"month {value}"
        return f"{int(str(value)) // 100}-{int(str(value)) % 100:02d}" if kind == "when" else str(value)

    def number(self, kind: str, value: object) -> int:
        """The number of a mark."""
        mark = (kind, value)
        found = self._numbers.get(mark)
        if found is None:
            found = self._numbers[mark] = len(self.marks)
            self.marks.append(mark)
        return found


def _has_case(language: _Language) -> bool:
    """Whether a language marks names by a capital: whether one in a hundred of its tokens begins with one."""
    sample = [token for token in language.vocabulary.tokens[:5000] if _CASED.match(token)]
    return sum(token[0].isupper() for token in sample) * 100 > len(sample)


class _Reader:
    """Reads the token numbers of one language."""

    def __init__(self, language: _Language, marks: Marks, names: set[int], cased: bool) -> None:
        self.language, self.marks, self.cased, self.known = language.name, marks, cased, names
        self.numerals = numerals(language.name)
        self.names: set[int] = set()
        tokens = language.vocabulary.tokens
        self.parts: dict[int, Part] = {}
        self.frames: dict[int, tuple[int, ...]] = {}
        ordinary = _ordinary(language) if cased else frozenset()
        for number, token in enumerate(tokens):
            part = self.numerals.read(token)
            if part is not None:
                self.parts[number] = part
            elif len(token) >= _NAME_LETTERS and (not cased or (token[0].isupper() and token.lower() not in ordinary)):
                self._name(number, token)
        self.interesting = np.zeros(len(tokens), np.bool_)
        self.interesting[[*self.parts, *self.frames]] = True
        self.pairs = self._month_pairs(tokens)

    def _name(self, number: int, token: str) -> None:
        keys = [self.marks.number("name", frame) for frame in frames(token, self.language)]
        if not self.cased:
            # Without capitals every word may be a name: only frames that are names elsewhere.
            keys = [key for key in keys if key in self.known]
        if keys:
            self.frames[number] = tuple(keys)
            self.names.update(keys)
            for key in keys:
                self.marks.spelt.setdefault((self.language, key), token)

    def _month_pairs(self, tokens: Sequence[str]) -> dict[tuple[int, int], int]:
        if not self.numerals.pairs:
            return {}
        places: dict[str, list[int]] = {}
        for number, token in enumerate(tokens):
            places.setdefault(fold(token).removeprefix("و").removeprefix("ب"), []).append(number)
        found: dict[tuple[int, int], int] = {}
        for (one, other), month in self.numerals.pairs.items():
            found |= {(first, second): month for first in places.get(one, ()) for second in places.get(other, ())}
        for first, second in found:
            self.interesting[[first, second]] = True
        return found

    def read(self, tokens: NDArray[np.int32]) -> tuple[NDArray[np.int32], Places]:
        """The marks of one text: their numbers and places."""
        if tokens.size == 0:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        at = np.flatnonzero(self.interesting[tokens]).tolist()
        here = tokens[at].tolist()
        found: list[tuple[int, int]] = []  # place, mark
        parts: list[tuple[int, Part]] = []
        months: list[tuple[int, int]] = []
        for n, (place, token) in enumerate(zip(at, here, strict=True)):
            found += [(place, key) for key in self.frames.get(token, ())]
            part = self.parts.get(token)
            if part is not None:
                parts.append((place, part))
                if part.month:
                    months.append((place, part.month))
            if self.pairs and n + 1 < len(at) and at[n + 1] == place + 1 and (month := self.pairs.get((token, here[n + 1]))):
                months.append((place, month))
        found += self._dates(numbers(parts, self.numerals), months)
        found.sort()
        keys = np.array([key for _, key in found], np.int32)
        places = np.array([place / tokens.size for place, _ in found], np.float32)
        return keys, places

    def _dates(self, read: Sequence[Placed], months: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        number = self.marks.number
        found: list[tuple[int, int]] = []
        years: dict[int, int] = {}
        for placed in read:
            value, at, digits = placed
            if digits and value in _YEARS:
                years[at] = value
                found.append((at, number("year", value)))
            elif value >= LEAST:
                found.append((at, number("number", value)))
        for at, month in months:
            found.append((at, number("month", month)))
            near = next((years[at + step] for step in (1, 2, 3) if at + step in years), None)
            if near is not None:
                found.append((at, number("when", near * 100 + month)))
        return found


def _ordinary(language: _Language) -> frozenset[str]:
    """Words that are written small more often than with a capital: at the beginning of a sentence they are no names."""
    counts = np.zeros(len(language.vocabulary.tokens), np.int64)
    for _, tokens, _ in language.texts:
        np.add.at(counts, np.unique(tokens), 1)
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for token, count in zip(language.vocabulary.tokens, counts.tolist(), strict=True):
        if token[0].isupper():
            large[token.lower()] += count
        else:
            small[token] += count
    return frozenset(word for word, count in large.items() if small[word] >= count)
