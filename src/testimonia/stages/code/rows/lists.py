"""Rows of the study's lists: shelves, searches, sources, what was found by which search, recommendations."""

from __future__ import annotations

import re

from testimonia.domain.decisions import Recommendation
from testimonia.domain.evidence import FoundBy, Search, ShelfDeclaration, Source
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import Shelf
from testimonia.stages.code.desk import Desk
from testimonia.stages.code.method.countries import COUNTRIES, suggestion
from testimonia.stages.code.rows.parts import SOURCE_GRADE, grade_of, several
from testimonia.store.rows import Cells
from testimonia.text import canonical

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # the shape of a BCP 47 tag


def shelf(desk: Desk, cells: Cells) -> ShelfDeclaration | None:
    """What an account is meant for, or None after noting the faults."""
    account, found, by = desk.account(cells), cells.choice("shelf", Shelf), desk.team.author(cells)
    if account is None and not cells.wrong:
        cells.fault("names no `account`.")
    if cells.wrong or account is None or found is None:
        return None
    return ShelfDeclaration(account=account.id, shelf=found, by=by)


def search(desk: Desk, cells: Cells) -> Search | None:
    """One search as it was run (PRISMA-S), or None after noting the faults."""
    name, by = cells.name("id"), desk.team.author(cells)
    database, query = cells.text("database", required=True), cells.text("query", required=True)
    language, limits, date, hits = _language(cells), cells.text("limits"), cells.date("date"), cells.whole("hits")
    if cells.wrong or database is None or query is None:
        return None
    found = Search(
        id=name or object_id("search", database, query, language, limits, date),
        database=database,
        query=query,
        language=language,
        limits=limits,
        date=date,
        hits=hits,
        by=by,
    )
    desk.searches.add(found.id)  # rows further down the same file may point at it
    return found


def source(_: Desk, cells: Cells) -> Source | None:
    """A publisher or outlet, or None after noting the faults."""
    name, title = cells.name("id"), cells.text("name", required=True)
    country, language, grade = cells.text("country"), _language(cells), grade_of(cells, "grade", SOURCE_GRADE)
    if country is not None and country.upper() not in COUNTRIES:
        meant = suggestion(country)
        cells.fault(f"`country` is `{country[:40]}`; two letters of ISO 3166 are needed." + (f" Did you mean `{meant}`?" if meant else ""))
    if cells.wrong or title is None:
        return None
    return Source(
        id=name or object_id("source", title),
        name=canonical(title),
        country=country.upper() if country else None,
        language=language,
        grade=grade,
    )


def found_by(desk: Desk, cells: Cells) -> FoundBy | None:
    """That a search found an account, or None after noting the faults."""
    account, name = desk.account(cells), cells.text("search", required=True)
    if account is None and not cells.wrong:
        cells.fault("names no `account`.")
    if name is not None and name not in desk.searches:
        cells.fault(f"there is no search `{name[:40]}`; import the searches first.")
    return None if cells.wrong or account is None or name is None else FoundBy(account=account.id, search=name)


def recommendation(desk: Desk, cells: Cells) -> Recommendation | None:
    """What should be done and said to whom, or None after noting the faults."""
    name, by, text = cells.name("id"), desk.team.author(cells), cells.text("text", required=True)
    proposer, addressee, status = cells.text("proposer"), cells.text("addressee"), cells.text("status")
    supports, contradicts, lacks = (several(cells, key) for key in ("supports", "contradicts", "lacks"))
    if cells.wrong or text is None:
        return None
    return Recommendation(
        id=name or object_id("recommendation", text),
        text=canonical(text),
        proposer=proposer,
        addressee=addressee,
        status=status or "open",
        supports=supports,
        contradicts=contradicts,
        lacks=lacks,
        by=by,
    )


def _language(cells: Cells) -> str | None:
    return cells.shaped("language", _LANGUAGE, "a tag such as `en` or `ar-SY` is needed (BCP 47)")
