"""Cells that rows of several tables have: lists of words, and grades of the Admiralty system."""

from __future__ import annotations

import re

from testimonia.errors import InputError
from testimonia.stages.code.method.answers import items
from testimonia.store.rows import Cells
from testimonia.text import canonical

Grade = tuple[re.Pattern[str], str]  # its shape, and what is needed in words
SOURCE_GRADE: Grade = re.compile("[A-Fa-f]"), "it must be a letter from A (reliable) to F (cannot be judged)"
INFORMATION_GRADE: Grade = re.compile("[1-6]"), "it must be a digit from 1 (confirmed) to 6 (cannot be judged)"


def grade_of(cells: Cells, key: str, grade: Grade) -> str | None:
    """A grade in capitals; None where the cell is empty or after noting the fault."""
    value = cells.shaped(key, *grade)
    return value.upper() if value else None


def several(cells: Cells, key: str) -> tuple[str, ...]:
    """The words of a cell that holds several, each once."""
    try:
        return tuple(dict.fromkeys(canonical(item) for item in items(cells.raw(key))))
    except InputError as wrong:
        cells.fault(f"`{key}`: {wrong}")
        return ()
