"""`testimonia new`: make a study folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from testimonia.cli.answer import answer
from testimonia.cli.options import Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it may exist if it is empty.", show_default=False)],
    template: Annotated[
        Literal["defectors", "blank"],
        typer.Option("--template", help="What study.yaml begins with: the founding example, or next to nothing."),
    ] = "defectors",
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help="Keep the tables in PostgreSQL: postgresql://user@host/name.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Make a study folder, with a study.yaml for you to change.

    You are its `owner`. Everybody else who decides gets an id in study.yaml, under `coders`.
    """

    def work(_: Progress) -> Report:
        from testimonia.study import NewReport, new_study

        with new_study(folder, kind=template, database=database) as study:
            return NewReport(
                folder=str(folder), template=template, files=tuple(sorted(study.protocol_texts)), database=database is not None
            )

    answer(work, json=json)
