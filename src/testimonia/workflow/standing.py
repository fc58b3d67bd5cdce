"""Where a study stands and what waits for whom, counted in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from testimonia.domain.completeness import Completeness, since
from testimonia.domain.decisions import Completion, LinkReview, Mention
from testimonia.domain.outcome import Outcome, Standing
from testimonia.domain.results import Case, Family, Link
from testimonia.domain.teamwork import Assignment
from testimonia.domain.vocabulary import AssignmentStatus, CaseKind, MentionStatus, Shelf
from testimonia.protocol import Plan, Round
from testimonia.store import overview
from testimonia.store.conflicts import conflicts
from testimonia.store.inputs import FEEDS
from testimonia.store.orphans import orphans
from testimonia.store.runs import read_outputs
from testimonia.store.sight import EVERYTHING, records
from testimonia.study import LEADING, Holdings, Study, View, holdings
from testimonia.workflow.standing_report import RoundState, StatusReport, Waiting

FORM = "form"
FAILED_LISTED = 1000  # failed accounts named in the JSON; beyond that something is wrong with the whole lot, and the count says so
_SETTLED = (Standing.INCLUDE, Standing.EXCLUDE)


def status(study: Study, held: Holdings | None = None) -> StatusReport:
    """Where the study stands, as the acting coder may see it; changes nothing and does not fetch accounts or texts.

    ``held`` is a look at the accounts that somebody has taken already at this state of the study. Works with the protocol adopted last even where study.yaml has errors, and says so.
    """
    with study.read() as view:
        look = _Look(study, view, held or holdings(view))
        connection = view.connection
        seen, blind = conflicts(connection, view.sight)
        readable = look.readable - look.copies
        return StatusReport(
            folder=str(study.folder),
            title=study.protocol.study.title,
            coder=study.coder,
            role=study.protocol.role(study.coder),
            notices=tuple(study.look_at_files()),
            accounts=look.states,
            failed=tuple(overview.failures(connection, FAILED_LISTED)) if look.states.get("failed") else (),
            grades=overview.grades(connection),
            families=look.families[0] if "lineage" in look.runs else None,
            declared=dict(sorted(Counter(look.declared.values()).items())),
            shelves=overview.shelf_counts(look.standings, look.declared, readable),
            mentions=len(look.mentions),
            cases=dict(sorted(Counter(case.kind.value for case in look.cases).items())) if "resolve" in look.runs else None,
            suggestions=overview.suggestions(connection, look.runs["suggest"]) if "suggest" in look.runs else None,
            findings=overview.findings(connection, look.runs["analyse"]) if "analyse" in look.runs else None,
            stale=tuple(stage for stage in FEEDS if stage not in look.runs) if look.states else (),
            waiting=tuple(item for item in look.waiting() if item.count),
            rounds=tuple(look.rounds()),
            hidden=view.hidden(),
            orphans=tuple(orphans(connection, view.sight)),
            conflicts=tuple(seen),
            blind_conflicts=blind,
            withdrawn=len(view.withdrawn()),
            snapshots=tuple(overview.named_snapshots(connection)),
            release=overview.last_release(connection),
        )


@dataclass
class _Look:
    """One look at a study; each thing is counted once."""

    study: Study
    view: View
    held: Holdings

    def __post_init__(self) -> None:
        connection = self.view.connection
        self.machine = self.study.machine_sight(connection)
        self.leads = self.study.protocol.role(self.study.coder) in LEADING
        self.runs = overview.runs_in_force(connection, self.study.protocol_digest, self.machine)
        self.states = overview.account_states(connection)
        self.readable = set(self.held.readable)
        self.declared, self.copies = self.held.declared, self.held.copies
        self.order = self.study.protocol.round_order
        self.standings = _plain(self.held.outcomes)
        self.mentions = overview.mentions(connection)
        self._by_round: dict[str, dict[str, set[str]]] = {}

    @cached_property
    def families(self) -> tuple[int, list[Family]]:
        """How many families, and those of several accounts."""
        return overview.families(self.view.connection, self.runs["lineage"]) if "lineage" in self.runs else (0, [])

    @cached_property
    def cases(self) -> list[Case]:
        """The cases in force."""
        return read_outputs(self.view.connection, self.runs["resolve"].id, Case) if "resolve" in self.runs else []

    @cached_property
    def done(self) -> list[Completion]:
        """Completions that the acting coder may know of."""
        return overview.finished(self.view.connection, self.view.sight)

    @cached_property
    def completeness(self) -> Completeness:
        """Which cases are complete. When their mentions were linked matters only to cases of several accounts finished as a whole."""
        _, several = self.families
        whole = {item.mention for item in self.done} - {None}
        if not any(len(case.accounts) > 1 and not whole.isdisjoint(case.mentions) for case in self.cases):
            return Completeness(several, (), {}, {})
        connection, mentions = self.view.connection, self.view.records(Mention)
        reviews = records(connection, LinkReview, self.machine)
        same = since(
            read_outputs(connection, self.runs["resolve"].id, Link),
            overview.orders(connection, LinkReview, reviews, self.machine),
            overview.orders(connection, Mention, mentions, self.machine),
        )
        return Completeness(several, mentions, same, overview.orders(connection, Completion, self.done, self.view.sight, last=True))

    @cached_property
    def agreed(self) -> dict[str, tuple[Standing, str | None]]:
        """What screening has come to as far as open rounds tell: what waits for whom is the same to everybody who looks."""
        return self.standings if self.held.agreed is self.held.outcomes else _plain(self.held.agreed)

    @cached_property
    def undecided(self) -> set[str]:
        """Accounts on which nothing holds yet."""
        return {name for name in self.readable - self.copies if self._standing(name) is Standing.UNSCREENED}

    def _standing(self, account: str) -> Standing:
        return self.agreed.get(account, (Standing.UNSCREENED,))[0]

    # --- who

    def _roles(self, *roles: str) -> tuple[str, ...]:
        return tuple(coder.id for coder in self.study.protocol.coders if coder.role in roles)

    @property
    def _leaders(self) -> tuple[str, ...]:
        return self._roles("lead") or self._roles("owner")

    def _people(self, entry: Round) -> tuple[str, ...]:
        """Who takes part in a round: those it names, else everybody whose role it is, else whoever leads."""
        wanted = ("screener", "coder") if entry.kind == "screening" else ("coder",)
        people = entry.coders or self._roles(*wanted) or self._leaders
        return people if self.leads else tuple(who for who in people if who == self.study.coder)

    def _command(self, words: str) -> str:
        verb, _, rest = words.partition(" ")
        return f"testimonia {verb} {self.study.folder}{f' {rest}' if rest else ''}"

    # --- what waits

    def waiting(self) -> Iterator[Waiting]:
        """What can be done now, in the order in which it is best done."""
        yield from self._screening()
        yield from self._reviewing()
        yield from self._coding()
        yield from self._opening()

    def _screening(self) -> Iterator[Waiting]:
        entries = [entry for entry in self.study.protocol.rounds if entry.kind == "screening"]
        command = self._command("screen import FILE")
        if not entries:
            yield Waiting(who=self._leaders, what="{n} accounts to screen", count=len(self.undecided), command=command, kind="screen")
        for entry in entries:
            by_person = self._decided(entry)
            left = {person: len(self.undecided - by_person.get(person, set())) for person in self._people(entry)}
            for person, count in left.items():
                yield Waiting(
                    who=(person,), what=f"{{n}} accounts to screen in round {entry.id}", count=count, command=f"{command} --as {person}",
                    kind="screen", round=entry.id,
                )  # fmt: skip
            if any(left.values()):
                break  # a later round takes up what an earlier one has left
        unsettled = sum(
            standing in (Standing.CONFLICT, Standing.UNSURE)
            for account, (standing, _) in self.standings.items()
            if account not in self.copies
        )
        yield Waiting(
            who=self._leaders,
            what="{n} accounts on which screeners disagree or are unsure",
            count=unsettled,
            command=command,
            kind="settle",
        )

    def _decided(self, entry: Round) -> dict[str, set[str]]:
        if entry.id not in self._by_round:
            self._by_round[entry.id] = overview.decided(self.view.connection, self.view.sight, entry.id)
        return self._by_round[entry.id]

    def _reviewing(self) -> Iterator[Waiting]:
        connection = self.view.connection
        if "lineage" in self.runs:
            count = overview.proposed_relations(connection, self.runs["lineage"])
            command = self._command("trace import FILE")
            what = "{n} relations between accounts to review"
            yield Waiting(who=self._leaders, what=what, count=count, command=command, kind="relations")
        command = self._command("resolve import FILE")
        named = {mention.account for mention in self.mentions}
        included = [
            account
            for account, (standing, shelf) in self.agreed.items()
            if standing is Standing.INCLUDE and shelf == Shelf.TESTIMONY.value and account not in self.copies
        ]
        yield Waiting(
            who=self._leaders,
            what="{n} included accounts whose people are to be entered",
            count=len(set(included) - named),
            command=command,
            kind="people",
        )
        screened = overview.standings(connection, self.machine, self.order, mentions=True) if self.mentions else {}
        open_mentions = [
            mention
            for mention in self.mentions
            if mention.status == MentionStatus.PROPOSED.value
            and self._standing(mention.account) is Standing.INCLUDE
            and screened.get(mention.id, (Standing.UNSCREENED,))[0] not in _SETTLED
            and mention.account not in self.copies
        ]
        yield Waiting(
            who=self._roles("screener", "coder") or self._leaders,
            what="{n} mentions to screen: do they count?",
            count=len(open_mentions),
            command=self._command("screen import FILE"),
            kind="mentions",
        )
        if "resolve" in self.runs:
            count = overview.unclear_links(connection, self.runs["resolve"])
            what = "{n} pairs of mentions that may be one person"
            yield Waiting(who=self._leaders, what=what, count=count, command=command, kind="links")

    def _coding(self) -> Iterator[Waiting]:
        people = [case for case in self.cases if case.kind is CaseKind.PERSON]
        if not people:
            return
        for entry in (entry for entry in self.study.protocol.rounds if entry.kind == "coding"):
            for coder in self._people(entry):
                mine = self._dealt(entry.id, coder, people)
                for book in _needed(self.study.protocol.analysis):
                    done = [item for item in self.done if (item.coder, item.round, item.codebook) == (coder, entry.id, book)]
                    yield Waiting(
                        who=(coder,),
                        what=f"{{n}} cases to code with {'the case form' if book == FORM else book} in round {entry.id}",
                        count=len(mine) - _finished(mine, done, self.completeness),
                        command=f"{self._command('code import FILE')} --as {coder}",
                        kind="code",
                        round=entry.id,
                        book=book,
                    )

    def _dealt(self, round_id: str, coder: str, people: list[Case]) -> list[Case]:
        """The cases that a coder was asked to work on; all of them where nothing was dealt."""
        rows = [row for row in self._assignments if row.round == round_id]
        mine = {row.mention for row in rows if row.coder == coder and row.status is AssignmentStatus.ASSIGNED}
        return [case for case in people if not mine.isdisjoint(case.mentions)] if rows else people

    @cached_property
    def _assignments(self) -> list[Assignment]:
        # How many cases somebody was given is told to those who lead and to themselves, as `_people` sees to.
        return records(self.view.connection, Assignment, EVERYTHING)

    def _opening(self) -> Iterator[Waiting]:
        if not self.leads:
            return
        for entry in self.rounds():
            if not entry.open and entry.finished:
                yield Waiting(
                    who=self._leaders,
                    what=f"open round {entry.id} when everybody has finished; until then nothing of it counts",
                    count=1,
                    command=self._command(f"code open {entry.id}"),
                    kind="open",
                    round=entry.id,
                )

    def rounds(self) -> Iterator[RoundState]:
        """Each round with who has finished how much of it."""
        for entry in self.study.protocol.rounds:
            if entry.kind == "screening":
                finished = {who: len(accounts) for who, accounts in self._decided(entry).items()}
            else:
                units = {(item.coder, item.mention or item.account, item.codebook) for item in self.done if item.round == entry.id}
                finished = dict(Counter(coder for coder, _, _ in units))
            yield RoundState(id=entry.id, kind=entry.kind, open=entry.id in self.view.sight.rounds, finished=finished)


def _plain(outcomes: Mapping[str, Outcome]) -> dict[str, tuple[Standing, str | None]]:
    return {name: (outcome.standing, outcome.shelf.value if outcome.shelf else None) for name, outcome in outcomes.items()}


def _needed(plans: tuple[Plan, ...]) -> tuple[str, ...]:
    """Codebooks (or the form) that the plan counts for people, in the order of the plan."""
    found: dict[str, None] = {}
    for plan in plans:
        if plan.about != CaseKind.PERSON.value:
            continue
        for subject in (plan.subject, plan.by):
            if subject is not None:
                found[FORM if subject.variable else (subject.code or subject.codebook or "").partition(":")[0]] = None
        if plan.kind == "period":
            found[FORM] = None
    return tuple(found)


def _finished(people: list[Case], done: list[Completion], rule: Completeness) -> int:
    """How many cases these completions (of one person and one codebook or the form) finish."""
    by_account: dict[str, list[Completion]] = {}
    by_mention: dict[str, list[Completion]] = {}
    for item in done:
        if item.mention is None:
            by_account.setdefault(item.account, []).append(item)
        else:
            by_mention.setdefault(item.mention, []).append(item)
    return sum(
        rule.complete(
            case,
            [item for name in case.accounts for item in by_account.get(name, ())]
            + [item for name in case.mentions for item in by_mention.get(name, ())],
        )
        for case in people
    )
