"""Candidates for claims: every value an account may give a person of interest, with the features by which learned weights judge it.

High recall is their aim: an age of the wrong brother is a candidate like that of the right one. See `claims` for what is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from testimonia.assist.ages import ages
from testimonia.assist.homes import homes
from testimonia.assist.lengths import lengths
from testimonia.assist.memberships import memberships
from testimonia.assist.moments import moments
from testimonia.assist.origins import Origins
from testimonia.assist.surroundings import Surroundings
from testimonia.assist.told import Statement
from testimonia.text import Interval

LEARNED = ("age", "age_band", "age_at_event", "birth_year", "origin", "group", "joined", "left")
"""The variables of which learned weights decide."""
_DATED = ("joined", "left")
_PLACED = ("origin",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that a passage (plain offsets) may give a person (number of the leaver) for a variable, with its features."""

    who: int
    variable: str
    value: str
    start: int
    end: int
    features: Mapping[str, float]


def candidates(around: Surroundings, told: Sequence[Statement], published: Interval) -> Iterator[Candidate]:
    """Every candidate of an account, in a fixed order."""
    gathered = _Gathered(around, _Cued(told))
    for age in ages(around):
        yield from gathered.each(age.start, age.end, age.values, age.features)
    for home in homes(around, Origins(around.plain, around.cues, around.story.names)):
        yield from gathered.each(home.start, home.end, (("origin", home.value),), home.features)
    for group in memberships(around):
        yield from gathered.each(group.start, group.end, (("group", group.value),), group.features)
    found = moments(around, published)
    for moment in found:
        yield from gathered.each(moment.start, moment.end, (("joined", moment.value), ("left", moment.value)), moment.features)
    for moment, variable in lengths(around, found, told, published):
        yield from gathered.each(moment.start, moment.end, ((variable, moment.value),), moment.features)
    for one in told:
        if one.variable in LEARNED and not gathered.holds(one.who, one.variable, one.value):
            yield from gathered.one(one)


class _Gathered:
    """Candidates of one expression after the other; what stands around one is read once for each person."""

    def __init__(self, around: Surroundings, cued: _Cued) -> None:
        self._around, self._cued = around, cued
        self._last: tuple[int, int] = (-1, -1)
        self._known: dict[int, dict[str, float]] = {}
        self._seen: set[tuple[int, str, str]] = set()

    def holds(self, who: int, variable: str, value: str) -> bool:
        """Whether this value of this person was a candidate."""
        return (who, variable, value) in self._seen

    def one(self, said: Statement) -> Iterator[Candidate]:
        """What the cues alone have found: the end of a stay, worked out from the other end and from how long it was."""
        beside = dict.fromkeys((*self._around.neighbours(said.start, said.end), "cued", "only cued"), 1.0)
        found = {**self._around.features(said.start, said.end, said.who), **beside}
        yield Candidate(who=said.who, variable=said.variable, value=said.value, start=said.start, end=said.end, features=found)

    def each(self, start: int, end: int, values: Sequence[tuple[str, str]], features: Sequence[str]) -> Iterator[Candidate]:
        """For everybody who may be meant, for every value."""
        if self._last != (start, end):
            self._last, self._known = (start, end), {}
            dated = any(variable in _DATED for variable, _ in values)
            beside = dict.fromkeys(self._around.neighbours(start, end), 1.0) if dated else {}
            placed = any(variable in _PLACED for variable, _ in values)
            for who in self._around.concerned(start, end):
                wide = self._around.wide(start, end, who) if placed else {}
                self._known[who] = {**self._around.features(start, end, who), **beside, **wide}
        for who, found in self._known.items():
            for variable, value in values:
                self._seen.add((who, variable, value))
                own = dict.fromkeys((*features, *self._cued.signs(who, variable, value)), 1.0)
                yield Candidate(who=who, variable=variable, value=value, start=start, end=end, features={**found, **own})


class _Cued:
    """What the cue tables found, asked about one value at a time."""

    def __init__(self, told: Sequence[Statement]) -> None:
        self._values = {(one.who, one.variable, one.value) for one in told}
        self._variables = {(one.who, one.variable) for one in told}
        self._people: dict[tuple[str, str], set[int]] = {}
        self._given: dict[tuple[int, str], set[str]] = {}
        for one in told:
            self._people.setdefault((one.variable, one.value), set()).add(one.who)
            self._given.setdefault((one.who, one.value), set()).add(one.variable)

    def signs(self, who: int, variable: str, value: str) -> Iterator[str]:
        """Whether the cues give this person this value, another value, or another person this one."""
        if (who, variable, value) in self._values:
            yield "cued"
            return
        if (who, variable) in self._variables:
            yield "cued otherwise"
        if self._people.get((variable, value), set()) - {who}:
            yield "cued of another"
        if self._given.get((who, value), set()) - {variable}:
            yield "cued as another variable"
