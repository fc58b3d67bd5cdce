"""`testimonia code`: codings in and out, and the opening of rounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from testimonia.cli.answer import asked_by_a_person, confirmed, on_study, tell
from testimonia.cli.options import OWNER, Coder, Folder, Json, Yes, parts

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study

KNOWN = {"import": "FILE", "export": "OUT", "open": "ROUND"}


def code(
    folder: Folder,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="(import FILE | export OUT | open ROUND)",
            help="import FILE: Take in a CSV or JSONL file; the same file twice is the file once.\n"
            "export OUT: Write the tables of coding to a folder.\n"
            "open ROUND: Let everybody see all of a blind round (owner or lead).",
            show_default=False,
        ),
    ],
    file_format: Annotated[Literal["jsonl", "csv"], typer.Option("--format", help="Of `export`.")] = "jsonl",
    yes: Yes = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Take codings in, write them out, or open a blind round.

    Tables: codings, values, episodes, completions, judgements, adjudications, recommendations, searches, sources, with the keys that
    `export` writes. What has been seen cannot be made blind again.
    """
    asked = parts(words, KNOWN, required=True)
    assert asked is not None  # noqa: S101 - narrows the type; `required` has seen to it
    what, operand = asked

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import code as stage

        if what == "import":
            return stage.import_file(study, Path(operand), progress)
        if what == "export":
            return stage.export_codings(study, Path(operand), file_format, progress)
        if asked_by_a_person() and not yes:
            before = stage.look_at_round(study, operand)
            if not before.open:
                for line in before.lines():
                    tell(line)
                confirmed("Open it? What has been seen cannot be made blind again.", yes=yes)
        return stage.open_round(study, operand)

    on_study(folder, coder, verb, json=json, asks=what == "open")
