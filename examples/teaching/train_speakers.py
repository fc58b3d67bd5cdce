"""Learn the weights of speakers: `python examples/teaching/train_speakers.py`.

Learned on the direct speech of the open part of the teaching study and of the training parts of the practice corpus, for the people of
their gold; measured on each part held out while the others taught, for those people and for the people whom the rules propose. The file
that is written carries what was measured. Nothing is learned on `en-c`, `other-c` or the sealed part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from testimonia.assist.weighing import Features
from workshop.fitting import digest, fitted, held_out
from workshop.part import Part, from_folder
from workshop.speaker_rows import Row, rows

HERE = Path(__file__).parent
PRACTICE = HERE.parents[1] / "tests" / "gates" / "practice"
DATA = HERE.parents[1] / "src" / "testimonia" / "assist" / "data"
UNSEEN = ("en-c", "other-c")
MADE_ON = ("open", "en-a", "other-a")  # the rules, whose verdict is a feature, were made on these: what they reach there says little
AIM = 0.95  # the share of quotations given to a person of the gold that are right on parts held out
PENALTY = 8.0
TIMES = 4  # a feature that fewer rows have is left out
VERSION = "1"


def main() -> None:
    """Learn and write the file."""
    names = sorted(folder.name for folder in PRACTICE.iterdir() if folder.is_dir() and folder.name not in UNSEEN)
    parts = [from_folder(HERE / "open"), *(from_folder(PRACTICE / name) for name in names)]
    learn([row for part in parts for row in rows(part)], parts)


def learn(found: Sequence[Row], parts: Sequence[Part]) -> None:
    """Learn from the people of the gold; those proposed are measured alone."""
    given = [row for row in found if row.given == "gold"]
    times = Counter(name for row in given for name in row.features)
    features = [_kept(row, times) for row in given]
    labels = [row.right for row in given]
    groups = [row.part for row in given]
    probabilities = held_out(features, labels, groups, PENALTY, folds=parts_as_folds(groups))
    fresh = [(row, float(chance)) for row, chance in zip(given, probabilities, strict=True) if row.part not in MADE_ON]
    enough = threshold(fresh, AIM)
    card: dict[str, Any] = {
        "version": VERSION, "of": "speakers", "penalty": PENALTY, "parts": {part.name: digest(part)[:16] for part in parts},
        "rows": len(given), "right": sum(labels), "aim": AIM, "held out": measured(fresh, enough),
    }  # fmt: skip
    weights = fitted(features, labels, PENALTY, enough=enough, card=card)
    DATA.joinpath("speakers.weights.json").write_text(weights.to_json(), encoding="utf-8")
    print(enough, card["held out"])


if __name__ == "__main__":
    main()
