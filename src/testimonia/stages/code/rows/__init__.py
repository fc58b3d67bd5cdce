"""Rows of imported tables into decisions: a function a table, each noting every fault of its row."""

from __future__ import annotations

from collections.abc import Callable

from testimonia.errors import InputError
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.rows.codings import coding
from testimonia.stages.code.rows.lists import found_by, recommendation, search, shelf, source
from testimonia.stages.code.rows.marks import adjudication, completion, episode, judgement
from testimonia.stages.code.rows.values import Conditions, value
from testimonia.stages.code.tables import Table, named
from testimonia.store.append import Decision
from testimonia.store.rows import Cells
from testimonia.store.tabular import Faults, Line
from testimonia.study import View

__all__ = ["Builder"]

_BUILD: dict[str, Callable[[Desk, Cells], object | None]] = {
    "codings": coding,
    "completions": completion,
    "judgements": judgement,
    "episodes": episode,
    "adjudications": adjudication,
    "recommendations": recommendation,
    "searches": search,
    "sources": source,
    "shelves": shelf,
    "found_by": found_by,
}


class Builder:
    """Makes a decision of each row of a file of one table, or of the table that the row's own column ``table`` names."""

    def __init__(self, desk: Desk, table: Table | None) -> None:
        """``table`` is None where every row says its own."""
        self.desk, self.table = desk, table
        self.conditions = Conditions(desk)
        self._checked: set[tuple[str, tuple[str, ...]]] = set()

    def look(self, view: View) -> None:
        """Fetch texts through this view from now on."""
        self.desk.view = view

    def again(self) -> None:
        """Start counting notes anew: only now is every answer of the file known that a condition may rest on."""
        self.desk.notes.clear()
        self.conditions.again()

    def row(self, line: Line, faults: Faults) -> Decision | None:
        """The decision that a row is, or None after noting its faults."""
        cells = Cells(line, faults)
        table = self.table or self._own(cells)
        if table is None:
            return None
        columns = tuple(line.values)
        if (table.name, columns) not in self._checked:
            # A mistyped column would be lost without a word. Said once: it is wrong in every row.
            self._checked.add((table.name, columns))
            cells.keys(table.keys)
        record = value(self.desk, cells, self.conditions) if table.name == "values" else _BUILD[table.name](self.desk, cells)
        stated = cells.text("stated") or cells.stated()
        return None if cells.wrong or record is None else Decision(record=record, stated=stated)

    def _own(self, cells: Cells) -> Table | None:
        name = cells.text("table", required=True)
        if name is None:
            return None
        try:
            return named(name)
        except InputError as wrong:
            cells.fault(str(wrong))
            return None
