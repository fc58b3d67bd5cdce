"""One number of a comparison, timeline, flow, pair or credibility: all cases that it counted, and their words."""

from __future__ import annotations

from threading import Lock
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.stages.analyse import cases_behind, gathered, kept_of
from testimonia.stages.publish import MeasureLook, look_at_measure, rests_on_accounts
from testimonia.stages.publish.method.wording import estimate_of, interval_of
from testimonia.study import Study
from testimonia.web import doubting, measured, names
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.views.findings import look_of, method_of, page_of, witness_of

_gathered: dict[str, Any] = {}
_lock = Lock()


@require_GET
def measure(request: Asked, name: str, measure: str) -> HttpResponse:
    """The cases behind one measure, and their words."""
    study, look = request.study, look_of(request.study)
    protocol = study.protocol
    plan = next((entry for entry in protocol.analysis if entry.id == name), None)
    row = next((row for row in look.measures if row.id == measure and row.plan == name), None)
    if plan is None or row is None:
        raise Http404
    parts = kept_of(row) if look.stale else cases_behind(_desk(study), row)
    part, wanted = request.GET.get("of", ""), page_of(request)
    with study.read() as view:
        asked = f"measure {measure} {part} {wanted}"
        found: MeasureLook = current().recall(view, asked, lambda: look_at_measure(study, plan, row, parts, part, wanted))
    context = {
        "look": found,
        "stale": look.stale,
        "entry": {"plan": plan, "title": row.title, "registered": row.registered},
        "name": measured.name_of(protocol, row),
        "measure": names.MEASURES.get(row.measure, ""),
        "estimate": estimate_of(row) if row.estimate is not None else "",
        "interval": interval_of(row),
        "test": measured.test_of(row),
        "note": "" if found.told else measured.note_of(row),
        "tabs": measured.tabs_of(protocol, found),
        "told": measured.told_of(protocol, row, found.told, found.titles),
        "witnesses": [witness_of(protocol, found.titles, witness) for witness in found.witnesses],
        "show_accounts": rests_on_accounts(plan, row),
        "method": method_of([row]),
        "held": doubting.sentences(look, plan).get(measure, ""),
    }
    return render(request, "findings/measure.html", context | {"work": current().works.last})


def _desk(study: Study) -> Any:
    """What the analysis reads, laid out: kept until something changes, one at a time, because it holds all that was ever coded."""
    with study.read_as_machine() as view:
        key = f"{study.folder} {view.snapshot()}"
    with _lock:
        if key not in _gathered:
            _gathered.clear()
            _gathered[key] = gathered(study)
        return _gathered[key]


urlpatterns = [
    path("findings/<str:name>/measure/<str:measure>", measure),
]
