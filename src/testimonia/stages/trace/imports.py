"""Reviewers' decisions on relations, brought in as a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from testimonia.domain.decisions import RelationReview
from testimonia.domain.evidence import Account
from testimonia.domain.results import Relation
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.stages.trace.method import turned
from testimonia.stages.trace.report import ReviewImport
from testimonia.store.append import Decision
from testimonia.store.codec import fields_of
from testimonia.store.rows import Cells, account_names, is_computed
from testimonia.store.tabular import Faults, iter_table
from testimonia.study import LEADING, Study

_KEYS = {field.name for record in (Relation, RelationReview) for field in fields_of(record)}


def import_reviews(study: Study, path: Path) -> ReviewImport:
    """Take what reviewers decided about relations from a CSV or JSONL file with the keys of the export's ``relations``.

    ``a`` and ``b`` name accounts by id or origin; ``status`` is accepted or rejected. Rows that are proposals, or that a rule accepted,
    are left as they are, so that an exported file can be edited in part and brought back. The same file twice is the file once.

    Raises:
        ImportRejected: every fault of the file with its line; nothing was taken.
        InputError: the file is no table.
        NotPermitted, UnknownReference: the acting coder may not.
    """
    study.require()
    with study.read() as view:
        names = account_names(view.records(Account))
    faults = Faults()
    said: dict[tuple[str, str], tuple[int, RelationReview]] = {}
    decisions: list[Decision] = []
    left = 0
    columns: set[frozenset[str]] = set()
    for line in iter_table(path, faults):
        cells = Cells(line, faults)
        if (present := frozenset(line.values)) not in columns:
            columns.add(present)
            cells.keys(_KEYS)
        status = cells.choice("status", ProposalStatus)
        if status is ProposalStatus.PROPOSED or is_computed(cells.text("by")):
            left += 1
            continue
        review = _review(cells, status, names, study)
        if review is None:
            continue
        pair = (review.a, review.b)
        earlier = said.setdefault(pair, (line.number, review))
        if earlier[1] != review:
            cells.fault(f"says otherwise about these two accounts than line {earlier[0]}.")
        elif earlier[0] == line.number:
            decisions.append(Decision(record=review, stated=cells.stated()))
    faults.reject(path)
    rows = study.decide(decisions)
    taken = sum(row is not None for row in rows)
    return ReviewImport(taken=taken, known=len(rows) - taken, left=left)


def _review(cells: Cells, status: ProposalStatus | None, names: Mapping[str, str], study: Study) -> RelationReview | None:
    a, b = cells.reference("a", names, "account"), cells.reference("b", names, "account")
    kind = cells.choice("kind", RelationKind)
    direction = cells.choice("direction", Direction, Direction.UNDECIDED)
    reason = cells.text("reason")
    by = cells.author(study.coder, study.protocol, leads=study.protocol.role(study.coder) in LEADING)
    cells.stated()
    if a is not None and a == b:
        cells.fault("`a` and `b` are the same account.")
    if cells.wrong or a is None or b is None or kind is None or status is None or direction is None:
        return None
    if a > b:
        a, b, direction = b, a, turned(direction)
    return RelationReview(a=a, b=b, kind=kind, status=status, direction=direction, reason=reason, by=by)
