"""Rows on codes: each code, all codes of a codebook together, the set of codes of a unit; by case and by account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from testimonia.domain.agreement import Agreement, Count
from testimonia.protocol import Codebook
from testimonia.stages.code.method.agreement import coefficients, distances
from testimonia.stages.code.method.agreement.answers import NO_OVERLAP, NO_VARIATION, Answers
from testimonia.stages.code.method.agreement.material import ABSENT, AFFIRMS, STATES, Bench
from testimonia.stages.code.method.agreement.measure import About, from_estimates, from_statistics, measured, undefined
from testimonia.stages.code.method.agreement.resample import difference, generator
from testimonia.stages.code.method.agreement.settings import AgreementParams

PAIR = 2
NOUN = {"case": "case", "account": "account", "passage": "account"}
Cells = dict[str, list[list[str | None]]]
"""For each code one row a reader of what they found in each unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every reader found in every unit of a codebook, at the level of cases or accounts."""

    level: str
    book: str
    codes: tuple[str, ...]
    units: tuple[str, ...]
    coders: tuple[str, ...]
    others: tuple[str, ...]  # layers, and machines measured as coders
    cells: Cells

    @property
    def readers(self) -> tuple[str, ...]:
        """Whose rows ``cells`` holds, in order."""
        return (*self.coders, *self.others)

    def answers(self, code: str, readers: Sequence[str]) -> Answers:
        """Some readers' states of one code."""
        rows = [self.cells[code][self.readers.index(reader)] for reader in readers]
        return Answers.of(rows, STATES)

    def sets(self, readers: Sequence[str]) -> list[list[frozenset[str] | None]]:
        """The codes that each reader affirms in each unit; None where one of the codes is not complete."""
        found: list[list[frozenset[str] | None]] = []
        for reader in readers:
            rows = [self.cells[code][self.readers.index(reader)] for code in self.codes]
            columns = zip(*rows, strict=True)
            found.append(
                [
                    None if None in states else frozenset(code for code, state in zip(self.codes, states, strict=True) if state == AFFIRMS)
                    for states in columns
                ]
            )
        return found

    def pairs(self) -> list[tuple[str, ...]]:
        """Every pair of coders where there are more than two, and each coder with each layer or machine."""
        among = combinations(self.coders, PAIR) if len(self.coders) > PAIR else ()
        return [*among, *((coder, other) for coder in self.coders for other in self.others)]


def sheet(bench: Bench, book: Codebook, level: str, machines: dict[str, dict[str, set[str]]]) -> Sheet:
    """Lay out a codebook; ``machines`` are suggesters, each with the codes that it suggests by account."""
    units = bench.units(book.id, level)
    if level == "case":
        units = [unit for unit in units if bench.case(unit).kind.value == book.about]
    codes = tuple(code.id for code in book.in_use())
    coders, layers = bench.coders(book.id), bench.layers(book.id)
    suggesting = tuple(machines) if level == "account" else ()
    # A machine is compared only with people who worked apart; that it reads every account is its suggester's business.
    blind = {unit: not bench.outside_blind(book.id, [unit], coders) for unit in units} if suggesting else {}
    cells: Cells = {}
    for code in codes:
        rows = [[bench.state(unit, book.id, code, reader) for unit in units] for reader in (*coders, *layers)]
        rows += [[_suggested(machines[name], unit, code) if blind[unit] else None for unit in units] for name in suggesting]
        cells[code] = rows
    return Sheet(level=level, book=book.id, codes=codes, units=tuple(units), coders=coders, others=(*layers, *suggesting), cells=cells)


def _suggested(found: dict[str, set[str]], unit: str, code: str) -> str:
    return AFFIRMS if code in found.get(unit, ()) else ABSENT


def code_rows(sheet: Sheet, params: AgreementParams) -> list[Agreement]:
    """Every row on the codes of a sheet: all together, as sets, one by one, and the pairs of each."""
    if not sheet.units:
        return []
    made = [_together(sheet, sheet.coders, params), _as_sets(sheet, sheet.coders, params)]
    made += [_one(sheet, code, sheet.coders, params) for code in sheet.codes]
    for pair in sheet.pairs():
        made.append(_together(sheet, pair, params))
        made += [_one(sheet, code, pair, params) for code in sheet.codes]
    return made


