"""The Reader: what to read next, and one account with everything that is said about its passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from testimonia.domain.results import Case
from testimonia.errors import UnknownReference
from testimonia.protocol import Code, Codebook
from testimonia.protocol.sections import Gazetteer
from testimonia.stages.code.method.form import Whose
from testimonia.stages.code.queue import Progress, Queue, to_read
from testimonia.stages.code.reading import Reading, hand, present_round, read_account, rounds_for
from testimonia.store.coded import account_facts, warnings_of
from testimonia.store.kinds import KIND_OF
from testimonia.study import LEADING, Study, View
from testimonia.web.api.reading import as_shown
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.names import FLAGS, MODALITIES, STANCES, VOICES
from testimonia.web.palette import stylesheet
from testimonia.web.suggesting import shown

PAGE = 50
PIECE = 3_000
"""Characters that the browser lays out together, when they come near: some forty lines. Line by line it would watch thousands of places."""
KEYS = "123456789abcdefghilqrstvwxyz"
"""Keys that choose a code; the other letters do something else on the page."""
_NOTHING = object()
OUTSIDE = "-"
"""How an address says "outside rounds"."""


@require_GET
def queue(request: Asked) -> HttpResponse:
    """What waits to be read."""
    study = request.study
    with study.read() as view:
        whose = chosen_hand(request, view)
        found: Queue = _waiting(view, whose)
        chosen = request.GET.get("show", "")
        wanted = [unit for unit in found.units if not chosen or unit.progress == chosen]
        page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
        names = [unit.account for unit in page]
        facts, warned = account_facts(view.connection, names), warnings_of(view.connection, names)
    rows = [
        {"unit": unit, "facts": facts[unit.account], "flags": [FLAGS[flag] for flag in warned.get(unit.account, ())]}
        for unit in page
        if unit.account in facts
    ]
    first = next((unit.account for unit in found.units if unit.progress is not Progress.FINISHED), None)
    context = {
        "queue": found,
        "rows": rows,
        "page": page,
        "first": first,
        "show": chosen,
        "finished": found.counts.get(Progress.FINISHED, 0),
        "books": study.protocol.codebooks,
        **round_choices(view, whose),
    }
    return render(request, "reader/queue.html", context)


@require_GET
def codes_css(request: Asked) -> HttpResponse:
    """The looks of one codebook's codes."""
    try:
        book = request.study.protocol.codebook(request.GET.get("book", ""))
    except UnknownReference:
        raise Http404 from None
    return HttpResponse(stylesheet(len(book.codes)), content_type="text/css; charset=utf-8")


@require_GET
def account(request: Asked, name: str) -> HttpResponse:
    """One account, to be read and coded."""
    study = request.study
    with study.read() as view:
        whose = chosen_hand(request, view)
        cases: Mapping[str, Case] = current().recall_run(view, "resolve", "case of each mention", lambda: cases_by_mention(view))
        reading = read_account(view, name, whose, cases)
        rounds = round_choices(view, whose)
    book = _book(request, study, reading)
    mine = [item for item in reading.finished if (item[0].coder, item[0].round) == (whose.coder, whose.round)]
    titles = {item.id: item.title for item in study.protocol.codebooks}
    context = {
        "reading": reading,
        "account": reading.account,
        "paragraphs": paragraphs(reading.edition.text) if reading.edition else "",
        "language_of_text": (reading.edition.language if reading.edition else None) or reading.account.language or "",
        "people": [_person(person) for person in reading.people],
        "episodes_known": any(person.episodes for person in reading.people),
        "about": request.GET.get("mention", ""),
        "book": book,
        "books": study.protocol.codebooks,
        "groups": _groups(book) if book else [],
        "flags": [(FLAGS[mark.flag], mark.note, mark.by) for mark in reading.marks],
        "all_flags": FLAGS,
        "stances": STANCES,
        "voices": VOICES,
        "modalities": MODALITIES,
        "can_code": study.protocol.role(study.coder) != "screener",
        "leading": study.protocol.role(study.coder) in LEADING,
        "finished": [_completion(item, row, titles[item.codebook]) for item, row in mine if item.codebook in titles],
        "is_finished": book is not None
        and any(item.codebook == book.id and item.version == book.version and item.mention is None for item, _row in mine),
        "threads": reading.threads,
        "state": _state(reading, whose, book, study.protocol.gazetteer),
        **rounds,
    }
    return render(request, "reader/account.html", context)


