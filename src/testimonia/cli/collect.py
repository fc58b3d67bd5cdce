"""`testimonia collect`: take files and pages of the web into the study, or read again what is in its archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json
from testimonia.domain.vocabulary import Shelf

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.stages.collect import CollectParams
    from testimonia.study import Study


def collect(
    folder: Folder,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE...]",
            help=(
                "FILE: a page, document, mail, captions, a web archive, a database download, a ZIP of files or a list.\n"
                "FOLDER: searched to the bottom.\n"
                "URL: a page of the web; or a feed (RSS, Atom) or sitemap: what it lists is fetched."
            ),
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
    cases: Annotated[
        Path | None,
        typer.Option(
            "--cases", metavar="FILE", help="A team's table of cases (CSV, XLSX): a row is a person in a source.", show_default=False
        ),
    ] = None,
    search: Annotated[
        str | None,
        typer.Option("--search", metavar="ID", help="The search that found all of this (see `code import`).", show_default=False),
    ] = None,
    captured: Annotated[
        str | None,
        typer.Option(
            "--captured",
            metavar="DATE",
            help="When these files were saved, where they do not say so themselves (a day, or a moment). Their grade is then `declared`.",
            show_default=False,
        ),
    ] = None,
    captured_by: Annotated[
        str | None,
        typer.Option("--captured-by", metavar="WHO", help="Who saved them, if it was somebody else; as above.", show_default=False),
    ] = None,
    urls: Annotated[
        list[str] | None,
        typer.Option("--urls", metavar="FILE", help="Fetch the web addresses in a file, one a line (- for a pipe).", show_default=False),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why these pages are fetched; kept with each of them.", show_default=False)
    ] = "",
    again: Annotated[bool, typer.Option("--again", help="Fetch pages that the study holds once more, and show what changed.")] = False,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="Pages that one feed or sitemap may lead to.")] = 200,
    matching: Annotated[
        str, typer.Option("--matching", metavar="TEXT", help="Of feeds and sitemaps, only addresses that hold this.", show_default=False)
    ] = "",
    archived: Annotated[
        bool, typer.Option("--archived", help="Ask the Internet Archive for pages that are gone (it learns what you look for).")
    ] = False,
    proxy: Annotated[
        str | None,
        typer.Option(
            "--proxy",
            envvar="TESTIMONIA_PROXY",
            metavar="URL",
            help=(
                "Fetch through socks5://HOST:PORT (Tor: socks5://127.0.0.1:9050) or http://HOST:PORT. Hides from the sites where you are, and "
                "from your own network which names are looked up. Does not hide what is asked for together, or how; nor the contact of "
                "study.yaml (--no-contact does); nor anything from whoever runs the proxy."
            ),
            show_default=False,
        ),
    ] = None,
    no_contact: Annotated[bool, typer.Option("--no-contact", help="Do not tell the sites the contact of study.yaml.")] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read again what had failed or was read in part, and fetch again what did not come; no SOURCE.")
    ] = False,
    reread: Annotated[
        bool, typer.Option("--reread", help="Read every original in the archive again with the readers of today; no SOURCE.")
    ] = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Archive files and web pages as accounts, and take out their texts.

    A web archive, a mailbox, a ZIP or a download of a news database becomes as many accounts as it holds. A list (RIS, BibTeX, CSL-JSON,
    Zotero's RDF, a CSV or XLSX table) describes the files and pages that it names. Fields of a table: title, author, outlet, published, language, url,
    doi, file, accession, abstract, database. A table of cases also has a label (how the source names the person) and may have a
    case (a key that joins a person's rows); columns named like variables of study.yaml hold values. Collecting the same again adds
    nothing. What cannot be read or fetched becomes an account that says why. When a better reader, or a page fetched again, gives another
    text, codings move where the words are the same, and the rest is listed.

    Sites are asked slowly and as their robots.txt wants it. Nothing is fetched from social networks, from behind a log-in, or from
    addresses within your own network.
    """
    archive = retry or reread
    if (sources or urls) and archive:
        raise typer.BadParameter("it works on what is in the study; leave SOURCE out", param_hint="--retry" if retry else "--reread")
    if not (sources or urls or archive or cases):
        raise typer.BadParameter("name files, folders, web addresses or `--urls FILE`", param_hint="SOURCE")

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import collect as stage

        if cases:
            from testimonia.workflow import casesheet

            return casesheet.collect_cases(
                study, cases, stage.columns_of(columns or [], casesheet.OWN), sources or [], progress, params=params(stage)
            )
        if retry:
            return stage.retry(study, params(stage), progress)
        if reread:
            return stage.reread(study, params(stage), progress, everything=True)
        return stage.collect(study, sources or [], replace(params(stage), columns=stage.columns_of(columns or [])), progress)

    def params(stage: Any) -> CollectParams:
        web = stage.WebParams(
            lists=tuple(urls or ()),
            reason=reason,
            proxy=stage.Proxy.parse(proxy) if proxy else None,
            contact=not no_contact,
            again=again,
            archived=archived,
            most=most,
            matching=matching,
        )
        said: CollectParams = stage.CollectParams(shelf=shelf, search=search, declared_by=captured_by, declared_at=captured, web=web)
        return said

    on_study(folder, coder, verb, json=json)
