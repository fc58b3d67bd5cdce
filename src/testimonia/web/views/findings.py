"""Findings: what the analysis computed last; each number leads to its cases, and each case to the words."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from testimonia.domain.results import Finding, Measure
from testimonia.protocol import Plan, Protocol
from testimonia.stages.publish import FindingLook, FindingsLook, look_at_finding, look_at_findings, look_at_tellings, write_findings
from testimonia.stages.publish.figures.drawn import drawing
from testimonia.stages.publish.figures.shares import bar, percent, span
from testimonia.stages.publish.figures.timeline import columns
from testimonia.stages.publish.method.labels import OPEN, heading, is_date, label, value_of, variable_of
from testimonia.stages.publish.method.measured import Measured, measured_of
from testimonia.stages.publish.method.tables import Line, Table
from testimonia.stages.publish.witnesses import Titles, Witness, stories_of
from testimonia.study import Study
from testimonia.text import title_line
from testimonia.web import doubting, measured, names
from testimonia.web.desk import current
from testimonia.web.drawing import Drawn
from testimonia.web.guard import Asked

FIRST = 8  # rows of an entry shown on the first page; its own page has all of them
DRAWN = 2  # figures of an entry shown there
FILE = "findings-internal.csv"


@require_GET
def findings(request: Asked) -> HttpResponse:
    """Every entry of the plan, the first rows of each."""
    look, protocol = look_of(request.study), request.study.protocol
    entries = [_entry(protocol, table, most=FIRST) for table in look.tables]
    others = [_measured(protocol, entry, most=DRAWN) for entry in measured_of(protocol, look.measures)]
    return render(
        request,
        "findings/findings.html",
        {"look": look, "entries": entries, "measured": others, "hidden": sum(look.hidden.values()), "work": current().works.last},
    )


@require_GET
def plan(request: Asked, name: str) -> HttpResponse:
    """One entry of the plan, with all its rows."""
    look, protocol = look_of(request.study), request.study.protocol
    table = next((table for table in look.tables if table.plan.id == name), None)
    if table is None:
        entry = next((entry for entry in measured_of(protocol, look.measures) if entry.plan.id == name), None)
        if entry is not None:
            return render(request, "findings/measured_plan.html", _whole_entry(request.study, look, entry))
        if name in {entry.id for entry in protocol.analysis}:
            return render(request, "findings/waiting.html", {"look": look, "plan": next(e for e in protocol.analysis if e.id == name)})
        raise Http404
    held = _held(look, table.plan, [(line.completed, _line_name(protocol, line)) for line in table.lines])
    context = {"look": look, "entry": _entry(protocol, table, most=None), "held": held, "hidden": sum(look.hidden.values())}
    return render(request, "findings/plan.html", context | {"work": current().works.last})


@require_GET
def number(request: Asked, name: str, finding: str) -> HttpResponse:
    """The cases behind one number, and their words."""
    study = request.study
    part, wanted = request.GET.get("of", "evidence"), page_of(request)
    with study.read() as view:
        look: FindingLook = current().recall(
            view, f"finding {finding} {part} {wanted}", lambda: look_at_finding(study, finding, part, wanted)
        )
    if look.table.plan.id != name:
        raise Http404
    protocol = study.protocol
    line = next(line for line in look.table.lines if finding in (line.completed.id, line.stated.id))
    context = {
        "look": look,
        "entry": {"plan": look.table.plan, "title": look.table.title, "registered": look.table.registered},
        "label": label_of(protocol, line.item),
        "among": label_of(protocol, line.condition) if line.condition else "",
        "question": heading(protocol, line.item),
        "share": _share(look.finding),
        "other": line.stated if look.finding.denominator == "completed" else line.completed,
        "tabs": tabs_of(look),
        "witnesses": [witness_of(protocol, look.titles, witness) for witness in look.witnesses],
        "method": method_of([look.finding]),
        "held": doubting.sentences(look_of(study), look.table.plan).get(finding, ""),
    }
    return render(request, "findings/number.html", context | {"work": current().works.last})


@require_GET
def doubted(request: Asked, name: str, subject: str) -> HttpResponse:
    """How far one finding or measure holds: its robustness card."""
    look, protocol = look_of(request.study), request.study.protocol
    plan = next((entry for entry in protocol.analysis if entry.id == name), None)
    found: dict[str, tuple[Finding | Measure, str]] = {
        line.completed.id: (line.completed, _line_name(protocol, line))
        for table in look.tables
        for line in table.lines
        if table.plan.id == name
    }
    found |= {row.id: (row, measured.name_of(protocol, row)) for row in look.measures if row.plan == name}
    result, said = found.get(subject, (None, ""))
    with request.study.read_as_machine() as view:
        card = doubting.card(look, plan, result, said, partial(stories_of, view)) if plan and result else None
    if card is None or plan is None or result is None:
        raise Http404
    entry = {"plan": plan, "title": result.title, "registered": result.registered}
    context = {"look": look, "entry": entry, "name": said, "subject": subject, "counted": isinstance(result, Finding), "card": card}
    return render(request, "findings/doubted.html", context | {"hidden": sum(look.hidden.values()), "work": current().works.last})


@require_POST
def download(request: Asked) -> HttpResponse:
    """The numbers as a file, for the team alone."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / FILE
        write_findings(request.study, made)
        answer = HttpResponse(made.read_bytes(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return answer


def look_of(study: Study) -> FindingsLook:
    """What was computed last, remembered while nothing changes."""
    with study.read() as view:
        found: FindingsLook = current().recall(view, "findings", lambda: look_at_findings(study))
    return found


def page_of(request: Asked) -> int:
    """Which page of cases is asked for."""
    page = request.GET.get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1  # noqa: PLR2004 - nobody has ten million pages


def _entry(protocol: Protocol, table: Table, most: int | None) -> dict[str, Any]:
    """One entry of the plan as a page shows it."""
    timeline = table.plan.kind == "period" and table.plan.subject is None
    lines = table.lines if most is None or timeline else table.lines[:most]
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        groups.setdefault(line.condition, []).append(_row(protocol, line))
    first = table.lines[0].completed
    return {
        "plan": table.plan,
        "title": table.title,
        "registered": table.registered,
        "groups": [{"name": label_of(protocol, name) if name else "", "question": heading(protocol, name), "rows": rows} for name, rows in groups.items()],
        "left": len(table.lines) - len(lines),
        "timeline": _timeline(table) if timeline else None,
        "crosstab": crosstab(protocol, table) if table.plan.kind == "crosstab" and most is None else None,
        "whole": first if timeline else None,
        "method": method_of([finding for line in table.lines for finding in (line.completed, line.stated)]),
    }  # fmt: skip


def _held(look: FindingsLook, plan: Plan, rows: list[tuple[Finding | Measure, str]]) -> list[dict[str, str]]:
    """How far each of these holds, in a sentence, with its name."""
    said = doubting.sentences(look, plan)
    return [{"id": row.id, "name": name, "sentence": said[row.id]} for row, name in rows if row.id in said]


def _line_name(protocol: Protocol, line: Line) -> str:
    return label_of(protocol, line.item) + (f" | {label_of(protocol, line.condition)}" if line.condition else "")


def _measured(protocol: Protocol, entry: Measured, most: int | None = None) -> dict[str, Any]:
    """An entry that tells more than shares: its figures (the first few, if ``most`` are wanted), and every number of it."""
    figures = drawing(protocol, entry, entry.rows, rtl=get_language_bidi(), words=Drawn(), most=most)
    tables = measured.grids(protocol, entry)
    whole = next((row for row in entry.of("contradictions") if row.k is not None), None)
    return {
        "plan": entry.plan,
        "title": entry.title,
        "registered": entry.registered,
        "figures": figures,
        "tables": tables if most is None else [] if figures else tables[:1],
        "contradictions": {"k": f"{whole.k:g}", "n": whole.n, "href": measured.address(whole)} if whole else None,
    }


def _whole_entry(study: Study, look: FindingsLook, entry: Measured) -> dict[str, Any]:
    """The same with the passages that contradict one another, and how far each finding holds."""
    protocol, rows = study.protocol, entry.of("contradiction", "changed")
    retold = look_at_tellings(study, rows)
    told, changed = (measured.differences(protocol, entry.of(name), retold) for name in ("contradiction", "changed"))
    held = _held(look, entry.plan, [(row, measured.name_of(protocol, row)) for row in entry.rows])
    return {
        "look": look,
        "entry": _measured(protocol, entry) | {"retold": told, "changed": changed, "method": method_of(entry.rows)},
        "held": held,
        "hidden": sum(look.hidden.values()),
        "work": current().works.last,
    }


def _row(protocol: Protocol, line: Line) -> dict[str, Any]:
    name = label_of(protocol, line.item)
    whole = line.completed
    return {
        "anchor": _anchor(line),
        "label": name,
        "bar": bar(whole, title_line(name), said=_said(whole)),
        "whole": whole,
        "share": _share(whole),
        "stated": line.stated,
        "stated_share": _share(line.stated),
        "bounds": None if whole.bound_low is None else span(whole.bound_low, whole.bound_high or 0),
    }


def _anchor(line: Line) -> str:
    return f"row-{line.completed.id}"


def _said(finding: Finding) -> str:
    """What a bar shows, for those who do not see it."""
    if finding.estimate is None or finding.low is None or finding.high is None:
        return ""
    said: str = _("%(share)s, interval %(interval)s, bounds %(bounds)s") % {
        "share": percent(finding.estimate), "interval": span(finding.low, finding.high),
        "bounds": span(finding.bound_low or 0, finding.bound_high or 0),
    }  # fmt: skip
    return said


def _share(finding: Finding) -> dict[str, str] | None:
    if finding.estimate is None or finding.low is None or finding.high is None:
        return None
    return {"estimate": percent(finding.estimate), "interval": span(finding.low, finding.high)}


def _timeline(table: Table) -> Any:
    """The columns, each leading to its row."""
    counts = {value_of(line.item): line.completed.k for line in table.lines}
    places = {value_of(line.item): _anchor(line) for line in table.lines if line.completed.k}
    return columns(counts, title_line(table.title), places, rtl=get_language_bidi())


def crosstab(protocol: Protocol, table: Table) -> dict[str, Any]:
    """A table of rows by columns, each cell with its finding."""
    found = {(line.condition, line.item): line.completed for line in table.lines}
    rows = []
    for condition in table.conditions:
        cells = [found[condition, item] for item in table.items]
        rows.append({"label": label_of(protocol, condition), "cells": [{"finding": cell, "share": _share(cell)} for cell in cells]})
    return {"head": [label_of(protocol, item) for item in table.items], "rows": rows}


def label_of(protocol: Protocol, name: str) -> str:
    """As a report names it, in the reader's language where the words are ours."""
    value = value_of(name)
    if value == OPEN:
        dated = is_date(protocol, variable_of(name))
        return str(_("Not dated that closely, or not stated") if dated else _("Not stated, unclear or not coded yet"))
    return {"true": _("Yes"), "false": _("No")}.get(value) or label(protocol, name)


def method_of(rows: Sequence[Finding | Measure]) -> dict[str, Any]:
    """How numbers of one entry came about: methods, whose word counts, out of whom, the threshold, what was drawn, from which state."""
    first = rows[0]
    drawn = next((row for row in rows if row.replicates is not None), None)
    methods = dict.fromkeys(row.method for row in rows if row.method not in ("none", "count"))
    return {
        "interval": [said[:1].upper() + said[1:] for said in map(measured.told_here, methods)],
        "layer": layer_of(first.layer),
        "denominator": [str(names.DENOMINATORS.get(name, name)) for name in dict.fromkeys(row.denominator for row in rows)],
        "threshold": measured.told_here(first.threshold or ""),
        "seed": None if drawn is None else str(drawn.seed),
        "replicates": None if drawn is None else f"{drawn.replicates:,}".replace(",", "\u202f"),
        "snapshot": first.snapshot,
    }


def layer_of(layer: str) -> str:
    """Whose word a number rests on; a layer may also be one coder's."""
    return str(names.LAYERS.get(layer, layer))


def tabs_of(look: FindingLook) -> list[dict[str, Any]]:
    """The parts of a number, those first that its share counts."""
    answer = bool(value_of(look.finding.group.partition(" | ")[0]))
    said = {
        "evidence": _("answer so") if answer else _("say so"),
        "denying": _("answer otherwise") if answer else _("deny it"),
        "silent": _("not stated"),
        "unclear": _("unclear"),
    }
    return [{"key": key, "name": said[key], "count": count, "here": key == look.part} for key, count in look.counts.items()]


def witness_of(protocol: Protocol, titles: Titles, witness: Witness) -> dict[str, Any]:
    """One case behind a number with its passages and answers, each with whose it is."""
    variables = {variable.id: variable.label for variable in protocol.variables}
    passages = []
    for passage in witness.passages:
        title, outlet, published, language = titles.get(passage.account, ("", "", "", ""))
        codes = [
            {"name": label_of(protocol, f"{coding.codebook}:{coding.code}"), "denies": coding.stance == "denies", "by": _whose(coding), "memo": coding.memo}
            for coding in passage.codings
        ]  # fmt: skip
        answers = [
            {"question": variables.get(v.variable, v.variable), "answer": _answer(protocol, v), "by": _whose(v)} for v in passage.values
        ]
        passages.append(
            {
                "passage": passage,
                "title": title,
                "outlet": outlet,
                "published": published,
                "language": language,
                "codes": codes,
                "answers": answers,
            }
        )
    quoted = {id(value) for passage in witness.passages for value in passage.values}
    said: dict[tuple[str, str], list[str]] = {}
    for v in witness.values:
        if id(v) not in quoted:
            said.setdefault((variables.get(v.variable, v.variable), _answer(protocol, v)), []).append(_whose(v))
    loose = [{"question": question, "answer": answer, "by": _all_of(whose)} for (question, answer), whose in said.items()]
    accounts = []
    for name in witness.accounts:
        title, outlet, published, language = titles.get(name, (name, "", "", ""))
        accounts.append({"id": name, "title": title, "outlet": outlet, "published": published, "language": language})
    words = Drawn()
    noted: dict[str, list[str]] = {}
    for judgement in witness.judgements:
        noted.setdefault(", ".join(sorted(words.name(protocol, f"condition={one}") for one in judgement.conditions)), []).append(
            _whose(judgement)
        )
    conditions = [{"said": listed, "by": _all_of(whose)} for listed, whose in noted.items()]
    return {"conditions": conditions, "witness": witness, "passages": passages, "answers": loose, "accounts": accounts}


def _answer(protocol: Protocol, value: Any) -> str:
    if value.missing is not None:
        return str(names.MISSING[value.missing])
    return label_of(protocol, f"{value.variable}={value.value}")


def _all_of(whose: list[str]) -> str:
    """Each once."""
    return str(_(", ")).join(sorted(set(whose)))


def _whose(record: Any) -> str:
    return record.coder if record.layer == "coder" else f"{record.coder} ({names.LAYERS[record.layer]})"


urlpatterns = [
    path("findings", findings),
    path("findings.csv", download),
    path("findings/<str:name>", plan),
    path("findings/<str:name>/card/<str:subject>", doubted),
    path("findings/<str:name>/<str:finding>", number),
]
