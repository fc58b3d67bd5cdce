"""`testimonia analyse`: carry out the plan."""

from __future__ import annotations

from pathlib import Path
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
    need: Annotated[
        float | None,
        typer.Option("--need", metavar="POINTS", help="Plan: how many cases for an interval this wide, and hours of coding at this pace."),
    ] = None,
    share: Annotated[float, typer.Option("--share", metavar="PERCENT", help="With --need: the share expected.")] = 50.0,
    coders: Annotated[int, typer.Option("--coders", help="With --need: how many code each case.")] = 2,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="With --need: minutes a unit, in place of the study's own pace.", show_default=False)
    ] = None,
    printed: Annotated[
        Path | None,
        typer.Option("--printed", metavar="FILE", help="Check a typed-in table of another study for percentages that no count can give."),
    ] = None,
    past: Annotated[
        str | None,
        typer.Option("--as-of", metavar="SNAPSHOT", help="What the plan found at a named snapshot; keep nothing.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="SNAPSHOT", help="Which numbers changed since a snapshot, and by which decisions.", show_default=False
        ),
    ] = None,
    explored: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--explore", metavar="ROWS COLUMNS", help="A table beside the plan: any variable or codebook by any other.", show_default=False
        ),
    ] = None,
    keep: Annotated[bool, typer.Option("--save", help="With --explore: keep the table, as exploratory.")] = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Carry out the analysis plan on what is coded.

    The plan is that of study.yaml; rounds that are still blind do not count.

    Needs up-to-date cases; `testimonia run` does everything that comes before as well. The other questions look and keep nothing.
    """
    if sum((layers, *(asked is not None for asked in (need, printed, past, since, explored)))) > 1:
        raise typer.BadParameter(
            "`--layers`, `--need`, `--printed`, `--as-of`, `--since` and `--explore` are six questions; ask one at a time."
        )

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import analyse as stage

        if need is not None:
            return stage.need(study, stage.NeedParams(width=need, share=share, coders=coders, minutes=minutes))
        if printed is not None:
            return stage.check_printed(printed)
        if past is not None:
            return stage.findings_as_of(study, past)
        if since is not None:
            return stage.changes_since(study, since)
        if explored is not None:
            return stage.save(study, *explored) if keep else stage.explore(study, *explored)
        return stage.by_layer(study) if layers else stage.analyse(study, progress=progress)

    on_study(folder, coder, verb, json=json)
