"""Learn the weights of speakers: `python examples/teaching/train_speakers.py`.

Learned on the direct speech of the open part of the teaching study and of the training parts of the practice corpus, for the people of
their gold; measured on each part held out while the others taught. The file that is written carries what was measured. Nothing is
learned on `en-c`, `other-c` or the sealed part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from testimonia.assist.weighing import Features, Weights, logistic
from workshop.fitting import Floats, digest
from workshop.growing import of_words, scores_of
from workshop.part import Part, from_folder
from workshop.speaker_rows import Row, of_leavers, rows

HERE = Path(__file__).parent
PRACTICE = HERE.parents[1] / "tests" / "gates" / "practice"
DATA = HERE.parents[1] / "src" / "testimonia" / "assist" / "data"
UNSEEN = ("en-c", "other-c")
MADE_ON = ("open", "en-a", "other-a")  # the rules, whose verdict is a feature, were made on these: what they reach there says little
AIM = 0.95  # the share of quotations given to a person of the gold that are right on parts held out; .93 would find .03 more, .97 .09 less
PENALTY = 8.0
TIMES = 4  # a feature that fewer rows have is left out
VERSION = "5"


def main() -> None:
    """Learn and write the file."""
    weights = learned_on(training_parts())
    DATA.joinpath("speakers.weights.json").write_text(weights.to_json(), encoding="utf-8")
    print(weights.enough, weights.card["held out"])


def training_parts() -> list[Part]:
    """The open part of the teaching study and the parts of the practice corpus that teach."""
    names = sorted(folder.name for folder in PRACTICE.iterdir() if folder.is_dir() and folder.name not in UNSEEN)
    return [from_folder(HERE / "open"), *(from_folder(PRACTICE / name) for name in names)]


def learned_on(parts: Sequence[Part]) -> Weights:
    """The weights, with what was measured on each part while the others taught."""
    given = [row for part in parts for row in rows(part)]
    times = Counter(name for row in given for name in row.features)
    features = [{name: value for name, value in row.features.items() if times[name] >= TIMES} for row in given]
    labels = [row.right for row in given]
    chances = held_out(features, labels, [row.part for row in given])
    fresh = best([(row, float(chance)) for row, chance in zip(given, chances, strict=True) if row.part not in MADE_ON])
    enough = threshold(fresh, AIM)
    spoken = sum(of_leavers(part) for part in parts if part.name not in MADE_ON)
    by_rules = best([(row, float("rule p" in row.features)) for row in given if row.part not in MADE_ON])
    held = {"of leavers": spoken, "weighed": counted(fresh, enough), "by the rules alone": counted(by_rules, 1.0)}
    card: dict[str, Any] = {
        "version": VERSION, "of": "speakers", "penalty": PENALTY, "aim": AIM, "parts": {part.name: digest(part)[:16] for part in parts},
        "rows": len(given), "right": sum(labels), "held out": held,
    }  # fmt: skip
    return replace(of_words(features, labels, PENALTY, even=False, card=card), enough=enough)


def held_out(features: Sequence[Features], labels: Sequence[bool], parts: Sequence[str]) -> Floats:
    """The probability of each row from weights learned on the other parts."""
    found = np.zeros(len(features))
    for part in sorted(set(parts)):
        own = [at for at, name in enumerate(parts) if name == part]
        rest = [at for at, name in enumerate(parts) if name != part]
        weights = of_words([features[at] for at in rest], [labels[at] for at in rest], PENALTY, even=False)
        found[own] = [logistic(score) for score in scores_of(weights, [features[at] for at in own])]
    return found


def best(rows_with: Sequence[tuple[Row, float]]) -> list[tuple[float, int, int]]:
    """The likeliest leaver of each stretch: the probability, how many quotations of the gold that it covers are theirs, and how many it covers."""
    found: dict[tuple[str, str, tuple[int, int]], tuple[float, int, int]] = {}
    for row, chance in rows_with:
        key = (row.part, row.account, row.stretch)
        if key not in found or found[key][0] < chance:
            found[key] = (chance, row.theirs, row.quotations)
    return sorted(found.values(), reverse=True)


def counted(found: Sequence[tuple[float, int, int]], enough: float) -> dict[str, int]:
    """How many quotations are given to somebody from a probability on, and how many of them rightly."""
    kept = [(theirs, number) for chance, theirs, number in found if chance >= enough]
    return {"given": sum(number for _, number in kept), "right": sum(theirs for theirs, _ in kept)}


def threshold(found: Sequence[tuple[float, int, int]], aim: float) -> float:
    """The lowest probability from which as many as ``aim`` of the quotations that are given to somebody are theirs."""
    right = given = 0
    enough = 1.0
    for chance, theirs, number in found:
        right, given = right + theirs, given + number
        if right / given >= aim:
            enough = chance
    return round(enough, 2)


if __name__ == "__main__":
    main()
