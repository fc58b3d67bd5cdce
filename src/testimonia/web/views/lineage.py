"""Lineage: the stories and how they spread, what waits for a reviewer, a family's tree, two texts side by side, boilerplate."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext, ngettext
from django.views.decorators.http import require_GET

from testimonia.domain.evidence import Account
from testimonia.domain.results import Relation
from testimonia.domain.storymap import Spread
from testimonia.domain.vocabulary import ContentFlag, Direction, ProposalStatus, RelationKind, VariantKind
from testimonia.stages.publish.figures.storymap import LaneWords, Scale, axis, lane, scale_of
from testimonia.stages.trace import comparing, looking
from testimonia.stages.trace.comparing import PairLook
from testimonia.stages.trace.looking import Node, Traced, Waiting
from testimonia.store.coded import warnings_of
from testimonia.store.lineage import accounts_by_id
from testimonia.study import View
from testimonia.text import title_line
from testimonia.web import names
from testimonia.web.desk import current
from testimonia.web.evidence import signs, why
from testimonia.web.guard import Asked
from testimonia.web.templatetags.words import foreign

NODES = 150  # accounts of a family on one page: its tree is a list that somebody reads
VARIANTS = 60  # differences of a family listed at first
DEEPEST = 8  # steps a tree is set in; deeper ones are told by their words
LONGEST = 200  # characters of what is searched for
RULE = "rule:"


def _(text: str) -> str:
    return str(gettext(text))


@require_GET
def stories(request: Asked) -> HttpResponse:
    """The stories told more than once, or what waits."""
    show = request.GET.get("show", "")
    return _queue(request) if show == "queue" else _stories(request, show if show in ("waiting", "undecided") else "")


def _stories(request: Asked, show: str) -> HttpResponse:
    words, page = request.GET.get("q", "").strip()[:LONGEST], _page(request)
    with request.study.read() as view:
        runs, queue = _standing(view)
        found = current().recall(
            view, f"stories {show} {page} {words}", lambda: looking.stories(view, runs, queue, words=words, show=show, page=page)
        )
    scale = scale_of(found.spreads)
    context = {
        "runs": runs, "queue": len(queue), "found": found, "show": show, "words": words,
        "rows": [_story(spread, scale, found.accounts, found.waiting) for spread in found.spreads],
        "axis": axis(scale, _("Scale of time"), rtl=get_language_bidi()) if scale else None, "query": mark_safe(escape(urlencode({"q": words, "show": show}) + "&")),  # noqa: S308 - escaped here
    }  # fmt: skip
    return render(request, "lineage/stories.html", context | {"work": current().works.last})


def _queue(request: Asked) -> HttpResponse:
    page = _page(request)
    with request.study.read() as view:
        runs, queue = _standing(view)
        pages = max(1, -(-len(queue) // looking.PAGE))
        page = min(page, pages)
        shown = queue[(page - 1) * looking.PAGE : page * looking.PAGE]
        accounts = accounts_by_id(view.connection, [name for one in shown for name in one.pair])
    rows = [_waiting(one, accounts) for one in shown]
    context = {"runs": runs, "queue": len(queue), "rows": rows, "page": page, "pages": pages, "show": "queue"}
    return render(request, "lineage/queue.html", context | {"work": current().works.last})


@require_GET
def family(request: Asked, account: str) -> HttpResponse:
    """One story: its tree, what it is related to, how its versions differ."""
    page = _page(request)
    with request.study.read() as view:
        runs, queue = _standing(view)
        found = current().recall(view, f"family {account}", lambda: looking.family(view, runs, account))
    pages = max(1, -(-len(found.nodes) // NODES))
    page = min(page, pages)
    whole = request.GET.get("variants") == "all"
    variants = found.variants if whole else found.variants[:VARIANTS]
    scale = scale_of([found.spread]) if found.spread else None
    open_pairs = {one.pair for one in queue}
    context = {
        "runs": runs, "queue": len(queue), "found": found, "root": found.accounts.get(found.family.root), "here": account,
        "nodes": [_node(node, found.accounts) for node in found.nodes[(page - 1) * NODES : page * NODES]],
        "page": page, "pages": pages,
        "lane": lane(found.spread, scale, _("How it spread"), Lane(), rtl=get_language_bidi()) if found.spread and scale else None,
        "axis": axis(scale, _("Scale of time"), rtl=get_language_bidi()) if scale else None,
        "outside": [_outside(edge, found.family.accounts, found.accounts, open_pairs) for edge in found.outside],
        "variants": [_variant(one, found.accounts) for one in variants], "more_variants": len(found.variants) - len(variants),
    }  # fmt: skip
    return render(request, "lineage/family.html", context | {"work": current().works.last})


@require_GET
def pair(request: Asked, one: str, other: str) -> HttpResponse:
    """Two texts side by side."""
    with request.study.read() as view:
        runs, queue = _standing(view)
        pairs = [waiting.pair for waiting in queue]
        look = comparing.pair(view, runs, set(pairs), one, other)
        here = (min(one, other), max(one, other))
        follows = next((each for each in pairs if each != here), None)
        place = next((waiting for waiting in queue if waiting.pair == here), None)
        flags = warnings_of(view.connection, here)
    warned = sorted({str(names.FLAGS[flag]) for found in flags.values() for flag in found})
    left, right = _("the first text"), _("the second text")
    called = {"a": right, "b": left} if look.exchanged else {"a": left, "b": right}
    on_left = "b" if look.exchanged else "a"
    review = look.standing.review
    context = {
        "runs": runs, "look": look, "queue": len(queue), "warned": warned,
        "graphic": any(flag != ContentFlag.IDENTIFYING for found in flags.values() for flag in found),
        "passages": [{"number": n, "passage": p, "edits": len(p.edits)} for n, p in enumerate(look.passages, start=1)],
        "signs": [{"sign": sign, "speaks": {None: None, on_left: left}.get(sign.source, right)} for sign in signs(look.found.evidence, called)]
        if look.found else [],
        "why": why(place.why) if place else None,
        "consequence": _consequence(place.joins, place.sizes, people=place.people) if place else None,
        "kinds": names.RELATIONS.items(), "kind": review.kind if review else look.found.kind if look.found else RelationKind.REPRINT,
        "directions": _directions(), "standing": _standing_words(look), "own": look.standing.row_by == request.study.coder,
        "then": "reload" if not look.waits else f"/lineage/pair/{follows[0]}/{follows[1]}" if follows else "/lineage?show=queue",
    }  # fmt: skip
    return render(request, "lineage/pair.html", context | {"work": current().works.last})


@require_GET
def boilerplate(request: Asked) -> HttpResponse:
    """The lines that do not count as shared words."""
    with request.study.read() as view:
        runs, queue = _standing(view)
        lines, page, pages = looking.boilerplate(view, runs, _page(request))
    context = {"runs": runs, "queue": len(queue), "lines": lines, "page": page, "pages": pages, "show": "boilerplate"}
    return render(request, "lineage/boilerplate.html", context | {"work": current().works.last})


# --- what every page of lineage needs


def _standing(view: View) -> tuple[Traced, tuple[Waiting, ...]]:
    runs: Traced = current().recall(view, "traced", lambda: looking.traced(view))
    queue: tuple[Waiting, ...] = current().recall(view, "lineage queue", lambda: looking.waiting(view, runs))
    return runs, queue


def _page(request: Asked) -> int:
    said = request.GET.get("page", "1")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 8 else 1  # noqa: PLR2004 - nobody has ten million pages


class Lane(LaneWords):
    """What a lane says, in the reader's language."""

    def whole(self, story: Spread) -> str:
        """The whole lane."""
        dated = story.dated
        if not dated:
            return _("no account is dated")
        return _("first told %(first)s, last %(last)s, by %(n)s accounts in %(languages)s languages; %(undated)s undated") % {
            "first": dated[0].on, "last": dated[-1].on, "n": story.accounts, "languages": max(1, len(story.languages)), "undated": story.undated,
        }  # fmt: skip

    def first(self, on: str) -> str:
        """The square."""
        return _("first told %(on)s") % {"on": on}

    def again(self, span: str, accounts: int, foreign: int) -> str:
        """A circle or diamond."""
        said: str = ngettext("%(span)s: %(n)s account", "%(span)s: %(n)s accounts", accounts) % {"span": span, "n": accounts}
        return said if not foreign else _("%(said)s, of them in another language: %(foreign)s") % {"said": said, "foreign": foreign}

    def undated(self, accounts: int, some_dated: bool) -> str:  # noqa: ARG002 - the signature is the figure's
        """Accounts without a date."""
        said: str = ngettext("%(n)s undated", "%(n)s undated", accounts) % {"n": accounts}
        return said


