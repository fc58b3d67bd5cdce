"""`testimonia backup`: one file that holds the study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def backup(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as study.zip.", show_default=False)],
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Write the whole study to one ZIP file.

    Unpacked, it is a study again. It holds everything, names and texts included.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia import study as keeping

        return keeping.backup(study, file, progress)

    on_study(folder, coder, verb, json=json, follow=False)
