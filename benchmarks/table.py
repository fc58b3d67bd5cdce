"""The table that the measurements print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One measured figure beside its goal and, where there is one, its ratio to the peer in the same run."""

    what: str
    case: str
    measured: str
    goal: str
    ratio: str


def show(rows: Sequence[Row]) -> None:
    """Print the rows as a Markdown table."""
    every = [Row("measure", "case", "measured", "goal", "against the peer"), *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(Row._fields))]
    for n, row in enumerate(every):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if n == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
