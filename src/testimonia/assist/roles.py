"""What part somebody plays in an account, by the words around them: who is an official or a mother is the less likely its leaver.

Weights for each part were learned on the gold of invented accounts, which says of the people whom they name what they do there. Two texts are
weighed for each candidate: all that is said around them and by them, and how they are introduced. What comes out is a sign of whom the
account tells of, never kept and never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from testimonia.assist.weighing import Features, learned, together

NO_PERSON = "nobody"
PARTS = ("official", "writer", "relative", "bystander", "member", "victim", NO_PERSON)
"""Of the gold: officials and programmes; reporters and authors; relatives; bystanders; members and recruiters; victims; names of which the gold tells nothing, mostly of no person."""
LEAVER = "leaver"
INTRODUCED = (LEAVER, *PARTS)
"""Whose introductions are told apart: a leaver's, too."""


def around(part: str) -> str:
    """The name of the weights of all that is said around somebody of a part, and by them."""
    return f"role-{part}"


def introducing(part: str) -> str:
    """The name of the weights of how somebody of a part is introduced."""
    return f"introduced-{part}"


def parts_of(words: Sequence[Features], introductions: Sequence[Features]) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """By part, what the words around each candidate say, and what their introduction does, in logits."""
    return _each(around, PARTS, words), _each(introducing, INTRODUCED, introductions)


def _each(named: Callable[[str], str], parts: Sequence[str], texts: Sequence[Features]) -> dict[str, list[float]]:
    weights = [learned(named(part)) for part in parts]
    scores = [together(weights, text) for text in texts]
    return {part: [row[at] for row in scores] for at, part in enumerate(parts)}


def signs_of(roles: Mapping[str, Sequence[float]], introduced: Mapping[str, Sequence[float]], number: int) -> dict[str, float]:
    """What both say of one candidate, as features for the trees."""
    found = {f"role {part}": scores[number] for part, scores in roles.items()}
    return found | {f"introduced {part}": scores[number] for part, scores in introduced.items()}
