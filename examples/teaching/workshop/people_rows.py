"""Everybody of an account who may be a leaver, with what the weights of persons are learned from and the gold's answer."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from testimonia.assist.choosing import Weighed, chosen, weighed
from testimonia.assist.cues import cues
from testimonia.assist.persons import Person
from testimonia.assist.roles import LEAVER, NO_PERSON
from testimonia.assist.story import Story
from testimonia.assist.supposed import Supposed
from testimonia.domain.results import Suggestion
from testimonia.text import Span
from workshop.claim_rows import UNTOLD
from workshop.fitting import matrix
from workshop.gold_people import read
from workshop.growing import WORDS
from workshop.part import Part, Text
from workshop.people_scores import Counts, agrees, matched, nameless_both, nameless_here, same_label
from workshop.protocol import protocol_of

TOLD = ("joined", "left")
"""Variables whose passages in the gold teach which sentences tell of joining and leaving."""
NOBODY = "\x00"
"""No person of the gold."""
ANYTHING = "anything"
"""Whatever variable: which sentences tell anything of a leaver."""
NO_PART = ""
"""Of leavers who do not count and of candidates without a name that are no leaver: all that is learned is that they play none of the parts."""
_PARTS = {
    "official": "official", "programme": "official", "reporter": "writer", "author": "writer", "relative": "relative",
    "bystander": "bystander", "current_member": "member", "recruiter": "member", "victim": "victim", "leaver": NO_PART,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The candidates of one account, in their order; ``labels`` say which of them the gold has, ``roles`` what part each plays there.

    ``tells`` says of each sentence, by variable, whether the gold's passage for somebody's joining or leaving is in it; ``voices`` whether it
    is of a quotation of a leaver, of somebody else's, or (None) of nobody's. Of what may be told of each candidate (``every.supposed``, without its
    features) ``around_supposed`` are the features, a row each, and ``theirs`` says whether the gold has it of a leaver: None where the gold has it of the
    same person from another account alone, or tells of such things by way of example only.
    """

    part: str
    text: Text
    true: Sequence[dict[str, Any]]
    items: Sequence[Suggestion]
    kinds: Sequence[str]
    every: Weighed
    labels: Sequence[bool]
    roles: Sequence[str]
    tells: Mapping[str, Sequence[bool]]
    voices: Sequence[bool | None]
    around_supposed: Any
    theirs: Sequence[bool | None]


def accounts(part: Part) -> list[Account]:
    """Every account of a part, read as the suggester reads it."""
    protocol = protocol_of(part)
    first = {name: part.texts[row["root"]].published for row in part.gold("families") for name in row["accounts"]}
    told: dict[tuple[str, str], list[str]] = {}
    claims: dict[str, list[dict[str, Any]]] = {}
    of_person: dict[str, list[dict[str, Any]]] = {}
    for row in part.gold("claims"):
        if not row.get("trap"):
            claims.setdefault(row["mention"], []).append(row)
            of_person.setdefault(part.persons_of.get(row["mention"], ""), []).append(row)
            told.setdefault((row["mention"], ANYTHING), []).append(row["quote"])
            if row["variable"] in TOLD:
                told.setdefault((row["mention"], row["variable"]), []).append(row["quote"])
    people = [row for row in part.gold("mentions") if row["kind"] == "person"]
    mentions, others = [row for row in people if row["eligible"]], [row for row in people if not row["eligible"]]
    eligible = {row["id"] for row in mentions}
    found = []
    for name, text in part.texts.items():
        table = cues(text.language, protocol.gazetteer)
        assert table is not None, text.language  # noqa: S101 - parts are of the six languages
        story = read(text, table, first.get(name) or text.published or None)
        every = weighed(story)
        true = [row for row in mentions if row["account"] == name]
        items = [_item(story, name, number, one) for number, one in enumerate(every.found)]
        kinds = [one.kind for one in every.found]
        bearers = _bearers(text, true, items, kinds)
        labels = [bool(ids) for ids in bearers]
        sentences = [story.plain.span(start, end) for start, end in every.spans]
        tells = {
            variable: _tells(text, sentences, [quote for row in true for quote in told.get((row["id"], variable), [])])
            for variable in (*TOLD, ANYTHING)
        }
        quoted = [row for row in part.gold("quotations") if row["account"] == name and row["direct"] and row["speaker_mention"] is not None]
        roles = _roles(text, [row for row in others if row["account"] == name], items, labels, kinds)
        found.append(
            Account(
                part=part.name, text=text, true=true, items=items, kinds=kinds, labels=labels, roles=roles, tells=tells,
                every=replace(every, supposed=[replace(one, features={}) for one in every.supposed]),
                around_supposed=matrix([one.features for one in every.supposed], WORDS).astype(np.float32),
                voices=_voices(text, sentences, quoted, eligible), theirs=[
                    _theirs(one, bearers[one.who], claims, [row for name in bearers[one.who] for row in of_person.get(part.persons_of.get(name, NOBODY), ())], part.name)
                    for one in every.supposed
                ],
            )
        )  # fmt: skip
    return found


