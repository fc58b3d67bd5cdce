"""What collecting costs beside the libraries that take the text out; whether its memory stays flat; what one hanging file costs.

Peer: the same libraries alone (Resiliparse for all text, Trafilatura for main text, comments and metadata with htmldate, py3langid), in as many
processes as collect reads with, over the same files, loaded before the clock runs. They keep nothing: collect also hashes, archives, logs and
indexes, in one process more. Where that one has no core to itself the clock shows the sum, so the processor time of all processes stands beside it.
Run: ``python -m benchmarks.collect [PAGES] [FILES]``.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.table import Row, show
from testimonia.stages.collect import CollectParams, Limits, collect
from testimonia.stages.collect.worker import Readers
from testimonia.study import new_study

SEED = 3
ROUNDS = 3
_WORDS = [
    "river",
    "group",
    "spring",
    "commander",
    "bread",
    "night",
    "neighbour",
    "walked",
    "told",
    "promise",
    "front",
    "hungry",
    "morning",
    "town",
    "baker",
    "story",
    "left",
    "home",
    "letter",
    "war",
    "village",
    "mother",
    "brother",
    "road",
    "police",
    "court",
    "day",
    "year",
    "money",
    "food",
    "ferry",
    "harbour",
    "teacher",
    "nurse",
    "winter",
    "harvest",
    "paper",
    "gate",
    "mill",
]


def page(dice: random.Random, number: int, paragraphs: int = 30) -> str:
    """A page of about 100 kB (news pages of the public sets have 174 kB on average): menus, cards, scripts, an article of 2,000 words, comments."""

    def text(n: int) -> str:
        return " ".join(dice.choices(_WORDS, k=n)).capitalize() + "."

    article = "".join(f"<p>{text(dice.randint(40, 90))}</p>" for _ in range(paragraphs))
    menu = "".join(
        f'<li class="item"><div><a class="link" href="/section/{n}"><span>{dice.choice(_WORDS)} {n}</span></a></div></li>'
        for n in range(250)
    )
    comments = "".join(f'<div class="comment"><b>user{n}</b><p>{text(25)}</p></div>' for n in range(20))
    cards = "".join(
        f'<div class="card"><figure><img src="/i/{n}.jpg" alt="{text(6)}"></figure><div><h3><a href="/s/{n}">{text(9)}</a></h3><p>{text(18)}</p></div></div>'
        for n in range(60)
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Story {number} {text(5)}</title>'
        f'<meta property="article:published_time" content="2015-06-{number % 28 + 1:02}"><meta name="author" content="Ada Example">'
        f"<style>{'p{color:red}' * 300}</style><script>{'var a=1;' * 5000}</script></head><body><nav><ul>{menu}</ul></nav><article><h1>Story {number}</h1>"
        f'{article}</article><div class="related">{cards}</div><section class="comments">{comments}</section><footer>Copyright</footer></body></html>'
    )


def alone(path: str) -> int:
    """The libraries on one file."""
    from resiliparse.extract.html2text import extract_plain_text
    from trafilatura import bare_extraction

    from testimonia.stages.collect.readers.language import language_of

    source = Path(path).read_text(encoding="utf-8")
    extract_plain_text(source, preserve_formatting=True, main_content=False, list_bullets=False, alt_texts=True)
    found = bare_extraction(source, include_comments=True, include_tables=True, deduplicate=False, with_metadata=True)
    text = getattr(found, "text", "") or ""
    language_of(text)
    return len(text)


def _ready(_: int) -> int:
    import trafilatura  # noqa: F401 - loaded before the clock runs, as collect's readers are

    from testimonia.stages.collect.readers.language import language_of

    language_of("one two three four five " * 20)
    return 0


class Round(NamedTuple):
    """One run of both over the same pages: seconds of the clock and of processors."""

    peer: float
    peer_cpu: float
    ours: float
    reading: float
    keeping: float


def ratio(pages: int, rounds: int = ROUNDS) -> list[Row]:
    """Collecting against the libraries alone, in one and in two processes that read; medians of the ratios of several runs."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        dice = random.Random(SEED)
        for n in range(pages):
            (folder / f"{n:05}.html").write_text(page(dice, n), encoding="utf-8")
        for workers in (1, 2):
            runs = [_round(folder, Path(place) / f"s{workers}{n}", workers) for n in range(rounds)]
            rows += _rows(runs, f"{pages:,} pages of 100 kB; {workers} reading, 1 keeping; libraries in {workers}")
    return rows


def _rows(runs: list[Round], case: str) -> list[Row]:
    clock = [run.ours / run.peer for run in runs]
    whole = [(run.reading + run.keeping) / run.peer_cpu for run in runs]
    reading = [run.reading / run.peer_cpu for run in runs]
    keeping = [run.keeping / run.peer_cpu for run in runs]

    def said(found: list[float]) -> str:
        return f"{median(found):.2f} ({min(found):.2f} to {max(found):.2f})"

    ours, peer = median(run.ours for run in runs), median(run.peer for run in runs)
    spent, needed = median(run.reading + run.keeping for run in runs), median(run.peer_cpu for run in runs)
    return [
        Row("collect, clock", case, f"{ours:.1f} s against {peer:.1f} s", "<= 1.3 of the libraries", said(clock)),
        Row("  processor time of all processes", case, f"{spent:.1f} s against {needed:.1f} s", "", said(whole)),
        Row("  of it reading (start of the readers included)", case, f"{median(run.reading for run in runs):.1f} s", "", said(reading)),
        Row("  of it keeping (hash, archive, log, index)", case, f"{median(run.keeping for run in runs):.1f} s", "", said(keeping)),
    ]


