"""Progress: a bar for a person, a line now and then for a log, nothing for a script."""

from __future__ import annotations

import io
import time

import pytest

from testimonia.cli import progress as door
from testimonia.domain.report import silent


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def terminal(monkeypatch) -> Terminal:
    """Put a terminal in the place of stderr; called by the test itself, since pytest puts its own there after the fixtures."""
    made = Terminal()
    monkeypatch.setattr("sys.stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_short_work_shows_no_bar(monkeypatch):
    """Work that is done within a second leaves the screen alone."""
    screen = terminal(monkeypatch)
    with door.shown(quiet=False) as progress:
        progress(1, 2, "reading accounts")
    assert screen.getvalue() == ""


@pytest.mark.parametrize("quiet", [False, True])
def test_long_work_shows_a_bar_to_a_person(monkeypatch, quiet):
    """After a second there is a bar that names the work, and it goes away at the end; --json on a terminal has a person behind it too."""
    screen = terminal(monkeypatch)
    monkeypatch.setattr(door, "PATIENCE", 0.01)
    with door.shown(quiet=quiet) as progress:
        progress(1, 2, "reading [accounts]\u202e")
        end = time.monotonic() + 20
        while "reading" not in screen.getvalue() and time.monotonic() < end:
            time.sleep(0.02)
        progress(2, 2, "reading [accounts]\u202e")
    assert "reading [accounts]" in screen.getvalue()
    assert "\u202e" not in screen.getvalue()


def test_a_log_gets_a_line_now_and_then(monkeypatch):
    """Where stderr is a file, long work says a plain line every ten seconds and short work none."""
    log, clock = io.StringIO(), iter([0.0, 1.0, 11.0, 12.0])
    monkeypatch.setattr("sys.stderr", log)
    monkeypatch.setattr(door.time, "monotonic", lambda: next(clock))
    with door.shown(quiet=False) as progress:
        progress(1, 3, "reading accounts")
        progress(2, 3, "reading accounts")
        progress(3, 3, "reading accounts")
    assert log.getvalue() == "reading accounts: 2 of 3 (11 s)\n"


def test_a_script_gets_nothing(monkeypatch):
    """With --json and no terminal there is no progress at all."""
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with door.shown(quiet=True) as progress:
        assert progress is silent
