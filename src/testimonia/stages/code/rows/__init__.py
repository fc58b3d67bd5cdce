"""Rows of imported tables into decisions: a function a table, each noting every fault of its row."""

from __future__ import annotations

from collections.abc import Callable

from testimonia.stages.code.desk import Desk
from testimonia.stages.code.rows.codings import coding, suggestion_review
from testimonia.stages.code.rows.lists import found_by, recommendation, search, shelf, source
from testimonia.stages.code.rows.marks import adjudication, completion, episode, judgement
from testimonia.stages.code.rows.teamwork import assignment, mark, message
from testimonia.stages.code.rows.values import Conditions, value
from testimonia.stages.code.tables import Table, named
from testimonia.store.append import Decision
from testimonia.store.importing import Builder
from testimonia.store.rows import Cells, Columns
from testimonia.store.tabular import Faults, Line
from testimonia.study import View

__all__ = ["Rows"]

_BUILD: dict[str, Callable[[Desk, Cells], object | None]] = {
    "codings": coding,
    "suggestion_reviews": suggestion_review,
    "completions": completion,
    "judgements": judgement,
    "episodes": episode,
    "adjudications": adjudication,
    "recommendations": recommendation,
    "searches": search,
    "sources": source,
    "shelves": shelf,
    "assignments": assignment,
    "messages": message,
    "content_marks": mark,
    "found_by": found_by,
}


class Rows(Builder[View]):
    """Makes a decision of each row of a file of one table, or of the table that the row's own column ``table`` names."""

    def __init__(self, desk: Desk, table: Table | None) -> None:
        """``table`` is None where every row says its own."""
        self.desk, self.table = desk, table
        self.conditions = Conditions(desk)
        self.columns = Columns()

    def look(self, view: View) -> None:
        """Fetch texts through this view from now on."""
        self.desk.view = view

    def again(self) -> None:
        """Start counting notes anew: only now is every answer of the file known that a condition may rest on."""
        super().again()
        self.desk.notes.clear()
        self.conditions.again()

    def row(self, line: Line, faults: Faults) -> Decision | None:
        """The decision that a row is, or None after noting its faults."""
        cells = Cells(line, faults)
        table = self.table or cells.lookup("table", named, required=True)
        if table is None:
            return None
        self.columns.check(cells, table.name, table.keys)
        record = value(self.desk, cells, self.conditions) if table.name == "values" else _BUILD[table.name](self.desk, cells)
        stated = cells.stated()
        return None if cells.wrong or record is None else Decision(record=record, stated=stated)
