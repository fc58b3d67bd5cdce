"""Several processes that read accounts for suggestions at once; what they find is what one would have found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Self, cast

from testimonia.domain.results import Suggestion
from testimonia.protocol import Protocol
from testimonia.stages.suggest.method import Wanted, suggestions
from testimonia.stages.suggest.serve import answer, request

_MODULE = "testimonia.stages.suggest.serve"
_PACKAGES = Path(__file__).parents[3]  # the folder that holds testimonia
MOST = 4

Task = tuple[Wanted, str, str | None]


class Workers:
    """A context manager; without processes (``size`` below two) everything is read here."""

    def __init__(self, size: int, protocol: Protocol, texts: tuple[str, dict[str, str]]) -> None:
        """``texts`` are study.yaml and the codebooks by file name, which each process parses for itself."""
        self._protocol, self._size = protocol, size if size > 1 else 0
        self._hello = json.dumps(texts).encode() + b"\n"
        self._all: list[subprocess.Popen[bytes]] = []
        self._free: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def __enter__(self) -> Self:
        for _ in range(self._size):
            process = self._launch()
            self._all.append(process)
            self._free.put(process)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._all:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not sent cannot be any more
                    cast("IO[bytes]", pipe).close()
            process.wait()

    def read(self, tasks: Sequence[Task]) -> list[list[Suggestion]]:
        """The suggestions for each of these accounts, in their order."""
        if not self._size:
            return [suggestions(one, text, language, self._protocol) for one, text, language in tasks]
        with ThreadPoolExecutor(max_workers=self._size, thread_name_prefix="suggesting") as threads:
            return list(threads.map(self._read, tasks))

    def _read(self, task: Task) -> list[Suggestion]:
        process = self._free.get()
        try:
            _send(process, json.dumps(request(*task)).encode() + b"\n")
            line = cast("IO[bytes]", process.stdout).readline()
        except OSError:
            line = b""
        finally:
            self._free.put(process)
        # A process that somebody ended answers nothing: then the account is read here.
        return answer(line) if line.endswith(b"\n") else suggestions(*task, self._protocol)

    def _launch(self) -> subprocess.Popen[bytes]:
        """A plain subprocess and not `multiprocessing`, which runs the caller's own script again in the child."""
        places = [str(_PACKAGES), *(place for place in sys.path if place)]
        process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-P", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places), "PYTHONHASHSEED": "0"},
        )
        with suppress(OSError):  # of one that somebody ended: what it is asked is read here
            _send(process, self._hello)
        return process


def _send(process: subprocess.Popen[bytes], line: bytes) -> None:
    pipe = cast("IO[bytes]", process.stdin)
    pipe.write(line)
    pipe.flush()


def how_many(asked: int | None, accounts: int, worth_it: int) -> int:
    """How many processes read so many accounts."""
    return 1 if accounts < worth_it else asked or min(os.cpu_count() or 1, MOST)
