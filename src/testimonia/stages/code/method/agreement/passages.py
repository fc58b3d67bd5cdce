"""Rows on passages: where in the texts codes were marked, for a codebook and for each of its codes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from testimonia.domain.agreement import Agreement, Estimate
from testimonia.protocol import Codebook
from testimonia.stages.code.method.agreement.answers import NO_OVERLAP, NO_VARIATION, ONE_CODER
from testimonia.stages.code.method.agreement.material import Bench, Marks
from testimonia.stages.code.method.agreement.measure import About, from_statistics, undefined
from testimonia.stages.code.method.agreement.qualcoder import qualcoder_kappa
from testimonia.stages.code.method.agreement.settings import AgreementParams
from testimonia.stages.code.method.agreement.spans import Span, clipped, units_by_code
from testimonia.stages.code.method.agreement.unitizing import Continuum, Text, bar_u_alpha, code_alpha, cu_alpha, k_u_alpha, u_alpha
from testimonia.stages.code.method.agreement.unitizing2004 import alpha_u

PAIR = 2


@dataclass(frozen=True, slots=True)
class Read:
    """A text as those who completed it marked it; ``whole`` says that all of the coders compared are among them."""

    length: int
    marks: list[Marks]
    units: list[dict[str, list[Span]]]  # by coder and code
    whole: bool


def passage_rows(bench: Bench, book: Codebook, params: AgreementParams) -> list[Agreement]:
    """Rows for all coders together and, where they are more than two, for each pair."""
    codes, coders = [code.id for code in book.in_use()], bench.coders(book.id)
    accounts = bench.units(book.id, "account")
    if not accounts:
        return []
    marks = {
        (reader, account): clipped(found, bench.material.texts[account][1])
        for reader in coders
        for account in accounts
        if (found := bench.marks(account, book.id, codes, reader)) is not None
    }
    made: list[Agreement] = []
    for readers in (coders, *(combinations(coders, PAIR) if len(coders) > PAIR else ())):
        about = About(level="passage", kind="all", group=book.id, readers=tuple(readers), unit="account")
        made += _rows(about, codes, _texts(bench, accounts, tuple(readers), marks), marks, params)
    return made


def _texts(bench: Bench, accounts: Iterable[str], readers: tuple[str, ...], marks: Mapping[tuple[str, str], Marks]) -> list[Read]:
    found = []
    for account in accounts:
        held = [marks[reader, account] for reader in readers if (reader, account) in marks]
        length = bench.material.texts[account][1]
        if len(held) >= PAIR and length:
            found.append(Read(length, held, [units_by_code(marks) for marks in held], len(held) == len(readers)))
    return found


def _rows(
    about: About, codes: list[str], texts: list[Read], marks: Mapping[tuple[str, str], Marks], params: AgreementParams
) -> list[Agreement]:
    if not texts:
        coders = {reader for reader, _ in marks}.intersection(about.readers)
        reason = ONE_CODER if len(coders) < PAIR else NO_OVERLAP
        return [undefined(about, 0, 0, reason, params, coefficient="u_alpha")]
    whole = Continuum.of([Text(text.length, text.marks) for text in texts])
    wanted = [u_alpha(whole), bar_u_alpha(whole), cu_alpha(whole)]
    small = replace(params, replicates=0) if len(whole.sets) > params.combinations else params
    made = [from_statistics(about, wanted, len(texts), sum(any(text.marks) for text in texts), small)]
    for code in codes:
        one = replace(about, kind="code", name=code, metric="marked or not")
        used = sum(any(code in units for units in text.units) for text in texts)
        if not used:
            made.append(undefined(one, len(texts), 0, NO_VARIATION, params, coefficient="u_alpha"))
            continue
        theirs = qualcoder_kappa(whole, code)
        statistics = [code_alpha(whole, code), k_u_alpha(whole, code), *([theirs] if theirs else [])]
        row = from_statistics(one, statistics, len(texts), used, params)
        made.append(replace(row, estimates=(*row.estimates, _older(texts, code, len(about.readers)))))
    return made


def _older(texts: list[Read], code: str, coders: int) -> Estimate:
    """The alpha of 1995/2004 on the texts that all of the coders completed, laid end to end."""
    units: list[list[tuple[int, int]]] = [[] for _ in range(coders)]
    at = 0
    for text in texts:
        if text.whole:
            for mine, theirs in zip(units, text.units, strict=True):
                mine += [(at + start, end - start) for start, end in theirs.get(code, ())]
            at += text.length
    value = alpha_u(units, 0, at).alpha if at else math.nan
    if math.isfinite(value):
        return Estimate(coefficient="alpha_u_2004", value=value)
    return Estimate(coefficient="alpha_u_2004", undefined=NO_VARIATION if at else NO_OVERLAP)
