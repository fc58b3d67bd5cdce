"""A table as shades: how often each column goes with each row. The number stands in every cell; the shade only repeats it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from testimonia.stages.publish.figures.canvas import Canvas
from testimonia.stages.publish.markup import Markup

NAMES, CELL, TALL, HEAD, GAP = 190.0, 74.0, 34.0, 54.0, 8.0
MOST = 24
"""Rows and columns: beyond that the numbers cannot be read, and the table alone is shown."""
DARKEST = 0.58
"""Opacity of the full shade, at which dark text on light paper and light text on dark paper still have a contrast above 4.5."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: ``value`` (0 to 1; None: nothing to shade), its words, and what it says when it is pointed at."""

    value: float | None
    said: str
    more: str = ""


def heatmap(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Cell],
    title: str,
    *,
    rtl: bool = False,
) -> Markup:
    """The cells by (row, column) name; ``rows`` and ``columns`` are names with their labels. Empty where there is nothing, or too much."""
    if not rows or not columns or max(len(rows), len(columns)) > MOST:
        return Markup()
    width = NAMES + GAP + CELL * len(columns)
    canvas = Canvas(width, rtl=rtl)
    for n, (_, label) in enumerate(columns):
        canvas.label(NAMES + GAP + CELL * (n + 0.5), HEAD / 2, label, CELL - 10, anchor="middle", lines=3)
    for r, (row, label) in enumerate(rows):
        y = HEAD + TALL * r
        canvas.label(NAMES, y + TALL / 2, label, NAMES - 4, anchor="end")
        for c, (column, _) in enumerate(columns):
            cell = cells.get((row, column))
            x = NAMES + GAP + CELL * c
            if cell is None:
                canvas.rect(x + 1, y + 1, CELL - 2, TALL - 2, "blank")
                continue
            canvas.rect(x + 1, y + 1, CELL - 2, TALL - 2, "track")
            if cell.value:
                canvas.rect(x + 1, y + 1, CELL - 2, TALL - 2, "bar", title=cell.more, opacity=DARKEST * min(1.0, cell.value))
            canvas.text(x + CELL / 2, y + TALL / 2 + 3.6, cell.said, "count", "middle")
    named = dict(columns)
    said = ". ".join(
        f"{label}: " + ", ".join(f"{named[column]} {cells[row, column].said}" for column, _ in columns if (row, column) in cells)
        for row, label in rows
    )
    return canvas.figure(HEAD + TALL * len(rows) + 4, title, said, "heatmap")
