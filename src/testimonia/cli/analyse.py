"""`testimonia analyse`: carry out the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def analyse(
    folder: Folder,
    layers: Annotated[
        bool, typer.Option("--layers", help="Show each count for every coder alone, the pair, the lead and what holds; keep nothing.")
    ] = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Carry out the analysis plan on what is coded.

    The plan is that of study.yaml; rounds that are still blind do not count.

    Needs up-to-date cases; `testimonia run` does everything that comes before as well.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import analyse as stage

        return stage.by_layer(study) if layers else stage.analyse(study, progress=progress)

    on_study(folder, coder, verb, json=json)
