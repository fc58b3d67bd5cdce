"""The demo study once for all tests that only look, a copy of it for each that acts, and the program in two ways: within and without."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from testimonia.cli import app
from testimonia.workflow import demo

SOURCE = Path(__file__).resolve().parents[3] / "src"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo study; nobody may change it."""
    folder = tmp_path_factory.mktemp("cli") / "demo"
    demo(folder)
    return folder


@pytest.fixture
def study(shared: Path, tmp_path: Path) -> Path:
    """A copy of the demo study."""
    return Path(shutil.copytree(shared, tmp_path / "study"))


@pytest.fixture
def call() -> Callable[..., Result]:
    """Call the program within this process; anything that is not a string becomes one."""

    def call(*words: Any, **more: Any) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], **more)

    return call


@pytest.fixture
def as_json(call) -> Callable[..., dict[str, Any]]:
    """Call the program with --json: stdout must be exactly one JSON object, and stderr empty."""

    def as_json(*words: Any, code: int = 0) -> dict[str, Any]:
        result = call(*words, "--json")
        assert result.exit_code == code, result.output
        assert result.stderr == ""
        value = json.loads(result.stdout)
        assert isinstance(value, dict)
        return value

    return as_json


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program as a process of its own, in an empty folder."""

    def program(*words: Any, env: dict[str, str] | None = None, **more: Any) -> subprocess.CompletedProcess[str]:
        surroundings = {**os.environ, "PYTHONPATH": str(SOURCE), **(env or {})}
        command = [sys.executable, "-m", "testimonia", *(str(word) for word in words)]
        return subprocess.run(
            command, cwd=tmp_path, env=surroundings, capture_output=True, encoding="utf-8", timeout=60, check=False, **more
        )

    return program
