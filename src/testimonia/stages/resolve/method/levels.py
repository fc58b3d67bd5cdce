"""How alike two mentions are, field by field: a level for every pair, or nothing where one of them is silent.

Pairs are those of the upper triangle, in the order of ``numpy.triu_indices(n, 1)``; level 0 is the most alike, ``SILENT`` nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.profiles import Profile, Span
from testimonia.stages.resolve.names import Likeness, likeness, parts_agreed

Levels = NDArray[np.int8]
SILENT = np.int8(-1)
NEAR_YEARS = 2.0
"""An age is stated a year late in a reprint, and rounded; more is another person's."""
CLOSE_DAYS = 62.0
"""Two dates known to the month and no more than a month apart."""
MONTH_KNOWN = 35.0
"""Days that a date known to the month spans at most."""


def all_levels(profiles: Sequence[Profile]) -> dict[str, Levels]:
    """The level of every pair in every field."""
    return levels_of(profiles, *np.triu_indices(len(profiles), 1))


def levels_of(
    profiles: Sequence[Profile], first: NDArray[np.intp], second: NDArray[np.intp], fields: Sequence[str] | None = None
) -> dict[str, Levels]:
    """The level of these pairs in every field, or in some ``fields`` only."""
    return {name: _COMPARED[name](profiles, first, second) for name in fields or _COMPARED}


def _whether(shared: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.where(shared > 0, 0, 1)


def _counted(shared: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.where(shared > 1, 0, np.where(shared > 0, 1, 2))


def name_levels(labels: Sequence[tuple[tuple[str, ...], bool]], first: NDArray[np.intp], second: NDArray[np.intp]) -> Levels:
    """Of labels (and whether they are first and family names): compared once for each two different sets; the best of their pairs counts."""
    kinds = {told: number for number, told in enumerate(dict.fromkeys(labels))}
    told = list(kinds)
    of = np.array([kinds[entry] for entry in labels], dtype=np.int64)
    one, other = np.minimum(of[first], of[second]), np.maximum(of[first], of[second])
    met, back = np.unique(one * len(told) + other, return_inverse=True)
    pairs = ((told[code // len(told)], told[code % len(told)]) for code in met.tolist())
    table = np.array([_best(a, b, both=named and also) for (a, named), (b, also) in pairs], dtype=np.int8)
    return table[back] if len(table) else np.empty(0, dtype=np.int8)


_FULL, _SAME, _WITHIN, _SHARES, _DIFFERENT, _ANOTHER = range(6)
_OF_LIKENESS = {Likeness.SAME: _SAME, Likeness.WITHIN: _WITHIN, Likeness.SHARES_A_WORD: _SHARES, Likeness.DIFFERENT: _DIFFERENT}
_PARTS = 2


def _best(one: tuple[str, ...], other: tuple[str, ...], *, both: bool) -> int:
    found = [level for a in one for b in other if (level := _name_level(a, b, both=both)) is not None]
    return min(found) if found else int(SILENT)


def _name_level(a: str, b: str, *, both: bool) -> int | None:
    """Of two labels; ``both`` are first and family names, of which nobody has two."""
    found = likeness(a, b)
    if found is None:
        return None
    level = _OF_LIKENESS[found]
    if level <= _WITHIN:
        agreed = parts_agreed(a, b)
        level = _SHARES if agreed is None else _FULL if agreed >= _PARTS else level
    return _ANOTHER if both and level >= _SHARES else level


def _sets(
    values: Sequence[frozenset[str]],
    first: NDArray[np.intp],
    second: NDArray[np.intp],
    level: Callable[[NDArray[np.float32]], NDArray[np.int64]],
) -> Levels:
    told = np.array([bool(entry) for entry in values], dtype=bool)
    both = told[first] & told[second]
    if len(first) < len(values) * (len(values) - 1) // 2:  # some of the pairs only
        shared = np.zeros(len(first), dtype=np.float32)
        for at in np.flatnonzero(both).tolist():
            shared[at] = len(values[first[at]] & values[second[at]])
        return np.where(both, level(shared), SILENT).astype(np.int8)
    known = {value: number for number, value in enumerate(sorted(frozenset().union(*values)))}
    held = np.zeros((len(values), max(len(known), 1)), dtype=np.float32)
    for row, entry in enumerate(values):
        for value in entry:
            held[row, known[value]] = 1
    shared = (held @ held.T)[first, second]
    return np.where(both, level(shared), SILENT).astype(np.int8)


def _ends(spans: Sequence[Span | None]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low = np.array([span[0] if span else np.nan for span in spans])
    high = np.array([span[1] if span else np.nan for span in spans])
    return low, high


def _gap(spans: Sequence[Span | None], first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.float64]:
    """How far apart two intervals are; 0 where they overlap, nan where one is not known."""
    low, high = _ends(spans)
    found: NDArray[np.float64] = np.maximum(0.0, np.maximum(low[first], low[second]) - np.minimum(high[first], high[second]))
    return found


def _born(spans: Sequence[Span | None], first: NDArray[np.intp], second: NDArray[np.intp]) -> Levels:
    gap = _gap(spans, first, second)
    return np.where(np.isnan(gap), SILENT, np.where(gap <= 0, 0, np.where(gap <= NEAR_YEARS, 1, 2))).astype(np.int8)


def _dates(spans: Sequence[Span | None], first: NDArray[np.intp], second: NDArray[np.intp]) -> Levels:
    gap = _gap(spans, first, second)
    low, high = _ends(spans)
    exact = (high - low) <= MONTH_KNOWN
    both = exact[first] & exact[second]
    apart_by = np.abs((low[first] + high[first]) / 2 - (low[second] + high[second]) / 2)
    close = both & (apart_by <= CLOSE_DAYS)
    return np.where(np.isnan(gap), SILENT, np.where(close, 0, np.where(gap <= 0, 1, 2))).astype(np.int8)


_Compared = Callable[[Sequence[Profile], NDArray[np.intp], NDArray[np.intp]], Levels]
_COMPARED: dict[str, _Compared] = {
    "names": lambda told, first, second: name_levels([(one.labels, one.named) for one in told], first, second),
    "origin": lambda told, first, second: _sets([one.origins for one in told], first, second, _whether),
    "born": lambda told, first, second: _born([one.born for one in told], first, second),
    "sex": lambda told, first, second: _sets([frozenset({one.sex} if one.sex else ()) for one in told], first, second, _whether),
    "group": lambda told, first, second: _sets([one.groups for one in told], first, second, _whether),
    "role": lambda told, first, second: _sets([one.roles for one in told], first, second, _whether),
    "joined": lambda told, first, second: _dates([one.joined for one in told], first, second),
    "left": lambda told, first, second: _dates([one.left for one in told], first, second),
    "places": lambda told, first, second: _sets([one.places for one in told], first, second, _counted),
    "passages": lambda told, first, second: _sets([one.passages for one in told], first, second, _counted),
    "stories": lambda told, first, second: _sets([one.stories for one in told], first, second, _whether),
}
