"""Misquotation shown: how the copies of a passage differ, and which account introduced it.

Read along the lineage: each relation says who took a passage from whom, so that what differs on an edge was introduced by the account
that took it, and what a third account takes over from that one is no new variant. Punctuation, case and accents are no difference;
numbers, speakers, quotation marks and words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from testimonia.domain.identity import object_id
from testimonia.domain.partition import Pair, Partition
from testimonia.domain.results import Relation, Reuse, Variant
from testimonia.domain.vocabulary import Direction, ProposalStatus, VariantKind
from testimonia.stages.trace.method.alignment import Aligned, Segment, Telling, align, carried
from testimonia.stages.trace.method.relative import relative_dates
from testimonia.stages.trace.method.speakers import Speaker, speaker_of
from testimonia.stages.trace.method.translations.names import frames
from testimonia.stages.trace.method.translations.numerals import numbers, numerals
from testimonia.text import fold, surely_before

VERSION = "1"
"""Changes when the same relations and texts would give other variants."""
SHOWN = 300  # characters of a version that a row holds; its span points at all of it
_AROUND, _QUOTED = 5, 12  # words shown around a difference, and of a quotation whose speaker is another
_MARKED = 3  # words: shorter stretches in marks are titles and single words, set as each house likes
_DETAIL = 2  # words added or dropped that make a detail; a single article or "also" is wording
_SHORT = 3  # words: a number put in or taken out among so few is what changed; among more, the sentence did
_FILLERS = 4  # letters: shorter words are articles, prepositions and the like in all six languages


def links(relations: Iterable[Relation], reuse: Iterable[Reuse]) -> list[Relation | Reuse]:
    """What is read for variants and dates: the relations that were not rejected, and what else is needed to reach every copy.

    Lineage keeps one edge for each copy of a family, which may be one without a passage (a translation, a reviewer's word). An account
    that is reached by no other way is reached through the passage that has most words. Ordered by the accounts.
    """
    found: list[Relation | Reuse] = []
    rejected: set[Pair] = set()
    for relation in relations:
        if relation.status is ProposalStatus.REJECTED:
            rejected.add((relation.a, relation.b))
        elif relation.passages:
            found.append(relation)
    more = sorted(
        (pair for pair in reuse if pair.passages and (pair.a, pair.b) not in rejected),
        key=lambda pair: (-pair.matched_words, pair.a, pair.b),
    )
    groups = Partition({name for pair in (*found, *more) for name in (pair.a, pair.b)})
    for pair in found:
        groups.join(pair.a, pair.b)
    for extra in more:
        if not groups.together(extra.a, extra.b):
            groups.join(extra.a, extra.b)
            found.append(extra)
    return sorted(found, key=lambda pair: (pair.a, pair.b))


def variants(pairs: Iterable[Relation | Reuse], texts: Mapping[str, Telling]) -> list[Variant]:
    """Every difference between the two sides of every pair of accounts, by pair and place.

    Args:
        pairs: lineage edges with their passages and edits (see :func:`links`).
        texts: by edition; a passage of an edition that is not here is left aside.

    Returns:
        Variants with their kind. A pair without a stated direction gives them from the account that was published first (else
        from a) to the other, and names no account as the one that introduced them. Pure; linear in the passages.
    """
    found: list[Variant] = []
    for relation in sorted(pairs, key=lambda pair: (pair.a, pair.b)):
        sure = relation.direction in (Direction.A_TO_B, Direction.B_TO_A)
        for passage in relation.passages:
            a, b = texts.get(passage.a_edition), texts.get(passage.b_edition)
            if a is None or b is None:
                continue
            aligned = align(passage, a, b)
            turn = relation.direction is Direction.B_TO_A if sure else surely_before(b.when, a.when)
            read = _Reading(aligned.turned() if turn else aligned)
            found += [replace(variant, introduced_by=variant.b) if sure else variant for variant in read.variants()]
    return found


class _Reading:
    """One passage, from the account that had it to the account that took it."""

    def __init__(self, aligned: Aligned) -> None:
        self.aligned, self.a, self.b = aligned, aligned.a, aligned.b

    def variants(self) -> list[Variant]:
        """Its differences in the order of the passage."""
        found = [made for segment in self.aligned.segments if not segment.same and (made := self._edit(segment)) is not None]
        found += self._marks(VariantKind.MARKS_LOST) + self._marks(VariantKind.MARKS_ADDED) + self._speakers()
        return sorted(found, key=lambda variant: (variant.a_start, variant.b_start, variant.kind))

    def _edit(self, segment: Segment) -> Variant | None:
        before = [self.a.word(at).folded for at in range(segment.a_first, segment.a_last)]
        after = [self.b.word(at).folded for at in range(segment.b_first, segment.b_last)]
        if before == after or "".join(before) == "".join(after):
            return None  # "list-keepers" and "list keepers", "can't" and "cant"
        return self._made(self._kind(segment, before, after), segment)

    def _kind(self, segment: Segment, before: Sequence[str], after: Sequence[str]) -> VariantKind:
        one, other = _figures(self.a, segment.a_first, segment.a_last), _figures(self.b, segment.b_first, segment.b_last)
        if one != other and ((one and other) or (before and after and max(len(before), len(after)) <= _SHORT)):
            return VariantKind.NUMBER
        if before and after:
            return VariantKind.WORDS
        said, kind = (self.b, VariantKind.ADDED) if after else (self.a, VariantKind.DROPPED)
        first, last = (segment.b_first, segment.b_last) if after else (segment.a_first, segment.a_last)
        telling = [at for at in range(first, last) if len(said.word(at).folded) >= _FILLERS or said.text[said.starts[at]].isupper()]
        return kind if len(telling) >= _DETAIL or one != other else VariantKind.WORDS

    def _marks(self, kind: VariantKind) -> list[Variant]:
        """Quotations of one side of which the other has the words and not the marks."""
        lost = kind is VariantKind.MARKS_LOST
        found: list[Variant] = []
        for one, other in _quotations(self.aligned if lost else self.aligned.turned()):
            if other[1] - other[0] < _MARKED or (self.b if lost else self.a).quoted_among(*other):
                continue
            found.append(self._made(kind, Segment(*(one + other if lost else other + one), same=False)))
        return found

    def _speakers(self) -> list[Variant]:
        """Quotations on both sides whose tags name two different people."""
        found: list[Variant] = []
        for here, place in _quotations(self.aligned):
            there = self.b.quoted_among(*place)
            if not there:
                continue
            one, other = speaker_of(self.a, *self.a.quoted_among(*here)[0]), speaker_of(self.b, *there[0])
            if one is None or other is None or _alike(one, other):
                continue
            made = self._made(VariantKind.SPEAKER, Segment(one.first, one.last, other.first, other.last, same=False))
            found.append(replace(made, lead=self.b.said(there[0][0], min(there[0][1], there[0][0] + _QUOTED)), trail=""))
        return found

    def _made(self, kind: VariantKind, segment: Segment) -> Variant:
        a_start, a_end = _span(self.a, segment.a_first, segment.a_last)
        b_start, b_end = _span(self.b, segment.b_first, segment.b_last)
        return Variant(
            id=object_id("variant", kind.value, self.a.edition, a_start, a_end, self.b.edition, b_start, b_end),
            kind=kind,
            a=self.a.account,
            b=self.b.account,
            a_edition=self.a.edition,
            a_start=a_start,
            a_end=a_end,
            b_edition=self.b.edition,
            b_start=b_start,
            b_end=b_end,
            before=self.a.text[a_start:a_end][:SHOWN],
            after=self.b.text[b_start:b_end][:SHOWN],
            lead=self.b.said(max(0, segment.b_first - _AROUND), segment.b_first)[-SHOWN:],
            trail=self.b.said(segment.b_last, min(self.b.count, segment.b_last + _AROUND))[:SHOWN],
        )


def _figures(telling: Telling, first: int, last: int) -> list[object]:
    """The numbers, months and relative dates of a stretch."""
    tongue = numerals(telling.language)
    read = [(at, tongue.read(telling.text[telling.starts[at] : telling.ends[at]])) for at in range(first, last)]
    parts = [(at, part) for at, part in read if part is not None]
    found: list[object] = [placed.value for placed in numbers(parts, tongue)]
    found += [f"month {part.month}" for _, part in parts if part.kind == "month"]
    stretch = [telling.word(at) for at in range(first, last)]
    found += [said.meaning for said in relative_dates(telling.text, stretch, telling.language)]
    return found


def _span(telling: Telling, first: int, last: int) -> tuple[int, int]:
    """A stretch of words in code points; an empty one stands at the end of the word before it."""
    if last > first:
        return telling.starts[first], telling.ends[last - 1]
    at = telling.ends[first - 1] if first else 0
    return at, at


def _quotations(aligned: Aligned) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The quotations of a within the passage, as far as it goes, with the words that stand in their place in b."""
    if not aligned.segments:
        return
    low, high = aligned.segments[0].a_first, aligned.segments[-1].a_last
    for start, end in aligned.a.quoted_among(low, high):
        first, last = max(start, low), min(end, high)
        place = carried(aligned, first, last) if last - first >= _MARKED else None
        if place is not None:
            yield (first, last), place[:2]


def _alike(one: Speaker, other: Speaker) -> bool:
    """Whether two names have a word in common, in whatever spelling: Corin Vance and Vance, Brill and Bril."""
    frame = [{frame for word in said.name.split() for frame in frames(word, language)} for said, language in ((one, ""), (other, ""))]
    words = [{fold(word) for word in said.name.split()} for said in (one, other)]
    return bool(frame[0] & frame[1] or words[0] & words[1])
