"""Writes docs/reference/cli.md from the program's own --help: `python docs/make_reference.py`. A test compares the two."""

from __future__ import annotations

import sys
from pathlib import Path

from typer.main import get_command

from testimonia.cli import app

PAGE = Path(__file__).parent / "reference" / "cli.md"
WIDTH = 100
HEAD = """# The command line

Made from `testimonia --help` by `docs/make_reference.py`; change the help, not this page.

Every verb prints its report in words, or with `--json` as exactly one JSON object on stdout. Messages and progress go to stderr.
Exit codes: 0 done (what could not be read is reported, not hidden), 1 failed (what is wrong and what to do about it), 2 wrong use,
130 stopped by Ctrl-C. With `--json` an error is `{"error": code, "message": ..., "remedy": ...}`. `TESTIMONIA_DEBUG=1` adds the
traceback of a bug.
"""


def cli_page() -> str:
    """The page as it should be."""
    program = get_command(app)
    context = program.make_context("testimonia", ["status"], resilient_parsing=True, terminal_width=WIDTH)
    parts = [HEAD, _block(program.get_help(context))]
    for name, verb in program.commands.items():
        inner = verb.make_context(name, [], parent=context, resilient_parsing=True, terminal_width=WIDTH)
        parts += [f"## {name}\n", _block(verb.get_help(inner))]
    return "\n".join(parts)


def _block(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return f"```text\n{lines}\n```\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(cli_page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {PAGE}\n")
