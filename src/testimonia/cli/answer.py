"""From a verb to what the terminal shows: its report, or what went wrong and what to do about it."""

from __future__ import annotations

import json as encoding
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from testimonia.cli.progress import safe, shown
from testimonia.domain.report import Progress, Report
from testimonia.errors import TestimoniaError, UsageError

if TYPE_CHECKING:
    from testimonia.study import Study

R = TypeVar("R", bound=Report)

FAILED, USAGE, STOPPED = 1, 2, 130
READER_LEFT = 141  # 128 + SIGPIPE, as a shell reports it of any program whose reader went away (`testimonia status s | head -1`)


def on_study(folder: Path, coder: str, verb: Callable[[Study, Progress], R], *, json: bool, follow: bool = True, asks: bool = False) -> R:
    """Open a study as one of its team, carry out a verb on it, and print the report.

    ``follow`` lets a changed study.yaml take effect first; verbs that only look, keep or erase do without, so that a slip in that
    file never stands in their way. ``asks`` says that the verb talks with a person, and no bar may come between.
    """
    notices: list[str] = []

    def work(progress: Progress) -> R:
        if not asks:
            progress(0, 0, "opening the study")
        from testimonia.study import open_study

        with open_study(folder, coder=coder) as study:
            if follow:
                study.follow_files()
            report = verb(study, progress)
            notices.extend(study.notices)
            return report

    return answer(work, json=json, notices=notices)


def answer(work: Callable[[Progress], R], *, json: bool, notices: Sequence[str] = ()) -> R:
    """Do the work and print its report; on failure print what went wrong and leave with the exit code that says so."""
    try:
        with shown(quiet=json) as progress:
            report = work(progress)
    except (typer.Exit, typer.Abort):
        raise
    except KeyboardInterrupt:
        refuse("stopped", "Stopped; nothing half-done is kept.", "Run it again to go on.", json=json)
        raise typer.Exit(STOPPED) from None
    except TestimoniaError as fault:
        refuse(fault.code, fault.message, fault.remedy, json=json, problems=getattr(fault, "problems", ()))
        raise typer.Exit(USAGE if isinstance(fault, UsageError) else FAILED) from None
    except OSError as fault:
        if isinstance(fault, BrokenPipeError):
            raise
        _debug()
        what = f"{fault.strerror or fault}" + (f": {fault.filename}" if fault.filename else "")
        refuse(
            "file",
            f"The computer refused a file or folder ({what}).",
            "Look at its name, its permissions and the room on the disk.",
            json=json,
        )
        raise typer.Exit(FAILED) from None
    except Exception as fault:  # noqa: BLE001 - the last door: a researcher gets words, not a traceback
        _debug()
        refuse(
            "bug",
            f"This is a bug in testimonia ({type(fault).__name__}: {fault}). What was saved before is kept.",
            "Please report it with what you did; TESTIMONIA_DEBUG=1 before the command shows where it happened.",
            json=json,
        )
        raise typer.Exit(FAILED) from None
    try:
        known = [] if json else report.lines()
        for notice in notices:
            if not json and notice not in known:
                tell(notice)
        _print(report, notices, json=json)
    except BrokenPipeError:
        # The work is done; only whoever read of it has left. Python would complain once more when it closes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(READER_LEFT) from None
    return report


def _print(report: Report, notices: Sequence[str], *, json: bool) -> None:
    if json:
        value = report.as_json()
        print_json({**value, "notices": list(notices)} if notices and "notices" not in value else value)
    else:
        for line in report.lines():
            print(safe(line))  # noqa: T201 - this is the door
    sys.stdout.flush()


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout. Its texts keep their letters, and controls are escaped: the same JSON, safe on a terminal."""
    indent = 2 if sys.stdout.isatty() else None
    print(safe(encoding.dumps(value, ensure_ascii=False, indent=indent)))  # noqa: T201 - this is the door


def tell(text: str) -> None:
    """A message beside the report."""
    print(safe(text), file=sys.stderr, flush=True)  # noqa: T201 - this is the door


def refuse(code: str, message: str, remedy: str, *, json: bool, problems: Sequence[str] = ()) -> None:
    """Say what went wrong and what to do about it: on stderr in words, or on stdout as JSON."""
    if json:
        listed = {"problems": list(problems)} if problems else {}
        print_json({"error": code, "message": message, **listed, "remedy": remedy})
        return
    coloured = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    head = typer.style("Error:", fg="red", bold=True) if coloured else "Error:"
    print(head, safe(message), file=sys.stderr)  # noqa: T201 - this is the door
    for line in (*(f"  - {problem}" for problem in problems), remedy):
        if line:
            tell(line)


def confirmed(question: str, *, yes: bool) -> None:
    """Ask a person before what cannot be undone; scripts, which cannot answer, are taken at their word."""
    if yes or not asked_by_a_person():
        return
    typer.confirm(question, abort=True, err=True)


def asked_by_a_person() -> bool:
    """Whether somebody sits at the other end of stdin."""
    return sys.stdin.isatty()


def _debug() -> None:
    if os.environ.get("TESTIMONIA_DEBUG") == "1":
        traceback.print_exc()
