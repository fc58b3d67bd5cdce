"""All rows of a study, in the order in which a report shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from testimonia.domain.agreement import Agreement
from testimonia.domain.report import Progress, silent
from testimonia.domain.results import Suggestion
from testimonia.stages.code.method.agreement.codes import code_rows, over_time, sheet
from testimonia.stages.code.method.agreement.material import FORM, Bench, Material
from testimonia.stages.code.method.agreement.passages import passage_rows
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.stages.code.method.agreement.variables import variable_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Rows, and what a reader must know beside them."""

    rows: tuple[Agreement, ...] = ()
    accounts: tuple[str, ...] = ()  # in which something was compared
    outside_blind: int = 0  # cases that somebody completed where they could have seen the others' rows
    left: tuple[str, ...] = ()  # coders who are not in study.yaml any more
    other_editions: int = 0  # codings in another edition than the main text, left out at the level of passages
    free_text: tuple[str, ...] = ()  # variables that are not compared
    uncompleted: Mapping[str, int] = field(default_factory=dict)  # codings and values in units that their coder has not completed


def all_rows(
    material: Material, params: AgreementParams, rounds: frozenset[str | None] | None = None, progress: Progress = silent
) -> Measured:
    """Measure everything that at least one coder completed; ``rounds`` restricts to some rounds (None: rows outside any)."""
    bench = Bench(material, rounds)
    books = [book for book in material.protocol.codebooks if bench.coders(book.id)]
    machines = _machines(material.suggestions)
    made: list[Agreement] = []
    accounts: set[str] = set()
    for n, book in enumerate(books):
        progress(n, len(books) + 1, f"comparing {book.id}")
        by_case = sheet(bench, book, "case", {})
        made += code_rows(by_case, params)
        made += over_time(by_case, lambda unit, group=book.id: bench.when(group, unit), params)  # type: ignore[misc] # default's type
        made += code_rows(sheet(bench, book, "account", machines.get(book.id, {})), params)
        made += passage_rows(bench, book, params)
        accounts |= bench.accounts([*by_case.units, *bench.units(book.id, "account")])
    progress(len(books), len(books) + 1, "comparing the case form")
    made += variable_rows(bench, params)
    accounts |= bench.accounts(bench.units(FORM, "case"))
    coders = {name for group in [*(book.id for book in books), FORM] for name in bench.coders(group)}
    outside = {
        unit
        for group in [*(book.id for book in books), FORM]
        for unit in bench.units(group, "case")
        if bench.outside_blind(group, [unit], coders)
    }
    return Measured(
        rows=tuple(made),
        accounts=tuple(sorted(accounts)),
        outside_blind=len(outside),
        left=tuple(sorted(coders.difference(coder.id for coder in material.protocol.coders))),
        other_editions=sum(
            coding.account in material.texts and coding.edition != material.texts[coding.account][0] for coding in material.codings
        ),
        uncompleted=bench.uncompleted(),
        free_text=tuple(item.id for item in material.protocol.variables if item.type == "text"),
    )


def _machines(suggestions: Sequence[Suggestion]) -> dict[str, dict[str, dict[str, set[str]]]]:
    """By codebook and method, the codes suggested for each account."""
    found: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for item in suggestions:
        if item.kind == "code" and ":" in item.value:
            book, _, code = item.value.partition(":")
            found[book][f"machine {item.method}"][item.account].add(code)
    return {book: {name: dict(accounts) for name, accounts in methods.items()} for book, methods in found.items()}
