"""What an account tells of each of its people if they are the one who left: an age, an origin, a group, a joining and a leaving of their own.

The dates beside an official are of the inquiry, a mother's town is where she waits. So every candidate of `candidates` is weighed for everybody whom
it may concern (of more than four people those near it), not only for those who are chosen, by weights of what surrounds it (`surroundings`) that were learned of everybody named in
invented accounts. What comes out are signs of whom the account tells of, never kept and never shown: `claims` are weighed anew of who is chosen.

Source: that what is told of somebody and who they are is decided together, after Roth and Yih (2004), "A Linear Programming Formulation for Global
Inference in Natural Language Tasks"; here by stacking, Wolpert (1992).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from testimonia.assist.candidates import candidates
from testimonia.assist.persons import Person
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.surroundings import Surroundings
from testimonia.assist.told import Told
from testimonia.assist.weighing import Features, learned, logistic
from testimonia.text import known_date

VARIABLES = ("joined", "left", "age", "age_at_event", "origin", "group")
_TOGETHER = {"age_band": "age"}
_ALONE = ("narrator", "nameless")  # each is the only one of a reading of their own; entries of a list are read in none
_NEVER = -9.0  # logits of what is not told, or not near somebody
_MOST = 4000  # things that are weighed: an account that tells more has said by then whom it tells of
_FAINT = -5.0  # logits: what is less likely says no more than what is not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """A value that a passage may give somebody (number of the candidate) for a variable, with what stands around it."""

    who: int
    variable: str
    value: str
    features: Features

    @property
    def kind(self) -> str:
        """The variable whose weights judge it."""
        return _TOGETHER.get(self.variable, self.variable)


def weights_of(variable: str) -> str:
    """The name of the weights of a variable."""
    return f"supposed-{variable.replace('_', '-')}"


def supposed(story: Story, found: Sequence[Person]) -> list[Supposed]:
    """Everything that the account may tell of each of its people, names read together and others each alone."""
    names = [number for number, one in enumerate(found) if one.kind == "name"]
    alone = [[number] for number, one in enumerate(found) if one.kind in _ALONE]
    each = (one for numbers in (names, *alone) if numbers for one in _of(story, found, numbers))
    return list(islice(each, _MOST))


def _of(story: Story, found: Sequence[Person], numbers: Sequence[int]) -> Iterator[Supposed]:
    people, followed, published = [found[number].person for number in numbers], found[numbers[0]].followed, story.reading.published
    speech = Speech(story, followed, people)
    told = Told(story, followed, people, speech, published).statements
    for one in candidates(Surroundings(story, followed, people, speech), told, known_date(published)):
        this = Supposed(who=numbers[one.who], variable=one.variable, value=one.value, features=one.features)
        if this.kind in VARIABLES:
            yield this


def scores_of_supposed(told: Sequence[Supposed]) -> list[float]:
    """How likely each is told of somebody who left, by the weights that come with testimonia, in logits."""
    return [learned(weights_of(one.kind)).score(one.features) for one in told]


def signs_of_supposed(told: Sequence[Supposed], scores: Sequence[float], people: int) -> list[dict[str, float]]:
    """What is told of each of an account's people as features for the trees: the surest of each variable, how much, and beside the others'."""
    best = {variable: [_NEVER] * people for variable in VARIABLES}
    times = {variable: [0.0] * people for variable in VARIABLES}
    for one, score in zip(told, scores, strict=True):
        best[one.kind][one.who] = max(score, best[one.kind][one.who])
        times[one.kind][one.who] += logistic(score)
    found = [dict[str, float](supposed=sum(max(best[variable][number], _FAINT) for variable in VARIABLES)) for number in range(people)]
    for variable in VARIABLES:
        ranked = sorted(best[variable], reverse=True)
        for number, row in enumerate(found):
            own = best[variable][number]
            rival = _NEVER if len(ranked) < 2 else ranked[1] if own == ranked[0] else ranked[0]  # noqa: PLR2004 - the second of two
            row |= {
                f"supposed {variable}": own, f"supposed {variable} times": times[variable][number],
                f"supposed {variable} above rival": own - rival, f"supposed {variable} of anybody": ranked[0],
            }  # fmt: skip
    return found
