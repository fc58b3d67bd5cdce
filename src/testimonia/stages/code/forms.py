"""The case form of a study: built from what the acting coder may see, for any door to draw, and written out to be filled elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from testimonia.domain.decisions import Completion, Episode, Mention, Value
from testimonia.domain.evidence import Account
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Case, Family
from testimonia.domain.teamwork import Assignment, ContentMark
from testimonia.domain.vocabulary import AssignmentStatus, ContentFlag, Layer
from testimonia.errors import InputError, StaleResults, UnknownReference, UsageError
from testimonia.protocol import Variable
from testimonia.protocol.changes import FORM
from testimonia.protocol.nearest import advice
from testimonia.stages.code.form_report import FormReport, SheetReport
from testimonia.stages.code.method.form import Beside, CaseForm, Source, Whose, build
from testimonia.stages.code.sheets.columns import COLUMNS, rows_of, sources_of
from testimonia.stages.code.sheets.workbook import write_workbook
from testimonia.store import releases
from testimonia.store.overview import families
from testimonia.store.sight import EVERYTHING
from testimonia.store.tabular import write_csv
from testimonia.study import Study, View
from testimonia.study.definitions import form_versions

SHEETS = {".csv", ".xlsx"}
R = TypeVar("R", Value, Episode)


class Forms:
    """Everything that forms are built from, read once."""

    def __init__(self, view: View, cases: Mapping[str, Case] | None = None) -> None:
        """What the view may see; ``cases`` are the cases in force by id, where somebody has read them already."""
        self.view, self._cases = view, cases
        self.protocol = view.study.protocol

    @cached_property
    def cases(self) -> Mapping[str, Case]:
        """The cases in force.

        Raises:
            StaleResults: they are out of date.
        """
        if self._cases:
            return self._cases
        cases = self.view.cases
        if not cases and self.view.run("resolve") is None:
            raise StaleResults(
                "The cases are not up to date with what was collected and decided.", f"Run `testimonia run {self.view.study.folder}` first."
            )
        return {case.id: case for case in cases}

    @cached_property
    def by_mention(self) -> dict[str, str]:
        """The case of each mention."""
        return {mention: case.id for case in self.cases.values() for mention in case.mentions}

    @cached_property
    def by_account(self) -> dict[str, list[str]]:
        """The cases that each account tells of."""
        found: dict[str, list[str]] = {}
        for case in self.cases.values():
            for account in case.accounts:
                found.setdefault(account, []).append(case.id)
        return found

    @cached_property
    def former(self) -> dict[int, dict[str, Variable]]:
        """The questions of every version of the form."""
        return form_versions(self.view)

    @cached_property
    def _values(self) -> dict[str, list[Value]]:
        return self._sorted(self.view.records(Value))

    @cached_property
    def _episodes(self) -> dict[str, list[Episode]]:
        return self._sorted(self.view.records(Episode))

    def _sorted(self, records: Iterable[R]) -> dict[str, list[R]]:
        found: dict[str, list[R]] = {}
        for record in records:
            found.setdefault(self.by_mention.get(record.mention, ""), []).append(record)
        return found

    @cached_property
    def finished(self) -> set[tuple[str, Whose]]:
        """Which cases were called finished, and by whose hand."""
        return self._finished(self.view.records(Completion))

    def _finished(self, completions: Iterable[Completion]) -> set[tuple[str, Whose]]:
        return {
            (case, Whose(done.coder if done.layer is Layer.CODER else "", done.round, done.layer))
            for done in completions
            if done.codebook == FORM and (case := self.by_mention.get(done.mention or "")) is not None
        }

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """Every account."""
        return {account.id: account for account in self.view.records(Account)}

    @cached_property
    def mentions(self) -> dict[str, Mention]:
        """Every mention."""
        return {mention.id: mention for mention in self.view.records(Mention)}

    @cached_property
    def flags(self) -> dict[str, tuple[ContentFlag, ...]]:
        """What readers of each account are warned of."""
        found: dict[str, set[ContentFlag]] = {}
        for mark in self.view.records(ContentMark):
            found.setdefault(mark.account, set()).add(mark.flag)
        return {account: tuple(sorted(flags)) for account, flags in found.items()}

    @cached_property
    def roots(self) -> dict[str, str]:
        """The account that each copy copies."""
        return {account: family.root for family in self._families() for account in family.accounts if account != family.root}

    def _families(self) -> Sequence[Family]:
        run = self.view.run("lineage")
        return families(self.view.connection, run)[1] if run else ()

    def case(self, name: str) -> Case:
        """A case by its id, or by the id of one of its mentions.

        Raises:
            UnknownReference: no such case; names the nearest.
        """
        found = self.cases.get(name) or self.cases.get(self.by_mention.get(name, ""))
        if found is None:
            raise UnknownReference(f"There is no case `{name[:40]}`.", advice(name, [*self.cases, *self.by_mention]))
        return found

    def only(self, case: Case) -> None:
        """Read what one case needs, not everything: for a page that shows a single form."""
        self._values = {case.id: self.view.records_of(Value, case)}
        self._episodes = {case.id: self.view.records_of(Episode, case)}
        self.finished = self._finished(self.view.records_of(Completion, case))
        self.accounts = {name: account for name in case.accounts if (account := self.view.account(name)) is not None}
        self.flags = {name: tuple(sorted({mark.flag for mark in self.view.records_at(ContentMark, name)})) for name in case.accounts}

    def form(self, case: Case, whose: Whose) -> CaseForm:
        """The form of a case in one hand."""
        key = Whose(whose.coder if whose.layer is Layer.CODER else "", whose.round, whose.layer)
        beside = Beside(
            sources=self.sources(case),
            values=self._values.get(case.id, ()),
            episodes=self._episodes.get(case.id, ()),
            former=self.former,
            finished=(case.id, key) in self.finished,
        )
        return build(self.protocol, case, whose, beside)

    def sources(self, case: Case) -> list[Source]:
        """The accounts of a case: originals before their copies, oldest first."""
        found = [self._source(self.accounts[name], case) for name in case.accounts if name in self.accounts]
        return sorted(found, key=lambda source: (source.copy_of is not None, source.published or "9", source.origin))

    def _source(self, account: Account, case: Case) -> Source:
        root = self.roots.get(account.id)
        return Source(
            account=account.id,
            origin=account.origin,
            title=account.title,
            published=account.published,
            language=account.language,
            words=account.words,
            edition=account.main,
            copy_of=root if root in case.accounts else None,
            flags=self.flags.get(account.id, ()),
        )

    def to_do(self, whose: Whose, kinds: Collection[str] | None = None) -> list[Case]:
        """The cases that a coder is asked to work on in a round: those assigned, else all of these ``kinds``.

        Without ``kinds`` those that the form asks anything of.
        """
        if kinds is None:
            kinds = {variable.about for variable in self.protocol.variables}
        cases = [case for case in self.cases.values() if case.kind.value in kinds]
        # Whether anything was dealt out is no secret of a blind round; what, is.
        dealt = self.view.study.store.records(self.view.connection, Assignment, EVERYTHING)
        given = [item for item in dealt if item.round == whose.round]
        if whose.round is None or not given:
            return cases
        mine = {
            self.by_mention.get(item.mention or "")
            for item in given
            if item.coder == whose.coder and item.status is AssignmentStatus.ASSIGNED
        }
        return [case for case in cases if case.id in mine]


def case_form(study: Study, case: str, round_id: str | None = None) -> FormReport:
    """The form of one case as the acting coder fills it in, with what may be seen of others; ``case`` is its id or a mention's.

    Raises:
        StaleResults: cases are out of date.
        UnknownReference: no such case or round.
        NotPermitted: somebody who is not of the team.
    """
    study.require()
    whose = hand_of(study, round_id)
    with study.read() as view:
        forms = Forms(view)
        found = forms.case(case)
        forms.only(found)
        return FormReport(form=forms.form(found, whose), hidden=view.hidden())


def hand_of(study: Study, round_id: str | None) -> Whose:
    """The acting coder's hand in a round; with no round named, in the only coding round that they take part in, else in none.

    Raises:
        UnknownReference: no such round.
        InputError: a round of screening, or one that the coder takes no part in.
    """
    if round_id is None:
        mine = [
            item.id for item in study.protocol.rounds if item.kind == "coding" and item.coders is not None and study.coder in item.coders
        ]
        return Whose(study.coder, mine[0] if len(mine) == 1 else None)
    entry = study.protocol.round(round_id)
    if entry.kind != "coding":
        raise InputError(f"`{round_id}` is a round of {entry.kind}.", "Name a round of coding.")
    if entry.coders is not None and study.coder not in entry.coders:
        raise InputError(f"`{study.coder}` does not take part in the round `{round_id}`.", "Act as one of its coders (`--as`).")
    return Whose(study.coder, entry.id)


def export_form(
    study: Study, out: Path, round_id: str | None = None, cases: Sequence[str] = (), progress: Progress = silent
) -> SheetReport:
    """Write the form of cases to a spreadsheet (``.xlsx``, ``.csv``) to be filled in and taken back by :func:`import_file`.

    A row a question; what the acting coder has answered before stands in it. Without ``cases`` those assigned to the coder in the
    round, else all. What left is noted, so that a withdrawal can name it.

    Raises:
        UsageError: the file is neither.
        StaleResults, UnknownReference, InputError: as for :func:`case_form`.
    """
    study.require()
    if out.suffix.lower() not in SHEETS:
        raise UsageError(f"{out.name} is no spreadsheet.", "Give it the ending .xlsx or .csv.")
    if not study.protocol.variables:
        raise InputError("The case form of this study is empty.", "List its questions in `variables` of study.yaml.")
    whose = hand_of(study, round_id)
    with study.read() as view:
        forms = Forms(view)
        chosen = [forms.case(name) for name in cases] or forms.to_do(whose)
        sheets = []
        for n, case in enumerate(chosen):
            progress(n, len(chosen), "writing forms")
            sheets.append(forms.form(case, whose))
    held = sorted({account for form in sheets for account in form.case.accounts})
    releases.note(study.store, kind="form", path=out, by=study.coder, accounts=held)
    rows = [row for form in sheets for row in rows_of(form)]
    if out.suffix.lower() == ".csv":
        write_csv(out, COLUMNS, rows)
    else:
        write_workbook(out, study.protocol, rows, [row for form in sheets for row in sources_of(form)])
    return SheetReport(
        file=str(out),
        cases=len(sheets),
        questions=sum(1 for form in sheets for _ in form.questions()),
        open=sum(len(form.missing) for form in sheets),
        round=whose.round,
        coder=study.coder,
    )


def forms_of(view: View, whose: Whose) -> Iterator[CaseForm]:
    """The forms of everything that a coder is asked to work on."""
    forms = Forms(view)
    yield from (forms.form(case, whose) for case in forms.to_do(whose))
