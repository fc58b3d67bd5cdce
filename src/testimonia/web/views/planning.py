"""Planner: how many cases an interval of a given width takes, and how many hours of coding at the study's own pace. It looks only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.errors import UsageError
from testimonia.stages.analyse import NeedParams, need
from testimonia.web.guard import Asked

MOST = 1_000_000
"""What anybody may plan with: two years in minutes, and more coders than there are."""
REMEDY = "Give a width and a share in per cent, minutes, and whole coders."
ASKED = ("width", "share", "coders", "minutes")


@require_GET
def needed(request: Asked) -> HttpResponse:
    """The form, and the answer once a width is given.

    Raises:
        UsageError: what was typed is no number, or none that anything can be planned with.
    """
    typed = {name: request.GET.get(name, "").strip() for name in ASKED}
    context: dict[str, Any] = {"typed": {"width": "20", "share": "50", "coders": "2"} | {k: v for k, v in typed.items() if v}}
    if typed["width"]:
        params = NeedParams(
            width=_number(typed["width"]),
            share=_number(typed["share"] or "50"),
            coders=_whole(typed["coders"] or "2"),
            minutes=_number(typed["minutes"]) if typed["minutes"] else None,
        )
        found = need(request.study, params)
        context |= {"found": found, "missing": max(0, found.cases - found.there), "half": found.width / 2}
    return render(request, "planning/needed.html", context)


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", ".").replace("٫", "."))
    except ValueError:
        value = float("nan")
    if not abs(value) <= MOST:  # nor is what is not a number
        raise UsageError("That is no number, or too large a one.", REMEDY)
    return value


def _whole(text: str) -> int:
    value = _number(text)
    if not value.is_integer():
        raise UsageError("There are no parts of coders.", REMEDY)
    return int(value)


urlpatterns = [path("need", needed)]
