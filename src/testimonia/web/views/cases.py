"""The cases: who is in the study, and the form of one of them with its accounts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from testimonia.domain.decisions import Episode, Judgement, Mention, Value
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import Missing
from testimonia.errors import StaleResults
from testimonia.protocol import OnlyIf, Protocol, Variable
from testimonia.stages.code.caselist import Entry, case_list
from testimonia.stages.code.forms import Forms
from testimonia.stages.code.method.answers import SEPARATOR
from testimonia.stages.code.method.form import Asked as Whether
from testimonia.stages.code.method.form import Block, CaseForm, Question, Whose
from testimonia.study import View
from testimonia.text import fold
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.names import CASES, FLAGS, MISSING
from testimonia.web.timeline import Drawing, draw, mirrored
from testimonia.web.views.reader import cases_by_id, chosen_hand, round_choices

PAGE = 50
FEW = 7
"""Answers that are shown all at once; more go into a list to open."""
WAITING = (Missing.NOT_STATED, Missing.UNCLEAR, Missing.WITHHELD)
GRADES = ("A", "B", "C", "D", "E", "F")
SURE = ("1", "2", "3", "4", "5", "6")


@require_GET
def cases(request: Asked) -> HttpResponse:
    """The list of cases."""
    study = request.study
    stale = False
    found: tuple[Entry, ...] = ()
    with study.read() as view:
        whose = chosen_hand(request, view)
        known = cases_by_id(view)
        try:
            found = current().recall(view, f"cases {whose.round}", lambda: case_list(view, whose, known))
        except StaleResults:
            stale = True
        rounds = round_choices(view, whose)
    kind, state, query = (request.GET.get(name, "") for name in ("kind", "state", "q"))
    shown = [entry for entry in found if _wanted(entry, kind, state, fold(query))]
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "kinds": CASES,
        "kind": kind,
        "state": state,
        "q": query,
        "stale": stale,
        "all": len(found),
        "finished": sum(entry.state == "finished" for entry in found),
        **rounds,
    }
    return render(request, "cases/list.html", context)


def _wanted(entry: Entry, kind: str, state: str, words: str) -> bool:
    if kind and entry.case.kind.value != kind:
        return False
    if state == "mine" and not (entry.mine and entry.state != "finished"):
        return False
    if state in ("begun", "new", "finished") and entry.state != state:
        return False
    return not words or words in fold(f"{entry.case.label} {entry.case.id}")


@require_GET
def case(request: Asked, name: str) -> HttpResponse:
    """One case: its form, its accounts, its times in and out."""
    study = request.study
    with study.read() as view:
        whose = chosen_hand(request, view)
        forms = Forms(view, cases_by_id(view))
        found = forms.case(name)
        forms.only(found)
        form = forms.form(found, whose)
        mentions = [mention for name in found.mentions if (mention := view.one(Mention, name)) is not None]
        rows = _rows(view, found)
        captures = {source.account: study.store.captures(view.connection, source.account) for source in form.sources}
        judgements = _judgements(view, found)
        every = view.records_of(Episode, found)
        rounds = round_choices(view, whose)
    episodes = _own_episodes(form, every, whose)
    protocol = study.protocol
    context = {
        "form": form,
        "case": found,
        "kind": CASES[found.kind],
        "mentions": mentions,
        "first": mentions[0].id if mentions else "",
        "blocks": [_block(protocol, block, rows) for block in form.blocks],
        "sources": [_source(source, captures[source.account], mentions) for source in form.sources],
        "pending": [question for question in form.questions() if _is_pending(question)],
        "open": len(form.missing),
        "answered": sum(question.answered for question in form.questions() if question.asked is Whether.YES),
        "asked": sum(question.asked is Whether.YES for question in form.questions()),
        "episodes": [{"episode": episode, "row": rows.get(episode.id), "own": whose.owns(episode)} for episode in episodes],
        "next_order": max((episode.order for episode in episodes), default=0) + 1,
        "person": found.kind.value == "person",
        "timeline": _drawn(
            [(_episode_words(episode), episode.joined, episode.left) for episode in sorted(every, key=lambda item: (item.order, item.id))],
            [(source.published, source.title or source.origin) for source in form.sources if source.published],
        ),
        "units": _units(mentions, form, judgements, whose),
        "others_judge": [item for item, _row in judgements if not _is_mine(item, whose)],
        "grades": GRADES,
        "certainty": SURE,
        "can_code": protocol.role(study.coder) != "screener",
        "state": {
            "round": whose.round,
            "case": found.id,
            "version": form.version,
            "account": form.sources[0].account if form.sources else None,
            "mentions": {mention.account: mention.id for mention in reversed(mentions)},
            "first": mentions[0].id if mentions else None,
            "flags": {source.account: [str(FLAGS[flag]) for flag in source.flags] for source in form.sources},
            "words": _words(),
        },
        **rounds,
    }
    return render(request, "cases/case.html", context)


def _rows(view: View, found: Case) -> dict[str, str]:
    """The row of the log behind each value and episode of a case."""
    rows: dict[str, str] = {}
    for account in found.accounts:
        rows |= {value.id: row for value, row in view.standing_at(Value, account)}
        rows |= {episode.id: row for episode, row in view.standing_at(Episode, account)}
    return rows


def _judgements(view: View, found: Case) -> list[tuple[Judgement, str]]:
    every = [item for account in found.accounts for item in view.standing_at(Judgement, account)]
    return [(item, row) for item, row in every if item.mention is None or item.mention in found.mentions]


def _is_mine(item: Judgement, whose: Whose) -> bool:
    return (item.coder, item.round, item.layer) == (whose.coder, whose.round, whose.layer)


def _own_episodes(form: CaseForm, every: list[Episode], whose: Whose) -> list[Episode]:
    """The episodes that the form answers for: one's own, else those that the team shares."""
    shown = {block.episode.id: block.episode for block in form.blocks if block.episode is not None}
    for episode in every:
        if whose.owns(episode):
            shown[episode.id] = episode
    return sorted(shown.values(), key=lambda episode: (episode.order, episode.id))


