"""kill -9 at any moment: nothing that was committed is lost, and the next run ends where an undisturbed one would have."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from support.studies import coding, make_study, mention, put_account, surroundings
from testimonia.domain.decisions import Coding, Completion, Screening
from testimonia.domain.vocabulary import ScreeningDecision, Shelf
from testimonia.stages.collect import collect
from testimonia.store.verify import verify
from testimonia.study import Study, export, open_study
from testimonia.workflow import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX's")

STORY = (
    "I was nineteen when I crossed the river with my cousin number {n}. They had promised us a school and a wage of {n} crowns. "
    "After the second winter they shot the miller of village {n} in front of his sons, and I understood what we had become. "
    "A driver hid me under {n} sacks of barley and I have not seen the hills since that night."
)
NOT_COMPARED = {"log", "runs", "captures"}  # they hold the times of each try


def killed(act: Callable[[], None], delay: float) -> bool:
    """Run ``act`` in a forked process and kill it after ``delay`` seconds; whether it was still at work."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            act()
        finally:
            os._exit(0)
    time.sleep(delay)
    still, _ = os.waitpid(child, os.WNOHANG)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # with whatever helpers it started
    if still == 0:
        os.waitpid(child, 0)
    return still == 0


def took(act: Callable[[], None]) -> float:
    """How many seconds ``act`` takes in a process of its own."""
    begun = time.perf_counter()
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    os.waitpid(child, 0)
    return time.perf_counter() - begun


def tables(study: Study, out: Path) -> dict[str, str]:
    """The study's export, file by file, without what holds times."""
    export(study, out, "jsonl")
    found = {}
    for path in sorted(out.iterdir()):
        name = path.name.split(".")[0]
        if name in NOT_COMPARED:
            continue
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            row.pop("at", None)
        found[name] = json.dumps(sorted(rows, key=json.dumps))
    return found


def coded_study(folder: Path) -> None:
    """A study with stories, copies, people and codings that wait to be worked out."""
    with make_study(folder) as study:
        for n in range(30):
            body = STORY.format(n=n)
            account = put_account(study, f"{n}.txt", body, published=f"2021-{n % 12 + 1:02}")
            put_account(study, f"copy-{n}.txt", body + " Reported by another paper.", published="2022-05")
            included = Screening(account=account.id, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY)
            done = Completion(account=account.id, mention=f"m{n}", codebook="icsr-2015", coder="owner")
            mark = coding(account, 0, 20, body, coder="owner", mention=f"m{n}")
            study.decide([included, mention(account, f"m{n}"), mark, done])


def check_run(tmp_path: Path, kills: int, seed: int) -> None:
    """Kill ``run`` at random moments; after a second run the export is that of an undisturbed one."""
    base = tmp_path / "base"
    coded_study(base)

    def work(folder: Path) -> None:
        with open_study(folder, surroundings=surroundings("run")) as study:
            run(study)

    reference = tmp_path / "reference"
    shutil.copytree(base, reference)
    length = took(lambda: work(reference))
    with open_study(reference, surroundings=surroundings("look")) as study:
        wanted = tables(study, tmp_path / "wanted")
    assert json.loads(wanted["findings"])
    dice = random.Random(seed)
    at_work = 0
    for n in range(kills):
        folder = tmp_path / f"killed-{n}"
        shutil.copytree(base, folder)
        at_work += killed(lambda folder=folder: work(folder), dice.uniform(0, length))  # type: ignore[misc]
        work(folder)
        with open_study(folder, surroundings=surroundings("look")) as study:
            assert tables(study, tmp_path / f"export-{n}") == wanted
            assert verify(study.store).problems == ()
        shutil.rmtree(folder)
    assert at_work >= kills // 4, "most kills came too late to mean anything"


