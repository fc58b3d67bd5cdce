"""Which pairs are compared where there are too many mentions to compare all: those that have enough in common.

A *particular* is enough alone: a word of a name, a shared passage, a story, a month of joining or leaving. Of what many share (a country,
a year of birth, of joining, of leaving, a group, a place, a task) two are asked for. Where more than ``MOST`` mentions have the same in common
it is asked for one thing more, up to ``DEEPEST``, and given up after that: so nobody is compared with more than a few thousand
others, however many there are, and only those are left out who say nothing that hundreds do not say as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.levels import MONTH_KNOWN
from testimonia.stages.resolve.method.profiles import Profile, Span
from testimonia.stages.resolve.names import read_label

MOST = 100
"""Mentions that may be compared because of what they have in common: 4,950 pairs. On 6,394 mentions 60 leave .930 of the pairs of one person, 400 .969 for two thirds more pairs."""
DEEPEST = 4
"""Things in common that are asked for at most; whoever shares so many with a hundred others is told apart by none of them."""
EACH = 12
"""Things of one kind that a mention is known by: whoever names a hundred places would have five thousand pairs of them."""
MONTH, YEAR = 30.44, 365.25
EDGE = 31.0
"""Days at the ends of a span in which it may lie in the next year only because years are not all as long."""
FEWEST_YEARS = 3.0
"""Years that a stated age or a date leaves; a wider interval is in common with half a study."""

Thing = tuple[str, object]
Key = tuple[Thing, ...]


def particulars(profile: Profile) -> list[Thing]:
    """What is enough in common alone."""
    found: set[Thing] = {("name", word.frame) for label in profile.labels for word in read_label(label).words}
    found |= {("passage", name) for name in profile.passages}
    found |= {("story", name) for name in profile.stories if name != profile.account}
    found |= {("joined month", month) for month in _months(profile.joined)} | {("left month", month) for month in _months(profile.left)}
    return sorted(found, key=repr)


def commonplaces(profile: Profile) -> list[Thing]:
    """What many share."""
    kinds: dict[str, Iterable[object]] = {
        "origin": profile.origins,
        "group": profile.groups,
        "place": profile.places,
        "role": profile.roles,
        "joined": _years(profile.joined),
        "left": _years(profile.left),
        "born": _born(profile.born),
    }
    return [(kind, value) for kind, values in kinds.items() for value in sorted(values, key=repr)[:EACH]]


def _months(span: Span | None) -> Iterator[int]:
    """The month of a date known to the month, and the next one, so that two a month apart meet."""
    if span is not None and span[1] - span[0] <= MONTH_KNOWN:
        month = int((span[0] + span[1]) / 2 // MONTH)
        yield from (month, month + 1, month + 2)


def _years(span: Span | None) -> Iterable[int]:
    """The years that a date lies in, where it is known to some."""
    if span is None or span[1] - span[0] > FEWEST_YEARS * YEAR:
        return ()
    low, high = (span[0] + EDGE, span[1] - EDGE) if span[1] - span[0] > 2 * EDGE else (sum(span) / 2, sum(span) / 2)
    return range(int(low // YEAR), int(high // YEAR) + 1)


def _born(span: Span | None) -> Iterable[int]:
    return range(int(span[0]), int(span[1]) + 1) if span is not None and span[1] - span[0] <= FEWEST_YEARS else ()


def blocks(told: Sequence[Profile]) -> list[list[int]]:
    """The mentions (by place) that have enough in common to be compared: never more than ``MOST`` together, two at least."""
    common = [commonplaces(profile) for profile in told]
    asked: dict[Key, list[int]] = defaultdict(list)
    for at, profile in enumerate(told):
        for thing in particulars(profile):
            asked[thing,].append(at)
        for one, other in combinations(common[at], 2):
            if _tells_more((one,), other):
                asked[one, other].append(at)
    found: list[list[int]] = []
    while asked:
        found += [members for members in asked.values() if 2 <= len(members) <= MOST]  # noqa: PLR2004 - a pair
        asked = _deeper({key: members for key, members in asked.items() if len(members) > MOST and len(key) < DEEPEST}, common)
    return found


def _deeper(large: dict[Key, list[int]], common: Sequence[Sequence[Thing]]) -> dict[Key, list[int]]:
    """Blocks that are too large by one thing more, whatever the order in which things are asked for."""
    asked: dict[Key, list[int]] = {}
    for key, members in large.items():
        parts: dict[Thing, list[int]] = defaultdict(list)
        for at in members:
            for thing in common[at]:
                if _tells_more(key, thing):
                    parts[thing].append(at)
        for thing, some in parts.items():
            asked[tuple(sorted((*key, thing), key=repr))] = some
    return asked


def _tells_more(key: Key, thing: Thing) -> bool:
    """Whether a thing adds to others: two countries or two years say no more than one, two places do."""
    kind = thing[0]
    return all(other[0] != kind or (kind == "place" and other != thing) for other in key)


def candidates(
    found: Iterable[Sequence[int]], size: int, more: Iterable[tuple[int, int]] = ()
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs (first smaller) of blocks, and ``more``, each once and in order."""
    codes = [pair_codes(members, size) for members in found]
    codes.append(np.array([a * size + b for a, b in more], dtype=np.int64))
    listed = np.unique(np.concatenate(codes))
    return (listed // size).astype(np.intp), (listed % size).astype(np.intp)


def pair_codes(members: Sequence[int], size: int) -> NDArray[np.int64]:
    """The pairs of a block (in order) as numbers: first times ``size`` plus second."""
    places = np.array(members, dtype=np.int64)
    first, second = np.triu_indices(len(places), 1)
    return places[first] * size + places[second]


def drawn(size: int, most: int, seed: int) -> NDArray[np.intp]:
    """Mentions drawn at random, in order: all their pairs together are like all pairs of the study, which those of blocks are not."""
    dice = np.random.default_rng(seed)
    return np.sort(dice.choice(size, size=min(size, most), replace=False)).astype(np.intp)
