"""Agreement as a page has it: from the kept run, or measured in the background since."""

from __future__ import annotations

from testimonia.stages.code import Asked, measure_agreement
from testimonia.stages.code.agreement_report import AgreementReport
from testimonia.study import Study, View
from testimonia.web import background
from testimonia.web.desk import current

ALL = "-"
"""In place of a round: all that are open."""


def job_name(view: View, round_id: str) -> str:
    """What a measurement in the background is called: machine sight, so that one serves everybody until something changes."""
    return f"agreement {round_id} {view.snapshot()} {','.join(sorted(view.sight.rounds))}"


def agreement(study: Study, view: View, round_id: str = ALL) -> tuple[AgreementReport | None, background.Job | None]:
    """What is known of the agreement in a round (or in all that are open), and the job that is finding out.

    The run that is in force speaks for a round that alone is open.
    """
    open_ones = [entry.id for entry in study.protocol.rounds if entry.kind == "coding" and entry.id in view.sight.rounds]
    if round_id == ALL or open_ones == [round_id]:
        with study.read_as_machine() as machine:
            kept = machine.run("agreement") is not None
        if kept:
            return current().recall(view, "agreement", lambda: measure_agreement(study)), None
        job = background.find(job_name(view, ALL))
        return None, job
    job = background.find(job_name(view, round_id))
    return (job.result if job and not job.running and job.fault is None else None), job


def wanted(study: Study, view: View, round_id: str) -> str:
    """What is to be measured for a round's page."""
    open_ones = [entry.id for entry in study.protocol.rounds if entry.kind == "coding" and entry.id in view.sight.rounds]
    return ALL if open_ones == [round_id] else round_id


def asked(round_id: str) -> Asked:
    """The question of a measurement."""
    return Asked() if round_id == ALL else Asked(round=round_id)
