"""The program `testimonia`: its verbs in the order in which a study needs them, and how it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from typing import Annotated

import typer

from testimonia.cli import (
    analyse,
    backup,
    code,
    collect,
    demo,
    export,
    merge,
    new,
    publish,
    resolve,
    run,
    screen,
    serve,
    snapshot,
    status,
    suggest,
    trace,
    verify,
    withdraw,
)
from testimonia.cli.answer import FAILED, STOPPED, USAGE, refuse, tell
from testimonia.cli.verbs import Verb, grouped

GROUPS: dict[str, dict[str, Callable[..., None]]] = {
    "Begin": {"new": new.new, "demo": demo.demo},
    "The study, stage by stage": {
        "collect": collect.collect,
        "screen": screen.screen,
        "trace": trace.trace,
        "suggest": suggest.suggest,
        "resolve": resolve.resolve,
        "code": code.code,
        "analyse": analyse.analyse,
        "publish": publish.publish,
    },
    "Every day": {"serve": serve.serve, "run": run.run, "status": status.status},
    "Keep and share": {
        "verify": verify.verify,
        "snapshot": snapshot.snapshot,
        "backup": backup.backup,
        "merge": merge.merge,
        "export": export.export,
        "withdraw": withdraw.withdraw,
    },
}


app = typer.Typer(
    name="testimonia",
    cls=grouped({heading: tuple(verbs) for heading, verbs in GROUPS.items()}),
    help="The workbench for studies of published testimony:\n\nevery number leads back to the words, and every word to the archived page.",
    epilog="`testimonia VERB --help` explains a verb. Begin with `testimonia demo`.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        try:
            print("testimonia", version("testimonia"))  # noqa: T201 - this is the door
        except PackageNotFoundError:
            print("testimonia (run from its source)")  # noqa: T201 - this is the door
        raise typer.Exit


@app.callback()
def _program(
    _show_version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    pass


for _verbs in GROUPS.values():
    for _name, _verb in _verbs.items():
        app.command(_name, cls=Verb)(_verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Carry out one command line (default: the program's own) and exit: 0 done, 1 failed, 2 wrong use, 130 stopped."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    json = "--json" in words
    try:
        ended = app(words, prog_name="testimonia", standalone_mode=False)
        ending = ended if isinstance(ended, int) else 0
    except typer.TyperException as wrong:
        ending = _misused(wrong, json=json)
    except typer.Abort:
        tell("Nothing was done.")
        ending = FAILED
    except KeyboardInterrupt:
        refuse("stopped", "Stopped.", "Run it again to go on.", json=json)
        ending = STOPPED
    sys.exit(ending)


def _misused(wrong: typer.TyperException, *, json: bool) -> int:
    if json:
        refuse("usage", wrong.format_message(), "`testimonia --help` lists the verbs, `testimonia VERB --help` explains one.", json=True)
    else:
        wrong.show()  # type: ignore[attr-defined] # of every exception that Typer's parser raises
    return USAGE


def _speak_utf8() -> None:
    """A Windows console, or a pipe on any system, may have been opened with an encoding that lacks most of our letters."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
