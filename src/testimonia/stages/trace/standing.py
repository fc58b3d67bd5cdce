"""The index of the last full tracing, kept in the study's cache: rebuildable, and deleted with the cache when an account is withdrawn."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from testimonia.stages.trace.method.arrivals import Standing

_ARRAYS = ("keys", "holders", "family", "boilerplate")
_MANIFEST = "manifest.json"
_PLACE = "trace"
_FRESH = "trace.new"


@dataclass(frozen=True, slots=True)
class Kept:
    """An index and what it was made with (settings, version of the method, boilerplate decisions), as one text."""

    standing: Standing
    made_with: str


def keep(folder: Path, standing: Standing, made_with: str) -> None:
    """Write the index below the cache folder. What cannot be written is left: the next tracing is then a full one."""
    fresh = folder / _FRESH
    forget(folder)
    try:
        fresh.mkdir(parents=True)
        for name in _ARRAYS:
            np.save(fresh / f"{name}.npy", getattr(standing, name), allow_pickle=False)
        manifest = {"made_with": made_with, "accounts": standing.accounts, "editions": standing.editions}
        # Last, and moved into place whole: a killed tracing leaves no half index.
        (fresh / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        fresh.replace(folder / _PLACE)
    except OSError:
        # Half an index tells as much of an account as a whole one.
        forget(folder)


def forget(folder: Path) -> None:
    """Delete the index, and what a killed tracing left of another."""
    for name in (_PLACE, _FRESH):
        shutil.rmtree(folder / name, ignore_errors=True)


def kept(folder: Path) -> Kept | None:
    """The index, its arrays read from the disk as they are needed; None where there is none that can be read."""
    place = folder / _PLACE
    try:
        manifest = json.loads((place / _MANIFEST).read_text(encoding="utf-8"))
        arrays = {name: np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
        standing = Standing(accounts=tuple(manifest["accounts"]), editions=tuple(manifest["editions"]), **arrays)
        return Kept(standing, manifest["made_with"])
    except (OSError, ValueError, KeyError, EOFError):
        return None
