"""Rows about working together: who is asked to do what, questions to the lead and their answers, warnings."""

from __future__ import annotations

from testimonia.domain.identity import object_id
from testimonia.domain.teamwork import Assignment, ContentMark, Message
from testimonia.domain.vocabulary import AssignmentStatus
from testimonia.errors import InputError
from testimonia.protocol.nearest import listed
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.rows.parts import unit_of
from testimonia.store.marks import content_mark
from testimonia.store.references import Hand
from testimonia.store.rows import Cells
from testimonia.text import canonical, place


def mark(desk: Desk, cells: Cells) -> ContentMark | None:
    """The warning that a row is, or None after noting its faults."""
    return content_mark(desk.names, desk.team, cells)


def assignment(desk: Desk, cells: Cells) -> Assignment | None:
    """The assignment that a row is, or None after noting its faults; the owner and leads deal out work."""
    hand, unit = desk.team.hand(cells, "coding"), unit_of(desk, cells)
    if not desk.team.leads:
        cells.fault("the owner or a lead deals out work.")
    status = cells.choice("status", AssignmentStatus, AssignmentStatus.ASSIGNED)
    double = cells.truth("double")
    if hand is not None and hand.round is None:
        cells.fault("`round` is empty.")
    if cells.wrong or hand is None or hand.round is None or unit is None or status is None:
        return None
    return Assignment(round=hand.round, account=unit[0], mention=unit[1], coder=hand.coder, status=status, double=double)


def message(desk: Desk, cells: Cells) -> Message | None:
    """The message that a row is, or None after noting its faults: a question on a passage or a unit, or an answer (`thread`).

    A question that names no round is of the blind round in which its coder works: outside rounds everybody would see it.
    """
    name, thread = cells.name("id"), cells.text("thread")
    words = cells.text("text", required=True)
    closed = cells.truth("closed")
    first = desk.threads.get(thread) if thread is not None and thread != name else None
    if thread is not None and thread != name and first is None:
        cells.fault(f"there is no thread `{thread[:40]}` that you may answer.")
        return None
    if first is not None:
        return _answer(desk, cells, first, (name, words, closed))
    hand, unit = desk.team.hand(cells, "coding"), unit_of(desk, cells)
    span = edition = None
    if unit is not None and any(cells.raw(key) is not None for key in ("start", "end", "quote")):
        account = desk.names.by_id.get(unit[0])
        found = desk.text_of(cells, cells.text("edition"), account)
        quote = cells.raw("quote")
        if found is not None:
            try:
                span, edition = place(found.text, cells.whole("start"), cells.whole("end"), None if quote is None else str(quote)), found.id
            except InputError as wrong:
                cells.fault(str(wrong))
    round_id = _round_of(desk, cells, hand, name) if hand is not None else None
    if cells.wrong or hand is None or unit is None or words is None:
        return None
    where = (edition, span.start, span.end) if span else None
    # The account's secret: an id must not let anybody try words against it once the account is withdrawn.
    secret = desk.names.by_id[unit[0]].secret
    own = name or object_id("message", secret, unit, where, hand.coder, round_id, words)
    return Message(
        id=own,
        thread=thread or own,
        account=unit[0],
        mention=unit[1],
        edition=edition,
        start=span.start if span else None,
        end=span.end if span else None,
        coder=hand.coder,
        round=round_id,
        text=canonical(words),
        closed=closed,
        by=hand.coder if cells.text("by") is None else desk.team.author(cells),
    )


def _round_of(desk: Desk, cells: Cells, hand: Hand, name: str | None) -> str | None:
    """The round of a question: named, else that in which it stands, else the closed blind round that its coder takes part in.

    Several such rounds are a fault.
    """
    if hand.round is not None:
        return hand.round
    before = desk.threads.get(name) if name is not None else None
    if before is not None and before.coder == hand.coder:
        return before.round
    codes = desk.protocol.role(hand.coder) == "coder"
    closed = [
        entry.id
        for entry in desk.protocol.rounds
        if entry.kind == "coding" and entry.id not in desk.team.open and (hand.coder in entry.coders if entry.coders is not None else codes)
    ]
    if len(closed) > 1:
        cells.fault(f"`round` is empty; name one of {listed(closed)}: nobody else may see a question of a blind round.")
        return None
    return closed[0] if closed else None


def _answer(desk: Desk, cells: Cells, first: Message, said: tuple[str | None, str | None, bool]) -> Message | None:
    name, words, closed = said
    by = desk.team.author(cells)
    if by != first.coder and not desk.team.leads:
        cells.fault(f"the thread is `{first.coder}`'s; they and the lead write in it.")
    if cells.wrong or words is None:
        return None
    secret = desk.names.by_id[first.account].secret
    return Message(
        id=name or object_id("message", secret, first.thread, by, words),
        thread=first.thread,
        account=first.account,
        mention=first.mention,
        edition=first.edition,
        start=first.start,
        end=first.end,
        coder=first.coder,
        round=first.round,
        text=canonical(words),
        closed=closed,
        by=by,
    )
