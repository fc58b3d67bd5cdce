"""Cells that rows of several tables have: lists of words, and grades of the Admiralty system."""

from __future__ import annotations

import re

from testimonia.errors import InputError
from testimonia.stages.code.desk import Desk
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


def unit_of(desk: Desk, cells: Cells) -> tuple[str, str | None] | None:
    """The account and, where it is meant, the mention that a row is about: by columns of their own, a case, or ``unit``."""
    account = desk.account(cells)
    mention = desk.mention(cells, account.id if account else None)
    name = cells.text("unit")
    if name is not None and account is None and mention is None and not cells.wrong:
        if name in desk.mentions.by_id:
            mention = desk.mentions.by_id[name]
        elif name in desk.cases:
            mention = desk.of_case(cells, name, None)
        else:
            account = desk.account(cells, "unit")
    if cells.wrong:
        return None
    if mention is not None and account is not None:
        desk.belongs(cells, mention, account.id)
    if mention is not None:
        return mention.account, mention.id
    if account is not None:
        return account.id, None
    cells.fault("names neither an `account` nor a `mention` (nor a `unit` or a `case`).")
    return None
