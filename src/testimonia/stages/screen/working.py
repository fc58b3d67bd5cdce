"""What one screener has before them: which accounts wait, in which order, and one account with everything that is to be decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from testimonia.domain.decisions import Mention, Screening
from testimonia.domain.evidence import Account
from testimonia.domain.outcome import UNSCREENED, Outcome, Standing, latest, screening_outcome
from testimonia.domain.results import Family
from testimonia.domain.teamwork import ContentMark
from testimonia.domain.vocabulary import Layer, MentionStatus, Shelf
from testimonia.errors import AccountWithdrawn, NotPermitted, UnknownReference
from testimonia.protocol import Criterion, Round
from testimonia.stages.screen.deciding import row_of
from testimonia.stages.screen.method import Conflict, unit_of
from testimonia.store import listing, overview, screened
from testimonia.store.undecided import screening_layers
from testimonia.study import LEADING, Holdings, Study, View, holdings, shown_mentions
from testimonia.study.holdings import counted_mentions, outcomes_of_mentions

_SETTLED = (Standing.INCLUDE, Standing.EXCLUDE)
OPEN = (Standing.CONFLICT, Standing.UNSURE)


def rounds_of(study: Study) -> tuple[Round, ...]:
    """The rounds of screening in which the acting coder takes part, in their order."""
    return tuple(
        entry for entry in study.protocol.rounds if entry.kind == "screening" and (entry.coders is None or study.coder in entry.coders)
    )


def may_screen(study: Study, round_id: str | None) -> None:
    """Make sure that the acting coder may decide in a round, or outside any.

    Raises:
        UnknownReference: there is no such round of screening.
        NotPermitted: it is others' round; or rounds are planned and the coder does not lead.
    """
    everybody = [entry.id for entry in study.protocol.rounds if entry.kind == "screening"]
    mine = [entry.id for entry in rounds_of(study)]
    if round_id is not None and round_id not in everybody:
        raise UnknownReference(f"There is no round of screening `{round_id[:40]}`.", f"study.yaml has: {', '.join(everybody) or 'none'}.")
    if round_id is not None and round_id not in mine:
        raise NotPermitted(f"You do not take part in the round {round_id}.", "study.yaml names who does.")
    if round_id is None and everybody and study.protocol.role(study.coder) not in LEADING:
        raise NotPermitted("This study is screened in rounds.", f"Choose one: {', '.join(mine) or 'none of them is yours'}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The accounts of a round as one screener works through them, by origin: those that wait, and those they have decided on."""

    round: str | None
    waiting: tuple[str, ...]
    done: tuple[str, ...]

    @property
    def total(self) -> int:
        """All of the round that are this screener's."""
        return len(self.waiting) + len(self.done)

    def after(self, account: str | None) -> str | None:
        """The next account that waits after this one, then from the beginning; None where none waits but this one."""
        if account in self.waiting:
            at = self.waiting.index(account)
            rest = (*self.waiting[at + 1 :], *self.waiting[:at])
            return rest[0] if rest else None
        return self.waiting[0] if self.waiting else None


def queue(view: View, round_id: str | None, held: Holdings | None = None) -> Queue:
    """What waits for the acting coder in a round: accounts on which nothing holds and they have not spoken.

    Only the coder's own rows and open rounds are asked, so nobody learns here what a colleague did in a blind round. Copies wait for
    nobody: the account that they copy is screened in their place. What the screener decided stays in the list, so that the number of all
    does not shrink while they work.
    """
    known = held or holdings(view)
    own = listing.decided_by(view.connection, view.study.coder, round_id)
    names = [name for name in known.readable if name not in known.copies]
    return Queue(
        round=round_id,
        waiting=tuple(name for name in names if name not in own and known.holds(name) is Standing.UNSCREENED),
        done=tuple(name for name in names if name in own),
    )