def _story(spread: Spread, scale: Scale | None, accounts: Any, waiting: Any) -> dict[str, Any]:
    root = accounts.get(spread.root)
    name = _name(root, spread.root)
    return {
        "spread": spread, "name": name, "root": root, "waiting": waiting.get(spread.family, 0),
        "lane": lane(spread, scale, title_line((root.title or root.origin) if root else spread.root), Lane(), rtl=get_language_bidi()) if scale else None,
        "outlets": spread.outlets[:3], "more_outlets": max(0, len(spread.outlets) - 3),
    }  # fmt: skip


def _waiting(one: Waiting, accounts: Any) -> dict[str, Any]:
    edge = one.relation
    return {
        "one": one, "a": accounts.get(one.a), "b": accounts.get(one.b), "kind": names.RELATIONS[edge.kind] if edge else None,
        "share": f"{edge.containment:.0%}" if edge and edge.containment else None, "why": why(one.why),
        "consequence": _consequence(one.joins, one.sizes, people=one.people),
    }  # fmt: skip


def _consequence(joins: bool, sizes: tuple[int, int], *, people: bool) -> str:
    """What hangs on a decision, in words."""
    if not joins:
        return _("A quotation joins no stories: confirming it only records the lineage.")
    said = _("Confirming makes one story of two: %(a)s and %(b)s accounts are then counted together.") % {"a": sizes[0], "b": sizes[1]}
    return _("%(said)s People are named on both sides and may be counted twice until then.") % {"said": said} if people else said


