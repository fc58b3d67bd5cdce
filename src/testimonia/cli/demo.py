"""`testimonia demo`: a small study from its files to its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import answer
from testimonia.cli.options import Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder to make.  [default: demo-study]")] = Path("demo-study"),
    json: Json = False,
) -> None:
    """Carry out a small fictional study, from its files to its report.

    Takes a minute or two, by the machine. An earlier demo in the same folder is replaced.
    """

    def work(progress: Progress) -> Report:
        from testimonia.workflow import demo as carry_out

        return carry_out(folder, progress)

    answer(work, json=json)
