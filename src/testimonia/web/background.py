"""Work that takes longer than a page may wait: done in a thread of the server, asked for again by the page until it is there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from testimonia.domain.report import Progress
from testimonia.errors import TestimoniaError


@dataclass(slots=True)
class Job:
    """One piece of work: ``done`` of ``total`` steps while it runs, then its ``result``, or the ``fault`` that ended it."""

    running: bool = True
    done: int = 0
    total: int = 0
    result: Any = None
    fault: TestimoniaError | None = None


Make = Callable[[Progress], Any]
KEPT = 50
"""Jobs remembered: the last results of a day."""

_jobs: dict[str, Job] = {}
_lock = threading.Lock()


def start(name: str, make: Make) -> Job:
    """Begin a job unless one of this name runs; ``make`` gets a function that it may tell its progress."""
    with _lock:
        before = _jobs.get(name)
        if before is not None and before.running:
            return before
        job = _jobs[name] = Job()
        for old in [key for key, item in _jobs.items() if not item.running][: max(0, len(_jobs) - KEPT)]:
            del _jobs[old]
    threading.Thread(target=_run, args=(job, make), name=name, daemon=True).start()
    return job


def find(name: str) -> Job | None:
    """The job of this name, running or ended."""
    return _jobs.get(name)


def _run(job: Job, make: Make) -> None:
    def told(done: int, total: int, _what: str) -> None:
        job.done, job.total = done, total

    try:
        job.result = make(told)
    except TestimoniaError as fault:
        job.fault = fault
    except Exception as fault:  # noqa: BLE001 - a bug: the page must not wait for ever, and the message may quote an account
        job.fault = TestimoniaError(f"This is a bug in testimonia ({type(fault).__name__}).", "Please report what you did.")
    finally:
        job.running = False
