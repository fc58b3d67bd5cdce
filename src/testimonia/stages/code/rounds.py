"""Opening a round: the moment from which coders see one another's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from testimonia.domain.decisions import RoundOpening
from testimonia.protocol import Round
from testimonia.stages.code.report import RoundReport, Unfinished
from testimonia.store import codework, screened
from testimonia.store.sight import EVERYTHING
from testimonia.study import LEADING, Study, View

Task = tuple[str, str]  # a unit, and the codebook (or `form`, or `screening`) it was finished for


def look_at_round(study: Study, round_id: str) -> RoundReport:
    """Where a round stands, for the owner or a lead to look at before opening it; writes nothing.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        UnknownReference: study.yaml has no such round.
    """
    study.require(*LEADING)
    entry = study.protocol.round(round_id)
    with study.read() as view:
        finished = _finished(view, entry)
        people = _people(study, entry, finished)
        due = sorted(set().union(*finished.values())) if finished else []
        return RoundReport(
            round=entry.id,
            kind=entry.kind,
            open=entry.id in view.sight.rounds,
            opened=False,
            due=len(due),
            finished={coder: len(finished.get(coder, ())) for coder in people},
            unfinished=tuple(
                Unfinished(coder=coder, unit=unit, codebook=codebook)
                for coder in people
                for unit, codebook in due
                if (unit, codebook) not in finished.get(coder, ())
            ),
        )


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far a round is: units that somebody has finished, how many of them each coder has, and by coder and codebook how many not."""

    due: int
    finished: Mapping[str, int]
    left: Mapping[tuple[str, str], int]


def progress_of(view: View, entry: Round) -> RoundProgress:
    """As :func:`look_at_round`, in numbers: for a page, which names no unit."""
    view.study.require(*LEADING)

    def count() -> RoundProgress:
        finished = _finished(view, entry)
        people = _people(view.study, entry, finished)
        due = set().union(*finished.values()) if finished else set()
        left = Counter((coder, book) for coder in people for _, book in due - finished.get(coder, set()))
        return RoundProgress(len(due), {coder: len(finished.get(coder, ())) for coder in people}, left)

    return view.kept(f"progress {entry.id}", ("screening" if entry.kind == "screening" else "completion",), count, own=True)


def open_round(study: Study, round_id: str) -> RoundReport:
    """Open a blind round by a logged decision; opening it again changes nothing. It cannot be closed: what was seen was seen.

    Raises:
        NotPermitted: the acting coder neither owns nor leads the study.
        UnknownReference: study.yaml has no such round.
    """
    before = look_at_round(study, round_id)
    if before.open:
        return before
    study.decide([RoundOpening(round=round_id)])
    return RoundReport(
        round=before.round,
        kind=before.kind,
        open=True,
        opened=True,
        due=before.due,
        finished=before.finished,
        unfinished=before.unfinished,
    )


def _finished(view: View, entry: Round) -> dict[str, set[Task]]:
    """Who has finished what in a round: all that a lead may know of one that is still blind."""
    if entry.kind == "screening":
        # A decision on an account is its own completion; what was decided stays behind this line.
        said = screened.decided(view.connection, EVERYTHING, entry.id, mentions=True)
        return {coder: {(unit, "screening") for unit in units} for coder, units in said.items()}
    found: dict[str, set[Task]] = {}
    for (coder, name, book), hand in codework.finished_by_hand(view.connection, view.sight).items():
        if name == entry.id:
            found.setdefault(coder, set()).update((unit, book) for unit in hand.accounts | hand.wholes)
    return found


def _people(study: Study, entry: Round, finished: dict[str, set[Task]]) -> list[str]:
    """Who takes part: those the round names, else everybody whose role allows it and who has finished something."""
    if entry.coders is not None:
        return [*entry.coders, *sorted(set(finished) - set(entry.coders))]
    # With nobody named the whole team might take part; naming all of them as idle would bury who is still at work.
    return [coder.id for coder in study.protocol.coders if coder.id in finished]
