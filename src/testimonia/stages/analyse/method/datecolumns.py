"""Dates as columns of a grid: each date that anybody gave is a thing that a case has, or has not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from testimonia.domain.results import Case
from testimonia.protocol import PUBLISHED, Plan
from testimonia.protocol.analysis import EPISODE_DATES
from testimonia.stages.analyse.method.grid import Bools, Rows, dated
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.states import AGAIN, State, dates_answer, told_apart
from testimonia.stages.analyse.method.subjects import Item
from testimonia.stages.analyse.method.timeline import read_date


def date_names(desk: Desk, plan: Plan) -> list[str]:
    """Every date that anybody gave of what a timeline counts, as ``date=EDTF``; those that nobody can read are left out."""
    found: set[str] = set()
    for name in dict.fromkeys((*plan.dates, *plan.lag)):
        given = _given(desk, name)
        found |= {f"{name}={text}" for text in given if read_date(text.rstrip(AGAIN), desk.material.until) is not None}
    return sorted(found)


def _given(desk: Desk, name: str) -> set[str]:
    if name == PUBLISHED:
        return {account.published for account in desk.account.values() if account.published}
    found: set[str] = set()
    if name in EPISODE_DATES:
        for by_reader in desk.episodes.values():
            for episodes in by_reader.values():
                told = ((one.order, dated(one, name)) for one in episodes)
                found |= told_apart({(order, when) for order, when in told if when is not None})
        return found
    for (_, variable), by_coder in desk.values.items():
        if variable == name:
            found |= {value.value for values in by_coder.values() for value in values if value.value}
    return found


def date_items(desk: Desk, plan: Plan, cases: tuple[Case, ...]) -> list[Item]:
    """The same with the cases that have each date, on the layer that the entry names."""
    having: dict[str, dict[str, State]] = {name: {} for name in date_names(desk, plan)}
    for name in dict.fromkeys((*plan.dates, *plan.lag)):
        for case in cases:
            if name == PUBLISHED:
                given = {account.published for one in desk.tellers(case) if (account := desk.account.get(one)) and account.published}
            else:
                answer = dates_answer(desk, case.id, name, plan.layer)
                given = set(answer.values) if answer else set()
            for text in given:
                if f"{name}={text}" in having:
                    having[f"{name}={text}"][case.id] = State.AFFIRMS
    return [Item(name=name, states=states) for name, states in having.items()]


def told_by(desk: Desk, rows: Rows, names: Sequence[str]) -> dict[int, Bools]:
    """For the column of each date of publication the rows whose own account has it: a case is as old as the oldest that is left of it."""
    published = [account.published if (account := desk.account.get(name)) else None for name in rows.account]
    return {
        column: np.array([f"{PUBLISHED}={when}" == name for when in published], dtype=np.bool_)
        for column, name in enumerate(names)
        if name.startswith(f"{PUBLISHED}=")
    }
