"""Learn the weights of claims: `python examples/teaching/train_claims.py`.

Learned on the open part of the teaching study and the training parts of the practice corpus, for the people of their gold; measured on
parts held out together. The files that are written carry what
was measured. Nothing is learned on `en-c`, `other-c` or the sealed part.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from testimonia.assist.claims import GROWN
from workshop.claim_rows import UNTOLD, Row, rows
from workshop.fitting import digest
from workshop.part import Part, from_folder
from workshop.stacking import Stack

HERE = Path(__file__).parent
PRACTICE = HERE.parents[1] / "tests" / "gates" / "practice"
DATA = HERE.parents[1] / "src" / "testimonia" / "assist" / "data"
FOLDS = (
    ("open", "en-s", "other-q"),
    ("en-a", "en-b", "other-a", "other-b", "en-p", "other-o", "en-t"),
    ("en-d", "other-d", "other-e", "en-i", "other-k", "en-q", "other-r"),
    ("en-e", "other-f", "other-g", "en-j", "other-l", "en-r"),
    ("en-f", "other-h", "en-k", "other-m", "en-u", "other-s"),
    ("en-g", "other-i", "en-l", "other-n", "en-m"),
    ("en-h", "other-j", "en-n", "en-o", "other-p"),
)
# By variable: those learned together, and the precision on held-out people, known as leavers, at which the card measures: what is asked of
# suggestions as a whole, but for ages at an event, of which hardly any are so sure. What is suggested `choose_enough.py` decides.
AIMS = {
    "age": (("age", "age_band"), 0.95), "age_at_event": (("age_at_event",), 0.9), "birth_year": (("birth_year",), 0.95),
    "origin": (("origin",), 0.95), "group": (("group",), 0.95), "joined": (("joined",), 0.9), "left": (("left",), 0.9),
}  # fmt: skip
PENALTY = 8.0
TIMES = 3  # a feature that fewer rows have is left out: what was seen twice is chance, and the files stay small
FEWEST = 8  # held-out people from whom a precision is read
VERSION = "7"


def main() -> None:
    """Learn and write the files of each variable."""
    parts = [from_folder(PRACTICE / name if name != "open" else HERE / "open") for fold in FOLDS for name in fold]
    learn(read_all(parts), parts)


def read_all(parts: Sequence[Part]) -> list[Row]:
    """The rows of all parts."""
    with ProcessPoolExecutor() as pool:
        return [row for of_part in pool.map(read, parts) for row in of_part]


def stack_of(found: Sequence[Row]) -> Stack:
    """Weights and trees over the rows, fold by fold."""
    together = {variable: name for name, (variables, _) in AIMS.items() for variable in variables}
    return Stack(found, {name: at for at, fold in enumerate(FOLDS) for name in fold}, together, UNTOLD, PENALTY, TIMES)


def learn(found: list[Row], parts: list[Part]) -> None:
    """Learn from the rows of the parts; rows whose value is right but told elsewhere are measured, not learned from."""
    stack = stack_of(found)
    sure, asked = stack.held_out(), stack.asked(None)
    for variable, (_, aim) in AIMS.items():
        rows = [(found[at], float(sure[at])) for at in stack.of[variable] if not found[at].elsewhere]
        told = [part for part in parts if part.name not in UNTOLD.get(variable, ())]
        names = {part.name for part in told}
        enough, measured = threshold([row for row in rows if row[0].part in names], aim)
        card: dict[str, Any] = {
            "version": VERSION, "of": variable, "penalty": PENALTY, "parts": {part.name: digest(part)[:16] for part in told},
            "rows": len(rows), "right": sum(row.right for row, _ in rows), "held out": measured,
        }  # fmt: skip
        file = DATA / f"claim-{variable.replace('_', '-')}.weights.json"
        if variable in GROWN:
            trees = stack.trees(variable, asked, None, enough=enough, card=card)
            file.with_name(file.name.replace("weights", "trees")).write_text(trees.to_json(), encoding="utf-8")
        file.write_text(stack.weights(variable, enough=enough, card=card).to_json(), encoding="utf-8")
        print(variable, enough, measured)


def read(part: Part) -> list[Row]:
    """The rows of a part."""
    return list(rows(part))


def threshold(found: list[tuple[Row, float]], aim: float) -> tuple[float, dict[str, Any]]:
    """The lowest probability from which as many as ``aim`` of the surest values of each person are right, and what was measured there."""
    best: dict[tuple[str, str], tuple[float, bool]] = {}
    for row, probability in found:
        value = row.candidate.value if row.candidate.variable == "origin" else ""
        key = (row.person, value)
        if key not in best or best[key][0] < probability:
            best[key] = (probability, row.right)
    right, enough, kept = 0, 1.0, (0, 0)
    for number, (probability, true) in enumerate(sorted(best.values(), reverse=True), start=1):
        right += true
        if number >= FEWEST and right / number >= aim:
            enough, kept = probability, (right, number)
    people = len({row.person for row, _ in found if row.right})
    return round(float(enough), 2), {"people": people, "proposed": kept[1], "right": kept[0]}


if __name__ == "__main__":
    main()
