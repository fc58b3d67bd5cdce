"""One number of a comparison, timeline, flow, pair or credibility: all cases that it counted, and their words."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.stages.publish import MeasureLook, look_at_measure, rests_on_accounts
from testimonia.stages.publish.method.wording import estimate_of, interval_of
from testimonia.web import doubting, gathering, measured, names
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.views.findings import look_of, method_of, page_of, witness_of


@require_GET
def measure(request: Asked, name: str, measure: str) -> HttpResponse:
    """The cases behind one measure, and their words."""
    study, look = request.study, look_of(request.study)
    protocol = study.protocol
    asked_for = gathering.measure_of(study, look, measure)
    if asked_for is None or asked_for[0].id != name:
        raise Http404
    plan, row = asked_for
    parts = gathering.parts_of(study, look, row)
    part, wanted = request.GET.get("of", ""), page_of(request)
    with study.read() as view:
        asked = f"measure {measure} {part} {wanted}"
        found: MeasureLook = current().recall(view, asked, lambda: look_at_measure(study, plan, row, parts, part, wanted, stale=look.stale))
    context = {
        "look": found,
        "entry": {"plan": plan, "title": row.title, "registered": row.registered},
        "name": measured.name_of(protocol, row),
        "measure": names.MEASURES.get(row.measure, ""),
        "estimate": estimate_of(row) if row.estimate is not None else "",
        "interval": interval_of(row),
        "test": measured.test_of(row),
        "note": "" if found.told else measured.note_of(row),
        "tabs": [] if found.told else measured.tabs_of(protocol, found),
        "told": measured.told_of(protocol, row, found.told, found.titles),
        "witnesses": [witness_of(protocol, found.titles, witness) for witness in found.witnesses],
        "show_accounts": rests_on_accounts(plan, row),
        "method": method_of([row]),
        "held": doubting.sentences(look, plan).get(measure, ""),
    }
    return render(request, "findings/measure.html", context | {"work": current().works.last})


urlpatterns = [
    path("findings/<str:name>/measure/<str:measure>", measure),
]
