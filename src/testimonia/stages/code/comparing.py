"""Reading what the coders of an open round agree and differ on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from testimonia.domain.completeness import Completeness
from testimonia.domain.decisions import Adjudication, Coding, Completion, Episode, Value
from testimonia.domain.identity import digest
from testimonia.domain.results import Case, Family
from testimonia.domain.vocabulary import Layer
from testimonia.errors import BlindRound
from testimonia.protocol.changes import FORM, Lineage
from testimonia.stages.code.forms import Forms
from testimonia.stages.code.method.differences import Place, answered, coded
from testimonia.stages.code.method.effects import effect, rank
from testimonia.stages.code.method.form import Whose, episodes_of
from testimonia.stages.code.method.rulings import choices
from testimonia.stages.code.settling_report import DifferencesReport, Item
from testimonia.store import codework, releases
from testimonia.store.tabular import write_csv
from testimonia.study import Study, View
from testimonia.study.definitions import former_codebooks

PREFIX = "place:"
"""How an adjudication's `subject` begins that rules on a difference."""
COLUMNS = (
    "round",
    "kind",
    "effect",
    "person",
    "subject",
    "said",
    "passage",
    "account",
    "may_take",
    "take",
    "value",
    "missing",
    "reason",
    "place",
)
SIGNS = frozenset({"place", "take"})
"""The columns that show a table to be filled rulings."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One codebook (or the form) on one case, finished by several people."""

    case: Case
    book: str
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """What follows from the coders' own rows alone, whatever was ruled since: kept from one ruling to the next."""

    units: list[_Unit]
    places: dict[tuple[str, str], list[Place]]
    effects: dict[str, float]
    order: list[Place]
    out_of_date: int


class Differences:
    """Everything on which the coders of an open round agree and differ."""

    def __init__(self, view: View, round_id: str) -> None:
        """Read what the view may see.

        Raises:
            BlindRound: the round is not open.
            UnknownReference, StaleResults: no such round; cases are out of date.
        """
        entry = view.study.protocol.round(round_id)
        if entry.id not in view.sight.rounds:
            raise BlindRound(
                f"The round `{round_id}` is still blind: nobody compares before everybody has finished.",
                f"The lead opens it with `testimonia code DIR open {round_id}`.",
            )
        self.view, self.round, self.forms = view, entry.id, Forms(view)
        self.protocol = view.study.protocol

    @cached_property
    def _compared(self) -> _Compared:
        study, runs = self.view.study, [self.view.run(stage) for stage in ("lineage", "resolve")]
        if runs[-1] is None:
            return self._compare()  # which says that cases are out of date
        # Open rounds are the same to everybody, so that one comparison serves the whole team.
        rows = codework.coders_state(self.view.connection, self.round)
        state = digest(study.protocol_digest, [run.id if run else None for run in runs], rows)
        return study.memory.keep(f"differences {self.round}", state, self._compare)

    def _compare(self) -> _Compared:
        look = _Comparison(self)
        places = {(unit.case.id, unit.book): look.places(unit) for unit in look.units}
        counts: dict[str, int] = {}
        for unit in look.units:
            counts[unit.book] = counts.get(unit.book, 0) + 1
        apart = [place for held in places.values() for place in held if place.kind is not None]
        effects = {place.id: effect(self.protocol, place, counts) for place in apart}
        order = sorted(apart, key=lambda place: rank(place, effects[place.id]))
        return _Compared(look.units, places, effects, order, look.out_of_date)

    @property
    def units(self) -> list[_Unit]:
        """What two or more people have finished."""
        return self._compared.units

    @property
    def places(self) -> dict[tuple[str, str], list[Place]]:
        """Every place of every unit, by case and codebook (or the form)."""
        return self._compared.places

    @property
    def effects(self) -> dict[str, float]:
        """How much of the findings hangs on each difference."""
        return self._compared.effects

    @property
    def out_of_date(self) -> int:
        """Codings that are left out, since their code has been defined anew."""
        return self._compared.out_of_date

    @cached_property
    def rulings(self) -> dict[str, dict[Layer, Adjudication]]:
        """What was ruled on each place, by the layer of the ruling."""
        found: dict[str, dict[Layer, Adjudication]] = {}
        for row in self.view.records(Adjudication):
            if row.subject.startswith(PREFIX):
                found.setdefault(row.subject.removeprefix(PREFIX), {})[row.layer or Layer.ADJUDICATED] = row
        return found

    def all(self) -> Iterator[Place]:
        """Every place."""
        return (place for places in self.places.values() for place in places)

    def queue(self) -> list[Place]:
        """Every difference, ruled on or not, in the order in which it is best settled."""
        return list(self._compared.order)

    def decided(self, place: Place) -> Adjudication | None:
        """The ruling that holds on a place: the lead's, else the pair's."""
        found = self.rulings.get(place.id, {})
        return found.get(Layer.ADJUDICATED) or found.get(Layer.CONSENSUS)

    def item(self, place: Place) -> Item:
        """A difference as it is shown."""
        ruling = self.decided(place)
        account = self.view.account(place.account)
        edition = self.view.edition(place.edition) if place.edition else None
        return Item(
            place=place,
            person=self.forms.cases[place.case].label,
            origin=account.origin if account else "",
            passage=edition.text[place.start : place.end] if edition and place.start is not None else "",
            effect=self.effects[place.id],
            may_take=choices(place),
            ruling=ruling,
        )

    def quoted(self, place: Place) -> set[str]:
        """The accounts whose words a difference shows: those of every row on every side and of its passages, and whose label names the case."""
        rows = [row for side in place.sides for row in side.rows]
        found = {place.account, *(row.account for row in rows)}
        found |= {passage.account for row in rows if isinstance(row, Value) for passage in row.passages}
        case = self.forms.cases[place.case]
        mentions = (self.forms.mentions[name] for name in case.mentions if name in self.forms.mentions)
        named = {mention.account for mention in mentions if mention.label == case.label}
        # Nobody can tell where a label comes from that no mention bears any more: then any account of the case.
        return found | (named or set(case.accounts))


