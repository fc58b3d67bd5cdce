"""Which table a file is: told by its name, by a column ``table``, or by the columns that only one table has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from testimonia.domain import decisions as d
from testimonia.domain import evidence as e
from testimonia.domain import teamwork as t
from testimonia.errors import InputError
from testimonia.protocol.nearest import advice, listed
from testimonia.store.rows import columns_of


@dataclass(frozen=True, slots=True)
class Table:
    """One importable table: its name, its record, and the columns that show a file without a name to be one (any of the sets)."""

    name: str
    record: type
    signs: tuple[frozenset[str], ...]
    more: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """Every column the table may have."""
        return columns_of(self.record, more=self.more)


_PLACE = frozenset({"edition", "start", "end", "quote"})


def _signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names.split()) for names in sets)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("codings", d.Coding, _signs("code start end", "code quote")),
        Table("values", d.Value, _signs("variable value", "variable missing"), _PLACE),
        Table(
            "completions",
            d.Completion,
            _signs("codebook unit", "codebook version account", "codebook version mention"),
            frozenset({"unit"}),
        ),
        Table("suggestion_reviews", d.SuggestionReview, _signs("suggestion status")),
        Table("judgements", d.Judgement, _signs("source_grade", "information_grade")),
        Table("episodes", d.Episode, _signs("joined left", "mention order")),
        Table("adjudications", d.Adjudication, _signs("subject decision")),
        Table("recommendations", d.Recommendation, _signs("text addressee", "text proposer", "text supports")),
        Table("searches", e.Search, _signs("database query")),
        Table("sources", e.Source, _signs("name country", "name grade", "name language")),
        Table("shelves", e.ShelfDeclaration, _signs("account shelf")),
        Table("found_by", e.FoundBy, _signs("account search")),
        Table("assignments", t.Assignment, _signs("status double", "coder double"), frozenset({"unit"})),
        Table("messages", t.Message, _signs("text thread", "text quote"), frozenset({"unit", "quote"})),
        Table("content_marks", t.ContentMark, _signs("account flag")),
    )
}
_OTHER_NAMES = {"answers": "values", "found": "found_by", "flags": "content_marks", "marks": "content_marks"}
_ELSEWHERE = {
    "screening": "`testimonia screen DIR import FILE`",
    "relations": "`testimonia trace DIR import FILE`",
    "relation_reviews": "`testimonia trace DIR import FILE`",
    "boilerplate": "`testimonia trace DIR import FILE`",
    "boilerplate_reviews": "`testimonia trace DIR import FILE`",
    "mentions": "`testimonia resolve DIR import FILE`",
    "mention_entries": "`testimonia resolve DIR import FILE`",
    "claims": "`testimonia resolve DIR import FILE`",
    "claim_entries": "`testimonia resolve DIR import FILE`",
    "links": "`testimonia resolve DIR import FILE`",
    "link_reviews": "`testimonia resolve DIR import FILE`",
}


def named(name: str) -> Table:
    """The table of that name.

    Raises:
        InputError: there is none, or another verb takes it.
    """
    word = name.strip().lower()
    word = _OTHER_NAMES.get(word, word)
    if word in TABLES:
        return TABLES[word]
    if word in _ELSEWHERE:
        raise InputError(f"The table `{word}` is not one of coding.", f"{_ELSEWHERE[word]} takes it.")
    raise InputError(f"There is no table `{name[:40]}`.", advice(word, TABLES))


def recognise(path: Path, columns: Iterable[str]) -> Table | None:
    """The table a file holds, by its name (``codings.csv``, ``codings-anna.jsonl``), else by its columns.

    None where the file has a column ``table``, which then says it row by row.

    Raises:
        InputError: it may be several, or none; names the ways to say which.
    """
    have = frozenset(columns)
    if "table" in have:
        return None
    stem = path.stem.lower()
    names = {stem, *re.split(r"[^a-z]+", stem)} & {*TABLES, *_OTHER_NAMES, *_ELSEWHERE}
    if stem in names:
        names = {stem}
    if len(names) == 1:
        return named(names.pop())
    fits = [table for table in TABLES.values() if not names and any(sign <= have for sign in table.signs)]
    fits = [table for table in fits if have <= table.keys] or fits
    if len(fits) == 1:
        return fits[0]
    what = f"may be any of {listed(table.name for table in fits)}" if fits else "cannot be recognised as a table of coding"
    raise InputError(
        f"{path.name} {what}.",
        f"Name the file after its table (codings.csv), or add a column `table`. Tables: {listed(TABLES)}.",
    )
