"""Which column of a table is which field: said by whoever collects, or told by its name."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.errors import UsageError
from testimonia.stages.collect.readers.table import FIELDS


def columns_of(stated: Sequence[str], more: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """The pairs of field and column in ``title=Headline``; several may stand in one, separated by commas. ``more`` are further fields.

    Raises:
        UsageError: one is no such pair, or names no field.
    """
    pairs: list[tuple[str, str]] = []
    known = (*FIELDS, *more)
    for part in (piece for one in stated for piece in one.split(",")):
        field, mark, column = (piece.strip() for piece in part.partition("="))
        if not mark or not column or field.lower() not in known:
            raise UsageError(
                f"`{part.strip()}` does not say which column is what.",
                f"Write FIELD=COLUMN, such as title=Headline; fields are {', '.join(known)}.",
            )
        pairs.append((field.lower(), column))
    return tuple(pairs)
