"""What is known of each account besides its own record: where screening stands, on which shelf it is, what it copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from testimonia.domain.decisions import Screening
from testimonia.domain.outcome import UNSCREENED, Outcome, Standing
from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import Shelf
from testimonia.store import overview, screened
from testimonia.store.conflicts import parts
from testimonia.store.listing import Wanted, find, readable_in_order
from testimonia.store.sight import Sight
from testimonia.study.opened import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The accounts of a study as one reader sees them.

    ``outcomes`` is what screening has come to as the reader sees it, ``agreed`` as far as open rounds tell everybody; ``readable`` are
    those that have a text, by origin; ``home`` is the family of each account that shares one with others, and ``copies`` those that go
    with the account they copy (both empty where families are out of date); ``traced`` says whether these two are up to date.
    """

    outcomes: Mapping[str, Outcome]
    agreed: Mapping[str, Outcome]
    declared: Mapping[str, str]
    readable: tuple[str, ...] = ()
    home: Mapping[str, Family] = field(default_factory=dict)
    copies: frozenset[str] = frozenset()
    traced: bool = False

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


def holdings(view: View) -> Holdings:
    """Look at all accounts at once, without fetching them.

    While the study is open, what no decision has touched since the last look is taken over from it: screening changes no family, coding
    nothing of all this.
    """
    traced, lineage = view.run("trace"), view.run("lineage")
    basis = (traced.id, lineage.id) if traced and lineage else ()
    return view.kept("holdings", ("screening", "shelf", "account", "mention"), lambda: _look(view), *basis, own=True)


def _look(view: View) -> Holdings:
    outcomes, agreed = _screened(view)
    home, copies = _kin(view)
    return Holdings(
        outcomes=outcomes,
        agreed=agreed,
        declared=view.kept("shelves", ("shelf",), lambda: overview.shelves_declared(view.connection)),
        readable=view.kept("readable", ("account",), lambda: tuple(readable_in_order(view.connection))),
        home=home,
        copies=copies,
        traced=view.run("trace") is not None and view.run("lineage") is not None,
    )


def _screened(view: View) -> tuple[Mapping[str, Outcome], Mapping[str, Outcome]]:
    """What screening has come to as the reader sees it, and as far as open rounds tell."""
    agreed = view.followed("agreed", "screening", _outcomes(view, view.machine))
    if view.sight.viewer is None or not screened.sees_more(view.connection, view.sight):
        return agreed, agreed
    return view.followed("outcomes", "screening", _outcomes(view, view.sight), own=True), agreed


def _outcomes(view: View, sight: Sight) -> Callable[[Mapping[str, Outcome], Sequence[str] | None], Mapping[str, Outcome]]:
    """What screening has come to for each account, of which only those need be asked on which something was decided since."""
    order = view.study.protocol.round_order

    def answer(before: Mapping[str, Outcome], changed: Sequence[str] | None) -> Mapping[str, Outcome]:
        if changed is None:
            return screened.outcomes(view.connection, sight, order, mentions=False)
        names = {parts(Screening, subject)["account"] for subject in changed}
        mended = {name: outcome for name, outcome in before.items() if name not in names}
        return mended | screened.outcomes(view.connection, sight, order, mentions=False, only=names)

    return answer


def _kin(view: View) -> tuple[Mapping[str, Family], frozenset[str]]:
    """The family of each account that shares one with others, and the accounts that go with the one they copy."""
    connection, traced, lineage = view.connection, view.run("trace"), view.run("lineage")
    if lineage is None:
        return {}, frozenset()
    _, several = families_of(view)
    home = view.kept("home", (), lambda: {account: family for family in several for account in family.accounts}, lineage.id)
    if traced is None or not several:
        return home, frozenset()
    # People matter here where they are mentioned in a family: somebody entered elsewhere leaves every passage unread.
    named = overview.mentions_stamp(connection, home)
    return home, view.kept("copies", (), lambda: overview.copies(connection, several, traced, lineage), traced.id, lineage.id, named)


def families_of(view: View) -> tuple[int, Sequence[Family]]:
    """How many families there are, and those of several accounts; none while lineage is out of date."""
    run = view.run("lineage")
    if run is None:
        return 0, ()
    return view.kept("families", (), lambda: overview.families(view.connection, run), run.id)


def counted_mentions(view: View) -> list[overview.MentionUnit]:
    """The mentions that people entered, as far as the reader may know of them before they have decided in a blind round of their own."""
    own = bool(view.sight.apart[1])
    kinds = ("mention", "screening") if own else ("mention",)
    return view.kept("mentions", kinds, lambda: overview.mentions(view.connection, view.sight), own=own)


def counted_cases(view: View) -> tuple[Case, ...]:
    """The cases in force, but for those that only such mentions make of which the reader may not know yet."""
    if not view.sight.apart[1]:
        return view.cases
    known = {mention.id for mention in counted_mentions(view)}
    return tuple(case for case in view.cases if not known.isdisjoint(case.mentions))


def outcomes_of_mentions(view: View) -> Mapping[str, Outcome]:
    """What screening has come to for each mention, as far as open rounds tell."""
    order = view.study.protocol.round_order
    return view.kept("mentions screened", ("screening",), lambda: screened.outcomes(view.connection, view.machine, order, mentions=True))


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
