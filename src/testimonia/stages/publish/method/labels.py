"""The names of what was counted, for readers: from codebooks and study.yaml."""

from __future__ import annotations

from testimonia.errors import UnknownReference
from testimonia.protocol import Protocol

OPEN = "?"
CONDITION = " | "
_DATES = {"left": "Left", "joined": "Joined"}


def parts(group: str) -> tuple[str, str]:
    """What was counted, and among whom (empty: everybody), of a finding's ``group``."""
    item, _, condition = group.partition(CONDITION)
    return item, condition


def variable_of(name: str) -> str:
    """The variable (or date) that a thing counted is an answer to; empty for a code."""
    variable, equals, _ = name.partition("=")
    return variable if equals else ""


def value_of(name: str) -> str:
    """The answer itself; empty for a code."""
    return name.partition("=")[2]


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
    listed = next((item.label for item in known.values if item.value == value), "") if known else ""
    return listed or {"true": "Yes", "false": "No"}.get(value, value)


def heading(protocol: Protocol, name: str) -> str:
    """The question that a thing counted is an answer to; empty for a code."""
    variable = variable_of(name)
    known = next((item.label for item in protocol.variables if item.id == variable), "")
    return known or _DATES.get(variable, variable)


def is_date(protocol: Protocol, variable: str) -> bool:
    """Whether a variable is a date."""
    return variable in _DATES or any(item.id == variable and item.type == "date" for item in protocol.variables)


def is_listed(protocol: Protocol, name: str) -> bool:
    """Whether study.yaml or a codebook names this thing, so that its row says nothing about who is in it."""
    variable, value = variable_of(name), value_of(name)
    if not variable or value == OPEN:
        return True
    known = next((item for item in protocol.variables if item.id == variable), None)
    return known is not None and (known.type == "boolean" or any(item.value == value for item in known.values))


def is_exclusive(protocol: Protocol, name: str) -> bool:
    """Whether a case can have one answer only, so that the answers add up to the whole."""
    variable = variable_of(name)
    known = next((item for item in protocol.variables if item.id == variable), None)
    return bool(variable) and not (known is not None and known.type == "choices")
