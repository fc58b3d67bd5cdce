"""Screening: what waits in each round, one account at a time, what screeners see differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from testimonia.domain.decisions import Mention
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import CaseKind, ContentFlag, EditionKind, Layer, Shelf
from testimonia.protocol.sections import Gazetteer
from testimonia.stages.screen import Desk, account_of, disagreements, look_at, may_screen, people_waiting, queue, rounds_of
from testimonia.store import screened
from testimonia.study import LEADING, Holdings, Study, View, aided, holdings, suggestions_for
from testimonia.web import names
from testimonia.web.asking import whole
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.suggesting import said

SIZE = 50  # disagreements a page
HINTS = ("shelf", "screen", "mention")  # the kinds of suggestion that concern a screener
COPIES = 12  # copies named beside an account
DISTRESSING = frozenset({ContentFlag.GRAPHIC, ContentFlag.SEXUAL_VIOLENCE, ContentFlag.CHILDREN, ContentFlag.SELF_HARM})
"""Warnings for which the text is folded until the reader opens it; that somebody may be identified is no reason to hide it from the team."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the acting coder is in a round; ``people`` are accounts in which they have people to enter or decide on."""

    id: str | None
    title: str
    blind: bool
    done: int
    total: int
    people: int

    @property
    def left(self) -> int:
        """How many accounts wait."""
        return self.total - self.done

    @property
    def query(self) -> str:
        """The round as an address says it."""
        return urlencode({"round": self.id}) if self.id else ""


