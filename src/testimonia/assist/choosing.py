"""Who of the people in an account speaks of leaving: chosen among all that may be by learned weights, with the rules' word as one sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from testimonia.assist.evidence import Leaver, leaver
from testimonia.assist.followed import Followed, follow
from testimonia.assist.leavers import leavers
from testimonia.assist.persons import Person, follow_known, persons
from testimonia.assist.signs import RULED, Signs
from testimonia.assist.story import Story
from testimonia.assist.weighing import learned

WEIGHTS = "persons"
_DOUBTFUL = 0.3  # probability under which somebody whom the rules take for a leaver is left out
_SURE = 0.45  # probability of a name that is proposed beside those of the rules
_BESIDE = 0.6  # share of the surest candidate's probability that another one needs
_ALONE = ("narrator", "nameless")


def choose(story: Story) -> tuple[Story, list[Leaver], Followed]:
    """The leavers of an account read with all its names, the account with the names that count, and the reading that follows them.

    There are none where the account is none of a leaver's.
    """
    found, rows = weighed(story)
    weights = learned(WEIGHTS)
    chances = [weights.probability(row) for row in rows]
    kept = chosen([one.kind for one in found], chances, [row[RULED] > 0 for row in rows], weights.enough)
    sure = {at: round(chances[at], 2) for at in kept}
    names = sorted((at for at in kept if found[at].kind == "name"), key=lambda at: found[at].person.start)
    nameless = [replace(found[at].person, sure=sure[at]) for at in kept if found[at].kind != "name"]
    alone = [one for one, at in zip(nameless, (at for at in kept if found[at].kind != "name"), strict=True) if found[at].kind in _ALONE]
    bearers = [story.names[found[at].at] for at in names]
    narrow = story.keeping(bearers)
    if alone:
        return narrow, nameless, follow(narrow, [], [alone[0].sex], anonymous=True)
    numbers = [next(number for number, one in enumerate(narrow.names) if one is bearer) for bearer in bearers]
    followed, sexes = follow_known(narrow, numbers)
    people = [leaver(narrow, number, sex, sure[at]) for at, number, sex in zip(names, numbers, sexes, strict=True)]
    return narrow, [*people, *nameless], followed


def weighed(story: Story) -> tuple[list[Person], list[dict[str, float]]]:
    """Everybody who may be a leaver, with the features that speak for and against each."""
    found = persons(story)
    said, _ = leavers(story)
    return found, Signs(story, found, said).rows


def chosen(kinds: Sequence[str], chances: Sequence[float], ruled: Sequence[bool], enough: float) -> list[int]:
    """The candidates that are proposed: those of the rules (``ruled``) that are not doubtful, and other names that are sure beside them.

    Where none of the rules' is left, all that are sure ``enough`` by themselves and beside the surest.
    """
    kept = [at for at, chance in enumerate(chances) if ruled[at] and chance >= _DOUBTFUL]
    if not kept:
        return _surest(kinds, chances, enough)
    if any(kinds[at] in _ALONE for at in kept):
        return kept
    least = max(_SURE, _BESIDE * max(chances))
    return [at for at, chance in enumerate(chances) if at in kept or (kinds[at] == "name" and chance >= least)]


def _surest(kinds: Sequence[str], chances: Sequence[float], enough: float) -> list[int]:
    """All that are sure enough by themselves and beside the surest.

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
