"""The table of what documents of the four shelves look like (``data/shelves.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table() -> dict[str, Any]:
    """The table of all languages as it stands in its file."""
    found: dict[str, Any] = yaml.safe_load(files("testimonia.assist").joinpath("data", "shelves.yaml").read_text(encoding="utf-8"))
    return found


def of(language: str) -> Mapping[str, list[str]]:
    """The part of one language."""
    found: Mapping[str, list[str]] = table()["languages"][language]
    return found