@require_GET
def screening(request: Asked) -> HttpResponse:
    """Where screening stands for whoever looks, and what is to be settled."""
    study = request.study
    leads = study.protocol.role(study.coder) in LEADING
    with study.read() as view:
        held = holdings(view)
        mine = [_progress(view, held, name) for name in my_rounds(study)]
        page = whole(request.GET.get("page")) or 1
        disputes = disagreements(view, held, first=(page - 1) * SIZE, most=SIZE)
        about = {account.id: account for account in view.accounts(sorted({item.account for item in disputes.shown}))}
        labels = {
            mention.id: mention.label
            for account in {item.account for item in disputes.shown if item.mention}
            for mention in view.records_at(Mention, account)
        }
        others = _others(view, held) if leads else []
    context = {
        "mine": [one for one in mine if one.id or one.total or one.people or len(mine) == 1],
        "readable": len(held.readable),
        "copies": len(held.copies),
        "disputes": [
            {"conflict": item, "account": about.get(item.account), "label": labels.get(item.mention or "")} for item in disputes.shown
        ],
        "disputed": disputes.total,
        "page": page,
        "last": max(1, -(-disputes.total // SIZE)),
        "others": others,
        "leads": leads,
    }
    return render(request, "screen/rounds.html", context)


def my_rounds(study: Study) -> list[str | None]:
    """The rounds that the acting coder may screen in; outside any where none are planned, or for those who lead."""
    found: list[str | None] = [entry.id for entry in rounds_of(study)]
    planned = any(entry.kind == "screening" for entry in study.protocol.rounds)
    return found if planned and study.protocol.role(study.coder) not in LEADING else [*found, None]


def _progress(view: View, held: Holdings, name: str | None) -> Progress:
    return current().recall(view, f"screen {name}", lambda: _count(view, held, name))


def _count(view: View, held: Holdings, name: str | None) -> Progress:
    waiting = queue(view, name, held)
    title = view.study.protocol.round(name).title if name else ""
    blind = name is not None and name not in view.sight.rounds
    return Progress(name, title, blind, len(waiting.done), waiting.total, len(people_waiting(view, name, held)))


def _others(view: View, held: Holdings) -> list[dict[str, Any]]:
    """Who has finished how much of each round: that much whoever leads may know of a blind one."""
    found = []
    for entry in view.study.protocol.rounds:
        if entry.kind == "screening":
            done = {who: len(accounts - held.copies) for who, accounts in screened.decided(view.connection, view.sight, entry.id).items()}
            people = {who: done.get(who, 0) for who in (*(entry.coders or ()), *done)}
            found.append({"round": entry, "open": entry.id in view.sight.rounds, "people": people})
    return found


@require_GET
def following(request: Asked) -> HttpResponse:
    """On to the next account of a round."""
    study = request.study
    round_id = request.GET.get("round") or None
    may_screen(study, round_id)
    with study.read() as view:
        held = holdings(view)
        if request.GET.get("for") == "people":
            waiting = people_waiting(view, round_id, held)
            name = _after(waiting, request.GET.get("after"))
        else:
            name = queue(view, round_id, held).after(request.GET.get("after"))
    query = urlencode({key: request.GET[key] for key in ("round", "for") if request.GET.get(key)})
    return redirect(f"/screen/{name}?{query}" if name else "/screen")


def _after(names_: tuple[str, ...], name: str | None) -> str | None:
    rest = names_[names_.index(name) + 1 :] + names_[: names_.index(name)] if name in names_ else names_
    return rest[0] if rest else None


@require_GET
def account(request: Asked, name: str) -> HttpResponse:
    """One account on the screener's desk."""
    study = request.study
    mine = my_rounds(study)
    round_id = request.GET.get("round") or (mine[0] if mine else None)
    for_people = request.GET.get("for") == "people"
    with study.read() as view:
        account_of(view, name)  # whoever may not screen learns first whether there is such an account
        may_screen(study, round_id)
        held = holdings(view)
        desk = look_at(view, name, round_id, held)
        waiting = queue(view, round_id, held)
        people = people_waiting(view, round_id, held) if for_people else ()
        copies = view.accounts([copy for copy, _ in desk.copies[:COPIES]])
        root = view.account(desk.family.root) if desk.family and desk.family.root != name else None
        texts = _texts(view, desk.account)
        hints = _hints(view, desk.account, round_id, study.protocol.gazetteer) if aided(view, "screen", round_id) else None
    leads = study.protocol.role(study.coder) in LEADING
    context = {
        "desk": desk,
        "account": desk.account,
        "round": round_id,
        "rounds": mine,
        "blind": round_id is not None and desk.withheld,
        "done": len(waiting.done),
        "total": waiting.total,
        "left": len(waiting.waiting),
        "next": _after(people, name) if for_people else waiting.after(name),
        "people_left": len(people),
        "for_people": for_people,
        "query": urlencode({key: value for key, value in (("round", round_id or ""), ("for", "people" if for_people else "")) if value}),
        "copies": [(copy, dict(desk.copies)[copy.id]) for copy in copies],
        "more_copies": max(0, len(desk.copies) - COPIES),
        "root": root,
        "texts": texts,
        "warned": any(mark.flag in DISTRESSING for mark in desk.marks),
        "flags": [_flag(flag, desk, study.coder) for flag in ContentFlag],
        "shelves": [shelf.value for shelf in Shelf],
        "identities": names.IDENTITIES,
        "kinds": [kind.value for kind in CaseKind],
        "leads": leads,
        "settles": leads and desk.outcome.standing.value in ("conflict", "unsure") and len(desk.said) > 0,
        "criteria": _criteria(desk),
        "eligibility": desk.eligibility,
        "own": Layer.CODER.value,
        "hints": hints,
    }
    return render(request, "screen/account.html", context)


def _hints(view: View, found: Account, round_id: str | None, gazetteer: Gazetteer) -> list[dict[str, Any]]:
    """What machines suggest for the desk: the shelf, what screening may come to, the people; each with its passage and its reason."""
    listed = [item for item in suggestions_for(view, found.id, round_id) if item.kind in HINTS]
    edition = view.edition(found.main) if found.main else None
    here = [item if edition is not None and item.edition == edition.id else None for item in listed]
    quotes = [edition.text[item.start : item.end] if item and edition and item.start is not None else "" for item in here]
    return [{"item": item, "said": said(item, gazetteer), "quote": quote} for item, quote in zip(listed, quotes, strict=True)]


def _flag(flag: ContentFlag, desk: Desk, coder: str) -> dict[str, Any]:
    by = [mark.by for mark in desk.marks if mark.flag is flag]
    return {"flag": flag.value, "mine": coder in by, "others": [who for who in by if who != coder]}


def _criteria(desk: Desk) -> list[dict[str, Any]]:
    """The criteria of the shelf in the order in which they are asked, numbered for the keyboard."""
    return [
        {"criterion": criterion, "number": number, "chosen": desk.mine is not None and desk.mine.criterion == criterion.id}
        for number, criterion in enumerate(desk.criteria, start=1)
    ]


def _texts(view: View, found: Account) -> list[dict[str, Any]]:
    """The text that is read, and all visible text where it is another; each as lines with the place they begin at."""
    texts: list[dict[str, Any]] = []
    for name, kind in ((found.main, EditionKind.MAIN), (found.full, EditionKind.FULL)):
        edition = view.edition(name) if name else None
        if edition is not None and all(edition.text != text["text"] for text in texts):
            texts.append(
                {"id": edition.id, "kind": kind.value, "language": edition.language, "text": edition.text, "lines": _lines(edition.text)}
            )
    return texts


def _lines(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append((at, line))
        at += len(line) + 1
    return found


urlpatterns = [
    path("screen", screening),
    path("screen/next", following),
    path("screen/<str:name>", account),
]
