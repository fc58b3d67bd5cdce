"""Which mentions count: what screening decided about the mention and about the account it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import ShelfDeclaration
from testimonia.domain.outcome import UNSCREENED, Outcome, Unit, screening_outcomes
from testimonia.domain.outcome import Standing as Screened
from testimonia.domain.results import Family
from testimonia.domain.vocabulary import CaseKind, Layer, MentionStatus, Shelf

SHELF_OF = {CaseKind.PERSON: Shelf.TESTIMONY, CaseKind.RESPONSE: Shelf.PROGRAMME}
"""Where an account must stand for its mentions of this kind to count."""


class Standing(StrEnum):
    """What became of a mention; whatever is neither eligible nor excluded waits for somebody."""

    ELIGIBLE = "eligible"
    EXCLUDED = "excluded"
    ACCOUNT_EXCLUDED = "account excluded"
    OTHER_SHELF = "account on another shelf"
    UNDECIDED = "mention not decided"
    DISPUTED = "mention unsure or disputed"
    ACCOUNT_UNSCREENED = "account not screened"
    ACCOUNT_DISPUTED = "account unsure or disputed"
    NO_SHELF = "account included without a shelf"


_ACCOUNT = {
    Screened.EXCLUDE: Standing.ACCOUNT_EXCLUDED,
    Screened.UNSCREENED: Standing.ACCOUNT_UNSCREENED,
    Screened.UNSURE: Standing.ACCOUNT_DISPUTED,
    Screened.CONFLICT: Standing.ACCOUNT_DISPUTED,
}
_MENTION = {
    Screened.INCLUDE: Standing.ELIGIBLE,
    Screened.EXCLUDE: Standing.EXCLUDED,
    Screened.UNSURE: Standing.DISPUTED,
    Screened.CONFLICT: Standing.DISPUTED,
}
_STATUS = {
    MentionStatus.ELIGIBLE: Standing.ELIGIBLE,
    MentionStatus.EXCLUDED: Standing.EXCLUDED,
    MentionStatus.PROPOSED: Standing.UNDECIDED,
}


class Screenings:
    """Screening rows by what they decide on."""

    def __init__(
        self,
        rows: Iterable[Screening],
        shelves: Iterable[ShelfDeclaration],
        families: Iterable[Family],
        undecided: Mapping[Unit, Sequence[Layer]],
        rounds: Sequence[str],
    ) -> None:
        """Sort the rows; an account in no family counts as a family of its own. ``rounds`` follow one another."""
        self._outcomes = screening_outcomes(rows, rounds, undecided)
        self._shelves = {declared.account: declared.shelf for declared in shelves}
        self._root = {account: family.root for family in families for account in family.accounts}

    def account(self, account: str) -> tuple[Outcome, Shelf | None]:
        """What holds for an account, and the shelf it stands on: its own screening, else that of its family's root.

        Only the root of a family is screened as a rule. The shelf is the one named in screening, else the declared one.
        """
        own = self._outcomes.get((account, None), UNSCREENED)
        speaking = account if own.standing is not Screened.UNSCREENED else self._root.get(account, account)
        outcome = self._outcomes.get((speaking, None), UNSCREENED)
        return outcome, outcome.shelf or self._shelves.get(account) or self._shelves.get(speaking)

    def decided(self, mention: Mention) -> Standing:
        """What people decided about the mention itself: screening decisions on it, else its status."""
        outcome = self._outcomes.get((mention.account, mention.id), UNSCREENED)
        return _MENTION.get(outcome.standing, _STATUS[mention.status])

    def standing(self, mention: Mention, decided: Standing) -> Standing:
        """What becomes of a mention of which this was decided, given its account."""
        if decided is Standing.EXCLUDED:
            return decided
        outcome, shelf = self.account(mention.account)
        if outcome.standing is not Screened.INCLUDE:
            return _ACCOUNT[outcome.standing]
        if shelf is None:
            return Standing.NO_SHELF
        return decided if shelf is SHELF_OF[mention.kind] else Standing.OTHER_SHELF


def standings(mentions: Sequence[Mention], screenings: Screenings, anchors: Mapping[str, str]) -> dict[str, Standing]:
    """What became of each mention, by id.

    ``anchors`` names the root's mention that a copy's mention is word for word: where nobody decided about the copy's, what was
    decided about the root's holds, since only the root is screened.
    """
    decided = {mention.id: screenings.decided(mention) for mention in mentions}
    found = {}
    for mention in mentions:
        own = decided[mention.id]
        if own is Standing.UNDECIDED and mention.id in anchors:
            own = decided[anchors[mention.id]]
        found[mention.id] = screenings.standing(mention, own)
    return found
