"""What must hold of every board of an entry: a quick way of doubting gives what counting anew gives."""

from __future__ import annotations

import random

import numpy as np
import pytest


def leaving_out_agrees(board, dice: random.Random) -> None:
    """Of rows dealt out to nine keys, leaving out each key quickly is counting all of the rest."""
    keys: dict[str, list[int]] = {}
    for row in range(len(board.rows.mentions)):
        keys.setdefault(f"k{dice.randrange(9)}", []).append(row)
    quick = board.without(keys)
    for key, gone in keys.items():
        kept = np.array([row not in gone for row in range(len(board.rows.case))])
        assert quick[key] == pytest.approx(board.of("auto", kept)[0], nan_ok=True)
