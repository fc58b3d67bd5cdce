"""Each room of the package imports only what lies below it, and the check that says so is able to fail."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "testimonia"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
STAGES = ("collect", "screen", "trace", "suggest", "resolve", "code", "analyse", "publish")
ROOM = ("__init__", "params", "method", "steps", "report")

# At least one forbidden import for each contract: (its id, the file that gets it, the line).
PLANTS = [
    ("layers", "domain/__init__.py", "import testimonia.store"),
    ("layers", "study.py", "import testimonia.scale"),
    ("stages", "stages/trace/steps.py", "import testimonia.stages.collect.method"),
    ("methods", "stages/analyse/method.py", "import random"),
    ("methods", "stages/trace/method/align.py", "import testimonia.store"),
    ("pure", "text/__init__.py", "import time"),
    ("pure", "assist/__init__.py", "import random"),
    ("database", "stages/code/steps.py", "import sqlite3"),
    ("network", "store/__init__.py", "import socket"),
    ("fetcher", "stages/collect/web/fetcher.py", "import socket"),
    ("web", "workflow.py", "import django"),
    ("spark", "stages/resolve/method.py", "import pyspark"),
    ("spark", "cli/__init__.py", "import splink"),
    ("terminal", "stages/screen/report.py", "import rich"),
]


def lint_imports(folder: Path) -> tuple[int, str]:
    """Run import-linter on the package below ``folder`` with our contracts."""
    finished = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return finished.returncode, finished.stdout + finished.stderr


@pytest.fixture
def small_house(tmp_path):
    """A package with the same rooms and nothing in them."""
    package = tmp_path / "src" / "testimonia"
    files = [f"{room}/__init__.py" for room in ("", "domain", "text", "protocol", "store", "assist", "cli", "web", "stages", "scale")]
    files += ["errors.py", "study.py", "workflow.py", "stages/trace/method/__init__.py", "stages/trace/method/align.py"]
    files += [f"stages/collect/{part}.py" for part in ("visits", "keeping", "worker", "files", "readers/__init__", "web/__init__")]
    files += [f"stages/collect/web/{part}.py" for part in ("fetcher", "manners", "feeds", "records", "places", "incoming")]
    files += [f"stages/{stage}/{part}.py" for stage in STAGES for part in ROOM if (stage, part) != ("trace", "method")]
    for file in files:
        path = package / file.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return tmp_path


def test_the_package_keeps_every_contract():
    """No module of testimonia imports what its place forbids."""
    code, said = lint_imports(ROOT)
    assert code == 0, said
    assert f"{len(CONTRACTS)} kept, 0 broken" in said


def test_a_clean_house_keeps_every_contract(small_house):
    """Rooms that import nothing break nothing, so that what breaks below is the planted line."""
    code, said = lint_imports(small_house)
    assert code == 0, said


def test_every_contract_can_be_broken(small_house):
    """Each contract notices the one forbidden import planted for it, and names it."""
    for _, file, line in PLANTS:
        path = small_house / "src" / "testimonia" / file
        path.write_text(f"{line}\n", encoding="utf-8")
    code, said = lint_imports(small_house)
    assert code == 1, said
    broken = said.partition("Broken contracts")[2]
    names = {contract["id"]: contract["name"] for contract in CONTRACTS}
    assert {contract for contract, _, _ in PLANTS} == set(names), "a contract without a plant is not known to work"
    for contract, file, line in PLANTS:
        section = broken.partition(f"{names[contract]}\n---")[2]
        section = re.split(r"\n[^\n]+\n-{5,}\n", section)[0]
        importer = "testimonia." + file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        assert re.search(rf"{re.escape(importer)} -> {re.escape(line.split()[1])} ", section), f"{contract} overlooked {line!r} in {file}"


def test_a_new_room_must_be_given_its_place(small_house):
    """A module beside the known rooms is refused until the list of layers names it."""
    (small_house / "src" / "testimonia" / "utils.py").touch()
    code, said = lint_imports(small_house)
    assert code == 1
    assert "testimonia.utils" in said


def test_one_module_opens_connections():
    """Whatever is added to the package later, sockets and TLS are imported by the wire of the fetcher alone."""
    outside = {"socket", "ssl", "httpx", "requests", "urllib3", "aiohttp", "ftplib", "smtplib", "webbrowser", "socketserver"}
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] in outside or name.startswith(("http.", "urllib.request", "xmlrpc"))
    }
    # The workbench listens, and asks the system to open a browser there; it asks nobody anything.
    assert found == {"stages/collect/web/wire.py", "web/serving.py"}


@pytest.mark.parametrize("room", ["errors", "domain"])
def test_the_lowest_rooms_need_only_the_standard_library(room):
    """The vocabulary can be read, and reused, without installing anything."""
    sources = sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / f"{room}.py"]
    allowed = {*sys.stdlib_module_names, "testimonia"}
    foreign = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] not in allowed
    ]
    assert foreign == []


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_has_the_shape_of_every_stage(stage):
    """Whoever knows one stage finds the way in all of them: why, settings, method, steps, report."""
    room = PACKAGE / "stages" / stage
    missing = [part for part in ROOM if not (room / f"{part}.py").exists() and not (room / part / "__init__.py").exists()]
    assert missing == []
