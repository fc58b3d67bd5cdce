"""`testimonia collect`: take files and pages of the web into the study."""

from __future__ import annotations

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
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE...]",
            help=(
                "FILE: a page, PDF, Word, RTF or text file, an e-book, mail, web archive, database download or list (RIS).\n"
                "FOLDER: searched to the bottom.\n"
                "URL: a page of the web, a feed (RSS, Atom) or a sitemap: what it lists is fetched."
            ),
            show_default=False,
        ),
    ] = None,
    shelf: Annotated[
        Shelf | None, typer.Option("--shelf", help="What these accounts are meant as evidence for; screening decides.", show_default=False)
    ] = None,
    urls: Annotated[
        list[str] | None,
        typer.Option("--urls", metavar="FILE", help="A file of web addresses, one a line (- for a pipe).", show_default=False),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why these pages are collected; kept with each of them.", show_default=False)
    ] = "",
    proxy: Annotated[
        str | None,
        typer.Option(
            "--proxy",
            envvar="TESTIMONIA_PROXY",
            metavar="URL",
            help=(
                "Fetch through socks5://HOST:PORT (Tor: socks5://127.0.0.1:9050) or http://HOST:PORT. Hides your address from the sites, and "
                "your look-ups of their names from your network. Does not hide which pages are asked for together, nor the contact of "
                "study.yaml (see --no-contact), nor anything from the proxy's keeper."
            ),
            show_default=False,
        ),
    ] = None,
    no_contact: Annotated[bool, typer.Option("--no-contact", help="Do not tell the sites the contact of study.yaml.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try once more what could not be fetched before.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Fetch pages that the study holds once more, and show what changed.")] = False,
    archived: Annotated[
        bool, typer.Option("--archived", help="Ask the Internet Archive for pages that are gone (it learns what you look for).")
    ] = False,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="Pages of one feed or sitemap.")] = 200,
    matching: Annotated[
        str, typer.Option("--matching", metavar="TEXT", help="Of feeds and sitemaps, only addresses that hold this.", show_default=False)
    ] = "",
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Archive files and web pages as accounts, and take out their texts.

    Collecting the same again adds nothing. What cannot be read or fetched becomes an account that says why. Sites are asked slowly, as their
    robots.txt wants it; nothing is fetched from social networks, from behind a log-in, or from addresses within your own network.
    """
    if not (sources or urls or retry):
        raise typer.BadParameter("say what to collect: files, folders, web addresses, `--urls FILE` or `--retry`.")

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages.collect import CollectParams, Proxy, WebParams
        from testimonia.stages.collect import collect as carry_out

        web = WebParams(
            lists=tuple(urls or ()),
            reason=reason,
            proxy=Proxy.parse(proxy) if proxy else None,
            contact=not no_contact,
            again=again,
            retry=retry,
            archived=archived,
            most=most,
            matching=matching,
        )
        return carry_out(study, sources or (), CollectParams(shelf=shelf, web=web), progress)

    on_study(folder, coder, verb, json=json)
