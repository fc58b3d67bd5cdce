"""A library of invented accounts with planted reuse, for measuring how well and how fast tracing finds it. Seeded; no corpus is needed.

Words are invented and fall in frequency as in a language (Zipf-Mandelbrot). What is planted, each unit in 2 to 200 accounts (one reprint
in 500): reprints (new headline, a quarter of the sentences edited), excerpts of half an account within another, quotations of 12 to 40
words, verbatim and edited (one to three words put in, left out or exchanged, quotation marks and punctuation changed), and paraphrases,
which are out of reach. What is noise: set phrases of 4 to 9 words in a third of all sentences, a footer of 15 to 30 words under two
fifths of each outlet's accounts, datelines of agencies, credit lines.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

SEED = 20
WORDS = (300, 900)
# How many units of each size, at full size (20,000 accounts); a smaller library has its share of each.
REPRINTS = {2: 300, 3: 60, 5: 30, 10: 12, 20: 6, 50: 3, 100: 2, 200: 1, 500: 1}
EXCERPTS = {2: 400}
QUOTES = {2: 400, 3: 60, 5: 30, 10: 12, 20: 6, 50: 3, 100: 2, 200: 2}
PARAPHRASES = {2: 300}
_MARKS = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("", ""))


@dataclass(slots=True)
class Sentence:
    """Words, the punctuation after each, and the units it belongs to."""

    words: list[str]
    ends: list[str]
    units: frozenset[int] = frozenset()
    marks: tuple[str, str] = ("", "")

    def copied(self, *units: int) -> Sentence:
        """The same sentence, in further units."""
        return Sentence(list(self.words), list(self.ends), self.units | set(units), self.marks)


@dataclass(slots=True)
class Planted:
    """One unit: its kind, how many words it was, and where it stands: account, first and last word (end-exclusive)."""

    kind: str
    words: int
    places: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Library:
    """Texts, their outlets and dates, and what is true of them."""

    texts: list[str]
    outlets: list[str]
    dates: list[str]
    units: list[Planted]


class Writer:
    """Invents."""

    def __init__(self, seed: int = SEED) -> None:
        self.dice = random.Random(seed)
        letters, vowels = "bcdfghklmnprstvwz", "aeiou"
        seen: dict[str, None] = {}
        while len(seen) < 30_000:
            syllables = self.dice.choices((1, 2, 3, 4), (2, 5, 4, 1))[0] if len(seen) > 200 else 1
            seen[
                "".join(self.dice.choice(letters) + self.dice.choice(vowels) for _ in range(syllables))
                + self.dice.choice(("", "n", "s", "r"))
            ] = None
        self.vocabulary = list(seen)
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.vocabulary))))  # Mandelbrot's shift
        self.phrases = [self.some(self.dice.randint(4, 9)) for _ in range(2000)]
        self.phrase_weights = list(accumulate(1 / (rank + 1) for rank in range(len(self.phrases))))
        self.footers = [self.some(self.dice.randint(15, 30)) for _ in range(20)]
        self.agencies = ["".join(self.dice.choices("ABCDEFGHIKLMNOPRST", k=3)) for _ in range(4)]

    def some(self, count: int) -> list[str]:
        """So many words."""
        return self.dice.choices(self.vocabulary, cum_weights=self.weights, k=count)

    def sentence(self) -> Sentence:
        """A sentence, one in three with a set phrase."""
        words = self.some(self.dice.randint(8, 30))
        if self.dice.random() < 0.3:
            phrase = self.dice.choices(self.phrases, cum_weights=self.phrase_weights)[0]
            at = self.dice.randrange(len(words))
            words = words[:at] + phrase + words[at:]
        return self.punctuated(words)

    def punctuated(self, words: list[str]) -> Sentence:
        """Words with commas and a full stop."""
        ends = ["," if self.dice.random() < 0.08 else "" for _ in words]
        ends[-1] = "."
        return Sentence(words, ends)

    def body(self) -> list[Sentence]:
        """An account's sentences."""
        wanted = self.dice.randint(*WORDS)
        found: list[Sentence] = []
        size = 0
        while size < wanted:
            found.append(self.sentence())
            size += len(found[-1].words)
        return found

    def edited(self, sentence: Sentence, edits: int, *units: int) -> Sentence:
        """A copy with words exchanged, left out or put in."""
        made = sentence.copied(*units)
        for _ in range(edits):
            at = self.dice.randrange(len(made.words))
            act = self.dice.random()
            if act < 0.6:
                made.words[at] = self.some(1)[0]
            elif act < 0.8 and len(made.words) > 4:
                del made.words[at], made.ends[at]
            else:
                made.words.insert(at, self.some(1)[0])
                made.ends.insert(at, "")
        return made

    def retold(self, sentence: Sentence, *units: int) -> Sentence:
        """A paraphrase: two words in five exchanged, the order changed."""
        words = [self.some(1)[0] if self.dice.random() < 0.4 else word for word in sentence.words]
        for at in range(0, len(words) - 3, 4):
            part = words[at : at + 4]
            self.dice.shuffle(part)
            words[at : at + 4] = part
        return Sentence(words, list(sentence.ends), frozenset(units))


def library(accounts: int, seed: int = SEED) -> Library:
    """A library of so many accounts, the same for the same seed."""
    return _Planting(accounts, seed).library()


