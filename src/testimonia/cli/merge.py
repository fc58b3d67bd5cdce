"""`testimonia merge`: take in another copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def merge(
    folder: Folder,
    other: Annotated[
        Path, typer.Argument(metavar="OTHER", help="The other copy: its folder, or a file made by `backup`.", show_default=False)
    ],
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Take in what another copy of this study holds.

    Nothing is lost on either side. What the two decided differently is listed, and counts as undecided until somebody decides again.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia import study as keeping

        return keeping.merge(study, other, progress)

    on_study(folder, coder, verb, json=json, follow=False)
