"""Folding: what makes a bare query find a pointed, accented or variant spelling; and words with their place in the original.

Search, tracing and matching all compare folded text, so that they agree on what "the same word" is. Folded text is never
shown: offsets always point into the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from testimonia.text.spans import Span

# Marks that a bare spelling leaves out: Latin/Greek/Cyrillic accents, Hebrew points, Arabic vowel signs and Quranic
# marks, Syriac points. Vowel signs of Indic and South-East Asian scripts and the kana voicing marks are *not* here:
# there they make another word, not another spelling.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
# Invisible: soft hyphen, grapheme joiner, zero-width space and joiners, bidi controls, word joiner, variation selectors;
# and the skin tones of emoji, which are marks in all but name.
_INVISIBLE = "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff"
# Tatweel stretches a word; the modifier letters stand for hamza and ayn in transliterations ("Qurʾan", "Raqqaʿ", ʼ).
_LETTERS_DROPPED = "\u0640\u0674\u02b9-\u02bf"

# Letters that decomposition leaves alone, each to what a bare keyboard types instead (after casefold).
_LETTERS = {
    **dict.fromkeys("\u0671\u0672\u0673\u0675", "\u0627"),  # alef wasla and rarer alefs -> alef
    **dict.fromkeys("\u0649\u06cc\u06d2\u06d0\u06cd\u06ce\u0678", "\u064a"),  # alef maksura, Persian/Urdu/Kurdish ya -> ya
    **dict.fromkeys("\u0629\u06c1\u06c3\u06d5\u06be\u06c0", "\u0647"),  # ta marbuta, Urdu and Kurdish heh -> heh
    **dict.fromkeys("\u06a9\u06aa", "\u0643"),  # Persian and swash kaf -> kaf
    **dict.fromkeys("\u06c4\u06c6\u06c7\u06c8\u06cb\u0676\u0677", "\u0648"),  # Kurdish, Uyghur waw -> waw
    "\u0131": "i", "\u0142": "l", "\u00f8": "o", "\u0111": "d", "\u00f0": "d", "\u00fe": "th", "\u0127": "h", "\u0167": "t",
    "\u00e6": "ae", "\u0153": "oe", "\u2044": "/", "\u02d0": "",
}  # fmt: skip

_DROP = re.compile(f"[{_MARKS}{_INVISIBLE}{_LETTERS_DROPPED}]")
_RUN = re.compile("[^\x00-\x7f]+")
_CACHED_RUN = 48  # code points; longer runs are whole lines of Chinese or Thai that hardly come back


class _Table(dict[int, str]):
    """A table for ``str.translate`` that works a character out when it is first met (Unicode is too big to list at import)."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            folded = str(digit)
        elif _DROP.match(char):
            folded = ""
        else:
            folded = _LETTERS.get(char, char)
        if unicodedata.category(char) not in ("Cn", "Co"):  # hostile text must not fill memory with unassigned code points
            self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Text as search compares it.

    NFKD, casefold, without combining marks, tatweel, zero-width and bidi characters; alef, hamza-carrier, alef maksura,
    ya, ta marbuta, heh and kaf variants to one letter each; every decimal digit to ASCII; Latin letters that do not
    decompose (ø ł đ æ œ ı þ) to what a bare keyboard types. Composed again at the end (NFC), so that Hangul and kana
    stay whole. A hamza on its own (ء) stays: without it "water" (ماء) would be "what" (ما). Punctuation and white space
    stay. Idempotent; ``fold(a + b) == fold(a) + fold(b)`` unless b begins with a mark or jamo that composes with a.
    """
    if text.isascii():
        return text.lower()
    return _RUN.sub(_fold_match, text.casefold())


def _fold_match(match: re.Match[str]) -> str:
    run = match[0]
    return _fold_run(run) if len(run) <= _CACHED_RUN else _fold_now(run)


def _fold_now(run: str) -> str:
    # Compatibility decomposition brings up new capitals (ℕ is N), hence casefold once more.
    folded = unicodedata.normalize("NFKD", run).casefold().translate(_TABLE)
    return unicodedata.normalize("NFC", folded)


_fold_run = lru_cache(maxsize=1 << 16)(_fold_now)


class Word(NamedTuple):
    """A word: as search compares it, and where it stands in the original (code points, end-exclusive)."""

    folded: str
    start: int
    end: int


# Scripts written without spaces: a "word" cannot be cut out without a dictionary, so every character stands for itself.
_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}\u30fc\uff70"
)
# Letters whose decomposition holds spaces or signs (ﷺ is a sentence, ﹰ a vowel sign on a space, ŀ an l with a dot) are not words.
_NOT_WORD = r"\u013f\u0140\u037a\ufc5e-\ufc63\ufdfa\ufdfb\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e"
_DIGITS = r"\p{Nd}\p{Nl}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089"
_JOINERS = r"\u00ad\u034f\u061c\u200b-\u200f\u2060"  # inside a word they are dropped by fold; at its end they are not part of it
_WORD = regex.compile(
    rf"(?V1)[[\p{{L}}{_DIGITS}]--[{_UNSPACED}{_NOT_WORD}]]"
    rf"[[\p{{L}}\p{{M}}{_DIGITS}]--[{_UNSPACED}{_NOT_WORD}]]*+"
    rf"(?:[{_JOINERS}]++[[\p{{L}}\p{{M}}{_DIGITS}]--[{_UNSPACED}{_NOT_WORD}]]++)*+"
    rf"|(?=[[{_UNSPACED}]&&[\p{{L}}\p{{N}}]])\X"
)
_ASCII_WORD = re.compile("[a-z0-9]+")
_ASCII_WORD_ANY_CASE = re.compile("[A-Za-z0-9]+")


def words(text: str) -> list[Word]:
    """The words of a text in order, folded, with their offsets in the original text (code points, end-exclusive).

    A word is a run of letters, digits and their marks; punctuation, quotation marks, apostrophes, hyphens and symbols
    part words and belong to none ("don't" is ``don`` and ``t``, whichever apostrophe was typed). In scripts without
    spaces every character (grapheme cluster) is a word. ``folded == fold(text[start:end])`` and is never empty.
    """
    if text.isascii():
        return [Word(match.group(), *match.span()) for match in _ASCII_WORD.finditer(text.lower())]
    return [Word(*found) for found in _words(text)]


def count_words(text: str) -> int:
    """How many words a text has: ``len(words(text))``, in a fraction of its time."""
    if text.isascii():
        return len(_ASCII_WORD_ANY_CASE.findall(text))
    return sum(1 for _ in _words(text))


def folded_words(text: str) -> list[str]:
    """The folded words of a text in order, without where they stand: a third of the time of ``words``, for an index that asks no more."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return [folded for folded, _, _ in _words(text)]


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    memo: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = match.group()
        folded = memo.get(word)
        if folded is None:
            folded = memo[word] = fold(word)
        if folded:
            yield folded, match.start(), match.end()


