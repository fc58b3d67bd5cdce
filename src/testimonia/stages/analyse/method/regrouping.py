"""Groups that a property of accounts forms, account by account, so that they are formed anew wherever cases or accounts are others.

Leaving an account out, counting every account for itself or taking two people together changes who published a case, where, in which
language or under what conditions it was told; a group of the finding would be kept from accounts that are not there any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from testimonia.domain.decisions import Judgement
from testimonia.domain.vocabulary import Layer
from testimonia.protocol import Plan
from testimonia.stages.analyse.method.grid import AFFIRMS, SILENT, Bools, Question, Rows, States
from testimonia.stages.analyse.method.material import Desk, Reader
from testimonia.stages.analyse.method.publishers import publishers
from testimonia.stages.analyse.method.states import AUTO

OF_ACCOUNTS = ("source", "country", "language", "condition")
"""Properties that a case has from its accounts."""
SINGLE = ("movement", "period", "source", "country", "language")
"""Properties of which a study may know one value a case, so that somebody with two is in none of the groups."""
Known = frozenset[str] | None
"""The values of a row; None where nothing is known of it."""


def formed(desk: Desk, plan: Plan, rows: Rows, groups: Sequence[str], against: str) -> tuple[States, Bools] | None:
    """What each row's own account says of each group (and of those ``against`` it, by the end of a name); None where groups are not formed by accounts.

    Also which rows follow what they repeat, for copies say nothing of their own: they are where the first of their story is that is
    left. A condition noted of a copy itself is its own.
    """
    kind = plan.by.property if plan.kind == "comparison" and plan.by is not None else None
    if kind not in OF_ACCOUNTS:
        return None
    own = _noted(desk, plan.layer, rows) if kind == "condition" else [_published(desk, kind)(account) for account in rows.account]
    found = np.full((len(rows.mentions), len(groups)), SILENT, dtype=np.int8)
    for column, name in enumerate(groups):
        value = name.removesuffix(against).partition("=")[2]
        wanted = not name.endswith(against)
        inside = [known is not None and (value in known) is wanted for known in own]
        found[np.array(inside, dtype=np.bool_), column] = AFFIRMS
    follows = [kind != "condition" or known is None for known in own]
    return found, np.array(follows, dtype=np.bool_)


def divided(plan: Plan, whole: States, groups: Sequence[str], against: str, offset: int) -> list[Question]:
    """The groups of a property as one question, where nobody is in two of them: who is, taken together with another, is in none."""
    kind = plan.by.property if plan.kind == "comparison" and plan.by is not None else None
    own = [offset + column for column, name in enumerate(groups) if not name.endswith(against)]
    if kind not in SINGLE or not own or int((whole[:, own] == AFFIRMS).sum(axis=1).max(initial=0)) > 1:
        return []
    place = {name: offset + column for column, name in enumerate(groups)}
    others = [place[f"{groups[column - offset]}{against}"] for column in own if f"{groups[column - offset]}{against}" in place]
    return [Question(np.array(own, dtype=np.intp), np.array(others if len(others) == len(own) else [], dtype=np.intp))]


def _published(desk: Desk, kind: str | None) -> Callable[[str], Known]:
    known = publishers(desk)

    def language(name: str) -> str | None:
        account = desk.account.get(name)
        return account.language.partition("-")[0] if account is not None and account.language else None

    read = {"source": known.outlet, "country": known.country, "language": language}[str(kind)]
    return lambda account: frozenset({value}) if (value := read(account)) else None


def _noted(desk: Desk, layer: str, rows: Rows) -> list[Known]:
    """The conditions noted of each row, by whoever is heard of its case (as ``conditions_of``); None where nobody judged it."""
    by_case: dict[str, list[Judgement]] = {}
    for judgement in desk.material.judgements:
        for case in desk.cases_of(judgement):
            by_case.setdefault(case, []).append(judgement)
    found: list[Known] = []
    for mention, account, place in zip(rows.mentions, rows.account, rows.case.tolist(), strict=True):
        judged = by_case.get(rows.cases[place].id, [])
        ruled = [one for one in judged if one.layer is Layer.ADJUDICATED]
        heard = ruled if ruled and layer in (AUTO, Layer.ADJUDICATED) else judged
        readers = [(one, Reader(one.layer, one.coder)) for one in heard]
        said = [one for one, reader in readers if layer in (AUTO, reader.coder, reader.layer)]
        ours = [one for one in said if one.mention == mention or (one.mention is None and one.account == account)]
        found.append(frozenset().union(*(one.conditions for one in ours)) if ours else None)
    return found
