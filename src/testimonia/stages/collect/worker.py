"""Readings by a process that may die: long-lived readers, replaced when a file kills one or takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, NamedTuple, Self, cast

from testimonia.errors import TestimoniaError
from testimonia.stages.collect.params import Limits
from testimonia.stages.collect.readers.lists import Listing
from testimonia.stages.collect.readers.reading import Reading, failed
from testimonia.stages.collect.readers.serve import receive, send

_MODULE = "testimonia.stages.collect.readers.serve"
_UNKNOWN = "application/octet-stream"
_PACKAGES = Path(__file__).parents[3]  # the folder that holds testimonia; importing the public face would lead to every other stage
# How files begin that may hold many items; the process looks closer, this only spares every other file the question.
_MAY_HOLD = (b"WARC/", b"From ", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60)))
MOST_WORKERS = 4
FILES_FOR_ANOTHER = 12
SPARE_AFTER = 0.5  # of a file's time; one in thousands takes that long, and a process is ready within a second
_ZIP = b"PK\x03\x04"
_DOCUMENTS = (".docx", ".odt", ".epub", ".xlsx", ".pptx")  # ZIP archives that are one item each


class Item(NamedTuple):
    """One item of a container: its number there, its address (or nothing), a hint about its format, its bytes, and what is wrong with them."""

    number: int
    origin: str
    name: str
    data: bytes
    fault: str


class _Child(NamedTuple):
    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]


def _end(child: _Child | None) -> None:
    if child is None:
        return
    child.process.kill()
    for pipe in (child.requests, child.answers):
        with contextlib.suppress(OSError):
            pipe.close()
    child.process.wait()


class _Reader:
    """One reading process; a context manager. It is started by the first file that needs it."""

    work = "reads"

    def __init__(self, limits: Limits) -> None:
        """``limits`` hold for each file."""
        self.limits = limits
        self._child: _Child | None = None
        self._spare: _Child | None = None
        self._closed = False
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, also while it reads; another is not started."""
        with self._turn:
            self._closed = True
            spare, self._spare = self._spare, None
        _end(spare)
        self._stop()

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        """While one file is read: if it takes half of its time, another process is got ready, so that it costs its limit and no start on top."""
        watch = threading.Timer(self.limits.seconds * SPARE_AFTER, self._prepare)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _prepare(self) -> None:
        with self._turn, contextlib.suppress(OSError):
            if not self._closed and self._spare is None:
                self._spare = self._launch()

    def _start(self) -> _Child:
        """Start the process, or take the one that was got ready, and wait until it can be asked."""
        with self._turn:
            if self._closed:
                raise TestimoniaError("The reading was stopped.", "Run it again to go on.")
            child, self._spare = self._spare or self._launch(), None
            self._child = child
        if receive(child.answers) is None:
            self._stop()
            raise TestimoniaError(
                "The part that reads documents does not start.", "Install testimonia again: pip install --force-reinstall testimonia"
            )
        return child

    def _launch(self) -> _Child:
        """A plain subprocess and not `multiprocessing`, which runs the caller's own script again in the child."""
        places = [str(_PACKAGES), *(place for place in sys.path if place)]
        # One thread for the linear algebra that the language model needs: more reserve gigabytes of address space on large machines.
        around = {**os.environ, "PYTHONPATH": os.pathsep.join(places), "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-P", "-m", _MODULE, str(self.limits.memory), self.work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # complaints of libraries about pages; what matters is in the answer
            env=around,
        )
        return _Child(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))

    def _stop(self) -> None:
        child, self._child = self._child, None
        _end(child)

    def _reason(self, fault: str) -> str:
        return {
            "late": f"reading it took longer than {self.limits.seconds:g} seconds",
            "crash": "reading it broke the reader: the file is damaged or made to do that",
            "memory": f"reading it takes more than {self.limits.memory / 1e9:g} GB of memory",
        }.get(fault, f"the reader could not make sense of it ({fault})")


