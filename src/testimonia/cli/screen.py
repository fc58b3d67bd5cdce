"""`testimonia screen`: what stands, or take in a file of decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json, parts

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


def screen(
    folder: Folder,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[import FILE]", help="Take in a CSV or JSONL file of decisions.", show_default=False)
    ] = None,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """See how far screening is, or take in decisions.

    A decision includes or excludes an account, or a person (mention) in one, by a criterion of study.yaml. The file is CSV or JSONL
    with the keys of the exported table `screening`; the same file twice is the file once.
    """
    asked = parts(words, {"import": "FILE"})

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import screen as stage

        if asked is not None:
            return stage.import_decisions(study, Path(asked[1]), progress)
        return stage.screen(study)

    on_study(folder, coder, verb, json=json)
