"""The words of direct speech and of the tag beside it, as features: does this leaver say them, or a mother, an officer, a reporter?

What the signs of `speakers` do not name: how leavers word what they say, and with which words others are made to speak. The names that
a cue introduces count as "whoever is asked about" and "somebody else".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import islice, pairwise

from testimonia.assist.evidence import Leaver
from testimonia.assist.story import NOBODY, Story
from testimonia.assist.stretches import Stretch
from testimonia.assist.whose import Whose
from testimonia.assist.wording import TOKEN, beside, shortened, unit

HEARD = "words-heard"
"""The weights: that a stretch is said by a leaver."""
_SAID = 80  # words of a stretch that count
_TAG, _TAG_WORDS = 110, 10  # code points and words on either side
_QUOTED = ("quote", "within", "dashed")  # kinds of stretches beside which a tag ends: others are what a quotation stands in


class Hearing:
    """The words of each stretch of one account, for each of its leavers."""

    def __init__(self, story: Story, people: Sequence[Leaver], stretches: Sequence[Stretch]) -> None:
        """Keep what is read from."""
        self.story, self.people, self.stretches = story, people, stretches
        self._last: tuple[int, tuple[list[str], list[str], list[str]]] = (-1, ([], [], []))

    def words(self, number: int, who: int) -> dict[str, float]:
        """The words of a stretch (by number) and of its tag, as they are if a leaver is asked about: a text of unit length."""
        before, said, after = ([self._whose(word, who) for word in words] for words in self._around(number))
        return unit(
            [
                f"kind {self.stretches[number].kind}",
                *(f"q {word}" for word in said),
                *(f"qq {pair}" for pair in map(" ".join, pairwise(said))),
                *beside("b", before),
                *beside("a", after),
            ]
        )

    def _around(self, number: int) -> tuple[list[str], list[str], list[str]]:
        """The words before a stretch, the nearest first, its own, and those after it; kept, for each leaver is asked about in turn."""
        if self._last[0] != number:
            stretch, text = self.stretches[number], self.story.plain.text
            said = [match.group() for match in islice(TOKEN.finditer(text, stretch.start, stretch.end), _SAID)]
            low, high = self._tag(stretch)
            before, after = TOKEN.findall(text[low : stretch.outer]), TOKEN.findall(text[stretch.outer_end : high])
            self._last = (number, (before[: -_TAG_WORDS - 1 : -1], said, after[:_TAG_WORDS]))
        return self._last[1]

    def _tag(self, stretch: Stretch) -> tuple[int, int]:
        """How far the tag reaches on either side: in the paragraph or turn, and up to the quotation beside it."""
        plain = self.story.plain
        first, last = stretch.whole if stretch.kind == "within" else plain.paragraphs[plain.paragraph_at(stretch.outer)]
        starts, ends = self._quoted
        before, after = bisect_right(ends, stretch.outer), bisect_left(starts, stretch.outer_end)
        low, high = max(first, stretch.outer - _TAG), min(last, stretch.outer_end + _TAG)
        return max([low, *ends[before - 1 : before]]), min([high, *starts[after : after + 1]])

    @cached_property
    def _quoted(self) -> tuple[list[int], list[int]]:
        """Where quotations begin and end, each in order."""
        quoted = [stretch for stretch in self.stretches if stretch.kind in _QUOTED]
        return sorted(stretch.outer for stretch in quoted), sorted(stretch.outer_end for stretch in quoted)

    def _whose(self, said: str, who: int) -> str:
        """A word of the account; a name as whose it is."""
        return self._names.name(said, who) or shortened(said)

    @cached_property
    def _names(self) -> Whose:
        """Whose every word of a name is; of one that a leaver shares with somebody else (the Vances), the leaver's."""
        labels = [person.label if person.name is None else self.story.names[person.name].label for person in self.people]
        told = [(label, who) for who, (person, label) in enumerate(zip(self.people, labels, strict=True)) if person.identity != "anonymous"]
        return Whose(self.story.cues, [*told, *((named.label, NOBODY) for named in self.story.names)])
