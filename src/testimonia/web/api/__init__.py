"""The interface for programs: everything the pages do, described as an OpenAPI at ``/api/openapi.json``.

A file a stage, each with a ``Router``. A handler takes plain values, calls the verb (or ``put``) as the coder of the session and
answers with what it did. Faults are answered as :class:`Fault`, with the status that :mod:`testimonia.web.faults` gives them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.security import APIKeyCookie

from testimonia.errors import TestimoniaError
from testimonia.web.api import accounts, cases, codebooks, findings, lineage, log, people, questions, reading, rounds, screening, work
from testimonia.web.faults import status_of


class Session(APIKeyCookie):
    """The session's cookie, with the page's secret (header X-CSRFToken) on everything that changes something."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002 - Gate has read the cookie
        """Who acts; Gate has let nobody else through."""
        return request.study.coder


api = NinjaAPI(title="testimonia", version="1", docs_url=None, openapi_url="/openapi.json", auth=Session(csrf=True))


@api.exception_handler(TestimoniaError)
def _refuse(request: HttpRequest, fault: TestimoniaError) -> HttpResponse:
    return api.create_response(request, {"problems": [], **fault.as_json()}, status=status_of(fault))


@api.exception_handler(ValidationError)
def _misformed(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    # Where and what kind of fault, never the value: it may be somebody's words.
    problems = [f"{'.'.join(str(part) for part in entry['loc'][1:])}: {entry['msg']}" for entry in fault.errors]
    said = {"error": "input", "message": "What was sent is not of the form that is asked for.", "remedy": "", "problems": problems}
    return api.create_response(request, said, status=422)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    # What ninja itself refuses: a body that is no JSON. It says so without repeating it.
    said = {"error": f"http-{fault.status_code}", "message": str(fault), "remedy": "Send JSON.", "problems": []}
    return api.create_response(request, said, status=fault.status_code)


_ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/run", work.router),
    ("/accounts", accounts.router),
    ("/screening", screening.router),
    ("/findings", findings.router),
    ("/cases", cases.router),
    ("/lineage", lineage.router),
    ("/log", log.router),
    ("/people", people.router),
    ("/reading", reading.router),
    ("/rounds", rounds.router),
    ("/questions", questions.router),
    ("/codebooks", codebooks.router),
)
for _path, _router in _ROUTERS:
    api.add_router(_path, _router)
