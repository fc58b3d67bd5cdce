"""Agreement: where each round stands, how far its coders agree, on what they differ, and what they ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from testimonia.domain.agreement import COEFFICIENTS, Agreement
from testimonia.errors import StaleResults
from testimonia.protocol import Protocol, Round
from testimonia.stages.code import (
    AgreementReport,
    AssignReport,
    Queue,
    RoundProgress,
    look_at_queue,
    look_at_work,
    progress_of,
    threads,
)
from testimonia.stages.publish.figures.alphas import interval
from testimonia.stages.publish.method.agreed import Block, blocks
from testimonia.store.coded import finished_count
from testimonia.study import LEADING, Study, View
from testimonia.web.desk import current
from testimonia.web.guard import Asked
from testimonia.web.measuring import agreement


@dataclass(frozen=True, slots=True)
class Standing:
    """A round as its page shows it: for leads with everybody's progress, for a coder with their own."""

    entry: Round
    open: bool
    report: RoundProgress | None
    mine: int
    open_differences: int | None = None

    @property
    def blind(self) -> bool:
        """Whether it waits to be opened."""
        return not self.open

    @property
    def progress(self) -> list[tuple[str, int]]:
        """Who has finished how many units."""
        return list(self.report.finished.items()) if self.report else []


@require_GET
def index(request: Asked) -> HttpResponse:
    """The rounds of the study, and what waits for whoever looks."""
    study = request.study
    with study.read() as view:
        rounds = [standing(study, view, entry) for entry in study.protocol.rounds]
        asked = current().recall(view, "threads", lambda: threads(study))
    return render(
        request, "agreement/index.html", {"rounds": rounds, "threads": asked, "waiting": sum(item.waits_for_me for item in asked)}
    )


def standing(study: Study, view: View, entry: Round) -> Standing:
    """Where a round stands for one reader."""
    leads = study.protocol.role(study.coder) in LEADING
    report = progress_of(view, entry) if leads else None
    mine = finished_count(view.connection, study.coder, entry.id)
    is_open = entry.id in view.sight.rounds
    found = queue(study, view, entry.id) if is_open and entry.kind == "coding" else None
    return Standing(entry, is_open, report, mine, found.open if found else None)


def queue(study: Study, view: View, round_id: str) -> Queue | None:
    """All differences of an open round, settled or not; None while the cases are out of date."""
    try:
        return current().recall(view, f"differences {round_id}", lambda: look_at_queue(study, round_id))
    except StaleResults:
        return None


@require_GET
def one(request: Asked, round_id: str) -> HttpResponse:
    """One round: who has done what, and, once it is open, how far they agree."""
    study = request.study
    entry = study.protocol.round(round_id)
    with study.read() as view:
        stand = standing(study, view, entry)
        work = _work(study, view, entry)
        report = agreement(study, view, entry.id) if stand.open and entry.kind == "coding" else None
        measured = {
            "report": report,
            "work": current().works.last,
            "blocks": [Table.of(block, study.protocol) for block in blocks(report.rows)] if report else [],
            "formulas": _formulas(report) if report else [],
            "stale": view.run("resolve") is None,
        }
    left = stand.report.left if stand.report else {}
    shown = {"round": stand, "dealt": work, "left": [(coder, book, count) for (coder, book), count in sorted(left.items())]}
    return render(request, "agreement/round.html", {**shown, **measured})


def _work(study: Study, view: View, entry: Round) -> AssignReport | None:
    over = entry.blind and entry.id in view.sight.rounds
    if entry.kind != "coding" or over:
        return None
    try:
        return current().recall(view, f"work {entry.id}", lambda: look_at_work(study, entry.id))
    except StaleResults:
        return None


def _formulas(report: AgreementReport) -> list[tuple[str, str, str]]:
    names = dict.fromkeys(item.coefficient for row in report.rows for item in row.estimates)
    return [(COEFFICIENTS[name].label, COEFFICIENTS[name].formula, COEFFICIENTS[name].source) for name in names]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of agreement, with the words it is called by."""

    row: Agreement
    name: str
    asked: str = ""

    @property
    def figure(self) -> SafeString:
        """The coefficient with its interval."""
        drawn = interval(self.row.main, self.name) if self.row.main is not None and self.row.kind != "change" else ""
        return mark_safe(drawn)  # noqa: S308 - numbers and shapes; its writer escapes the name

    @property
    def other(self) -> float | None:
        """The second coefficient beside alpha."""
        found = self.row.get("qualcoder") if self.row.level == "passage" else self.row.get("ac1") or self.row.get("ac2")
        return found.value if found else None

    @property
    def agree(self) -> float | None:
        """The share of agreeing pairs, in percent."""
        found = self.row.get("percent")
        return None if found is None or found.value is None else 100 * found.value

    @property
    def below(self) -> list[float]:
        """How often alpha lay below the bounds in the replicates, in percent."""
        return [100 * share for share in self.row.main.below] if self.row.main else []


@dataclass(frozen=True, slots=True)
class Table:
    """What was compared of one codebook, or the form, at one level."""

    block: Block
    title: str
    whole: Sequence[Line]
    single: Sequence[Line]
    pairs: Sequence[Line]
    over_time: Sequence[Line]

    @classmethod
    def of(cls, block: Block, protocol: Protocol) -> Table:
        """With the words of the study."""
        books = {book.id: book for book in protocol.codebooks}
        codes = {code.id: code.label for code in books[block.group].codes} if block.group in books else {}
        questions = {variable.id: variable.label for variable in protocol.variables} if block.group == "form" else {}
        labels = codes | questions

        def lines(rows: Sequence[Agreement]) -> list[Line]:
            return [
                Line(row, labels.get(row.name, row.name), row.metric if row.metric not in ("nominal", "marked or not") else "")
                for row in rows
            ]

        return cls(
            block,
            books[block.group].title if block.group in books else "",
            lines(block.whole),
            lines(block.single),
            lines(block.pairs),
            lines(block.stretches),
        )


urlpatterns = [
    path("agreement", index),
    path("agreement/<str:round_id>", one),
]
