"""What stands around every page: its places, who is at work, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi, pgettext_lazy

from testimonia.domain.vocabulary import Role
from testimonia.study import LEADING, Study


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the navigation."""

    path: str
    name: Promise
    key: str


PLACES = (
    Place("/", pgettext_lazy("page", "Overview"), "overview"),
    Place("/accounts", pgettext_lazy("page", "Accounts"), "accounts"),
    Place("/screen", pgettext_lazy("page", "Screen"), "screen"),
    Place("/lineage", pgettext_lazy("page", "Lineage"), "lineage"),
    Place("/people", pgettext_lazy("page", "People"), "people"),
    Place("/read", pgettext_lazy("page", "Reader"), "reader"),
    Place("/cases", pgettext_lazy("page", "Cases"), "cases"),
    Place("/agreement", pgettext_lazy("page", "Agreement"), "agreement"),
    Place("/codebook", pgettext_lazy("page", "Codebook"), "codebook"),
    Place("/findings", pgettext_lazy("page", "Findings"), "findings"),
    Place("/log", pgettext_lazy("page", "Log"), "log"),
)
ROLES = {
    Role.OWNER: pgettext_lazy("role", "owner"),
    Role.LEAD: pgettext_lazy("role", "lead"),
    Role.CODER: pgettext_lazy("role", "coder"),
    Role.SCREENER: pgettext_lazy("role", "screener"),
}


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context of every page."""
    study: Study | None = getattr(request, "study", None)
    about = {
        "language": get_language(),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "theme": request.COOKIES.get("theme") if request.COOKIES.get("theme") in ("light", "dark") else None,
    }
    if study is None:
        return about
    role = study.protocol.role(study.coder)
    return about | {
        "study_title": study.protocol.study.title,
        "coder": study.coder,
        "role": ROLES[Role(role)],
        "leads": role in LEADING,
        "places": [(place, _is_here(place, request.path)) for place in PLACES],
        "notices": study.notices,
    }


def _is_here(place: Place, path: str) -> bool:
    return path == "/" if place.path == "/" else path == place.path or path.startswith(f"{place.path}/")
