"""What a plan names, taken apart into single things that a case affirms, denies or leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from testimonia.domain.results import Case
from testimonia.domain.vocabulary import Layer
from testimonia.protocol import Plan, Protocol, Subject
from testimonia.stages.analyse.method.material import Desk, Reader
from testimonia.stages.analyse.method.publishers import publishers
from testimonia.stages.analyse.method.states import AUTO, Answer, Calendar, State, code_answer, date_answer, form_answer, group_answer

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
    """A subject's items, in the order of the codebook or of the variable's values (of a property see :func:`property_items`)."""
    found: list[Item] = desk.remembered(("items", str(subject), layer, *_named(cases)), lambda: _items(desk, subject, cases, layer))
    return found


def _items(desk: Desk, subject: Subject, cases: tuple[Case, ...], layer: str) -> list[Item]:
    if subject.variable is not None:
        variable = desk.protocol.variable(subject.variable)
        answers = {case.id: form_answer(desk, case.id, variable, layer) for case in cases}
        listed = ["true", "false"] if variable.type == "boolean" else [value.value for value in variable.values]
        return _of_answers(variable.id, answers, listed)
    return [
        Item(name=f"{book}:{name}", states=_code_states(desk, cases, book, name, layer)) for book, name in codes_of(desk.protocol, subject)
    ]


def codes_of(protocol: Protocol, subject: Subject) -> list[tuple[str, str]]:
    """The codes that a subject names, by one or as those of a codebook: codebook and code, in the codebook's order."""
    book, _, code = (subject.code or subject.codebook or "").partition(":")
    if code:
        return [(book, code)]
    codebook = protocol.codebook(book)
    return [(book, item.id) for item in (codebook.of_phase(subject.phase) if subject.phase else codebook.in_use())]


def property_items(desk: Desk, plan: Plan, cases: tuple[Case, ...]) -> list[Item]:
    """The groups that the property of a plan's second side forms; a case whose property nobody knows is silent in all of them.

    Copies say nothing of their own: source, country and language are those of a case's accounts apart from copies.
    """
    kind = plan.by.property if plan.by is not None else None
    if kind == "period":
        return periods_of(desk, Calendar(plan.date, plan.period), cases, plan.layer)
    answers: dict[str, Answer | None]
    if kind == "movement":
        answers = {case.id: group_answer(desk, case.id, plan.layer) for case in cases}
    elif kind == "condition":
        noted = conditions_of(desk, plan.layer)
        answers = {case.id: Answer(noted[case.id]) for case in cases if case.id in noted}
    else:
        read = {"source": outlets_of, "country": countries_of, "language": languages_of}[str(kind)]
        answers = {case.id: Answer(read(desk, case)) for case in cases}
    return _of_answers(str(kind), answers, [])


def outlets_of(desk: Desk, case: Case) -> frozenset[str]:
    """Who published what a case rests on, as far as that is stated; copies do not count."""
    known = publishers(desk)
    return frozenset(outlet for name in desk.tellers(case) if (outlet := known.outlet(name)))


def countries_of(desk: Desk, case: Case) -> frozenset[str]:
    """The countries of those who published it, as far as the study lists its sources."""
    known = publishers(desk)
    return frozenset(country for name in desk.tellers(case) if (country := known.country(name)))


def languages_of(desk: Desk, case: Case) -> frozenset[str]:
    """The languages in which it was published, without script and region."""
    found = (desk.account.get(name) for name in desk.tellers(case))
    return frozenset(account.language.partition("-")[0] for account in found if account is not None and account.language)


def conditions_of(desk: Desk, layer: str) -> dict[str, frozenset[str]]:
    """The conditions of speaking that were noted of each judged case; a case that nobody judged is not in it.

    What the lead noted stands for what coders did; of several coders every condition counts that one of them noted.
    """
    by_case: dict[str, dict[Reader, set[str]]] = {}
    for judgement in desk.material.judgements:
        for case in desk.cases_of(judgement):
            by_case.setdefault(case, {}).setdefault(Reader(judgement.layer, judgement.coder), set()).update(judgement.conditions)
    found = {}
    for case, by_reader in by_case.items():
        ruled = {reader: said for reader, said in by_reader.items() if reader.layer is Layer.ADJUDICATED}
        heard = ruled if ruled and layer in (AUTO, Layer.ADJUDICATED) else by_reader
        said = [noted for reader, noted in heard.items() if layer in (AUTO, reader.coder, reader.layer)]
        if said:
            found[case] = frozenset().union(*said)
    return found


def periods_of(desk: Desk, calendar: Calendar, cases: tuple[Case, ...], layer: str) -> list[Item]:
    """The periods in which at least one case is dated, in order of time."""
    return _of_answers(calendar.date, {case.id: date_answer(desk, case.id, calendar, layer) for case in cases}, [])


def left_open(items: list[Item], cases: tuple[Case, ...], name: str) -> Item:
    """Everybody who affirms none of the items, so that the groups of a comparison add up to all cases."""
    somewhere = frozenset().union(*(item.affirming() for item in items))
    return Item(name=f"{name}={OPEN}", states={case.id: State.AFFIRMS for case in cases if case.id not in somewhere})


def codebooks_of(plan: Plan) -> frozenset[str]:
    """Which codebooks (or the form) have to be completed before a plan can count a case."""
    return frozenset(plan.needs)


def _code_states(desk: Desk, cases: tuple[Case, ...], book: str, code: str, layer: str) -> dict[str, State]:
    """What each case says of a code. Nearly all say nothing of it, and whether that counts is the same for all codes of a version."""
    inside = {case.id for case in cases}
    found = dict(_silent(desk, cases, book, code, layer))
    for case in desk.coded.get((book, code), ()):
        if case not in inside:
            continue
        answer = code_answer(desk, case, book, code, layer)
        if answer is None:
            found.pop(case, None)
        else:
            found[case] = answer.state("yes")
    return found


def _silent(desk: Desk, cases: tuple[Case, ...], book: str, code: str, layer: str) -> dict[str, State]:
    """The cases in which a code was looked for, as if nobody had found it anywhere."""
    key = "silent", book, desk.looking(book, code), layer, *_named(cases)
    found: dict[str, State] = desk.remembered(
        key, lambda: {case.id: State.SILENT for case in cases if code_answer(desk, case.id, book, code, layer, found=False) is not None}
    )
    return found


def _named(cases: tuple[Case, ...]) -> tuple[str, int]:
    """What tells the cases of one kind from those of another; all of a kind are always asked together."""
    return (cases[0].kind.value if cases else "", len(cases))


def _of_answers(name: str, answers: Mapping[str, Answer | None], listed: list[str]) -> list[Item]:
    given = {case: answer for case, answer in answers.items() if answer is not None}
    seen = {value for answer in given.values() for value in answer.values}
    values = [*listed, *sorted(seen - set(listed))]
    return [Item(name=f"{name}={value}", states={case: answer.state(value) for case, answer in given.items()}) for value in values]
