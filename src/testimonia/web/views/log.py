"""The log: who did what, newest first; what two copies decided differently; taking back one's own latest decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.domain.decisions import LinkReview
from testimonia.store.conflicts import Conflict, conflicts
from testimonia.store.history import Deed, Filter, LogPage, account_names, deeds_of, log_choices, log_count, log_page, log_rows
from testimonia.study import View
from testimonia.study.undoing import may_settle, why_not
from testimonia.study.withholding import judged_apart
from testimonia.web import names
from testimonia.web.deeds import Told, account_link
from testimonia.web.desk import current
from testimonia.web.guard import Asked

SIZE = 50  # rows a page: two screens
CONFLICTS = 20  # spelled out at the head of the page; the rest come up as these are settled
LONGEST = 200  # characters of what is searched for


@require_GET
def log(request: Asked) -> HttpResponse:
    """A page of the log."""
    study, asked = request.study, request.GET
    wanted = asked_for(asked)
    before, after = asked.get("before") or None, asked.get("after") or None
    with study.read() as view:
        found = log_page(view.connection, view.sight, wanted, size=SIZE, before=before, after=after)
        remembered = f"log {wanted}"
        count = current().recall(view, remembered, lambda: log_count(view.connection, view.sight, wanted))
        people, kinds = current().recall(view, "log choices", lambda: log_choices(view.connection, view.sight))
        about = account_names(view.connection, [wanted.account] if wanted.account else []).get(wanted.account or "")
        divided, blind = current().recall(view, "conflicts", lambda: conflicts(view.connection, view.sight))
        sides = [_sides(view, conflict) for conflict in divided[:CONFLICTS]]
        undoable = _undoable(view, found.deeds)
        hidden = sum(current().recall(view, "hidden", view.hidden).values())
    told = [Told(deed, found, study.protocol) for deed in found.deeds]
    context = {
        "rows": [{"told": one, "undoable": one.deed.row.id in undoable} for one in told],
        "page": found,
        "count": count,
        "wanted": wanted,
        "filtered": wanted != Filter(),
        "people": people,
        "kinds": sorted(((kind, names.KINDS[kind]) for kind in kinds), key=lambda pair: str(pair[1])),
        "about": account_link(about) if about else None,
        "conflicts": sides,
        "more_conflicts": len(divided) - len(sides),
        "blind_conflicts": blind,
        "hidden": hidden,
        "query": _without_place(asked),
    }
    return render(request, "log.html", context)


def asked_for(asked: QueryDict) -> Filter:
    """The filter of an address; what is no date is as good as none."""
    return Filter(
        by=asked.get("by") or None,
        kind=asked.get("kind") if asked.get("kind") in names.KINDS else None,
        account=asked.get("account") or None,
        since=_day(asked.get("since")),
        until=_day(asked.get("until")),
        words=asked.get("q", "").strip()[:LONGEST],
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _undoable(view: View, deeds: Sequence[Deed]) -> set[str]:
    """The rows that the reader can take back."""
    coder = view.study.coder
    mine = [deed for deed in deeds if deed.standing and not deed.contested and deed.row.by == coder]
    verdicts = {deed.row.id: deed.record for deed in mine if isinstance(deed.record, LinkReview)}
    reviews = view.records(LinkReview) if verdicts else []
    apart = {row for row, verdict in verdicts.items() if judged_apart(view, verdict, reviews)}
    return {deed.row.id for deed in mine if not why_not(deed, coder, apart=deed.row.id in apart)}


def _sides(view: View, conflict: Conflict) -> dict[str, Any]:
    """One conflict as the page shows it: each side in words."""
    rows = log_rows(view.connection, view.sight, conflict.rows)
    deeds = deeds_of(view.connection, view.sight, rows)
    shown = LogPage(deeds=deeds, newer=False, older=False, names=account_names(view.connection, {a for d in deeds for a in d.accounts}))
    sides = [Told(deed, shown, view.study.protocol) for deed in deeds]
    return {
        "conflict": conflict,
        "kind": names.KINDS[conflict.kind],
        "sides": [{"told": side, "differs": line.partition("): ")[2]} for side, line in zip(sides, conflict.sides, strict=False)],
        "may": may_settle(view.study, conflict, rows),
    }


def _without_place(asked: QueryDict) -> str:
    """The address's filter, to which a page's place is added."""
    kept = asked.copy()
    for name in ("before", "after"):
        kept.pop(name, None)
    return str(kept.urlencode())


urlpatterns = [path("log", log)]
