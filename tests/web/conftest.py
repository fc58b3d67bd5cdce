"""Studies for pages, made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from support.pairing import fill, paired
from testimonia.stages.code import open_round
from testimonia.study import open_study
from testimonia.workflow import run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which both states of the pair's study lie; copied, never changed."""
    home = tmp_path_factory.mktemp("pair")
    blind = paired(home / "blind")
    for coder in ("ada", "ben"):
        fill(blind, coder, memo=f"{coder.upper()}-CANARY")
    opened = home / "opened"
    shutil.copytree(blind, opened)
    with open_study(opened, coder="mira") as study:
        open_round(study, "c1")
        run(study)
    return home


@pytest.fixture
def pair(made: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of the pair's study: ``blind`` (both have finished, nobody has opened it) or ``opened``, with everything measured."""

    def copied(state: str) -> Path:
        return Path(shutil.copytree(made / state, tmp_path / state))

    return copied