class _Comparison:
    """Reads what coders entered in a round, and lays it side by side."""

    def __init__(self, found: Differences) -> None:
        self.view, self.round, self.forms, self.protocol = found.view, found.round, found.forms, found.protocol
        self.out_of_date = 0

    @cached_property
    def units(self) -> list[_Unit]:
        rule = Completeness(self.view.outputs("lineage", Family), (), {}, {})
        done: dict[tuple[str, str, str], list[Completion]] = {}
        for item in self.view.records(Completion):
            if item.round == self.round and item.layer is Layer.CODER:
                for case in self._cases_of(item.mention, item.account):
                    done.setdefault((case, item.codebook, item.coder), []).append(item)
        people: dict[tuple[str, str], set[str]] = {}
        for (case, book, coder), items in done.items():
            if rule.complete(self.forms.cases[case], items):
                people.setdefault((case, book), set()).add(coder)
        return [
            _Unit(self.forms.cases[case], book, tuple(sorted(coders)))
            for (case, book), coders in sorted(people.items())
            if len(coders) > 1 and (book == FORM or any(item.id == book for item in self.protocol.codebooks))
        ]

    @cached_property
    def _of_account(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for case in self.forms.cases.values():
            for account in case.accounts:
                found.setdefault(account, []).append(case.id)
        return found

    def _cases_of(self, mention: str | None, account: str) -> list[str]:
        if mention is not None:
            case = self.forms.by_mention.get(mention)
            return [case] if case else []
        return self._of_account.get(account, [])

    @cached_property
    def _codings(self) -> dict[tuple[str, str], list[Coding]]:
        """Codings of the round by case and codebook; one without a mention speaks of its account's only case, or of none."""
        found: dict[tuple[str, str], list[Coding]] = {}
        for coding in self.view.records(Coding):
            if coding.round == self.round and coding.layer is Layer.CODER:
                cases = self._cases_of(coding.mention, coding.account)
                if len(cases) == 1:
                    found.setdefault((cases[0], coding.codebook), []).append(coding)
        return found

    @cached_property
    def _answers(self) -> tuple[dict[str, list[Value]], dict[str, list[Episode]]]:
        values: dict[str, list[Value]] = {}
        episodes: dict[str, list[Episode]] = {}
        for value in self.view.records(Value):
            if value.round == self.round and value.layer is Layer.CODER:
                values.setdefault(self.forms.by_mention.get(value.mention, ""), []).append(value)
        for episode in self.view.records(Episode):
            if episode.round is None or (episode.round == self.round and episode.layer is Layer.CODER):
                episodes.setdefault(self.forms.by_mention.get(episode.mention, ""), []).append(episode)
        return values, episodes

    @cached_property
    def _lineages(self) -> dict[str, Lineage]:
        former = former_codebooks(self.view)
        return {book.id: Lineage((old for (name, _), old in former.items() if name == book.id), book) for book in self.protocol.codebooks}

    def places(self, unit: _Unit) -> list[Place]:
        """What coders of a unit agree and differ on."""
        case = unit.case
        if unit.book == FORM:
            values, episodes = self._answers
            mine = {}
            for coder in unit.coders:
                said = [value for value in values.get(case.id, ()) if value.coder == coder]
                mine[coder] = (said, episodes_of(Whose(coder, self.round), episodes.get(case.id, ()), said))
            asked = [variable for variable in self.protocol.variables if variable.about == case.kind.value]
            return answered(case.id, asked, mine)
        lineage = self._lineages[unit.book]
        codings = [coding for coding in self._codings.get((case.id, unit.book), ()) if coding.coder in unit.coders]
        self.out_of_date += sum(lineage.now(coding.codebook_version, coding.code) is None for coding in codings)
        return coded(case.id, unit.book, codings, unit.coders, lambda coding: lineage.now(coding.codebook_version, coding.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The differences of a round in the order in which they are best settled, with what was ruled on them; no texts."""

    round: str
    units: int
    agreed: int
    out_of_date: int
    places: tuple[Place, ...]
    effects: Mapping[str, float]
    people: Mapping[str, str]
    decided: Mapping[str, Adjudication]

    @property
    def open(self) -> int:
        """How many nobody has ruled on."""
        return len(self.places) - self.settled

    @property
    def settled(self) -> int:
        """How many somebody has ruled on."""
        return sum(place.id in self.decided for place in self.places)


def look_at_queue(study: Study, round_id: str) -> Queue:
    """The differences of an open round, settled or not, for a page that lists them; writes nothing.

    Raises:
        BlindRound, UnknownReference, StaleResults: as for :func:`differences`.
    """
    study.require()
    with study.read() as view:
        found = Differences(view, round_id)
        places = tuple(found.queue())
        return Queue(
            round=found.round,
            units=len(found.units),
            agreed=sum(place.kind is None for place in found.all()),
            out_of_date=found.out_of_date,
            places=places,
            effects=found.effects,
            people={place.case: found.forms.cases[place.case].label for place in places},
            decided={place.id: ruling for place in places if (ruling := found.decided(place)) is not None},
        )


def differences(study: Study, round_id: str, *, settled: bool = False, coder: str | None = None) -> DifferencesReport:
    """What the coders of an open round differ on and nobody has ruled on yet, first what moves the findings most.

    ``settled`` shows what was ruled on as well; ``coder`` keeps what one coder takes part in.

    Raises:
        BlindRound: the round is not open yet.
        UnknownReference, StaleResults: no such round; cases are out of date.
    """
    study.require()
    with study.read() as view:
        return _report(Differences(view, round_id), settled=settled, coder=coder)


def _report(found: Differences, *, settled: bool = False, coder: str | None = None) -> DifferencesReport:
    queue = [place for place in found.queue() if coder is None or place.side(coder) is not None]
    open_ones = [place for place in queue if found.decided(place) is None]
    shown = queue if settled else open_ones
    return DifferencesReport(
        round=found.round,
        units=len(found.units),
        agreed=sum(place.kind is None for place in found.all()),
        settled=len(queue) - len(open_ones),
        open=len(open_ones),
        items=tuple(found.item(place) for place in shown),
        out_of_date=found.out_of_date,
    )


def export_differences(study: Study, round_id: str, out: Path) -> DifferencesReport:
    """Write the queue of :func:`differences` as a CSV whose columns `take` and `reason` the pair or the lead fills in.

    Raises:
        BlindRound, UnknownReference, StaleResults: as there.
    """
    study.require()
    with study.read() as view:
        found = Differences(view, round_id)
        report = _report(found)
        held = sorted({account for item in report.items for account in found.quoted(item.place)})
    releases.note(study.store, kind="differences", path=out, by=study.coder, accounts=held)
    write_csv(out, COLUMNS, (item.as_row(round_id) for item in report.items))
    return replace(report, file=str(out))
