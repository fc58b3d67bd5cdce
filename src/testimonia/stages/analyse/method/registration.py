"""Whether an entry of the plan was written down before the coding that it counts."""

from __future__ import annotations

from testimonia.domain.completeness import Order
from testimonia.domain.decisions import Coding, Completion, Episode, Value
from testimonia.domain.vocabulary import CaseKind, Layer
from testimonia.protocol import Plan, Protocol
from testimonia.protocol.changes import question_meaning
from testimonia.stages.analyse.method.material import FORM, Adopted, Desk
from testimonia.stages.analyse.method.subjects import codebooks_of, codes_of


def is_registered(desk: Desk, plan: Plan) -> bool:
    """Whether an entry was registered; see :func:`registration`."""
    return registration(desk, plan) is not None


def registration(desk: Desk, plan: Plan) -> Adopted | None:
    """The first adoption of a protocol that held the same entry, if it came before the first completion that the entry counts.

    A new title makes no new entry; a code that was added, merged or defined anew, or a question asked otherwise, makes one of every entry that
    counts it. Consensus and adjudication count from their first row on, since they need no completion.
    """
    first = first_counted(desk, plan)
    held = [
        taken for taken in desk.material.adopted if _holds(taken.protocol.analysis, plan) and _means_the_same(desk, taken.protocol, plan)
    ]
    earliest = min(held, key=lambda taken: taken.order, default=None)
    return earliest if earliest is not None and (first is None or earliest.order < first) else None


def first_counted(desk: Desk, plan: Plan) -> Order | None:
    """Where in the log the coding that an entry counts begins; None where there is none."""
    books = codebooks_of(plan)
    cases = {case.id for case in desk.of_kind(CaseKind(plan.about))}
    material = desk.material
    counted: list[Coding | Completion | Episode | Value] = [
        done for done in material.completions if done.codebook in books and not cases.isdisjoint(desk.cases_of_completion(done))
    ]
    counted += [coding for coding in material.codings if coding.layer is not Layer.CODER and coding.codebook in books]
    if FORM in books:
        counted += [value for value in material.values if value.layer is not Layer.CODER]
        counted += [episode for episode in material.episodes if episode.layer is not Layer.CODER]
    return min((material.orders[record] for record in counted if record in material.orders), default=None)


def _holds(analysis: tuple[Plan, ...], plan: Plan) -> bool:
    wanted = plan.model_dump(exclude={"title"})
    return any(entry.model_dump(exclude={"title"}) == wanted for entry in analysis)


def _means_the_same(desk: Desk, then: Protocol, plan: Plan) -> bool:
    """Whether every code and question that an entry counts stood in a protocol as it is now."""
    sides = [side for side in (plan.subject, plan.by) if side is not None and side.property is None]
    asked = {*(side.variable for side in sides), *plan.dates, *plan.lag, plan.date}
    known = {variable.id: question_meaning(variable) for variable in desk.protocol.variables if variable.id in asked}
    before = {variable.id: question_meaning(variable) for variable in then.variables}
    if any(before.get(name) != meaning for name, meaning in known.items()):
        return False
    versions = {book.id: book.version for book in then.codebooks}
    codes = [(book, code) for side in sides if side.variable is None for book, code in codes_of(desk.protocol, side)]
    return all(book in versions and desk.stood(book, versions[book], code) for book, code in codes)
