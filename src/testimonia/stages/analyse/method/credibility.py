"""How far the stories bear one another out, and where they contradict themselves.

Two cases that rest on accounts of one family are no two witnesses: whoever wrote the one wrote the other. A contradiction is listed with
its passages and decides nothing; mostly it is a slip in copying, and both versions are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from testimonia.domain.decisions import Coding
from testimonia.domain.partition import Partition
from testimonia.domain.results import Case, Measure, Telling
from testimonia.domain.vocabulary import Stance
from testimonia.stages.analyse.method.consistency import ORDER, ledger
from testimonia.stages.analyse.method.frame import Frame
from testimonia.stages.analyse.method.intervals import wilson
from testimonia.stages.analyse.method.material import Desk, Reader
from testimonia.stages.analyse.method.states import heard
from testimonia.stages.analyse.method.subjects import Item, items_of


def credibility(desk: Desk, frame: Frame) -> list[Measure]:
    """For each thing counted how many independent stories tell it; then what accounts of one case cannot all be right about, and what changed."""
    plan = frame.plan
    if plan.subject is None:
        return []
    items = [item for item in items_of(desk, plan.subject, frame.cases, plan.layer) if item.states]
    rows = [row for item in items for row in (_corroboration(desk, frame, item), _twice(desk, frame, item)) if row is not None]
    return rows + _consistency(desk, frame) if items else []


# --- what is borne out


def _corroboration(desk: Desk, frame: Frame, item: Item) -> Measure:
    told = sorted(item.affirming())
    groups = independent(told, {name: _families(desk, desk.case(name)) for name in told})
    largest = max(groups, key=len, default=())
    note = "" if len(groups) == len(told) else f"{len(told) - len(groups)} rest on a family that another rests on"
    return frame.row(
        "corroboration", item=item.name, unit="count", estimate=float(len(groups)), k=len(groups), n=len(told), method="families of accounts",
        denominator="stated", evidence=tuple(told), against=largest if len(largest) > 1 else (), note=note,
    )  # fmt: skip


def independent(cases: Sequence[str], families: Mapping[str, Iterable[str]]) -> Sequence[tuple[str, ...]]:
    """The cases in groups of those that share families, directly or through others: each group is one witness."""
    groups = Partition(cases)
    first: dict[str, str] = {}
    for case in cases:
        for family in families[case]:
            groups.join(case, first.setdefault(family, case))
    return groups.groups()


def _families(desk: Desk, case: Case) -> frozenset[str]:
    return frozenset(desk.root.get(account, account) for account in case.accounts)


def _twice(desk: Desk, frame: Frame, item: Item) -> Measure | None:
    """Of the cases that have a code, how many tell it in accounts of two families: the same person, heard twice."""
    book, _, code = item.name.partition(":")
    told = sorted(item.affirming())
    if not code or not told:
        return None
    again = []
    for case in told:
        by_reader = desk.codings.get((case, book, code), {})
        if len({desk.root.get(account, account) for account in telling(by_reader, frame.plan.layer)}) > 1:
            again.append(case)
    low, high = wilson(len(again), len(told), frame.plan.level)
    return frame.row(
        "told-twice", item=item.name, unit="share", estimate=len(again) / len(told), low=low, high=high, k=len(again), n=len(told),
        method=f"wilson {frame.plan.level:.0%}", denominator="stated", evidence=tuple(again),
    )  # fmt: skip


def telling(by_reader: Mapping[Reader, Sequence[Coding]], layer: str) -> set[str]:
    """The accounts in which somebody who is heard on a layer found that a code is affirmed."""
    return {
        one.account
        for reader, found in by_reader.items()
        for one in found
        if one.stance is Stance.AFFIRMS and heard(layer, reader, one.coder)
    }


# --- what contradicts itself, and what changed


def _consistency(desk: Desk, frame: Frame) -> list[Measure]:
    book = ledger(desk)
    found = [(case, book.weigh(book.said(case, frame.plan.layer), book.engagements(case))) for case in frame.cases]
    rows = [_listed(desk, frame, "contradiction", case, name, told) for case, one in found for name, told in one.contradictions.items()]
    rows += [_listed(desk, frame, "changed", case, name, told) for case, one in found for name, told in one.changed.items()]
    if not frame.cases:
        return rows
    cases = tuple(sorted(case.id for case, one in found if one.contradictions))
    low, high = wilson(len(cases), len(frame.cases), frame.plan.level)
    whole = frame.row(
        "contradictions", unit="share", estimate=len(cases) / len(frame.cases), low=low, high=high, k=len(cases), n=len(frame.cases),
        method=f"wilson {frame.plan.level:.0%}", evidence=cases, note="Cases with any contradiction listed here, of all cases.",
    )  # fmt: skip
    return [whole, *rows]


def _listed(desk: Desk, frame: Frame, measure: str, case: Case, name: str, tellings: Sequence[Telling]) -> Measure:
    """One thing of which accounts of a case say several: with what each says."""
    values = {telling.value for telling in tellings}
    families = {desk.root.get(telling.account, telling.account) for telling in tellings}
    within = {"contradiction": "within one family of accounts: mostly a slip in copying", "changed": "within one family of accounts"}
    note = "left before having joined" if name == ORDER else within[measure] if len(families) == 1 else f"between {len(families)} families"
    return frame.row(
        measure, item=name, group=case.id, unit="count", estimate=float(len(values)), k=len(values), n=len(tellings), method="count",
        denominator="stated", evidence=(case.id,), tellings=tuple(tellings), note=note,
    )  # fmt: skip
