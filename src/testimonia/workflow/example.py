"""The bundled example, carried from its files to its report. Everything in it is fictional."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from testimonia.domain.report import Progress, Report, silent
from testimonia.domain.vocabulary import Profile
from testimonia.errors import StudyExists, StudyNotFound
from testimonia.stages import code, resolve, screen, trace
from testimonia.stages.collect import collect
from testimonia.stages.publish import PublishReport, publish
from testimonia.store.store import Surroundings
from testimonia.study import STUDY_FILE, Study, new_study, open_study
from testimonia.workflow.machine import run

REPLICA = "demo"
STARTED = datetime(2023, 2, 24, 9, tzinfo=UTC)  # a Friday; the first decision of order.json is of the Wednesday after
TICK = timedelta(seconds=1)  # between two looks at the clock: decisions of one file keep their order

Step = Callable[[Study, Path], Report]
STEPS: dict[str, Step] = {
    "screen import": screen.import_decisions,
    "trace import": trace.import_reviews,
    "resolve import": resolve.import_decisions,
    "code import": code.import_file,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """Where the demo study and its two releases lie, and what is in them.

    ``stories`` and ``relations`` are what the program found by itself, before any decision was taken in.
    """

    folder: str
    accounts: int
    stories: int
    relations: int
    decisions: int
    internal: PublishReport
    public: PublishReport

    def lines(self) -> list[str]:
        """The report in words."""
        return [
            f"Made {self.folder}, a study of {self.accounts} accounts. Everything in it is fictional: the countries, the movement, the papers, the people.",
            f"By itself, the program found {self.stories} stories behind the accounts, and {self.relations} relations between them.",
            f"Then it took in {self.decisions} files of what a team of three decided, and computed {self.internal.findings} rows of findings.",
            "",
            "Open this in a browser; each number unfolds to the words it rests on:",
            f"  {self.internal.report}",
            f"What the public would get ({self.public.findings} rows shown, {self.public.hidden} hidden to protect people):",
            f"  {self.public.report}",
            f"Then try `testimonia status {self.folder}`, or `testimonia new DIR` for a study of your own.",
        ]

    def as_json(self) -> dict[str, Any]:
        """The report for scripts."""
        return {
            "folder": self.folder,
            "accounts": self.accounts,
            "stories": self.stories,
            "relations": self.relations,
            "decisions": self.decisions,
            "fictional": True,
            "internal": self.internal.as_json(),
            "public": self.public.as_json(),
        }


class _Calendar:
    """The demo's clock: it stands where it was set and moves on a second with each look."""

    def __init__(self, start: datetime) -> None:
        self._moment, self._shift = start, start - STARTED

    def __call__(self) -> datetime:
        self._moment += TICK
        return self._moment

    def set(self, moment: datetime) -> None:
        """Go to a moment of the story, shifted as its beginning is; never back."""
        self._moment = max(self._moment, moment + self._shift)


class _Salts:
    """Salts that come out the same each time: the example has no secrets, and its files shall be the same everywhere."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return hashlib.sha256(f"testimonia demo {self._count}".encode()).hexdigest()[:32]


def bundled() -> Traversable:
    """The folder that holds ``study/`` (study.yaml, codebooks), ``accounts/`` (to collect) and ``decisions/`` (order.json, its files).

    It is plain data, no Python package: ``testimonia.demo`` is the verb.
    """
    return files("testimonia") / "demo"


def demo(folder: str | Path = "demo-study", progress: Progress = silent) -> DemoReport:
    """Make the example in ``folder``: collect, run, take in what its team decided, run again, publish both profiles.

    The same input gives the same study, bit by bit in its exports: clock and salts are the demo's own (the clock starts at
    SOURCE_DATE_EPOCH where that is set). An earlier demo in the folder is replaced.

    Raises:
        StudyExists: the folder holds something else.
    """
    path = Path(folder)
    _clear(path)
    clock = _Calendar(_start())
    around = Surroundings(clock=clock, entropy=_Salts(), replica=REPLICA)
    source = bundled()
    new_study(path, files=dict(_texts(source / "study")), surroundings=around).close()
    steps = json.loads((source / "decisions" / "order.json").read_text(encoding="utf-8"))
    with as_file(source / "accounts") as accounts, open_study(path, surroundings=around) as study:
        collected = collect(study, [accounts], progress=progress)
        found = run(study, progress).as_json()["trace"]
    with as_file(source / "decisions") as decisions:
        for n, step in enumerate(steps):
            progress(n, len(steps), f"what {step['as']} decided")
            clock.set(datetime.fromisoformat(step["at"]))
            with open_study(path, coder=step["as"], surroundings=around) as study:
                _replay(study, step, decisions)
    with open_study(path, surroundings=around) as study:
        run(study, progress)
        releases = path / "releases"
        internal = publish(study, releases / "internal", Profile.INTERNAL, progress=progress)
        public = publish(study, releases / "public", Profile.PUBLIC, progress=progress)
    imported = sum("file" in step for step in steps)
    return DemoReport(
        folder=str(path),
        accounts=len(collected.new),
        stories=found["families"],
        relations=sum(row["count"] for row in found["relations"]),
        decisions=imported,
        internal=internal,
        public=public,
    )


def _replay(study: Study, step: dict[str, str], decisions: Path) -> None:
    if step["verb"] == "code open":
        code.open_round(study, step["round"])
        return
    STEPS[step["verb"]](study, decisions / step["file"])


def _start() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), tz=UTC) if epoch.isdigit() else STARTED


def _texts(folder: Traversable, inside: str = "") -> Iterator[tuple[str, str]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        name = f"{inside}{item.name}"
        if item.is_dir():
            yield from _texts(item, f"{name}/")
        elif item.name.endswith((".yaml", ".yml")):
            yield name, item.read_text(encoding="utf-8")


def _clear(path: Path) -> None:
    """Remove an earlier demo; leave everything else alone."""
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return
    if not _is_demo(path):
        raise StudyExists(f"{path} exists and is not a demo study.", "Give another folder: `testimonia demo DIR`.")
    shutil.rmtree(path)


def _is_demo(path: Path) -> bool:
    if not (path / STUDY_FILE).is_file():
        return False
    try:
        with open_study(path) as study:
            return study.store.replica == REPLICA
    except StudyNotFound:
        return False
