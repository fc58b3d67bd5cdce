"""The words that every verb understands in the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The study's folder.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
Coder = Annotated[str, typer.Option("--as", metavar="CODER", help="Who acts: an id from `coders` in study.yaml.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

OWNER = "owner"
"""Who acts unless `--as` says otherwise. Never the login name: a study on a shared computer would record the wrong person."""


def parts(words: list[str] | None, known: dict[str, str], *, required: bool = False) -> tuple[str, str] | None:
    """The sub-verb and its one operand among the words after DIR; None where there are none.

    ``known`` maps each sub-verb to the name of its operand (``{"import": "FILE"}``; empty where it takes none). Anything else is a usage error.
    """
    forms = " or ".join(f"`{f'{verb} {operand}'.rstrip()}`" for verb, operand in known.items())
    if not words:
        if required:
            raise typer.BadParameter(f"after DIR say what to do: {forms}.")
        return None
    verb, *operands = words
    if verb not in known:
        raise typer.BadParameter(f"after DIR comes {forms}, not `{verb}`.")
    if not known[verb] and not operands:
        return verb, ""
    if not known[verb]:
        raise typer.BadParameter(f"`{verb}` takes nothing after it, not `{operands[0]}`.")
    if len(operands) != 1:
        raise typer.BadParameter(f"`{verb}` takes one {known[verb]}, not {len(operands)}.")
    return verb, operands[0]
