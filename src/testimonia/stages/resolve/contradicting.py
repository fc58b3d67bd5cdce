"""Verdicts on pairs that cannot all hold (a = b, b = c, a ≠ c), as one reader may know them."""

from __future__ import annotations

from dataclasses import dataclass

from testimonia.domain.decisions import LinkReview
from testimonia.stages.resolve.method import Contradiction, resolve_cases
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.resolve.steps import material_of
from testimonia.study import View
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


def contradictions(view: View) -> Contradictions:
    """What the next resolving would find that contradicts itself, as verdicts are now; writes nothing.

    Whoever leads is to settle it and may know all of it. Another reviewer learns of no verdict on a pair that they have not judged.
    """
    reviews = view.study.store.records(view.connection, LinkReview)
    if not reviews:  # the rule alone never contradicts itself: a copy's mention has one root
        return Contradictions((), 0)
    machine = View(view.study, view.connection, view.study.machine_sight(view.connection))
    found = resolve_cases(material_of(machine), ResolveParams()).contradictions
    if view.study.protocol.role(view.study.coder) in LEADING:
        return Contradictions(found, 0)
    judged = {(review.a, review.b) for review in view.records(LinkReview) if review.by == view.study.coder}
    told = tuple(one for one in found if all(not said.people or (said.a, said.b) in judged for said in one.verdicts))
    return Contradictions(told, len(found) - len(told))
