"""Saving what somebody decides on a page: one row, with the checks of an import, and never over what they have not seen.

An import reads the whole team's accounts and mentions once for a hundred thousand rows. Here one row comes at a time, from several
people at once, and waits for nothing that it does not name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from testimonia.errors import ImportRejected, NotPermitted, StaleDecision, UnknownReference
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.params import ImportParams
from testimonia.stages.code.rows import Rows
from testimonia.stages.code.tables import named
from testimonia.store.append import Decision
from testimonia.store.importing import guard
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import leaves_of
from testimonia.store.tabular import Faults, Line
from testimonia.study import LEADING, Study, View

_LINE = "line 1: "


@dataclass(frozen=True, slots=True)
class Saved:
    """A record in force, the row of the log that says so, and whether it was said only now."""

    record: Any
    row: str
    new: bool


def save(
    study: Study, table: str, row: Mapping[str, Any], replaces: str | None = None, check: Callable[[View], None] | None = None
) -> Saved:
    """Save one row of a table of coding (the keys of ``export``) as the acting coder's decision.

    ``replaces`` is the row of the log that the page showed; without it the object must be new, or say what is said already (a click
    sent twice is one decision). ``check`` looks at the study first, and raises where the page is not up to date.

    Raises:
        ImportRejected: something of the row is wrong; nothing was written.
        StaleDecision: somebody, perhaps oneself in another window, has decided meanwhile.
    """
    study.require()
    with study.read() as view:
        if check is not None:
            check(view)
        decision = checked(view, table, row, replaces)
        record = decision.record
        present, leaves = _standing(view, type(record), KIND_OF[type(record)].subject(record))
    if replaces is None and present is not None:
        # Several rows and a record: two copies of the study said the same.
        if present == _named(record, study.coder):
            return Saved(present, leaves[0], new=False)
        raise _stale()
    (name,) = study.decide([replace(decision, replaces=leaves)])
    return Saved(record, name or leaves[0], new=name is not None)


def checked(view: View, table: str, row: Mapping[str, Any], replaces: str | None = None) -> Decision:
    """The decision that a row makes; writes nothing.

    Raises:
        ImportRejected: something of the row is wrong.
        StaleDecision: another row than ``replaces`` is in force.
    """
    faults = Faults()
    decision = Rows(Desk(view, ImportParams(), near=True), named(table)).row(Line(1, dict(row)), faults)
    if decision is not None:
        _seen(view, decision, replaces)
        guard(view.connection, [(1, decision)], faults)
    if decision is None or faults.count:
        problems = [fault.removeprefix(_LINE) for fault in faults.found]
        raise ImportRejected("This cannot be saved as it is; nothing was written.", problems, "Mend it and save again.")
    return decision


def _seen(view: View, decision: Decision, replaces: str | None) -> None:
    """Refuse what would replace another row than the one in force.

    Before anything is said of whose the object is: ids derive from content, so that a colleague's in a blind round can be guessed.
    """
    record = decision.record
    if replaces is not None and _standing(view, type(record), KIND_OF[type(record)].subject(record))[1] != (replaces,):
        raise _stale()


def take_back(study: Study, record: type[Any], name: str, replaces: str) -> str:
    """Take back what somebody saved: their own, or (for whoever leads) anybody's; the id of the new row of the log.

    Raises:
        UnknownReference: there is no such thing that the acting coder may see.
        NotPermitted: it is somebody else's.
        StaleDecision: it was changed since ``replaces``.
    """
    study.require()
    kind = KIND_OF[record]
    with study.read() as view:
        present = view.one(record, name)
        if present is None:
            raise UnknownReference("It is not there any more.", "Load the page again.")
        layered = getattr(present, "layer", None) not in (None, "coder")
        if (getattr(present, kind.author) != study.coder or layered) and study.protocol.role(study.coder) not in LEADING:
            raise NotPermitted("Only whoever decided this, or the lead, can take it back.", "Ask the lead about it.")
        _, leaves = _standing(view, record, name)
    if leaves != (replaces,):
        raise _stale()
    (row,) = study.decide([Decision(record=present, replaces=leaves, retract=True)])
    return row or replaces


def _standing(view: View, record: type[Any], subject: str) -> tuple[Any | None, tuple[str, ...]]:
    """What is in force of an object, whoever may see it, and the rows that say so (one, unless two copies of the study disagree)."""
    connection = view.connection
    leaves = leaves_of(connection, KIND_OF[record].name, [subject]).get(subject, [])
    return view.study.store.one(connection, record, subject), tuple(leaves)


def _named(record: Any, coder: str) -> Any:
    return replace(record, by=coder) if getattr(record, "by", None) == "" else record


def _stale() -> StaleDecision:
    return StaleDecision("This was decided meanwhile, perhaps in another window.", "Load the page again: what you see then is in force.")
