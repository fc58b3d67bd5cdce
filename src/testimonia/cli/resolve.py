"""`testimonia resolve`: which mentions are one person."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from testimonia.cli.answer import on_study
from testimonia.cli.options import OWNER, Coder, Folder, Json, sub_verb

if TYPE_CHECKING:
    from testimonia.domain.report import Progress, Report
    from testimonia.stages.resolve.method.scoring import Grower
    from testimonia.study import Study


class Engine(StrEnum):
    """What groups many people."""

    LOCAL = "local"
    SPARK = "spark"
    SPLINK = "splink"


FORMS: dict[str, tuple[str, ...]] = {"import": ("FILE",), "pairs": ("",), "pair": ("A B",), "judge": ("A B VERDICT",)}


def resolve(
    folder: Folder,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[import FILE | pairs | pair A B | judge A B VERDICT]",
            help="import FILE: Take in a CSV or JSONL file of mentions, claims or links.\n"
            "pairs: Pairs of mentions that may be one person, the least foreseeable first, and whether you may stop.\n"
            "pair A B: Read two mentions; how they were weighed is shown after your verdict.\n"
            "judge A B VERDICT: Say whether two mentions are one person: same, different or unclear.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Of `judge`: why.", show_default=False)] = None,
    engine: Annotated[
        Engine,
        typer.Option(
            "--engine",
            help="Who compares more than 4,000 mentions: this program, Spark on all cores (extra `spark`, and Java), or Splink 5 (extra `splink`).",
        ),
    ] = Engine.LOCAL,
    settle: Annotated[
        bool, typer.Option("--settle", help="Of `judge`: as the owner or a lead, settle a pair on which reviewers differ.")
    ] = False,
    coder: Coder = OWNER,
    json: Json = False,
) -> None:
    """Work out the people behind the names, or take in decisions.

    A mention is one person as one account presents it; mentions that are linked as the same are one case. Alone it works out cases,
    proposes pairs, and says between which numbers the count of people lies.

    The file has the keys of the exported tables `mentions`, `claims` or `links`, by whose name it may be called.
    """
    what, operands = sub_verb(words, FORMS) if words else ("", [])

    def verb(study: Study, progress: Progress) -> Report:
        from testimonia.stages import resolve as stage

        if what == "import":
            return stage.import_decisions(study, Path(operands[0]))
        if what == "pairs":
            return stage.waiting_pairs(study)
        if what == "pair":
            return stage.read_pair(study, operands[0], operands[1])
        if what == "judge":
            return stage.judge_pair(study, operands[0], operands[1], operands[2], reason, settle=settle)
        return stage.resolve(study, progress=progress, grow_many=_grower(engine))

    on_study(folder, coder, verb, json=json)


def _grower(engine: Engine) -> Grower:
    if engine is Engine.SPARK:
        from testimonia.scale.resolve import LocalSparkPeople

        return LocalSparkPeople()
    if engine is Engine.SPLINK:
        from testimonia.scale.splink import SplinkPeople

        return SplinkPeople()
    from testimonia.stages.resolve.method.scoring import grow_large

    return grow_large