def _roles(
    text: Text, others: Sequence[dict[str, Any]], items: Sequence[Suggestion], labels: Sequence[bool], kinds: Sequence[str]
) -> list[str]:
    """What part each candidate plays: a leaver's, that of the somebody else whom the gold names so, or that of a name of no person."""
    found = []
    for item, leaver, kind in zip(items, labels, kinds, strict=True):
        played = next(
            (_PARTS[row["role_in_text"]] for row in others if same_label(text, row, item)), NO_PERSON if kind == "name" else NO_PART
        )
        found.append(LEAVER if leaver else played)
    return found


def _voices(text: Text, sentences: Sequence[Span], quoted: Sequence[dict[str, Any]], eligible: Collection[str]) -> list[bool | None]:
    """Of each sentence whether a leaver's quotation is in it, else whether somebody else's is; ``quoted`` are those whose speaker is known."""
    own = _tells(text, sentences, [row["quote"] for row in quoted if row["speaker_mention"] in eligible])
    other = _tells(text, sentences, [row["quote"] for row in quoted if row["speaker_mention"] not in eligible])
    return [True if mine else False if theirs else None for mine, theirs in zip(own, other, strict=True)]


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


def _bearers(text: Text, true: Sequence[dict[str, Any]], items: Sequence[Suggestion], kinds: Sequence[str]) -> list[list[str]]:
    """Which of the gold's leavers each candidate is, by id: where a name is there to be chosen, "the man" beside it is none."""
    found: list[list[str]] = [[] for _ in items]
    for row in true:
        named = [at for at, item in enumerate(items) if same_label(text, row, item)]
        if not named or row["identity"] == "anonymous":
            named += [
                at
                for at, item in enumerate(items)
                if kinds[at] != "name" and (nameless_both(text, row, item) or nameless_here(text, row, item))
            ]
        for at in named:
            found[at].append(row["id"])
    return found


def _theirs(
    one: Supposed, ids: Sequence[str], claims: Mapping[str, Sequence[dict[str, Any]]], same: Sequence[dict[str, Any]], part: str
) -> bool | None:
    """Whether the gold tells this of one of some leavers; None where it may without saying so here (``same`` is what it tells of the same people)."""
    said = {"variable": one.variable, "value": one.value}
    if any(agrees(row, name, said) for name in ids for row in claims.get(name, ())):
        return True
    untold = bool(ids) and part in UNTOLD.get(one.variable, ())
    return None if untold or any(agrees({**row, "mention": name}, name, said) for name in ids for row in same) else False


def counted(found: Iterable[Account], chances: Iterable[Sequence[float]], enough: float) -> Counts:
    """Persons found, true and both, if all that are sure enough are proposed."""
    total = Counts()
    for account, sure in zip(found, chances, strict=True):
        kept = [account.items[at] for at in chosen(account.kinds, sure, enough)]
        both = matched(account.text, account.true, kept)
        total.found, total.true, total.both = total.found + len(kept), total.true + len(account.true), total.both + len(both)
    return total
