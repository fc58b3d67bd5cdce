"""A text as the search for translations sees it: names, numbers and dates in their order, and how it is laid out.

All texts of a language are read at once, as arrays; only the words that may be names or numbers are looked at one by one, each spelling
once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.trace.method.translations.names import frames
from testimonia.stages.trace.method.translations.numerals import LEAST, Part, Placed, numbers, numerals
from testimonia.text import fold
from testimonia.text.bulk import Bulk, bulk_words

_BLANK_LINE = re.compile(r"\n\s*\n")
_NAME_LETTERS = 3  # letters of a name; two are initials and articles
_YEARS = range(1900, 2100)
_LONGEST = 20_000  # words of an account that are looked at: a book has its names long before
_SAMPLE = 3_000_000  # words from which it is learned which words are ordinary; more make no difference
_BATCH = 200  # texts whose characters are looked at together: a megabyte
_FRAMES = 4  # that one Arabic word may stand for: bare, and without one of its prefixes
_CASED = 0.01  # of the words of a language that writes names with capitals begin with one
_SEPARATORS = ".,٬\u202f\u00a0"  # between the thousands of a number
_THOUSAND, _MILLION = 3, 1_000_000  # digits behind a separator; numbers that have no more of them
Places: TypeAlias = NDArray[np.float32]
Index: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An account and what is known of it besides its text; ``published`` is EDTF."""

    account: str
    language: str | None
    published: str | None = None
    outlet: str = ""
    author: str = ""
    title: str = ""


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


class Marks:
    """Takes texts one after the other, and gives their signatures when all of them are known.

    A mark is ``("name", frame)``, ``("number", value)``, ``("year", year)``, ``("month", month)`` or ``("when", year x 100 + month)``.
    The order in which accounts are added makes no difference.
    """

    def __init__(self) -> None:
        self._accounts: dict[str, list[Told]] = {}
        self._texts: dict[str, str] = {}
        self._numbers: dict[tuple[str, object], int] = {}
        self.languages: Counter[str] = Counter()
        self.unknown = 0  # accounts without a known language
        self.marks: list[tuple[str, object]] = []
        self.spelt: dict[tuple[str, int], str] = {}  # how a language writes a mark, for the evidence

    def add(self, told: Told, text: str) -> None:
        """Take one account's text; accounts without a known language are counted and left out. Raises nothing."""
        name = (told.language or "").partition("-")[0].lower()
        if not name or name == "und":
            self.unknown += 1
            return
        self.languages[name] += 1
        self._accounts.setdefault(name, []).append(told)
        self._texts[told.account] = text

    def text(self, account: str) -> str:
        """The text of an account that was added."""
        return self._texts[account]

    def signatures(self) -> list[Signature]:
        """The signatures of all accounts, by their ids; none where all are of one language. Linear in the texts."""
        if len(self._accounts) == 1:
            return []
        languages = [_Language(name, sorted(told, key=_id), self) for name, told in sorted(self._accounts.items())]
        names: set[int] = set()
        found: list[Signature] = []
        for language in sorted(languages, key=lambda language: (not language.cased, language.name)):
            found += language.read(names)
            if language.cased:
                names |= language.names
        return sorted(found, key=lambda signature: signature.told.account)

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


def _id(told: Told) -> str:
    return told.account


_OTHER, _UPPER, _DIGIT = 1, 2, 3
_kinds = np.zeros(0x110000, np.uint8)  # of code points as first letters of words; 0: not met yet


def _first_kinds(texts: Sequence[str], bulk: Bulk) -> NDArray[np.uint8]:
    """Whether each word begins with a capital or a digit."""
    found = np.empty(bulk.starts.size, np.uint8)
    for low in range(0, len(texts), _BATCH):
        part = texts[low : low + _BATCH]
        codes = np.frombuffer("".join(part).encode("utf-32-le", "surrogatepass"), np.uint32)
        offsets = np.concatenate([[0], np.cumsum([len(text) for text in part])]).astype(np.int64)
        bounds = bulk.bounds[low : low + len(part) + 1]
        here = slice(int(bounds[0]), int(bounds[-1]))
        first = codes[bulk.starts[here] + np.repeat(offsets[:-1], np.diff(bounds))]
        for code in np.unique(first[_kinds[first] == 0]).tolist():
            char = chr(code)
            _kinds[code] = _UPPER if char.isupper() or char.istitle() else _DIGIT if char.isdigit() else _OTHER
        found[here] = _kinds[first]
    return found


