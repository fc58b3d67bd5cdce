"""Help: it is there for every verb, says what the reference says, and costs nothing."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from testimonia.cli import app
from testimonia.cli.app import GROUPS

ROOT = Path(__file__).resolve().parents[3]
VERBS = [name for verbs in GROUPS.values() for name in verbs]
HEAVY = {"sqlalchemy", "alembic", "numpy", "trafilatura", "resiliparse", "pypdfium2", "pydantic", "yaml", "django", "rich", "pyarrow"}


def test_the_reference_is_what_the_program_says():
    """docs/reference/cli.md was made from the present help."""
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.PAGE.read_text(encoding="utf-8") == maker.cli_page(), "run: python docs/make_reference.py"


def test_the_demo_says_how_long_it_takes(call):
    """Its help speaks of minutes, which it takes, and not of seconds."""
    shown = call("demo", "--help").stdout
    assert "a minute or two" in shown
    assert "second" not in shown


def test_every_verb_of_the_contract_is_listed_and_none_that_does_not_work(call):
    """The verbs are those of the design's command line, apart from `sift`, which does not exist yet."""
    assert set(VERBS) == {
        "new", "collect", "screen", "trace", "resolve", "code", "analyse", "publish", "run", "status", "verify", "snapshot", "backup",
        "merge", "withdraw", "export", "demo", "serve", "suggest",
    }  # fmt: skip
    shown = call("--help").stdout
    for verb in VERBS:
        assert f"\n  {verb} " in shown


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(call, verb):
    """Usage as it is typed, a first sentence that fits the list of verbs whole, every operand and option explained."""
    shown = call(verb, "--help")
    assert shown.exit_code == 0
    assert f" {verb} " in shown.stdout.splitlines()[0]
    assert "--json" in shown.stdout
    command = get_command(app).commands[verb]
    assert len(command.get_short_help_str(limit=1000)) <= 68
    assert [param.name for param in command.params if not getattr(param, "help", None)] == []


@pytest.mark.parametrize("words", ["import testimonia", "from testimonia.cli import main; main(['--help'])", "import testimonia.cli"])
def test_nothing_heavy_is_imported_before_it_is_needed(words):
    """Neither the package nor its help loads a database, a parser, numbers or a web server."""
    script = f"import sys, json, atexit; atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n{words}"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    loaded = {name.partition(".")[0] for name in json.loads(done.stderr)}
    assert loaded & HEAVY == set()


def test_no_verb_is_a_usage_error_that_shows_the_help(call):
    """`testimonia` alone explains itself and exits 2."""
    result = call()
    assert result.exit_code == 2
    assert "Keep and share" in result.output


def test_a_mistyped_verb_is_guessed(call):
    """A slip in a verb's name exits 2 and names the verb that was meant."""
    result = call("trac", "s")
    assert result.exit_code == 2
    assert "'trace'" in result.stderr


def test_the_version_is_shown(call):
    """`--version` names the program and exits 0."""
    result = call("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "testimonia")
