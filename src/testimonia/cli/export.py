"""`testimonia export`: every table as a file."""

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
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write to.", show_default=False)],
    file_format: Annotated[Literal["jsonl", "csv", "parquet"], typer.Option("--format", help="Of the files.")] = "jsonl",
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Write every table to a folder, one file each.

    Rows of blind rounds that are not yours are left out, and counted.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia import study as keeping

        return keeping.export(study, out, file_format, progress)

    on_study(folder, coder, verb, json=json, follow=False)
