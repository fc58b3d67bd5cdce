"""Every name of a listed group in an account, as what may be a person's group: whose it was, and whether they were in it, weights decide."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from testimonia.assist.cues import Cues
from testimonia.assist.surroundings import Surroundings

_OFTEN = 4  # times a group is named that are told apart
_PLACES = 6  # a group named more often than that is looked at where it is first named, and where cues stand beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The name of a group (plain offsets) with the group as study.yaml calls it."""

    start: int
    end: int
    value: str
    features: tuple[str, ...]


def memberships(around: Surroundings) -> list[Membership]:
    """Every possible group of an account, in order; each group at its first few places."""
    places = around.cues.places
    found = [(match.start("said"), match.end("said"), places.groups[match["said"]]) for match in _known(around.cues).finditer(around.text)]
    times = Counter(value for _, _, value in found)
    ranks = {value: rank for rank, (value, _) in enumerate(times.most_common())}
    of_interest = re.compile(places.group)
    seen: Counter[str] = Counter()
    counted = []
    for start, end, value in found:
        seen[value] += 1
        if seen[value] > _PLACES:
            continue
        alone = "only group" if len(times) == 1 else "most named" if not ranks[value] else "second" if ranks[value] == 1 else "further"
        first = "first" if seen[value] == 1 else "again"
        sort = "of interest" if of_interest.fullmatch(around.text[start:end]) else "another"
        told = f"named {min(times[value], _OFTEN)}"
        counted.append(
            Membership(start=start, end=end, value=value, features=(alone, first, sort, told, f"{alone} {first}", f"{sort} {alone}"))
        )
    return counted


@lru_cache(maxsize=16)
def _known(cues: Cues) -> re.Pattern[str]:
    prefix = "" if cues.latin else r"[وف]?[بلك]?(?:ال)?"
    return re.compile(rf"(?<!\w){prefix}(?P<said>{cues.places.any_group})(?!\w)")
