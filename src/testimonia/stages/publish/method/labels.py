"""The names of what was counted, for readers: from codebooks and study.yaml."""

from __future__ import annotations

from testimonia.protocol import Protocol
from testimonia.protocol.naming import OPEN, heading, is_date, label, value_of, variable_of

__all__ = ["CONDITION", "OPEN", "heading", "is_date", "is_exclusive", "is_listed", "label", "parts", "value_of", "variable_of"]

CONDITION = " | "


def parts(group: str) -> tuple[str, str]:
    """What was counted, and among whom (empty: everybody), of a finding's ``group``."""
    item, _, condition = group.partition(CONDITION)
    return item, condition


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
