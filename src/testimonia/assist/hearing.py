"""The words of direct speech and of the tag beside it, as features: does this leaver say them, or a mother, an officer, a reporter?

What the signs of `speakers` do not name: how leavers word what they say, and with which words others are made to speak. The names of
the account count as "whoever is asked about" and "somebody else".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import islice, pairwise

from testimonia.assist.evidence import Leaver
from testimonia.assist.story import NOBODY, Story
from testimonia.assist.stretches import Stretch
from testimonia.assist.wording import OTHER_NAME, OWN_NAME, TOKEN, beside, shortened, unit

HEARD = "words-heard"
"""The weights: that a stretch is said by a leaver."""
_SAID = 80  # words of a stretch that count
_TAG = (110, 10)  # code points and words on either side
_QUOTED = ("quote", "within")  # kinds of stretches beside which a tag ends: others are what a quotation stands in


class Hearing:
    """The words of each stretch of one account, for each of its leavers."""

    def __init__(self, story: Story, people: Sequence[Leaver], stretches: Sequence[Stretch]) -> None:
        """Keep what is read from."""
        self.story, self.people, self.stretches = story, people, stretches

    def words(self, number: int, who: int) -> dict[str, float]:
        """The words of a stretch (by number) and of its tag, as they are if a leaver is asked about: a text of unit length."""
        stretch, plain = self.stretches[number], self.story.plain
        before, after = self._tag(number)
        said = [self._whose(match.group(), who) for match in islice(TOKEN.finditer(plain.text, stretch.start, stretch.end), _SAID)]
        return unit(
            [
                f"kind {stretch.kind}",
                *(f"q {word}" for word in said),
                *(f"qq {pair}" for pair in map(" ".join, pairwise(said))),
                *beside("b", [self._whose(word, who) for word in before]),
                *beside("a", [self._whose(word, who) for word in after]),
            ]
        )

    def _tag(self, number: int) -> tuple[list[str], list[str]]:
        """The words before a stretch, the nearest first, and after it, in its paragraph or turn and up to the quotation beside it."""
        stretch, plain = self.stretches[number], self.story.plain
        first, last = stretch.whole if stretch.kind == "within" else plain.paragraphs[plain.paragraph_at(stretch.outer)]
        reach, most = _TAG
        low, high = max(first, stretch.outer - reach), min(last, stretch.outer_end + reach)
        starts, ends = self._quoted
        before, after = bisect_right(ends, stretch.outer), bisect_left(starts, stretch.outer_end)
        low, high = max([low, *ends[before - 1 : before]]), min([high, *starts[after : after + 1]])
        return TOKEN.findall(plain.text[low : stretch.outer])[: -most - 1 : -1], TOKEN.findall(plain.text[stretch.outer_end : high])[:most]

    @cached_property
    def _quoted(self) -> tuple[list[int], list[int]]:
        """Where quotations begin and end, each in order."""
        quoted = [stretch for stretch in self.stretches if stretch.kind in _QUOTED]
        return sorted(stretch.outer for stretch in quoted), sorted(stretch.outer_end for stretch in quoted)

    def _whose(self, said: str, who: int) -> str:
        """A word of the account; a name as whose it is."""
        bearer = self._bearers.get(said.removesuffix("'s"))
        return shortened(said) if bearer is None else OWN_NAME if bearer == who else OTHER_NAME

    @cached_property
    def _bearers(self) -> dict[str, int]:
        """Whose every word of a name is, by the number of the leaver: a teller's own name is theirs."""
        leavers = {person.name: who for who, person in enumerate(self.people) if person.name is not None}
        found: dict[str, int] = {}
        for who, person in enumerate(self.people):
            if person.name is None and person.identity != "anonymous":
                found |= dict.fromkeys(person.label.split(), who)
        for number, named in enumerate(self.story.names):
            for word in named.label.split():
                found.setdefault(word, leavers.get(number, NOBODY))
        return found
