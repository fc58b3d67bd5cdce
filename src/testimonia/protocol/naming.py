"""The names of what an analysis counts, for readers: from codebooks and study.yaml, and in a readable form where these say nothing."""

from __future__ import annotations

import re

from testimonia.errors import UnknownReference
from testimonia.protocol.model import Protocol

OPEN = "?"
"""In place of a value: the cases whose answer is not stated, unclear or not there yet."""
PROPERTIES = ("movement", "period", "source", "country", "language", "condition")
NAMED = {"left": "left", "joined": "joined", "published": "first published", OPEN: "not stated"}
CONDITIONS = {
    "anonymous": "anonymous",
    "by-message": "by message",
    "custody": "in custody",
    "disguised": "disguised",
    "handler-present": "a handler present",
    "interpreter": "through an interpreter",
    "official-present": "an official present",
    "trial-pending": "trial pending",
}
"""Conditions of speaking that need more than their hyphens taken out."""
LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "id": "Indonesian",
    "it": "Italian",
    "ku": "Kurdish",
    "nl": "Dutch",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "ur": "Urdu",
}
"""Names of the languages that studies of this kind read; another one is shown by its code (BCP 47)."""
_DATES = {"left": "Left", "joined": "Joined"}
_HYPHENATED = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")


def variable_of(name: str) -> str:
    """The variable (or date) that a thing counted is an answer to; empty for a code."""
    variable, equals, _ = name.partition("=")
    return variable if equals else ""


def value_of(name: str) -> str:
    """The answer itself; empty for a code."""
    return name.partition("=")[2]


def readable(value: str) -> str:
    """A value that nobody gave a label: ``trial-pending`` as "trial pending"; anything else as it stands (dates keep their hyphens)."""
    if _HYPHENATED.fullmatch(value) and any(letter.isalpha() for letter in value):
        return re.sub("[-_]", " ", value)
    return value


def label(protocol: Protocol, name: str) -> str:
    """The label of a code (``codebook:code``) or of an answer (``variable=value``)."""
    variable, value = variable_of(name), value_of(name)
    if not variable:
        try:
            return protocol.code(name).label
        except UnknownReference:
            return name
    if value == OPEN:
        return "Not dated that closely, or not stated" if is_date(protocol, variable) else "Not stated, unclear or not coded yet"
    known = next((item for item in protocol.variables if item.id == variable), None)
    listed = next((item for item in known.values if item.value == value), None) if known else None
    if listed is not None:
        return listed.label or readable(value)
    return {"true": "Yes", "false": "No"}.get(value, value)


def heading(protocol: Protocol, name: str) -> str:
    """The question that a thing counted is an answer to; empty for a code."""
    variable = variable_of(name)
    known = next((item.label for item in protocol.variables if item.id == variable), "")
    return known or _DATES.get(variable, variable)


def is_date(protocol: Protocol, variable: str) -> bool:
    """Whether a variable is a date."""
    return variable in _DATES or any(item.id == variable and item.type == "date" for item in protocol.variables)


def name_of(protocol: Protocol, name: str) -> str:
    """The label of a thing counted, of a group (one formed by a property too) or of a date."""
    if not name or name in NAMED:
        return NAMED.get(name, name)
    variable, value = variable_of(name), value_of(name)
    if variable in PROPERTIES and not any(item.id == variable for item in protocol.variables):
        known = {"condition": CONDITIONS, "language": LANGUAGES}.get(variable, {})
        return known.get(value) or (readable(value) if variable == "condition" else value)
    if not variable and ":" not in name:
        return heading(protocol, f"{name}=") or name
    return label(protocol, name)
