"""`testimonia code`: codings in and out, the opening of rounds, and how far coders agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from testimonia.cli.answer import asked_by_a_person, confirmed, on_study, tell
from testimonia.cli.options import OWNER, Coder, Folder, Json, Yes, parts

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study

KNOWN = {"import": "FILE", "export": "OUT", "agreement": "", "open": "ROUND"}


def code(
    folder: Folder,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="(import FILE | export OUT | agreement | open ROUND)",
            help="import FILE: Take in a CSV or JSONL file; the same file twice is the file once.\n"
            "export OUT: Write the tables of coding to a folder.\n"
            "agreement: Say how far the coders agree, on completed units of open rounds.\n"
            "open ROUND: Let everybody see all of a blind round (owner or lead).",
            show_default=False,
        ),
    ],
    file_format: Annotated[Literal["jsonl", "csv"], typer.Option("--format", help="Of `export`.")] = "jsonl",
    level: Annotated[
        Literal["case", "account", "passage", "all"], typer.Option("--level", help="Of `agreement`: the unit of its tables.")
    ] = "case",
    only: Annotated[
        str | None, typer.Option("--only", metavar="NAME", help="Of `agreement`: a codebook, `form`, a code or a variable.")
    ] = None,
    details: Annotated[bool, typer.Option("--details", help="Of `agreement`: every coefficient with its interval.")] = False,
    layers: Annotated[bool, typer.Option("--layers", help="Of `agreement`: counts by coder, consensus and adjudication.")] = False,
    round_: Annotated[str | None, typer.Option("--round", metavar="ROUND", help="Of `agreement`: compare this round alone.")] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="VARIABLE=SCALE", help="Of `agreement`: nominal, ordinal, interval or ratio; may be repeated."),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option("--replicates", metavar="N", help="Of `agreement`: samples for intervals (10000).", show_default=False)
    ] = None,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Of `agreement`: compare each suggester with each coder, apart from the rest.")
    ] = False,
    yes: Yes = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Take codings in, write them out, compare coders, open a blind round.

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
        if what == "agreement":
            wanted = stage.Asked(
                level=level,
                only=only,
                details=details,
                layers=layers,
                round=round_,
                replicates=replicates,
                scales=stage.scales(scale or []),
                suggestions=suggestions,
            )
            return stage.measure_agreement(study, wanted, progress)
        if asked_by_a_person() and not yes:
            before = stage.look_at_round(study, operand)
            if not before.open:
                for line in before.lines():
                    tell(line)
                confirmed("Open it? What has been seen cannot be made blind again.", yes=yes)
        return stage.open_round(study, operand)

    on_study(folder, coder, verb, json=json, asks=what == "open")
