"""`testimonia collect`: take files into the study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json
from testimonia.domain.vocabulary import Shelf

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def collect(
    folder: Folder,
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, and folders searched to the bottom: pages, PDF, Word, text, web archives, database downloads, lists (RIS).",
            show_default=False,
        ),
    ],
    shelf: Annotated[
        Shelf | None, typer.Option("--shelf", help="What these accounts are meant as evidence for; screening decides.", show_default=False)
    ] = None,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Archive files as accounts, and take out their texts.

    A web archive or a download of a news database becomes as many accounts as it holds. A list describes the files and pages that
    it names. Collecting the same again adds nothing. A file that cannot be read becomes an account that says why.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages.collect import CollectParams
        from testimonia.stages.collect import collect as carry_out

        return carry_out(study, sources, CollectParams(shelf=shelf), progress)

    on_study(folder, coder, verb, json=json)
