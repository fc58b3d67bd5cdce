"""The small fictional study that `testimonia demo` carries out: a protocol, the accounts to collect, and what its team decided."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def bundled() -> Traversable:
    """The folder that holds ``study/`` (study.yaml, codebooks), ``accounts/`` (to collect) and ``decisions/`` (order.json, its files)."""
    return files(__name__)
