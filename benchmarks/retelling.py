"""What is told of versions (variants) and relative dates in 20,000 accounts: what it costs beside tracing itself, and how it grows.

The library is that of ``benchmarks/stories.py`` (12.5 million words, reprints and edited quotations in 2 to 500 accounts); every third account
also dates something relatively. Each size is stored and traced by the verb in a process of its own; its parts are told apart by what
the verb reports as its progress. Times are of the wall clock and, in brackets, of the processor, all cores together.
Run: ``python -m benchmarks.retelling [ACCOUNTS]``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.stories import library
from benchmarks.table import Row, show
from benchmarks.trace import fill
from testimonia.study import new_study

FULL = 20_000
SAID = ("He left last March.", "She had come two years ago.", "They met again last year.", "The door was shut yesterday.")
TRACING = ("reading accounts", "comparing accounts", "working out lineage")
RETELLING = ("comparing versions", "anchoring dates")

_CHILD = """
import json, resource, sys, time
from testimonia.domain.results import Anchor, Variant
from testimonia.stages.trace import trace
from testimonia.study import open_study

parts, now = {}, ["opening", time.perf_counter(), time.process_time()]

def progress(done, total, what):
    before = parts.setdefault(now[0], [0.0, 0.0])
    wall, processor = time.perf_counter(), time.process_time()
    before[0] += wall - now[1]
    before[1] += processor - now[2]
    now[:] = [what or now[0], wall, processor]

with open_study(sys.argv[1]) as study:
    trace(study, progress=progress)
    progress(1, 1, "done")
    with study.read_as_machine() as view:
        found = len(view.outputs("retelling", Variant)), len(view.outputs("retelling", Anchor))
print(json.dumps({"parts": parts, "variants": found[0], "anchors": found[1],
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}))
"""


def traced(accounts: int) -> dict[str, object]:
    """A library of so many accounts, stored and traced: seconds of each part (wall, processor), variants, anchors, peak memory (GB)."""
    made = library(accounts)
    made.texts[:] = [f"{text} {SAID[n // 3 % len(SAID)]}" if n % 3 == 0 else text for n, text in enumerate(made.texts)]
    with tempfile.TemporaryDirectory() as folder:
        with new_study(Path(folder) / "s") as study:
            fill(study, made)
        done = subprocess.run([sys.executable, "-c", _CHILD, str(Path(folder) / "s")], check=True, capture_output=True, text=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def spent(parts: dict[str, list[float]], names: tuple[str, ...]) -> tuple[float, float]:
    """Wall and processor seconds of some parts."""
    return sum(parts[name][0] for name in names if name in parts), sum(parts[name][1] for name in names if name in parts)


def measure(accounts: int = FULL) -> list[Row]:
    """All of it."""
    small, whole = traced(accounts // 4), traced(accounts)
    one, other = spent(small["parts"], RETELLING), spent(whole["parts"], RETELLING)
    tracing = spent(whole["parts"], TRACING)
    size = f"{accounts:,} accounts"
    return [
        Row("retelling", f"{size}: versions and dates, recorded", f"{other[0]:.1f} s ({other[1]:.1f} s)", "<= tracing", f"{other[1] / tracing[1]:.2f} of tracing in the same run"),
        Row("retelling", f"{size}: tracing and lineage, recorded", f"{tracing[0]:.1f} s ({tracing[1]:.1f} s)", "", ""),
        Row("retelling", f"{size}: found", f"{whole['variants']:,} variants, {whole['anchors']:,} dates", "", ""),
        Row("retelling", f"{accounts:,} against {accounts // 4:,} accounts", f"{other[1] / one[1]:.1f} times", "<= 5", "processor"),
        Row("retelling", "peak memory of the verb", f"{whole['peak']:.2f} GB", "", ""),
    ]  # fmt: skip


if __name__ == "__main__":
    show(measure(*(int(name) for name in sys.argv[1:2])))
