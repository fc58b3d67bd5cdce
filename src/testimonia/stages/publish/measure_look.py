"""A measure as the team looks at it: the cases of each of its counts with their words, and the passages that contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from testimonia.domain.results import Measure, Telling
from testimonia.protocol import Plan
from testimonia.stages.publish.method.evidence import Place
from testimonia.stages.publish.witnesses import CasesLook, Titles, around, cases_of, opened, titles_of
from testimonia.study import Study, View

SAID = "*"
"""In place of a value: whatever the answer is, it belongs to the number."""
ACCOUNTS = ("source", "country", "language")
"""Properties that a case has from the accounts that tell of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One place where an account says something, with its words; these are empty where nobody marked a passage."""

    telling: Telling
    before: str = ""
    quote: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLook(CasesLook):
    """One measure with what it rests on; ``told`` are the passages on which accounts differ."""

    row: Measure
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """The tellings of several measures, by the measure's id, with the labels of their cases."""

    told: Mapping[str, tuple[Told, ...]]
    labels: Mapping[str, str]
    titles: Titles


def look_at_measure(
    study: Study, plan: Plan, row: Measure, parts: Mapping[str, Sequence[str]], part: str = "", page: int = 1, *, stale: bool = False
) -> MeasureLook:
    """A page of the cases of one part of a measure (the first that holds any, where none is named), and their words.

    Raises:
        UnknownReference: it has no such part.
    """
    with study.read_as_machine() as view:
        found = opened(view, parts, names_in(plan, row), part=part, page=page, stale=stale)
        titles = {**found["titles"], **titles_of(view, {one.account for one in row.tellings})}
        return MeasureLook(row=row, told=_told(view, row.tellings), **found | {"titles": titles})


def look_at_tellings(study: Study, rows: Sequence[Measure]) -> Retold:
    """What the accounts say that contradict one another, or tell of a change, of several measures at once."""
    with study.read_as_machine() as view:
        known = cases_of(view)
        return Retold(
            told={row.id: _told(view, row.tellings) for row in rows},
            labels={row.group: known[row.group].label for row in rows if row.group in known},
            titles=titles_of(view, {one.account for row in rows for one in row.tellings}),
        )


def names_in(plan: Plan, row: Measure) -> tuple[str, ...]:
    """What a measure counts, and by what it tells groups apart, as names of codes, answers and dates."""
    named = [row.item, row.group, row.other]
    if row.measure in ("lag", "out-of-order"):
        named = list(plan.lag)
    elif row.measure in ("contradiction", "changed"):
        named = row.item.split(", ")
    if plan.by is not None:
        named += [name for name in (plan.by.variable, plan.by.property) if name]
    return tuple(name if "=" in name or ":" in name else f"{name}={SAID}" for name in named if name)


def rests_on_accounts(plan: Plan, row: Measure) -> bool:
    """Whether what sets a case apart is who published it, where, when or in which language, so that its accounts have to be seen."""
    named = {row.item, *(plan.lag if row.measure in ("lag", "out-of-order") else ())}
    return "published" in named or (plan.by is not None and plan.by.property in ACCOUNTS)


def _told(view: View, tellings: Iterable[Telling]) -> tuple[Told, ...]:
    """Each place once; of an account that says a thing in marked passages these alone, and those that overlap as one."""
    by_word: dict[tuple[str, str], list[Telling]] = {}
    for one in tellings:
        by_word.setdefault((one.account, one.value), []).append(one)
    kept = [one for said in by_word.values() for one in _merged([one for one in said if _place(one)]) or said[:1]]
    wanted: dict[str, list[Place]] = {}
    for one in kept:
        if (place := _place(one)) is not None:
            wanted.setdefault(place[0], []).append(place)
    words = around(view, wanted)
    found = []
    for one in kept:
        place = _place(one)
        before, quote, after = words.get(place, ("", "", "")) if place else ("", "", "")
        found.append(Told(telling=one, before=before, quote=quote, after=after))
    return tuple(found)


def _merged(tellings: Sequence[Telling]) -> list[Telling]:
    """Passages in their order, those that overlap taken together: two coders seldom mark the same words."""
    found: list[Telling] = []
    for one in sorted(tellings, key=lambda item: (item.edition or "", item.start or 0, item.end or 0)):
        last = found[-1] if found else None
        if last is not None and last.edition == one.edition and (one.start or 0) < (last.end or 0):
            found[-1] = replace(last, end=max(last.end or 0, one.end or 0))
        else:
            found.append(one)
    return found


def _place(one: Telling) -> Place | None:
    if one.edition is None or one.start is None or one.end is None:
        return None
    return one.edition, one.start, one.end
