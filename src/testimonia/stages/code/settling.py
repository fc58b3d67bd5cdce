"""From two coders to one result: the pair's consensus, the lead's rulings, and the sample that the lead checks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from testimonia.domain.decisions import Adjudication, Coding, Completion, Episode, Value
from testimonia.domain.identity import digest, object_id
from testimonia.domain.vocabulary import Layer, Missing
from testimonia.errors import ImportRejected, InputError, NotPermitted, UnknownReference
from testimonia.protocol.changes import FORM
from testimonia.protocol.nearest import advice
from testimonia.stages.code.comparing import PREFIX, Differences
from testimonia.stages.code.method.answers import answer
from testimonia.stages.code.method.differences import Place, Row
from testimonia.stages.code.method.rulings import ANSWER, Ruling, Seat, agreed_rows, rows_of, settled_ids
from testimonia.stages.code.settling_report import AuditReport, SettleReport
from testimonia.store.append import Decision
from testimonia.store.tabular import iter_table
from testimonia.study import LEADING, Study


def rulings_of(path: Path) -> dict[str, list[Ruling]]:
    """The rulings of a filled table of differences, by round; rows without one are left out.

    Raises:
        InputError: the file cannot be read as a table.
        ImportRejected: a row names no round or place, or a kind of missing that does not exist.
    """
    found: dict[str, list[Ruling]] = {}
    faults: list[str] = []
    for line in iter_table(path):
        cells = {key: str(value).strip() for key, value in line.values.items() if value is not None}
        take = cells.get("take", "")
        if not take:
            continue
        missing = cells.get("missing")
        if not cells.get("place") or not cells.get("round"):
            faults.append(f"line {line.number}: has no `place` or no `round`; keep the columns that were exported.")
        elif missing is not None and missing not in set(Missing):
            faults.append(f"line {line.number}: `missing` is `{missing[:40]}`. {advice(missing, Missing)}")
        else:
            ruling = Ruling(
                place=cells["place"],
                take=take,
                value=cells.get("value"),
                missing=Missing(missing) if missing else None,
                reason=cells.get("reason", ""),
            )
            found.setdefault(cells["round"], []).append(ruling)
    if faults:
        raise ImportRejected(f"{path.name} cannot be taken; nothing of it was.", faults, "Mend these lines and import the file again.")
    return found


def settle(study: Study, round_id: str, rulings: Sequence[Ruling] = (), layer: Layer | None = None) -> SettleReport:
    """Rule on differences, all or none, and close every case on which nothing is left to settle.

    Whoever coded the case rules for the pair (consensus), the owner or a lead above them (adjudicated; ``layer`` says which where
    somebody is both). A closed case has everything on the ruling's layer: what was agreed, what was ruled, and a completion, so that
    silence counts there too. Originals stay as they are.

    Raises:
        BlindRound: the round is not open yet.
        ImportRejected: rulings are wrong; every fault is named and nothing was written.
        NotPermitted: somebody who neither coded the case nor leads.
    """
    study.require()
    with study.read() as view:
        found = Differences(view, round_id)
        desk = _Desk(study, found, layer)
        desk.rule(rulings)
        decisions = desk.decisions()
        cases = {place.case for place in found.all()}
        left = sum(place.kind is not None and found.decided(place) is None for place in found.all())
    written = study.decide(decisions) if decisions else []
    return SettleReport(
        round=round_id,
        rulings=len(rulings),
        rows=sum(name is not None for name in written),
        closed=desk.closed,
        cases=len(cases),
        open=left,
    )


class _Desk:
    """Gathers what a set of rulings writes."""

    def __init__(self, study: Study, found: Differences, layer: Layer | None) -> None:
        self.study, self.found, self.layer = study, found, layer
        self.leads = study.protocol.role(study.coder) in LEADING
        self.by_id = {place.id: place for place in found.all()}
        self.coders = {(unit.case.id, unit.book): unit.coders for unit in found.units}
        self.rows: dict[tuple[type, str], Row] = {}
        self.marks: list[Adjudication | Completion] = []
        self.gone: dict[tuple[type, str], Row] = {}
        self.texts: dict[str, str] = {}
        self.closed = 0
        view = found.view
        rows: list[Row] = [*view.settled(Coding, found.round), *view.settled(Value, found.round), *view.settled(Episode, found.round)]
        self.present = {(type(row), row.id): row for row in rows}
        self.by_name: dict[str, list[Row]] = {}
        for row in self.present.values():
            self.by_name.setdefault(row.id, []).append(row)
        self.finished = {(item.layer, item.mention, item.codebook, item.version) for item in view.settled(Completion, found.round)}

    # --- rulings

    def rule(self, rulings: Sequence[Ruling]) -> None:
        faults: list[str] = []
        counts = Counter(ruling.place for ruling in rulings)
        for number, ruling in enumerate(rulings, start=1):
            if counts[ruling.place] > 1:
                faults.append(f"ruling {number}: the same difference is ruled on twice. Keep one of them.")
                continue
            try:
                self._one(ruling)
            except (InputError, NotPermitted) as wrong:
                faults.append(f"ruling {number}: {wrong}")
        if faults:
            raise ImportRejected("Not every ruling can be taken; none was.", faults, "Mend them and try again.")
        touched = {ruling.place for ruling in rulings}
        for (case, book), places in self.found.places.items():
            ruled = any(place.id in touched for place in places)
            if self._may_close(case, book) and all(place.kind is None or self._decided(place) for place in places):
                self._close(case, book, places, again=ruled)

    def _one(self, ruling: Ruling) -> None:
        place = self.by_id.get(ruling.place)
        if place is None or place.kind is None:
            raise UnknownReference(
                f"There is no difference `{ruling.place[:40]}` in this round.", "Somebody may have changed a coding; export the list anew."
            )
        seat = self._seat(place)
        before = self.found.rulings.get(place.id, {})
        if seat.layer is Layer.CONSENSUS and Layer.ADJUDICATED in before:
            raise NotPermitted("The lead has ruled on this difference.", "Ask the lead.")
        self._needed_text(place)
        checked = self._checked(place, ruling)
        self._put(place, seat.layer, rows_of(place, checked, seat, self.texts))
        first = next(record for side in place.sides for record in side.rows)
        mark = Adjudication(
            id=object_id("ruling", place.id, seat.layer),
            account=place.account,
            mention=first.mention,
            subject=PREFIX + place.id,
            decision=_spoken(checked),
            reason=ruling.reason,
            coder=self.study.coder,
            round=self.found.round,
            layer=Layer.CONSENSUS if seat.layer is Layer.CONSENSUS else None,
        )
        self.marks.append(mark)
        self.found.rulings.setdefault(place.id, {})[seat.layer] = mark

    def _seat(self, place: Place) -> Seat:
        coder = self.study.coder
        takes_part = place.side(coder) is not None
        layer = self.layer or (Layer.CONSENSUS if takes_part else Layer.ADJUDICATED)
        if layer is Layer.CODER or (layer is Layer.CONSENSUS and not takes_part) or (layer is Layer.ADJUDICATED and not self.leads):
            raise NotPermitted(
                f"{coder} did not code this case and does not lead the study."
                if layer is not Layer.CODER
                else "A ruling is no coder's row.",
                "The pair settles it, or the lead.",
            )
        return Seat(coder, layer)

    def _checked(self, place: Place, ruling: Ruling) -> Ruling:
        """The ruling with its answer in the one spelling."""
        if ruling.take != ANSWER or place.book != FORM or place.subject == ("episode",):
            return ruling
        variable = self.study.protocol.variable(place.subject[0])
        if ruling.missing is not None and ruling.missing.value not in variable.missing:
            raise InputError(
                f"`{variable.id}` may not be `{ruling.missing}`.", f"study.yaml allows: {', '.join(variable.missing) or 'none'}."
            )
        if ruling.value is None:
            return ruling
        if ruling.missing is not None:
            raise InputError("Both a `value` and a `missing`.", "Keep one of them.")
        return replace(ruling, value=answer(variable, ruling.value))

    def _needed_text(self, place: Place) -> None:
        if place.edition and place.edition not in self.texts:
            edition = self.found.view.edition(place.edition)
            if edition is not None:
                self.texts[place.edition] = edition.text

    def _put(self, place: Place, layer: Layer, rows: Iterable[Row]) -> None:
        """Put rows down on a layer, and take back those of an earlier ruling on the same place that are not among them."""
        kept = {(type(row), row.id): row for row in rows}
        for name in settled_ids(place, layer, self.by_name):
            for row in self.by_name[name]:
                if (type(row), name) not in kept:
                    self.gone[type(row), name] = row
        for key, row in kept.items():
            self.gone.pop(key, None)
            self.rows[key] = row

    # --- closing a case

    def _decided(self, place: Place) -> bool:
        return bool(self.found.rulings.get(place.id))

    def _may_close(self, case: str, book: str) -> bool:
        return self.leads or self.study.coder in self.coders[case, book]

    def _close(self, case: str, book: str, places: Sequence[Place], *, again: bool) -> None:
        """Everything of a case on one layer: the lead's where the lead ruled on any of it, else the pair's."""
        ruled = {layer for place in places for layer in self.found.rulings.get(place.id, ())}
        seat = Seat(self.study.coder, Layer.ADJUDICATED if Layer.ADJUDICATED in ruled else Layer.CONSENSUS)
        mention = self.found.forms.mentions[self.found.forms.cases[case].mentions[0]]
        protocol = self.study.protocol
        version = protocol.form.version if book == FORM else protocol.codebook(book).version
        if (seat.layer, mention.id, book, version) in self.finished and not again:
            return
        whole: list[tuple[Place, list[Row]]] = []
        for place in places:
            self._needed_text(place)
            mark = self.found.decided(place) if place.kind is not None else None
            rows = rows_of(place, _heard(place, mark), seat, self.texts) if mark is not None else agreed_rows(place, seat)
            whole.append((place, rows))
        episodes = {place.order: row.id for place, rows in whole for row in rows if isinstance(row, Episode)}
        for place, rows in whole:
            moved = [
                replace(row, episode=episodes[place.order]) if isinstance(row, Value) and place.order in episodes else row for row in rows
            ]
            self._put(place, seat.layer, moved)
        self.marks.append(
            Completion(
                account=mention.account,
                mention=mention.id,
                codebook=book,
                version=version,
                coder=self.study.coder,
                layer=seat.layer,
                round=self.found.round,
            )
        )
        self.closed += 1

    # --- what is written

    def decisions(self) -> list[Decision]:
        found = [Decision(record=row, retract=True) for row in self.gone.values()]
        for key, row in self.rows.items():
            before = self.present.get(key)
            if before is None or replace(before, coder=row.coder) != row:
                found.append(Decision(record=row))
        # Episodes first: answers name them.
        found.sort(key=lambda item: not isinstance(item.record, Episode))
        return [*found, *(Decision(record=mark) for mark in self.marks)]


def _spoken(ruling: Ruling) -> str:
    if ruling.take != ANSWER:
        return ruling.take
    return f"{ANSWER}={ruling.value}" if ruling.value is not None else f"{ANSWER}?{ruling.missing}"


def _heard(place: Place, mark: Adjudication) -> Ruling:
    """The ruling that a decision was, as it was put down."""
    if mark.decision.startswith(f"{ANSWER}="):
        return Ruling(place=place.id, take=ANSWER, value=mark.decision.partition("=")[2], reason=mark.reason)
    if mark.decision.startswith(f"{ANSWER}?"):
        return Ruling(place=place.id, take=ANSWER, missing=Missing(mark.decision.partition("?")[2]), reason=mark.reason)
    return Ruling(place=place.id, take=mark.decision, reason=mark.reason)


def audit(study: Study, round_id: str, share: float = 0.1, seed: int = 0) -> AuditReport:
    """A seeded sample of what pairs settled by themselves, for the lead to look at, and how many of them the lead changed.

    A tenth by default: enough to see a pair that gives in too easily, little enough to be done. The lead rules on each with
    :func:`settle`; a ruling that takes what the pair took confirms it. The sample is drawn by the digest of the seed and the place.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        InputError: the share is not between 0 and 1.
        BlindRound, UnknownReference, StaleResults: as for :func:`differences`.
    """
    study.require(*LEADING)
    if not 0 <= share <= 1:
        raise InputError("The share of an audit lies between 0 and 1.", "0.1 is every tenth.")
    with study.read() as view:
        found = Differences(view, round_id)
        pairs = [place for place in found.queue() if Layer.CONSENSUS in found.rulings.get(place.id, {})]
        size = math.ceil(round(share * len(pairs), 9))
        drawn = sorted(pairs, key=lambda place: digest("audit", seed, place.id))[:size]
        looked = [place for place in drawn if Layer.ADJUDICATED in found.rulings[place.id]]
        changed = [place for place in looked if _differs(found.rulings[place.id])]
        waiting = [place for place in drawn if place not in looked]
        return AuditReport(
            round=round_id,
            settled=len(pairs),
            sampled=len(drawn),
            looked=len(looked),
            changed=len(changed),
            seed=seed,
            items=tuple(found.item(place) for place in waiting),
        )


def _differs(rulings: Mapping[Layer, Adjudication]) -> bool:
    return rulings[Layer.ADJUDICATED].decision != rulings[Layer.CONSENSUS].decision


def take_rulings(study: Study, path: Path) -> SettleReport:
    """Take a filled table of differences (see :func:`export_differences`).

    Raises:
        As for :func:`rulings_of` and :func:`settle`.
    """
    by_round = rulings_of(path)
    if len(by_round) != 1:
        what = "holds rulings of several rounds" if by_round else "holds no ruling (the column `take` is empty)"
        raise InputError(f"{path.name} {what}.", "Fill in `take` for one round at a time.")
    (found,) = by_round.items()
    return settle(study, found[0], found[1])


def as_ruling(row: Mapping[str, Any]) -> Ruling:
    """A ruling as a page sends it: ``place``, ``take``, and ``value``, ``missing``, ``reason`` where they are."""
    missing = row.get("missing")
    return Ruling(
        place=str(row["place"]),
        take=str(row["take"]),
        value=row.get("value"),
        missing=Missing(missing) if missing else None,
        reason=str(row.get("reason") or ""),
    )