class _Language:
    """All texts of one language, cut into words."""

    def __init__(self, name: str, told: Sequence[Told], marks: Marks) -> None:
        self.name, self.told, self.marks = name, told, marks
        self.texts = [marks.text(item.account) for item in told]
        self.bulk = bulk_words(self.texts)
        self.kinds = _first_kinds(self.texts, self.bulk)
        self.numerals = numerals(name)
        words = int((self.kinds != _DIGIT).sum())
        self.cased = int((self.kinds == _UPPER).sum()) > _CASED * words
        self.names: set[int] = set()

    def read(self, known: set[int]) -> list[Signature]:
        """The signatures of the texts; without capitals every word may be a name, and only those count that are ``known``."""
        sizes = np.diff(self.bulk.bounds)
        owner = np.repeat(np.arange(len(self.texts)), sizes)
        place = np.arange(self.bulk.starts.size) - np.repeat(self.bulk.bounds[:-1], sizes)
        at = np.flatnonzero(self._may_matter() & (place < _LONGEST))
        # Each spelling is looked at once: folded word and capital together.
        _, first, spelling = np.unique(
            (self.bulk.numbers[at] << np.uint64(1)) | (self.kinds[at] == _UPPER), return_index=True, return_inverse=True
        )
        names, parts, pairs = self._spellings(at[first], known)
        found = [(at[names[:, n][spelling] >= 0], names[:, n][spelling][names[:, n][spelling] >= 0]) for n in range(_FRAMES)]
        found.append(self._values(at, spelling, parts, pairs, owner))
        where, keys = (np.concatenate(columns) for columns in zip(*found, strict=True))
        order = np.lexsort((keys, where))
        where, keys = where[order], keys[order].astype(np.int32)
        places = (place[where] / np.maximum(1, sizes[owner[where]])).astype(np.float32)
        bounds = np.searchsorted(where, self.bulk.bounds)
        return [
            Signature(told, self.name, keys[low:high], places[low:high], _paragraphs(text))
            for told, text, low, high in zip(self.told, self.texts, bounds[:-1], bounds[1:], strict=True)
        ]

    def _may_matter(self) -> NDArray[np.bool_]:
        """Words with a capital and words that begin with a digit, the number words and months; in a language without capitals, all."""
        if not self.cased:
            return np.ones(self.kinds.size, np.bool_)
        long = self.bulk.ends - self.bulk.starts >= _NAME_LETTERS
        listed = np.unique(bulk_words([" ".join(self.numerals.parts)]).numbers)
        matters: NDArray[np.bool_] = (self.kinds == _DIGIT) | ((self.kinds == _UPPER) & long) | _among(self.bulk.numbers, listed)
        return matters

    def _spellings(self, first: Index, known: set[int]) -> tuple[NDArray[np.int64], dict[int, Part], dict[tuple[int, int], int]]:
        """For each spelling (by the place it stands first) its names, and for some what they add to a number; pairs of words that are a month."""
        names = np.full((first.size, _FRAMES), -1, np.int64)
        parts: dict[int, Part] = {}
        ordinary = self._ordinary(self.bulk.numbers[first]) if self.cased else np.zeros(first.size, np.bool_)
        owners = np.searchsorted(self.bulk.bounds, first, side="right") - 1
        months: dict[str, list[int]] = {}
        wanted = {word for pair in self.numerals.pairs for word in pair}
        for n, (at, owner) in enumerate(zip(first.tolist(), owners.tolist(), strict=True)):
            word = self.texts[owner][self.bulk.starts[at] : self.bulk.ends[at]]
            part = self.numerals.read(word)
            if part is not None:
                parts[n] = part
            elif len(fold(word)) >= _NAME_LETTERS and not ordinary[n] and (not self.cased or self.kinds[at] == _UPPER):
                for column, key in enumerate(self._names(word, known)):
                    names[n, column] = key
            if wanted and (bare := fold(word).removeprefix("و").removeprefix("ب")) in wanted:
                months.setdefault(bare, []).append(n)
        pairs = {
            (a, b): month for (one, other), month in self.numerals.pairs.items() for a in months.get(one, ()) for b in months.get(other, ())
        }
        return names, parts, pairs

    def _names(self, word: str, known: set[int]) -> list[int]:
        keys = [self.marks.number("name", frame) for frame in frames(word, self.name)]
        if not self.cased:
            keys = [key for key in keys if key in known]
        self.names.update(keys)
        for key in keys:
            self.marks.spelt.setdefault((self.name, key), word)
        return keys[:_FRAMES]

    def _ordinary(self, numbers_: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Words that are written small at least as often as with a capital: at the beginning of a sentence they are no names."""
        listed = np.unique(numbers_)
        counts = []
        for kind in (_OTHER, _UPPER):
            words = self.bulk.numbers[np.flatnonzero(self.kinds == kind)[:_SAMPLE]]
            at = np.minimum(np.searchsorted(listed, words), max(0, listed.size - 1))
            counts.append(np.bincount(at[listed[at] == words], minlength=listed.size) if listed.size else np.zeros(0, np.int64))
        return (counts[0] >= np.maximum(1, counts[1]))[np.searchsorted(listed, numbers_)]

    def _values(
        self, at: Index, spelling: Index, parts: dict[int, Part], pairs: dict[tuple[int, int], int], owner: Index
    ) -> tuple[Index, Index]:
        """The numbers and dates of all texts: where each begins, and its mark."""
        wanted = np.zeros(int(spelling.max(initial=-1)) + 1, np.bool_)
        wanted[[*parts, *(n for pair in pairs for n in pair)]] = True
        chosen = np.flatnonzero(wanted[spelling]) if wanted.size else np.empty(0, np.int64)
        rows: list[tuple[int, int]] = []
        listed = list(zip(at[chosen].tolist(), spelling[chosen].tolist(), owner[at[chosen]].tolist(), strict=True))
        start = 0
        for end in range(1, len(listed) + 1):
            if end == len(listed) or listed[end][2] != listed[start][2]:
                rows += self._of_text(self.texts[listed[start][2]], listed[start:end], parts, pairs)
                start = end
        return np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int64)

    def _of_text(
        self, text: str, listed: Sequence[tuple[int, int, int]], parts: dict[int, Part], pairs: dict[tuple[int, int], int]
    ) -> Iterable[tuple[int, int]]:
        """The marks of one text's numbers and months."""
        starts, ends = self.bulk.starts, self.bulk.ends
        read: list[tuple[int, Part]] = []
        months: list[tuple[int, int]] = []
        shift = 0  # words that are parted by a sign are not read together: their places are moved apart
        before: tuple[int, int] | None = None  # the word before: its place and its end
        real: dict[int, int] = {}
        for n, (at, number, _) in enumerate(listed):
            start, end = int(starts[at]), int(ends[at])
            gap = text[before[1] : start] if before is not None and before[0] == at - 1 else ""
            part = parts.get(number)
            if part is not None and gap in tuple(_SEPARATORS) and gap and _thousands(read, part, end - start):
                read[-1] = read[-1][0], read[-1][1]._replace(value=read[-1][1].value * 1000 + part.value)
            elif part is not None:
                shift += any(not (char.isspace() or char in "-’'‑‐") for char in gap)
                read.append((at + shift, part))
                real[at + shift] = at
                if part.month:
                    months.append((at, part.month))
            if n + 1 < len(listed) and listed[n + 1][0] == at + 1 and (month := pairs.get((number, listed[n + 1][1]))):
                months.append((at, month))
            before = at, end
        found = [Placed(placed.value, real[placed.at], placed.digits) for placed in numbers(read, self.numerals)]
        return self._dates(found, months)

    def _dates(self, read: Sequence[Placed], months: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        number = self.marks.number
        found: list[tuple[int, int]] = []
        years: dict[int, int] = {}
        for value, at, digits in read:
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


def _thousands(read: Sequence[tuple[int, Part]], part: Part, length: int) -> bool:
    """Whether digits behind a separator go on with the number before it: 12,000."""
    return bool(read) and read[-1][1].kind == part.kind == "digits" and length == _THOUSAND and read[-1][1].value < _MILLION


def _among(words: NDArray[np.uint64], listed: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which words are among a sorted list."""
    if listed.size == 0:
        return np.zeros(words.size, np.bool_)
    found: NDArray[np.bool_] = listed[np.minimum(np.searchsorted(listed, words), listed.size - 1)] == words
    return found


def _paragraphs(text: str) -> tuple[int, ...]:
    return tuple(length for part in _BLANK_LINE.split(text) if (length := len(part.strip())))
