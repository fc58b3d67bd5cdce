"""Several programs write to one study at once: nothing lost, nothing refused."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from support.studies import coding, make_study, put_account
from testimonia.domain.decisions import Coding
from testimonia.domain.evidence import Account
from testimonia.store.verify import verify
from testimonia.study import open_study

WRITERS, DECISIONS = 6, 40
BODY = "They killed people I knew, and so I left at night with my brother."


def write_many(folder: str, number: int, failures: multiprocessing.Queue[str]) -> None:
    """One coder's program: reads, then saves, again and again."""
    try:
        with open_study(folder) as study:
            for n in range(DECISIONS):
                with study.read() as view:
                    account = view.records(Account)[0]
                study.store.decide(f"coder{number}", [coding(account, n, n + 5, BODY, coder=f"coder{number}")])
    except Exception as fault:  # noqa: BLE001 - whatever goes wrong there must be told here
        failures.put(f"writer {number}: {fault!r}")


@pytest.mark.timeout(300)
def test_six_writers_lose_nothing(tmp_path: Path, database_url: str | None) -> None:
    """Six programs save forty decisions each at the same time: all are there, none was refused, the chain holds."""
    with make_study(tmp_path / "s", database_url) as study:
        put_account(study, "a.txt", BODY)
        folder = str(study.folder)
    context = multiprocessing.get_context("spawn")
    failures: multiprocessing.Queue[str] = context.Queue()
    writers = [context.Process(target=write_many, args=(folder, number, failures)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures.empty(), failures.get()
    with open_study(folder) as study:
        with study.store.read() as connection:
            found = study.store.records(connection, Coding)
        assert len(found) == WRITERS * DECISIONS
        assert verify(study.store).problems == ()
