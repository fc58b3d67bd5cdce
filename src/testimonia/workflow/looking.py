"""Looking at what machines suggest: what a person accepts becomes a decision of theirs, made as if they had come to it unaided."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from testimonia.domain.decisions import Claim, Coding, Mention, Screening, SuggestionReview
from testimonia.domain.evidence import ShelfDeclaration
from testimonia.domain.results import Suggestion
from testimonia.domain.vocabulary import MentionStatus, ProposalStatus, ScreeningDecision
from testimonia.errors import InputError, StaleDecision
from testimonia.stages.code.saving import checked, save
from testimonia.stages.resolve import enter
from testimonia.stages.screen import decide_on
from testimonia.stages.suggest.listing import in_words
from testimonia.study import Study, View, find_suggestion, mention_of, shown_mentions

MAKES = {
    "mention": "mention",
    "claim": "claim",
    "code": "coding",
    "shelf": "shelf",
    "screen": "screening decision",
}
"""What accepting a suggestion of each kind makes; of other kinds only the look itself is kept.

A recommendation of the study is in its own words: it stays when the account that gave the idea is withdrawn.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedReport:
    """A suggestion that somebody looked at, what they said of it, the kind of decision that came of it, and whom it is about."""

    suggestion: Suggestion
    said: str
    status: ProposalStatus
    made: str | None = None
    mention: str | None = None

    def lines(self) -> list[str]:
        """The report in words."""
        said = f"{self.status.value.capitalize()}: {self.suggestion.kind} {self.said}."
        return [f"{said} It is a {self.made} of yours now." if self.made else said]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {"suggestion": self.suggestion.id, "status": self.status.value, "made": self.made, "mention": self.mention}


def reject(study: Study, name: str, *, round_id: str | None = None, reason: str | None = None) -> LookedReport:
    """Say that a suggestion is wrong, or not worth a decision: the acting coder is not shown it again.

    Raises:
        UnknownReference: there is no such suggestion.
        ImportRejected: the coder takes no part in the round.
        InputError: they accepted it, and the decision that they made of it stands.
    """
    with study.read() as view:
        found = find_suggestion(view, name)
        may_reject(view, found, round_id)
    _keep(study, found, ProposalStatus.REJECTED, round_id, reason)
    return LookedReport(suggestion=found, said=in_words(found, study.protocol.gazetteer), status=ProposalStatus.REJECTED)


def may_reject(view: View, found: Suggestion, round_id: str | None) -> None:
    """Refuse to reject what the acting coder accepted while the decision that came of it is in force.

    Raises:
        InputError: it is; says what to do first.
    """
    if _stands(view, found, round_id):
        raise InputError(
            f"You accepted this, and the {MAKES[found.kind]} that you made of it stands.",
            "Exclude the mention first: others may have built on this person."
            if found.kind == "mention"
            else "Decide otherwise first, or take that back on the page Log of the workbench.",
        )


def accept(study: Study, name: str, *, round_id: str | None = None, mention: str | None = None, reason: str | None = None) -> LookedReport:
    """Take a suggestion over as the acting coder's own decision, with its passage: a mention, a claim, a coding ...

    ``mention`` says whom a claim or a coding is about, where the person whom it was suggested of has not been entered under that name.

    Raises:
        UnknownReference: there is no such suggestion.
        InputError: it is about a person whom nobody has entered yet.
        ImportRejected: the coder may not decide this, or takes no part in the round.
        StaleDecision: the text was read anew since, and its passages are other ones.
    """
    with study.read() as view:
        found = find_suggestion(view, name)
        _same_text(view, found)
        # Before anything is made: the look is kept last, and must not fail then.
        checked(view, "suggestion_reviews", _row(found, ProposalStatus.ACCEPTED, round_id, reason))
        about = mention if found.kind == "mention" else mention or _about(view, found)
    about = _make(study, found, about, round_id)
    _keep(study, found, ProposalStatus.ACCEPTED, round_id, reason)
    return LookedReport(
        suggestion=found,
        said=in_words(found, study.protocol.gazetteer),
        status=ProposalStatus.ACCEPTED,
        made=MAKES.get(found.kind),
        mention=about,
    )


