"""Which small excerpts join nothing after all: those of an account with several origins, and those that a closer relative explains.

Two accounts alone do not show either. A round-up names and copies each of its sources as an excerpt does; a background paragraph that an
agency puts into many stories ties each copy of one story to all the others. Both come out when all that an account took is laid side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from testimonia.domain.partition import Partition
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, RelationKind

SEVERAL_ORIGINS = "what it took comes from stories that share nothing (perhaps a round-up)"
EXPLAINED = "the same words stand in an account from which more was taken (perhaps background)"

_MOST = 0.5  # of either account's words: from here on it is its text, whatever else it holds
_ONE_ORIGIN = 2 / 3  # of what an account took: so much must come from one story
_BLOCK = 64  # code points: about ten words, less than any passage
_COVERED = 0.5  # of what two accounts share: so much of it from a closer relative explains it

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an account perhaps took from another one: where it stands in the taker (code points, ascending, apart) and how many words."""

    source: str
    spans: Spans
    words: int


class _Takings:
    """All that an account perhaps took, by source; ``length`` is how long it is together (code points)."""

    def __init__(self, parts: Mapping[str, _Taken], stories: Partition) -> None:
        self.parts = parts
        self.length = _length(_merged(span for one in parts.values() for span in one.spans))
        self._by_story: dict[str, list[_Taken]] = {}
        self._at: dict[int, list[_Taken]] = {}
        for one in sorted(parts.values(), key=lambda one: (-one.words, one.source)):
            self._by_story.setdefault(stories.find(one.source), []).append(one)
            for block in _blocks(one.spans):
                self._at.setdefault(block, []).append(one)
        self._told = {name: _merged(span for one in told for span in one.spans) for name, told in self._by_story.items()}

    def more_at(self, this: _Taken) -> Iterator[_Taken]:
        """What was taken from elsewhere and has more words, where it may stand at the same place; perhaps more than once."""
        for block in _blocks(this.spans):
            for one in self._at[block]:
                if one.words <= this.words:
                    break
                yield one

    def of_story(self, story: str, others: Iterable[str]) -> int:
        """How much was taken from a story and from these other accounts (code points)."""
        more = [span for name in others if name in self.parts for span in self.parts[name].spans]
        return _length(_merged([*self._told[story], *more]) if more else self._told[story])


def of_one_origin(reuse: Sequence[Reuse]) -> list[Reuse]:
    """The same pairs, in the same order; excerpts that join nothing after all have become quotations, with the reason.

    An excerpt of less than half of either account stays one if two thirds of what its taker took come from that story, and if the words
    do not also stand in an account of another story from which the taker has more. The order of the pairs does not matter.
    """
    joining: dict[str, set[str]] = {}
    for pair in reuse:
        if pair.kind is not RelationKind.QUOTATION:
            joining.setdefault(pair.a, set()).add(pair.b)
            joining.setdefault(pair.b, set()).add(pair.a)
    stories = Partition(sorted({name for pair in reuse for name in (pair.a, pair.b)}))
    for pair in reuse:
        if pair.kind in _JOINING and pair.containment >= _MOST:
            stories.join(pair.a, pair.b)
    taken = _taken(reuse, stories)
    return [_settled(pair, taken, joining, stories) for pair in reuse]


_JOINING = frozenset({RelationKind.REPRINT, RelationKind.EXCERPT, RelationKind.SHARED_ORIGIN})


def _taken(reuse: Iterable[Reuse], stories: Partition) -> dict[str, _Takings]:
    """Of each account what it perhaps took: all it shares with accounts that did not surely take it from there."""
    found: dict[str, dict[str, _Taken]] = {}
    for pair in reuse:
        if pair.direction is not Direction.A_TO_B:
            spans = _merged((p.a_start, p.a_end) for p in pair.passages)
            found.setdefault(pair.a, {})[pair.b] = _Taken(pair.b, spans, pair.matched_words)
        if pair.direction is not Direction.B_TO_A:
            spans = _merged((p.b_start, p.b_end) for p in pair.passages)
            found.setdefault(pair.b, {})[pair.a] = _Taken(pair.a, spans, pair.matched_words)
    return {name: _Takings(parts, stories) for name, parts in found.items()}


def _settled(pair: Reuse, taken: dict[str, _Takings], joining: Mapping[str, set[str]], stories: Partition) -> Reuse:
    if pair.kind not in _JOINING or pair.containment >= _MOST:
        return pair
    takers = {Direction.A_TO_B: (pair.b,), Direction.B_TO_A: (pair.a,)}.get(pair.direction, (pair.a, pair.b))
    for taker in takers:
        why = _doubt(pair.b if taker == pair.a else pair.a, taken[taker], joining, stories)
        if why:
            return replace(pair, kind=RelationKind.QUOTATION, evidence=(*pair.evidence, f"joins no family: {why}"))
    return pair


def _doubt(source: str, takings: _Takings, joining: Mapping[str, set[str]], stories: Partition) -> str:
    """Why what was taken from this source makes no story with it; empty where nothing speaks against it."""
    this, story = takings.parts[source], stories.find(source)
    kin = joining.get(source, set())
    for one in takings.more_at(this):
        if stories.find(one.source) == story or one.source in kin:
            continue
        if _overlap(this.spans, one.spans) >= _COVERED * _length(this.spans):
            return EXPLAINED
    return SEVERAL_ORIGINS if takings.of_story(story, kin) < _ONE_ORIGIN * takings.length else ""


def _blocks(spans: Spans) -> Iterator[int]:
    """Stretches of the text that spans touch: what overlaps has one in common."""
    last = -1
    for start, end in spans:
        for block in range(max(start // _BLOCK, last + 1), (end - 1) // _BLOCK + 1):
            last = block
            yield block


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _overlap(one: Spans, other: Spans) -> int:
    if not one or not other or one[-1][1] <= other[0][0] or other[-1][1] <= one[0][0]:
        return 0
    i = j = total = 0
    while i < len(one) and j < len(other):
        total += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    return total
