"""Two versions of one passage side by side, word by word: where they are the same, and where an edit lies between."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from testimonia.domain.passage import SharedPassage
from testimonia.text import Interval, Word, fold, quotations, words
from testimonia.text.bulk import Bulk, bulk_words

_UNKNOWN = Interval(None, None, "unknown")


def _begin(span: tuple[int, int]) -> int:
    return span[0]


def _end(span: tuple[int, int]) -> int:
    return span[1]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """The main text of an account, with its words; ``language`` is the first subtag of its language, "" if unknown."""

    account: str
    edition: str
    text: str
    language: str = ""
    when: Interval = _UNKNOWN

    @cached_property
    def _bulk(self) -> Bulk:
        return bulk_words([self.text])

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        found: list[int] = self._bulk.starts.tolist()
        return found

    @cached_property
    def ends(self) -> list[int]:
        """Where each word ends."""
        found: list[int] = self._bulk.ends.tolist()
        return found

    @property
    def count(self) -> int:
        """How many words there are."""
        return len(self.starts)

    @cached_property
    def words(self) -> list[Word]:
        """The words of the text, folded: dear, so that :meth:`word` is to be preferred for a few."""
        return words(self.text)

    def word(self, number: int) -> Word:
        """One word."""
        start, end = self.starts[number], self.ends[number]
        return Word(fold(self.text[start:end]), start, end)

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """The outermost quotations, as ranges of words in their order."""
        found: list[tuple[int, int]] = []
        for quotation in quotations(self.text):
            first, last = self.within(quotation.inside.start, quotation.inside.end)
            if last > first and (not found or first >= found[-1][1]):
                found.append((first, last))
        return found

    def quoted_among(self, first: int, last: int) -> list[tuple[int, int]]:
        """The quotations that hold some of these words."""
        return self.quoted[bisect_right(self.quoted, first, key=_end) : bisect_left(self.quoted, last, key=_begin)]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The words that begin in a span, as a range of their numbers."""
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def said(self, first: int, last: int) -> str:
        """The text from one word to another (end-exclusive)."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of two versions, in numbers of words (end-exclusive): the same in both, or an edit."""

    a_first: int
    a_last: int
    b_first: int
    b_last: int
    same: bool


@dataclass(frozen=True, kw_only=True)
class Aligned:
    """A shared passage with its two texts and the segments it falls into, in order."""

    passage: SharedPassage
    a: Telling
    b: Telling
    segments: tuple[Segment, ...] = ()

    @cached_property
    def begins(self) -> list[int]:
        """The first word in a of each segment."""
        return [segment.a_first for segment in self.segments]

    @cached_property
    def ends(self) -> list[int]:
        """The end in a of each segment."""
        return [segment.a_last for segment in self.segments]

    def turned(self) -> Aligned:
        """The same with a and b exchanged."""
        p = self.passage
        passage = SharedPassage(
            a_edition=p.b_edition, a_start=p.b_start, a_end=p.b_end, b_edition=p.a_edition, b_start=p.a_start, b_end=p.a_end,
            matched=p.matched, a_quoted=p.b_quoted, b_quoted=p.a_quoted, families=p.families,
        )  # fmt: skip
        segments = tuple(Segment(s.b_first, s.b_last, s.a_first, s.a_last, s.same) for s in self.segments)
        return Aligned(passage=passage, a=self.b, b=self.a, segments=segments)


def align(passage: SharedPassage, a: Telling, b: Telling) -> Aligned:
    """Read a passage's edits into segments of words. Raises nothing; linear in the passage.

    Between two edits both versions have the same words; where a row says otherwise (a text that is not the one it was made from), the
    surplus counts as an edit.
    """
    found: list[Segment] = []
    at_a, at_b = a.within(passage.a_start, passage.a_start)[0], b.within(passage.b_start, passage.b_start)[0]
    for edit in (*passage.edits, None):
        first_a, last_a = a.within(edit.a_start, edit.a_end) if edit else (a.within(passage.a_end, passage.a_end)[0],) * 2
        first_b, last_b = b.within(edit.b_start, edit.b_end) if edit else (b.within(passage.b_end, passage.b_end)[0],) * 2
        first_a, first_b = max(first_a, at_a), max(first_b, at_b)
        same = min(first_a - at_a, first_b - at_b)
        if same:
            found.append(Segment(at_a, at_a + same, at_b, at_b + same, same=True))
        last_a, last_b = max(last_a, first_a), max(last_b, first_b)
        if last_a > at_a + same or last_b > at_b + same:
            found.append(Segment(at_a + same, last_a, at_b + same, last_b, same=False))
        at_a, at_b = last_a, last_b
    return Aligned(passage=passage, a=a, b=b, segments=tuple(found))


def carried(aligned: Aligned, first: int, last: int) -> tuple[int, int, bool] | None:
    """Where the words ``first`` to ``last`` of a stand in b, and whether all of them are the same there; None outside the passage."""
    segments = aligned.segments
    if not segments or first < segments[0].a_first or last > segments[-1].a_last or first >= last:
        return None
    # Segments that hold some of these words, with what was put in between them in b.
    here = segments[bisect_right(aligned.ends, first) : bisect_left(aligned.begins, last)]
    head, tail = here[0], here[-1]
    start = head.b_first + (first - head.a_first if head.same else 0)
    end = tail.b_first + (last - tail.a_first) if tail.same else tail.b_last
    return start, end, all(segment.same for segment in here)


def of_edition(tellings: Sequence[Telling]) -> dict[str, Telling]:
    """Texts by the edition that holds them."""
    return {telling.edition: telling for telling in tellings}
