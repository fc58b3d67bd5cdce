"""The overview: where the study stands and what waits for whoever looks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.workflow import status


@require_GET
def overview(request: Asked) -> HttpResponse:
    """The stages as a path, and what waits."""
    study = request.study
    with study.read() as view:
        standing = current().recall(view, "status", lambda: status(study))
    return render(request, "overview.html", {"standing": standing})


urlpatterns = [path("", overview)]
