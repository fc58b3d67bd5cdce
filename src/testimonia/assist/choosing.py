"""Who of the people in an account speaks of leaving: chosen among all that may be by learned weights, with the rules' word as one sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from testimonia.assist.evidence import Leaver, leaver
from testimonia.assist.followed import Followed, follow
from testimonia.assist.leavers import leavers
from testimonia.assist.passages import CLAIMED, JOINING, LEAVING, VOICE, Passages, told_of
from testimonia.assist.persons import Person, follow_known, persons
from testimonia.assist.roles import parts_of, signs_of
from testimonia.assist.signs import RULED, RULED_POINTS, Signs
from testimonia.assist.story import Story
from testimonia.assist.supposed import Supposed, scores_of_supposed, signs_of_supposed, supposed
from testimonia.assist.territory import grounds_of
from testimonia.assist.trees import grown
from testimonia.assist.weighing import learned, together
from testimonia.assist.wording import Wording, account_words

TREES = "persons"
ACCOUNT, SEVERAL, PERSON = "words-leaving", "words-several", "words-person"
"""Weights of words: that somebody in an account speaks of leaving, that several do, that a candidate is one of them."""
SENTENCES = (JOINING, LEAVING, CLAIMED, VOICE)
"""Weights of sentences."""
_SHORT = 100  # words: 21 of the 2,569 accounts that taught the trees have fewer, and the rules find more of their people
_BESIDE = 0.6  # share of the surest candidate's probability that another one needs
_ALONE = ("narrator", "nameless")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Everybody who may be a leaver: the signs of each, the words of the account, those around each and of their introduction, its sentences.

    ``spans`` are where the sentences stand; ``supposed`` is what the account may tell of each.
    """

    found: Sequence[Person]
    signs: Sequence[dict[str, float]]
    account: Mapping[str, float]
    words: Sequence[Mapping[str, float]]
    introductions: Sequence[Mapping[str, float]]
    passages: Passages
    spans: Sequence[tuple[int, int]]
    supposed: Sequence[Supposed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the words say, in logits: of the account, of there being several, of each candidate, of each sentence by kind of weights.

    ``roles`` and ``introduced`` say it of each candidate by the part that somebody plays (`roles`), ``supposed`` of each thing that may be told of one.
    """

    account: float
    several: float
    person: Sequence[float]
    sentences: Mapping[str, Sequence[float]]
    roles: Mapping[str, Sequence[float]]
    introduced: Mapping[str, Sequence[float]]
    supposed: Sequence[float]


def choose(story: Story) -> tuple[Story, list[Leaver], Followed]:
    """The leavers of an account read with all its names, the account with the names that count, and the reading that follows them.

    There are none where the account is none of a leaver's. Of a very short account the rules decide alone.
    """
    if is_short(story):
        found, signs = _signed(story)
        points = {at: row[RULED_POINTS] for at, row in enumerate(signs.rows) if row[RULED]}
        return picked(story, found, points, likely=False)
    every = weighed(story)
    trees = grown(TREES)
    chances = [trees.probability(row) for row in rows(every, _of_words(every))]
    kept = {at: chances[at] for at in chosen([one.kind for one in every.found], chances, trees.enough)}
    return picked(story, every.found, kept)


def is_short(story: Story) -> bool:
    """Whether an account is so short that the rules decide alone."""
    return len(story.plain.text.split()) < _SHORT


def picked(
    story: Story, found: Sequence[Person], scores: Mapping[int, float], *, likely: bool = True
) -> tuple[Story, list[Leaver], Followed]:
    """What `choose` gives once it is known which of all that may be leavers are proposed, with their scores: probabilities if they are ``likely``."""

    def sure(one: Leaver, at: int) -> Leaver:
        return replace(one, sure=round(scores[at], 2), likely=scores[at] if likely else 1.0)

    kept = sorted(scores)
    names = sorted((at for at in kept if found[at].kind == "name"), key=lambda at: found[at].person.start)
    nameless = [sure(found[at].person, at) for at in kept if found[at].kind != "name"]
    alone = [one for one, at in zip(nameless, (at for at in kept if found[at].kind != "name"), strict=True) if found[at].kind in _ALONE]
    bearers = [story.names[number] for at in names if (number := found[at].person.name) is not None]
    narrow = story.keeping(bearers)
    if alone:
        return narrow, nameless, follow(narrow, [], [alone[0].sex], anonymous=True)
    numbers = [next(number for number, one in enumerate(narrow.names) if one is bearer) for bearer in bearers]
    followed, sexes = follow_known(narrow, numbers)
    people = [sure(leaver(narrow, number, sex), at) for at, number, sex in zip(names, numbers, sexes, strict=True)]
    return narrow, [*people, *nameless], followed


def weighed(story: Story) -> Weighed:
    """Everybody who may be a leaver, with the signs and words that speak for and against each."""
    found, signs = _signed(story)
    wording = Wording(story, found, [signs.spoken(one) for one in found], signs.cued)
    words = [wording.of(number) for number in range(len(found))]
    introductions = [wording.introduction(number) for number in range(len(found))]
    return Weighed(
        found=found, signs=signs.rows, account=account_words(story), words=words, introductions=introductions, passages=wording.passages,
        spans=wording.spans, supposed=supposed(story, found),
    )  # fmt: skip


def _signed(story: Story) -> tuple[Sequence[Person], Signs]:
    """Everybody who may be a leaver, with the signs that speak for and against each."""
    found = persons(story)
    said, _ = leavers(story)
    return found, Signs(story, found, said)


def _of_words(every: Weighed) -> Said:
    """What the words say by the weights that come with testimonia."""
    account, several, person = learned(ACCOUNT), learned(SEVERAL), learned(PERSON)
    sentences = [together([learned(name) for name in SENTENCES], words) for words in every.passages.words]
    roles, introduced = parts_of(every.words, every.introductions)
    return Said(
        account=account.score(every.account), several=several.score(every.account), person=[person.score(words) for words in every.words],
        sentences={name: [scores[at] for scores in sentences] for at, name in enumerate(SENTENCES)}, roles=roles, introduced=introduced,
        supposed=scores_of_supposed(every.supposed),
    )  # fmt: skip


def rows(every: Weighed, said: Said) -> list[dict[str, float]]:
    """The features that the trees ask: the signs, what the words say, and how a candidate's words and sentences stand to those of the others."""
    ranked = sorted(said.person, reverse=True)
    told, grounds = told_of(every.passages, said.sentences), grounds_of(every.passages, said.person, said.sentences)
    told_of_each = signs_of_supposed(every.supposed, said.supposed, len(every.signs))
    found = []
    for number, (signs, score) in enumerate(zip(every.signs, said.person, strict=True)):
        rival = ranked[1] if len(ranked) > 1 and score == ranked[0] else ranked[0]
        words = {
            "words account": said.account, "words several": said.several, "words person": score, "words below best": score - ranked[0],
            "words best": float(score == ranked[0]), "words above rival": score - rival,
        }  # fmt: skip
        found.append(signs | words | told[number] | grounds[number] | told_of_each[number] | signs_of(said.roles, said.introduced, number))
    return found


def chosen(kinds: Sequence[str], chances: Sequence[float], enough: float) -> list[int]:
    """The candidates that are proposed: all that are sure enough by themselves and beside the surest.

    Of names and somebody without a name only the side that is surer: an account that names its leaver also speaks of "he" and "the man",
    and both would be one person twice.
    """
    least = max(enough, _BESIDE * max(chances, default=0.0))
    sure = [at for at, chance in enumerate(chances) if chance >= least]
    alone = [at for at in sure if kinds[at] in _ALONE]
    if not alone:
        return sure
    best = max(alone, key=lambda at: chances[at])
    names = [at for at in sure if kinds[at] == "name"]
    if names and max(chances[at] for at in names) >= chances[best]:
        return [at for at in sure if at not in alone]
    return [best, *(at for at in sure if kinds[at] == "entry")]