def _node(node: Node, accounts: Any) -> dict[str, Any]:
    edge, parent = node.edge, accounts.get(node.parent) if node.parent else None
    found: dict[str, Any] = {"node": node, "account": node.account, "parent": parent, "edge": edge, "step": min(node.depth, DEEPEST)}
    if edge is not None and parent is not None:
        called = {"a": _name(accounts.get(edge.a), edge.a), "b": _name(accounts.get(edge.b), edge.b)}
        found |= {
            "kind": names.RELATIONS[edge.kind], "share": f"{edge.containment:.0%}" if edge.containment else None,
            "how": _how(edge, node.account.id, _name(parent, parent.id)), "by_rule": edge.by.startswith(RULE),
            "signs": [{"sign": sign, "speaks": called.get(sign.source or "")} for sign in signs(edge.evidence, called)],
        }  # fmt: skip
    return found


def _how(edge: Relation, child: str, parent: SafeString) -> SafeString:
    """How an account hangs on the one above it in the tree."""
    texts = {
        "took": _("took it from {parent}"),
        "gave": _("{parent} took it from here"),
        Direction.COMMON: _("has it from where {parent} has it"),
        Direction.UNDECIDED: _("shares it with {parent}; nobody can tell who took it from whom"),
    }
    way: str = edge.direction
    if edge.direction in (Direction.A_TO_B, Direction.B_TO_A):
        way = "took" if (edge.direction is Direction.A_TO_B) == (edge.b == child) else "gave"
    return format_html(texts[way], parent=parent)


def _outside(edge: Relation, inside: tuple[str, ...], accounts: Any, waiting: set[tuple[str, str]]) -> dict[str, Any]:
    own, other = (edge.a, edge.b) if edge.a in inside else (edge.b, edge.a)
    took = {Direction.A_TO_B: edge.b, Direction.B_TO_A: edge.a}.get(edge.direction)
    says = (
        _("took it from here")
        if took == other
        else _("this story took it from there")
        if took == own
        else str(names.DIRECTIONS[edge.direction])
    )
    status = (
        _("decided since") if edge.status is ProposalStatus.PROPOSED and (edge.a, edge.b) not in waiting else names.STATUSES[edge.status]
    )
    return {
        "own": _name(accounts.get(own), own), "other": _name(accounts.get(other), other), "other_id": other, "edge": edge, "says": says,
        "kind": names.RELATIONS[edge.kind], "status": status,
    }  # fmt: skip


def _variant(one: Any, accounts: Any) -> dict[str, Any]:
    return {
        "one": one, "kind": names.VARIANTS[one.kind], "a": _name(accounts.get(one.a), one.a), "b": _name(accounts.get(one.b), one.b),
        "marks": one.kind in (VariantKind.MARKS_LOST, VariantKind.MARKS_ADDED), "lost": one.kind is VariantKind.MARKS_LOST,
        "speaker": one.kind is VariantKind.SPEAKER,
    }  # fmt: skip


def _name(account: Account | None, name: str) -> SafeString:
    return foreign((account.title or account.origin) if account else name)


def _directions() -> list[tuple[str, str]]:
    return [
        (Direction.A_TO_B, _("The second took it from the first")),
        (Direction.B_TO_A, _("The first took it from the second")),
        (Direction.COMMON, _("Both have it from somewhere else")),
        (Direction.UNDECIDED, _("Nobody can tell")),
    ]


def _standing_words(look: PairLook) -> dict[str, Any] | None:
    """What is in force for a pair: a person's decision, a rule's, or a proposal."""
    review, found = look.standing.review, look.found
    if review is not None:
        return {
            "status": names.STATUSES[review.status],
            "kind": names.RELATIONS[review.kind],
            "by": review.by or look.standing.row_by,
            "at": look.standing.at,
            "reason": review.reason,
            "good": review.status is ProposalStatus.ACCEPTED,
        }
    if isinstance(found, Relation):
        return {
            "status": names.STATUSES[found.status],
            "kind": names.RELATIONS[found.kind],
            "rule": found.by.startswith(RULE),
            "good": found.status is ProposalStatus.ACCEPTED,
        }
    return None


urlpatterns = [
    path("lineage", stories),
    path("lineage/boilerplate", boilerplate),
    path("lineage/pair/<str:one>/<str:other>", pair),
    path("lineage/<str:account>", family),
]
