"""`testimonia export`: every table as a file, the archive as a bag or a WACZ, one account as an exhibit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def export(
    folder: Folder,
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="The folder to write to (evidence: a file, if it is named .zip or .wacz).", show_default=False),
    ],
    file_format: Annotated[
        Literal["jsonl", "csv", "parquet", "bagit", "wacz"],
        typer.Option("--format", help="Of the tables; bagit and wacz write the archive instead: originals with their custody events."),
    ] = "jsonl",
    exhibit: Annotated[
        str | None,
        typer.Option(
            "--exhibit",
            metavar="ACCOUNT",
            help="One account as evidence: originals, custody events, hashes, a README; `sha256sum -c SHA256SUMS` checks it.",
            show_default=False,
        ),
    ] = None,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Write every table as a file; or originals as evidence for others.

    Rows of blind rounds that are not yours are left out, and counted.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia import study as keeping
        from testimonia.errors import UsageError

        if exhibit is not None:
            if file_format != "jsonl":
                raise UsageError("An exhibit has one form; `--format` is of the tables and the archive.", "Leave one of the two out.")
            return keeping.exhibit(study, exhibit, out)
        return keeping.export(study, out, file_format, progress)

    on_study(folder, coder, verb, json=json, follow=False)
