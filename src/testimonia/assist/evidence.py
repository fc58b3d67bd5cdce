"""What an account tells of one person: the proposal itself, sentences of joining, of leaving, of a group, and the sex that words give."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.assist.followed import Followed
from testimonia.assist.story import OTHER, Story

_FIRST_SIGN = 4  # what the first word that gives somebody's sex counts more than the others
_CLEARLY = 1.5  # times as many signs of one sex as of the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """A person proposed as a mention: label, identity, where they are introduced (plain offsets), sex as the words say it, points by the rules.

    ``sure`` is how sure it is that the passage names somebody who speaks of leaving, from 0 to 1; ``likely`` the same where it is a
    probability, else 1: nothing that is told of them is surer.
    """

    label: str
    identity: str
    start: int
    end: int
    sex: str
    points: float
    name: int | None = None  # number among the story's names
    narrator: bool = False
    sure: float = 0.0
    likely: float = 1.0


def leaver(story: Story, number: int, sex: str, *, points: float = 0.0) -> Leaver:
    """A name of the story as a proposal."""
    person = story.names[number]
    identity = person.identity or "unknown"
    plural = story.cues.listed("plural_pseudonym")
    if plural and identity == "unknown" and story.cues.compile(str(plural)).search(story.plain.text):
        identity = "stated_pseudonym"
    return Leaver(label=person.label, identity=identity, start=person.start, end=person.end, sex=sex, points=points, name=number)


def events(followed: Followed, at: int) -> tuple[int, int, int]:
    """How many sentences with a person as subject tell of joining, of leaving, of a group."""
    counts = [0, 0, 0]
    for cue, doer, both in followed.doers:
        counts[cue.place] += doer == at or both
    return counts[0], counts[1], counts[2]


def sex_of(story: Story, followed: Followed, at: int, *, alone: bool) -> str:
    """The sex that the words give: titles and pronouns of the sentences a person is the subject of, unless they disagree."""
    votes = {"male": 0, "female": 0}
    signs: list[tuple[int, str]] = []
    for start, end in story.plain.sentences:
        for reference, who in followed.at(start, end):
            if who == at and reference.sex:
                votes[reference.sex] += (
                    3 if reference.kind == "name" else 1
                )  # a title says more than a pronoun whose bearer had to be made out
                signs.append((reference.start, reference.sex))
            elif alone and reference.kind == "pronoun" and reference.sex and who != OTHER:
                votes[reference.sex] += 1
    for start, who, sex in followed.owners:
        if who == at:
            votes[sex] += 3
            signs.append((start, sex))
    if signs:
        votes[min(signs)[1]] += _FIRST_SIGN
    return winner(votes)


def winner(votes: dict[str, int]) -> str:
    """The sex for which clearly more signs speak; empty where none does."""
    male, female = votes["male"], votes["female"]
    return "male" if male > _CLEARLY * female else "female" if female > _CLEARLY * male else ""
