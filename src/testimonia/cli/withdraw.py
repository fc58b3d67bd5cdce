"""`testimonia withdraw`: erase an account by duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import confirmed, on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json, Yes

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study

UNSAID = "by duty, no reason given"


def withdraw(
    folder: Folder,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its id, the beginning of its id, or its origin.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, without names; it stays when all else is gone.")] = UNSAID,
    yes: Yes = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Erase an account by duty (erasure request, takedown).

    Its bytes, its texts and all that was said about it are deleted. It cannot be undone. A tombstone with its hash stays, and the same bytes are refused afterwards. Owner or lead only.
    """

    def verb(study: Study, _: Progress) -> Report:
        from testimonia import study as keeping

        return keeping.withdraw(study, account, reason, lambda what: confirmed(f"Erase {what} for good?", yes=yes))

    on_study(folder, coder, verb, json=json, follow=False, asks=True)
