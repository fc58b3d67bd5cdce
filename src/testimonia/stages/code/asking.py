"""Asking the lead about a passage, and answering; warning readers of what an account shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from testimonia.domain.teamwork import Message
from testimonia.stages.code.steps import put
from testimonia.store import moments
from testimonia.store.importing import ImportReport
from testimonia.study import LEADING, Study, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: who wrote it, when (UTC), what."""

    by: str
    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question and what was answered, oldest first; ``coder`` is whose it is.

    It is about an account, a mention in it, or a passage (``quote``). ``waits_for_me``: the acting coder is the one to write next.
    """

    id: str
    coder: str
    account: str
    origin: str
    title: str
    mention: str | None
    round: str | None
    quote: str
    messages: tuple[Said, ...]
    closed: bool
    waits_for_me: bool


def ask(study: Study, text: str, **where: Any) -> ImportReport:
    """Ask the lead about a passage or a unit: ``account``, ``mention`` or ``case``; ``round``; ``quote``, or ``start`` and ``end``.

    In a blind round the asker and those who lead see it, nobody else.

    Raises:
        ImportRejected: there is no such place; nothing was written.
    """
    return put(study, "messages", [{"text": text, **where}])


def reply(study: Study, thread: str, text: str, *, close: bool = False) -> ImportReport:
    """Write in a thread: whoever asked, the owner and leads may. ``close`` says that nothing is left to answer.

    Raises:
        ImportRejected: there is no such thread that may be seen.
    """
    return put(study, "messages", [{"thread": thread, "text": text, "closed": close}])


def warn(study: Study, account: str, flag: str, note: str = "") -> ImportReport:
    """Warn readers of an account (``graphic``, ``sexual_violence``, ``children``, ``self_harm``, ``identifying``).

    Raises:
        ImportRejected: there is no such account or warning.
    """
    return put(study, "content_marks", [{"account": account, "flag": flag, **({"note": note} if note else {})}])


def threads(study: Study) -> tuple[Thread, ...]:
    """Every thread that the acting coder may see: first what waits for them, then what is open, then the closed, newest first.

    Raises:
        UnknownReference: somebody who is not of the team.
    """
    study.require()
    with study.read() as view:
        found = [*threads_of(view)][::-1]
    return tuple(sorted(found, key=lambda thread: (not thread.waits_for_me, thread.closed)))


def threads_of(view: View, accounts: Collection[str] | None = None, mentions: Collection[str] = ()) -> Iterator[Thread]:
    """The threads that a reader may see, in the order in which they began: all, or those about some accounts or mentions."""
    study = view.study
    leads = study.protocol.role(study.coder) in LEADING
    orders = moments.orders(view.connection, Message, view.records(Message), view.sight)
    found: dict[str, list[tuple[Message, str]]] = {}
    for message, order in sorted(orders.items(), key=lambda item: item[1]):
        found.setdefault(message.thread, []).append((message, moments.moment(order)))
    for thread, messages in found.items():
        first, last = messages[0][0], messages[-1][0]
        if accounts is not None and first.account not in accounts and first.mention not in mentions:
            continue
        account = view.account(first.account)
        edition = view.edition(first.edition) if first.edition else None
        mine, asked = last.coder == study.coder, last.by == last.coder
        yield Thread(
            id=thread,
            coder=last.coder,
            account=first.account,
            origin=account.origin if account else "",
            title=(account.title or "") if account else "",
            mention=first.mention,
            round=first.round,
            quote=edition.text[first.start : first.end] if edition and first.start is not None else "",
            messages=tuple(Said(by=message.by, at=at, text=message.text) for message, at in messages),
            closed=last.closed,
            waits_for_me=not last.closed and ((leads and asked and not mine) or (mine and not asked)),
        )