def _one(sheet: Sheet, code: str, readers: tuple[str, ...], params: AgreementParams) -> Agreement:
    answers = sheet.answers(code, readers)
    counts: tuple[Count, ...] = ()
    if readers == sheet.coders:
        counts = tuple(_count(reader, row) for reader, row in zip(sheet.readers, sheet.cells[code], strict=True))
    about = About(level=sheet.level, kind="code", group=sheet.book, name=code, readers=readers, unit=NOUN[sheet.level], counts=counts)
    return measured(about, answers, _used(answers), params)


def _count(reader: str, row: list[str | None]) -> Count:
    given = [state for state in row if state is not None]
    return Count(reader=reader, used=sum(state != ABSENT for state in given), n=len(given))


def _used(answers: Answers) -> int:
    """Paired units in which somebody found the code, affirmed or denied."""
    kept = [n for n, state in enumerate(answers.categories) if state != ABSENT]
    return int((answers.counts[answers.paired][:, kept].sum(axis=1) > 0).sum())


def _together(sheet: Sheet, readers: tuple[str, ...], params: AgreementParams) -> Agreement:
    parts = [sheet.answers(code, readers) for code in sheet.codes]
    about = About(level=sheet.level, kind="all", group=sheet.book, readers=readers, unit=NOUN[sheet.level])
    return pooled_row(about, parts, params)


def pooled_row(about: About, parts: Sequence[Answers], params: AgreementParams) -> Agreement:
    """One row over several questions asked of the same units."""
    reasons = [answers.why_undefined() for answers in parts]
    most = max(parts, key=lambda answers: answers.n, default=None)
    if most is None or all(reasons):
        return undefined(about, most.n if most else 0, 0, reasons[0] if reasons else NO_OVERLAP, params)
    n = most.n
    wanted = [
        coefficients.pooled_percent(parts),
        coefficients.pooled_alpha(parts, [distances.nominal(answers.categories) for answers in parts]),
    ]
    return from_statistics(about, wanted, n, n, params)


def _as_sets(sheet: Sheet, readers: tuple[str, ...], params: AgreementParams) -> Agreement:
    answers = Answers.of(sheet.sets(readers))
    about = About(level=sheet.level, kind="sets", group=sheet.book, readers=readers, unit=NOUN[sheet.level], metric="jaccard")
    kept = [n for n, found in enumerate(answers.categories) if found]
    used = int((answers.counts[answers.paired][:, kept].sum(axis=1) > 0).sum())
    return measured(about, answers, used, params)


def over_time(sheet: Sheet, when: Callable[[str], str], params: AgreementParams) -> list[Agreement]:
    """All codes together in stretches of time of equal numbers of units, and how the last stretch differs from the first.

    Nothing where there are too few units, or where they cannot be put in order because all were entered at one moment.
    """
    parts = [sheet.answers(code, sheet.coders) for code in sheet.codes]
    common = max(parts, key=lambda answers: answers.n, default=None)
    if common is None:
        return []
    at = [(when(unit), n) for n, unit in enumerate(sheet.units) if common.paired[n]]
    blocks = min(params.blocks, len(at) // params.block)
    if blocks < PAIR or len({moment for moment, _ in at}) < blocks:
        return []
    at.sort()
    bounds = [round(len(at) * k / blocks) for k in range(blocks + 1)]
    made, taken = [], []
    for k in range(blocks):
        stretch = at[bounds[k] : bounds[k + 1]]
        taken.append([answers.units(np.array([n for _, n in stretch])) for answers in parts])
        name = f"{k + 1} of {blocks}: {stretch[0][0][:10]} to {stretch[-1][0][:10]}"
        about = About(level=sheet.level, kind="block", group=sheet.book, name=name, readers=sheet.coders, unit=NOUN[sheet.level])
        made.append(pooled_row(about, taken[-1], params))
    about = About(level=sheet.level, kind="change", group=sheet.book, name="last less first", readers=sheet.coders, unit=NOUN[sheet.level])
    return [*made, change_row(about, taken[0], taken[-1], params)]


def change_row(about: About, first: Sequence[Answers], last: Sequence[Answers], params: AgreementParams) -> Agreement:
    """How much alpha differs between two stretches, each drawn anew by itself."""
    alphas = [coefficients.pooled_alpha(parts, [distances.nominal(answers.categories) for answers in parts]) for parts in (first, last)]
    n = sum(max(answers.n for answers in parts) for parts in (first, last))
    estimate = difference(alphas[0], alphas[1], params, generator(params.seed, about.level, about.kind, about.group, *about.readers))
    if estimate.value is None:
        return undefined(about, n, n, NO_VARIATION, params)
    return from_estimates(about, [estimate], n, n, params)
