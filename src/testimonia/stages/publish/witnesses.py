"""The cases behind a number, a page at a time, each with the words that the number rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from testimonia.domain.decisions import Coding, Episode, Judgement, Value
from testimonia.domain.results import Case, Family
from testimonia.errors import UnknownReference
from testimonia.stages.publish.method.evidence import Place, Quoted, places_of, quotations, surroundings
from testimonia.stages.publish.method.labels import value_of, variable_of
from testimonia.stages.publish.params import PublishParams
from testimonia.study import View

PAGE = 20  # cases shown at once, each with its passages
CONDITION = "condition"
_EPISODES = ("left", "joined", "movement")
Titles = Mapping[str, tuple[str, str, str, str]]
"""Accounts by id: title, outlet, date, language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One case behind a number: what was said of it that the number counts, and the accounts that tell of it.

    ``judgements`` are those that note conditions of speaking, where the number tells groups apart by these. ``label`` is None where the case is not there any more: people have decided since, and cases are computed.
    """

    case: str
    label: str | None
    accounts: tuple[str, ...] = ()
    passages: tuple[Quoted, ...] = ()
    values: tuple[Value, ...] = ()
    episodes: tuple[Episode, ...] = ()
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesLook:
    """What a number rests on: ``counts`` of cases by part, and one page of the cases of one ``part``.

    ``titles`` are the accounts that are quoted or tell of them, by id. ``stale`` is whether people have decided things since the number
    was computed: run the analysis again.
    """

    stale: bool
    counts: Mapping[str, int]
    part: str
    page: int
    pages: int
    witnesses: tuple[Witness, ...]
    titles: Titles


def opened(
    view: View, parts: Mapping[str, Sequence[str]], counted: Sequence[str], *, part: str = "", page: int = 1, stale: bool = False
) -> dict[str, Any]:
    """The fields of a :class:`CasesLook`: a page (the nearest there is) of the cases of a part (the first that has any, where none is named), by their labels.

    ``counted`` names what the number counts (``book:code``, ``variable=value``).

    Raises:
        UnknownReference: there is no such part.
    """
    part = part or next((name for name, cases in parts.items() if cases), next(iter(parts)))
    if part not in parts:
        raise UnknownReference("A number has no such part.", f"Ask for {', '.join(parts)}.")
    cases = parts[part]
    pages = max(1, -(-len(cases) // PAGE))
    page = min(max(page, 1), pages)
    known = cases_of(view)
    order = sorted(cases, key=lambda case: (known[case].label.casefold() if case in known else "", case))
    shown = order[(page - 1) * PAGE : page * PAGE]
    witnesses = _witnesses(view, [(name, known.get(name)) for name in shown], known, counted)
    named = {passage.account for witness in witnesses for passage in witness.passages}
    named |= {account for witness in witnesses for account in witness.accounts}
    counts = {name: len(found) for name, found in parts.items()}
    return {
        "stale": stale, "counts": counts, "part": part, "page": page, "pages": pages, "witnesses": witnesses, "titles": titles_of(view, named)
    }  # fmt: skip


def cases_of(view: View) -> dict[str, Case]:
    """The cases as they were computed last, by id."""
    run = view.run("resolve") or view.latest("resolve")
    return {case.id: case for case in view.left_by(run, Case)} if run else {}


def titles_of(view: View, accounts: Iterable[str]) -> Titles:
    """What some accounts are called, and where and when they were published."""
    known = ((name, view.account(name)) for name in sorted(set(accounts)))
    return {name: (one.title or one.origin, one.outlet or "", one.published or "", one.language or "") for name, one in known if one}


def stories_of(view: View, roots: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """What the earliest account of each of some families is called, who published it and when; ``roots`` are the ids by which tracing names them."""
    run = view.run("lineage") or view.latest("lineage")
    families = {family.root: family.accounts for family in (view.left_by(run, Family) if run else [])}
    found = {}
    for root in roots:
        told = titles_of(view, families.get(root, (root,)))
        title, outlet, published, _ = min(told.values(), key=lambda one: (one[2] or "~", one[0]), default=(root, "", "", ""))
        found[root] = (title, outlet, published)
    return found


def around(view: View, wanted: Mapping[str, Sequence[Place]]) -> dict[Place, tuple[str, str, str]]:
    """Passages, by edition, with the words around them."""
    found: dict[Place, tuple[str, str, str]] = {}
    for edition, spans in wanted.items():
        text = view.edition(edition)
        if text is not None:
            found |= surroundings(text.text, spans, PublishParams().context)
    return found


def _witnesses(
    view: View, shown: Sequence[tuple[str, Case | None]], known: Mapping[str, Case], counted: Sequence[str]
) -> tuple[Witness, ...]:
    alone = _alone(known.values())
    found: list[tuple[str, Case | None, Said]] = []
    for name, case in shown:
        found.append((name, case, _said(view, case, alone, counted) if case else Said()))
    wanted = places_of([one for *_, said in found for one in said.codings], [one for *_, said in found for one in said.values])
    quoted = around(view, wanted)
    return tuple(
        Witness(
            case=name,
            label=case.label if case else None,
            accounts=case.accounts if case else (),
            passages=quotations(said.codings, said.values, quoted),
            values=tuple(said.values),
            episodes=tuple(sorted(said.episodes, key=lambda item: (item.order, item.coder, item.id))),
            judgements=tuple(said.judgements),
        )
        for name, case, said in found
    )


def _alone(cases: Iterable[Case]) -> frozenset[str]:
    """Accounts that tell of one case only, so that what names no mention there is said of it."""
    seen: dict[str, int] = {}
    for case in cases:
        for account in case.accounts:
            seen[account] = seen.get(account, 0) + 1
    return frozenset(account for account, count in seen.items() if count == 1)


@dataclass(frozen=True, slots=True)
class Said:
    """What was recorded of a case that a number counts."""

    codings: list[Coding] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)


def _said(view: View, case: Case, alone: frozenset[str], counted: Sequence[str]) -> Said:
    """Codings of the codes that a number counts, answers to its questions, episodes for its dates and movements, noted conditions."""
    mentions = set(case.mentions)
    variables = {variable_of(name) for name in counted if value_of(name)}

    def ours(record: Coding | Value | Episode | Judgement) -> bool:
        return record.mention in mentions or (record.mention is None and record.account in alone)

    said = Said()
    for account in case.accounts:
        said.codings.extend(one for one in view.records_at(Coding, account) if ours(one) and f"{one.codebook}:{one.code}" in counted)
        if variables:
            said.values.extend(one for one in view.records_at(Value, account) if ours(one) and one.variable in variables)
        if variables.intersection(_EPISODES):
            said.episodes.extend(one for one in view.records_at(Episode, account) if ours(one))
        if CONDITION in variables:
            said.judgements.extend(one for one in view.records_at(Judgement, account) if ours(one) and one.conditions)
    return said
