"""Differences of a round: the list, one beside the other's words, and the lead's sample of what pairs settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from testimonia.domain.decisions import Adjudication
from testimonia.domain.vocabulary import Difference
from testimonia.errors import StaleResults
from testimonia.protocol import Round
from testimonia.stages.code import Queue, audit, look_at_difference
from testimonia.stages.code.method.differences import Place
from testimonia.study import LEADING
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.views.agreement import queue

PAGE = 40
"""Differences on a page of the list."""
KINDS = tuple(kind.value for kind in (Difference.VALUE, Difference.CODE, Difference.MISSED, Difference.SPAN))
SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Filter:
    """Which differences a list holds, as the page's address says it."""

    mine: bool
    settled: bool
    kind: str
    book: str

    @classmethod
    def of(cls, request: Asked) -> Filter:
        """What was asked for; a coder sees first what they coded themselves."""
        said = request.GET
        leads = request.study.protocol.role(request.study.coder) in LEADING
        return cls(
            mine=said.get("whose", "all" if leads else "mine") == "mine",
            settled=said.get("settled") == "yes",
            kind=said.get("kind", "") if said.get("kind") in KINDS else "",
            book=said.get("book", ""),
        )

    def keeps(self, place: Place, ruling: Adjudication | None, coder: str) -> bool:
        """Whether a difference is asked for."""
        return (
            (self.settled or ruling is None)
            and (not self.mine or place.side(coder) is not None)
            and (not self.kind or place.kind == self.kind)
            and (not self.book or place.book == self.book)
        )

    def of_queue(self, found: Queue, coder: str) -> list[Place]:
        """The differences that are asked for, in their order."""
        return [place for place in found.places if self.keeps(place, found.decided.get(place.id), coder)]

    @property
    def query(self) -> str:
        """As an address says it."""
        said = {"whose": "mine" if self.mine else "all", "settled": "yes" if self.settled else "", "kind": self.kind, "book": self.book}
        return str(urlencode({key: value for key, value in said.items() if value}))


@require_GET
def listed(request: Asked, round_id: str) -> HttpResponse:
    """The differences of a round, first what moves findings."""
    study = request.study
    entry = study.protocol.round(round_id)
    wanted = Filter.of(request)
    report = _report(request, round_id)
    if report is None:
        return _stale(request, entry)
    places = wanted.of_queue(report, study.coder)
    page, pages = _page(request, len(places))
    books = sorted({place.book for place in report.places})
    items = [
        {
            "place": place,
            "person": report.people[place.case],
            "effect": report.effects[place.id],
            "ruling": report.decided.get(place.id),
        }
        for place in places[(page - 1) * PAGE : page * PAGE]
    ]
    return render(
        request,
        "agreement/differences.html",
        {
            "entry": entry,
            "report": report,
            "items": items,
            "count": len(places),
            "wanted": wanted,
            "kinds": KINDS,
            "books": books,
            "page": page,
            "pages": pages,
        },
    )


def _report(request: Asked, round_id: str) -> Queue | None:
    study = request.study
    with study.read() as view:
        return queue(study, view, round_id)


def _stale(request: Asked, entry: Round) -> HttpResponse:
    """While the cases are out of date nobody can say what belongs together: the page offers to bring them up to date."""
    return render(request, "agreement/stale.html", {"entry": entry, "work": current().works.last})


def _page(request: Asked, count: int) -> tuple[int, int]:
    pages = max(1, -(-count // PAGE))
    given = request.GET.get("page", "1")
    return (min(max(1, int(given)), pages) if given.isascii() and given.isdigit() and len(given) < len("1000000") else 1), pages


@require_GET
def one(request: Asked, round_id: str, place: str) -> HttpResponse:
    """One difference: both sides, the words around, and what may be ruled."""
    study = request.study
    entry, wanted = study.protocol.round(round_id), Filter.of(request)
    report = _report(request, round_id)
    if report is None:
        return _stale(request, entry)
    if request.GET.get("list") == "audit":
        share, seed = _drawn(request)
        names: Sequence[str] = [item.place.id for item in audit(study, round_id, share, seed).items]
        query = urlencode({"list": "audit", "share": share, "seed": seed})
        back = f"/agreement/{round_id}/audit?{urlencode({'share': share, 'seed': seed})}"
    else:
        names = [place.id for place in wanted.of_queue(report, study.coder)]
        query, back = wanted.query, f"/agreement/{round_id}/differences?{wanted.query}"
    shown = look_at_difference(study, round_id, place, names)
    here = f"/agreement/{round_id}/differences/"
    return render(
        request,
        "agreement/difference.html",
        {
            "shown": shown,
            "entry": entry,
            "back": back,
            "next": f"{here}{shown.next}?{query}" if shown.next else "",
            "previous": f"{here}{shown.previous}?{query}" if shown.previous else "",
            "left": report.open,
            "me": study.coder,
        },
    )


@require_GET
def sample(request: Asked, round_id: str) -> HttpResponse:
    """What the lead looks at of what pairs settled by themselves."""
    study = request.study
    entry = study.protocol.round(round_id)
    share, seed = _drawn(request)
    try:
        report = audit(study, round_id, share, seed)
    except StaleResults:
        return _stale(request, entry)
    query = urlencode({"list": "audit", "share": share, "seed": seed})
    shown = {"report": report, "entry": entry, "share": f"{share:g}", "seed": seed, "query": query}
    return render(request, "agreement/audit.html", shown)


def _drawn(request: Asked) -> tuple[float, int]:
    """The share and the seed of a sample."""
    try:
        share, seed = float(request.GET.get("share", SHARE)), int(request.GET.get("seed", "0"))
    except ValueError:
        raise Http404 from None
    if not isfinite(share):
        raise Http404
    return share, seed


urlpatterns = [
    path("agreement/<str:round_id>/differences", listed),
    path("agreement/<str:round_id>/differences/<str:place>", one),
    path("agreement/<str:round_id>/audit", sample),
]
