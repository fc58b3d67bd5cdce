"""What machines suggest of an account, less what the acting coder has looked at and what stands already."""

from __future__ import annotations

import json
from typing import Any

from testimonia.domain.decisions import Claim, Mention, Screening, SuggestionReview
from testimonia.domain.identity import object_id
from testimonia.domain.results import Suggestion
from testimonia.domain.teamwork import Aid
from testimonia.domain.vocabulary import ProposalStatus
from testimonia.errors import UnknownReference
from testimonia.store.kinds import KIND_OF
from testimonia.store.runs import suggestions_named
from testimonia.study.opened import Study, View
from testimonia.study.withholding import shown_mentions
from testimonia.text import fold

SHORTEST = 8  # characters of an id that people may type; eight hex digits are unique in far more than a study holds


def suggestions_for(view: View, account: str, round_id: str | None) -> list[Suggestion]:
    """What is suggested of an account and waits for the acting coder in a round (None: outside rounds): people, then the rest as it stands.

    A mention or a claim that somebody has entered, as far as the coder may see that, waits for nobody; nor does what screening may come to,
    once the coder has decided on the account.
    """
    own = [item for item in view.records_at(SuggestionReview, account) if item.coder == view.study.coder and item.round in (round_id, None)]
    seen = {item.suggestion for item in own}
    mentions = shown_mentions(view, account)
    named = {fold(mention.label) for mention in mentions}
    listed = view.suggestions(account)
    people = {item.id: item for item in listed if item.kind == "mention"}
    shown = {mention.id for mention in mentions}
    said = {(claim.mention, claim.variable, claim.value) for claim in view.records_at(Claim, account) if claim.mention in shown}
    dropped = {item.suggestion for item in own if item.status is ProposalStatus.REJECTED}
    decided = any(
        row.mention is None and (row.screener, row.round) == (view.study.coder, round_id) for row in view.records_at(Screening, account)
    )
    waiting = []
    for item in listed:
        # Whoever says that this is nobody of the study need not say so of their age too.
        if item.id in seen or item.target in dropped or (decided and item.kind in ("shelf", "screen")):
            continue
        told: Any = json.loads(item.value) if item.kind in ("mention", "claim") else None
        if item.kind == "mention" and fold(told["label"]) in named:
            continue
        if item.kind == "claim":
            person = mention_of(view, people.get(item.target), mentions)
            if person is not None and (person.id, told["variable"], told["value"]) in said:
                continue
        waiting.append(item)
    return sorted(waiting, key=lambda item: (item.kind != "mention", item.start is None, item.start or 0, item.kind, item.id))


def aided(view: View, page: str, round_id: str | None) -> bool:
    """Whether the acting coder lets a page (``screen``, ``read``) show them suggestions in a round."""
    aid = Aid(page=page, coder=view.study.coder, round=round_id)
    found = view.one(Aid, KIND_OF[Aid].subject(aid))
    return found is not None and found.shown


def show_suggestions(study: Study, page: str, round_id: str | None, *, shown: bool) -> list[str | None]:
    """Let a page show suggestions from now on, or no longer; the log says so. None for what held already.

    Raises:
        UnknownReference: study.yaml has no such round.
    """
    study.require()
    if round_id is not None:
        study.protocol.round(round_id)
    return study.decide([Aid(page=page, coder=study.coder, round=round_id, shown=shown)])


def mention_of(view: View, suggested: Suggestion | None, mentions: list[Mention]) -> Mention | None:
    """The mention that somebody entered of a person whom a machine suggests: by its id, else by its name."""
    if suggested is None:
        return None
    label = json.loads(suggested.value)["label"]
    account = view.account(suggested.account)
    name = object_id("mention", account.secret, label, suggested.start) if account else ""
    same = [mention for mention in mentions if mention.id == name] or [item for item in mentions if fold(item.label) == fold(label)]
    return same[0] if same else None


def find_suggestion(view: View, name: str) -> Suggestion:
    """The suggestion of that id, or of which this is the beginning.

    Raises:
        UnknownReference: there is none, or several.
    """
    found = suggestions_named(view.connection, name) if len(name) >= SHORTEST else []
    if len(found) != 1:
        what = f"may be any of {len(found)} suggestions" if found else "is no suggestion that a machine makes now"
        raise UnknownReference(f"`{name[:40]}` {what}.", "`testimonia suggest DIR list` shows them with their ids.")
    return found[0]
