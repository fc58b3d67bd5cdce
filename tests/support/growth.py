"""How long something takes, so that two sizes of it can be compared in a run of thousands of tests."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(act: Callable[[], object]) -> float:
    """Of the processor, for `act` alone: what other programs do is none of it, nor are the objects of earlier tests gone through.

    After thousands of tests one collection of garbage takes a second, and falls into whichever test happens to run.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        began = time.process_time()
        act()
        return time.process_time() - began
    finally:
        if was:
            gc.enable()
