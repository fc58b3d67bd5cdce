"""A text as the rules read it: marks that make no difference taken away, sentences and quotations found, offsets kept.

Everything here is linear in the text. Offsets of the plain text are turned back into those of the edition by :meth:`Plain.span`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

from testimonia.text import Span, quotations

_ALIKE = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "‑": "-"}
)
_TATWEEL = "ـ"
_WORD = 40  # code points: what is as short is mostly a word or a name
_LONGEST = 600  # code points of one sentence; a longer run is cut, so that no rule looks at more
_HIDDEN = "\x00"  # stands for quoted words: no rule for what the account says itself may read them
_BLANK_LINE = re.compile(r"\n\s*\n|\n")
_END = re.compile(r"[.!?…؟](?=[\"'”’“»›)\]*]{0,3}(?:\s|$))|[:؛;](?=\s{0,1}\n)")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|No|Nr|Sra?|Mme|M|bzw|ca|Hr|Fr|vgl)|(?<!\w)[^\W\d_])$")
_DASHES = "—–"
_RAYA = re.compile(r"[—–](?=\S)")  # a dialogue's dash stands at the word; a list's does not
_ASIDE = re.compile(r"\s[—–](?=\w)")  # opens what is not said
_BACK = re.compile(r"(?<=[^\s—–])[—–](?=[\s.,;:!?…]|$)")  # goes back to what is
_PUNCTUATION = frozenset(".,;:!?…؟،؛")
_TERM, _TERM_WORDS = 40, 3  # code points and words of a term in quotation marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quotation in plain offsets: ``start`` to ``end`` with its marks, ``inner`` and ``inner_end`` without."""

    start: int
    end: int
    inner: int
    inner_end: int


def simplified(text: str) -> str:
    """Letters that differ in marks alone made one (Arabic vowel signs, hamza seats, tatweel; apostrophes and spaces)."""
    if text.isascii():
        return text
    return _word_simplified(text) if len(text) <= _WORD else _simplified(text)


def _simplified(text: str) -> str:
    return "".join(char for char in text.translate(_ALIKE) if char != _TATWEEL and not _mark(char))


_word_simplified = lru_cache(maxsize=1 << 14)(_simplified)  # the words of the tables are asked for with every account


def _mark(char: str) -> bool:
    return "\u0610" <= char <= "\u06ed" and unicodedata.combining(char) != 0


class Plain:
    """One text, simplified; ``narration`` is the same with what stands in quotation marks hidden, offset by offset."""

    def __init__(self, text: str) -> None:
        """Read a canonical text."""
        self.source = text
        kept = [at for at, char in enumerate(text) if char != _TATWEEL and not _mark(char)]
        self._offsets = kept if len(kept) != len(text) else None
        self.text = simplified(text)

    def span(self, start: int, end: int) -> Span:
        """The span of the edition for a span of the plain text."""
        if self._offsets is None:
            return Span(start, end)
        first = self._offsets[start] if start < len(self._offsets) else len(self.source)
        last = self._offsets[end] if end < len(self._offsets) else len(self.source)
        return Span(first, max(first, last))

    def _at(self, offset: int) -> int:
        return offset if self._offsets is None else bisect_left(self._offsets, offset)

    @cached_property
    def quotes(self) -> list[Quoted]:
        """The outermost quotations by where they begin."""
        marked = [
            Quoted(
                start=self._at(quotation.whole.start), end=self._at(quotation.whole.end),
                inner=self._at(quotation.inside.start), inner_end=self._at(quotation.inside.end),
            )
            for quotation in quotations(self.source)
        ]  # fmt: skip
        found: list[Quoted] = []
        for quoted in sorted([*marked, *self.raya], key=lambda quoted: (quoted.start, -quoted.end)):
            if not found or quoted.start >= found[-1].end:
                found.append(quoted)
        return found

    @cached_property
    def raya(self) -> list[Quoted]:
        """What is said in a dialogue of dashes with the tags between dashes (—Three —he says—. Not four.); empty in any other text."""
        lines = [(start, end) for start, end in self.paragraphs if _RAYA.match(self.text, start, end)]
        if not any(_ASIDE.search(self.text, start + 1, end) for start, end in lines):
            return []
        return [quoted for start, end in lines for quoted in self._raya(start, end)]

    def _raya(self, start: int, end: int) -> list[Quoted]:
        """The speech of one line that begins with a dash: its tags left out."""
        found, at = [], start
        while at < end:
            aside = _ASIDE.search(self.text, at + 1, end)
            stop = aside.start() if aside else end
            inner = at + 1
            while inner < stop and not self.text[inner].isalnum() and self.text[inner] not in "¿¡(":
                inner += 1
            if inner < stop:
                found.append(Quoted(start=at, end=stop, inner=inner, inner_end=stop))
            back = _BACK.search(self.text, aside.end(), end) if aside else None
            at = back.start() if back else end
        return found

    @cached_property
    def narration(self) -> str:
        """The plain text with quoted words hidden; the marks stay."""
        pieces, at = [], 0
        for quoted in self.quotes:
            if self._is_term(quoted):
                continue
            pieces += [self.text[at : quoted.inner], _HIDDEN * (quoted.inner_end - quoted.inner)]
            at = quoted.inner_end
        return "".join([*pieces, self.text[at:]])

    def _is_term(self, quoted: Quoted) -> bool:
        """A name or a word held at arm's length: a few words and no punctuation. It belongs to the sentence around it."""
        words = self.text[quoted.inner : min(quoted.inner_end, quoted.inner + _TERM)].split()
        if self.text[quoted.start] in _DASHES or not words or len(words) > _TERM_WORDS or quoted.inner_end - quoted.inner >= _TERM:
            return False
        return words[-1][-1] not in _PUNCTUATION or (len(words) == 1 and len(words[0]) == len("A."))

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Lines with anything on them, without the white space around them."""
        found, start = [], 0
        for gap in [*_BLANK_LINE.finditer(self.text), None]:
            end = gap.start() if gap else len(self.text)
            line = self.text[start:end]
            if line.strip():
                found.append((start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())))
            start = gap.end() if gap else end
        return found

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences of the account's own words, quotations counted as parts of them, in order."""
        return [found for start, end in self.paragraphs for found in self._sentences(start, end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence_at(self, offset: int) -> int:
        """The number of the sentence that an offset lies in (or follows)."""
        return max(0, bisect_right(self._starts, offset) - 1)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that an offset lies in (or follows)."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def _sentences(self, start: int, end: int) -> list[tuple[int, int]]:
        ends = [match.end() for match in _END.finditer(self.narration, start, end) if self._ends(match.start())]
        low = bisect_left(self.quotes, start, key=lambda quoted: quoted.end)
        for quoted in self.quotes[low:]:
            if quoted.end > end:
                break
            if self.text[quoted.inner_end - 1 : quoted.inner_end] == "." and self.text[quoted.end : quoted.end + 1].isspace():
                ends.append(quoted.end)  # "He said so." She went on.
        found, at = [], start
        for stop in [*sorted(set(ends)), end]:
            while stop - at > _LONGEST:
                found.append((at, at + _LONGEST))
                at += _LONGEST
            if self.text[at:stop].strip():
                found.append((at + len(self.text[at:stop]) - len(self.text[at:stop].lstrip()), stop))
            at = max(at, stop)
        return found

    def _ends(self, at: int) -> bool:
        """Whether a full stop ends a sentence: not after an initial or an abbreviation."""
        if self.text[at] != ".":
            return True
        return _ABBREVIATION.search(self.text[max(0, at - 6) : at]) is None