def _round(folder: Path, study_folder: Path, workers: int) -> Round:
    paths = [str(path) for path in sorted(folder.iterdir())]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.map(_ready, range(workers * 4), chunksize=1)
        begun = time.perf_counter()
        peer_cpu = sum(pool.map(_timed, paths, chunksize=8))
        peer = time.perf_counter() - begun
    with new_study(study_folder) as study:
        begun, spent, read = time.perf_counter(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN)
        collect(study, [folder], CollectParams(workers=workers))
        ours = time.perf_counter() - begun
        return Round(peer, peer_cpu, ours, _cpu(resource.RUSAGE_CHILDREN) - read, _cpu(resource.RUSAGE_SELF) - spent)


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _timed(path: str) -> float:
    """Seconds of the processor that the libraries need for one file."""
    begun = time.process_time()
    alone(path)
    return time.process_time() - begun


def memory(files: int) -> float:
    """The most that collect and its readers held at once, in MB, over so many small files (each a text of its own)."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        dice = random.Random(SEED)
        for n in range(files):
            path = folder / f"{n % 100:02}" / f"{n:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Number {n}. " + " ".join(dice.choices(_WORDS, k=150)), encoding="utf-8")
        code = (
            "import sys; from testimonia.study import new_study; from testimonia.stages.collect import collect\n"
            "with new_study(sys.argv[1]) as study: collect(study, [sys.argv[2]])"
        )
        run = subprocess.Popen([sys.executable, "-c", code, str(Path(place) / "s"), str(folder)])
        most = 0.0
        while run.poll() is None:
            most = max(most, _resident(run.pid))
            time.sleep(0.2)
        if run.returncode:
            raise SystemExit("collect failed")
    return most


def _resident(pid: int) -> float:
    """MB of a process and its children (Linux)."""
    total = 0
    for name in (pid, *_children(pid)):
        try:
            total += int(Path(f"/proc/{name}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


class Hanging(NamedTuple):
    """Seconds for good pages alone, and for the same with a page that no parser finishes, and with one that takes all memory."""

    good: float
    hung: float
    burst: float


def hanging(seconds: float = 5.0, pages: int = 20) -> Hanging:
    """What one hostile page costs beside good ones, where a file may take so many seconds."""
    attributes = "<!DOCTYPE html><html><body><p " + " ".join(f"a{n}=1" for n in range(400_000)) + ">x</p></body></html>"
    greedy = f"<html><body>{'<p>He left the group in spring.</p>' * 400_000}</body></html>"
    return Hanging(*(_beside(hostile, seconds, pages) for hostile in ("", attributes, greedy)))


def _beside(hostile: str, seconds: float, pages: int) -> float:
    with tempfile.TemporaryDirectory() as place, new_study(Path(place) / "s") as study:
        folder = Path(place) / "in"
        folder.mkdir()
        dice = random.Random(SEED)
        for n in range(pages):
            (folder / f"{n:02}.html").write_text(page(dice, n), encoding="utf-8")
        if hostile:
            (folder / "05-trap.html").write_text(hostile, encoding="utf-8")
        begun = time.perf_counter()
        collect(study, [folder], CollectParams(limits=Limits(seconds=seconds, memory=400_000_000), workers=1))
        return time.perf_counter() - begun


def start() -> float:
    """Seconds until a reading process can be asked: what a page that breaks its reader costs beside itself."""
    with Readers(Limits()) as readers:
        begun = time.perf_counter()
        readers.read(b"He left.", "a.txt")
        return time.perf_counter() - begun


def measure(pages: int = 1_000, files: int = 20_000) -> list[Row]:
    """All of it."""
    few = min(1_000, files)
    little, much = memory(few), memory(files)
    limit = 5.0
    runs = [hanging(limit) for _ in range(ROUNDS)]
    good = median(run.good for run in runs)
    hung, burst = (median(run[n] - run.good for run in runs) for n in (1, 2))
    return [
        *ratio(pages),
        Row(
            "memory, most at once", f"{few:,} and {files:,} files", f"{little:.0f} and {much:.0f} MB", "flat", f"{much / little:.2f} times"
        ),
        Row(
            "a page that hangs",
            f"limit of {limit:g} s, beside 20 pages ({good:.1f} s)",
            f"{hung:.2f} s more",
            "its limit",
            f"{hung / limit:.2f} of it",
        ),
        Row(
            "a page that takes all memory",
            "limit of 400 MB, beside 20 pages",
            f"{burst:.2f} s more",
            "at most its limit",
            f"{burst / limit:.2f} of it",
        ),
        Row("the start of a reading process", "", f"{median(start() for _ in range(ROUNDS)):.2f} s", "", ""),
    ]


if __name__ == "__main__":
    show(measure(*map(int, sys.argv[1:])))