def people_waiting(view: View, round_id: str | None, held: Holdings | None = None) -> tuple[str, ...]:
    """Included accounts of testimony and programmes, by origin, in which the acting coder has people to enter or to decide on."""
    known = held or holdings(view)
    included = [
        name
        for name in known.readable
        if name not in known.copies and known.standing(name) is Standing.INCLUDE and known.shelf(name) in (Shelf.TESTIMONY, Shelf.PROGRAMME)
    ]
    if not included:
        return ()
    mentions = [mention for mention in counted_mentions(view) if mention.account not in known.copies]
    settled = outcomes_of_mentions(view)
    mine = listing.decided_by(view.connection, view.study.coder, round_id, mentions=True)
    named = {mention.account for mention in mentions}
    wanted = {
        mention.account
        for mention in mentions
        if mention.status == MentionStatus.PROPOSED.value
        and mention.id not in mine
        and settled.get(mention.id, UNSCREENED).standing not in _SETTLED
    }
    return tuple(name for name in included if name in wanted or name not in named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes:
    """Accounts and mentions on which screeners disagree or are unsure: how many, and some of them with who said what last."""

    total: int
    shown: tuple[Conflict, ...]


def disagreements(view: View, held: Holdings | None = None, *, first: int = 0, most: int = 50) -> Disputes:
    """What is to be settled, as far as the reader may see what was said: accounts, then mentions; ``most`` of them from the ``first``."""
    known = held or holdings(view)
    order = view.study.protocol.round_order
    accounts = [name for name, outcome in known.outcomes.items() if outcome.standing in OPEN and name not in known.copies]
    people = {
        name for name, outcome in screened.outcomes(view.connection, view.sight, order, mentions=True).items() if outcome.standing in OPEN
    }
    where = {mention.id: mention.account for mention in overview.mentions(view.connection)} if people else {}
    units: list[tuple[str, str | None]] = [(name, None) for name in sorted(accounts)]
    units += sorted((where[name], name) for name in people if name in where)
    chosen = units[first : first + most]
    rows = listing.screenings(view.connection, view.sight, sorted({account for account, _ in chosen}))
    return Disputes(total=len(units), shown=tuple(_dispute(unit, rows, order) for unit in chosen))


def _dispute(unit: tuple[str, str | None], rows: Iterable[Screening], order: Sequence[str]) -> Conflict:
    said = latest([row for row in rows if unit_of(row) == unit], order)
    return Conflict(account=unit[0], mention=unit[1], said=tuple(sorted((row.screener, row.decision.value) for row in said)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A mention as a screener sees it: their own decision on it (and the row it stands by), and what has come of all that they may see.

    ``ruling`` is the row of their own ruling as one who leads.
    """

    mention: Mention
    mine: Screening | None
    row: tuple[str, ...]
    ruling: tuple[str, ...]
    outcome: Outcome
    said: tuple[Screening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One account on a screener's desk.

    ``mine`` is their own decision in the round and ``row`` the row of the log it stands by, ``settled`` those of what they settled, by
    layer; ``said`` every decision on the account that
    they may see; ``copies`` the accounts that go with it and the share of their words that they have from it; ``adds`` the share of this
    account's own words where it copies another and yet says something of its own. ``withheld`` says that people entered by colleagues
    are not shown before the screener has decided (who enters a person has, as a rule, included the account).
    """

    account: Account
    shelf: Shelf
    criteria: tuple[Criterion, ...]
    eligibility: tuple[Criterion, ...]
    mine: Screening | None
    row: tuple[str, ...]
    settled: Mapping[str, tuple[str, ...]]
    outcome: Outcome
    said: tuple[Screening, ...]
    place: str
    family: Family | None
    copies: tuple[tuple[str, float | None], ...]
    adds: float | None
    people: tuple[Person, ...]
    withheld: bool
    marks: tuple[ContentMark, ...]


def look_at(view: View, account: str, round_id: str | None, held: Holdings | None = None) -> Desk:
    """One account with everything that is to be decided about it, as the acting coder may see it.

    Raises:
        UnknownReference, AccountWithdrawn: there is no such account (any more).
    """
    found = account_of(view, account)
    known = held or holdings(view)
    rows = view.records_at(Screening, account)
    order = view.study.protocol.round_order
    waiting = screening_layers(subject for subject in view.undecided(Screening) if subject.startswith(f"{account}|"))
    own = [row for row in rows if row.mention is None]
    mine = _mine(own, view.study.coder, round_id)
    shelf = Shelf((mine.shelf if mine else None) or known.shelf(account))
    family = known.home.get(account)
    withheld = round_id is not None and round_id not in view.sight.rounds and mine is None
    mentions = shown_mentions(view, account, round_id=round_id, decided=mine is not None)
    section = view.study.protocol.shelf(shelf.value)
    return Desk(
        account=found,
        shelf=shelf,
        criteria=section.criteria,
        eligibility=section.eligibility,
        mine=mine,
        row=row_of(view, account, None, round_id),
        settled={layer.value: row_of(view, account, None, None, layer) for layer in (Layer.CONSENSUS, Layer.ADJUDICATED)},
        outcome=screening_outcome(own, order, waiting.get((account, None), ())),
        said=tuple(own),
        place=known.place(account),
        family=family,
        copies=_copies(view, account, family, known),
        adds=_adds(view, account, family, known),
        people=tuple(_person(view, mention, rows, round_id, waiting.get((account, mention.id), ())) for mention in mentions),
        withheld=withheld,
        marks=tuple(view.records_at(ContentMark, account)),
    )


def account_of(view: View, name: str) -> Account:
    """An account by its id.

    Raises:
        UnknownReference, AccountWithdrawn: there is no such account (any more).
    """
    found = view.account(name)
    if name in view.withdrawn():
        raise AccountWithdrawn("This account was withdrawn by duty; nothing is left of it but its number.", "Leave it out.")
    if found is None:
        raise UnknownReference("There is no such account.", "Look for it among the accounts.")
    return found


def _mine(rows: Iterable[Screening], coder: str, round_id: str | None) -> Screening | None:
    return next((row for row in rows if (row.screener, row.round, row.layer) == (coder, round_id, Layer.CODER)), None)


def _person(view: View, mention: Mention, rows: Sequence[Screening], round_id: str | None, waiting: Iterable[Layer]) -> Person:
    about = [row for row in rows if row.mention == mention.id]
    return Person(
        mention=mention,
        mine=_mine(about, view.study.coder, round_id),
        row=row_of(view, mention.account, mention.id, round_id),
        ruling=row_of(view, mention.account, mention.id, None, Layer.ADJUDICATED),
        outcome=screening_outcome(about, view.study.protocol.round_order, waiting),
        said=tuple(about),
    )


def _copies(view: View, account: str, family: Family | None, known: Holdings) -> tuple[tuple[str, float | None], ...]:
    """The accounts that go with this one, those with the most of it first."""
    run = view.run("trace")
    if family is None or run is None or account in known.copies:
        return ()
    measured = listing.shares(view.connection, run, account)
    found = [(name, measured[name][1] if name in measured else None) for name in family.accounts if name in known.copies]
    return tuple(sorted(found, key=lambda pair: (-(pair[1] or 0.0), pair[0])))


def _adds(view: View, account: str, family: Family | None, known: Holdings) -> float | None:
    """The share of an account's words that it does not have from the first of its family; None unless it adds to it."""
    run = view.run("trace")
    if family is None or run is None or known.place(account) != "adding":
        return None
    return 1.0 - listing.shares(view.connection, run, account).get(family.root, (0.0, 0.0))[0]