def _waiting(view: View, whose: Whose) -> Queue:
    known = cases_by_id(view)
    return current().recall(view, f"to read {whose.round}", lambda: to_read(view, whose, known))


def cases_by_id(view: View) -> dict[str, Case]:
    """The cases in force; nothing while they are out of date."""
    return current().recall_run(view, "resolve", "cases by id", lambda: {case.id: case for case in view.outputs("resolve", Case)})


def cases_by_mention(view: View) -> dict[str, Case]:
    """The case of each mention; nothing while cases are out of date."""
    return {mention: case for case in cases_by_id(view).values() for mention in case.mentions}


def paragraphs(text: str) -> SafeString:
    """A text as paragraphs whose contents, taken together, are the text itself: each line keeps its end."""
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    shown, size = ["<div>"], 0
    for line in ended:
        if size > PIECE:
            shown.append("</div><div>")
            size = 0
        shown.append(f'<p dir="auto">{escape(line)}</p>')
        size += len(line)
    return mark_safe("".join([*shown, "</div>"]))  # noqa: S308 - escaped here


def chosen_hand(request: HttpRequest, view: View) -> Whose:
    """The hand that the address names, else the present one."""
    asked = request.GET.get("round")
    if asked == OUTSIDE:
        return hand(view, None)
    known = {entry.id for entry in rounds_for(view.study)}
    return hand(view, asked if asked in known else present_round(view))


def round_choices(view: View, whose: Whose) -> dict[str, Any]:
    """What a page says of rounds: those of the acting coder, the present one, and whether it is blind."""
    mine = rounds_for(view.study)
    return {
        "rounds": [(entry.id, entry.title or entry.id) for entry in mine],
        "round": whose.round,
        "outside": OUTSIDE,
        "blind": whose.round is not None and whose.round not in view.sight.rounds,
    }


