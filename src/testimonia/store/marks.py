"""A row of `content_marks`: what readers of an account are warned of. Screening and coding both take it."""

from __future__ import annotations

from testimonia.domain.evidence import Account
from testimonia.domain.teamwork import ContentMark
from testimonia.domain.vocabulary import ContentFlag
from testimonia.store.references import AccountNames, Nearby, Team
from testimonia.store.rows import Cells
from testimonia.text import canonical


def content_mark(names: AccountNames | Nearby[Account], team: Team, cells: Cells) -> ContentMark | None:
    """The warning that a row is, or None after noting its faults."""
    account = cells.lookup("account", names.find, required=True)
    flag = cells.choice("flag", ContentFlag)
    by, note = team.author(cells), cells.text("note")
    if cells.wrong or account is None or flag is None:
        return None
    return ContentMark(account=account.id, flag=flag, note=canonical(note) if note else None, by=by)
