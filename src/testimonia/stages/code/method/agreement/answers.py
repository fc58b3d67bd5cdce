"""What several coders said of the same units: a table of category numbers, with gaps where somebody did not complete a unit."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

NOTHING = "nobody answered"
ONE_CODER = "only one coder"
NO_OVERLAP = "no unit in common"
NO_VARIATION = "no variation"
"""Why nothing can be measured: no answer; one person; two, but no unit that both completed; the same answer from everybody everywhere."""
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Answers:
    """``values`` is coders x units, each the index of a category or -1 for missing; ``categories`` in their order (ordinal uses it)."""

    values: Whole
    categories: tuple[Any, ...]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Hashable | None]], categories: Iterable[Any] | None = None) -> Answers:
        """From one row a coder, None where missing. Without ``categories`` those that occur count, sorted where they can be."""
        seen = {value for row in rows for value in row if value is not None}
        if categories is None:
            try:
                order: list[Any] = sorted(seen)
            except TypeError:
                order = sorted(seen, key=repr)
        else:
            order = [value for value in categories if value in seen]
            order += sorted(seen.difference(order), key=repr)
        number = {value: n for n, value in enumerate(order)}
        table = [[-1 if value is None else number[value] for value in row] for row in rows]
        return cls(np.array(table, dtype=np.int64).reshape(len(rows), -1), tuple(order))

    @property
    def coders(self) -> int:
        """How many rows."""
        return int(self.values.shape[0])

    @cached_property
    def counts(self) -> Floats:
        """How many coders gave each category to each unit: units x categories."""
        q = len(self.categories)
        found = np.zeros((self.values.shape[1], q))
        for row in self.values:
            given = np.flatnonzero(row >= 0)
            found[given, row[given]] += 1
        return found

    @cached_property
    def given(self) -> Floats:
        """How many coders answered, by unit."""
        total: Floats = self.counts.sum(axis=1)
        return total

    @property
    def paired(self) -> NDArray[np.bool_]:
        """The units that at least two coders answered: the only ones in which anybody can agree."""
        return np.asarray(self.given >= 2)  # noqa: PLR2004 - a pair

    @property
    def n(self) -> int:
        """How many units at least two coders answered."""
        return int(self.paired.sum())

    def rows(self, coders: Sequence[int]) -> Answers:
        """The same units as seen by some of the coders."""
        return Answers(self.values[list(coders)], self.categories)

    def units(self, chosen: NDArray[Any]) -> Answers:
        """The same coders on some of the units."""
        return Answers(self.values[:, chosen], self.categories)

    def why_undefined(self) -> str:
        """Why no coefficient can be computed; empty where one can."""
        if self.coders > 1 and not (self.values >= 0).any():
            return NOTHING
        if (self.values >= 0).any(axis=1).sum() < 2:  # noqa: PLR2004 - a pair
            return ONE_CODER
        if not self.n:
            return NO_OVERLAP
        if (self.counts[self.paired].sum(axis=0) > 0).sum() < 2:  # noqa: PLR2004 - two different answers
            return NO_VARIATION
        return ""
