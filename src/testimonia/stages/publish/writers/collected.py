"""What was collected, and the shelves."""

from __future__ import annotations

from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.method.collection import Tally, searched
from testimonia.stages.publish.writers.content import Content, section, some, table, thousands, unfold

_SHELVES = {
    "testimony": "people speaking for themselves",
    "programme": "documents about a response",
    "study": "research with its own figures",
    "policy": "positions and recommendations",
    "unshelved": "not on any shelf yet",
}


def collected(content: Content) -> Markup:
    """Accounts by state, language and format; what failed and why."""
    found = content.collection
    if not found.accounts:
        return section("collected", "What was collected", element("p", "Nothing yet."))
    dates = f", published between {found.first} and {found.last}" if found.first else ""
    undated = f" ({thousands(found.undated)} without a date)" if found.undated else ""
    outlets = f" from {some(found.outlets, 'named outlet')}" if found.outlets else ""
    said = f"{some(found.accounts, 'account')}{outlets}{dates}{undated}: {some(found.words, 'word')} to read."
    blocks = [("State", found.states, ""), ("Language", found.languages, "not recognised"), ("Format", found.formats, "unknown")]
    return section(
        "collected",
        "What was collected",
        element("p", said),
        element("div", [_tally(name, tally, empty) for name, tally, empty in blocks], class_="tallies"),
        _failures(content),
        _searches(content),
    )


def _tally(name: str, tally: Tally, empty: str) -> Markup:
    return table(
        f"Accounts by {name.lower()}", [name, "Accounts"], [[key or empty, thousands(count)] for key, count in tally], numeric=(1,)
    )


def _failures(content: Content) -> Markup:
    found = content.collection
    if not found.failed:
        return Markup()
    title = f"{some(len(found.failed), 'account')} could not be read"
    by_reason = table(
        "Why accounts could not be read",
        ["Reason", "Accounts"],
        [[foreign(reason), thousands(n)] for reason, n in found.failures],
        numeric=(1,),
    )
    if not content.internal:
        return unfold(title, by_reason)
    listed = found.failed[: content.params.failures_listed]
    rows = [[foreign(account.origin), foreign(account.reason or "no reason kept")] for account in listed]
    rest = len(found.failed) - len(listed)
    more = element("p", f"… and {thousands(rest)} more.") if rest else None
    return unfold(title, table("Accounts that could not be read", ["Origin", "Reason"], rows), more, by_reason if rest else None)


def _searches(content: Content) -> Markup:
    searches = content.facts.searches
    if not searches:
        return Markup()
    told = searched(content.facts)
    said = f"{some(told.accounts, 'account')} found by {some(len(searches), 'search', 'searches')}" if told.accounts else ""
    if told.several:
        said += f"; {thousands(told.several)} by more than one ({some(told.duplicates, 'duplicate')} removed)"
    if not content.internal:
        # A query may hold a name.
        return element("p", f"{said or 'Found by ' + some(len(searches), 'search', 'searches')}.")
    rows = [
        [
            foreign(s.database), foreign(s.query), s.language or "", s.date or "", "" if s.hits is None else thousands(s.hits),
            thousands(told.found[s.id]), thousands(told.alone[s.id]),
        ]
        for s in searches
    ]  # fmt: skip
    head = ["Database", "Query", "Language", "Date", "Hits", "Collected", "Found by no other"]
    return unfold(
        some(len(searches), "search", "searches"),
        table("Searches as they were run", head, rows, numeric=(4, 5, 6)),
        element("p", f"{said}.") if said else None,
    )


def shelves(content: Content) -> Markup:
    """What stands on each shelf, and what comes next for the shelf testimony."""
    rows = [
        [
            join(element("strong", stream.shelf), element("small", _SHELVES[stream.shelf])),
            stream.identified,
            stream.waiting + stream.unsure + stream.disagreed,
            stream.included,
        ]
        for stream in content.flow.streams
    ]
    rows = [[row[0], *(thousands(int(str(cell))) for cell in row[1:])] for row in rows]
    shelf = table("Shelves", ["Shelf", "Accounts meant for it", "To decide", "Included"], rows, numeric=(1, 2, 3))
    return section("shelves", "Shelves", shelf, _next(content))


def _next(content: Content) -> Markup:
    testimony = next(stream for stream in content.flow.streams if stream.shelf == "testimony")
    people = content.flow.people
    if testimony.included == 0:
        start = "Nothing screened yet" if testimony.screened == 0 else "Nothing is included yet"
        said = f"The shelf testimony is empty. {start}. Next: "
        step = "testimonia screen STUDY import FILE"
        then = ", with a row for each account: screener, decision, shelf, criterion."
    elif people.eligible == 0:
        said, step, then = "Next: enter the people of the included accounts with ", "testimonia resolve STUDY import FILE", "."
    elif people.finished == 0:
        said, step, then = "Next: code the cases and complete them with ", "testimonia code STUDY import FILE", "."
    else:
        return Markup()
    return element("p", said, element("code", step), then, class_="next")
