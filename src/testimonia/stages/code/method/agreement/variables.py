"""Rows on the case form: each variable on the scale of its type, and all that are answered in categories together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from testimonia.domain.agreement import Agreement, Count
from testimonia.domain.decisions import Value
from testimonia.domain.vocabulary import Missing
from testimonia.errors import InputError
from testimonia.protocol import Variable
from testimonia.stages.code.method.agreement.answers import Answers
from testimonia.stages.code.method.agreement.codes import pooled_row
from testimonia.stages.code.method.agreement.material import FORM, Bench
from testimonia.stages.code.method.agreement.measure import About, measured
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.text import parse_edtf

PAIR = 2
SCALES = {
    "boolean": "nominal",
    "choice": "nominal",
    "choices": "jaccard",
    "country": "nominal",
    "date": "interval",
    "integer": "interval",
    "number": "interval",
}
"""On which scale answers of a type are compared. Free text is not: two coders never write the same words."""
ALLOWED = {"choice": ("nominal", "ordinal"), "integer": ("nominal", "ordinal", "interval", "ratio"), "number": ("interval", "ratio")}
"""What a team may choose instead, by type."""


@dataclass(frozen=True, slots=True)
class Said:
    """One reader's answer for one case (or episode): values, or why there is none (also ``unclear`` where two answers conflict)."""

    values: frozenset[str]
    missing: str = ""


def said(given: Sequence[Value], variable: Variable) -> Said:
    """The answer that the rows of one reader come to; a completed form without a row says that nothing is stated."""
    values = frozenset(item.value for item in given if item.value is not None)
    if values:
        if variable.type == "choices":
            return Said(frozenset(part for value in values for part in value.split(";") if part))
        return Said(values) if len(values) == 1 else Said(frozenset(), Missing.UNCLEAR)
    reasons = {item.missing.value for item in given if item.missing is not None}
    return Said(frozenset(), reasons.pop() if len(reasons) == 1 else Missing.UNCLEAR if reasons else Missing.NOT_STATED)


def number(value: str, variable: Variable) -> float | None:
    """An answer as a number; a date as the day in the middle of its interval, None where it has no two ends."""
    if variable.type != "date":
        try:
            return float(value)
        except ValueError:
            return None
    try:
        interval = parse_edtf(value)
    except InputError:
        return None
    if interval.earliest is None or interval.latest is None:
        return None
    return (interval.earliest.toordinal() + interval.latest.toordinal()) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What each reader said of a variable in each unit (None: form not completed)."""

    variable: Variable
    readers: tuple[str, ...]
    rows: list[list[Said | None]]

    def of(self, readers: Sequence[str]) -> list[list[Said | None]]:
        """Some readers' rows."""
        return [self.rows[self.readers.index(reader)] for reader in readers]


def column(bench: Bench, variable: Variable, readers: tuple[str, ...]) -> Column:
    """Lay out a variable by case, or by case and place in the order of episodes."""
    cases = [unit for unit in bench.units(FORM, "case") if bench.case(unit).kind.value == variable.about]
    rows: list[list[Said | None]] = [[] for _ in readers]
    for case in cases:
        given = [bench.values(case, variable.id, reader) for reader in readers]
        held = [value for values in given for value in values or ()]
        if variable.only_if is not None and not held:
            continue  # nobody found that it had to be asked: no agreement to speak of
        orders = sorted({bench.episode_order(value) or 0 for value in held}) if variable.per == "episode" else [-1]
        for order in orders:
            for row, values in zip(rows, given, strict=True):
                if values is None:
                    row.append(None)
                else:
                    row.append(said([v for v in values if order < 0 or (bench.episode_order(v) or 0) == order], variable))
    return Column(variable=variable, readers=readers, rows=rows)


