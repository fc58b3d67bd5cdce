"""Codebooks: their codes and how often they are used, their versions, changes, the form's questions, and crosswalks."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from testimonia.domain.vocabulary import DefinitionChange
from testimonia.protocol import Code, Codebook, Variable
from testimonia.protocol.crosswalk import Crosswalk, parse_crosswalk
from testimonia.protocol.templates import shipped_crosswalks
from testimonia.stages.code import BookShown, look_at_codebook, look_at_crosswalk, look_at_versions, shipped_crosswalk
from testimonia.study import LEADING, Study, View
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.names import CHANGES

KINDS = tuple(
    kind.value
    for kind in (
        DefinitionChange.REDEFINE,
        DefinitionChange.EXAMPLE,
        DefinitionChange.RENAME,
        DefinitionChange.MERGE,
        DefinitionChange.SPLIT,
        DefinitionChange.RETIRE,
        DefinitionChange.ADD,
    )
)
"""What a lead may do to a code, the commonest first."""
PARTS = 4
"""Parts that the form of a split offers; more are split again."""


@require_GET
def index(request: Asked) -> HttpResponse:
    """The codebooks of the study, its form, and crosswalks between codebooks."""
    study = request.study
    with study.read() as view:
        books = [_shown(study, view, book.id) for book in study.protocol.codebooks]
    walks = [walk for walk in _crosswalks() if walk.source.codebook in {book.id for book in study.protocol.codebooks}]
    shown = {"books": books, "form": study.protocol.form, "questions": len(study.protocol.variables), "crosswalks": walks}
    return render(request, "codebook/index.html", shown)


def _shown(study: Study, view: View, name: str) -> BookShown:
    return current().recall(view, f"codebook {name}", lambda: look_at_codebook(study, name))


def _crosswalks() -> list[Crosswalk]:
    return [parse_crosswalk(file, text) for file, text in shipped_crosswalks().items()]


@require_GET
def one(request: Asked, book_id: str) -> HttpResponse:
    """One codebook with its codes."""
    study = request.study
    if book_id == "form":
        return _form(request)
    with study.read() as view:
        shown = _shown(study, view, book_id)
    walks = [walk for walk in _crosswalks() if walk.source.codebook == book_id]
    return render(request, "codebook/book.html", {"shown": shown, "book": shown.book, "crosswalks": walks, "kinds": KINDS})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the case form with its questions."""

    title: str
    help: str
    questions: tuple[Variable, ...]


def _form(request: Asked) -> HttpResponse:
    protocol = request.study.protocol
    parts = [Part("", "", tuple(item for item in protocol.variables if item.section is None))]
    parts += [
        Part(section.title or section.id, section.help, tuple(item for item in protocol.variables if item.section == section.id))
        for section in protocol.form.sections
    ]
    return render(request, "codebook/form.html", {"form": protocol.form, "parts": [part for part in parts if part.questions]})


@require_GET
def history(request: Asked, book_id: str) -> HttpResponse:
    """The versions of a codebook, each with what it changed and why."""
    study = request.study
    with study.read() as view:
        steps = current().recall(view, f"versions {book_id}", lambda: look_at_versions(study, book_id))
    return render(request, "codebook/history.html", {"book": study.protocol.codebook(book_id), "steps": steps})


@require_GET
def change(request: Asked, book_id: str) -> HttpResponse:
    """The form of one change; what it touches is shown before it is made."""
    study = request.study
    study.require(*LEADING)
    book = study.protocol.codebook(book_id)
    kind = request.GET.get("kind", "redefine")
    if kind not in KINDS:
        raise Http404
    code = None if kind == "add" else _chosen(book, request.GET.get("code"))
    others = [item for item in book.in_use() if code is None or item.id != code.id]
    shown = {"book": book, "kind": kind, "code": code, "others": others, "parts": range(1, PARTS + 1)}
    return render(request, "codebook/change.html", {**shown, "next_version": book.version + 1, "changes": CHANGES.items()})


def _chosen(book: Codebook, name: str | None) -> Code:
    if name is None:
        raise Http404
    return book.code(name)


@require_GET
def crosswalk(request: Asked, book_id: str, name: str) -> HttpResponse:
    """Which codes of a codebook are which of another, who says so and why."""
    walk = shipped_crosswalk(name)
    if walk.source.codebook != book_id:
        raise Http404
    report = look_at_crosswalk(request.study, walk)
    shown = {"report": report, "walk": walk, "entries": [(entry, report.codings.get(entry.code, 0)) for entry in walk.entries]}
    return render(request, "codebook/crosswalk.html", shown)


urlpatterns = [
    path("codebook", index),
    path("codebook/<str:book_id>", one),
    path("codebook/<str:book_id>/history", history),
    path("codebook/<str:book_id>/change", change),
    path("codebook/<str:book_id>/crosswalks/<str:name>", crosswalk),
]
