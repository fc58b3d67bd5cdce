"""`testimonia collect`: take files into the study, or read again what is in its archive."""

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
        list[Path] | None,
        typer.Argument(
            metavar="SOURCE...",
            help="Files, and folders searched to the bottom: pages, documents, mail, captions, web archives, database downloads, lists.",
            show_default=False,
        ),
    ] = None,
    shelf: Annotated[
        Shelf | None, typer.Option("--shelf", help="What these accounts are meant as evidence for; screening decides.", show_default=False)
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="FIELD=COLUMN", help="Which column of a table is what (see below); once for each.", show_default=False
        ),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="ID", help="The search that found all of this (see `code import`).", show_default=False),
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read again what had failed or was read in part; no SOURCE.")] = False,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read every original in the archive again with the readers of today; no SOURCE.")
    ] = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Archive files as accounts, and take out their texts.

    A web archive, a mailbox or a download of a news database becomes as many accounts as it holds. A list (RIS, BibTeX, CSL-JSON, a CSV or
    XLSX table) describes the files and pages that it names. Fields of a table: title, author, outlet, published, language, url,
    doi, file, accession, abstract, database. Collecting the same again adds nothing. A file that cannot be read becomes an
    account that says why. When a better reader makes another text, codings move where the words are the same, and the rest is listed.
    """
    again = retry or reread
    if sources and again:
        raise typer.BadParameter("it reads what is in the archive; leave SOURCE out", param_hint="--retry" if retry else "--reread")
    if not sources and not again:
        raise typer.BadParameter("name files or folders", param_hint="SOURCE")

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import collect as stage

        if again:
            return stage.reread(study, stage.CollectParams(), progress, everything=reread)
        params = stage.CollectParams(shelf=shelf, columns=stage.columns_of(columns or []), search=search)
        return stage.collect(study, sources or [], params, progress)

    on_study(folder, coder, verb, json=json)
