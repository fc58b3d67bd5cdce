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

    ``known`` maps each sub-verb to the name of its operand (``{"import": "FILE"}``). Anything else is a usage error.
    """
    forms = " or ".join(f"`{verb} {operand}`" for verb, operand in known.items())
    if not words:
        if required:
            raise typer.BadParameter(f"after DIR say what to do: {forms}.")
        return None
    verb, *operands = words
    if verb not in known:
        raise typer.BadParameter(f"after DIR comes {forms}, not `{verb}`.")
    if len(operands) != 1:
        raise typer.BadParameter(f"`{verb}` takes one {known[verb]}, not {len(operands)}.")
    return verb, operands[0]


def sub_verb(words: list[str], known: dict[str, tuple[str, ...]]) -> tuple[str, list[str]]:
    """The sub-verb and its operands among the words after DIR.

    ``known`` maps each sub-verb to the forms its operands may have (``{"export": ("OUT", "form FILE")}``; an empty form takes none;
    a word in small letters stands for itself). Anything else is a usage error.
    """
    verb, *operands = words
    if verb not in known:
        raise typer.BadParameter(f"after DIR comes one of {', '.join(f'`{name}`' for name in known)}, not `{verb}`.")
    for form in known[verb]:
        parts = form.split()
        if len(parts) == len(operands) and all(part == word or part.isupper() for part, word in zip(parts, operands, strict=True)):
            return verb, operands
    forms = " or ".join(f"`{verb} {form}`".replace(" `", "`") for form in known[verb])
    raise typer.BadParameter(f"`{verb}` is written {forms}.")
