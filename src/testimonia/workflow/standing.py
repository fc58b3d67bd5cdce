"""Where a study stands and what waits for whom, counted in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from testimonia.domain.completeness import Completeness, since
from testimonia.domain.decisions import Completion, LinkReview, Mention
from testimonia.domain.outcome import UNSCREENED, Standing, waits_for_second
from testimonia.domain.results import Case, Link
from testimonia.domain.teamwork import Assignment
from testimonia.domain.vocabulary import AssignmentStatus, CaseKind, LinkDecision, MentionStatus, Shelf
from testimonia.protocol import Plan, Round
from testimonia.stages.resolve.reviewing import disputed
from testimonia.store import codework, moments, overview, screened
from testimonia.store.conflicts import conflicts
from testimonia.store.inputs import FEEDS
from testimonia.store.orphans import orphans
from testimonia.store.runs import SUGGESTING, read_outputs
from testimonia.store.sight import EVERYTHING, records
from testimonia.study import LEADING, Study, View, holdings
from testimonia.study.holdings import counted_cases, counted_mentions, families_of, outcomes_of_mentions
from testimonia.workflow.standing_report import RoundState, StatusReport, Waiting

FORM = "form"
FAILED_LISTED = 1000  # failed accounts named in the JSON; beyond that something is wrong with the whole lot, and the count says so
SCREENED = ("screening", "shelf", "account", "mention")
"""Kinds of decision that screening and what follows from it rest on."""
_SETTLED = (Standing.INCLUDE, Standing.EXCLUDE)


def status(study: Study) -> StatusReport:
    """Where the study stands, as the acting coder may see it; changes nothing and does not fetch accounts or texts.

    Works with the protocol adopted last even where study.yaml has errors, and says so.
    """
    with study.read() as view:
        return standing(view)


def _suggestions(view: View) -> int:
    """How many suggestions are in force, of all stages that make some."""
    return sum(overview.suggestions(view.connection, run) for stage in SUGGESTING if (run := view.run(stage)))


def standing(view: View) -> StatusReport:
    """As :func:`status`, in a look at the study that somebody has opened already.

    While the study stays open, what no decision has touched since the last look is not counted again.
    """
    look, study, connection = _Look(view), view.study, view.connection
    seen, blind = conflicts(connection, view.sight)
    return StatusReport(
        folder=str(study.folder),
        title=study.protocol.study.title,
        coder=study.coder,
        role=study.protocol.role(study.coder),
        notices=tuple(study.look_at_files()),
        accounts=look.states,
        failed=look.failed,
        grades=view.kept("grades", ("capture",), lambda: overview.grades(connection)),
        families=look.families[0] if view.run("lineage") else None,
        declared=dict(sorted(Counter(look.declared.values()).items())),
        shelves=look.shelves,
        mentions=len(look.mentions),
        cases=look.kinds_of_cases if view.run("resolve") else None,
        suggestions=_suggestions(view) if view.run("suggest") else None,
        findings=overview.findings(connection, analysed) if (analysed := view.run("analyse")) else None,
        stale=tuple(stage for stage in FEEDS if view.run(stage) is None) if look.states else (),
        waiting=tuple(item for item in look.waiting() if item.count),
        rounds=tuple(look.rounds),
        hidden=view.hidden(),
        orphans=tuple(orphans(connection, view.sight)),
        conflicts=tuple(seen),
        blind_conflicts=blind,
        withdrawn=len(view.withdrawn()),
        snapshots=tuple(overview.named_snapshots(connection)),
        release=overview.last_release(connection),
    )


@dataclass(frozen=True, slots=True)
class _Unit:
    """What tells whether a person's case is finished: its mentions, and the accounts to be finished where it is not finished as a whole."""

    case: Case
    mentions: frozenset[str]
    needed: frozenset[str]
    several: bool