def highlights(text: str, query: str) -> list[Span]:
    """Where the words of a query stand in a text, as ordered spans of the original that do not overlap.

    Words parted by a space or a sign in the query are looked for each on its own. Words that touch in the query
    (characters of Chinese, Japanese, Thai) must touch in the text in the same order and give one span.
    """
    units: dict[str, list[tuple[str, ...]]] = {}
    for unit in set(_touching(words(query))):
        units.setdefault(unit[0], []).append(unit)
    if not units:
        return []
    found: list[Span] = []
    here = words(text)
    for index, word in enumerate(here):
        ends = [_end_of(here, index, unit) for unit in units.get(word.folded, ())]
        end = max(ends, default=0)
        if not end:
            continue
        if found and word.start < found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(word.start, end))
    return found


def _touching(query: list[Word]) -> Iterator[tuple[str, ...]]:
    """The query's words in groups without a gap between them."""
    group: list[str] = []
    end = -1
    for word in query:
        if word.start != end and group:
            yield tuple(group)
            group = []
        group.append(word.folded)
        end = word.end
    if group:
        yield tuple(group)


def _end_of(here: list[Word], index: int, unit: tuple[str, ...]) -> int:
    """Where the unit that begins at a word ends, or 0 when it does not stand there."""
    end = here[index].start
    for offset, folded in enumerate(unit):
        at = index + offset
        if at >= len(here) or here[at].folded != folded or here[at].start != end:
            return 0
        end = here[at].end
    return end
