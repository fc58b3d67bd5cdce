"""Which address shows what: each file of ``views`` lists its own pages."""

from __future__ import annotations

from django.urls import path

from testimonia.web.api import api
from testimonia.web.views import (
    accounts,
    agreement,
    cases,
    codebook,
    entry,
    explore,
    findings,
    lineage,
    log,
    measures,
    overview,
    people,
    planning,
    reader,
    screen,
    settling,
)

PAGES = (
    accounts,
    cases,
    entry,
    explore,
    findings,
    lineage,
    log,
    measures,
    overview,
    people,
    planning,
    reader,
    agreement,
    settling,
    codebook,
    screen,
)

urlpatterns = [
    path("api/", api.urls),
    *(address for page in PAGES for address in page.urlpatterns),
]

handler404 = "testimonia.web.views.entry.not_found"
handler500 = "testimonia.web.views.entry.broken"
