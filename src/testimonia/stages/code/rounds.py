"""Opening a round: the moment from which coders see one another's rows."""

from __future__ import annotations

from testimonia.domain.decisions import Completion, RoundOpening, Screening
from testimonia.domain.vocabulary import Layer
from testimonia.protocol import Round
from testimonia.stages.code.report import RoundReport, Unfinished
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
    found: dict[str, set[Task]] = {}
    if entry.kind == "screening":
        # A decision on an account is its own completion; what was decided stays behind this line.
        for row in view.study.store.records(view.connection, Screening, EVERYTHING):
            if row.round == entry.id and row.layer is Layer.CODER:
                found.setdefault(row.screener, set()).add((row.mention or row.account, "screening"))
        return found
    for done in view.records(Completion):
        if done.round == entry.id and done.layer is Layer.CODER:
            found.setdefault(done.coder, set()).add((done.mention or done.account, done.codebook))
    return found


def _people(study: Study, entry: Round, finished: dict[str, set[Task]]) -> list[str]:
    """Who takes part: those the round names, else everybody whose role allows it and who has finished something."""
    if entry.coders is not None:
        return [*entry.coders, *sorted(set(finished) - set(entry.coders))]
    # With nobody named the whole team might take part; naming all of them as idle would bury who is still at work.
    return [coder.id for coder in study.protocol.coders if coder.id in finished]
