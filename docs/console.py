"""Runs the commands that the documentation shows, and writes their real output into it: `python docs/console.py`.

A page is carried out in an empty folder, or in what another page left where it says `<!-- continues: PAGE -->`. A block whose info
string is `KIND file=PATH` is written to that path; in a block marked `console` each line that begins with `$ ` is a command, and what
stands below it is what it said (words and messages together). `console exit=1` marks commands that are meant to be refused. A test
compares all of it, apart from ids, times and sizes.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from testimonia.cli import app

DOCS = Path(__file__).parent
_BLOCK = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONTINUES = re.compile(r"<!-- continues: (\S+) -->")
_PROGRESS = r"^[^\n]+: [\d,]+ of [\d,]+ \(\d+ s\)\n"  # how far it is, which only a slow machine says
# What differs from one run to the next: times, hashes and ids that hold a time, sizes of databases.
_CHANGES = (
    (r"\((public|internal), \d{4}-\d\d-\d\d", r"(\1, TIME"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?", "TIME"),
    (r"\b[0-9a-f]{12,64}\b", "ID"),
    (r"\d+\.\d MB", "SIZE"),
    (_PROGRESS, ""),
)


@dataclass(frozen=True)
class Block:
    """One fenced block: its info string, its text, and where the text stands in the page."""

    kind: str
    options: dict[str, str]
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Said:
    """A command, what the page says that it says, what it really says, and how it ended (expected and really)."""

    page: str
    command: str
    shown: str
    output: str
    expected: int
    code: int

    @property
    def same(self) -> bool:
        """Whether page and program agree, apart from what differs from one run to the next."""
        return comparable(self.shown) == comparable(self.output) and self.expected == self.code


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for found in _BLOCK.finditer(text):
        kind, *words = found[1].split() or [""]
        yield Block(kind, dict(word.partition("=")[::2] for word in words), found[2], found.start(2), found.end(2))


def comparable(output: str) -> str:
    """Output without what differs from one run to the next."""
    for pattern, name in _CHANGES:
        output = re.sub(pattern, name, output, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in output.strip().splitlines())


def pages() -> list[Path]:
    """The pages that show commands with their output."""
    return sorted(page for page in DOCS.rglob("*.md") if "```console" in page.read_text(encoding="utf-8"))


def carry_out(page: Path, folder: Path) -> list[Said]:
    """Everything a page says is done, done in an empty folder; the page that it continues is done before, unseen."""
    text = page.read_text(encoding="utf-8")
    if before := _CONTINUES.search(text):
        carry_out((page.parent / before[1]).resolve(), folder)
    said: list[Said] = []
    with _inside(folder):
        for block in blocks(text):
            if "file" in block.options:
                path = Path(block.options["file"])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8", newline="\n")
            if block.kind == "console":
                for command, shown in steps(block.text):
                    output, code = _run(command)
                    said.append(Said(page.name, command, shown, output, int(block.options.get("exit", "0")), code))
    return said


def steps(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the lines below it."""
    command, lines = "", []
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(lines)
            command, lines = line[2:], []
        else:
            lines.append(line)
    if command:
        yield command, "\n".join(lines)


def _run(command: str) -> tuple[str, int]:
    program, *words = shlex.split(command)
    if program == "testimonia":
        result = CliRunner().invoke(app, words)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output, result.exit_code
    if program == "cp":
        shutil.copytree(words[-2], words[-1])
        return "", 0
    if program == "python":
        done = subprocess.run([sys.executable, *words], capture_output=True, encoding="utf-8", check=False)
        return done.stdout + done.stderr, done.returncode
    raise ValueError(f"a page shows a command that is not known here: {command}")


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def renewed(text: str, said: list[Said]) -> str:
    """The page with what its commands really say."""
    told = iter(said)
    parts, done = [], 0
    for block in blocks(text):
        if block.kind != "console":
            continue
        lines = []
        for command, shown in steps(block.text):
            now = next(told)
            words = shown if comparable(shown) == comparable(now.output) else re.sub(_PROGRESS, "", now.output, flags=re.MULTILINE)
            lines += [f"$ {command}", *(line.rstrip() for line in words.strip("\n").splitlines())]
        parts += [text[done : block.start], "\n".join(lines) + "\n"]
        done = block.end
    return "".join([*parts, text[done:]])


def main() -> None:
    """Renew the pages named, or all."""
    wanted = [Path(name).resolve() for name in sys.argv[1:]] or pages()
    for page in wanted:
        with tempfile.TemporaryDirectory() as folder:
            said = carry_out(page.resolve(), Path(folder))
        page.write_text(renewed(page.read_text(encoding="utf-8"), said), encoding="utf-8", newline="\n")
        for wrong in (step for step in said if step.code != step.expected):
            print(f"{page.name}: `{wrong.command}` ended with {wrong.code}, not {wrong.expected}:\n{wrong.output}")
        print(f"{page.name}: {len(said)} commands")


if __name__ == "__main__":
    main()
