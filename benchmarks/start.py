"""What the command costs before it does anything: ``testimonia --help``, and the room the base install takes.

Peer: the bare interpreter in the same run. Run: ``python -m benchmarks.start``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from benchmarks.table import Row, show

ROOT = Path(__file__).resolve().parent.parent


def seconds(*command: str) -> float:
    """Median seconds of a whole process, after one run to warm up."""
    taken = []
    for _ in range(8):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken[1:])


def base_megabytes() -> float:
    """Size of site-packages after installing the base into an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", ROOT / "constraints.txt", ROOT], check=True
        )
        packages = next(Path(folder).rglob("site-packages"))
        return sum(path.stat().st_size for path in packages.rglob("*") if path.is_file()) / 1e6


def measure() -> list[Row]:
    """All of it."""
    bare = seconds(sys.executable, "-c", "pass")
    helped = seconds(sys.executable, "-m", "testimonia", "--help")
    return [
        Row("start", "testimonia --help, median", f"{helped:.2f} s", "< 0.5 s", f"{helped / bare:.0f} of the bare interpreter"),
        Row("start", "site-packages of the base", f"{base_megabytes():.0f} MB", "< 550 MB", ""),
    ]


if __name__ == "__main__":
    show(measure())
