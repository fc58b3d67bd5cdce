"""Everybody of an account who may be a leaver, with what the weights of persons are learned from and the gold's answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testimonia.assist.choosing import Weighed, chosen, weighed
from testimonia.assist.cues import cues
from testimonia.assist.persons import Person
from testimonia.assist.story import Story
from testimonia.domain.results import Suggestion
from testimonia.text import Span
from workshop.gold_people import read
from workshop.part import Part, Text
from workshop.people_scores import Counts, matched, nameless_both, nameless_here, same_label
from workshop.protocol import protocol_of

TOLD = ("joined", "left")
"""Variables whose passages in the gold teach which sentences tell of joining and leaving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The candidates of one account, in their order; ``labels`` say which of them the gold has.

    ``tells`` says of each sentence, by variable, whether the gold's passage for somebody's joining or leaving is in it.
    """

    part: str
    text: Text
    true: Sequence[dict[str, Any]]
    items: Sequence[Suggestion]
    kinds: Sequence[str]
    every: Weighed
    labels: Sequence[bool]
    tells: Mapping[str, Sequence[bool]]


def accounts(part: Part) -> list[Account]:
    """Every account of a part, read as the suggester reads it."""
    protocol = protocol_of(part)
    told: dict[tuple[str, str], list[str]] = {}
    for row in part.gold("claims"):
        if row["variable"] in TOLD and not row.get("trap"):
            told.setdefault((row["mention"], row["variable"]), []).append(row["quote"])
    mentions = [row for row in part.gold("mentions") if row["eligible"] and row["kind"] == "person"]
    found = []
    for name, text in part.texts.items():
        table = cues(text.language, protocol.gazetteer)
        assert table is not None, text.language  # noqa: S101 - parts are of the six languages
        story = read(text, table)
        every = weighed(story)
        true = [row for row in mentions if row["account"] == name]
        items = [_item(story, name, number, one) for number, one in enumerate(every.found)]
        kinds = [one.kind for one in every.found]
        labels = _labels(text, true, items, kinds)
        sentences = [story.plain.span(start, end) for start, end in every.spans]
        tells = {name: _tells(text, sentences, [quote for row in true for quote in told.get((row["id"], name), [])]) for name in TOLD}
        found.append(Account(part=part.name, text=text, true=true, items=items, kinds=kinds, every=every, labels=labels, tells=tells))
    return found


def _tells(text: Text, sentences: Sequence[Span], quotes: Sequence[str]) -> list[bool]:
    """Which sentences have a part of one of the passages in them."""
    spans = [(at, at + len(quote)) for quote in quotes if (at := text.body.find(quote)) >= 0]
    return [any(min(end, one.end) > max(start, one.start) for start, end in spans) for one in sentences]


def _item(story: Story, account: str, number: int, one: Person) -> Suggestion:
    span = story.plain.span(one.person.start, one.person.end)
    return Suggestion(
        id=str(number), account=account, kind="mention", target=account, edition=account, start=span.start, end=span.end, score=None,
        value=json.dumps({"label": one.person.label, "identity": one.person.identity}), method="", version="",
    )  # fmt: skip


def _labels(text: Text, true: Sequence[dict[str, Any]], items: Sequence[Suggestion], kinds: Sequence[str]) -> list[bool]:
    """Which candidates are the gold's: where a name is there to be chosen, "the man" beside it is not."""
    labels = [False] * len(items)
    for row in true:
        named = [at for at, item in enumerate(items) if same_label(text, row, item)]
        if not named or row["identity"] == "anonymous":
            named += [
                at
                for at, item in enumerate(items)
                if kinds[at] != "name" and (nameless_both(text, row, item) or nameless_here(text, row, item))
            ]
        for at in named:
            labels[at] = True
    return labels


def counted(found: Iterable[Account], chances: Iterable[Sequence[float]], enough: float) -> Counts:
    """Persons found, true and both, if all that are sure enough are proposed."""
    total = Counts()
    for account, sure in zip(found, chances, strict=True):
        kept = [account.items[at] for at in chosen(account.kinds, sure, enough)]
        both = matched(account.text, account.true, kept)
        total.found, total.true, total.both = total.found + len(kept), total.true + len(account.true), total.both + len(both)
    return total
