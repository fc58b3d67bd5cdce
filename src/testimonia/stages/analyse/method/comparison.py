"""How far groups of cases differ: differences with intervals, one test a finding, shares drawn together, and what else sets groups apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from testimonia.domain.results import Case, Measure
from testimonia.protocol import Protocol
from testimonia.protocol.naming import name_of
from testimonia.stages.analyse.method.differences import newcombe
from testimonia.stages.analyse.method.exact import SMALLEST_TESTED, Tested, compare_many, compare_two
from testimonia.stages.analyse.method.frame import Count, Frame, count
from testimonia.stages.analyse.method.intervals import wilson
from testimonia.stages.analyse.method.material import Desk
from testimonia.stages.analyse.method.pooling import pooled
from testimonia.stages.analyse.method.states import State
from testimonia.stages.analyse.method.subjects import Item, conditions_of, items_of, languages_of, outlets_of, property_items

REST = "the others"
"""Who a group is compared with where there are more than two, or where groups overlap."""
CUSTODY = "custody"
"""The condition of speaking that a panel of comparability tells."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A group, and whom it is compared with."""

    group: str
    other: str
    here: frozenset[str]
    there: frozenset[str]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a comparison; ``exclusive`` if no case is in two of them; ``open_`` counts the cases that are in none for certain."""

    members: dict[str, frozenset[str]]
    contrasts: tuple[Contrast, ...]
    exclusive: bool
    open_: int


def comparison(desk: Desk, frame: Frame) -> list[Measure]:
    """The measures of a comparison: for each thing counted a ``test``, its ``difference`` for each contrast and its ``pooled`` shares.

    Of two groups the first is compared with the second, of more each with the others together; a group that overlaps with others (a
    condition of speaking, a source) with those who are known not to be in it. Then the one test is of each contrast by itself.
    """
    plan = frame.plan
    if plan.subject is None or plan.by is None:
        return []
    items = items_of(desk, plan.subject, frame.cases, plan.layer)
    if not any(item.states for item in items):
        return []
    groups = groups_of(desk, frame)
    found: list[Measure] = []
    for item in items:
        by_group = {name: count(item.states, members, plan.denominator) for name, members in groups.members.items()}
        found += [_difference(desk.protocol, frame, groups, item, contrast) for contrast in groups.contrasts]
        found += _tests(desk.protocol, frame, groups, item, by_group)
        found += _pooled(frame, groups, item, by_group)
    return found + (_panel(desk, frame, groups) if plan.by.property == "movement" else [])


def groups_of(desk: Desk, frame: Frame) -> Groups:
    """The groups that the second side of a comparison forms; those without any case are left out."""
    plan = frame.plan
    if plan.by is None:
        return Groups({}, (), exclusive=True, open_=len(frame.cases))
    made = property_items(desk, plan, frame.cases) if plan.by.property else items_of(desk, plan.by, frame.cases, plan.layer)
    items = [item for item in made if item.affirming()]
    members = {item.name: item.affirming() for item in items}
    somewhere = frozenset().union(*members.values())
    exclusive = sum(map(len, members.values())) == len(somewhere) and not (len(items) == 1 and ":" in items[0].name)
    open_ = sum(case.id not in somewhere for case in frame.cases)
    return Groups(members, tuple(_contrasts(items, somewhere, exclusive=exclusive)), exclusive=exclusive, open_=open_)


def _contrasts(items: Sequence[Item], somewhere: frozenset[str], *, exclusive: bool) -> Iterator[Contrast]:
    if exclusive and len(items) == 2:  # noqa: PLR2004 - two groups have one difference
        one, two = items
        yield Contrast(one.name, two.name, one.affirming(), two.affirming())
        return
    for item in items:
        here = item.affirming()
        there = somewhere - here if exclusive else frozenset(case for case, state in item.states.items() if state in _NOT_IN) - here
        yield Contrast(item.name, REST, here, there)


_NOT_IN = (State.DENIES, State.SILENT)
# Somebody finished a case and did not give it a code, or noted conditions and not this one: it is not in the group.


def _difference(protocol: Protocol, frame: Frame, groups: Groups, item: Item, contrast: Contrast) -> Measure:
    denominator = frame.plan.denominator
    one, two = (count(item.states, side, denominator) for side in (contrast.here, contrast.there))
    effect = newcombe(one.k, one.n, two.k, two.n, frame.plan.level) if one.n and two.n else None
    empty = contrast.group if not one.n else contrast.other
    notes = [] if effect else [f"No case counts in “{name_of(protocol, empty)}”."]
    if groups.open_:
        notes.append(f"{groups.open_} {'case is' if groups.open_ == 1 else 'cases are'} in no group.")
    return frame.row(
        "difference", item=item.name, group=contrast.group, other=contrast.other, unit="share",
        estimate=effect.estimate if effect else None, low=effect.low if effect else None, high=effect.high if effect else None,
        k=one.k, n=one.n, other_k=two.k, other_n=two.n, not_stated=one.silent + two.silent, unclear=one.unclear + two.unclear,
        method=f"Newcombe {frame.plan.level:.0%}", evidence=one.have, against=two.have,
        note=" ".join(notes),
    )  # fmt: skip


# --- the one test of each finding


def _tests(protocol: Protocol, frame: Frame, groups: Groups, item: Item, by_group: dict[str, Count]) -> list[Measure]:
    if groups.exclusive:
        table = [(found.k, found.n - found.k) for found in by_group.values()]
        sizes = {name: found.n for name, found in by_group.items()}
        tested = _tested(frame, table, sizes)
        everybody = sum(sizes.values())
        return [_test(frame, item, "", "", tested, everybody, _untested(protocol, sizes) if tested is None else "")]
    rows = []
    for contrast in groups.contrasts:
        one, two = (count(item.states, side, frame.plan.denominator) for side in (contrast.here, contrast.there))
        sizes = {contrast.group: one.n, contrast.other: two.n}
        tested = compare_two(one.k, one.n, two.k, two.n)
        why = _untested(protocol, sizes) if tested is None else ""
        rows.append(_test(frame, item, contrast.group, contrast.other, tested, one.n + two.n, why))
    return rows


def _tested(frame: Frame, table: Sequence[tuple[int, int]], sizes: dict[str, int]) -> Tested | None:
    if len(table) < 2 or min(sizes.values()) < SMALLEST_TESTED:  # noqa: PLR2004 - one group is compared with nobody
        return None
    if len(table) == 2:  # noqa: PLR2004 - two groups
        (k1, rest1), (k2, rest2) = table
        return compare_two(k1, k1 + rest1, k2, k2 + rest2)
    return compare_many(table, replicates=frame.plan.replicates, seed=frame.plan.seed) or Tested(1.0, "Fisher-Freeman-Halton")


def _untested(protocol: Protocol, sizes: dict[str, int]) -> str:
    if len(sizes) < 2:  # noqa: PLR2004 - as above
        return "There is one group only: nothing to compare it with." if sizes else "No case is in any group."
    name = min(sizes, key=lambda group: (sizes[group], group))
    many = f"{sizes[name]} case{'' if sizes[name] == 1 else 's'}"
    return f"Not tested: “{name_of(protocol, name)}” has {many}, and under {SMALLEST_TESTED} only intervals are shown."


def _test(frame: Frame, item: Item, group: str, other: str, tested: Tested | None, n: int, why: str) -> Measure:
    return frame.row(
        "test", item=item.name, group=group, other=other, unit="p", p=tested.p if tested else None, n=n,
        method=tested.method if tested else "none", seed=tested.seed if tested else None,
        replicates=tested.replicates if tested else None, note=why,
    )  # fmt: skip


def _pooled(frame: Frame, groups: Groups, item: Item, by_group: dict[str, Count]) -> list[Measure]:
    """The share of each group, drawn towards that of all as far as its few cases leave it open."""
    held = {name: found for name, found in by_group.items() if found.n}
    if len(held) < 2 or not groups.exclusive:  # noqa: PLR2004 - as above; who is in two groups would be counted twice
        return []
    shares = pooled([(found.k, found.n) for found in held.values()], frame.plan.level)
    return [
        frame.row(
            "pooled", item=item.name, group=name, unit="share", estimate=share.estimate, low=share.low, high=share.high, k=found.k, n=found.n,
            not_stated=found.silent, unclear=found.unclear, method=f"beta-binomial {frame.plan.level:.0%}", evidence=found.have,
        )
        for (name, found), share in zip(held.items(), shares, strict=True)
    ]  # fmt: skip


# --- what else sets the groups apart


def _panel(desk: Desk, frame: Frame, groups: Groups) -> list[Measure]:
    """Who published the groups' stories, in which languages and years, and how many spoke in custody: whether they can be compared."""
    conditions = conditions_of(desk, frame.plan.layer)
    rows = []
    for name, members in groups.members.items():
        cases = [case for case in frame.cases if case.id in members]
        for what, values in (
            ("sources", [outlets_of(desk, case) for case in cases]),
            ("languages", [languages_of(desk, case) for case in cases]),
            ("years", [_years(desk, case) for case in cases]),
        ):
            known = Counter(value for found in values for value in found)
            listed = ", ".join(f"{value} {many}" for value, many in sorted(known.items(), key=lambda pair: (-pair[1], pair[0])))
            silent = sum(not found for found in values)
            rows.append(
                frame.row(
                    "panel", item=what, group=name, unit="number", estimate=float(len(known)), n=len(cases), not_stated=silent,
                    method="count", note=listed, evidence=tuple(sorted(members)),
                )
            )  # fmt: skip
        judged = [case.id for case in cases if case.id in conditions]
        held = tuple(sorted(case for case in judged if CUSTODY in conditions[case]))
        low, high = wilson(len(held), len(judged), frame.plan.level) if judged else (None, None)
        rows.append(
            frame.row(
                "panel", item=CUSTODY, group=name, unit="share", estimate=len(held) / len(judged) if judged else None, low=low, high=high,
                k=len(held), n=len(judged), not_stated=len(cases) - len(judged), method=f"wilson {frame.plan.level:.0%}", evidence=held,
            )
        )  # fmt: skip
    return rows


def _years(desk: Desk, case: Case) -> frozenset[str]:
    found = (desk.account.get(name) for name in desk.tellers(case))
    return frozenset(account.published[:4] for account in found if account is not None and account.published)