def _drawn(episodes: Sequence[tuple[str, str | None, str | None]], published: Sequence[tuple[str, str]]) -> Drawing | None:
    """Times in and out in the direction in which the page is read."""
    drawing = draw(episodes, published)
    return mirrored(drawing) if drawing is not None and get_language_bidi() else drawing


def _episode_words(episode: Episode) -> str:
    dates = f"{episode.joined or '?'} – {episode.left or '?'}"
    return " · ".join(part for part in (str(episode.order), episode.group, episode.role, dates, episode.coder) if part)


def _units(mentions: list[Mention], form: CaseForm, judgements: list[tuple[Judgement, str]], whose: Whose) -> list[dict[str, Any]]:
    """What can be judged: the case as a whole, and each of its accounts; with one's own judgement, if there is one."""
    own = {(item.account, item.mention): (item, row) for item, row in judgements if _is_mine(item, whose)}
    units: list[dict[str, Any]] = []
    if mentions:
        first = mentions[0]
        item, row = next(((item, row) for (_, mention), (item, row) in own.items() if mention is not None), (None, ""))
        units.append(
            {"title": _("the case as a whole"), "mention": item.mention if item else first.id, "account": "", "item": item, "row": row}
        )
    for source in form.sources:
        item, row = own.get((source.account, None), (None, ""))
        units.append({"title": source.title or source.origin, "mention": "", "account": source.account, "item": item, "row": row})
    return units


def _source(source: Any, captures: list[Any], mentions: list[Mention]) -> dict[str, Any]:
    labels = [mention.label for mention in mentions if mention.account == source.account]
    return {"source": source, "captures": captures, "labels": labels, "flags": [FLAGS[flag] for flag in source.flags]}


def _is_pending(question: Question) -> bool:
    return question.variable.of_interest and bool(question.own) and all(value.missing in WAITING for value in question.own)


