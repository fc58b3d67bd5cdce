"""`testimonia publish`: write a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json
from testimonia.domain.vocabulary import Profile

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def publish(
    folder: Folder,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write to.", show_default=False)],
    profile: Annotated[Profile, typer.Option("--profile", help="Who may read it.")] = Profile.PUBLIC,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Write the report, public or internal, to a folder.

    `public` holds no words of people, and counts of people only where they give nobody away. `internal` unfolds every number to the
    words it rests on: do not share it. Owner or lead only.
    """

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import publish as stage

        return stage.publish(study, out, profile, progress=progress)

    on_study(folder, coder, verb, json=json)
