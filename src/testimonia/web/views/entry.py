"""Coming in: the link of this start, who one is, in which language; and being refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testimonia.domain.vocabulary import Role
from testimonia.web.desk import current
from testimonia.web.shell import ROLES

YEAR = 365 * 24 * 3600


@require_GET
def enter(request: HttpRequest) -> HttpResponse:
    """Let in whoever has the link of this start; it works once."""
    session: Any = request.session
    if not current().redeem(request.GET.get("token", "")):
        current().invite()
        return refused(
            request, _("This link was used before, or is too old."), 401, remedy=_("The terminal that runs the workbench shows a new one.")
        )
    session.flush()  # nothing of an earlier visit is carried over
    session["since"] = current().now().isoformat()
    return redirect("/who")


@require_http_methods(["GET", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Which member of the team sits here."""
    session: Any = request.session
    team = current().study("owner").protocol.coders
    if request.method == "POST":
        chosen = request.POST.get("coder", "")
        if any(coder.id == chosen for coder in team):
            since = session["since"]
            session.flush()  # what one coder's session held is not the next one's
            session["since"], session["coder"] = since, chosen
            return redirect("/")
    people = [{"id": coder.id, "name": coder.name or coder.id, "role": ROLES[Role(coder.role)]} for coder in team]
    study = current().study("owner")
    return render(request, "entry/who.html", {"people": people, "study_title": study.protocol.study.title, "here": session.get("coder")})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of the interface, kept in this browser."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    # Only an address of ours, never a name: Django's `redirect` would look for a page that is called so.
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Strict")
    return response


def refused(request: HttpRequest, message: str, status: int, *, remedy: str = "") -> HttpResponse:
    """Say what is wrong: as JSON to the interface's callers, else as a page."""
    if request.path.startswith("/api/"):
        return JsonResponse({"error": f"http-{status}", "message": message, "remedy": remedy}, status=status)
    return render(request, "entry/refused.html", {"message": message, "remedy": remedy, "status": status}, status=status)


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The answer to a form without the page's secret."""
    return refused(request, _("This page is too old to be sent."), 403, remedy=_("Load it again."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The answer to an address that leads nowhere."""
    return refused(request, _("There is no such page."), 404, remedy=_("Begin at the overview."))


def broken(request: HttpRequest) -> HttpResponse:
    """The answer where a view failed."""
    return refused(
        request,
        _("This is a bug in testimonia. What was saved before is kept."),
        500,
        remedy=_("Please report what you did; the terminal shows where it happened."),
    )


urlpatterns = [
    path("enter", enter),
    path("who", who),
    path("language", language),
]
