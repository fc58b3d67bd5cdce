"""`testimonia resolve`: which mentions are one person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json, parts

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def resolve(
    folder: Folder,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[import FILE]", help="Take in a CSV or JSONL file of mentions, claims or links.", show_default=False),
    ] = None,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Work out the people behind the names, or take in decisions.

    A mention is one person as one account presents it; mentions that are linked as the same are one case.

    The file has the keys of the exported tables `mentions`, `claims` or `links`, by whose name it may be called.
    """
    asked = parts(words, {"import": "FILE"})

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import resolve as stage

        if asked is not None:
            return stage.import_decisions(study, Path(asked[1]))
        return stage.resolve(study, progress=progress)

    on_study(folder, coder, verb, json=json)
