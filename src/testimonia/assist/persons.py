"""Everybody in an account who may be the one that speaks of leaving: names, the teller, somebody without a name, entries of a list.

Many are gathered and few are chosen: who is chosen is decided by learned weights (`choosing`), never here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.assist.evidence import Leaver, leaver, sex_of
from testimonia.assist.followed import Followed, follow
from testimonia.assist.story import Story
from testimonia.assist.unnamed import in_a_list, narrator, of_whom

NOT_FOLLOWED = -9
_ALONE = 3  # names, the best attested first, that are also followed as if they were the only one


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with the reading that follows them, in which they have number ``at``; ``alone`` takes everybody else for a bystander."""

    person: Leaver
    kind: str  # name, narrator, nameless, entry
    followed: Followed
    at: int
    alone: Followed | None = None


def persons(story: Story) -> list[Person]:
    """The candidates of an account: names first, as they are attested; then those without a name. Whoever tells their own name is one of the latter."""
    teller = narrator(story, surely=False)
    own = "" if teller is None or teller.identity == "anonymous" else teller.label
    numbers = [number for number, person in enumerate(story.names) if own not in (person.label, *person.aliases)]
    joint, sexes = follow_known(story, numbers)
    found = [
        Person(
            person=leaver(story, number, sexes[at]), kind="name", followed=joint, at=at,
            alone=follow_known(story, [number])[0] if at < _ALONE and len(numbers) > 1 else None,
        )
        for at, number in enumerate(numbers)
    ]  # fmt: skip
    anonymous = follow(story, [], [""], anonymous=True)
    for kind, one in (("narrator", teller), ("nameless", of_whom(story, anonymous))):
        if one is not None:
            found.append(Person(person=one, kind=kind, followed=anonymous, at=0))
    return [
        *found,
        *(Person(person=one, kind="entry", followed=anonymous, at=NOT_FOLLOWED) for one in in_a_list(story) if one.name is None),
    ]


def follow_known(story: Story, numbers: Sequence[int]) -> tuple[Followed, list[str]]:
    """The reading that follows some names, with the sexes that a first reading gives them."""
    followed = follow(story, numbers, [""] * len(numbers), anonymous=False)
    sexes = [sex_of(story, followed, at, alone=len(numbers) == 1) for at in range(len(numbers))]
    return follow(story, numbers, sexes, anonymous=False), sexes
