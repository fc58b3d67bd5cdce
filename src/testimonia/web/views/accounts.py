"""Accounts: look for them, bring them in, see one with its custody; its original as a download that opens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from testimonia.domain.evidence import Account, FoundBy, Search, ShelfDeclaration
from testimonia.domain.outcome import Standing
from testimonia.domain.results import Case
from testimonia.domain.teamwork import ContentMark
from testimonia.domain.vocabulary import AccountState, Shelf
from testimonia.errors import UnknownReference
from testimonia.stages.screen import account_of
from testimonia.store import listing
from testimonia.store.history import Filter, log_page
from testimonia.store.listing import Sort, Wanted
from testimonia.study import Holdings, Narrowed, View, chosen, holdings, shown_mentions
from testimonia.web import names
from testimonia.web.asking import whole
from testimonia.web.deeds import Told
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.uploads import plain_name

SIZE = 50  # rows a page: two screens
BUNDLES = 40  # files with many items that are offered as a filter
DEEDS = 12  # decisions about an account that its page tells; the log tells all
LAST_YEAR = 9999  # four digits, as EDTF writes years
LONGEST = 300  # characters of what is searched for
HIDDEN_DEEDS = frozenset({"mention", "claim", "link"})  # who is in an account is told above them, under the rule of blind rounds


@dataclass(frozen=True, slots=True)
class Listing:
    """What the address of a list asks for."""

    wanted: Wanted
    narrowed: Narrowed
    page: int

    @property
    def question(self) -> str:
        """Its name among the answers that are kept."""
        return f"accounts {self.wanted} {self.narrowed}"


@require_GET
def accounts(request: Asked) -> HttpResponse:
    """The list of accounts."""
    asked = asked_for(request.GET)
    with request.study.read() as view:
        held = holdings(view)
        found = current().recall(view, asked.question, lambda: chosen(view, held, asked.wanted, asked.narrowed))
        last = max(1, -(-len(found) // SIZE))
        page = min(asked.page, last)
        shown = view.accounts(found[(page - 1) * SIZE : page * SIZE])
        tallies = current().recall(
            view, "tallies", lambda: {name: listing.tally(view.connection, name) for name in ("state", "language", "bundle")}
        )
        family = view.account(asked.narrowed.family) if asked.narrowed.family else None
        # Asked of the plan, not of the rows: whether there are any is nobody's business.
        blind = any(entry.kind == "screening" and entry.id not in view.sight.rounds for entry in request.study.protocol.rounds)
    context = {
        "rows": [_row(account, held) for account in shown],
        "total": len(found),
        "all": sum(tallies["state"].values()),
        "failed": tallies["state"].get(AccountState.FAILED, 0),
        "asked": asked,
        "filtered": asked.narrowed != Narrowed() or replace(asked.wanted, sort=Sort.TITLE, descending=False) != Wanted(),
        "page": page,
        "last": last,
        "first_shown": (page - 1) * SIZE + 1,
        "last_shown": (page - 1) * SIZE + len(shown),
        "query": _without(request.GET, "page"),
        "unsorted": _without(request.GET, "page", "sort", "down"),
        "languages": tallies["language"],
        "bundles": {name: count for name, count in list(tallies["bundle"].items())[:BUNDLES] if name != listing.NONE},
        "shelves": names.SHELVES,
        "states": names.STATES,
        "standings": names.STANDINGS,
        "story_places": names.PLACES,
        "family": family,
        "blind": blind,
        "work": current().works.last,
    }
    return render(request, "accounts/list.html", context)


def _row(account: Account, held: Holdings) -> dict[str, Any]:
    return {
        "account": account,
        "shelf": held.shelf(account.id),
        "standing": held.standing(account.id).value,
        "place": held.place(account.id),
        "family": len(held.home[account.id].accounts) if account.id in held.home else 0,
    }


def asked_for(asked: QueryDict) -> Listing:
    """The list that an address asks for; what makes no sense is as good as not said."""
    wanted = Wanted(
        words=asked.get("q", "").strip()[:LONGEST],
        state=AccountState(asked["state"]) if asked.get("state") in set(AccountState) else None,
        language=asked.get("language") or None,
        bundle=asked.get("bundle") or None,
        first_year=whole(asked.get("since"), LAST_YEAR),
        last_year=whole(asked.get("until"), LAST_YEAR),
        sort=Sort(asked["sort"]) if asked.get("sort") in set(Sort) else Sort.TITLE,
        descending=asked.get("down") == "1",
    )
    narrowed = Narrowed(
        shelf=asked.get("shelf") if asked.get("shelf") in set(Shelf) else None,
        standing=asked.get("standing") if asked.get("standing") in set(Standing) else None,
        place=asked.get("place") if asked.get("place") in names.PLACES else None,
        family=asked.get("family") or None,
    )
    return Listing(wanted, narrowed, whole(asked.get("page")) or 1)


def _without(asked: QueryDict, *left: str) -> str:
    kept = asked.copy()
    for name in left:
        kept.pop(name, None)
    return str(kept.urlencode())


@require_GET
def account(request: Asked, name: str) -> HttpResponse:
    """One account: where it comes from, how its bytes came, its texts, its family, who is in it, who did what."""
    study = request.study
    with study.read() as view:
        found = account_of(view, name)
        held = holdings(view)
        lineage = view.run("lineage")
        relations = listing.relations_of(view.connection, lineage, name) if lineage else []
        family = held.home.get(name)
        kin = view.accounts(
            sorted({*(family.accounts if family else ()), *(end for edge in relations for end in (edge.a, edge.b))} - {name})
        )
        known = {item.id: item for item in kin}
        mentions = shown_mentions(view, name)
        searches = {search.id: search for search in view.records(Search)} if view.records_at(FoundBy, name) else {}
        log = log_page(view.connection, view.sight, Filter(account=name), size=DEEDS)
        declared = view.one(ShelfDeclaration, name)
        context = {
            "account": found,
            "captures": study.store.captures(view.connection, name),
            "editions": listing.edition_notes(view.connection, name),
            "shelf": held.shelf(name),
            "declared": declared.shelf.value if declared else None,
            "standing": held.standing(name).value,
            "place": held.place(name),
            "family": family,
            "root": known.get(family.root) if family and family.root != name else None,
            "kin": [known[one] for one in (family.accounts if family else ()) if one in known],
            "relations": [_edge(edge, name, known) for edge in relations],
            "traced": held.traced,
            "mentions": mentions,
            "cases": _cases(view, name, {mention.id for mention in mentions}),
            "found_by": [(row.search, searches.get(row.search)) for row in view.records_at(FoundBy, name)],
            "marks": view.records_at(ContentMark, name),
            "deeds": [Told(deed, log, study.protocol) for deed in log.deeds if deed.row.kind not in HIDDEN_DEEDS],
            "folder": study.folder.name,
        }
    return render(request, "accounts/account.html", context)


def _cases(view: View, account: str, shown: set[str]) -> list[Case]:
    """The cases that the people of an account belong to."""
    return [case for case in view.outputs("resolve", Case) if account in case.accounts and not shown.isdisjoint(case.mentions)]


def _edge(edge: Any, account: str, known: Mapping[str, Account]) -> dict[str, Any]:
    return {"relation": edge, "other": known.get(edge.b if edge.a == account else edge.a)}


@require_GET
def original(request: Asked, name: str, sha256: str) -> HttpResponse:
    """The bytes of a capture, as a download: no browser shows or runs what a stranger made, in this origin or any other."""
    study = request.study
    with study.read() as view:
        found = account_of(view, name)
        held = {capture.sha256 for capture in study.store.captures(view.connection, name)}
    if sha256 not in held:
        raise UnknownReference("This account has no such original.", "Go back to the account's page.")
    response = HttpResponse(study.store.archive.get(sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=_name_of(found, sha256))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _name_of(account: Account, sha256: str) -> str:
    last = account.origin.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    return f"{sha256[:8]}-{plain_name(last)}"


urlpatterns = [
    path("accounts", accounts),
    path("accounts/<str:name>", account),
    path("accounts/<str:name>/original/<str:sha256>", original),
]
