"""Translations proposed among 20,000 accounts in six languages: what the search costs beside tracing itself, how it grows, what it finds.

The texts are made of invented words (Zipf), with names, numbers and dates as accounts have them: every story tells of a few people and
places of its own and of some that all stories know. A tenth of the accounts are translations: the names spelt as the other language
spells them, the numbers in digits or in words, a fifth of both left out. Peer: comparing all pairs of accounts by the same marks, on
so many accounts as that can be done with, in the same run.
Ratios are of processor seconds, so that a busy machine does not blur them (both sides work on one core).
Run: ``python -m benchmarks.translations [ACCOUNTS]``.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from dataclasses import dataclass

from benchmarks.table import Row, show
from testimonia.stages.trace.method import Item, Rulings, Source, find_reuse
from testimonia.stages.trace.method.translations import Marks, Told, TranslationParams, propose_translations
from testimonia.stages.trace.params import TraceParams

SEED = 17
WORDS = 600
LANGUAGES = ("en", "en", "en", "de", "fr", "es", "id", "ar")
LATIN, ARABIC = "bdfklmnrst", "بدفكلمنرست"
SPOKEN = {"en": "abcdefghilmnoprstuw", "de": "abdefghiklmnoprstuz", "fr": "abcdefgilmnopqrstuv", "es": "abcdefgilmnopqrstuy", "id": "abdegiklmnprstuy", "ar": "ابتجحدرسشصطعفقكلمنهوي"}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """What a story is made of, whatever language tells it: a list of consonant frames (names) and integers (numbers)."""

    marks: tuple[tuple[str, int], ...]


def spelt(frame: str, language: str, dice: random.Random) -> str:
    """A name in the spelling of a language: vowels are put in as it pleases."""
    if language == "ar":
        return "".join(ARABIC[LATIN.index(letter)] + dice.choice(("", "ا", "ي")) for letter in frame)
    return "".join(letter + dice.choice("aeiou") for letter in frame).capitalize()


def told(story: Story, language: str, vocabulary: list[str], weights: list[float], dice: random.Random) -> str:
    """A text of that story."""
    words = dice.choices(vocabulary, cum_weights=weights, k=WORDS)
    step = WORDS // (len(story.marks) + 1)
    for n, (name, number) in enumerate(story.marks, start=1):
        words[n * step] = spelt(name, language, dice) if name else str(number)
    for n in range(60, WORDS, 60):
        words[n] += "\n\n"
    return " ".join(words)


def corpus(count: int) -> tuple[list[tuple[Told, str]], set[tuple[str, str]]]:
    """Accounts with their texts, and which of them are translations of one another."""
    dice = random.Random(SEED)
    vocabularies: dict[str, tuple[list[str], list[float]]] = {}
    for language, letters in SPOKEN.items():
        vocabulary = ["".join(dice.choices(letters, k=dice.randint(2, 9))) for _ in range(20_000)]
        total, weights = 0.0, []
        for rank in range(len(vocabulary)):
            total += 1 / (rank + 2)
            weights.append(total)
        vocabularies[language] = vocabulary, weights
    known = ["".join(dice.choices(LATIN, k=dice.randint(2, 4))) for _ in range(60)]
    people = ["".join(dice.choices(LATIN, k=dice.randint(3, 5))) for _ in range(max(200, count // 4))]
    made: list[tuple[Told, str]] = []
    pairs: set[tuple[str, str]] = set()
    before: tuple[str, str, Story] | None = None
    for n in range(count):
        name, language = f"a{n:06}", dice.choice(LANGUAGES)
        if before is not None and n % 10 == 1 and language != before[1]:
            kept = tuple(mark for mark in before[2].marks if dice.random() < 0.8)
            story = Story(kept)
            pairs.add((before[0], name))
        else:
            marks = [(dice.choice(known), 0) for _ in range(8)] + [(dice.choice(people), 0) for _ in range(6)]
            marks += [("", int(dice.expovariate(0.03)) + 3) for _ in range(5)] + [("", dice.randint(2010, 2022)) for _ in range(3)]
            dice.shuffle(marks)
            story = Story(tuple(marks))
        before = name, language, story
        made.append((Told(account=name, language=language), told(story, language, *vocabularies[language], dice)))
    return made, pairs


def seconds(accounts: list[tuple[Told, str]]) -> tuple[float, set[tuple[str, str]]]:
    """How long reading and comparing take (processor), and what is proposed."""
    begun = time.process_time()
    marks = Marks()
    for item, text in accounts:
        marks.add(item, text)
    proposals = propose_translations(marks)
    return time.process_time() - begun, {(pair.a, pair.b) for pair in proposals.reuse}


def measure(count: int) -> list[Row]:
    """All of it."""
    accounts, pairs = corpus(count)
    part = accounts[: count // 4]
    small = seconds(part)[0]
    clock = time.perf_counter()
    whole, found = seconds(accounts)
    clock = time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    begun = time.process_time()
    find_reuse(
        [Source(Item(account=item.account, edition="", published=None), text) for item, text in accounts], TraceParams(), Rulings.of(())
    )
    traced = time.process_time() - begun
    few = accounts[:600]
    limited = seconds(few)[0]
    begun = time.process_time()
    marks = Marks()
    for item, text in few:
        marks.add(item, text)
    propose_translations(marks, TranslationParams(rare=10**9, leading=10**9, candidates=10**9))
    all_pairs = time.process_time() - begun
    size = f"{count:,} accounts / {count * WORDS / 1e6:.1f} M words"
    right = len(found & pairs)
    return [
        Row(
            "translations",
            f"{size}: read and compared",
            f"{clock:.1f} s ({whole:.1f} s of processor)",
            "",
            f"{whole / traced:.2f} of tracing in the same run",
        ),
        Row("translations", f"{count:,} against {count // 4:,} accounts", f"{whole / small:.1f} times", "<= 5", ""),
        Row("translations", f"recall of {len(pairs):,} planted", f"{right / len(pairs):.3f}", ">= 0.9", ""),
        Row("translations", f"precision of {len(found):,} proposed", f"{right / max(1, len(found)):.3f}", ">= 0.9", ""),
        Row("translations", "600 accounts", f"{limited:.2f} s of processor", "", f"{all_pairs / limited:.0f} times faster than all pairs"),
        Row("translations", "peak memory of the run", f"{memory:.2f} GB", "", ""),
    ]


if __name__ == "__main__":
    show(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
