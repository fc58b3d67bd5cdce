"""What the log costs: batches and single decisions on SQLite, verification (which replays), memory.

Peer: SQLite itself in the same run, taking rows of the same size with the same durability and no log around them.
Run: ``python -m benchmarks.log [ROWS]``.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row, show
from testimonia.domain.decisions import Coding
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import AccountState
from testimonia.store.verify import verify
from testimonia.study import Study, new_study

BATCH = 1000


def coding(number: int) -> Coding:
    """A coding of usual size."""
    return Coding(
        id=f"c{number}", account="a1", edition="e1", mention="m1", codebook="icsr-2015", code="leaving-brutality", codebook_version=1,
        coder="anna", start=number, end=number + 60, quote=f"words of usual length that somebody said in an interview {number}",
    )  # fmt: skip


def peak_megabytes() -> float:
    """The largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def plain_rows(folder: Path, rows: int) -> float:
    """Rows a second that bare SQLite takes in the same batches."""
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE codings (id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT")
    begun = time.perf_counter()
    for start in range(0, rows, BATCH):
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany("INSERT INTO codings VALUES (?, ?)", [(f"c{n}", repr(coding(n))) for n in range(start, start + BATCH)])
        bare.execute("COMMIT")
    bare.close()
    return rows / (time.perf_counter() - begun)


def batches(study: Study, rows: int) -> tuple[float, float]:
    """Codings a second through the log in batches, and how many megabytes memory grew after the first tenth."""
    begun = time.perf_counter()
    early = 0.0
    for start in range(0, rows, BATCH):
        study.decide([coding(n) for n in range(start, start + BATCH)])
        if start == rows // 10:
            early = peak_megabytes()
    return rows / (time.perf_counter() - begun), peak_megabytes() - early


def singles(study: Study, rows: int) -> float:
    """Median milliseconds until one decision is durably saved."""
    times = []
    for number in range(300):
        begun = time.perf_counter()
        study.decide([coding(rows + number)])
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def measure(rows: int) -> list[Row]:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder:
        bare = plain_rows(Path(folder), rows)
        with new_study(Path(folder) / "s") as study:
            study.decide([Account(id="a1", origin="a.txt", state=AccountState.OK, sha256="0" * 64)])
            rate, grown = batches(study, rows)
            single = singles(study, rows)
            begun = time.perf_counter()
            verify(study.store)
            replay = time.perf_counter() - begun
    return [
        Row("log", f"{rows:,} codings in batches of {BATCH}", f"{rate:,.0f}/s", ">= 10,000/s", f"{rate / bare:.2f} of bare SQLite"),
        Row("log", "memory grown after the first tenth", f"{grown:.0f} MB", "flat", ""),
        Row("log", "one decision durably saved, median", f"{single:.1f} ms", "< 5 ms", ""),
        Row("log", f"verify with replay of {rows:,} rows", f"{replay:.1f} s", "< 30 s", ""),
    ]


if __name__ == "__main__":
    show(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
