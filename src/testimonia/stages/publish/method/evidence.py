"""From a case to the words: what an internal report unfolds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from testimonia.domain.decisions import Coding, Episode, Judgement, Value
from testimonia.domain.passage import Passage
from testimonia.domain.results import Case
from testimonia.stages.publish.method.facts import Facts
from testimonia.text import Span, cut, describe

R = TypeVar("R", Coding, Value, Episode, Judgement)
Place = tuple[str, int, int]
"""Edition, start, end (code points, end-exclusive)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One passage with everything that was said of it."""

    account: str
    edition: str
    start: int
    end: int
    quote: str
    before: str
    after: str
    codings: tuple[Coding, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One case: its passages in the order of its accounts, and the answers and episodes that rest on it."""

    case: Case
    passages: tuple[Quoted, ...]
    values: tuple[Value, ...]
    episodes: tuple[Episode, ...]
    judgements: tuple[Judgement, ...]


def places(facts: Facts) -> dict[str, list[Place]]:
    """The passages that a report quotes, by edition, so that each text is read once."""
    return places_of(facts.codings, facts.values)


def places_of(codings: Iterable[Coding], values: Iterable[Value]) -> dict[str, list[Place]]:
    """The passages that these codings and answers rest on, by edition."""
    found: dict[str, set[Place]] = defaultdict(set)
    for coding in codings:
        found[coding.edition].add((coding.edition, coding.start, coding.end))
    for value in values:
        for passage in value.passages:
            found[passage.edition].add((passage.edition, passage.start, passage.end))
    return {edition: sorted(spans) for edition, spans in sorted(found.items())}


def surroundings(text: str, wanted: Iterable[Place], context: int) -> dict[Place, tuple[str, str, str]]:
    """What stands before, in and after each passage of one text, in whole words; ``…`` where the text goes on."""
    found = {}
    for place in wanted:
        span = Span(place[1], min(place[2], len(text)))
        quote = describe(text, span, context)["selector"][1]
        before, after = quote["prefix"], quote["suffix"]
        if len(before) < span.start:
            before = "…" + _after_first_gap(before)
        if span.end + len(after) < len(text):
            after = _after_first_gap(after[::-1])[::-1] + "…"
        found[place] = (before, cut(text, span), after)
    return found


def _after_first_gap(words: str) -> str:
    """Without the word that was cut through; all of it where it is one word."""
    _, gap, rest = words.partition(" ")
    return gap + rest if gap else words


def dossiers(facts: Facts, quoted: Mapping[Place, tuple[str, str, str]]) -> tuple[Dossier, ...]:
    """Every case, in the order of its number in the report."""

    def case_of(record: Coding | Value | Episode | Judgement) -> str | None:
        if record.mention is not None:
            return facts.case_of_mention.get(record.mention)
        only = facts.cases_of_account.get(record.account, [])
        return only[0] if len(only) == 1 else None

    codings, values, episodes = _group(facts.codings, case_of), _group(facts.values, case_of), _group(facts.episodes, case_of)
    judgements = _group(facts.judgements, case_of)
    return tuple(
        Dossier(
            case=case,
            passages=quotations(codings.get(case.id, []), values.get(case.id, []), quoted),
            values=tuple(values.get(case.id, [])),
            episodes=tuple(sorted(episodes.get(case.id, []), key=lambda item: (item.order, item.coder, item.id))),
            judgements=tuple(judgements.get(case.id, [])),
        )
        for case in sorted(facts.cases, key=lambda case: facts.number[case.id])
    )


def _group(records: Iterable[R], case_of: Callable[[R], str | None]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for record in records:
        if (case := case_of(record)) is not None:
            found[case].append(record)
    return found


def quotations(codings: Iterable[Coding], values: Iterable[Value], quoted: Mapping[Place, tuple[str, str, str]]) -> tuple[Quoted, ...]:
    """Each passage once, by account and place, with everything that was said of it."""
    codes: dict[tuple[str, Place], list[Coding]] = defaultdict(list)
    answers: dict[tuple[str, Place], list[Value]] = defaultdict(list)
    kept: dict[tuple[str, Place], str] = {}
    for coding in codings:
        key = (coding.account, (coding.edition, coding.start, coding.end))
        codes[key].append(coding)
        kept[key] = coding.quote
    for value in values:
        for passage in value.passages:
            key = (passage.account, _place(passage))
            answers[key].append(value)
            kept.setdefault(key, passage.quote)
    found = []
    for key in sorted(kept):
        account, place = key
        before, quote, after = quoted.get(place, ("", kept[key], ""))
        found.append(
            Quoted(
                account=account,
                edition=place[0],
                start=place[1],
                end=place[2],
                quote=quote,
                before=before,
                after=after,
                codings=tuple(sorted(codes[key], key=lambda item: (item.codebook, item.code, item.layer, item.coder))),
                values=tuple(sorted(answers[key], key=lambda item: (item.variable, item.coder, item.id))),
            )
        )
    return tuple(found)


def _place(passage: Passage) -> Place:
    return passage.edition, passage.start, passage.end
