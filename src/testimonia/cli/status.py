"""`testimonia status`: where the study stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def status(
    folder: Folder,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Show where the study stands, and what waits for whom."""

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.workflow import status as look

        progress(0, 0, "looking")
        return look(study)

    on_study(folder, coder, verb, json=json, follow=False)