class _Look:
    """One look at a study; each thing is counted once."""

    def __init__(self, view: View) -> None:
        self.view, self.study, self.held = view, view.study, holdings(view)
        self.leads = self.study.protocol.role(self.study.coder) in LEADING
        self.declared, self.copies, self.agreed = self.held.declared, self.held.copies, self.held.agreed
        self.families = families_of(view)

    @cached_property
    def states(self) -> dict[str, int]:
        """How many accounts are in which state."""
        return self.view.kept("states", ("account",), lambda: overview.account_states(self.view.connection))

    @cached_property
    def failed(self) -> tuple[overview.Failure, ...]:
        """The first accounts that could not be read."""
        if not self.states.get("failed"):
            return ()
        return self.view.kept("failures", ("account",), lambda: tuple(overview.failures(self.view.connection, FAILED_LISTED)))

    @cached_property
    def shelves(self) -> dict[str, dict[str, int]]:
        """What screening has come to on each shelf, as the reader sees it; copies count with the account they copy."""
        runs = [run.id if (run := self.view.run(stage)) else None for stage in ("trace", "lineage")]
        return self.view.kept("shelves counted", SCREENED, self._shelves, *runs, own=True)

    def _shelves(self) -> dict[str, dict[str, int]]:
        return screened.shelf_counts(screened.tally(self.units, self.held.outcomes, self.declared))

    @cached_property
    def units(self) -> frozenset[str]:
        """The accounts that are screened: those that have a text and are no mere copy of another."""
        return frozenset(self.held.readable) - self.copies

    @cached_property
    def mentions(self) -> list[overview.MentionUnit]:
        """The mentions that the reader may know of."""
        return counted_mentions(self.view)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases in force."""
        return self.view.cases

    @cached_property
    def kinds_of_cases(self) -> dict[str, int]:
        """How many cases of each kind the reader may know of."""
        return dict(sorted(Counter(case.kind.value for case in counted_cases(self.view)).items()))

    @cached_property
    def people(self) -> tuple[_Unit, ...]:
        """The cases of persons, with what finishes them."""
        lineage, resolve = self.view.run("lineage"), self.view.run("resolve")
        if lineage is None or resolve is None:
            return ()

        def build() -> tuple[_Unit, ...]:
            rule = Completeness(self.families[1], (), {}, {})
            people = (case for case in self.cases if case.kind is CaseKind.PERSON)
            return tuple(_Unit(case, frozenset(case.mentions), rule.needed(case), len(case.accounts) > 1) for case in people)

        return self.view.kept("people", (), build, lineage.id, resolve.id)

    @cached_property
    def hands(self) -> dict[tuple[str, str | None, str], codework.Hand]:
        """What each coder has finished of each codebook in each round, as far as the reader may know."""
        connection, sight = self.view.connection, self.view.sight
        return self.view.kept("hands", ("completion",), lambda: codework.finished_by_hand(connection, sight), own=True)

    @cached_property
    def later(self) -> tuple[Completeness, list[Completion]]:
        """The rule and every completion, for persons of several accounts finished as a whole: some account may have joined since."""
        connection, view, resolve = self.view.connection, self.view, self.view.run("resolve")

        def build() -> tuple[Completeness, list[Completion]]:
            mentions, reviews = view.records(Mention), records(connection, LinkReview, view.machine)
            same = since(
                read_outputs(connection, resolve.id, Link) if resolve else (),
                moments.orders(connection, LinkReview, reviews, view.machine),
                moments.orders(connection, Mention, mentions, view.machine),
            )
            done = codework.finished(connection, view.sight)
            finished = moments.orders(connection, Completion, done, view.sight, last=True)
            return Completeness(self.families[1], mentions, same, finished), done

        kinds, runs = ("mention", "link", "completion"), [run.id if run else None for run in (view.run("lineage"), resolve)]
        return view.kept("later", kinds, build, *runs, own=True)

    @cached_property
    def undecided(self) -> frozenset[str]:
        """Accounts on which nothing holds yet, as far as open rounds tell: what waits for whom is the same to everybody who looks."""
        return self.units - {account for account, outcome in self.agreed.items() if outcome.standing is not Standing.UNSCREENED}

    def _standing(self, account: str) -> Standing:
        return self.agreed.get(account, UNSCREENED).standing

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
        view, runs = self.view, [run.id if (run := self.view.run(stage)) else None for stage in ("trace", "lineage", "resolve")]
        done = ("completion", "assignment", "mention", "link")
        yield from view.kept("screening waits", SCREENED, lambda: tuple(self._screening()), *runs, own=True)
        yield from view.kept("reviewing waits", (*SCREENED, "link"), lambda: tuple(self._reviewing()), *runs, own=True)
        yield from view.kept("coding waits", done, lambda: tuple(self._coding()), *runs, own=True)
        yield from self._opening()

    def _screening(self) -> Iterator[Waiting]:
        entries = [entry for entry in self.study.protocol.rounds if entry.kind == "screening"]
        command = self._command("screen import FILE")
        if not entries:
            yield Waiting(
                who=self._leaders, what="{n} accounts to screen", one="{n} account to screen", count=len(self.undecided), command=command,
                kind="screen",
            )  # fmt: skip
        for entry in entries:
            by_person = self._decided(entry)
            left = {person: len(self.undecided - by_person.get(person, set())) for person in self._people(entry)}
            for person, count in left.items():
                yield Waiting(
                    who=(person,), what=f"{{n}} accounts to screen in round {entry.id}", one=f"{{n}} account to screen in round {entry.id}",
                    count=count, command=f"{command} --as {person}", kind="screen", round=entry.id,
                )  # fmt: skip
            if any(left.values()):
                break  # a later round takes up what an earlier one has left
        unsettled = sum(
            outcome.standing in (Standing.CONFLICT, Standing.UNSURE)
            for account, outcome in self.held.outcomes.items()
            if account not in self.copies
        )
        yield Waiting(
            who=self._leaders,
            what="{n} accounts on which screeners disagree or are unsure",
            one="{n} account on which screeners disagree or are unsure",
            count=unsettled,
            command=command,
            kind="settle",
        )

    def _decided(self, entry: Round) -> dict[str, set[str]]:
        connection, sight = self.view.connection, self.view.sight
        return self.view.kept(f"decided {entry.id}", ("screening",), lambda: screened.decided(connection, sight, entry.id), own=True)

    def _reviewing(self) -> Iterator[Waiting]:
        connection = self.view.connection
        if (lineage := self.view.run("lineage")) is not None:
            count = overview.proposed_relations(connection, lineage)
            command = self._command("trace import FILE")
            what, one = "{n} relations between accounts to review", "{n} relation between accounts to review"
            yield Waiting(who=self._leaders, what=what, one=one, count=count, command=command, kind="relations")
        command = self._command("resolve import FILE")
        named = {mention.account for mention in self.mentions}
        included = {
            account
            for account, outcome in self.agreed.items()
            if outcome.standing is Standing.INCLUDE and outcome.shelf is Shelf.TESTIMONY and account not in self.copies
        }
        yield Waiting(
            who=self._leaders,
            what="{n} included accounts whose people are to be entered",
            one="{n} included account whose people are to be entered",
            count=len(included - named),
            command=command,
            kind="people",
        )
        screened = outcomes_of_mentions(self.view)
        open_mentions = [
            mention
            for mention in self.mentions
            if mention.status == MentionStatus.PROPOSED.value
            and self._standing(mention.account) is Standing.INCLUDE
            and screened.get(mention.id, UNSCREENED).standing not in _SETTLED
            and mention.account not in self.copies
        ]
        yield Waiting(
            who=self._roles("screener", "coder") or self._leaders,
            what="{n} mentions to screen: do they count?",
            one="{n} mention to screen: does it count?",
            count=len(open_mentions),
            command=self._command("screen import FILE"),
            kind="mentions",
        )
        if self.view.run("resolve") is not None:
            for who, count in self._pairs().items():
                what, one = "{n} pairs of mentions that may be one person", "{n} pair of mentions that may be one person"
                yield Waiting(who=who, what=what, one=one, count=count, command=self._command("resolve pairs"), kind="links")
            yield Waiting(
                who=self._leaders,
                what="{n} verdicts on pairs that contradict others",
                one="{n} verdict on a pair that contradicts others",
                count=self._refused(),
                command=self._command("resolve pairs"),
                kind="contradictions",
            )

    def _pairs(self) -> Counter[tuple[str, ...]]:
        """How many pairs wait for whom: for those who lead what nobody has judged or reviewers differ on, for the others a second look.

        What is agreed to be undecidable waits for nobody. Who gave a first verdict is no secret, only what it says.
        """
        reviews: dict[tuple[str, str], list[LinkReview]] = {}
        for review in records(self.view.connection, LinkReview, EVERYTHING):
            reviews.setdefault((review.a, review.b), []).append(review)
        protocol, found = self.study.protocol, Counter[tuple[str, ...]]()
        for pair, rows in reviews.items():
            if waits_for_second(rows, two=protocol.judged_by_two(*pair)):
                found[tuple(coder.id for coder in protocol.coders if coder.id not in {row.by for row in rows})] += 1
            else:
                found[self._leaders] += disputed(rows)
        proposed = overview.last_links(self.view.connection, LinkDecision.PROPOSED.value)
        found[self._leaders] += sum((link.a, link.b) not in reviews for link in proposed)
        return found

    def _refused(self) -> int:
        """How many verdicts that two mentions are one person the last resolving had to refuse: what is the same is one case otherwise."""
        case = {name: one.id for one in self.view.outputs("resolve", Case) for name in one.mentions}
        held = overview.last_links(self.view.connection, LinkDecision.SAME.value)
        return sum(case[link.a] != case[link.b] for link in held if link.a in case and link.b in case)

    def _coding(self) -> Iterator[Waiting]:
        if not self.people:
            return
        for entry in (entry for entry in self.study.protocol.rounds if entry.kind == "coding"):
            for coder in self._people(entry):
                mine = self._dealt(entry.id, coder)
                for book in _needed(self.study.protocol.analysis):
                    yield Waiting(
                        who=(coder,),
                        what=f"{{n}} cases to code with {'the case form' if book == FORM else book} in round {entry.id}",
                        one=f"{{n}} case to code with {'the case form' if book == FORM else book} in round {entry.id}",
                        count=len(mine) - self._finished(mine, (coder, entry.id, book)),
                        command=f"{self._command('code import FILE')} --as {coder}",
                        kind="code",
                        round=entry.id,
                        book=book,
                    )

    def _dealt(self, round_id: str, coder: str) -> Sequence[_Unit]:
        """The cases of persons that a coder was asked to work on; all of them where nothing was dealt."""
        rows = [row for row in self._assignments if row.round == round_id]
        mine = {row.mention for row in rows if row.coder == coder and row.status is AssignmentStatus.ASSIGNED}
        return [unit for unit in self.people if not mine.isdisjoint(unit.mentions)] if rows else self.people

    @cached_property
    def _assignments(self) -> list[Assignment]:
        # How many cases somebody was given is told to those who lead and to themselves, as `_people` sees to.
        return self.view.kept("assignments", ("assignment",), lambda: records(self.view.connection, Assignment, EVERYTHING))

    def _finished(self, units: Iterable[_Unit], whose: tuple[str, str, str]) -> int:
        """How many of these cases a coder has finished with one codebook (or the form) in one round."""
        hand = self.hands.get(whose)
        if hand is None:
            return 0
        accounts, wholes = hand.accounts, hand.wholes
        found = 0
        for unit in units:
            whole = not wholes.isdisjoint(unit.mentions)
            found += self._complete(unit.case, whose) if whole and unit.several else whole or unit.needed <= accounts
        return found

    def _complete(self, case: Case, whose: tuple[str, str, str]) -> bool:
        """Whether a person of several accounts, finished as a whole, still is."""
        rule, done = self.later
        mine = [item for item in done if (item.coder, item.round, item.codebook) == whose]
        return rule.complete(case, [item for item in mine if item.mention is not None or item.account in case.accounts])

    def _opening(self) -> Iterator[Waiting]:
        if not self.leads:
            return
        for entry in self.rounds:
            if not entry.open and entry.finished:
                what = f"open round {entry.id} when everybody has finished; until then nothing of it counts"
                yield Waiting(
                    who=self._leaders,
                    what=what,
                    one=what,
                    count=1,
                    command=self._command(f"code open {entry.id}"),
                    kind="open",
                    round=entry.id,
                )

    @cached_property
    def rounds(self) -> list[RoundState]:
        """Each round with who has finished how much of it."""
        return [
            RoundState(id=entry.id, kind=entry.kind, open=entry.id in self.view.sight.rounds, finished=self._progress(entry))
            for entry in self.study.protocol.rounds
        ]

    def _progress(self, entry: Round) -> dict[str, int]:
        if entry.kind == "screening":
            return {who: len(accounts) for who, accounts in self._decided(entry).items()}
        found: Counter[str] = Counter()
        for (coder, name, _), hand in self.hands.items():
            if name == entry.id:
                found[coder] += hand.units
        return dict(found)


def _needed(plans: tuple[Plan, ...]) -> tuple[str, ...]:
    """Codebooks (or the form) that the plan counts for people, in the order of the plan."""
    return tuple(dict.fromkeys(book for plan in plans if plan.about == CaseKind.PERSON.value for book in plan.needs))
