"""Agreement as a page has it: from the kept run, or measured since as a piece of long work."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from testimonia.domain.report import Progress
from testimonia.stages.code import AgreementReport, Asked, measure_agreement
from testimonia.study import Study, View
from testimonia.web.desk import current
from testimonia.web.works import Work

REMEMBERED = 20
"""Reports of single rounds kept: these are no runs, and a study has a handful of rounds."""
_measured: OrderedDict[str, AgreementReport] = OrderedDict()
_lock = Lock()


def agreement(study: Study, view: View, round_id: str) -> AgreementReport | None:
    """How far the coders of an open round agree; None where it was not measured since something changed.

    The run that is in force speaks for a round that alone is open.
    """
    if not _alone(study, view, round_id):
        with _lock:
            return _measured.get(_name(view, round_id))
    with study.read_as_machine() as machine:
        kept = machine.run("agreement") is not None
    return current().recall(view, "agreement", lambda: measure_agreement(study)) if kept else None


def measure(study: Study, round_id: str) -> Work:
    """Begin to measure a round.

    Raises:
        UnknownReference: no such round.
        StudyBusy: other long work is not finished.
    """
    study.require()
    study.protocol.round(round_id)
    with study.read() as view:
        asked = Asked() if _alone(study, view, round_id) else Asked(round=round_id)
        name = _name(view, round_id)

    def act(progress: Progress) -> AgreementReport:
        report = measure_agreement(study, asked, progress)
        with _lock:
            _measured[name] = report
            while len(_measured) > REMEMBERED:
                _measured.popitem(last=False)
        return report

    return current().works.start("agreement", study.coder, act)


def _alone(study: Study, view: View, round_id: str) -> bool:
    return [entry.id for entry in study.protocol.rounds if entry.kind == "coding" and entry.id in view.sight.rounds] == [round_id]


def _name(view: View, round_id: str) -> str:
    """Machine sight, so that one measurement serves everybody until something changes."""
    return f"{round_id} {view.snapshot()} {','.join(sorted(view.sight.rounds))}"
