"""Who is let through: this machine's own browser, with the link of this start, as one of the team; and what every answer carries."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from testimonia.errors import TestimoniaError, UnknownReference
from testimonia.web.desk import current
from testimonia.web.faults import status_of
from testimonia.web.settings import DAY, JSON_MOST
from testimonia.web.views.entry import refused

if TYPE_CHECKING:
    from testimonia.study import Study

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a browser sends the Origin of our own forms as "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), clipboard-read=()",
    "Cache-Control": "no-store",  # accounts do not stay behind in a browser's cache
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = frozenset({"/enter", "/language"})
"""What is answered before somebody is let in."""
NAMES = frozenset({"127.0.0.1", "localhost"})


class Asked(HttpRequest):
    """A request as the views see it: the study as whoever asks sees it."""

    study: Study


class Fence:
    """Only requests that name this machine and come from its own pages; and headers on every answer.

    A page of another site can make a browser send requests here (its address resolves to 127.0.0.1, or it simply posts a form):
    the first is known by its Host, the second by its Origin.
    """

    def __init__(self, answer: Answer) -> None:
        """``answer`` is the rest of the chain."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse or pass on."""
        wrong = self._wrong(request)
        if wrong:
            response = refused(request, wrong, 403)
        elif _too_long(request):
            response = refused(request, _("That is more than a page of the workbench ever sends."), 413)
        else:
            response = self.answer(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    def _wrong(self, request: HttpRequest) -> str | None:
        host = request.META.get("HTTP_HOST", "")
        name, _colon, port = host.rpartition(":") if ":" in host else (host, "", "80")
        if name not in NAMES or port != str(request.META.get("SERVER_PORT", "")):
            return "This server answers only to its own address on this machine."
        if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.headers.get("Sec-Fetch-Mode") != "navigate":
            return "Another site asked for this."
        if request.method in SAFE:
            return None
        origin = request.headers.get("Origin")
        if origin is None:
            return None if request.headers.get("Sec-Fetch-Site") == "same-origin" else "It does not say which page it comes from."
        return None if origin == f"http://{host}" else "It comes from another site."


def _too_long(request: HttpRequest) -> bool:
    """Whether a request brings more than anything but files needs; how long it is the server has counted, also where nothing was said."""
    files = (request.content_type or "").startswith("multipart/form-data")
    return not files and int(request.META.get("CONTENT_LENGTH") or 0) > JSON_MOST


class Gate:
    """Only somebody who came through the link of this start, and only as one of the team."""

    def __init__(self, answer: Answer) -> None:
        """``answer`` is the rest of the chain."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let in, send to the choice of names, or refuse."""
        session = request.session
        if request.path not in OPEN and not _within_the_day(session.get("since")):
            session.flush()
            return refused(request, _("Open the workbench by the link that the terminal shows: this one is used up or too old."), 401)
        if request.path in (*OPEN, "/who"):
            return self.answer(request)
        coder = session.get("coder")
        if coder is None:
            return _nameless(request)
        try:
            request.study = current().study(coder)
        except UnknownReference:  # struck out of study.yaml meanwhile
            return _nameless(request)
        except TestimoniaError as fault:  # the study is busy, or came to harm: no view is reached that could say so
            return refused(request, fault.message, status_of(fault), remedy=fault.remedy)
        return self.answer(request)


def _nameless(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refused(request, _("Say first who you are."), 401)
    return redirect("/who")


def _within_the_day(since: str | None) -> bool:
    if since is None:
        return False
    return timedelta(0) <= current().now() - datetime.fromisoformat(since) < DAY


class Faults:
    """A fault becomes a page (or JSON) that says what is wrong and what to do."""

    def __init__(self, answer: Answer) -> None:
        """``answer`` is the rest of the chain."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer what a view could not."""
        if isinstance(fault, TestimoniaError):
            return refused(request, fault.message, status_of(fault), remedy=fault.remedy)
        place = fault.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else "?"
        # The kind and the place, never the message, which may quote an account, nor what stood in the address.
        route = request.resolver_match.route if request.resolver_match else ""
        logging.getLogger("testimonia.web").error("%s at %s (%s %s)", type(fault).__name__, where, request.method, route)
        return None


def as_json(fault: TestimoniaError) -> JsonResponse:
    """A fault as the interface answers it."""
    return JsonResponse(fault.as_json(), status=status_of(fault))
