"""`testimonia code`: codings and forms in and out, rounds from dealing to settling, agreement, and changes of codebooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from testimonia.cli.answer import asked_by_a_person, confirmed, on_study, tell
from testimonia.cli.options import OWNER, Coder, Folder, Json, Yes, sub_verb

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.study import Study

FORMS = {
    "import": ("FILE",),
    "export": ("OUT", "form FILE", "differences ROUND FILE"),
    "form": ("CASE",),
    "queue": ("",),
    "assign": ("ROUND",),
    "release": ("CODER",),
    "open": ("ROUND",),
    "agreement": ("",),
    "differences": ("ROUND",),
    "settle": ("ROUND",),
    "audit": ("ROUND",),
    "change": ("FILE",),
    "crosswalk": ("FILE",),
    "suggest": ("",),
}
METAVAR = "(import FILE | export OUT | form CASE | queue | assign ROUND | open ROUND | agreement | differences ROUND | ...)"


def code(
    folder: Folder,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar=METAVAR,
            help="import FILE: Take in a table, a filled form or filled differences; the same file twice is the file once.\n"
            "export OUT: Write the tables of coding to a folder.\n"
            "export form FILE: Write the case form of your cases, to be filled in (.xlsx or .csv).\n"
            "export differences ROUND FILE: Write what coders differ on, to be ruled on.\n"
            "form CASE: Show the form of one case: what is asked, answered, missing.\n"
            "queue: What waits for you: cases, changed definitions, questions, missing values.\n"
            "assign ROUND: Deal the cases of a round to its coders (owner or lead).\n"
            "release CODER: Take back what somebody who leaves has not finished (owner or lead).\n"
            "open ROUND: Let everybody see all of a blind round (owner or lead).\n"
            "agreement: How far the coders agree, on completed units of open rounds.\n"
            "differences ROUND: What the coders of an open round differ on, first what moves findings.\n"
            "settle ROUND: Close the cases on which nothing is left to settle.\n"
            "audit ROUND: A sample of what pairs settled, for the lead to check.\n"
            "change FILE: Change a codebook as a small file says (owner or lead).\n"
            "crosswalk FILE: Hold a crosswalk between two codebooks (a file, or the id of a shipped one) against the study.\n"
            "suggest: Make suggestions, codes among them, as `testimonia suggest` does.",
            show_default=False,
        ),
    ],
    file_format: Annotated[Literal["jsonl", "csv"], typer.Option("--format", help="Of `export OUT`.")] = "jsonl",
    round_id: Annotated[
        str | None, typer.Option("--round", metavar="ROUND", help="Of a form, of what is released, or of `agreement`.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="CASE", help="A case to export the form of; may be repeated.")] = None,
    share: Annotated[float, typer.Option("--share", help="Of an audit: part of what pairs settled.")] = 0.1,
    seed: Annotated[int, typer.Option("--seed", help="Of an audit's sample.")] = 0,
    everything: Annotated[bool, typer.Option("--all", help="Differences that are settled as well.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Of `change`: show the effect and change nothing.")] = False,
    level: Annotated[
        Literal["case", "account", "passage", "all"], typer.Option("--level", help="Of `agreement`: the unit of its tables.")
    ] = "case",
    only: Annotated[
        str | None, typer.Option("--only", metavar="NAME", help="Of `agreement`: a codebook, `form`, a code or a variable.")
    ] = None,
    details: Annotated[bool, typer.Option("--details", help="Of `agreement`: every coefficient with its interval.")] = False,
    layers: Annotated[bool, typer.Option("--layers", help="Of `agreement`: counts by coder, consensus and adjudication.")] = False,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="VARIABLE=SCALE", help="Of `agreement`: nominal, ordinal, interval or ratio; may be repeated."),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option("--replicates", metavar="N", help="Of `agreement`: samples for intervals (10000).", show_default=False),
    ] = None,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="Of `agreement`: compare each suggester with each coder, apart from the rest.")
    ] = False,
    yes: Yes = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Fill forms, code, and bring several coders to one result.

    Tables: codings, values, episodes, completions, judgements, adjudications, recommendations, searches, sources, assignments,
    messages, content_marks, with the keys that `export` writes. What has been seen cannot be made blind again.
    """
    what, operands = sub_verb(words, FORMS)

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import code as stage
        from testimonia.stages.suggest import suggest as suggestions_of

        def agreement() -> Report:
            wanted = stage.Asked(
                level=level,
                only=only,
                details=details,
                layers=layers,
                round=round_id,
                replicates=replicates,
                scales=stage.scales(scale or []),
                suggestions=suggestions,
            )
            return stage.measure_agreement(study, wanted, progress)

        doors: dict[str, Callable[[], Report]] = {
            "import": lambda: stage.import_file(study, Path(operands[0]), progress),
            "export": lambda: stage.export_codings(study, Path(operands[0]), file_format, progress),
            "export form": lambda: stage.export_form(study, Path(operands[1]), round_id, tuple(case or ()), progress),
            "export differences": lambda: stage.export_differences(study, operands[1], Path(operands[2])),
            "form": lambda: stage.case_form(study, operands[0], round_id),
            "queue": lambda: stage.work(study),
            "assign": lambda: stage.assign(study, operands[0]),
            "release": lambda: stage.release(study, operands[0], round_id),
            "open": lambda: _opened(study, operands[0], yes=yes),
            "agreement": agreement,
            "differences": lambda: stage.differences(study, operands[0], settled=everything),
            "settle": lambda: stage.settle(study, operands[0]),
            "audit": lambda: stage.audit(study, operands[0], share, seed),
            "suggest": lambda: suggestions_of(study, progress=progress),
            "crosswalk": lambda: stage.look_at_crosswalk(study, operands[0]),
            "change": lambda: _changed(study, Path(operands[0]), dry_run=dry_run, yes=yes),
        }
        return doors[f"{what} {operands[0]}" if len(operands) > 1 else what]()

    on_study(folder, coder, verb, json=json, asks=what in ("open", "change"))


def _opened(study: Study, round_id: str, *, yes: bool) -> Report:
    from testimonia.stages import code as stage

    if asked_by_a_person() and not yes:
        before = stage.look_at_round(study, round_id)
        if not before.open:
            for line in before.lines():
                tell(line)
            confirmed("Open it? What has been seen cannot be made blind again.", yes=yes)
    return stage.open_round(study, round_id)


def _changed(study: Study, path: Path, *, dry_run: bool, yes: bool) -> Report:
    from testimonia.stages import code as stage

    change = stage.read_change(path)
    if dry_run:
        return stage.look_at_change(study, change)
    if asked_by_a_person() and not yes:
        for line in stage.look_at_change(study, change).lines():
            tell(line)
        confirmed("Change it?", yes=yes)
    return stage.change_codebook(study, change)
