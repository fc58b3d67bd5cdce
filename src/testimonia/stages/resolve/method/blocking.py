"""Which pairs are compared where there are too many mentions to compare all: those that have something particular in common.

A pair is compared if both have a word of a name, a shared passage, a story, a month of joining or leaving (alone, or with a country or
a year of birth where many share it), or a country with two more: a year of birth and a place or group, two places, or a place and a
group. What many have in common (more than ``MOST``) brings nobody together: it says little, and its pairs are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.levels import MONTH_KNOWN
from testimonia.stages.resolve.method.profiles import Profile, Span
from testimonia.stages.resolve.names import read_label

MOST = 400
"""Mentions that one thing in common may bring together: 80,000 pairs."""
MONTH = 30.44
MOST_PLACES = 12
"""Places of a mention that are taken by twos, 66 pairs: whoever names a hundred would have five thousand."""
FEWEST_YEARS = 3.0
"""Years of birth that a stated age leaves; a wider interval is in common with half a study."""


def keys(profile: Profile) -> list[str]:
    """What a mention may have in common with another."""
    names = {f"name {word.frame}" for label in profile.labels for word in read_label(label).words}
    found = names | {f"passage {name}" for name in profile.passages}
    found |= {f"story {name}" for name in profile.stories if name != profile.account}
    months = set(_months("joined", profile.joined)) | set(_months("left", profile.left))
    years = set()
    if profile.born and profile.born[1] - profile.born[0] <= FEWEST_YEARS:
        years = {f"born {year}" for year in range(int(profile.born[0]), int(profile.born[1]) + 1)}
    # Two common things at once are rare enough where each alone is not.
    found |= {f"{one} {origin}" for one in names | months for origin in profile.origins}
    found |= {f"{one} {year}" for one in names | months for year in years}
    found |= {f"{year} {origin} {more}" for year in years for origin in profile.origins for more in profile.places | profile.groups}
    beside = [*combinations(sorted(profile.places)[:MOST_PLACES], 2), *product(sorted(profile.places), sorted(profile.groups))]
    found |= {f"{origin} {one} {other}" for origin in profile.origins for one, other in beside}
    return sorted(found | months)


def _months(what: str, span: Span | None) -> Iterator[str]:
    """The month of a date known to the month, and the next one, so that two a month apart meet."""
    if span is not None and span[1] - span[0] <= MONTH_KNOWN:
        month = int((span[0] + span[1]) / 2 // MONTH)
        yield from (f"{what} {month + more}" for more in (0, 1, 2))


def blocks(told: Sequence[Profile]) -> dict[str, list[int]]:
    """The mentions (by place) that have each thing in common."""
    found: dict[str, list[int]] = {}
    for at, profile in enumerate(told):
        for key in keys(profile):
            found.setdefault(key, []).append(at)
    return found


def candidates(
    found: Mapping[str, Sequence[int]], size: int, more: Iterable[tuple[int, int]] = ()
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs (first smaller) of blocks that are not too large, and ``more``, each once and in order."""
    codes = {a * size + b for members in found.values() if len(members) <= MOST for a, b in combinations(members, 2)}
    codes.update(a * size + b for a, b in more)
    listed = np.array(sorted(codes), dtype=np.int64)
    return (listed // size).astype(np.intp), (listed % size).astype(np.intp)


def drawn(size: int, most: int, seed: int) -> NDArray[np.intp]:
    """Mentions drawn at random, in order: all their pairs together are like all pairs of the study, which those of blocks are not."""
    dice = np.random.default_rng(seed)
    return np.sort(dice.choice(size, size=min(size, most), replace=False)).astype(np.intp)
