"""What a reviewer decides at a page, about a relation or a line of boilerplate: as the file of ``trace import``, one row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.domain.decisions import BoilerplateReview, RelationReview
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.errors import AccountWithdrawn, InputError, UnknownReference
from testimonia.stages.trace.method import turned
from testimonia.store.append import Decision
from testimonia.study import Study, View
from testimonia.text import canonical

TURNABLE = (Direction.A_TO_B, Direction.B_TO_A)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReview:
    """What is said about two accounts: ``direction`` is read with ``a`` and ``b`` as they stand here, in either order."""

    a: str
    b: str
    kind: RelationKind
    status: ProposalStatus
    direction: Direction = Direction.UNDECIDED
    reason: str | None = None


def review_relation(study: Study, said: PairReview, *, replaces: Sequence[str] | None = None) -> str | None:
    """Confirm or reject a relation, or enter one that no machine found: the id of the new row, None where this was in force already.

    ``replaces`` names the rows that the reviewer saw; None is whatever is in force.

    Raises:
        UnknownReference, AccountWithdrawn: an account is not there.
        InputError: both accounts are the same, or nothing was decided.
        StaleDecision: somebody decided about the pair meanwhile.
    """
    study.require()
    if said.a == said.b:
        raise InputError("An account has no relation to itself.", "Name two accounts.")
    if said.status is ProposalStatus.PROPOSED:
        raise InputError("A proposal is no decision.", "Confirm or reject it.")
    with study.read() as view:
        for name in (said.a, said.b):
            _there(view, name)
    forward = said.a < said.b
    review = RelationReview(
        a=said.a if forward else said.b,
        b=said.b if forward else said.a,
        kind=said.kind,
        status=said.status,
        direction=said.direction if forward else turned(said.direction),
        reason=_words(said.reason),
    )
    return study.decide([Decision(record=review, replaces=None if replaces is None else tuple(replaces))])[0]


def turn_relation(study: Study, said: PairReview, *, replaces: Sequence[str] | None = None) -> str | None:
    """Confirm a relation the other way round than ``said`` has it; the reason is not optional. Otherwise as :func:`review_relation`.

    Raises:
        InputError: there is no reason, or no direction that could be turned.
    """
    if said.direction not in TURNABLE:
        raise InputError("Nobody has said who took it from whom, so there is nothing to turn.", "Say who took it from whom, and confirm.")
    if not _words(said.reason):
        raise InputError("Turning a relation needs a reason.", "Say what shows that it went the other way.")
    turned_round = PairReview(
        a=said.a, b=said.b, kind=said.kind, status=ProposalStatus.ACCEPTED, direction=turned(said.direction), reason=said.reason
    )
    return review_relation(study, turned_round, replaces=replaces)


def review_boilerplate(study: Study, said: BoilerplateReview, *, replaces: Sequence[str] | None = None) -> str | None:
    """Say that a passage is boilerplate wherever it stands (accepted), or that its words count (rejected): the id of the new row.

    Raises:
        UnknownReference, AccountWithdrawn: the account or its text is not there.
        InputError: the passage lies outside the text, or nothing was decided.
        StaleDecision: somebody decided about the passage meanwhile.
    """
    study.require()
    if said.status is ProposalStatus.PROPOSED:
        raise InputError("A proposal is no decision.", "Say that it is boilerplate, or that its words count.")
    with study.read() as view:
        _there(view, said.account)
        text = view.edition(said.edition)
    if text is None or text.account != said.account:
        raise UnknownReference("The account has no such text.", "Load the page again.")
    if not 0 <= said.start < said.end <= len(text.text):
        raise InputError("The passage lies outside its text.", "Load the page again.")
    review = BoilerplateReview(
        account=said.account, edition=said.edition, start=said.start, end=said.end, status=said.status, reason=_words(said.reason)
    )
    return study.decide([Decision(record=review, replaces=None if replaces is None else tuple(replaces))])[0]


def _there(view: View, account: str) -> None:
    if account in view.withdrawn():
        raise AccountWithdrawn("This account was withdrawn; nothing can be said about it any more.", "Leave it out.")
    if view.account(account) is None:
        raise UnknownReference("There is no such account.", "Load the page again.")


def _words(reason: str | None) -> str | None:
    return canonical(reason).strip() or None if reason else None