class Readers(_Reader):
    """Reads files one after another; a context manager. The process is started by the first file that needs it."""

    def read(self, data: bytes, name: str) -> Reading:
        """The reading of a file; ``name`` is only a hint about its format. A file that cannot be read gives a failed reading."""
        if len(data) > self.limits.bytes:
            return failed(_UNKNOWN, f"{len(data) / 1e6:,.0f} MB is too large for one item (the limit is {self.limits.bytes / 1e6:,.0f} MB)")
        answer = self._ask(data, name)
        if "reading" in answer:
            return Reading.from_json(answer["reading"])
        return failed(_UNKNOWN, self._reason(answer["fault"]))

    def entries(self, data: bytes, name: str, columns: Sequence[tuple[str, str]] = ()) -> Listing:
        """The entries of a list of publications (``columns``: which column of a table is what); of one that cannot be read, none and the reason."""
        if len(data) > self.limits.bytes:
            return Listing(faults=(f"{len(data) / 1e6:,.0f} MB is too large for a list (the limit is {self.limits.bytes / 1e6:,.0f} MB)",))
        answer = self._ask(data, name, {"wanted": "list", "columns": list(columns)})
        if "list" in answer:
            return Listing.from_json(answer["list"])
        return Listing(faults=(self._reason(answer["fault"]),))

    def rows(self, data: bytes, name: str) -> tuple[list[list[str]], str]:
        """The cells of a table, and why it could not be read, if so."""
        answer = self._ask(data, name, {"wanted": "rows"})
        if "rows" in answer:
            return answer["rows"]["rows"], answer["rows"]["fault"]
        return [], self._reason(answer["fault"])

    def _ask(self, data: bytes, name: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
        served = self._child is not None
        answer = self._answer(data, name, more or {"wanted": "reading"})
        if served and answer.get("fault") in ("crash", "memory"):
            answer = self._answer(
                data, name, more or {"wanted": "reading"}
            )  # by a fresh process: what earlier files left behind must not be this one's fault
        return answer

    def _answer(self, data: bytes, name: str, more: dict[str, Any]) -> dict[str, Any]:
        """The child's answer, or the fault that ended it; after such a fault there is no child."""
        child = self._child or self._start()
        request = {"name": name, "characters": self.limits.characters, "seconds": self.limits.seconds, **more}
        begun = time.monotonic()
        answer: dict[str, Any] | None = None
        with contextlib.suppress(OSError), self._watching():
            send(child.requests, json.dumps(request).encode())
            send(child.requests, data)
            frame = receive(child.answers)
            answer = json.loads(frame) if frame is not None else None
        if answer is None:
            answer = {"fault": "late" if time.monotonic() - begun >= self.limits.seconds else "crash"}
        if answer.get("fault") in ("late", "crash", "memory"):
            self._stop()
        return answer


class Pool:
    """Several readers at work at once; a context manager. Answers come as futures, in whatever order whoever asks waits for them."""

    def __init__(self, limits: Limits, workers: int | None) -> None:
        """``workers`` is how many processes read; None chooses."""
        self.size = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self._limits = limits
        self._free: queue.SimpleQueue[Readers] = queue.SimpleQueue()
        self._all = [Readers(limits) for _ in range(self.size)]
        self._free.put(self._all[0])
        self._asked, self._begun = 0, 1
        self._threads = ThreadPoolExecutor(max_workers=self.size, thread_name_prefix="reading")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for readers in self._all:
            readers.close()  # whoever waits for an answer gets none
        self._threads.shutdown(wait=True, cancel_futures=True)
        for readers in self._all:
            readers.close()

    def read(self, data: bytes, name: str) -> Future[Reading]:
        """The reading of a file, to come. A process takes as long to start as a dozen pages to read: another begins when there is work for it."""
        self._asked += 1
        if self._begun < self.size and self._asked > FILES_FOR_ANOTHER * self._begun:
            self._free.put(self._all[self._begun])
            self._begun += 1
        return self._threads.submit(self._read, data, name)

    def _read(self, data: bytes, name: str) -> Reading:
        readers = self._free.get()
        try:
            return readers.read(data, name)
        finally:
            self._free.put(readers)

    def entries(self, data: bytes, name: str, columns: Sequence[tuple[str, str]] = ()) -> Listing:
        """The entries of a list of publications, now."""
        readers = self._free.get()
        try:
            return readers.entries(data, name, columns)
        finally:
            self._free.put(readers)


class Container:
    """A file that holds many items: iterate over it once; then ``left`` (numbers by reason) and ``fault`` say what is missing."""

    def __init__(self, opener: Opener, child: _Child) -> None:
        """Made by :meth:`Opener.open`."""
        self._opener, self._child = opener, child
        self.left: dict[str, int] = {}
        self.fault = ""

    def __iter__(self) -> Iterator[Item]:
        begun = time.monotonic()
        while True:
            frame = receive(self._child.answers)
            head: dict[str, Any] | None = json.loads(frame) if frame is not None else None
            if head is None:
                self.fault = self._opener.gone(time.monotonic() - begun)
                return
            if "left" in head:
                self.left, self.fault = head["left"], head["fault"]
                return
            data = receive(self._child.answers)
            if data is None:
                self.fault = self._opener.gone(time.monotonic() - begun)
                return
            yield Item(head["number"], head["origin"], head["name"], data, head["fault"])
            begun = time.monotonic()


class Opener(_Reader):
    """Takes containers apart, one after another, in a process of its own; a context manager."""

    work = "opens"

    @staticmethod
    def may_hold(head: bytes, name: str) -> bool:
        """Whether a file that begins like this is worth asking about."""
        return head.startswith(_MAY_HOLD) or (head.startswith(_ZIP) and not name.lower().endswith(_DOCUMENTS))

    def open(self, path: Path, name: str) -> Container | None:
        """The items of a file; None where it is no container. Iterate to the end before the next file is opened."""
        child = self._child or self._start()
        largest = self.limits.bytes
        request = {"path": os.fspath(path.absolute()), "name": name, "seconds": self.limits.seconds, "largest": largest}
        begun = time.monotonic()
        answer: dict[str, Any] | None = None
        with contextlib.suppress(OSError):
            send(child.requests, json.dumps(request).encode())
            frame = receive(child.answers)
            answer = json.loads(frame) if frame is not None else None
        container = Container(self, child)
        if answer is None:
            container.fault = self.gone(time.monotonic() - begun)
            return _Broken(container)
        if "left" in answer:
            container.fault = answer["fault"]
            return _Broken(container)
        return container if answer["container"] else None

    def gone(self, seconds: float) -> str:
        """The process is gone: why, in words."""
        self._stop()
        return self._reason("late" if seconds >= self.limits.seconds else "crash")


class _Broken(Container):
    """A container that could not even be opened."""

    def __init__(self, container: Container) -> None:
        self.left, self.fault = {}, container.fault

    def __iter__(self) -> Iterator[Item]:
        return iter(())
