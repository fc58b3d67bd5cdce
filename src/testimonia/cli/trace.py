"""`testimonia trace`: which accounts tell one story."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json, parts

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study


class Engine(StrEnum):
    """What compares the texts; the results are equal."""

    LOCAL = "local"
    SPARK = "spark"


def trace(
    folder: Folder,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[import FILE]", help="Take in a CSV or JSONL file of decisions on relations or boilerplate.", show_default=False
        ),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Trace everything anew, also where only a few accounts came into a large library.")
    ] = False,
    engine: Annotated[
        Engine, typer.Option("--engine", help="What compares the texts: this program, or Spark on all cores (extra `spark`, and Java).")
    ] = Engine.LOCAL,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Find which accounts tell one story, or take in decisions.

    What two accounts share word for word, but for small edits, says which is a reprint, an excerpt or a quotation of which.

    Reprints and whole
    excerpts become families, which count once. Translations are proposed for review; versions that differ and relative dates are listed.

    Lines that a source puts under everything are listed and not counted. A few accounts that
    came into a large library are looked up at once, provisionally, unless `--full` asks for all.

    The file has the keys of the exported table
    `relations`, or of `boilerplate`.
    """
    asked = parts(words, {"import": "FILE"})

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import trace as stage

        if asked is not None:
            return stage.import_reviews(study, Path(asked[1]))
        if engine is Engine.SPARK:
            from testimonia.scale.trace import LocalSpark

            return stage.trace(study, progress=progress, engine=LocalSpark(), full=full)
        return stage.trace(study, progress=progress, full=full)

    on_study(folder, coder, verb, json=json)
