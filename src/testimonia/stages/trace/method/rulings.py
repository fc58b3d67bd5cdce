"""What people said of boilerplate, as tracing applies it: lines that are boilerplate wherever they stand, and lines that are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from testimonia.domain.decisions import BoilerplateReview
from testimonia.domain.vocabulary import ProposalStatus
from testimonia.stages.trace.method.index import shingles
from testimonia.stages.trace.method.texts import Library
from testimonia.text.bulk import Numbers


@dataclass(frozen=True, slots=True)
class Rulings:
    """Reviews by their place; those of an account that is not there, or of another edition of it, do nothing."""

    reviews: tuple[BoilerplateReview, ...] = ()

    @classmethod
    def of(cls, reviews: Iterable[BoilerplateReview]) -> Rulings:
        """The reviews in one order."""
        return cls(tuple(sorted(reviews, key=lambda review: (review.account, review.edition, review.start, review.end))))

    def declared(self, library: Library, size: int) -> Numbers:
        """The shingles of lines that are boilerplate."""
        return self._shingles(library, size, ProposalStatus.ACCEPTED)

    def spared(self, library: Library, size: int) -> Numbers:
        """The shingles of lines that are not."""
        return self._shingles(library, size, ProposalStatus.REJECTED)

    def _shingles(self, library: Library, size: int, status: ProposalStatus) -> Numbers:
        asked = [review for review in self.reviews if review.status is status]
        if not asked:
            return np.empty(0, np.uint64)
        number = {item.account: n for n, item in enumerate(library.items)}
        parts = [np.empty(0, np.uint64)]
        for review in asked:
            n = number.get(review.account)
            if n is None or library.items[n].edition != review.edition:
                continue
            own = slice(int(library.bounds[n]), int(library.bounds[n + 1]))
            inside = (library.ends[own] > review.start) & (library.starts[own] < review.end)
            parts.append(shingles(library.numbers[own][inside], size))
        return np.unique(np.concatenate(parts))


NONE = Rulings()
