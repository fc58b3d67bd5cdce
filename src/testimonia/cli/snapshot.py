"""`testimonia snapshot`: name the present state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def snapshot(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as `submission`.", show_default=False)],
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Name the present state, so that its machine results are kept."""

    def verb(study: Study, _: Progress) -> Report:
        from testimonia import study as keeping

        return keeping.snapshot(study, name)

    on_study(folder, coder, verb, json=json)
