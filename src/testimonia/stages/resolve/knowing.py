"""What a reader may know of verdicts that cannot all hold.

Whoever leads is to settle them and may know all of it. Another reviewer learns of no verdict on a pair that they have not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from testimonia.domain.decisions import LinkReview
from testimonia.stages.resolve.method import Contradiction
from testimonia.study import Study
from testimonia.study.withholding import LEADING


@dataclass(frozen=True, slots=True)
class Contradictions:
    """``told`` in full; ``hidden`` is how many more there are, with verdicts on pairs that the reader has not judged yet."""

    told: tuple[Contradiction, ...]
    hidden: int

    @property
    def count(self) -> int:
        """How many there are, whether the reader may know them or not."""
        return len(self.told) + self.hidden


def as_known(study: Study, found: Sequence[Contradiction], reviews: Iterable[LinkReview]) -> Contradictions:
    """Those of which the acting coder may know every verdict; ``reviews`` are all that may be their own."""
    if study.protocol.role(study.coder) in LEADING:
        return Contradictions(tuple(found), 0)
    judged = {(row.a, row.b) for row in reviews if row.by == study.coder}
    told = tuple(one for one in found if all(not said.people or (said.a, said.b) in judged for said in one.verdicts))
    return Contradictions(told, len(found) - len(told))
