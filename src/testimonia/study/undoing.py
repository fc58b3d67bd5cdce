"""Taking back one's own latest decision, and settling what two copies of a study decided differently. Undo is a new row, like everything."""

from __future__ import annotations

from testimonia.domain.decisions import LinkReview
from testimonia.domain.vocabulary import Layer
from testimonia.errors import NotPermitted, StaleDecision, UnknownReference
from testimonia.store.append import Decision
from testimonia.store.conflicts import Conflict, conflicts
from testimonia.store.history import Deed, deeds_of, log_row
from testimonia.store.kinds import KINDS
from testimonia.store.log import LogRow, leaves_of, record_of, rows_by_id
from testimonia.study.opened import Study
from testimonia.study.withholding import LEADING, judged_apart

FIXED = {
    "account": "What was collected is not decided but found.",
    "capture": "What was collected is not decided but found.",
    "revision": "What was collected is not decided but found.",
    "adoption": "Change study.yaml or the codebook back; the owner or a lead then adopts it.",
    "change": "Change study.yaml or the codebook back; the owner or a lead then adopts it.",
    "round": "What was shown to everybody cannot be hidden again.",
    "withdrawal": "Nothing is left of a withdrawn account that could be brought back.",
    "adjudication": "Rule again where the coders differ: a ruling is more than one row.",
}
"""Kinds of row that cannot be taken back alone, each with the reason or with what to do instead."""
CORRECTED = {
    "mention": "Others may have built on this person. Exclude the mention instead.",
    "search": "Accounts may name this search. Correct it instead.",
    "source": "Accounts may name this source. Correct it instead.",
}
"""Kinds of row on which others may rest: an earlier version may be restored, the first one not taken away."""
SETTLED = frozenset({"coding", "value", "episode", "completion"})
"""Kinds that a ruling writes together with others, where they stand on the layer of a pair or of the lead."""


APART = "Two people have judged this pair, each without the other; a verdict taken back now could not be given anew independently. The owner or a lead settles where they differ."


def why_not(deed: Deed, coder: str, *, apart: bool) -> str:
    """Why a coder cannot take back what a row says, in words with the remedy; empty where they can.

    ``apart``: it is a verdict on a pair that two people have judged, each without the other.
    """
    row = deed.row
    ruled = row.kind in SETTLED and getattr(deed.record, "layer", Layer.CODER) is not Layer.CODER
    first = deed.before is None and not row.retract
    reasons = (
        (row.kind in FIXED, FIXED.get(row.kind, "")),
        (row.by != coder, "Only whoever decided may take it back. Decide about it yourself instead."),
        (ruled, FIXED["adjudication"]),
        (apart, APART),
        (deed.record is None or deed.lost, "It was about an account that was withdrawn since."),
        (deed.replaced > 1, "It settled what two copies of the study decided differently. Decide about it again instead."),
        (first and row.kind in CORRECTED, CORRECTED.get(row.kind, "")),
    )
    return next((reason for holds, reason in reasons if holds), "")


def undo(study: Study, row: str) -> str:
    """Take back the acting coder's decision in a row of the log, if nothing replaced it: the id of the new row.

    What the row replaced is in force again; where it replaced nothing (or what had been taken back) its object is.

    Raises:
        UnknownReference: there is no such row that this coder may see.
        NotPermitted: it is somebody else's, or cannot be taken back alone.
        StaleDecision: somebody has decided about the same thing since.
        AccountWithdrawn: it is about an account that was withdrawn.
    """
    study.require()
    with study.read() as view:
        found = log_row(view.connection, view.sight, row)
        deed = deeds_of(view.connection, view.sight, [found])[0]
        standing = leaves_of(view.connection, found.kind, [found.subject]).get(found.subject, [])
        apart = isinstance(deed.record, LinkReview) and judged_apart(view, deed.record)
    if reason := why_not(deed, study.coder, apart=apart):
        raise NotPermitted("This cannot be taken back.", reason)
    if not deed.standing or deed.contested:
        raise StaleDecision("This was decided about again since.", "Look at what is in force now and decide again.")
    record = deed.record if deed.before is None else deed.before
    # Where two copies said the same, both rows stand and both are replaced.
    decision = Decision(record=record, replaces=tuple(standing), retract=deed.before is None)
    return study.decide([decision])[0] or found.id


def settle_conflict(study: Study, kind: str, subject: str, keep: str) -> str:
    """Let one side of a conflict hold: ``keep`` is the id of its row. The id of the new row, which replaces every side.

    Whoever wrote one of the sides may do it, and the owner and leads.

    Raises:
        UnknownReference: there is no such conflict, or no such side of it, that this coder may see.
        NotPermitted: the acting coder has no part in it, or it is settled elsewhere.
        StaleDecision: somebody has settled it meanwhile.
    """
    study.require()
    with study.read() as view:
        seen, _ = conflicts(view.connection, view.sight)
        conflict = next((one for one in seen if (one.kind, one.subject) == (kind, subject)), None)
        if conflict is None or keep not in conflict.rows:
            raise UnknownReference("There is no such conflict any more.", "Load the page again.")
        sides = rows_by_id(view.connection, list(conflict.rows))
    if not may_settle(study, conflict, [row for row, _ in sides]):
        raise NotPermitted(
            "Only those who decided, the owner or a lead may settle this.",
            "A changed study.yaml is settled by the owner or a lead, who put the right one into the folder and run any verb."
            if kind == "adoption"
            else "Ask one of them.",
        )
    chosen, content = next((row, content) for row, content in sides if row.id == keep)
    record = record_of(chosen, content)
    if record is None:  # that side took it back: the other sides say what
        record = next(said for row, sealed in sides if (said := record_of(row, sealed)) is not None)
    retract = bool(chosen.retract)
    return study.decide([Decision(record=record, replaces=conflict.rows, retract=retract)])[0] or keep


def may_settle(study: Study, conflict: Conflict, sides: list[LogRow]) -> bool:
    """Whether the acting coder may settle a conflict."""
    if conflict.kind == "adoption" or KINDS[conflict.kind].latest:
        return False
    return study.protocol.role(study.coder) in LEADING or any(row.by == study.coder for row in sides)
