"""What a plan names, taken apart into single things that a case affirms, denies or leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from testimonia.domain.results import Case
from testimonia.protocol import Plan, Subject
from testimonia.stages.analyse.method.material import FORM, Desk
from testimonia.stages.analyse.method.states import Answer, Calendar, State, code_answer, date_answer, form_answer

OPEN = "?"
"""In place of a value: the cases whose answer is not stated, unclear or not there yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that is counted: ``name`` is ``codebook:code`` or ``variable=value``; ``states`` by case id, uncounted cases absent."""

    name: str
    states: Mapping[str, State]

    def affirming(self) -> frozenset[str]:
        """The cases that have it."""
        return frozenset(case for case, state in self.states.items() if state is State.AFFIRMS)


def items_of(desk: Desk, subject: Subject, cases: tuple[Case, ...], layer: str) -> list[Item]:
    """A subject's items, in the order of the codebook or of the variable's values."""
    if subject.variable is not None:
        variable = desk.protocol.variable(subject.variable)
        answers = {case.id: form_answer(desk, case.id, variable, layer) for case in cases}
        listed = ["true", "false"] if variable.type == "boolean" else [value.value for value in variable.values]
        return _of_answers(variable.id, answers, listed)
    book, _, code = (subject.code or subject.codebook or "").partition(":")
    codebook = desk.protocol.codebook(book)
    codes = [code] if code else [item.id for item in (codebook.of_phase(subject.phase) if subject.phase else codebook.in_use())]
    return [Item(name=f"{book}:{name}", states=_code_states(desk, cases, book, name, layer)) for name in codes]


def periods_of(desk: Desk, calendar: Calendar, cases: tuple[Case, ...], layer: str) -> list[Item]:
    """The periods in which at least one case is dated, in order of time."""
    return _of_answers(calendar.date, {case.id: date_answer(desk, case.id, calendar, layer) for case in cases}, [])


def left_open(items: list[Item], cases: tuple[Case, ...], name: str) -> Item:
    """Everybody who affirms none of the items, so that the groups of a comparison add up to all cases."""
    somewhere = frozenset().union(*(item.affirming() for item in items))
    return Item(name=f"{name}={OPEN}", states={case.id: State.AFFIRMS for case in cases if case.id not in somewhere})


def codebooks_of(plan: Plan) -> frozenset[str]:
    """Which codebooks (or the form) have to be completed before a plan can count a case."""
    parts = [part for part in (plan.subject, plan.by) if part is not None]
    books = {FORM if part.variable else (part.code or part.codebook or "").partition(":")[0] for part in parts}
    return frozenset(books | ({FORM} if plan.kind == "period" else set()))


def _code_states(desk: Desk, cases: tuple[Case, ...], book: str, code: str, layer: str) -> dict[str, State]:
    answers = {case.id: code_answer(desk, case.id, book, code, layer) for case in cases}
    return {case: answer.state("yes") for case, answer in answers.items() if answer is not None}


def _of_answers(name: str, answers: Mapping[str, Answer | None], listed: list[str]) -> list[Item]:
    given = {case: answer for case, answer in answers.items() if answer is not None}
    seen = {value for answer in given.values() for value in answer.values}
    values = [*listed, *sorted(seen - set(listed))]
    return [Item(name=f"{name}={value}", states={case: answer.state(value) for case, answer in given.items()}) for value in values]