def _book(request: HttpRequest, study: Study, reading: Reading) -> Codebook | None:
    """The codebook that the address names, else the first about the kind of case that is in the account."""
    books = study.protocol.codebooks
    asked = next((book for book in books if book.id == request.GET.get("book")), None)
    kinds = {person.mention.kind.value for person in reading.people}
    return asked or next((book for book in books if book.about in kinds), books[0] if books else None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A code as the palette shows it: its number in the codebook, its full name, and the key that chooses it."""

    number: int
    full: str
    key: str
    code: Code


def _groups(book: Codebook) -> list[tuple[str, list[Choice]]]:
    """The codes that are offered, under the headings of the codebook."""
    keys = iter(KEYS)
    choices = [Choice(number, f"{book.id}:{code.id}", "", code) for number, code in enumerate(book.codes) if not code.retired]
    titles = {group.id: group.label or group.id for group in book.groups}
    found: dict[str, list[Choice]] = {}
    for name in [*titles, ""]:
        for choice in choices:
            if (choice.code.group if choice.code.group in titles else "") == name:
                found.setdefault(titles.get(name, ""), []).append(Choice(choice.number, choice.full, next(keys, ""), choice.code))
    return list(found.items())


def _person(person: Any) -> dict[str, Any]:
    mention, case = person.mention, person.case
    label = mention.label if case is None or case.label == mention.label else f"{mention.label} · {case.label}"
    episodes = [{"id": episode.id, "label": _episode(episode)} for episode in person.episodes]
    return {"id": mention.id, "label": label, "case": case.id if case else None, "kind": mention.kind.value, "episodes": episodes}


def _episode(episode: Any) -> str:
    named = [part for part in (episode.group, episode.role, "–".join(filter(None, (episode.joined, episode.left)))) if part]
    return f"{episode.order}: {', '.join(named)}" if named else str(episode.order)


def _completion(item: Any, row: str, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "version": item.version,
        "mention": item.mention,
        "row": row,
        "subject": KIND_OF[type(item)].subject(item),
    }


@require_GET
def following(request: Asked) -> HttpResponse:
    """On to the account that is to be read after another."""
    with request.study.read() as view:
        whose = chosen_hand(request, view)
        waiting: Queue = _waiting(view, whose)
    other = _after(waiting, request.GET.get("after", ""))
    return redirect(f"/read/{other}?round={whose.round or OUTSIDE}" if other else "/read")


def _after(waiting: Queue, name: str) -> str | None:
    left = [unit.account for unit in waiting.units if unit.progress is not Progress.FINISHED or unit.account == name]
    at = left.index(name) + 1 if name in left else 0
    return next((other for other in [*left[at:], *left[:at]] if other != name), None)


def _state(reading: Reading, whose: Whose, book: Codebook | None, gazetteer: Gazetteer) -> dict[str, Any]:
    """What the page's scripts work on."""
    edition = reading.edition
    # What most codings say is said once: thousands of them would double the page.
    usual: dict[str, Any] = dict.fromkeys(("mention", "episode", "memo"))
    usual |= {"account": reading.account.id, "coder": whose.coder, "round": whose.round, "layer": "coder", "unsure": False}
    usual |= {"stance": "affirms", "voice": "self", "modality": "stated", "version": book.version if book else 0}
    return {
        "account": reading.account.id,
        "edition": edition.id if edition else None,
        "sha256": edition.sha256 if edition else None,
        "length": len(edition.text) if edition else 0,
        "language": (edition.language if edition else None) or reading.account.language,
        "coder": whose.coder,
        "round": whose.round,
        "book": book.id if book else None,
        "version": book.version if book else None,
        "codes": {f"{book.id}:{code.id}": {"number": number, "label": code.label} for number, code in enumerate(book.codes)}
        if book
        else {},
        "people": {person.mention.id: person.mention.label for person in reading.people},
        "usual": usual,
        "codings": [
            {key: value for key, value in as_shown(coding, row).items() if usual.get(key, _NOTHING) != value}
            for coding, row in reading.codings
        ],
        "suggestions": [shown(item, reading.suggested_people, gazetteer) for item in reading.suggestions],
        "said": {"stance": _texts(STANCES), "voice": _texts(VOICES), "modality": _texts(MODALITIES)},
        "words": _words(),
    }


def _texts(named: Mapping[Any, Any]) -> dict[str, str]:
    return {str(getattr(key, "value", key)): str(text) for key, text in named.items()}


def _words() -> dict[str, str]:
    """What the scripts say."""
    return {
        "coded": _("Coded as {code}."),
        "changed": _("Changed: {code}."),
        "undone": _("Taken back: {code}."),
        "nothingToUndo": _("There is nothing of this visit to take back."),
        "choose": _("Mark a passage first."),
        "chooseCode": _("Choose a code for the passage."),
        "unsure": _("unsure"),
        "memo": _("with a memo"),
        "byYou": pgettext("coding", "yours"),
        "retired": _("no longer offered"),
        "differs": _(
            "The text in this page is not, letter for letter, the one that is kept. Nothing can be coded here; load the page again."
        ),
        "noHighlights": _("This browser cannot colour overlapping passages. Coding works; the list beside the text shows every passage."),
        "hits": _("{n} codings here"),
        "suggested": _("suggested by {method}"),
        "passage": _("Passage {n}: {quote}"),
        "person": _("{person} is a person of this account now."),
        "taken": _("Taken over: {what}."),
        "notTaken": _("Rejected: {what}."),
        "accept": _("Accept"),
        "reject": _("Reject"),
        "edit": _("Change"),
        "remove": _("Take back"),
        "really": _("Take this coding back?"),
    }


urlpatterns = [
    path("read", queue),
    path("read/codes.css", codes_css),
    path("read/next", following),
    path("read/<str:name>", account),
]
