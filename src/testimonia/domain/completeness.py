"""When a case is complete, and when a new account opens it again: one rule for every room that asks.

A case is complete for somebody who finished it as a whole (a completion through one of its mentions), or who finished every account
of it apart from copies. Whoever finished it as a whole has seen the accounts that it had then: an account whose mention was linked
to it later has to be finished too, by itself or through the case once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from testimonia.domain.decisions import Completion, LinkReview, Mention
from testimonia.domain.results import Case, Family, Link
from testimonia.domain.vocabulary import LinkDecision

Order = tuple[int, int, str, int, str]
"""Where a row stands in the log, on which every copy of the study agrees."""
Since = Mapping[tuple[str, str], Order]
"""Pairs of mentions held to be the same, with the place in the log from which on they are."""


def since(links: Iterable[Link], reviews: Mapping[LinkReview, Order], mentions: Mapping[Mention, Order]) -> Since:
    """From when on linked mentions are the same, given where reviews and mentions first stood in the log.

    That is the first review which says so now, or for a rule's link since both were entered. A reviewer who changed their mind counts
    from their first word on, and a link between unknown mentions is left out: in doubt nothing is re-opened.
    """
    entered = {mention.id: order for mention, order in mentions.items()}
    said: dict[frozenset[str], Order] = {}
    for review, order in reviews.items():
        if review.decision is LinkDecision.SAME:
            pair = frozenset((review.a, review.b))
            said[pair] = min(order, said.get(pair, order))
    found = {}
    for link in links:
        if link.decision == LinkDecision.SAME and link.a in entered and link.b in entered:
            both = max(entered[link.a], entered[link.b])
            found[link.a, link.b] = max(both, said.get(frozenset((link.a, link.b)), both))
    return found


class Completeness:
    """Tells which cases are complete."""

    def __init__(
        self,
        families: Iterable[Family],
        mentions: Iterable[Mention],
        same: Since,
        finished: Mapping[Completion, Order],
    ) -> None:
        """``finished`` says where in the log each completion was last said; one that is not in it is taken to have seen everything."""
        self._root = {account: family.root for family in families for account in family.accounts}
        self._account = {mention.id: mention.account for mention in mentions}
        self._finished = finished
        self._same: dict[str, list[tuple[str, Order]]] = {}
        for (a, b), order in same.items():
            self._same.setdefault(a, []).append((b, order))
            self._same.setdefault(b, []).append((a, order))

    def needed(self, case: Case) -> frozenset[str]:
        """The accounts of a case that have to be finished: all but copies of another account of it."""
        roots = {account: self._root.get(account, account) for account in case.accounts}
        return frozenset(account for account, root in roots.items() if root == account or root not in roots)

    def complete(self, case: Case, done: Sequence[Completion]) -> bool:
        """Whether these completions (one person's, of one codebook or the form) complete the case; others than of the case count not."""
        seen: set[str] = set()
        needed = self.needed(case)
        for item in done:
            if item.mention is None:
                seen.add(item.account)
            elif item.mention in case.mentions:
                seen |= needed - self._later(case, item)
        return bool(done) and needed <= seen

    def reopened(self, case: Case, done: Sequence[Completion]) -> bool:
        """Whether somebody finished the case as a whole and it is not complete for them any more."""
        return any(item.mention in case.mentions for item in done) and not self.complete(case, done)

    def _later(self, case: Case, done: Completion) -> set[str]:
        """The accounts that joined the case after it was finished."""
        order = self._finished.get(done)
        if order is None or done.mention is None:
            return set()
        new = self._reach(done.mention, None) - self._reach(done.mention, order)
        known = {self._account.get(name) for name in case.mentions if name not in new}
        return {self._account[name] for name in new.intersection(case.mentions) if name in self._account} - known

    def _reach(self, mention: str, before: Order | None) -> set[str]:
        """The mentions that are the same as this one through any number of links (of those made before a place in the log)."""
        found, edge = {mention}, [mention]
        while edge:
            for other, order in self._same.get(edge.pop(), ()):
                if other not in found and (before is None or order < before):
                    found.add(other)
                    edge.append(other)
        return found
