"""What waits for one member of the team: units to finish, what changed since they were here, questions, values that are still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from testimonia.domain.completeness import Completeness, Order, Since, since
from testimonia.domain.decisions import Claim, Coding, Completion, LinkReview, Mention, Value
from testimonia.domain.results import Case, Link
from testimonia.domain.vocabulary import Layer, Missing
from testimonia.errors import StaleResults
from testimonia.protocol import Codebook, Round, Variable
from testimonia.protocol.changes import FORM, Lineage, codebook_changes, form_changes, question_meaning
from testimonia.stages.code.asking import threads_of
from testimonia.stages.code.comparing import Differences
from testimonia.stages.code.forms import Forms
from testimonia.stages.code.method.form import Whose
from testimonia.stages.code.working_report import Again, Changes, Open, Pending, Thread, WorkReport
from testimonia.store import coded, moments
from testimonia.study import LEADING, Study, View
from testimonia.study.definitions import adopted, former_codebooks
from testimonia.study.holdings import families_of

VISIT = 4 * 3600 * 1000
"""Milliseconds without a decision that end a visit: a lunch does not, a night does."""
WAITING = (Missing.NOT_STATED, Missing.UNCLEAR, Missing.WITHHELD)
"""Kinds of missing that a later account may mend; what does not apply will not."""


def work(study: Study) -> WorkReport:
    """What waits for the acting coder; writes nothing.

    Codings and answers made under a definition that means something else now, units to finish (those assigned, where work was dealt),
    what changed since their last visit, open threads, differences to settle, and values of interest that no account has stated yet.

    Raises:
        UnknownReference: somebody who is not of the team.
    """
    with study.read() as view:
        return work_in(view)


def work_in(view: View) -> WorkReport:
    """As :func:`work`, in a look at the study that somebody has opened already.

    Raises:
        UnknownReference: as above.
    """
    view.study.require()
    look = _Work(view)
    try:
        look.forms.cases  # noqa: B018 - asked first: without cases the parts that need them are left out, and the report says so
    except StaleResults:
        return look.report(stale=True)
    return look.report(stale=False)


class _Work:
    def __init__(self, view: View) -> None:
        self.view, self.study = view, view.study
        self.protocol, self.coder = view.study.protocol, view.study.coder
        self.leads = self.protocol.role(self.coder) in LEADING
        self.forms = Forms(view)
        self._origins: dict[str, str] = {}

    def report(self, *, stale: bool) -> WorkReport:
        visit, view = self.last_visit(), self.view
        runs = [run.id if (run := view.run(stage)) else None for stage in ("lineage", "resolve")]
        answers, said = ("value", "claim", "mention", "link", "account"), ("coding", "value", "adoption", "account")
        done = ("completion", "assignment", "adoption")
        return WorkReport(
            coder=self.coder,
            since=moments.moment(visit) if visit else None,
            changes=tuple(self.changes(visit)),
            again=view.kept("made under another definition", said, lambda: tuple(self.again()), own=True),
            to_finish=() if stale else view.kept("to finish", done, lambda: tuple(self.to_finish()), *runs, own=True),
            threads=tuple(self.threads()),
            differences={} if stale else dict(self.differences()),
            pending=() if stale else view.kept("pending", answers, lambda: tuple(self.pending()), *runs, own=True),
            stale=stale,
        )

    # --- since you were here

    def last_visit(self) -> Order | None:
        """The last decision of the visit before this one; None for somebody who comes for the first time."""
        now = int(self.study.store.clock().timestamp() * 1000)
        return moments.act_before_pause(self.view.connection, self.coder, now, VISIT)

    def changes(self, visit: Order | None) -> Iterator[Changes]:
        """Definitions that took effect since a place in the log."""
        if visit is None:
            return
        before = [found for order, found in adopted(self.view) if order <= visit]
        if not before:
            return
        books = former_codebooks(self.view)
        for book in self.protocol.codebooks:
            old = before[-1].get(book.id)
            if isinstance(old, Codebook) and old != book:
                steps = sorted(number for name, number in books if name == book.id and old.version <= number <= book.version)
                chain = [old, *(books[book.id, number] for number in steps if number > old.version)]
                if chain[-1] != book:
                    chain.append(book)
                said = [change.words() for a, b in pairwise(chain) for change in codebook_changes(a, b)]
                if said:
                    yield Changes(book=book.id, was=old.version, now=book.version, words=tuple(said))
        entry = before[-1].get(FORM)
        if isinstance(entry, tuple):
            form, variables = entry
            found = form_changes({item.id: item for item in variables}, {item.id: item for item in self.protocol.variables})
            if found:
                words = tuple(change.words() for change in found)
                yield Changes(book=FORM, was=form.version, now=self.protocol.form.version, words=words)

    # --- what was made under another definition

    @cached_property
    def lineages(self) -> dict[str, Lineage]:
        former = former_codebooks(self.view)
        return {book.id: Lineage((old for (name, _), old in former.items() if name == book.id), book) for book in self.protocol.codebooks}

    def again(self) -> Iterator[Again]:
        """The coder's own codings and answers that mean something else now; the owner and leads look after settled layers as well."""
        lapsed = {used: why for used in coded.codes_used(self.view.connection, self.view.sight) if (why := self._lapsed(*used)) is not None}
        for coding in coded.codings_under(self.view.connection, self.view.sight, lapsed):
            if self._mine(coding):
                yield Again(
                    table="codings", id=coding.id, what=f"{coding.codebook}:{coding.code}", version=coding.codebook_version,
                    round=coding.round, layer=coding.layer, origin=self.origin(coding.account), quote=coding.quote,
                    why=lapsed[coding.codebook, coding.codebook_version, coding.code],
                )  # fmt: skip
        former = self.forms.former
        present = {variable.id: variable for variable in self.protocol.variables}
        otherwise: set[tuple[str, int]] = set()
        for name, version in coded.questions_used(self.view.connection, self.view.sight):
            variable, then = present.get(name), former.get(version, {}).get(name)
            if variable is None or then is None or question_meaning(variable) != question_meaning(then):
                otherwise.add((name, version))
        for value in coded.values_under(self.view.connection, self.view.sight, otherwise):
            if self._mine(value):
                yield Again(
                    table="values", id=value.id, what=value.variable, version=value.form_version, round=value.round, layer=value.layer,
                    origin=self.origin(value.account), quote=value.value or f"({value.missing})",
                    why="the question is gone" if value.variable not in present else "the question is asked otherwise",
                )  # fmt: skip

    def _lapsed(self, book: str, version: int, code: str) -> str | None:
        """Why a code of that version means something else now; None where it does not, or the codebook is gone."""
        lineage = self.lineages.get(book)
        if lineage is None or lineage.now(version, code) is not None:
            return None
        steps = (change for step in lineage.since(version) for change in step)
        return next((change.words() for change in steps if code in change.codes and change.again), f"version {version} is not known")

    def origin(self, name: str) -> str:
        """Where an account came from; asked one by one, since few are named and a large study holds twenty thousand."""
        if name not in self._origins:
            account = self.view.account(name)
            self._origins[name] = account.origin if account else ""
        return self._origins[name]

    def _mine(self, record: Coding | Value) -> bool:
        return record.coder == self.coder if record.layer is Layer.CODER else self.leads

    # --- what is to be finished

    def to_finish(self) -> Iterator[Open]:
        """For each coding round that the coder takes part in, and each codebook (or the form) that the plan needs, what is left."""
        done: dict[tuple[str | None, str], list[Completion]] = {}
        for item in coded.finished_by(self.view.connection, self.coder):
            done.setdefault((item.round, item.codebook), []).append(item)
        rule = self.completeness()
        for entry in self.protocol.rounds:
            if entry.kind != "coding" or entry.id in self._opened(entry) or not self._takes_part(entry):
                continue
            for book in self.needed():
                kind = self._about(book)
                cases = [case for case in self.forms.to_do(Whose(self.coder, entry.id)) if kind is None or case.kind.value == kind]
                mine = _Done(done.get((entry.id, book), []))
                left = [case for case in cases if not rule.complete(case, mine.of(case))]
                reopened = sum(rule.reopened(case, mine.of(case)) for case in left)
                open_still = {case.id for case in left}
                lacking = {
                    case.id: codes for case in cases if case.id not in open_still and (codes := self.uncovered(book, mine.of(case), case))
                }
                if left or lacking:
                    yield Open(
                        round=entry.id, book=book, cases=len(cases), left=tuple(case.id for case in left), reopened=reopened,
                        lacking=tuple(lacking), codes=tuple(sorted(frozenset().union(*lacking.values()))),
                    )  # fmt: skip

    def _opened(self, entry: Round) -> frozenset[str]:
        """A round that was opened is over; one that never was blind goes on."""
        return self.view.sight.rounds if entry.blind else frozenset()

    def _takes_part(self, entry: Round) -> bool:
        return self.coder in entry.coders if entry.coders is not None else self.protocol.role(self.coder) == "coder"

    def _about(self, book: str) -> str | None:
        return None if book == FORM else self.protocol.codebook(book).about

    def needed(self) -> tuple[str, ...]:
        """What the plan counts: codebooks, and the form; without a plan all of them."""
        found = dict.fromkeys(book for plan in self.protocol.analysis for book in plan.needs)
        return tuple(found) or tuple([book.id for book in self.protocol.codebooks] + ([FORM] if self.protocol.variables else []))

    def completeness(self) -> Completeness:
        return Completeness(families_of(self.view)[1], (), {}, {})

    def uncovered(self, book: str, mine: Sequence[Completion], case: Case) -> frozenset[str]:
        """Codes (or questions) that are new or mean something else since the coder finished a case by these completions."""
        if book == FORM:
            former = self.forms.former
            asked = [variable for variable in self.protocol.variables if variable.about == case.kind.value]
            return frozenset(variable.id for variable in asked if not any(_asked(former.get(item.version, {}), variable) for item in mine))
        covered: frozenset[str] = frozenset().union(*(self.lineages[book].covered(item.version) for item in mine))
        return frozenset(code.id for code in self.protocol.codebook(book).in_use()) - covered

    # --- questions and differences

    def threads(self) -> Iterator[Thread]:
        """Threads that wait for an answer: for whoever leads what coders ask, for a coder what was answered and not closed."""
        for thread in threads_of(self.view):
            if not thread.closed and (thread.coder == self.coder or self.leads):
                yield Thread(
                    id=thread.id, coder=thread.coder, origin=thread.origin, messages=tuple((said.by, said.text) for said in thread.messages),
                    waits_for_me=thread.waits_for_me,
                )  # fmt: skip

    def differences(self) -> Iterator[tuple[str, int]]:
        """How many differences of each opened round wait for the coder (or, for whoever leads, for anybody)."""
        for entry in self.protocol.rounds:
            if entry.kind == "coding" and entry.id in self.view.sight.rounds:
                found = Differences(self.view, entry.id)
                places = [place for place in found.queue() if found.decided(place) is None]
                count = sum(self.leads or place.side(self.coder) is not None for place in places)
                if count:
                    yield entry.id, count

    # --- values still missing

    def pending(self) -> Iterator[Pending]:
        """Values of interest that nobody could state, and whether an account or a claim that came since may state them."""
        interest = [variable for variable in self.protocol.variables if variable.of_interest]
        if not interest:
            return
        connection, sight = self.view.connection, self.view.sight
        wanted = {variable.id for variable in interest}
        values = [value for value in self.view.records(Value) if value.variable in wanted]
        said = moments.orders(connection, Value, values, sight, last=True)
        claims = moments.orders(connection, Claim, self.view.records(Claim), sight)
        answers: dict[tuple[str, str], list[Value]] = {}
        for value in values:
            answers.setdefault((value.variable, value.mention), []).append(value)
        for case in self.forms.cases.values():
            for variable in interest:
                rows = _deciding([value for mention in case.mentions for value in answers.get((variable.id, mention), ())])
                if not rows or any(value.missing not in WAITING for value in rows):
                    continue
                latest = max(said[value] for value in rows)
                accounts = self._new(case, {value.mention for value in rows}, latest)
                told = {
                    claim.value
                    for claim, order in claims.items()
                    if claim.mention in case.mentions and claim.variable == variable.id and order > latest
                }
                yield Pending(
                    case=case.id, person=case.label, variable=variable.id, missing=str(rows[0].missing),
                    accounts=tuple(origin for name in accounts if (origin := self.origin(name))), claims=tuple(sorted(told)),
                )  # fmt: skip

    @cached_property
    def _same(self) -> tuple[Since, Mapping[str, Order]]:
        """Since when mentions are held to be the same, and since when each is known."""
        connection, sight = self.view.connection, self.view.sight
        entered = moments.orders(connection, Mention, self.view.records(Mention), sight)
        reviews = moments.orders(connection, LinkReview, self.view.records(LinkReview), sight)
        return since(self.view.outputs("resolve", Link), reviews, entered), {mention.id: order for mention, order in entered.items()}

    def _new(self, case: Case, known: Iterable[str], before: Order) -> list[str]:
        """The accounts of a case that belonged to it neither by an earlier link nor themselves, when something was said of ``known``."""
        same, entered = self._same
        found, edge = set(known), list(known)
        while edge:
            name = edge.pop()
            for (a, b), order in same.items():
                other = b if a == name else a if b == name else None
                if other is not None and other not in found and order <= before:
                    found.add(other)
                    edge.append(other)
        late = [name for name in case.mentions if name not in found or entered.get(name, before) > before]
        seen = {self.forms.mentions[name].account for name in found if name in self.forms.mentions}
        return sorted({self.forms.mentions[name].account for name in late if name in self.forms.mentions} - seen)


class _Done:
    """Somebody's completions of one codebook (or the form) in one round, by what they finish."""

    def __init__(self, items: Iterable[Completion]) -> None:
        self._accounts: dict[str, list[Completion]] = {}
        self._mentions: dict[str, list[Completion]] = {}
        for item in items:
            if item.mention is None:
                self._accounts.setdefault(item.account, []).append(item)
            else:
                self._mentions.setdefault(item.mention, []).append(item)

    def of(self, case: Case) -> list[Completion]:
        """Those that are about a case or one of its accounts."""
        found = [item for name in case.accounts for item in self._accounts.get(name, ())]
        return found + [item for name in case.mentions for item in self._mentions.get(name, ())]


def _asked(then: Mapping[str, Variable], variable: Variable) -> bool:
    return variable.id in then and question_meaning(then[variable.id]) == question_meaning(variable)


def _deciding(rows: list[Value]) -> list[Value]:
    for layer in (Layer.ADJUDICATED, Layer.CONSENSUS, Layer.CODER):
        found = [row for row in rows if row.layer is layer]
        if found:
            return found
    return []
