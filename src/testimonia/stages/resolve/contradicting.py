"""Verdicts on pairs that cannot all hold (a = b, b = c, a ≠ c), as one reader may know them."""

from __future__ import annotations

from testimonia.domain.decisions import LinkReview
from testimonia.stages.resolve.knowing import Contradictions, as_known
from testimonia.stages.resolve.method import resolve_cases
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.resolve.steps import material_of
from testimonia.study import View


def contradictions(view: View) -> Contradictions:
    """What the next resolving would find that contradicts itself, as verdicts are now; writes nothing."""
    reviews = view.study.store.records(view.connection, LinkReview)
    if not reviews:  # the rule alone never contradicts itself: a copy's mention has one root
        return Contradictions((), 0)
    machine = View(view.study, view.connection, view.study.machine_sight(view.connection))
    found = resolve_cases(material_of(machine), ResolveParams()).contradictions
    return as_known(view.study, found, view.records(LinkReview))
