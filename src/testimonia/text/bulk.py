"""Words of many texts at once, as numbers: what :func:`testimonia.text.words` gives, for libraries of millions of words.

A word becomes a 64-bit number that depends on its folded spelling alone and is the same on every machine; two words of a language
share one with a probability of 2**-64. Characters are looked up in tables that fill as characters are met; a word with a character
that folds to several or whose folding hangs on its neighbours goes through :func:`fold` itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import regex
from numpy.typing import NDArray

from testimonia.text import folding
from testimonia.text.folding import fold, words

Numbers: TypeAlias = NDArray[np.uint64]
Places: TypeAlias = NDArray[np.int32]

# Odd 64-bit constants of splitmix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)

_BATCH = 1 << 20  # code points looked at together: 8 MB a table, which a processor's cache nearly holds
_LETTERS = _BATCH  # at most so many in a batch
_BASE = 0xD6E8FEB86659FD93  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 1 << 64)
_ALL = (1 << 64) - 1

_OTHER, _LETTER, _MARK, _JOINER, _UNSPACED, _CLUSTERED, _UNKNOWN = 0, 1, 2, 3, 4, 5, 255
# One definition of a word: these are the classes that `words` goes by.
_UNSPACED_SCRIPTS, _DIGITS, _NOT_WORD, _JOINERS = folding._UNSPACED, folding._DIGITS, folding._NOT_WORD, folding._JOINERS  # noqa: SLF001
_JOINING = r"\p{M}\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=Prepend}"
_KINDS = (
    # Marks of scripts without spaces, half-width voicing marks, skin tones and tags join the character before: such a text is read one by
    # one.
    (_CLUSTERED, rf"(?V1)[[[{_JOINING}]&&[{_UNSPACED_SCRIPTS}]]\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"),
    (_UNSPACED, rf"(?V1)[[{_UNSPACED_SCRIPTS}]&&[\p{{L}}\p{{N}}]]"),
    (_LETTER, rf"(?V1)[[\p{{L}}{_DIGITS}]--[{_UNSPACED_SCRIPTS}{_NOT_WORD}]]"),
    (_MARK, rf"(?V1)[\p{{M}}--[{_UNSPACED_SCRIPTS}{_NOT_WORD}]]"),
    (_JOINER, rf"[{_JOINERS}]"),
)
_PATTERNS = tuple((kind, regex.compile(pattern)) for kind, pattern in _KINDS)
# Scripts in which a letter's folding never depends on the letter next to it: it drops its marks and stays one letter.
_PLAIN = regex.compile(
    r"(?V1)[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Arabic}\p{Hebrew}\p{Han}\p{Nd}\u3041-\u3096\u30a1-\u30fc]"
)
_PLAIN_MARK = regex.compile(folding._DROP.pattern)  # noqa: SLF001


def mixed(values: Numbers) -> Numbers:
    """Every bit of the input changes every bit of the output (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * _MIX_1
    values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


@dataclass(frozen=True, slots=True)
class Bulk:
    """The words of texts, one text after the other.

    ``numbers`` are the words; ``starts`` and ``ends`` their code points in their own text; text *n* has the words from ``bounds[n]`` to
    ``bounds[n + 1]``.
    """

    numbers: Numbers
    starts: Places
    ends: Places
    bounds: NDArray[np.int64]


class _Tables:
    """What is known of each code point: its kind, the number of the letter it folds to (0: dropped), whether it needs :func:`fold`."""

    def __init__(self) -> None:
        self.kind = np.full(0x110000, _UNKNOWN, np.uint8)
        self.value = np.zeros(0x110000, np.uint64)
        self.hard = np.zeros(0x110000, np.bool_)
        exponents = np.full(_LETTERS + 1, _BASE, np.uint64)
        exponents[0] = 1
        self.powers = np.multiply.accumulate(exponents)
        exponents[1:] = np.uint64(_INVERSE)
        self.inverses = np.multiply.accumulate(exponents)
        self.memo: dict[str, int] = {}

    def learn(self, codes: NDArray[np.uint32]) -> None:
        for code in np.unique(codes).tolist():
            char = chr(code)
            kind = next((kind for kind, pattern in _PATTERNS if pattern.match(char)), _OTHER)
            self.kind[code] = kind
            if kind == _OTHER:
                continue
            folded = fold(char)
            plain = bool(_PLAIN.match(char)) if kind != _JOINER else True
            if not folded and (plain or _PLAIN_MARK.match(char)):
                continue  # dropped: value 0
            if len(folded) == 1 and plain:
                self.value[code] = letter(folded)
            else:
                self.hard[code] = True

    def spelled(self, word: str) -> int:
        """The number of a word that only :func:`fold` can fold; 0 where nothing is left of it."""
        found = self.memo.get(word)
        if found is None:
            if len(self.memo) >= _MEMO_SIZE:
                self.memo.clear()
            found = self.memo[word] = _number(fold(word))
        return found


_MEMO_SIZE = 200_000  # words kept with their number: more than a language uses, about 30 MB
_tables: list[_Tables] = []


def _known() -> _Tables:
    if not _tables:
        _tables.append(_Tables())
    return _tables[0]


def letter(char: str) -> np.uint64:
    """The number of one folded letter; never 0."""
    return np.uint64(mixed(np.array([ord(char) + 1], np.uint64) * GOLDEN)[0] | np.uint64(1))


def _number(folded: str) -> int:
    if not folded:
        return 0
    total = 0
    for place, char in enumerate(folded):
        total += int(letter(char)) * pow(_BASE, place, 1 << 64)
    return int(_finished(np.array([total & _ALL], np.uint64), np.array([len(folded)]))[0])


def _finished(sums: Numbers, lengths: NDArray[np.int64]) -> Numbers:
    return np.maximum(mixed(sums ^ (lengths.astype(np.uint64) * GOLDEN)), np.uint64(1))


def bulk_words(texts: Sequence[str]) -> Bulk:
    """The words of all texts as numbers, in order; equal numbers mean equal folded words. Raises nothing.

    The work is linear in the code points: about a second for five million words.
    """
    parts: list[tuple[Numbers, Places, Places, NDArray[np.int64]]] = []
    batch: list[str] = []
    size = 0
    for text in texts:
        if size + len(text) + 1 > _BATCH and batch:
            parts.append(_read(batch))
            batch, size = [], 0
        if len(text) >= _BATCH:
            parts.append(_in_pieces(text))
            continue
        batch.append(text)
        size += len(text) + 1
    if batch:
        parts.append(_read(batch))
    counts = np.concatenate([part[3] for part in parts]) if parts else np.empty(0, np.int64)
    return Bulk(
        numbers=np.concatenate([part[0] for part in parts]) if parts else np.empty(0, np.uint64),
        starts=np.concatenate([part[1] for part in parts]) if parts else np.empty(0, np.int32),
        ends=np.concatenate([part[2] for part in parts]) if parts else np.empty(0, np.int32),
        bounds=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )


def _in_pieces(text: str) -> tuple[Numbers, Places, Places, NDArray[np.int64]]:
    """A text longer than a batch, cut at white space, which is within no word; without any for a batch's length, as it stands."""
    found: list[tuple[Numbers, Places, Places]] = []
    begin = 0
    while begin < len(text):
        end = min(begin + _BATCH - 2, len(text))
        if end < len(text):
            cut = max(text.rfind(" ", begin, end), text.rfind("\n", begin, end))
            if cut <= begin:
                return _one_by_one(text)
            end = cut
        numbers, starts, ends, _ = _read([text[begin:end]])
        found.append((numbers, starts + np.int32(begin), ends + np.int32(begin)))
        begin = end
    numbers, starts, ends = (np.concatenate([part[column] for part in found]) for column in range(3))
    return numbers, starts, ends, np.array([numbers.size], np.int64)


def _one_by_one(text: str) -> tuple[Numbers, Places, Places, NDArray[np.int64]]:
    """A text as :func:`words` reads it: for scripts whose characters are clusters, and for texts longer than a batch."""
    found = words(text)
    known = _known()
    numbers = np.fromiter((known.spelled(word.folded) for word in found), np.uint64, len(found))
    starts = np.fromiter((word.start for word in found), np.int32, len(found))
    ends = np.fromiter((word.end for word in found), np.int32, len(found))
    return numbers, starts, ends, np.array([len(found)], np.int64)


def _read(texts: list[str]) -> tuple[Numbers, Places, Places, NDArray[np.int64]]:
    """The words of a batch; each text ends with a line end, which is part of no word."""
    known = _known()
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = known.kind[codes]
    if (kinds == _UNKNOWN).any():
        known.learn(codes[kinds == _UNKNOWN])
        kinds = known.kind[codes]
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    firsts = np.concatenate([[0], np.cumsum(lengths)])
    if (kinds == _CLUSTERED).any() or _clusters(kinds):
        return _some_one_by_one(texts, kinds, firsts)
    starts, ends = _spans(kinds)
    numbers = _numbers(codes, starts, ends, joined, known)
    kept = numbers != 0
    numbers, starts, ends = numbers[kept], starts[kept], ends[kept]
    bounds = np.searchsorted(starts, firsts)
    origin = np.repeat(firsts[:-1], np.diff(bounds))
    return numbers, (starts - origin).astype(np.int32), (ends - origin).astype(np.int32), np.diff(bounds)


def _clusters(kinds: NDArray[np.uint8]) -> bool:
    """Whether a mark or joiner follows a character of a script without spaces: it then belongs to it."""
    after = kinds[1:][kinds[:-1] == _UNSPACED]
    return bool(((after == _MARK) | (after == _JOINER)).any())


def _some_one_by_one(
    texts: list[str], kinds: NDArray[np.uint8], firsts: NDArray[np.int64]
) -> tuple[Numbers, Places, Places, NDArray[np.int64]]:
    parts = []
    for n, text in enumerate(texts):
        own = kinds[firsts[n] : firsts[n + 1]]
        hard = bool((own == _CLUSTERED).any()) or _clusters(own)
        parts.append(_one_by_one(text) if hard else _read([text]))
    return (
        np.concatenate([part[0] for part in parts]),
        np.concatenate([part[1] for part in parts]),
        np.concatenate([part[2] for part in parts]),
        np.concatenate([part[3] for part in parts]),
    )


def _spans(kinds: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where words begin and end: runs of letters with marks and joiners inside, and each character of a script without spaces."""
    inside = (kinds >= _LETTER) & (kinds <= _JOINER)
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    if ((kinds == _MARK) | (kinds == _JOINER)).any():
        letters = np.flatnonzero(kinds == _LETTER)
        solid = np.flatnonzero((kinds == _LETTER) | (kinds == _MARK))
        at = np.searchsorted(letters, starts)
        begins = np.append(letters, kinds.size)[at]
        kept = begins < ends
        starts, ends = begins[kept], ends[kept]
        ends = solid[np.searchsorted(solid, ends) - 1] + 1
    single = np.flatnonzero(kinds == _UNSPACED)
    if single.size:
        starts, ends = np.concatenate([starts, single]), np.concatenate([ends, single + 1])
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
    return starts, ends


def _numbers(codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64], text: str, known: _Tables) -> Numbers:
    """The number of each word: a polynomial in the numbers of its letters, by prefix sums; 0 where all of it is dropped."""
    values = known.value[codes]
    counted = np.concatenate([[0], np.cumsum(values != 0)])
    kept = values[values != 0]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(kept * known.powers[: kept.size])])
    first, last = counted[starts], counted[ends]
    found = (sums[last] - sums[first]) * known.inverses[first]
    numbers = np.where(last > first, _finished(found, last - first), np.uint64(0))
    hard = known.hard[codes]
    if hard.any():
        before = np.concatenate([[0], np.cumsum(hard)])
        for n in np.flatnonzero(before[ends] > before[starts]).tolist():
            numbers[n] = known.spelled(text[starts[n] : ends[n]])
    return numbers