class _Planting:
    def __init__(self, accounts: int, seed: int) -> None:
        self.writer = Writer(seed)
        self.dice = self.writer.dice
        self.share = accounts / 20_000
        self.units: list[Planted] = []
        self.bodies: list[list[Sentence]] = []
        self.origin: dict[int, int] = {}
        self.accounts = accounts

    def library(self) -> Library:
        copies = sum((size - 1) * count for size, count in self._scaled(REPRINTS))
        self.bodies = [self.writer.body() for _ in range(self.accounts - copies)]
        self._quotes("quotation", edits=False)
        self._quotes("edited quotation", edits=True)
        self._excerpts()
        self._paraphrases()
        self._reprints()
        order = list(range(len(self.bodies)))
        self.dice.shuffle(order)
        texts, outlets, dates = [], [], []
        for place, number in enumerate(order):
            outlet = self.dice.randrange(20)
            texts.append(self._written(place, self.bodies[number], outlet))
            outlets.append(f"Outlet {outlet}")
            dates.append(f"201{self.dice.randint(4, 9)}-{self.dice.randint(1, 12):02}-{self.dice.randint(1, 28):02}")
        return Library(texts, outlets, dates, self.units)

    def _scaled(self, sizes: dict[int, int]) -> Iterator[tuple[int, int]]:
        for size, count in sizes.items():
            most = max(2, min(size, round(size * self.share * 2))) if size > 20 else size
            yield most, max(1, round(count * self.share))

    def _unit(self, kind: str, words: int) -> int:
        self.units.append(Planted(kind, words))
        return len(self.units) - 1

    def _quotes(self, kind: str, *, edits: bool) -> None:
        for size, count in self._scaled(QUOTES):
            for _ in range(count):
                words = self.writer.some(self.dice.randint(12, 40))
                unit = self._unit(kind, len(words))
                quote = self.writer.punctuated(words)
                for n, body in enumerate(self.dice.sample(self.bodies, size)):
                    made = self.writer.edited(quote, self.dice.randint(1, 3), unit) if edits and n else quote.copied(unit)
                    made.marks = self.dice.choice(_MARKS)
                    if edits:
                        made.ends = [self.dice.choice(("", ",", " –", ";")) if self.dice.random() < 0.1 else "" for _ in made.words]
                        made.ends[-1] = self.dice.choice((".", ",", "…", "!"))
                    body.insert(self.dice.randrange(len(body) + 1), made)

    def _excerpts(self) -> None:
        for _, count in self._scaled(EXCERPTS):
            for _ in range(count):
                source, taker = self.dice.sample(self.bodies, 2)
                half = len(source) // 2
                at = self.dice.randrange(len(source) - half)
                unit = self._unit("excerpt", sum(len(sentence.words) for sentence in source[at : at + half]))
                source[at : at + half] = [sentence.copied(unit) for sentence in source[at : at + half]]
                # Its own quotations of other units go with it: copied sentences keep their units.
                place = self.dice.randrange(len(taker) + 1)
                taker[place:place] = [sentence.copied() for sentence in source[at : at + half]]

    def _paraphrases(self) -> None:
        for _, count in self._scaled(PARAPHRASES):
            for _ in range(count):
                source, taker = self.dice.sample(self.bodies, 2)
                at = self.dice.randrange(len(source))
                unit = self._unit("paraphrase", len(source[at].words))
                source[at] = source[at].copied(unit)
                taker.insert(self.dice.randrange(len(taker) + 1), self.writer.retold(source[at], unit))

    def _reprints(self) -> None:
        chosen = self.dice.sample(range(len(self.bodies)), sum(count for _, count in self._scaled(REPRINTS)))
        for size, count in self._scaled(REPRINTS):
            for _ in range(count):
                source = self.bodies[chosen.pop()]
                unit = self._unit("reprint", sum(len(sentence.words) for sentence in source))
                source[:] = [sentence.copied(unit) for sentence in source]
                for _ in range(size - 1):
                    copy = [self.writer.edited(s, 1) if self.dice.random() < 0.25 else s.copied() for s in source]
                    self.bodies.append([self.writer.sentence(), *copy])

    def _written(self, place: int, body: list[Sentence], outlet: int) -> str:
        parts: list[str] = []
        words = 0
        if self.dice.random() < 0.2:
            parts.append(f"{self.writer.some(1)[0].upper()} ({self.dice.choice(self.writer.agencies)}) –")
            words += 2
        spans: dict[int, list[list[int]]] = {}
        for sentence in body:
            for unit in sentence.units:
                before = spans.setdefault(unit, [])
                if not before or words - before[-1][1] > 60:  # the same unit once more, else something put in between
                    before.append([words, words])
                before[-1][1] = words + len(sentence.words)
            said = " ".join(word + end for word, end in zip(sentence.words, sentence.ends, strict=True))
            parts.append(sentence.marks[0] + said[:1].upper() + said[1:] + sentence.marks[1])
            words += len(sentence.words)
        for unit, found in sorted(spans.items()):
            self.units[unit].places.extend((place, first, last) for first, last in found)
        if self.dice.random() < 0.1:
            parts.append(f"(Reporting by {' '.join(self.writer.some(2)).title()}; editing by {' '.join(self.writer.some(2)).title()})")
        if self.dice.random() < 0.4:
            parts.append(" ".join(self.writer.footers[outlet]).capitalize() + ".")
        return "\n".join(parts)
