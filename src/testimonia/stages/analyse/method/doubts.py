"""What of a study's material may be doubted, row by row: how far it was believed, under what conditions, where and how it was published."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from testimonia.domain.decisions import Judgement
from testimonia.domain.vocabulary import Direction, Layer, ProposalStatus, RelationKind
from testimonia.stages.analyse.method.comparison import CUSTODY
from testimonia.stages.analyse.method.grid import Rows
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.states import AUTO, form_answer

Kept = NDArray[np.bool_]
HELD = "in-custody"
"""The question of the case form that says the same, where a study asks it (the shipped template does)."""
THRESHOLDS: tuple[tuple[str, Callable[[int | None], bool]], ...] = (
    ("every account", lambda _: True),
    ("without E and 5", lambda grade: grade is None or grade < 5),  # noqa: PLR2004 - a grade
    ("judged, without E and 5", lambda grade: grade is not None and grade < 5),  # noqa: PLR2004 - a grade
    ("C3 or better", lambda grade: grade is not None and grade <= 3),  # noqa: PLR2004 - a grade
    ("B2 or better", lambda grade: grade is not None and grade <= 2),  # noqa: PLR2004 - a grade
)
"""The Admiralty grades from which on an account counts; F and 6 mean that nobody could judge."""


def grades(desk: Desk, rows: Rows) -> list[int | None]:
    """How far each row was believed: the worse of its source's and its information's grade (1 best, 5 worst), None if nobody could tell.

    What the lead judged stands for what coders did; of several coders the worst counts.
    """
    by_account: dict[str, list[Judgement]] = {}
    for judgement in desk.material.judgements:
        by_account.setdefault(judgement.account, []).append(judgement)
    found = []
    for mention, account in zip(rows.mentions, rows.account, strict=True):
        ours = [one for one in by_account.get(account, ()) if one.mention in (None, mention)]
        ruled = [one for one in ours if one.layer is Layer.ADJUDICATED] or ours
        known = [grade for one in ruled for grade in (_grade(one.source_grade, "ABCDE"), _grade(one.information_grade, "12345")) if grade]
        found.append(max(known, default=None))
    return found


def _grade(given: str | None, scale: str) -> int | None:
    return scale.index(given) + 1 if given and given in scale else None


def free(desk: Desk, rows: Rows) -> Kept:
    """The rows that nobody noted as said in custody."""
    held = {(one.account, one.mention) for one in desk.material.judgements if CUSTODY in one.conditions}
    cases = set()
    variable = next((variable for variable in desk.protocol.variables if variable.id == HELD), None)
    if variable is not None:
        for place, case in enumerate(rows.cases):
            answer = form_answer(desk, case.id, variable, AUTO)
            if answer is not None and "true" in answer.values:
                cases.add(place)
    kept = [
        not ({(account, None), (account, mention)} & held or place in cases)
        for mention, account, place in zip(rows.mentions, rows.account, rows.case.tolist(), strict=True)
    ]
    return np.array(kept, dtype=np.bool_)


def originals(desk: Desk, rows: Rows) -> Kept:
    """The rows whose account is no translation of another."""
    translated = set()
    for relation in desk.material.relations:
        if relation.kind is RelationKind.TRANSLATION and relation.status is ProposalStatus.ACCEPTED:
            translated.add(relation.a if relation.direction is Direction.B_TO_A else relation.b)
    return np.array([account not in translated for account in rows.account], dtype=np.bool_)


def keyed(rows: Rows, of: Callable[[str], str | None]) -> dict[str, Sequence[int]]:
    """The rows by what their account is told apart by; those where nobody knows, or whose account nobody knows, are in no group."""
    found: dict[str, list[int]] = {}
    for row, account in enumerate(rows.account):
        key = of(account) if account else None
        if key:
            found.setdefault(key, []).append(row)
    return dict(sorted(found.items()))
