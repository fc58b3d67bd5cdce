"""Planner: how many cases an interval of a given width takes, and how many hours of coding at the study's own pace. It looks only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.errors import UsageError
from testimonia.stages.analyse import NeedParams, need
from testimonia.text import title_line
from testimonia.web.guard import Asked

MOST = 1_000_000
"""What anybody may plan with: two years in minutes, and more coders than there are."""
TYPED = 40
"""Letters of what was typed that are repeated."""
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
            width=_number("width", typed["width"]),
            share=_number("share", typed["share"] or "50"),
            coders=_whole("coders", typed["coders"] or "2"),
            minutes=_number("minutes", typed["minutes"]) if typed["minutes"] else None,
        )
        found = need(request.study, params)
        context |= {"found": found, "missing": max(0, found.cases - found.there), "half": found.width / 2}
    return render(request, "planning/needed.html", context)


WORDS = {
    "width": ("the width of the interval", "Write it in percentage points, for example 20 or 12.5."),
    "share": ("the expected share", "Write it in per cent, from 0 to 100; leave the field empty if you expect nothing in particular."),
    "coders": ("the number of coders for each case", "Write a whole number of people: 1, or 2 if every case is coded twice."),
    "minutes": (
        "the minutes for a unit",
        "Write them in figures, for example 30, or leave the field empty to take the pace measured so far.",
    ),
}
"""What each field asks for, and how to answer."""


def _number(name: str, text: str) -> float:
    asked, remedy = WORDS[name]
    try:
        value = float(text.replace(",", ".").replace("٫", "."))
    except ValueError:
        value = float("nan")
    if value != value:  # noqa: PLR0124 - what is not a number equals nothing
        raise UsageError(f"“{shortened(text)}” cannot be read as {asked}.", remedy)
    if abs(value) > MOST:
        raise UsageError(f"“{shortened(text)}” is more than any study has as {asked}.", remedy)
    return value


def _whole(name: str, text: str) -> int:
    value = _number(name, text)
    if not value.is_integer():
        raise UsageError(f"A case is coded by whole people, not by {value:g}.", WORDS[name][1])
    return int(value)


def shortened(text: str) -> str:
    """What was typed, short enough to be said again."""
    line = title_line(text)
    return line if len(line) <= TYPED else f"{line[: TYPED - 1]}…"


urlpatterns = [path("need", needed)]
