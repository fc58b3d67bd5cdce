"""How a candidate for a claim stands beside the others of its account: what trees ask besides what stands around it.

Weights judge every candidate by itself. Whether the surest place of a person is sure enough also depends on what else there is: a
second place as sure, the same place told again, another leaver whose place it rather is, the same date as the other end of a stay.

Source: Wolpert (1992), "Stacked Generalization".
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from testimonia.assist.candidates import Candidate

NUMBERS = (
    "score", "other value", "gap", "same value", "other person", "other variable",
    "best of other variable", "times", "values", "rank", "all of value", "order", "candidates",
)  # fmt: skip
"""The names of the numbers; the first is what the weights say."""
OTHER_VARIABLE = {"joined": "left", "left": "joined", "age": "age_at_event", "age_at_event": "age"}
NONE = -9.0
"""The score of what is not there, and the lowest that is added up."""


_OFTEN = 20  # times that a value is told that are added up


@dataclass
class _Best:
    """The best scores of some candidates by a key, so that the best of any other key is known at once."""

    scores: dict[Hashable, float] = field(default_factory=dict)
    _first: tuple[float, Hashable] = (NONE, None)
    _second: tuple[float, Hashable] = (NONE, None)

    def add(self, key: Hashable, score: float) -> None:
        self.scores[key] = max(score, self.scores.get(key, score))
        if key == self._first[1]:
            self._first = (self.scores[key], key)
        elif self._first[1] is None or score > self._first[0]:
            self._first, self._second = (score, key), self._first
        elif self._second[1] is None or score > self._second[0]:
            self._second = (score, key)

    def beside(self, key: Hashable) -> float:
        """The best score of any other key."""
        return self._second[0] if key == self._first[1] else self._first[0]


@dataclass
class _Mine:
    """The candidates of one person for one variable."""

    best: _Best = field(default_factory=_Best)
    scores: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    told: dict[str, list[float]] = field(default_factory=dict)


def compared(found: Sequence[Candidate], scores: Sequence[float]) -> Iterator[dict[str, float]]:
    """The numbers of each candidate of an account, from what the weights say of all of them (in logits)."""
    mine: dict[tuple[int, str], _Mine] = {}
    people: dict[tuple[int, int, str, str], _Best] = {}
    places: dict[tuple[int, int, str, str], float] = {}
    for one, score in zip(found, scores, strict=True):
        own = mine.setdefault((one.who, one.variable), _Mine())
        own.best.add(one.value, score)
        own.scores.append(score)
        own.starts.append(one.start)
        own.told.setdefault(one.value, []).append(score)
        people.setdefault((one.start, one.end, one.variable, one.value), _Best()).add(one.who, score)
        place = (one.who, one.start, one.variable, one.value)
        places[place] = max(score, places.get(place, score))
    for own in mine.values():
        own.scores.sort()
        own.starts.sort()
        for told in own.told.values():
            told.sort(reverse=True)
    for one, score in zip(found, scores, strict=True):
        own = mine[one.who, one.variable]
        other = own.best.beside(one.value)
        told = own.told[one.value]
        again = next((said for at, said in enumerate(told[:2]) if at or said != score), NONE)
        person = people[one.start, one.end, one.variable, one.value].beside(one.who)
        variable = OTHER_VARIABLE.get(one.variable, "")
        as_other = places.get((one.who, one.start, variable, one.value), NONE)
        rest = mine.get((one.who, variable))
        numbers = (
            score, other, score - other, again, person, as_other,
            rest.scores[-1] if rest else NONE, len(told), len(own.told), len(own.scores) - bisect_right(own.scores, score),
            _added(told), bisect_left(own.starts, one.start), len(own.starts),
        )  # fmt: skip
        yield dict(zip(NUMBERS, map(float, numbers), strict=True))


def _added(scores: Sequence[float]) -> float:
    """The logarithm of the odds added up; of a value told very often the surest times."""
    return math.log(sum(math.exp(max(NONE, min(-NONE, score))) for score in scores[:_OFTEN]))
