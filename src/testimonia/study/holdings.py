"""What is known of each account besides its own record: where screening stands, on which shelf it is, what it copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from testimonia.domain.outcome import UNSCREENED, Outcome, Standing
from testimonia.domain.results import Family
from testimonia.domain.vocabulary import Shelf
from testimonia.store import overview
from testimonia.store.listing import Wanted, find, readable_in_order
from testimonia.store.log import ends_of
from testimonia.study.opened import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The accounts of a study as one reader sees them.

    ``outcomes`` is what screening has come to as the reader sees it, ``agreed`` as far as open rounds tell everybody; ``readable`` are
    those that have a text, by origin; ``home`` is the family of each account that shares one with others, and ``copies`` those that go
    with the account they copy (both empty unless ``traced``); ``basis`` is what these two rest on, ``collected`` what ``readable`` does.
    """

    outcomes: Mapping[str, Outcome]
    agreed: Mapping[str, Outcome]
    declared: Mapping[str, str]
    readable: tuple[str, ...] = ()
    home: Mapping[str, Family] = field(default_factory=dict)
    copies: frozenset[str] = frozenset()
    basis: tuple[str, ...] = ()
    collected: tuple[str, ...] = ()

    @property
    def traced(self) -> bool:
        """Whether families are up to date; where they are not, no account is known to copy another."""
        return bool(self.basis)

    def standing(self, account: str) -> Standing:
        """What screening has come to as the reader sees it."""
        return self.outcomes.get(account, UNSCREENED).standing

    def holds(self, account: str) -> Standing:
        """What screening has come to as far as open rounds tell."""
        return self.agreed.get(account, UNSCREENED).standing

    def shelf(self, account: str) -> str:
        """The shelf that an account was screened for, else declared for, else ``testimony``."""
        return str(self.outcomes.get(account, UNSCREENED).shelf or self.declared.get(account) or Shelf.TESTIMONY)

    def place(self, account: str) -> str:
        """What an account is in its family: ``alone``, ``root``, ``copy`` or ``adding`` (a copy that says something of its own)."""
        family = self.home.get(account)
        if family is None:
            return "alone"
        return "root" if family.root == account else "copy" if account in self.copies else "adding"


def holdings(view: View, before: Holdings | None = None) -> Holdings:
    """Look at all accounts at once, without fetching them.

    ``before`` is an earlier look, from which families and copies are taken over if nothing that they rest on has changed: a decision of
    screening changes neither.
    """
    connection, order = view.connection, view.study.protocol.round_order
    outcomes = overview.outcomes(connection, view.sight, order, mentions=False)
    machine = view.study.machine_sight(connection)
    same = view.sight.viewer is None or not overview.sees_more(connection, view.sight)
    traced, lineage = view.run("trace"), view.run("lineage")
    basis = (traced.id, lineage.id, overview.mentions_stamp(connection)) if traced and lineage else ()
    collected = tuple(ends_of(connection, ("account", "withdrawal")))
    if before is not None and before.basis == basis:
        home, copies = before.home, before.copies
    else:
        families = overview.families(connection, lineage)[1] if lineage else []
        home = {account: family for family in families for account in family.accounts}
        copies = overview.copies(connection, families, traced, lineage) if families and traced and lineage else frozenset()
    return Holdings(
        outcomes=outcomes,
        agreed=outcomes if same else overview.outcomes(connection, machine, order, mentions=False),
        declared=overview.shelves_declared(connection),
        readable=before.readable if before is not None and before.collected == collected else tuple(readable_in_order(connection)),
        home=home,
        copies=copies,
        basis=basis,
        collected=collected,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which accounts are asked for by what is known of them besides their own record; ``family`` is an account whose family is meant."""

    shelf: str | None = None
    standing: str | None = None
    place: str | None = None
    family: str | None = None


def chosen(view: View, held: Holdings, wanted: Wanted, narrowed: Narrowed = Narrowed()) -> list[str]:
    """The ids of the accounts asked for, in order."""
    family = held.home.get(narrowed.family or "")
    members = None if narrowed.family is None else set(family.accounts) if family else {narrowed.family}
    return [
        name
        for name in find(view.connection, wanted)
        if (members is None or name in members)
        and (narrowed.shelf is None or held.shelf(name) == narrowed.shelf)
        and (narrowed.standing is None or held.standing(name) == narrowed.standing)
        and (narrowed.place is None or held.place(name) == narrowed.place)
    ]
