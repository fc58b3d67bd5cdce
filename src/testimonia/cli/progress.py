"""How far long work is, on stderr: a bar where a person watches, a line now and then in a log, nothing in a script's way."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from testimonia.domain.report import Progress, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

PATIENCE = 1.0  # seconds: work that is done sooner needs no bar, which would only flicker
LOG_EVERY = 10.0  # seconds between two lines of a log


def safe(text: str) -> str:
    """Text as a terminal may show it: what accounts hold must not move its cursor or turn its letters round."""
    from testimonia.text import show_controls

    return show_controls(text)


@contextmanager
def shown(*, quiet: bool) -> Iterator[Progress]:
    """A progress callable that suits stderr; ``quiet`` (``--json``) shows it to a person only."""
    if sys.stderr.isatty():
        with _Bar() as bar:
            yield bar
    elif quiet:
        yield silent
    else:
        yield _Lines()


class _Bar:
    """A bar that appears a second after work was first reported, whether or not anything is reported after that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._now = (0, 0, "working")
        self._begun = self._over = False
        self._timer = threading.Timer(PATIENCE, self._appear)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:  # a timer that fired just now may be building the bar
            self._over = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def __call__(self, done: int, total: int, what: str) -> None:
        self._now = (done, total, what)
        if not self._begun:
            self._begun = True
            self._timer.start()
        self._update()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichBar

        with self._lock:
            if self._over:
                return
            columns = (
                SpinnerColumn("line"),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            bar = RichBar(*columns, console=Console(stderr=True), transient=True)
            done, total, what = self._now
            self._task = bar.add_task(safe(what), total=total or None, completed=done)
            bar.start()
            self._bar = bar
        self._update()

    def _update(self) -> None:
        done, total, what = self._now
        bar, task = self._bar, self._task
        if bar is not None and task is not None:
            bar.update(task, completed=done, total=total or None, description=safe(what))


class _Lines:
    """A line for each new kind of work that is still going on after a while, and one every ten seconds."""

    def __init__(self) -> None:
        self._since = self._last = time.monotonic()

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self._last < LOG_EVERY:
            return
        self._last = now
        of = f" {done:,} of {total:,}" if total else f" {done:,}" if done else ""
        print(f"{safe(what)}:{of} ({now - self._since:.0f} s)", file=sys.stderr, flush=True)  # noqa: T201 - this is the door
