"""All that needs neither a person nor a network, in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from testimonia.domain.report import Progress, Report, silent
from testimonia.errors import StaleResults, StudyBusy
from testimonia.stages.analyse import analyse
from testimonia.stages.code import Asked, measure_agreement
from testimonia.stages.resolve import resolve
from testimonia.stages.suggest import suggest
from testimonia.stages.trace import trace
from testimonia.study import Study

Engine = Callable[[Study, Progress], Report]
ATTEMPTS = 5  # whoever decides faster than this works is left to finish first
HEADINGS = {"trace": "Stories", "suggest": "Suggestions", "resolve": "People", "analyse": "Analysis", "agreement": "Agreement"}


def _trace(study: Study, progress: Progress) -> Report:
    return trace(study, progress=progress)


def _suggest(study: Study, progress: Progress) -> Report:
    return suggest(study, progress=progress)


def _resolve(study: Study, progress: Progress) -> Report:
    return resolve(study, progress=progress)


def _analyse(study: Study, progress: Progress) -> Report:
    return analyse(study, progress=progress)


def _agreement(study: Study, progress: Progress) -> Report:
    return measure_agreement(study, Asked(brief=True), progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """How each machine stage is carried out; a door may put a faster way in its place, with the same results."""

    trace: Engine = _trace
    suggest: Engine = _suggest
    resolve: Engine = _resolve
    analyse: Engine = _analyse
    agreement: Engine = _agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What each stage reported, in order."""

    folder: str
    stages: Mapping[str, Report]

    def lines(self) -> list[str]:
        """The report in words."""
        said: list[str] = []
        for name, report in self.stages.items():
            first, *more = report.lines()
            said += [f"{HEADINGS[name]}: {first}", *(f"  {line}" for line in more)]
        return [
            *said,
            f"Next: `testimonia status {self.folder}` says what waits for whom, `testimonia publish {self.folder} OUT` writes the report.",
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {name: report.as_json() for name, report in self.stages.items()}


def run(study: Study, progress: Progress = silent, engines: Engines = Engines()) -> RunReport:
    """Trace, suggest, resolve, analyse and compare the coders; what is in force already is not done again. Killed at any moment, the next run goes on from there.

    A changed study.yaml takes effect first, if the acting coder owns or leads the study.

    Raises:
        ProtocolError: study.yaml or a codebook cannot be used.
        StudyBusy: decisions kept coming in while the work was done.
        InputError: the plan asks for what is not built yet.
    """
    study.require()
    study.follow_files()
    for _ in range(ATTEMPTS):
        try:
            stages = {name: engine(study, progress) for name, engine in _in_order(engines)}
        except StaleResults:
            continue  # somebody decided between two stages: what they build on is done again first
        study.remember_runs()
        return RunReport(folder=str(study.folder), stages=stages)
    raise StudyBusy("Decisions kept coming in while the study was worked on.", "Try again when the others have finished.")


def _in_order(engines: Engines) -> tuple[tuple[str, Engine], ...]:
    return (
        ("trace", engines.trace),
        ("suggest", engines.suggest),
        ("resolve", engines.resolve),
        ("analyse", engines.analyse),
        ("agreement", engines.agreement),
    )
