"""What pydantic found wrong, said to the person who wrote the file: what is allowed there, and the nearest valid name."""

from __future__ import annotations

import types
import typing
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from testimonia.protocol.base import SLUG
from testimonia.protocol.loader import Document, Path
from testimonia.protocol.nearest import listed, nearest

_SHOWN = 60  # characters of a wrong value that a message repeats

# pydantic's kind of fault -> what is wrong, what to do; {given} is what was written, the other names are pydantic's.
_SAID = {
    "int_parsing": ("must be a whole number, not {given}.", ""),
    "int_type": ("must be a whole number, not {given}.", ""),
    "float_parsing": ("must be a number, not {given}.", ""),
    "float_type": ("must be a number, not {given}.", ""),
    "finite_number": ("must be a number, not {given}.", ""),
    "greater_than_equal": ("must be at least {ge}, not {given}.", ""),
    "less_than_equal": ("must be at most {le}, not {given}.", ""),
    "greater_than": ("must be above {gt}, not {given}.", ""),
    "less_than": ("must be below {lt}, not {given}.", ""),
    "bool_parsing": ("must be `true` or `false`, not {given}.", ""),
    "bool_type": ("must be `true` or `false`, not {given}.", ""),
    "string_too_short": ("is empty.", "Write something there, or remove the key."),
    "too_short": ("is empty.", "Write something there, or remove the key."),
    "string_too_long": ("is longer than {max_length} characters.", "Shorten it."),
    "tuple_type": ("must be a list, not {given}.", "Put each item on a line of its own that begins with `- `."),
    "model_type": ("must be a group of `key: value` lines, not {given}.", ""),
    "model_attributes_type": ("must be a group of `key: value` lines, not {given}.", ""),
    "string_type": ("must be text, not {given}.", "Put the text in quotes if it holds `: `, or begins with `-`, `[` or `{{`."),
    "value_error": ("{error}.", ""),
}


def note(document: Document, model: type[BaseModel], wrong: ValidationError, at: Path) -> None:
    """Add every fault of a failed validation to the document's problems; ``at`` is where the validated part stands."""
    faults = wrong.errors(include_url=False)
    places = {tuple(fault["loc"]) for fault in faults}
    for fault in faults:
        here = tuple(fault["loc"])
        # A list whose items are all wrong is called empty by pydantic; the items' own faults say more.
        if fault["type"] != "too_short" or not any(len(place) > len(here) and place[: len(here)] == here for place in places):
            _note_one(document, model, fault, at)


def _note_one(document: Document, model: type[BaseModel], fault: ErrorDetails, at: Path) -> None:
    inside = tuple(fault["loc"])
    place = (*at, *inside)
    kind = fault["type"]
    if kind == "extra_forbidden":
        unknown_key(document, place, list(_fields(model, inside[:-1])))
    elif kind == "missing":
        name = document.name(place[:-1]) or document.file
        document.report(place[:-1], f"lacks `{place[-1]}`.", f"Add `{place[-1]}: ...` to {name}.")
    else:
        message, remedy = _said(fault)
        document.report(place, message, remedy)


def unknown_key(document: Document, place: Path, allowed: list[str]) -> None:
    """Note a key that nothing reads."""
    key = str(place[-1])
    of = document.name(place[:-1]) or document.file
    close = nearest(key, allowed)
    remedy = (f"Did you mean `{close}`? " if close else "") + f"Allowed: {', '.join(f'`{name}`' for name in allowed)}."
    document.report(place, f"is not a key of {of}.", remedy)


def _said(fault: ErrorDetails) -> tuple[str, str]:
    """Message and remedy for one fault."""
    kind, context = fault["type"], fault.get("ctx", {})
    given = _shown(fault.get("input"))
    if kind == "literal_error":
        return _choice(str(context["expected"]), fault.get("input"))
    if kind == "string_pattern_mismatch":
        return _pattern(str(context.get("pattern")), given)
    message, remedy = _SAID.get(kind, (f"{fault['msg']}.".replace("{", "{{").replace("}", "}}"), ""))
    return message.format(given=given, **context), remedy.format()


def _choice(expected: str, given: object) -> tuple[str, str]:
    """One of a closed list; pydantic writes it as ``'a', 'b' or 'c'``."""
    allowed = [word for word in expected.replace(" or ", ", ").replace("'", "").split(", ") if word]
    close = nearest(str(given), allowed)
    return f"cannot be {_shown(given)}.", (f"Did you mean `{close}`? " if close else "") + f"Allowed: {listed(allowed)}."


def _pattern(pattern: str, given: str) -> tuple[str, str]:
    if pattern == SLUG:
        return f"is not an id: {given}.", "An id is made of small letters a-z, digits, `-`, `_` and `.`, and begins with a letter or digit."
    if pattern.startswith("^postgresql"):
        # What was typed may hold a password and is not repeated.
        return "is not a PostgreSQL address.", "Write `postgresql://user@host/name`, or remove the line to keep the study in a file."
    if ":" in pattern:
        return f"is not the full name of a code: {given}.", "Write `codebook:code`, for example `icsr-2015:leaving-brutality`."
    if "ya?ml" in pattern:
        return f"is not the name of a file in codebooks/: {given}.", "Write a name that ends in `.yaml`, without a folder."
    if "{2,3}" in pattern:
        return f"is not a language tag: {given}.", "Write a BCP 47 tag such as `en`, `ar` or `pt-BR`."
    return f"is not an answer's name: {given}.", "Use letters a-z, digits, `-`, `_` and `.`; what readers see goes into `label`."


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"`{value}`" if len(value) <= _SHOWN else f"`{value[: _SHOWN - 3]}...`"
    return "empty" if value is None else "a list" if isinstance(value, (list, tuple)) else "a group of `key: value` lines"


def _fields(model: type[BaseModel], inside: Path) -> dict[str, Any]:
    """The fields of the model found at a path inside ``model``."""
    here: Any = model
    for step in inside:
        here = here.model_fields[step].annotation if isinstance(step, str) and _is_model(here) else here
        here = _model_in(here)
    return dict(here.model_fields) if _is_model(here) else {}


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _model_in(annotation: Any) -> Any:
    """The model inside ``tuple[Model, ...]``, ``Model | None`` or ``Annotated``; the annotation itself when there is none."""
    if _is_model(annotation) or typing.get_origin(annotation) not in (tuple, typing.Union, types.UnionType, typing.Annotated):
        return annotation
    return next((found for part in typing.get_args(annotation) if _is_model(found := _model_in(part))), annotation)
