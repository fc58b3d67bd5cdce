"""kill -9 while people are told apart: the earlier results and every verdict stay, and the next run ends where an undisturbed one would have."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from benchmarks.people import crowd
from benchmarks.people_study import study_of

from faults.test_kill import killed, tables, took
from support.studies import surroundings
from testimonia.domain.decisions import LinkReview
from testimonia.domain.results import Case
from testimonia.domain.vocabulary import Layer, LinkDecision
from testimonia.stages.resolve import resolve
from testimonia.store.overview import last_run
from testimonia.store.runs import read_outputs
from testimonia.store.verify import verify
from testimonia.study import Study, open_study
from testimonia.workflow import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX's")

PEOPLE, VERDICTS, KILLS = 58, 40, 8


def reviewed_study(folder: Path) -> None:
    """Some two hundred mentions, told apart once; then verdicts, after which that is out of date."""
    people = crowd(PEOPLE, 0)
    with study_of(people) as study:
        resolve(study)
        pairs = [(a, b) for a, b in combinations(range(len(people.truth)), 2) if people.truth[a] == people.truth[b]][:VERDICTS]
        study.decide([_same(people.profiles[a], people.profiles[b]) for a, b in pairs])
        shutil.copytree(study.folder, folder)


def _same(one, other) -> LinkReview:
    one, other = sorted((one, other), key=lambda profile: profile.mention)
    return LinkReview(
        a=one.mention, b=other.mention, account_a=one.account, account_b=other.account, decision=LinkDecision.SAME,
        layer=Layer.ADJUDICATED, by="owner",
    )  # fmt: skip


def kept(study: Study) -> tuple[int, int]:
    """How many verdicts there are, and how many cases in the last results, whether they hold or not."""
    with study.read() as view:
        last = last_run(view.connection, "resolve")
        return len(view.records(LinkReview)), len(read_outputs(view.connection, last.id, Case)) if last else 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize("verb", [resolve, run], ids=["resolve", "run"])
def test_a_killed_resolving_loses_nothing_that_was_committed(tmp_path: Path, verb: Callable[[Study], object]) -> None:
    """At moments all along the way: verdicts and earlier cases are there at once, nothing is half written, and the next run goes on."""
    base = tmp_path / "base"
    reviewed_study(base)

    def work(folder: Path) -> None:
        with open_study(folder, surroundings=surroundings("run")) as study:
            verb(study)

    reference = shutil.copytree(base, tmp_path / "reference")
    with open_study(reference, surroundings=surroundings("look")) as study:
        before = kept(study)
    length = took(lambda: work(reference))
    with open_study(reference, surroundings=surroundings("look")) as study:
        wanted, after = tables(study, tmp_path / "wanted"), kept(study)
    assert before[0] == after[0] == VERDICTS
    assert before[1] > after[1] > 0  # what is the same is one case
    at_work = 0
    for number in range(KILLS):
        folder = shutil.copytree(base, tmp_path / f"killed-{number}")
        at_work += killed(lambda folder=folder: work(folder), length * (number + 0.5) / KILLS)  # type: ignore[misc]
        with open_study(folder, surroundings=surroundings("look")) as study:
            assert kept(study) in (before, after)
            assert verify(study.store).problems == ()
        work(folder)
        with open_study(folder, surroundings=surroundings("look")) as study:
            assert tables(study, tmp_path / f"export-{number}") == wanted
            assert verify(study.store).problems == ()
        shutil.rmtree(folder)
    assert at_work >= KILLS // 4, "most kills came too late to mean anything"
