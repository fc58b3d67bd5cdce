"""The cases of a study as a list: who is in it, what the acting coder has answered, who has called the form finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from testimonia.domain.results import Case
from testimonia.protocol.changes import FORM
from testimonia.stages.code.forms import Forms
from testimonia.stages.code.method.form import Whose
from testimonia.store.coded import answers_by_mention, finished_units
from testimonia.study import View


class FormState(StrEnum):
    """How far a coder is with the form of a case."""

    BEGUN = "begun"
    NEW = "new"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One case: how many of the ``asked`` questions the hand has answered, who has finished its form in the round, and whether it is theirs to do."""

    case: Case
    answered: int
    asked: int
    finished_by: tuple[str, ...]
    mine: bool
    state: FormState


def case_list(view: View, whose: Whose, cases: Mapping[str, Case] | None = None) -> tuple[Entry, ...]:
    """Every case in force, for a hand; ``cases`` by id, where somebody has read them already.

    Raises:
        StaleResults: cases are out of date.
    """
    forms = Forms(view, cases)
    asked = {kind: {item.id for item in forms.protocol.variables if item.about == kind} for kind in ("person", "response")}
    said = answers_by_mention(view.connection, whose.coder, whose.round)
    finished: dict[str, set[str]] = {}
    for _, mention, book, coder in finished_units(view.connection, None, whose.round, view.sight):
        name = forms.by_mention.get(mention or "")
        if name is not None and book == FORM:
            finished.setdefault(name, set()).add(coder)
    mine = {case.id for case in forms.to_do(whose)}
    found = []
    for case in forms.cases.values():
        questions = asked[case.kind.value]
        answers = set().union(*(said.get(mention, set()) for mention in case.mentions)) & questions
        by = tuple(sorted(finished.get(case.id, ())))
        state = FormState.FINISHED if whose.coder in by else FormState.BEGUN if answers else FormState.NEW
        found.append(Entry(case=case, answered=len(answers), asked=len(questions), finished_by=by, mine=case.id in mine, state=state))
    return tuple(found)
