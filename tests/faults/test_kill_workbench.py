"""kill -9 of the workbench while eight windows save: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from http.client import HTTPException
from pathlib import Path

import pytest

from support.coding import coding_study
from support.studies import surroundings
from support.visitor import Visitor
from support.workbench import served
from testimonia.domain.decisions import Coding
from testimonia.store.verify import verify
from testimonia.study import open_study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")

TEXT = " ".join(f"word{n}" for n in range(2_000)) + "\n"


@pytest.mark.parametrize("after", [0.6, 1.7])
def test_a_killed_workbench_loses_nothing_it_acknowledged(tmp_path: Path, after: float) -> None:
    """After kill -9 in the middle of a burst the study verifies, holds every coding that was answered with 200, and goes on."""
    coded = coding_study(tmp_path / "study", {"long": TEXT})
    kept: dict[str, str] = {}
    over: list[int] = []
    with served(coded.folder) as workbench:
        visitors = [Visitor.of(workbench, "ada") for _ in range(4)]

        def burst(number: int, visitor: Visitor) -> None:
            for turn in range(number, 2_000, len(visitors)):
                row = coded.row("long", f"word{turn}", memo=f"memo of {turn}")
                try:
                    status, answer = visitor.ask("POST", "/api/reading/codings", json.dumps(row))
                except (OSError, HTTPException):  # the server was killed, perhaps while it wrote its answer
                    return
                if status == 200:
                    kept[json.loads(answer)["id"]] = f"memo of {turn}"
                else:
                    over.append(status)

        threads = [threading.Thread(target=burst, args=pair) for pair in enumerate(visitors)]
        for thread in threads:
            thread.start()
        time.sleep(after)
        workbench.process.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join()
    assert kept
    assert over == []
    with open_study(coded.folder, surroundings=surroundings("after")) as study:
        assert verify(study.store).sound
        with study.store.read() as connection:
            found = {item.id: item for item in study.store.records(connection, Coding)}
        assert {name: found[name].memo for name in kept} == kept
        assert len(found) - len(kept) <= len(visitors), "at most one request of each window was saved and not yet answered"
        assert all(TEXT[item.start : item.end] == item.quote for item in found.values())
    with served(coded.folder) as workbench:
        visitor = Visitor.of(workbench, "ada")
        row = coded.row("long", "word1999", memo="after the fall")
        assert visitor.ask("POST", "/api/reading/codings", json.dumps(row))[0] == 200
