"""Long work on behalf of somebody at a page (collecting, the automatic steps): one at a time, in a thread of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from testimonia.domain.report import Progress, Report
from testimonia.errors import AtWork, TestimoniaError

Act = Callable[[Progress], Report]


@dataclass
class Work:
    """One piece of work: what (``run``, ``collect``, ``retry``), for whom, how far, and what came of it.

    ``report`` is that of the verb once it is done, ``fault`` what went wrong (code, message, remedy); both are None while it runs.
    """

    number: int
    what: str
    by: str
    done: int = 0
    total: int = 0
    running: bool = True
    report: Report | None = None
    fault: dict[str, Any] | None = None

    def reach(self, done: int, total: int, _what: str) -> None:
        """Hear how far it is."""
        self.done, self.total = done, total


class Works:
    """The work of one server."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self._lock = Lock()
        self._thread: Thread | None = None
        self.last: Work | None = None

    def start(self, what: str, by: str, act: Act) -> Work:
        """Begin a piece of work.

        Raises:
            AtWork: another one is not finished.
        """
        with self._lock:
            if self.last is not None and self.last.running:
                raise AtWork("The workbench is busy with something else just now.", "Wait until it has finished, then try again.")
            work = self.last = Work(number=(self.last.number + 1 if self.last else 1), what=what, by=by)
            # A killed step loses what it had not committed, and the next run goes on from there: the server need not wait for it.
            self._thread = Thread(target=_carry_out, args=(work, act), daemon=True, name=f"testimonia {what}")
            self._thread.start()
            return work

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the present work has finished."""
        if self._thread is not None:
            self._thread.join(seconds)


def _carry_out(work: Work, act: Act) -> None:
    try:
        work.report = act(work.reach)
    except TestimoniaError as fault:
        work.fault = fault.as_json()
    except Exception as fault:  # noqa: BLE001 - whoever waits for it must be told, and the thread has nobody else to tell
        work.fault = {"error": "bug", "message": "", "remedy": ""}
        # The kind alone: the message may quote an account.
        logging.getLogger("testimonia.web").error("%s while %s", type(fault).__name__, work.what)  # noqa: TRY400 - as above
    finally:
        work.running = False
