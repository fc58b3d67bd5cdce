"""`testimonia suggest`: what machines propose, for people to accept or reject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json, sub_verb

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study

FORMS: dict[str, tuple[str, ...]] = {"list": ("", "ACCOUNT"), "accept": ("ID",), "reject": ("ID",)}


def suggest(
    folder: Folder,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[list [ACCOUNT] | accept ID | reject ID]",
            help="list [ACCOUNT]: Show what is suggested and you have not looked at, of all accounts or of one.\n"
            "accept ID: Take it over as your own decision, with its passage: a mention, a claim, a coding.\n"
            "reject ID: Say that it is wrong; you are not shown it again.",
            show_default=False,
        ),
    ] = None,
    round_id: Annotated[
        str | None, typer.Option("--round", metavar="ROUND", help="The round in which you decide.", show_default=False)
    ] = None,
    mention: Annotated[
        str | None, typer.Option("--mention", metavar="ID", help="Of `accept`: whom a claim or a coding is about.", show_default=False)
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Of `accept` and `reject`: why.", show_default=False)
    ] = None,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Propose who speaks in the accounts and what is said of them.

    Alone it reads the accounts that have changed. Nothing suggested counts; what you accept is a decision of yours like any other.
    """
    what, operands = sub_verb(words, FORMS) if words else ("", [])

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia import workflow
        from testimonia.stages import suggest as stage

        if what == "list":
            return stage.list_suggestions(study, operands[0] if operands else None, round_id)
        if what == "accept":
            return workflow.accept(study, operands[0], round_id=round_id, mention=mention, reason=reason)
        if what == "reject":
            return workflow.reject(study, operands[0], round_id=round_id, reason=reason)
        return stage.suggest(study, progress=progress)

    on_study(folder, coder, verb, json=json)
