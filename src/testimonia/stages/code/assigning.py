"""Dealing out the work of a round, and taking it back from somebody who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.results import Case
from testimonia.domain.teamwork import Assignment
from testimonia.domain.vocabulary import AssignmentStatus
from testimonia.errors import InputError, UnknownReference
from testimonia.protocol import Coder, Round
from testimonia.protocol.nearest import advice
from testimonia.stages.code.forms import Forms
from testimonia.stages.code.method.dealing import Deal, Dealt, Person, Standing, Unit, deal
from testimonia.stages.code.team_report import AssignReport, Load
from testimonia.store.append import Decision
from testimonia.store.coded import finished_units
from testimonia.study import LEADING, Study, View


@dataclass(frozen=True, slots=True)
class _Given:
    """What was dealt in a round so far, by case."""

    people: dict[str, frozenset[str]]
    double: frozenset[str]
    rows: dict[tuple[str, str], Assignment]


def assign(study: Study, round_id: str) -> AssignReport:
    """Deal the cases of a coding round to its coders, as study.yaml says (``double``, ``seed``, languages, load, experience).

    What was dealt before stays; new cases and those of people who left are dealt anew. Calling it again without a change does nothing.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        UnknownReference: study.yaml has no such round.
        InputError: it is a round of screening, or nobody takes part.
        StaleResults: cases are out of date.
    """
    study.require(*LEADING)
    entry = _coding(study, round_id)
    with study.read() as view:
        forms = Forms(view)
        given = _given(view, forms, entry.id)
        done = _done(view, forms, entry.id)
        team = _team(study, entry)
        found = _deal(forms, entry, team, given, done)
        rows = [_row(forms, item, entry.id) for item in found.deals]
    if rows:
        study.decide(rows)
    return look_at_work(study, round_id, new=len(rows), left=found)


def _deal(forms: Forms, entry: Round, team: Sequence[Person], given: _Given, done: dict[str, frozenset[str]]) -> Dealt:
    units = [_unit(forms, case) for case in _cases(forms)]
    names = {person.id for person in team}
    present = {case: people & names for case, people in given.people.items() if people & names}
    gone = {case: people - names for case, people in done.items() if people - names}
    standing = Standing(people=present, double=given.double, gone=gone)
    return deal(units, team, entry.double, entry.seed, standing)


def release(study: Study, coder: str, round_id: str | None = None) -> AssignReport:
    """Take from a coder, who leaves or falls ill, every unit they have not finished; what they finished stays theirs.

    Without ``round_id`` in every coding round that is not open. :func:`assign` deals the units to others. The coder may be gone from
    study.yaml already; while they stand there, take them out of the round's ``coders`` first, or they are dealt to again.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        UnknownReference: no such round, or nobody of that name was ever dealt anything.
    """
    study.require(*LEADING)
    with study.read() as view:
        rows = [row for row in view.records(Assignment) if row.coder == coder and (round_id is None or row.round == round_id)]
        if not rows:
            known = {row.coder for row in view.records(Assignment)}
            raise UnknownReference(f"`{coder}` has no units in {f'round {round_id}' if round_id else 'any round'}.", advice(coder, known))
        forms = Forms(view)
        finished = {name: _done(view, forms, name) for name in {row.round for row in rows}}
        held = [
            row
            for row in rows
            if row.status is AssignmentStatus.ASSIGNED and coder not in finished[row.round].get(_case_of(forms, row), frozenset())
        ]
        rounds = sorted({row.round for row in rows})
    released = [
        Assignment(
            round=row.round, account=row.account, mention=row.mention, coder=coder, status=AssignmentStatus.RELEASED, double=row.double
        )
        for row in held
    ]
    if released:
        study.decide([Decision(record=row) for row in released])
    return look_at_work(study, round_id or rounds[0], released=len(released))


def look_at_work(study: Study, round_id: str, *, new: int = 0, released: int = 0, left: Dealt | None = None) -> AssignReport:
    """Who is asked to work on how much of a round, and how much of it is finished; a coder sees their own line. Writes nothing.

    Raises:
        UnknownReference, InputError, StaleResults: as for :func:`assign`.
    """
    study.require()
    entry = _coding(study, round_id)
    with study.read() as view:
        forms = Forms(view)
        given = _given(view, forms, entry.id)
        done = _done(view, forms, entry.id)
        cases = _cases(forms)
        words = {case.id: _unit(forms, case).words for case in cases if case.id in given.people}
        leads = study.protocol.role(study.coder) in LEADING
        people = sorted({name for names in given.people.values() for name in names}) if leads else [study.coder]
        known = {coder.id: coder for coder in study.protocol.coders}
        loads = []
        for name in people:
            mine = [case for case, names in given.people.items() if name in names]
            loads.append(
                Load(
                    coder=name,
                    units=len(mine),
                    double=sum(case in given.double for case in mine),
                    words=sum(words.get(case, 0) for case in mine),
                    finished=sum(name in done.get(case, ()) for case in mine),
                    novice=name in known and known[name].experience == "novice",
                    left=name not in known,
                )
            )
        dealt = {case for case, names in given.people.items() if names}
        return AssignReport(
            round=entry.id,
            units=len(cases),
            dealt=len(dealt),
            double=len(given.double) if leads else sum(item.double for item in loads),
            seed=entry.seed,
            new=new,
            released=released,
            loads=tuple(loads),
            left=dict(left.left) if left is not None else {},
        )


def _coding(study: Study, round_id: str) -> Round:
    entry = study.protocol.round(round_id)
    if entry.kind != "coding":
        raise InputError(f"`{round_id}` is a round of {entry.kind}.", "Name a round of coding; everybody screens everything.")
    return entry


def _team(study: Study, entry: Round) -> list[Person]:
    people = [coder for coder in study.protocol.coders if (coder.id in entry.coders if entry.coders is not None else coder.role == "coder")]
    if not people:
        raise InputError(
            f"Nobody takes part in the round `{entry.id}`.", "List its `coders` in study.yaml, or people with the role `coder`."
        )
    return [_person(coder) for coder in people]


def _person(coder: Coder) -> Person:
    return Person(id=coder.id, languages=frozenset(coder.languages), novice=coder.experience == "novice", load=coder.load)


def _cases(forms: Forms) -> list[Case]:
    """What is coded: every case of a kind that the form or a codebook asks anything of."""
    protocol = forms.protocol
    kinds = {variable.about for variable in protocol.variables} | {book.about for book in protocol.codebooks}
    return [case for case in forms.cases.values() if case.kind.value in kinds]


def _unit(forms: Forms, case: Case) -> Unit:
    """A case as work: copies of another of its accounts need not be read again."""
    sources = [source for source in forms.sources(case) if source.copy_of is None]
    return Unit(
        id=case.id,
        languages=frozenset(source.language for source in sources if source.language),
        words=sum(source.words for source in sources),
    )


def _row(forms: Forms, item: Deal, round_id: str) -> Assignment:
    """A case is named by its first mention, whatever case that belongs to later."""
    mention = forms.mentions[forms.cases[item.unit].mentions[0]]
    return Assignment(round=round_id, account=mention.account, mention=mention.id, coder=item.person, double=item.double)


def _case_of(forms: Forms, row: Assignment) -> str:
    return forms.by_mention.get(row.mention or "", "")


def _given(view: View, forms: Forms, round_id: str) -> _Given:
    people: dict[str, set[str]] = {}
    double: set[str] = set()
    rows: dict[tuple[str, str], Assignment] = {}
    for row in view.records(Assignment):
        case = _case_of(forms, row)
        if row.round != round_id or not case:
            continue
        if row.double:
            double.add(case)
        rows[case, row.coder] = row
        people.setdefault(case, set())
        if row.status is AssignmentStatus.ASSIGNED:
            people[case].add(row.coder)
    return _Given({case: frozenset(names) for case, names in people.items()}, frozenset(double), rows)


def _done(view: View, forms: Forms, round_id: str) -> dict[str, frozenset[str]]:
    """Who has finished anything of a case as a whole in a round: a codebook or the form."""
    found: dict[str, set[str]] = {}
    for account, mention, _, coder in finished_units(view.connection, None, round_id, view.sight):
        whole = forms.by_mention.get(mention) if mention is not None else None
        for case in forms.by_account.get(account, ()) if mention is None else (whole,) if whole else ():
            found.setdefault(case, set()).add(coder)
    return {case: frozenset(names) for case, names in found.items()}
