"""What to read next: the accounts of the cases that a coder is asked to work on, with what they have done there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from testimonia.domain.results import Case
from testimonia.domain.teamwork import Assignment
from testimonia.domain.vocabulary import AssignmentStatus
from testimonia.errors import StaleResults
from testimonia.stages.code.forms import Forms
from testimonia.stages.code.method.form import Whose
from testimonia.store.coded import codings_by_account, finished_units
from testimonia.study import View


class Progress(StrEnum):
    """How far a coder is with an account."""

    BEGUN = "begun"
    NEW = "new"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One account to read: the cases in it that are to be coded, how many passages the coder has marked, which codebooks are finished."""

    account: str
    cases: tuple[Case, ...]
    coded: int
    finished: frozenset[str]
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """All accounts to read, those begun first, those finished last. ``stale``: cases are out of date, only what was assigned stands here."""

    units: tuple[Unit, ...]
    books: tuple[str, ...]
    stale: bool = False
    counts: dict[Progress, int] = field(default_factory=dict)


def to_read(view: View, whose: Whose, cases: Mapping[str, Case] | None = None) -> Queue:
    """What a hand is asked to read: the accounts of the cases assigned to it (else of all), copies of one another once.

    ``cases`` are the cases in force by id, where somebody has read them already. A unit is finished when every codebook about its cases is, for the account itself or for each of them.
    """
    forms = Forms(view, cases)
    try:
        mine = _cases(forms, whose)
        stale = False
    except StaleResults:
        mine, stale = [], True
    people: dict[str, list[Case]] = {}
    for case in mine:
        for account in case.accounts:
            # A copy of another account of the case adds nothing: only what it copies is read.
            if forms.roots.get(account) not in case.accounts:
                people.setdefault(account, []).append(case)
    for account in _assigned(view, whose):
        people.setdefault(account, [])
    about = {book.id: book.about for book in view.study.protocol.codebooks}
    coded = codings_by_account(view.connection, whose.coder, whose.round)
    done = _Done(view, whose)
    units = [
        _unit(account, found, coded.get(account, 0), frozenset(done.finished(account, found, about)), _needed(found, about))
        for account, found in people.items()
    ]
    units.sort(key=lambda unit: list(Progress).index(unit.progress))
    counts = {state: sum(unit.progress is state for unit in units) for state in Progress}
    return Queue(units=tuple(units), books=tuple(about), stale=stale, counts=counts)


def _cases(forms: Forms, whose: Whose) -> list[Case]:
    """The cases to code: those that the form asks of a coder, and those of a kind that a codebook is about."""
    kinds = {book.about for book in forms.protocol.codebooks} | {variable.about for variable in forms.protocol.variables}
    return forms.to_do(whose, kinds)


def _assigned(view: View, whose: Whose) -> list[str]:
    """Accounts that were dealt out as a whole, or through a mention."""
    mine = [item for item in view.records(Assignment) if (item.coder, item.round) == (whose.coder, whose.round)]
    return [item.account for item in mine if item.status is AssignmentStatus.ASSIGNED]


class _Done:
    """What a hand has called finished: accounts, or cases through one of their mentions."""

    def __init__(self, view: View, whose: Whose) -> None:
        self.accounts: dict[str, set[str]] = {}
        self.mentions: dict[str, set[str]] = {}
        for account, mention, book, _ in finished_units(view.connection, whose.coder, whose.round, view.sight):
            if mention is None:
                self.accounts.setdefault(account, set()).add(book)
            else:
                self.mentions.setdefault(mention, set()).add(book)

    def finished(self, account: str, cases: Iterable[Case], books: Iterable[str]) -> Iterable[str]:
        said = self.accounts.get(account, set())
        each = [set().union(*(self.mentions.get(mention, set()) for mention in case.mentions)) for case in cases]
        return [book for book in books if book in said or (each and all(book in found for found in each))]


def _needed(cases: Iterable[Case], about: Mapping[str, str]) -> frozenset[str]:
    """The codebooks about the kinds of case in an account; all where nobody is in it yet."""
    kinds = {case.kind.value for case in cases}
    return frozenset(book for book, kind in about.items() if not kinds or kind in kinds)


def _unit(account: str, cases: Iterable[Case], coded: int, finished: frozenset[str], needed: frozenset[str]) -> Unit:
    begun = Progress.BEGUN if coded or finished else Progress.NEW
    progress = Progress.FINISHED if needed and finished >= needed else begun
    return Unit(account=account, cases=tuple(cases), coded=coded, finished=finished, progress=progress)
