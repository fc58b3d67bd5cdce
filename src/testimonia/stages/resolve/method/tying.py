"""What ties two mentions to one another, beyond what half a country could have in common.

Weights add up as if fields knew nothing of one another and as if everybody who could be meant were in the study. A name that many bear, a
country, an age, years in which thousands came and went: together they can outweigh any odds, and two people have all of them now and
then. So of two mentions that no story, passage or full name ties, and that do not agree in two particulars, it can be said at most with
sixteen to one (``untied`` in priors.yaml) that they are one person, whatever the sum says.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from testimonia.stages.resolve.method.levels import SILENT, Levels
from testimonia.stages.resolve.priors import LEVELS

TIES: Mapping[str, str] = {"names": "full", "passages": "one", "stories": "one"}
"""Fields that tie alone, each from this level on."""
PARTICULARS: Mapping[str, str] = {"names": "within", "joined": "close", "left": "close", "places": "one", "role": "same"}
"""Fields of which two must agree, each from this level on: a name, a month, a place, a task."""
LEAST = 2


def tied(levels: Mapping[str, Levels]) -> NDArray[np.bool_]:
    """For each pair whether anything ties it."""
    alone = np.any([_from(levels[name], name, level) for name, level in TIES.items()], axis=0)
    together = np.sum([_from(levels[name], name, level) for name, level in PARTICULARS.items()], axis=0) >= LEAST
    return np.asarray(alone | together)


def _from(level: Levels, name: str, least: str) -> NDArray[np.bool_]:
    return np.asarray((level != SILENT) & (level <= LEVELS[name].index(least)))
