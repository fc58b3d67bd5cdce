"""Asking the lead about a passage, and answering; warning readers of what an account shows."""

from __future__ import annotations

from typing import Any

from testimonia.stages.code.steps import put
from testimonia.store.importing import ImportReport
from testimonia.study import Study


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