def check_collect(tmp_path: Path, kills: int, seed: int) -> None:
    """Kill ``collect`` at random moments; after a second collect the accounts are those of an undisturbed one."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for n in range(12):
        (pages / f"{n}.txt").write_text(STORY.format(n=n), encoding="utf-8")
        (pages / f"{n}.html").write_text(f"<html><title>Page {n}</title><body><p>{STORY.format(n=n)}</p></body></html>", encoding="utf-8")

    def work(folder: Path) -> None:
        with open_study(folder, surroundings=surroundings("run")) as study:
            collect(study, [pages])

    def fresh(name: str) -> Path:
        make_study(tmp_path / name).close()
        return tmp_path / name

    reference = fresh("reference")
    length = took(lambda: work(reference))
    with open_study(reference, surroundings=surroundings("look")) as study:
        wanted = {name: rows for name, rows in tables(study, tmp_path / "wanted").items() if name in {"accounts", "editions"}}
    assert len(json.loads(wanted["accounts"])) == 24
    dice = random.Random(seed)
    for n in range(kills):
        folder = fresh(f"killed-{n}")
        killed(lambda folder=folder: work(folder), dice.uniform(0, length))  # type: ignore[misc]
        work(folder)
        with open_study(folder, surroundings=surroundings("look")) as study:
            found = tables(study, tmp_path / f"export-{n}")
            assert {name: without_captures(found[name]) for name in wanted} == {name: without_captures(wanted[name]) for name in wanted}
            assert verify(study.store).problems == ()


def without_captures(rows: str) -> str:
    """Rows without the id of their capture, which holds its time."""
    return json.dumps([{key: value for key, value in row.items() if key != "capture"} for row in json.loads(rows)])


def check_saves(tmp_path: Path, kills: int, seed: int) -> None:
    """Kill a program that saves decisions; every one that was reported as saved is there, and the chain holds."""
    folder = tmp_path / "s"
    with make_study(folder) as study:
        account = put_account(study, "a.txt", STORY.format(n=1))
    dice = random.Random(seed)
    reported = tmp_path / "reported"
    reported.touch()
    for attempt in range(kills):

        def save(attempt: int = attempt) -> None:
            with open_study(folder) as study, reported.open("a") as told:
                for n in range(10_000):
                    study.decide([coding(account, n, n + 5, "x" * 20_000, memo=f"{attempt}", coder=f"c{attempt}")])
                    told.write(f"{attempt} {n}\n")
                    told.flush()

        killed(save, dice.uniform(0.02, 0.5))
        with open_study(folder) as study, study.store.read() as connection:
            kept = {(record.coder, record.start) for record in study.store.records(connection, Coding)}
        promised = {(f"c{attempt}", int(n)) for attempt, n in (line.split() for line in reported.read_text().splitlines() if " " in line)}
        assert promised <= kept
        assert len(kept) <= len(promised) + attempt + 1  # at most the one that was being saved
    assert promised
    with open_study(folder) as study:
        assert verify(study.store).problems == ()


@pytest.mark.timeout(600)
def test_run_survives_kills(tmp_path: Path) -> None:
    """Fifteen kills in every part of run leave what an undisturbed run leaves."""
    check_run(tmp_path, 15, seed=1)


@pytest.mark.timeout(600)
def test_collect_survives_kills(tmp_path: Path) -> None:
    """Ten kills while pages are collected lose no account and double none."""
    check_collect(tmp_path, 10, seed=2)


@pytest.mark.timeout(600)
def test_saves_survive_kills(tmp_path: Path) -> None:
    """Fifteen kills while decisions are saved lose no decision that was reported as saved."""
    check_saves(tmp_path, 15, seed=3)


@pytest.mark.slow
@pytest.mark.parametrize(("check", "kills"), [(check_run, 80), (check_collect, 40), (check_saves, 80)])
def test_two_hundred_kills(tmp_path: Path, check: Callable[[Path, int, int], None], kills: int) -> None:
    """Two hundred kills in all, at full size."""
    check(tmp_path, kills, 4)
