"""Learn the weights of claims: `python examples/teaching/train_claims.py`.

Learned on the open part of the teaching study and the training parts of the practice corpus, for the people of their gold; measured on
parts held out together (the open part; a and b; d and e; those in the manner of the open part). The files that are written carry what
was measured. Nothing is learned on `en-c`, `other-c` or the sealed part.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from testimonia.assist.weighing import Features
from workshop.claim_rows import Row, rows
from workshop.fitting import digest, fitted, held_out
from workshop.part import Part, from_folder

HERE = Path(__file__).parent
PRACTICE = HERE.parents[1] / "tests" / "gates" / "practice"
DATA = HERE.parents[1] / "src" / "testimonia" / "assist" / "data"
FOLDS = (
    ("open",),
    ("en-a", "en-b", "other-a", "other-b"),
    ("en-d", "other-d", "other-e"),
    ("en-e", "other-f", "other-g"),
    ("en-f", "other-h"),
    ("en-g", "other-i"),
    ("en-h", "other-j"),
)
# By variable: those learned together, and the precision on held-out people that the threshold aims at.
AIMS = {
    "age": (("age", "age_band"), 0.9), "age_at_event": (("age_at_event",), 0.85), "birth_year": (("birth_year",), 0.85),
    "origin": (("origin",), 0.9), "group": (("group",), 0.95), "joined": (("joined",), 0.85), "left": (("left",), 0.78),
}  # fmt: skip
UNTOLD = {"group": ("open",)}  # parts whose gold gives a variable by way of example only
PENALTY = 8.0
TIMES = 3  # a feature that fewer rows have is left out: what was seen twice is chance, and the files stay small
FEWEST = 8  # held-out people from whom a precision is read
VERSION = "3"


def main() -> None:
    """Learn and write a file for each variable."""
    parts = [from_folder(PRACTICE / name if name != "open" else HERE / "open") for fold in FOLDS for name in fold]
    found = [row for part in parts for row in rows(part)]
    for variable, (together, aim) in AIMS.items():
        told = [part for part in parts if part.name not in UNTOLD.get(variable, ())]
        names = {part.name for part in told}
        learn(variable, [row for row in found if row.candidate.variable in together and row.part in names], aim, told)


def learn(variable: str, found: list[Row], aim: float, parts: list[Part]) -> None:
    """Learn one file; rows whose value is right but told elsewhere are measured, not learned from."""
    times = Counter(name for row in found for name in row.candidate.features)
    features = [{name: value for name, value in row.candidate.features.items() if times[name] >= TIMES} for row in found]
    kept = np.array([row.told or not row.right for row in found], float)
    labels = [row.right for row in found]
    probabilities = held_out(features, labels, [_fold(row) for row in found], PENALTY, folds=len(FOLDS), weights=list(kept))
    enough, measured = threshold(found, list(probabilities), aim)
    card: dict[str, Any] = {
        "version": VERSION, "of": variable, "penalty": PENALTY, "parts": {part.name: digest(part)[:16] for part in parts},
        "rows": len(found), "right": sum(labels), "held out": measured,
    }  # fmt: skip
    weights = fitted(*_only(features, labels, kept), PENALTY, enough=enough, card=card)
    DATA.joinpath(f"claim-{variable.replace('_', '-')}.weights.json").write_text(weights.to_json(), encoding="utf-8")
    print(variable, enough, measured)


def _fold(row: Row) -> int:
    return next(at for at, fold in enumerate(FOLDS) if row.part in fold)


def _only(features: list[Features], labels: list[bool], kept: Any) -> tuple[list[Features], list[bool]]:
    return [one for one, keep in zip(features, kept, strict=True) if keep], [one for one, keep in zip(labels, kept, strict=True) if keep]


def threshold(found: list[Row], probabilities: list[float], aim: float) -> tuple[float, dict[str, Any]]:
    """The lowest probability from which as many as ``aim`` of the surest values of each person are right, and what was measured there."""
    best: dict[tuple[str, str], tuple[float, bool]] = {}
    for row, probability in zip(found, probabilities, strict=True):
        value = row.candidate.value if row.candidate.variable == "origin" else ""
        key = (row.person, value)
        if key not in best or best[key][0] < probability:
            best[key] = (probability, row.right)
    right, enough, kept = 0, 1.0, (0, 0)
    for number, (probability, true) in enumerate(sorted(best.values(), reverse=True), start=1):
        right += true
        if number >= FEWEST and right / number >= aim:
            enough, kept = probability, (right, number)
    people = len({row.person for row in found if row.right})
    return round(float(enough), 2), {"people": people, "proposed": kept[1], "right": kept[0]}


if __name__ == "__main__":
    main()
