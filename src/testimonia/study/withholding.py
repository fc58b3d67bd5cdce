"""What a person may not see before they have decided themselves.

Who is in an account, before a screener of a blind round has decided on it: whoever enters a person has, as a rule, included the account.
And the first verdict on a pair of mentions that two people judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from testimonia.domain.decisions import LinkReview, Mention, Screening
from testimonia.domain.outcome import waits_for_second
from testimonia.domain.vocabulary import Layer, Role
from testimonia.protocol import Protocol
from testimonia.store.kinds import KIND_OF

if TYPE_CHECKING:
    from testimonia.study.opened import View

LEADING = (Role.OWNER, Role.LEAD)


@dataclass(frozen=True, slots=True)
class Apart:
    """``rounds`` of screening that a coder takes part in and that are blind, and the ``colleagues`` who decide in them apart."""

    rounds: frozenset[str]
    colleagues: frozenset[str]


def apart(protocol: Protocol, coder: str, opened: frozenset[str]) -> Apart:
    """From whom a coder is kept apart, while ``opened`` are the rounds open to everybody."""
    blind = [
        entry
        for entry in protocol.rounds
        if entry.kind == "screening" and entry.id not in opened and (entry.coders is None or coder in entry.coders)
    ]
    colleagues = {
        other.id
        for entry in blind
        for other in protocol.coders
        if other.id != coder and other.role not in LEADING and (entry.coders is None or other.id in entry.coders)
    }
    return Apart(frozenset(entry.id for entry in blind), frozenset(colleagues))


def kept_back(reviews: Iterable[LinkReview], protocol: Protocol, coder: str) -> frozenset[str]:
    """Of all verdicts those (by subject) on pairs that two people are to judge, where one other than this coder has and nobody else."""
    pairs: dict[tuple[str, str], list[LinkReview]] = {}
    for review in reviews:
        pairs.setdefault((review.a, review.b), []).append(review)
    waiting = (rows for pair, rows in pairs.items() if waits_for_second(rows, two=protocol.judged_by_two(*pair)))
    subject = KIND_OF[LinkReview].subject
    return frozenset(subject(row) for rows in waiting for row in rows if row.layer is Layer.CODER and row.by != coder)


def judged_apart(view: View, verdict: LinkReview, reviews: Iterable[LinkReview] | None = None) -> bool:
    """Whether two people have judged a pair of the sample, each without the other: then neither verdict may change or go.

    ``verdict`` is that of one of them; ``reviews`` are all that the view shows, for whoever has read them already.
    """
    if verdict.layer is not Layer.CODER or not view.study.protocol.judged_by_two(verdict.a, verdict.b):
        return False
    pair, said = (verdict.a, verdict.b), view.records(LinkReview) if reviews is None else reviews
    return any((row.a, row.b) == pair and row.layer is Layer.CODER and row.by != verdict.by for row in said)


def shown_mentions(view: View, account: str, *, round_id: str | None = None, decided: bool = False) -> list[Mention]:
    """The mentions of an account that the acting coder may see before they have decided on it themselves, in the order of the text.

    While a round of screening is blind, a mention that a colleague of that round entered would tell what they decided.
    """
    mentions = view.records_at(Mention, account)
    blind = apart(view.study.protocol, view.study.coder, view.sight.rounds)
    if round_id is None and blind.rounds:
        rows = [row for row in view.records_at(Screening, account) if row.mention is None and row.screener == view.study.coder]
        decided = blind.rounds <= {row.round for row in rows}
    shown = [mention for mention in mentions if decided or mention.by not in blind.colleagues]
    return sorted(shown, key=lambda mention: (mention.start is None, mention.start or 0, mention.id))
