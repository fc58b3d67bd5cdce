"""Reviewers' decisions on relations, brought in as a file."""

from __future__ import annotations

from pathlib import Path

from testimonia.domain.decisions import BoilerplateReview, RelationReview
from testimonia.domain.evidence import Account
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Boilerplate, Relation
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.stages.trace.method import turned
from testimonia.store.append import Decision
from testimonia.store.importing import Builder, ImportReport, take
from testimonia.store.references import AccountNames, Team
from testimonia.store.rows import Cells, Columns, as_it_stands, columns_of, is_computed
from testimonia.store.tabular import Faults, Line
from testimonia.study import Study, View

_KEYS = columns_of(Relation, RelationReview)
_LINE_KEYS = columns_of(Boilerplate, BoilerplateReview)


def import_reviews(study: Study, path: Path, progress: Progress = silent) -> ImportReport:
    """Take what reviewers decided from a CSV or JSONL file with the keys of the export's ``relations`` or ``boilerplate``.

    ``a`` and ``b`` name accounts by id, eight or more characters of its beginning, origin or file name; ``status`` is accepted or
    rejected. Rows that are proposals, or that a rule accepted, are left as they are, so that an exported file can be edited in part
    and brought back. The same file twice is the file once. A row of ``boilerplate`` names a passage by ``account``, ``start`` and ``end``:
    accepted, its words are boilerplate wherever they stand; rejected, they count.

    Raises:
        ImportRejected: every fault of the file with its line; nothing was taken.
        InputError: the file is no table.
        NotPermitted, UnknownReference: the acting coder may not.
    """
    study.require()
    with study.read() as view:
        reviews = _Reviews(view)
    return take(study.store, study.coder, path, study.read, reviews, progress)


class _Reviews(Builder[View]):
    """What a row of relations is checked against."""

    def __init__(self, view: View) -> None:
        self.names = AccountNames(view.records(Account), view.withdrawn())
        self.team = Team(view.study.protocol, view.study.coder, view.sight.rounds)
        self.columns = Columns()
        self.standing = {(review.a, review.b): review for review in view.records(RelationReview)}
        self.lines = view.records(BoilerplateReview)

    def row(self, line: Line, faults: Faults) -> Decision | None:
        cells = Cells(line, faults)
        if "account" in line.values and not {"a", "b"} & line.values.keys():
            return self._line(cells, line)
        self.columns.check(cells, "relations", _KEYS)
        status = cells.choice("status", ProposalStatus)
        if status is ProposalStatus.PROPOSED or is_computed(cells.text("by")):
            self.left += 1
            return None
        one, other = cells.lookup("a", self.names.find, required=True), cells.lookup("b", self.names.find, required=True)
        kind = cells.choice("kind", RelationKind)
        direction = cells.choice("direction", Direction, Direction.UNDECIDED)
        reason, by, stated = cells.text("reason"), self.team.author(cells), cells.stated()
        if one is not None and one is other:
            cells.fault("`a` and `b` are the same account.")
        if cells.wrong or one is None or other is None or kind is None or status is None or direction is None:
            return None
        a, b = one.id, other.id
        if a > b:
            a, b, direction = b, a, turned(direction)
        review = RelationReview(a=a, b=b, kind=kind, status=status, direction=direction, reason=reason, by=by)
        standing = [self.standing[a, b]] if (a, b) in self.standing else []
        return Decision(record=as_it_stands(review, standing, line.values, ("a", "b", "by")), stated=stated)

    def _line(self, cells: Cells, line: Line) -> Decision | None:
        """A row about boilerplate."""
        self.columns.check(cells, "boilerplate", _LINE_KEYS)
        status = cells.choice("status", ProposalStatus)
        if status is ProposalStatus.PROPOSED or is_computed(cells.text("by")):
            self.left += 1
            return None
        account = cells.lookup("account", self.names.find, required=True)
        start, end = cells.whole("start"), cells.whole("end")
        reason, by, stated = cells.text("reason"), self.team.author(cells), cells.stated()
        if start is None or end is None or start >= end:
            cells.fault("needs `start` and `end`: where the line begins and ends in the text of the account, in characters.")
        if cells.wrong or account is None or status is None or start is None or end is None:
            return None
        edition = cells.text("edition") or account.main or ""
        review = BoilerplateReview(account=account.id, edition=edition, start=start, end=end, status=status, reason=reason, by=by)
        standing = [one for one in self.lines if (one.edition, one.start, one.end) == (edition, start, end)]
        return Decision(record=as_it_stands(review, standing, line.values, ("account", "edition", "start", "end", "by")), stated=stated)
