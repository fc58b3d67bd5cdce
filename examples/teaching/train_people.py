"""Learn the weights by which `testimonia.assist` chooses who speaks of leaving: `python examples/teaching/train_people.py`.

Writes `src/testimonia/assist/data/persons.weights.json` with its model card. The probability that is enough is chosen on parts held out
one at a time, and so are the totals of the card. `en-c`, `other-c` and the sealed part are never looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from testimonia.assist.choosing import WEIGHTS
from workshop.fitting import Floats, digest, each_held_out, fitted
from workshop.part import Part, from_folder
from workshop.people_rows import Account, accounts, counted

HERE = Path(__file__).parent
PRACTICE = HERE.parents[1] / "tests" / "gates" / "practice"
TARGET = HERE.parents[1] / "src" / "testimonia" / "assist" / "data" / f"{WEIGHTS}.weights.json"
MADE = ("open", "en-a", "other-a")
UNSEEN = ("en-d", "en-e", "en-f", "other-d", "other-e", "other-f", "other-g", "other-h")
"""Parts on which no rules were made: what is held out of them says most about other accounts."""
OTHERS = ("en-b", "other-b")
VERSION = "1"
PENALTY = 5.0
TIMES = 4  # a feature that fewer candidates have is left out
_LEAST, _MOST = 30, 60  # per cent of probability that are tried as enough


def main() -> None:
    """Read, hold out, choose, learn, write."""
    parts = [from_folder(HERE / name if name == "open" else PRACTICE / name) for name in (*MADE, *OTHERS, *UNSEEN)]
    found = [account for part in parts for account in accounts(part)]
    rows, labels, where = _flat(found)
    chances = _by_account(found, each_held_out(rows, labels, where, PENALTY))
    unseen = [at for at, account in enumerate(found) if account.part in UNSEEN]
    enough = best_of([found[at] for at in unseen], [chances[at] for at in unseen])
    card = _card(parts, found, chances, enough)
    weights = fitted(rows, labels, PENALTY, enough=enough, card=card)
    TARGET.write_text(weights.to_json(), encoding="utf-8")
    for name, total in card["held out"].items():
        print(name, total)


def _flat(found: Sequence[Account]) -> tuple[list[dict[str, float]], list[bool], list[str]]:
    """All candidates with their labels and their part."""
    times = Counter(name for account in found for row in account.rows for name in row)
    rows = [{name: value for name, value in row.items() if times[name] >= TIMES} for account in found for row in account.rows]
    labels = [label for account in found for label in account.labels]
    where = [account.part for account in found for _ in account.rows]
    return rows, labels, where


def _by_account(found: Sequence[Account], flat: Floats) -> list[Floats]:
    result, at = [], 0
    for account in found:
        result.append(flat[at : at + len(account.rows)])
        at += len(account.rows)
    return result


def best_of(found: Sequence[Account], chances: Sequence[Floats]) -> float:
    """The probability from which on most is right and found (F1), the higher of two that are level."""
    tried = [value / 100 for value in range(_LEAST, _MOST + 1)]
    return max(tried, key=lambda value: (counted(found, [list(one) for one in chances], value).agreement().f1, value))


def _card(parts: Sequence[Part], found: Sequence[Account], chances: Sequence[Floats], enough: float) -> dict[str, Any]:
    selections: dict[str, Callable[[Account], bool]] = {
        "parts on which no rule was made": lambda account: account.part in UNSEEN,
        **{language: _of(language) for language in ("en", "ar", "de", "es", "fr", "id")},
    }
    return {
        "version": VERSION,
        "of": "how sure a suggestion is that its passage names somebody who speaks of their own leaving",
        "method": f"logistic regression, penalty {PENALTY}; those of the rules are left out where doubtful, others added where sure",
        "parts": {part.name: digest(part)[:16] for part in parts},
        "accounts": len(found),
        "held out": {name: _total(found, chances, enough, keep) for name, keep in selections.items()},
        "how held out": "each part by weights learned on the others; the probability that is enough was chosen on the same totals",
    }


def _of(language: str) -> Callable[[Account], bool]:
    return lambda account: account.part in UNSEEN and account.text.language == language


def _total(found: Sequence[Account], chances: Sequence[Floats], enough: float, keep: Callable[[Account], bool]) -> dict[str, float]:
    """Precision and recall with how many there are."""
    kept = [at for at, account in enumerate(found) if keep(account)]
    count = counted([found[at] for at in kept], [list(chances[at]) for at in kept], enough)
    agreement = count.agreement()
    return {"precision": round(agreement.precision, 3), "recall": round(agreement.recall, 3), "true": count.true, "found": count.found}


if __name__ == "__main__":
    main()
