"""Reading one account: its text, who is in it, what was said about it so far, as the acting coder may see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from testimonia.domain.decisions import Coding, Completion, Episode, Mention
from testimonia.domain.evidence import Account, Edition
from testimonia.domain.results import Case, Suggestion
from testimonia.domain.teamwork import ContentMark, Message
from testimonia.domain.vocabulary import Layer, MentionStatus
from testimonia.errors import AccountWithdrawn, StaleDecision, UnknownReference
from testimonia.protocol import Round
from testimonia.stages.code.method.form import Whose, episodes_of
from testimonia.study import Study, View, shown_mentions, suggestions_for

SUGGESTED = ("mention", "claim", "quotation", "code", "figure", "recommendation")  # the kinds of suggestion that stand on a passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody (or a response) in the account, and the case that the mention belongs to, None where cases are out of date."""

    mention: Mention
    case: Case | None
    episodes: tuple[Episode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that a page beside one text needs; codings and messages each with the row of the log that says so.

    ``suggested_people`` are the names of the people whom machines suggest, also of those who were looked at, by the suggestion's id.
    """

    account: Account
    edition: Edition | None
    marks: tuple[ContentMark, ...]
    people: tuple[Person, ...]
    codings: tuple[tuple[Coding, str], ...]
    finished: tuple[tuple[Completion, str], ...]
    threads: tuple[tuple[Message, ...], ...]
    suggestions: tuple[Suggestion, ...]
    suggested_people: dict[str, str]


def read_account(view: View, name: str, whose: Whose, cases: Mapping[str, Case]) -> Reading:
    """What is known of an account, for the hand that codes it; ``cases`` are the cases in force by mention.

    Raises:
        UnknownReference: there is no such account.
        AccountWithdrawn: it was erased by duty.
    """
    account = view.account(name)
    if name in view.withdrawn():
        raise AccountWithdrawn("This account was withdrawn; nothing of it is kept.", "Leave it out.")
    if account is None:
        raise UnknownReference(f"There is no account `{name[:40]}` in this study.", "The page of accounts lists them.")
    mentions = [item for item in shown_mentions(view, name) if item.status is not MentionStatus.EXCLUDED]
    threads: dict[str, list[Message]] = {}
    for message in view.records_at(Message, name):
        threads.setdefault(message.thread, []).append(message)
    return Reading(
        account=account,
        edition=view.edition(account.main) if account.main else None,
        marks=tuple(view.records_at(ContentMark, name)),
        people=tuple(_person(view, mention, cases.get(mention.id), whose) for mention in mentions),
        codings=tuple(item for item in view.standing_at(Coding, name) if item[0].edition == account.main),
        finished=tuple(view.standing_at(Completion, name)),
        threads=tuple(_in_order(thread, messages) for thread, messages in threads.items()),
        suggestions=tuple(_suggestions(view, account, whose)),
        suggested_people={item.id: json.loads(item.value)["label"] for item in view.suggestions(name) if item.kind == "mention"},
    )


def _person(view: View, mention: Mention, case: Case | None, whose: Whose) -> Person:
    records = (
        view.records_of(Episode, case)
        if case
        else [item for item in view.records_at(Episode, mention.account) if item.mention == mention.id]
    )
    return Person(mention=mention, case=case, episodes=tuple(episodes_of(whose, records, ())))


def _in_order(thread: str, messages: list[Message]) -> tuple[Message, ...]:
    """A thread's first message, then the answers."""
    return tuple(sorted(messages, key=lambda message: message.id != thread))


def _suggestions(view: View, account: Account, whose: Whose) -> list[Suggestion]:
    """What machines propose of passages of this text and this hand has not looked at."""
    found = suggestions_for(view, account.id, whose.round)
    return [item for item in found if item.kind in SUGGESTED and item.edition == account.main and item.start is not None]


def rounds_for(study: Study) -> list[Round]:
    """The rounds of coding that the acting coder takes part in, in the order of study.yaml."""
    role = study.protocol.role(study.coder)
    return [
        entry
        for entry in study.protocol.rounds
        if entry.kind == "coding" and (study.coder in entry.coders if entry.coders is not None else role == "coder")
    ]


def present_round(view: View) -> str | None:
    """The round that somebody works in who names none: the first of theirs that is still blind, else the last; None outside rounds."""
    mine = rounds_for(view.study)
    blind = [entry.id for entry in mine if entry.id not in view.sight.rounds]
    return blind[0] if blind else mine[-1].id if mine else None


def hand(view: View, round_id: str | None) -> Whose:
    """The acting coder's hand in a round, or outside rounds."""
    return Whose(view.study.coder, round_id, Layer.CODER)


def main_text(view: View, account: str) -> Edition:
    """The text of an account that is read and coded.

    Raises:
        UnknownReference: there is no such account, or it has no text.
        AccountWithdrawn: it was erased by duty.
    """
    if account in view.withdrawn():
        raise AccountWithdrawn("This account was withdrawn; nothing of it is kept.", "Leave it out.")
    found = view.account(account)
    edition = view.edition(found.main) if found is not None and found.main else None
    if edition is None:
        raise UnknownReference("There is no such account, or it has no text.", "The page of accounts lists them.")
    return edition


def same_text(view: View, account: str, edition: str, sha256: str) -> Edition:
    """The text that a page showed, if it is still the account's.

    Raises:
        StaleDecision: it is another one, or not the text that was shown.
        UnknownReference: there is no such account.
    """
    found = view.account(account)
    if found is None:
        raise UnknownReference("There is no such account.", "The page of accounts lists them.")
    text = view.edition(edition) if found.main == edition else None
    if text is None or text.sha256 != sha256:
        raise StaleDecision(
            "The text of this account is not the one that the page shows.", "Load the page again, and mark the passage anew."
        )
    return text
