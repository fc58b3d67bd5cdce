"""What an account says of its leavers: each statement with its passage, who makes it, of whom, and of when; or nothing where that is unsure.

The commonest mistake is not a wrong value but a right one of the wrong person (the brother's age, the victim's country) or the wrong
time (the age at joining). So every number, place and date of the account is a candidate for every person, and what was learned on
invented accounts says how sure each is: weights from what stands around it, then trees also from how it stands beside the other
candidates (`compared`). What is not sure enough, words and person together (`enough`), is not said. One choice is made a person and variable, and nobody leaves before they join.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from testimonia.assist.candidates import LEARNED, Candidate, candidates
from testimonia.assist.compared import compared
from testimonia.assist.enough import CLAIMS
from testimonia.assist.evidence import Leaver
from testimonia.assist.followed import Followed
from testimonia.assist.speech import Speech
from testimonia.assist.story import Story
from testimonia.assist.surroundings import Surroundings
from testimonia.assist.told import Statement, Told
from testimonia.assist.trees import Trees, grown
from testimonia.assist.weighing import Weights, learned, logistic
from testimonia.text import Interval, at_precision, known_date

_OF_NOW = ("age", "age_band")  # hold on the day of publication
_ENDS = ("joined", "left")
GROWN = ("age", "age_at_event", "origin", "joined", "left")
"""Of these, trees have the last word; of the rest there is too little to grow them on, or nothing left to win."""
FAINT = -4.5
"""What the weights say (in logits) of a candidate that trees are not asked about: hardly one in a hundred of them is right."""
_ONCE = (*_OF_NOW, "birth_year", "group", *_ENDS)  # one value a person; of groups the surest, for a second is mostly the enemy
_GROUP = "group"  # most of them are the group that the account is about: it is told of whoever is proposed
_LEARNED_TOGETHER = {"age_band": "age"}
_HOLDERS = {"own": "self", "question": "other"}


class Claims:
    """The statements of one account."""

    def __init__(self, story: Story, followed: Followed, people: Sequence[Leaver], speech: Speech, published: str | None) -> None:
        """Weigh every candidate."""
        told = Told(story, followed, people, speech, published).statements
        self.people = people
        self.published: Interval = known_date(published)
        self.around = Surroundings(story, followed, people, speech)
        chosen = self._chosen(_weighed(list(candidates(self.around, told, self.published))))
        rest = [replace(one, score=round(one.score * people[one.who].likely, 2)) for one in told if one.variable not in LEARNED]
        self.statements = sorted([*rest, *chosen], key=lambda statement: (statement.who, statement.variable, statement.start))

    def _chosen(self, weighed: Sequence[tuple[float, Candidate]]) -> list[Statement]:
        """The surest value of those a person has once, every sure one of the rest; of two ends that contradict each other, the surer."""
        sure = list(self._sure(weighed))
        best = _best(sure)
        for who in {who for who, _ in best}:
            joined, left = (best.get((who, variable)) for variable in _ENDS)
            if joined is not None and left is not None and _contradict(joined[1], left[1]):
                del best[who, "joined" if joined[0] < left[0] else "left"]
        several: dict[tuple[int, str, str], tuple[float, Candidate]] = {}
        for probability, one in sure:
            key = (one.who, one.variable, one.value)
            if one.variable not in _ONCE and (key not in several or several[key][0] < probability):
                several[key] = (probability, one)
        kept = [found for (_, variable), found in best.items() if variable in _ONCE]
        return [self._statement(probability, one) for probability, one in [*kept, *several.values()]]

    def _sure(self, weighed: Sequence[tuple[float, Candidate]]) -> Iterator[tuple[float, Candidate]]:
        """What is sure enough, with how sure it is together with its person."""
        for probability, one in weighed:
            both = round(probability * self.people[one.who].likely, 2)
            if (probability >= _last(_GROUP).enough) if one.variable == _GROUP else (both >= CLAIMS):
                yield both, one

    def _statement(self, probability: float, one: Candidate) -> Statement:
        time = self._now if one.variable in _OF_NOW else one.value if one.variable in _ENDS else ""
        holder = _HOLDERS.get(self.around.region(one.start, one.who), "reporter")
        return Statement(
            who=one.who, variable=one.variable, value=one.value, holder=holder, time=time, start=one.start, end=one.end,
            score=round(probability, 2),
        )  # fmt: skip

    @cached_property
    def _now(self) -> str:
        return at_precision(self.published, "month") if self.published.earliest else ""


def _weighed(found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Every candidate with how sure it is."""
    scores = [learned(_file(one.variable)).score(one.features) for one in found]
    return [
        (sureness(score, {**one.features, **numbers} if score > FAINT else {}, _last(one.variable)), one)
        for one, score, numbers in zip(found, scores, compared(found, scores), strict=True)
    ]


def sureness(score: float, asked: Mapping[str, float], last: Weights | Trees) -> float:
    """How sure a candidate is: by its score where weights have the last word, else by trees, unless it is faint."""
    if isinstance(last, Weights):
        return logistic(score)
    return last.probability(asked) if score > FAINT else 0.0


def _file(variable: str) -> str:
    return "claim-" + _LEARNED_TOGETHER.get(variable, variable).replace("_", "-")


def _last(variable: str) -> Weights | Trees:
    """What has the last word on a variable."""
    return grown(_file(variable)) if _LEARNED_TOGETHER.get(variable, variable) in GROWN else learned(_file(variable))


def _best(weighed: Sequence[tuple[float, Candidate]]) -> dict[tuple[int, str], tuple[float, Candidate]]:
    """The surest candidate of each person and variable; of two as sure, the first."""
    best: dict[tuple[int, str], tuple[float, Candidate]] = {}
    for probability, one in weighed:
        key = (one.who, one.variable)
        if key not in best or best[key][0] < probability:
            best[key] = (probability, one)
    return best


def _contradict(joined: Candidate, left: Candidate) -> bool:
    """Whether somebody would have left before they joined, or one expression tells of both."""
    a, b = known_date(joined.value), known_date(left.value)
    return joined.start == left.start or (a.earliest is not None and b.latest is not None and b.latest < a.earliest)
