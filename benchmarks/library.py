"""What looking at a large study costs: ``status`` and search in a library of 20,000 accounts.

Peer: SQLite's own FTS5 over the raw, unfolded texts in the same run (it does not find vocalised Arabic; only its time is compared).
Run: ``python -m benchmarks.library [ACCOUNTS]``.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.table import Row, show
from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import AccountState, EditionKind, Grade
from testimonia.store.texts import edition_id
from testimonia.study import Study, new_study
from testimonia.text import text_digest
from testimonia.workflow import status

WORDS = 300
SEED = 11


def texts(count: int) -> Iterator[str]:
    """Texts of invented words whose frequencies fall as in language (Zipf), some of them Arabic."""
    dice = random.Random(SEED)
    vocabulary = ["".join(dice.choices("abcdefghilmnoprstu", k=dice.randint(3, 9))) for _ in range(18_000)]
    vocabulary += ["".join(dice.choices("ابتجحدرسشصطعفقكلمنهوي", k=dice.randint(3, 7))) for _ in range(2_000)]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    for n in range(count):
        yield " ".join(dice.choices(vocabulary, weights, k=WORDS)) + f" marker{n % 500}"


def fill(study: Study, count: int) -> None:
    """Put accounts in as collecting does, a transaction each."""
    for n, body in enumerate(texts(count)):
        data = body.encode()
        sha256 = text_digest(body)
        name = object_id("account", n, sha256)
        edition = Edition(id="", account=name, kind=EditionKind.MAIN, language="en", sha256=sha256, extractor="benchmark 1", text=body)
        edition = replace(edition, id=edition_id(edition))
        account = Account(
            id=name,
            origin=f"{n}.txt",
            title=f"Account {n}",
            state=AccountState.OK,
            sha256=sha256,
            words=WORDS,
            main=edition.id,
            full=edition.id,
        )
        capture = Capture(
            id=object_id("capture", name), account=name, grade=Grade.UNKNOWN, tool="benchmark", who="owner", sha256=sha256,
            size=len(data), media_type="text/plain",
        )  # fmt: skip
        study.store.keep_account("owner", [account, capture], [edition])


def median(act: Callable[[], object], times: int = 15) -> float:
    """Median milliseconds of an act, after one run to warm up."""
    act()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def measure(count: int) -> list[Row]:
    """All of it."""
    with tempfile.TemporaryDirectory() as folder, new_study(Path(folder) / "s") as study:
        begun = time.perf_counter()
        fill(study, count)
        filled = time.perf_counter() - begun
        bare = sqlite3.connect(":memory:")
        bare.execute("CREATE VIRTUAL TABLE plain USING fts5(body)")
        bare.executemany("INSERT INTO plain VALUES (?)", ((body,) for body in texts(count)))
        rare = median(lambda: study.store.search("marker7"))
        peer = median(lambda: bare.execute("SELECT rowid FROM plain WHERE plain MATCH '\"marker7\"'").fetchall())
        common_word = next(texts(1)).split()[0]
        common = median(lambda: study.store.search(f"{common_word} marker7"))
        looked = median(lambda: status(study))
    size = f"{count:,} accounts"
    return [
        Row("library", f"{size}: put in, with index", f"{count / filled:,.0f}/s", "", ""),
        Row("library", f"{size}: status, median", f"{looked:.0f} ms", "< 100 ms", ""),
        Row("library", f"{size}: search for a rare word", f"{rare:.1f} ms", "< 100 ms", f"{rare / peer:.1f} of bare FTS5"),
        Row("library", f"{size}: search for a common and a rare word", f"{common:.1f} ms", "< 100 ms", ""),
    ]


if __name__ == "__main__":
    show(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