def _block(protocol: Protocol, block: Block, rows: Mapping[str, str]) -> dict[str, Any]:
    each = any(question.variable.per == "episode" for question in block.questions)
    return {
        "block": block,
        "each": each,
        "waits": each and block.episode is None,
        "questions": [_question(protocol, block, question, rows) for question in block.questions],
    }


def _question(protocol: Protocol, block: Block, question: Question, rows: Mapping[str, str]) -> dict[str, Any]:
    variable = question.variable
    key = f"{variable.id}-{block.order or 0}" if variable.per == "episode" else variable.id
    answers = [_answer(variable, value, rows.get(value.id, "")) for value in question.own] or [_answer(variable, None, "")]
    return {
        "key": key,
        "question": question,
        "variable": variable,
        "control": _control(variable),
        "choices": _choices(variable),
        "missing": [(missing, MISSING[Missing(missing)]) for missing in variable.missing],
        "answers": answers,
        "more": _answer(variable, None, ""),
        "can_add": bool(question.own),
        "others": [(value, _spoken(variable, value)) for value in question.others],
        "reason": _reason(protocol, variable) if question.asked is not Whether.YES else "",
        "steers": any(variable.id in _conditions(protocol, other) for other in protocol.variables),
        "waits": question.asked is Whether.WAITS,
        "off": question.asked is Whether.NO,
    }


def _control(variable: Variable) -> str:
    if variable.type == "choice":
        return "radios" if len(variable.values) <= FEW else "list"
    return {"choices": "boxes", "boolean": "radios", "text": "area"}.get(variable.type, "line")


def _choices(variable: Variable) -> list[tuple[str, str]]:
    if variable.type == "boolean":
        return [("true", _("yes")), ("false", _("no"))]
    return [(value.value, value.label or value.value) for value in variable.values]


def _answer(variable: Variable, value: Value | None, row: str) -> dict[str, Any]:
    said = value.value if value else None
    return {
        "value": value,
        "row": row,
        "said": said or "",
        "chosen": (said or "").split(SEPARATOR) if variable.type == "choices" else [said or ""],
        "missing": value.missing.value if value and value.missing else "",
        "passages": [
            {"account": item.account, "edition": item.edition, "start": item.start, "end": item.end, "quote": item.quote}
            for item in value.passages
        ]
        if value
        else [],
    }


def _spoken(variable: Variable, value: Value) -> str:
    if value.missing is not None:
        return f"({MISSING[value.missing]})"
    labels = dict(_choices(variable))
    return ", ".join(labels.get(part, part) for part in (value.value or "").split(SEPARATOR if variable.type == "choices" else "\0"))


def _conditions(protocol: Protocol, variable: Variable) -> set[str]:
    return {condition.variable for condition in _only_if(protocol, variable)}


def _only_if(protocol: Protocol, variable: Variable) -> list[OnlyIf]:
    section = protocol.section(variable)
    return [condition for condition in (section.only_if if section else None, variable.only_if) if condition is not None]


def _reason(protocol: Protocol, variable: Variable) -> str:
    """Why a question is not asked, in words."""
    known = {item.id: item for item in protocol.variables}
    said = []
    for condition in _only_if(protocol, variable):
        other = known.get(condition.variable)
        labels = dict(_choices(other)) if other else {}
        answers = ", ".join(str(labels.get(one, one)) for one in condition.equals)
        said.append(
            _("Asked where “{question}” is: {answers}.").format(question=other.label if other else condition.variable, answers=answers)
        )
    return " ".join(said) or _("Asked of each time in and out: enter one first.")


def _words() -> dict[str, str]:
    """What the scripts say."""
    return {
        "saved": _("saved"),
        "saving": _("saving …"),
        "takenBack": _("taken back"),
        "nothingToUndo": _("There is nothing of this visit to take back."),
        "remove": _("Leave this passage out"),
        "show": _("Show it in the text"),
        "differs": _("The text in this page is not, letter for letter, the one that is kept. Load the page again."),
        "firstChoose": _("Mark words in the text first."),
        "warned": _("This account has been marked: {flags}."),
        "unfold": _("Show the text"),
    }


urlpatterns = [
    path("cases", cases),
    path("cases/<str:name>", case),
]