def _stands(view: View, found: Suggestion, round_id: str | None) -> bool:
    """Whether the acting coder accepted a suggestion and the decision that came of it is in force."""
    coder = view.study.coder
    look = _own_look(view, found, round_id)
    if look is None or look.status is not ProposalStatus.ACCEPTED:
        return False
    told = json.loads(found.value) if found.kind == "claim" else {}
    screened = [row for row in view.records_at(Screening, found.account) if row.screener == coder]
    stands = {
        "mention": lambda: _counts(mention_of(view, found, shown_mentions(view, found.account)), screened),
        "claim": lambda: any(
            (one.by, one.variable, one.value, one.start) == (coder, told["variable"], told["value"], found.start)
            for one in view.records_at(Claim, found.account)
        ),
        "code": lambda: any(
            (one.coder, f"{one.codebook}:{one.code}", one.round, one.start) == (coder, found.value, round_id, found.start)
            for one in view.records_at(Coding, found.account)
        ),
        "shelf": lambda: any(one.shelf.value == found.value for one in view.records_at(ShelfDeclaration, found.account)),
        "screen": lambda: any((row.mention, row.round, row.decision.value) == (None, round_id, found.value) for row in screened),
    }
    return found.kind in stands and stands[found.kind]()


def _counts(made: Mention | None, screened: Sequence[Screening]) -> bool:
    """Whether a mention is there and nobody of these screeners excluded it."""
    if made is None or made.status is MentionStatus.EXCLUDED:
        return False
    return not any(row.mention == made.id and row.decision is ScreeningDecision.EXCLUDE for row in screened)


def _own_look(view: View, found: Suggestion, round_id: str | None) -> SuggestionReview | None:
    mine = (found.id, view.study.coder, round_id)
    looks = view.records_at(SuggestionReview, found.account)
    return next((look for look in looks if (look.suggestion, look.coder, look.round) == mine), None)


def _about(view: View, found: Suggestion) -> str | None:
    """The mention that stands for the person whom a suggestion speaks of; None where it speaks of nobody in particular."""
    person = next((item for item in view.suggestions(found.account) if item.id == found.target and item.kind == "mention"), None)
    entered: Mention | None = mention_of(view, person, shown_mentions(view, found.account))
    if entered is None and person is not None and found.kind == "claim":
        raise InputError(
            f"It says something of {in_words(person, view.study.protocol.gazetteer)}, who is no mention yet.",
            f"Accept {person.id} first, or say with `--mention` which mention it is about.",
        )
    return entered.id if entered else None


def _make(study: Study, found: Suggestion, about: str | None, round_id: str | None) -> str | None:
    """Make the decision, where this kind of suggestion leads to one; the mention that it made or is about."""
    place = {"edition": found.edition, "start": found.start, "end": found.end}
    if found.kind == "mention":
        told = json.loads(found.value)
        row = {"table": "mentions", "account": found.account, "label": told["label"], "identity": told["identity"], **place}
        return enter(study, [{**row, "kind": told.get("kind", "person")}])[0]
    if found.kind == "claim":
        told = json.loads(found.value)
        enter(
            study,
            [{"table": "claims", "mention": about, **{key: told.get(key) for key in ("variable", "value", "holder", "time")}, **place}],
        )
    elif found.kind == "code":
        _save(study, "codings", {"account": found.account, "code": found.value, "mention": about, "round": round_id, **place})
    elif found.kind == "shelf":
        _save(study, "shelves", {"account": found.account, "shelf": found.value})
    elif found.kind == "screen":
        row = {
            "account": found.account,
            "decision": found.value,
            "criterion": found.target,
            "shelf": _shelf(study, found),
            "round": round_id,
        }
        decide_on(study, {key: value for key, value in row.items() if value is not None})
    return about


def _shelf(study: Study, found: Suggestion) -> str | None:
    """The shelf that is suggested beside a decision."""
    with study.read() as view:
        return next((item.value for item in view.suggestions(found.account) if item.kind == "shelf"), None)


def _save(study: Study, table: str, row: dict[str, Any]) -> None:
    save(study, table, {key: value for key, value in row.items() if value is not None})


def _same_text(view: View, found: Suggestion) -> None:
    account = view.account(found.account)
    if found.edition and (account is None or account.main != found.edition):
        raise StaleDecision(
            "The text of this account was read anew since this was suggested; its passages are other ones.",
            "Run `testimonia run`, and look at what is suggested of the text as it is now.",
        )


def _keep(study: Study, found: Suggestion, status: ProposalStatus, round_id: str | None, reason: str | None) -> None:
    """Keep the look; whoever looks again and thinks otherwise replaces their own word."""
    with study.read() as view:
        own = _own_look(view, found, round_id)
    if own is None:
        _save(study, "suggestion_reviews", _row(found, status, round_id, reason))
    elif own.status is not status or reason:
        study.decide([replace(own, status=status, reason=reason)])


def _row(found: Suggestion, status: ProposalStatus, round_id: str | None, reason: str | None) -> dict[str, Any]:
    row = {"suggestion": found.id, "account": found.account, "status": status.value, "round": round_id, "reason": reason}
    return {key: value for key, value in row.items() if value is not None}
