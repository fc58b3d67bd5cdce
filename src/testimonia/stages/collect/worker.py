"""Readings by a process that may die: one long-lived reader, replaced when a file kills it or takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, NamedTuple, Self, cast

from testimonia.errors import TestimoniaError
from testimonia.stages.collect.params import Limits
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.serve import receive, send

_MODULE = "testimonia.stages.collect.readers.serve"
_UNKNOWN = "application/octet-stream"
_PACKAGES = Path(__file__).parents[3]  # the folder that holds testimonia; importing the public face would lead to every other stage


class _Child(NamedTuple):
    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]


class Readers:
    """Reads files one after another; a context manager. The process is started by the first file that needs it."""

    def __init__(self, limits: Limits) -> None:
        """``limits`` hold for each file."""
        self.limits = limits
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, data: bytes, name: str) -> Reading:
        """The reading of a file; ``name`` is only a hint about its format. A file that cannot be read gives a failed reading."""
        if len(data) > self.limits.bytes:
            return failed(_UNKNOWN, f"{len(data) / 1e6:,.0f} MB is too large for one item (the limit is {self.limits.bytes / 1e6:,.0f} MB)")
        served = self._child is not None
        answer = self._answer(data, name)
        if served and answer.get("fault") in ("crash", "memory"):
            answer = self._answer(data, name)  # by a fresh process: what earlier files left behind must not be this one's fault
        if "reading" in answer:
            return Reading.from_json(answer["reading"])
        return failed(_UNKNOWN, self._reason(answer["fault"]))

    def _reason(self, fault: str) -> str:
        return {
            "late": f"reading it took longer than {self.limits.seconds:g} seconds",
            "crash": "reading it broke the reader: the file is damaged or made to do that",
            "memory": f"reading it takes more than {self.limits.memory / 1e9:g} GB of memory",
        }.get(fault, f"the reader could not make sense of it ({fault})")

    def _answer(self, data: bytes, name: str) -> dict[str, Any]:
        """The child's answer, or the fault that ended it; after such a fault there is no child."""
        child = self._child or self._start()
        request = {"name": name, "characters": self.limits.characters, "seconds": self.limits.seconds}
        begun = time.monotonic()
        answer: dict[str, Any] | None = None
        with contextlib.suppress(OSError):
            send(child.requests, json.dumps(request).encode())
            send(child.requests, data)
            frame = receive(child.answers)
            answer = json.loads(frame) if frame is not None else None
        if answer is None:
            answer = {"fault": "late" if time.monotonic() - begun >= self.limits.seconds else "crash"}
        if answer.get("fault") in ("late", "crash", "memory"):
            self._stop()
        return answer

    def _start(self) -> _Child:
        """Start the process and wait until it is ready.

        A plain subprocess and not `multiprocessing`, which runs the caller's own script again in the child.
        """
        places = [str(_PACKAGES), *(place for place in sys.path if place)]
        # One thread for the linear algebra that the language model needs: more reserve gigabytes of address space on large machines.
        around = {**os.environ, "PYTHONPATH": os.pathsep.join(places), "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-P", "-m", _MODULE, str(self.limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # complaints of libraries about pages; what matters is in the answer
            env=around,
        )
        child = self._child = _Child(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))
        if receive(child.answers) is None:
            self._stop()
            raise TestimoniaError(
                "The part that reads documents does not start.", "Install testimonia again: pip install --force-reinstall testimonia"
            )
        return child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.process.kill()
        for pipe in (child.requests, child.answers):
            with contextlib.suppress(OSError):
                pipe.close()
        child.process.wait()
