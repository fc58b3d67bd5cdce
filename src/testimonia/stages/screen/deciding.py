"""Deciding one thing at a time, as a screener does at the screen; the rules are those of a file of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from testimonia.domain.decisions import Screening
from testimonia.domain.teamwork import ContentMark
from testimonia.domain.vocabulary import ContentFlag, Layer
from testimonia.errors import ImportRejected, UnknownReference
from testimonia.stages.screen.rows import Desk
from testimonia.store.append import Decision
from testimonia.store.kinds import KIND_OF
from testimonia.store.log import leaves_of
from testimonia.store.tabular import Faults, Line
from testimonia.study import Study, View


def decide_on(study: Study, row: Mapping[str, Any], replaces: Sequence[str] | None = None) -> list[str | None]:
    """Take one decision on an account or a mention, with the keys of the table ``screening``, or warn readers (``account``, ``flag``).

    ``replaces`` names the row that the screener saw (none: an empty list); left None it is whatever is in force. The ids of the new
    rows of the log, None for what was in force already.

    Raises:
        ImportRejected: the decision makes no sense (an unknown criterion, a round of others …); every fault is named.
        StaleDecision: the same screener has decided about it elsewhere meanwhile.
    """
    study.require()
    return study.decide([replace(decision, replaces=_rows(replaces)) for decision in _decisions(study, [row])])


def _rows(replaces: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if replaces is None else tuple(replaces)


def _decisions(study: Study, rows: Iterable[Mapping[str, Any]]) -> list[Decision]:
    faults = Faults()
    with study.read() as view:
        desk = Desk(view, near=True)
        lines = list(desk.order(Line(number, dict(row)) for number, row in enumerate(rows, start=1)))
        found = [decision for line in lines if (decision := desk.row(line, faults)) is not None]
    if faults.count:
        # A person at a screen has no lines of a file to look for.
        raise ImportRejected(
            "This cannot be decided so; nothing was kept.",
            [fault.partition(": ")[2] for fault in faults.found],
            "Mend it and decide again.",
        )
    return found


def unwarn(study: Study, account: str, flag: str) -> list[str | None]:
    """Take back one's own warning; those of others stand.

    Raises:
        UnknownReference: there is no such warning of the acting coder.
    """
    study.require()
    with study.read() as view:
        mine = next((mark for mark in view.records_at(ContentMark, account) if (mark.flag, mark.by) == (flag, study.coder)), None)
    if mine is None:
        raise UnknownReference("You have not warned of this here.", f"Warnings are: {', '.join(ContentFlag)}.")
    return study.decide([Decision(record=mine, retract=True)])


def row_of(view: View, account: str, mention: str | None, round_id: str | None, layer: Layer = Layer.CODER) -> tuple[str, ...]:
    """The row of the log by which the acting coder's decision on this stands; empty where there is none."""
    subject = KIND_OF[Screening].subject(
        Screening(account=account, mention=mention, screener=view.study.coder, round=round_id, layer=layer, decision=_ANY)
    )
    return tuple(leaves_of(view.connection, KIND_OF[Screening].name, [subject]).get(subject, ()))


_ANY: Any = None  # a row is found by whose it is and what it is about, not by what it says
