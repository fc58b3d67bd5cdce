"""The words of an account, and those around each of its people, as features: what the signs of `signs` do not name.

Learned weights of words say how an account in which somebody speaks of leaving is told, how one is told of several, and how the one who
left is spoken of. Names count as "whoever is asked about" and "somebody else", so that nothing is learned of any name.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise

from testimonia.assist.passages import AFTER, NAMED, SAID, SUBJECT, Passages
from testimonia.assist.persons import NOT_FOLLOWED, Person
from testimonia.assist.plain import simplified
from testimonia.assist.story import NOBODY, Story
from testimonia.assist.whose import OWN_NAME, Whose

Spans = Sequence[tuple[int, int]]

_WORD = re.compile(r"\w[\w'-]*")
TOKEN = re.compile(r"\w[\w'-]*|[^\w\s]")
_END = re.compile(r"(?<![.!?؟…])[.!?؟…]++[\"'”’»)\]*]*+(?=\s)|\n|\Z")  # a row of dots is looked at once, however long
_LETTERS = 6  # of a word that are kept: enough to tell words, few enough to forgive endings
_LONGEST = 400  # code points of one piece
_WORDS = 4000  # of an account that are read: a longer one has said by then what it is
_MOST, _FOLLOWING = 300, 4  # sentences of an account that are weighed one by one; that follow a name
_MENTIONS, _PIECES = 12, 20  # pieces that name somebody; that they are the subject of, or that are their words
_CUED = 40  # places of joining and leaving whose words count
_REACH, _LEADING = 60, 6  # code points and words on either side of such a place
_BESIDE = 4  # words on either side of a name
_APART = 2  # of them are told apart by their place
_BEFORE, _AFTER = (90, 10), (110, 12)  # code points and words on either side of where somebody is introduced
_FIRST = 3  # words on one side that are told apart by their place


def account_words(story: Story) -> dict[str, float]:
    """The words of an account and of its title, and pairs of words: a text of unit length."""
    words = [shortened(match.group()) for match in islice(_WORD.finditer(story.plain.text), _WORDS)]
    title = (f"title {shortened(word)}" for word in _WORD.findall(simplified(story.reading.title)))
    return unit([*words, *map(" ".join, pairwise(words)), *title])


class Wording:
    """The words around the people of one account; ``spoken`` are the stretches that each says, by the number of the candidate.

    ``cued`` are the places where joining and leaving is told, with their kind.
    """

    def __init__(self, story: Story, found: Sequence[Person], spoken: Sequence[Spans], cued: Sequence[tuple[str, int]]) -> None:
        """Cut the account into pieces."""
        self.story, self.found, self.spoken, self.cued = story, found, spoken, sorted(cued, key=lambda one: one[1])[:_CUED]
        self._names = Whose(story.cues, self._labels())

    def _labels(self) -> Iterator[tuple[str, int]]:
        """The names with the numbers of their candidates; a teller's own name is theirs."""
        candidates = {one.person.name: number for number, one in enumerate(self.found) if one.kind == "name"}
        for number, one in enumerate(self.found):
            if one.kind == "narrator" and one.person.identity != "anonymous":
                yield one.person.label, number
        for number, named in enumerate(self.story.names):
            yield named.label, candidates.get(number, NOBODY)

    @cached_property
    def _pieces(self) -> list[tuple[int, int]]:
        """Sentences, those within quotations included."""
        text, found, at = self.story.plain.text, [], 0
        for match in _END.finditer(text):
            while match.end() - at > _LONGEST:
                found.append((at, at + _LONGEST))
                at += _LONGEST
            if text[at : match.end()].strip():
                found.append((at, match.end()))
            at = match.end()
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._pieces]

    def _at(self, spans: Iterable[tuple[int, int]], most: int) -> list[int]:
        """The first pieces that some stretches lie in, by number and in order."""
        found: set[int] = set()
        for start, end in spans:
            first = max(0, bisect_right(self._starts, start) - 1)
            found |= set(range(first, max(first + 1, bisect_right(self._starts, max(start, end - 1)))))
        return sorted(found)[:most]

    def of(self, number: int) -> dict[str, float]:
        """The words around a candidate, where they are the subject, and of what they say: a text of unit length."""
        one = self.found[number]
        named = self._at(self._named(one), _MENTIONS)
        told = self._at(self._subject(one), _PIECES)
        said = self._at(self.spoken[number], _PIECES)
        return unit(
            [
                f"kind {one.kind}",
                *self._around(named, number),
                *self._plainly("s", told, number),
                *self._plainly("q", said, number),
                *self._beside_cues(number),
            ]
        )

    def introduction(self, number: int) -> dict[str, float]:
        """The words on both sides of where a candidate is introduced, in that paragraph: a text of unit length."""
        plain, one = self.story.plain, self.found[number]
        start, end = one.person.start, one.person.end
        first, last = plain.paragraphs[plain.paragraph_at(start)]
        before = TOKEN.findall(plain.text[max(first, start - _BEFORE[0]) : start])[: -_BEFORE[1] - 1 : -1]
        after = TOKEN.findall(plain.text[end : max(end, min(last, end + _AFTER[0]))])[: _AFTER[1]]
        sides = [beside(side, [self._whose(word, number) for word in words]) for side, words in (("b", before), ("a", after))]
        return unit([f"kind {one.kind}", *sides[0], *sides[1]])

    @cached_property
    def _cue_words(self) -> list[tuple[str, list[str], list[str]]]:
        """The words before and after each place where joining or leaving is told."""
        text, found = self.story.plain.text, []
        for kind, at in self.cued:
            before = TOKEN.findall(text[max(0, at - _REACH) : at])[-_LEADING:]
            found.append((kind, before, TOKEN.findall(text[at : at + _REACH])[:_LEADING]))
        return found

    def _beside_cues(self, number: int) -> Iterator[str]:
        """The words beside each cue of joining and leaving, names as whose they are: who is it that left?"""
        for kind, before, after in self._cue_words:
            for where, words in (("b", before), ("a", after)):
                yield from (f"{kind} {where} {self._whose(word, number)}" for word in words)

    def _whose(self, said: str, number: int) -> str:
        """A word of the account; a name as whose it is."""
        return self._names.name(said, number) or shortened(said)

    @cached_property
    def passages(self) -> Passages:
        """The sentences of the account with their words, and which of them may be whose."""
        named = [self._weighed(self._named(one)) for one in self.found]
        own = [one.person.name is not None and not self.story.names[one.person.name].weak for one in self.found]
        return Passages(
            words=[self._sentence(piece) for piece in range(len(self.spans))],
            of=[
                {
                    NAMED: named[number], SUBJECT: self._weighed(self._subject(one)), SAID: self._weighed(self.spoken[number]),
                    AFTER: self._after(named[number], {at for other, told in enumerate(own) if told and other != number for at in named[other]}),
                }
                for number, one in enumerate(self.found)
            ],
            names=[one.kind == "name" for one in self.found],
        )  # fmt: skip

    def _weighed(self, spans: Iterable[tuple[int, int]]) -> list[int]:
        """Those of the sentences that some stretches lie in which are weighed."""
        return [at for at in self._at(spans, _MOST) if at < _MOST]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where the sentences of :attr:`passages` stand (plain offsets)."""
        return self._pieces[:_MOST]

    def _after(self, named: Sequence[int], others: set[int]) -> list[int]:
        """The sentences that follow one which names somebody, until somebody else is named whom a cue introduces."""
        found: set[int] = set()
        for at in named:
            for step in range(1, _FOLLOWING + 1):
                if at + step in others or at + step >= len(self.spans):
                    break
                found.add(at + step)
        return sorted(found)

    def _sentence(self, piece: int) -> dict[str, float]:
        """The words of a sentence and pairs of them; any name is a name."""
        words = [
            OWN_NAME if said in self._names else shortened(said)
            for said in TOKEN.findall(self.story.plain.text[slice(*self._pieces[piece])])
        ]
        return unit([*words, *map(" ".join, pairwise(words))])

    def _named(self, one: Person) -> Iterator[tuple[int, int]]:
        yield one.person.start, one.person.start + 1
        if one.person.name is not None:
            for reference in self.story.references:
                if reference.kind == "name" and reference.who == one.person.name:
                    yield reference.start, reference.start + 1

    def _subject(self, one: Person) -> Iterator[tuple[int, int]]:
        if one.at != NOT_FOLLOWED:
            for sentence, who in zip(self.story.plain.sentences, one.followed.subjects, strict=False):
                if who == one.at:
                    yield sentence

    def _words(self, piece: int, number: int) -> list[str]:
        """The words of a piece; names as whose they are."""
        return [self._whose(said, number) for said in TOKEN.findall(self.story.plain.text[slice(*self._pieces[piece])])]

    def _plainly(self, where: str, pieces: Iterable[int], number: int) -> Iterator[str]:
        for piece in pieces:
            for word in self._words(piece, number):
                yield f"{where} {word}"

    def _around(self, pieces: Iterable[int], number: int) -> Iterator[str]:
        """The words of the pieces that name somebody, and those beside the name by their place."""
        for piece in pieces:
            words = self._words(piece, number)
            yield from (f"m {word}" for word in words)
            for at, word in enumerate(words):
                if word == OWN_NAME:
                    yield from _beside(words, at)


def _beside(words: Sequence[str], at: int) -> Iterator[str]:
    """The words on both sides of a name, nearer ones told apart by their place."""
    for step in range(1, _BESIDE + 1):
        place = min(step, _APART + 1)
        if at >= step:
            yield f"b{place} {words[at - step]}"
        if at + step < len(words):
            yield f"a{place} {words[at + step]}"
    if at >= _APART:
        yield f"bb {words[at - 2]} {words[at - 1]}"
    if at + _APART < len(words):
        yield f"aa {words[at + 1]} {words[at + 2]}"


def beside(side: str, words: Sequence[str]) -> Iterator[str]:
    """The words on one side of something, the nearest first: each, each by its place, and pairs of them."""
    yield from (f"{side} {word}" for word in words)
    yield from (f"{side}{min(step, _FIRST)} {word}" for step, word in enumerate(words))
    yield from (f"{side}{side} {pair}" for pair in map(" ".join, pairwise(words)))


def shortened(word: str) -> str:
    """The beginning of a word, in small letters; a number is a number."""
    return "#" if word.isdigit() else word.lower()[:_LETTERS]


def unit(words: Iterable[str]) -> dict[str, float]:
    """How often each word stands there, damped, with all of them of length 1."""
    counts = {word: 1 + math.log(times) for word, times in Counter(words).items()}
    length = math.sqrt(sum(value * value for value in counts.values())) or 1.0
    return {word: value / length for word, value in counts.items()}