def variable_rows(bench: Bench, params: AgreementParams) -> list[Agreement]:
    """Every row on the case form."""
    coders, layers = bench.coders(FORM), bench.layers(FORM)
    if not coders:
        return []
    columns = [column(bench, item, (*coders, *layers)) for item in bench.protocol.variables if item.type in SCALES]
    columns = [item for item in columns if any(said is not None for row in item.rows for said in row)]
    groups = [coders, *(combinations(coders, PAIR) if len(coders) > PAIR else ()), *((c, layer) for c in coders for layer in layers)]
    made = []
    for readers in groups:
        rows = [row for item in columns for row in _rows(item, tuple(readers), coders, params)]
        made += [*_together(columns, tuple(readers), params), *rows]
    return made


def _scale(variable: Variable, params: AgreementParams) -> str:
    return params.scales.get(variable.id, SCALES[variable.type])


def _rows(item: Column, readers: tuple[str, ...], coders: tuple[str, ...], params: AgreementParams) -> list[Agreement]:
    variable, metric = item.variable, _scale(item.variable, params)
    table = item.of(readers)
    counts: tuple[Count, ...] = ()
    if readers == coders:
        counts = tuple(_count(reader, row) for reader, row in zip(item.readers, item.rows, strict=True))
    unit = "episode" if variable.per == "episode" else "case"
    about = About(level="case", kind="variable", group=FORM, name=variable.id, readers=readers, unit=unit, metric=metric, counts=counts)
    if metric in {"interval", "ratio"}:
        stated = About(level="case", kind="stated", group=FORM, name=variable.id, readers=readers, unit=unit)
        numbers: list[list[Any]] = [
            [number(next(iter(cell.values)), variable) if cell and cell.values else None for cell in row] for row in table
        ]
        return [_measured(stated, _whether(table), params, table), _measured(about, Answers.of(numbers), params, table)]
    return [_measured(about, _categories(table, variable, metric), params, table)]


def _measured(about: About, answers: Answers, params: AgreementParams, table: list[list[Said | None]]) -> Agreement:
    units = zip(*table, strict=True)
    used = sum(n and any(cell is not None and cell.values for cell in unit) for n, unit in zip(answers.paired, units, strict=True))
    return measured(about, answers, int(used), params)


def _whether(table: list[list[Said | None]]) -> Answers:
    """Whether an answer was given, and if not why."""
    return Answers.of([[None if cell is None else "given" if cell.values else f"({cell.missing})" for cell in row] for row in table])


def _categories(table: list[list[Said | None]], variable: Variable, metric: str) -> Answers:
    """Answers as categories; a reason why there is none is a category of its own, for ranks a missing value."""

    def category(cell: Said | None) -> Any:
        if cell is None or (metric == "ordinal" and not cell.values):
            return None
        if metric == "jaccard":
            return cell.values or frozenset({f"({cell.missing})"})
        return next(iter(cell.values)) if cell.values else f"({cell.missing})"

    rows = [[category(cell) for cell in row] for row in table]
    if metric == "ordinal" and variable.type == "integer":
        return Answers.of([[None if value is None else float(value) for value in row] for row in rows])
    return Answers.of(rows, [value.value for value in variable.values]) if metric != "jaccard" else Answers.of(rows)


def _together(columns: Sequence[Column], readers: tuple[str, ...], params: AgreementParams) -> list[Agreement]:
    """The variables answered in categories as one; those asked of episodes, or of some cases only, have units of their own."""
    fit = [
        item
        for item in columns
        if _scale(item.variable, params) == "nominal" and item.variable.per == "case" and item.variable.only_if is None
    ]
    kinds = sorted({item.variable.about for item in fit})
    made = []
    for kind in kinds:
        parts = [_categories(item.of(readers), item.variable, "nominal") for item in fit if item.variable.about == kind]
        about = About(level="case", kind="all", group=FORM, name=kind, readers=readers, unit="case")
        made.append(pooled_row(about, parts, params))
    return made


def _count(reader: str, row: list[Said | None]) -> Count:
    given = [cell for cell in row if cell is not None]
    return Count(reader=reader, used=sum(bool(cell.values) for cell in given), n=len(given))
