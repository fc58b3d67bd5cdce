"""`testimonia run`: everything that needs no person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def run(
    folder: Folder,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Trace, suggest, resolve, analyse, compare: all that needs no person.

    Skips what is up to date; stopped at any moment, the next run goes on. It never collects, decides or publishes.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.workflow import run as carry_out

        return carry_out(study, progress)

    on_study(folder, coder, verb, json=json)
