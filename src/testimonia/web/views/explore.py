"""Explore: any variable by any code as a table whose cells open their cases; what is worth keeping is kept apart from the plan."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_GET, require_POST

from testimonia.stages.analyse import ExploredReport, choices, explore, forget, save, saved
from testimonia.stages.publish import look_at_explored, table_of
from testimonia.stages.publish.figures.drawn import crosstab_map
from testimonia.study import Study
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.views.findings import crosstab, label_of, page_of, tabs_of, witness_of


@require_GET
def table(request: Asked) -> HttpResponse:
    """The form, the table that was asked for, and the tables that were kept."""
    study = request.study
    listed = choices(study.protocol)
    rows, columns = (request.GET.get(name, "") for name in ("rows", "columns"))
    # Before anything is asked for, a variable by a codebook is offered: a variable by itself tells nothing.
    books = [name for name, _ in listed if name.partition("/")[0] in {book.id for book in study.protocol.codebooks}]
    offered = columns or next(iter(books), "")
    context: dict[str, Any] = {"choices": listed, "rows": rows, "columns": offered, "kept": _kept(study, dict(listed))}
    if rows and columns:
        found = _explored(study, rows, columns)
        made = table_of(study, found.plan, found.findings)
        context |= {"found": found, "address": urlencode({"rows": rows, "columns": columns})}
        if made is not None:
            drawn = crosstab_map(study.protocol, made, lambda _: True, rtl=get_language_bidi())
            context |= {"crosstab": crosstab(study.protocol, made), "drawn": drawn}
    return render(request, "explore/table.html", context)


@require_GET
def cell(request: Asked) -> HttpResponse:
    """The cases behind one cell, and their words."""
    study = request.study
    rows, columns, name = (request.GET.get(key, "") for key in ("rows", "columns", "cell"))
    part, wanted = request.GET.get("of", "evidence"), page_of(request)
    found = _explored(study, rows, columns)
    made = table_of(study, found.plan, found.findings)
    if made is None:
        raise Http404
    look = look_at_explored(study, made, name, part, wanted)
    line = next(line for line in made.lines if name in (line.completed.id, line.stated.id))
    protocol = study.protocol
    context = {
        "look": look,
        "title": found.plan.title,
        "label": label_of(protocol, line.item),
        "among": label_of(protocol, line.condition),
        "table": urlencode({"rows": rows, "columns": columns}),
        "address": urlencode({"rows": rows, "columns": columns, "cell": name}),
        "tabs": tabs_of(look),
        "witnesses": [witness_of(protocol, look.titles, witness) for witness in look.witnesses],
    }
    return render(request, "explore/cell.html", context)


@require_POST
def keep(request: Asked) -> HttpResponse:
    """Keep a table as exploratory."""
    rows, columns = (request.POST.get(name, "") for name in ("rows", "columns"))
    save(request.study, rows, columns)
    return HttpResponseRedirect(f"/explore?{urlencode({'rows': rows, 'columns': columns})}")


@require_POST
def drop(request: Asked) -> HttpResponse:
    """Take a table out of those that were kept."""
    forget(request.study, request.POST.get("id", ""))
    return HttpResponseRedirect("/explore")


def _explored(study: Study, rows: str, columns: str) -> ExploredReport:
    with study.read() as view:
        found: ExploredReport = current().recall(view, f"explored {rows} {columns}", lambda: explore(study, rows, columns))
    return found


def _kept(study: Study, labels: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "item": item,
            "rows": labels.get(item.rows, item.rows),
            "columns": labels.get(item.columns, item.columns),
            "address": urlencode({"rows": item.rows, "columns": item.columns}),
        }
        for item in saved(study)
    ]


urlpatterns = [
    path("explore", table),
    path("explore/cell", cell),
    path("explore/save", keep),
    path("explore/forget", drop),
]
