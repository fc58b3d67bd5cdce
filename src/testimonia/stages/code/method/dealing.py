"""Who works on what: units dealt to coders by language, load and experience, with a seeded sample that two people code.

Nothing here is random: every choice that chance should make is made by the digest of the seed and the unit's id, so that the same
work is dealt in the same way on every machine, and what was dealt before stays as it is when new units come in.

Procedure: (1) the share coded by two is filled up with the units that come first by digest (simple random sampling without
replacement; Krippendorff 2019, ch. 11.4: the sample has to represent the units, hence no choice by hand). (2) The longest units are
dealt first, each to the person with the least work in relation to their load among those who read all its languages (the greedy rule
of Graham 1969, at most 4/3 of the best possible division). (3) A novice codes with a core coder beside them: a unit coded by two is
never given to two novices, and a novice never codes alone.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from testimonia.domain.identity import digest

PAIR = 2  # people who code a unit of the double sample: what agreement and consensus need, and what teams can pay for


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is dealt: a case or an account, with the languages a coder must read and its length in words."""

    id: str
    languages: frozenset[str] = frozenset()
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who may be dealt to: ``languages`` empty means any; ``load`` is how much work in relation to the others."""

    id: str
    languages: frozenset[str] = frozenset()
    novice: bool = False
    load: float = 1.0

    def reads(self, unit: Unit) -> bool:
        """Whether the person reads every language of a unit; a language also covers its regional kinds (``ar`` reads ``ar-SY``)."""
        return not self.languages or all(_covered(tag, self.languages) for tag in unit.languages)


def _covered(tag: str, known: Collection[str]) -> bool:
    wanted = tag.lower()
    return any(wanted == language.lower() or wanted.startswith(f"{language.lower()}-") for language in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One unit given to one person; ``double`` says that it belongs to the sample that two people code."""

    unit: str
    person: str
    double: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """What was dealt anew, and what could not be, with the reason in words."""

    deals: tuple[Deal, ...]
    left: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What was dealt before and still holds: people by unit, units of the double sample, and units somebody finished already.

    ``gone`` are people by unit who worked on it and left: what they finished counts as one of its two codings.
    """

    people: Mapping[str, frozenset[str]]
    double: frozenset[str] = frozenset()
    gone: Mapping[str, frozenset[str]] | None = None


def deal(units: Sequence[Unit], people: Sequence[Person], share: float, seed: int, standing: Standing) -> Dealt:
    """Deal what is not dealt yet. ``share`` (0 to 1) of all units is coded by two.

    Units with everybody they need are left as they are; one whose coder left gets another.
    """
    double = _sample(units, share, seed, standing)
    work = {person.id: 0.0 for person in people}
    sizes = {unit.id: max(unit.words, 1) for unit in units}
    for unit_id, names in standing.people.items():
        for name in names & work.keys():
            work[name] += sizes.get(unit_id, 1)
    deals: list[Deal] = []
    left: dict[str, str] = {}
    for unit in sorted(units, key=lambda unit: (-sizes[unit.id], digest("deal", seed, unit.id))):
        both = unit.id in double
        have = set(standing.people.get(unit.id, ()))
        done = set((standing.gone or {}).get(unit.id, ()))
        needed = (PAIR if both else 1) - len(have) - len(done)
        team = {person.id: person for person in people}
        while needed > 0:
            chosen = _choose(unit, [person for person in people if person.id not in have | done], [team[name] for name in have if name in team],
                             both, work, seed)  # fmt: skip
            if chosen is None:
                left[unit.id] = _why(unit, people, have | done, both)
                break
            have.add(chosen.id)
            work[chosen.id] += sizes[unit.id]
            deals.append(Deal(unit=unit.id, person=chosen.id, double=both))
            needed -= 1
    return Dealt(deals=tuple(deals), left=left)


def _sample(units: Sequence[Unit], share: float, seed: int, standing: Standing) -> frozenset[str]:
    """The units coded by two: those that are already, filled up to the share by units not dealt yet, in the order of their digest."""
    # Rounded first: 0.07 * 100 is a hair above 7, and would ask for eight.
    wanted = math.ceil(round(share * len(units), 9))
    known = [unit.id for unit in units if unit.id in standing.double]
    fresh = sorted((unit.id for unit in units if unit.id not in standing.people), key=lambda name: digest("double", seed, name))
    return frozenset(known) | frozenset(fresh[: max(0, wanted - len(known))])


def _choose(
    unit: Unit, people: Iterable[Person], with_whom: Sequence[Person], both: bool, work: Mapping[str, float], seed: int
) -> Person | None:
    able = [person for person in people if person.reads(unit)]
    if not (both and with_whom) or any(person.novice for person in with_whom):
        # Whoever comes first is a core coder, so that the second may be a novice.
        able = [person for person in able if not person.novice]
    return min(able, key=lambda person: (work[person.id] / person.load, digest("who", seed, unit.id, person.id)), default=None)


def _why(unit: Unit, people: Sequence[Person], have: Collection[str], both: bool) -> str:
    readers = [person for person in people if person.reads(unit)]
    tongues = ", ".join(sorted(unit.languages)) or "an unknown language"
    if not readers:
        return f"nobody reads {tongues}"
    if not any(not person.novice for person in readers):
        return f"only novices read {tongues}"
    if both and have:
        return f"nobody else reads {tongues}" if len(readers) <= len(have) else f"no other core coder reads {tongues}"
    return "nobody is left"
