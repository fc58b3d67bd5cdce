"""How well and how fast tracing finds planted reuse in 20,000 accounts of 12.5 million words, and in 60,000.

Peers, in the same run on the same texts: MinHash-LSH over whole documents as deduplication uses it (datasketch, if installed), and
passim's candidate rule re-simulated (Smith, Cordell and Mullen 2015: 25 letters and digits, five shared, document frequency to 100).
Run: ``python -m benchmarks.trace [ACCOUNTS]``. What is planted: ``benchmarks/stories.py``; how it is scored: ``benchmarks/stories_score.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.stories import Library, library
from benchmarks.stories_score import Scores, score
from benchmarks.table import Row, show
from testimonia.domain.evidence import Account, Capture, Edition
from testimonia.domain.identity import object_id
from testimonia.domain.vocabulary import AccountState, EditionKind, Grade
from testimonia.store.texts import edition_id
from testimonia.study import Study, new_study, open_study
from testimonia.text import text_digest

FULL, LARGE = 20_000, 60_000


def drafted(number: int, text: str, outlet: str, published: str) -> tuple[Account, Capture, Edition]:
    """An account as collecting makes it."""
    sha256 = text_digest(text)
    name = f"{number:06}" + object_id("account", number, sha256)[6:]
    edition = Edition(id="", account=name, kind=EditionKind.MAIN, language="en", sha256=sha256, extractor="benchmark 1", text=text)
    edition = replace(edition, id=edition_id(edition))
    account = Account(
        id=name, origin=f"{number}.txt", title=f"Account {number}", outlet=outlet, published=published, language="en", state=AccountState.OK,
        sha256=sha256, words=len(text.split()), main=edition.id, full=edition.id,
    )  # fmt: skip
    capture = Capture(
        id=object_id("capture", name), account=name, grade=Grade.UNKNOWN, tool="benchmark", who="owner", sha256=sha256,
        size=len(text.encode()), media_type="text/plain",
    )  # fmt: skip
    return account, capture, edition


def put(study: Study, number: int, text: str, outlet: str, published: str) -> str:
    """Put an account in as collecting does; its id."""
    account, capture, edition = drafted(number, text, outlet, published)
    study.store.keep_account("owner", [account, capture], [edition])
    return account.id


def fill(study: Study, made: Library, at_once: int = 200) -> None:
    """All accounts of a library, many in one transaction: this is not what is measured here."""
    every = [drafted(number, *told) for number, told in enumerate(zip(made.texts, made.outlets, made.dates, strict=True))]
    for start in range(0, len(every), at_once):
        part = every[start : start + at_once]
        study.store.keep_account("owner", [record for one in part for record in one[:2]], [one[2] for one in part])


_CHILD = """
import json, resource, sys, time
from testimonia.domain.evidence import Account
from testimonia.stages.trace.arriving import item_of
from testimonia.stages.trace.method import Source, find_reuse, trace_lineage
from testimonia.stages.trace.params import TraceParams
from testimonia.study import open_study
with open_study(sys.argv[1]) as study:
    begun, cpu = time.perf_counter(), time.process_time()
    with study.read_as_machine() as view:
        sources = [Source(item_of(one), view.edition(one.main).text) for one in view.records(Account)]
    read = time.perf_counter() - begun
    found = find_reuse(sources, TraceParams())
    lineage = trace_lineage([s.item for s in sources], found.reuse, [], join=True, threshold=0.8)
    print(json.dumps({"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "read": read,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "relations": len(lineage.relations),
        "families": len(lineage.families), "pairs": len(found.reuse)}))
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w") as out:
            json.dump([[int(r.a[:6]), int(r.b[:6]), [[p.a_start, p.a_end, p.b_start, p.b_end] for p in r.passages]] for r in found.reuse], out)
"""


def traced(folder: Path, out: Path | None = None) -> dict[str, float]:
    """Read a stored library and trace it, in a process of its own: seconds from stored editions to relations in memory, peak memory."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(folder), *([str(out)] if out else [])], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one_more(folder: Path, text: str) -> tuple[float, float]:
    """Seconds until the verb has answered after one more account came in, and seconds of the whole tracing before."""
    from testimonia.stages.trace import trace

    with open_study(folder) as study:
        begun = time.perf_counter()
        trace(study)
        whole = time.perf_counter() - begun
        put(study, 999_999, text, "Outlet 1", "2020-01-01")
        begun = time.perf_counter()
        trace(study, full=False)
        return time.perf_counter() - begun, whole


def told_at_once(accounts: int = 2_000, arrivals: int = 20) -> Row:
    """Of how many accounts that come in one by one the answer at once names the family in which the full tracing then puts them."""
    from testimonia.domain.results import Family, Reuse
    from testimonia.stages.trace import trace

    made = library(accounts + 2 * arrivals)
    copied = sorted({place[0] for unit in made.units for place in unit.places} & set(range(accounts, accounts + 2 * arrivals)))
    coming = [*copied, *(n for n in range(accounts, accounts + 2 * arrivals) if n not in copied)][:arrivals]
    right = 0
    with tempfile.TemporaryDirectory() as name, new_study(Path(name) / "s") as study:
        for number in range(accounts):
            put(study, number, made.texts[number], made.outlets[number], made.dates[number])
        trace(study)
        for number in coming:
            account = put(study, number, made.texts[number], made.outlets[number], made.dates[number])
            told = trace(study, full=False).as_json()["arrivals"][0]
            trace(study)
            with study.read_as_machine() as view:
                family = next(one.accounts for one in view.outputs("lineage", Family) if account in one.accounts)
                shares = any(account in (pair.a, pair.b) for pair in view.outputs("trace", Reuse))
            expected = told["family"] + 1 if told["joins"] else 1
            right += (told["kind"] is not None) == shares and len(family) == expected and (not told["joins"] or told["other"] in family)
    return Row(
        "trace",
        f"{accounts:,} accounts, then one by one: told at once what the full tracing finds",
        f"{right} of {arrivals}",
        "",
        f"{len(copied[:arrivals])} of them share passages",
    )


def minhash(made: Library) -> tuple[float, list[tuple[int, int]]] | None:
    """Near-duplicates as deduplication finds them: 128 permutations of five-word shingles, Jaccard 0.5. None without datasketch."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None
    begun = time.perf_counter()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    pairs = []
    for number, text in enumerate(made.texts):
        words = text.lower().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))])
        pairs += [(other, number) for other in index.query(sketch)]
        index.insert(number, sketch)
    return time.perf_counter() - begun, pairs


def passim(made: Library) -> tuple[float, list[tuple[int, int]]]:
    """Pairs that passim's defaults would align: 25 letters and digits from a word's beginning, in 2 to 100 accounts, five in common."""
    begun = time.perf_counter()
    holders: dict[int, list[int]] = {}
    for number, text in enumerate(made.texts):
        words = ["".join(filter(str.isalnum, word)) for word in text.lower().split()]
        joined = "".join(words)
        for gram in {hash(joined[at : at + 25]) for at in _begins(words) if at + 25 <= len(joined)}:
            holders.setdefault(gram, []).append(number)
    counts: dict[int, int] = {}
    size = len(made.texts)
    for several in holders.values():
        if 2 <= len(several) <= 100:
            for n, one in enumerate(several):
                for other in several[n + 1 :]:
                    counts[one * size + other] = counts.get(one * size + other, 0) + 1
    return time.perf_counter() - begun, [divmod(code, size) for code, count in counts.items() if count >= 5]


def _begins(words: list[str]) -> list[int]:
    found, at = [], 0
    for word in words:
        found.append(at)
        at += len(word)
    return found


def rows_of(scores: Scores, size: str) -> list[Row]:
    """The figures of quality."""
    goals = (
        ("reprint", "reprints", 1.0), ("excerpt", "half excerpts", 1.0), ("quotation", "verbatim quotations of 12 to 40 words", 0.995),
        ("edited quotation", "edited quotations of 12 to 40 words", 0.98), ("edited quotation < 20", "edited quotations under 20 words", 0.95),
    )  # fmt: skip
    rows = [
        Row("trace", f"{size}: recall (closure), {name}", f"{scores.recall[kind]:.4f}", f">= {goal:g}", "") for kind, name, goal in goals
    ]
    rows.append(Row("trace", f"{size}: recall, paraphrases (out of reach)", f"{scores.recall['paraphrase']:.3f}", "", ""))
    rows.append(Row("trace", f"{size}: precision of relations", f"{scores.precision:.4f}", ">= 0.98", f"{scores.found:,} pairs"))
    rows.append(Row("trace", f"{size}: spans, F1 over words", f"{scores.span_f1:.4f}", ">= 0.95", ""))
    return rows


def peers(made: Library, size: str) -> list[Row]:
    """What others find in the same texts: candidates only, any meeting of the two accounts counts as found."""
    rows = []
    for name, found in (("MinHash-LSH, Jaccard 0.5", minhash(made)), ("passim's candidate rule", passim(made))):
        if found is None:
            rows.append(Row("trace", f"peer: {name}", "not installed", "", ""))
            continue
        seconds, pairs = found
        told = score(made, [(a, b, None) for a, b in pairs])
        kinds = ", ".join(
            f"{kind} {told.recall[kind]:.3f}" for kind in ("reprint", "excerpt", "quotation", "edited quotation", "edited quotation < 20")
        )
        rows.append(Row("trace", f"peer, {size}: {name}", f"{seconds:.0f} s, {len(pairs):,} pairs", "", f"recall: {kinds}"))
    return rows


def measure(accounts: int = FULL, large: int | None = LARGE) -> list[Row]:
    """All of it."""
    size = f"{accounts:,} accounts"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = library(accounts)
        with new_study(folder / "s") as study:
            fill(study, made)
        took = traced(folder / "s", folder / "found.json")
        scores = score(made, [(a, b, spans) for a, b, spans in json.loads((folder / "found.json").read_text(encoding="utf-8"))])
        again, whole = one_more(folder / "s", made.texts[made.units[0].places[0][0]] + " And one word more.")
        words = sum(len(text.split()) for text in made.texts)
        rows = [
            Row("trace", f"{size}, {words / 1e6:.1f} M words: stored editions to relations", f"{took['seconds']:.1f} s ({took['cpu']:.1f} s of processor)", "<= 30 s", ""),
            Row("trace", f"{size}: peak memory", f"{took['peak'] / 1024:.2f} GB", "<= 2.5 GB", ""),
            *rows_of(scores, size),
            Row("trace", f"{size} and one more: the verb answers", f"{again:.2f} s", "< 1 s", f"1/{whole / again:.0f} of tracing and recording all"),
            told_at_once(),
            *peers(made, size),
        ]  # fmt: skip
        if large:
            grown = library(large)
            with new_study(folder / "l") as study:
                fill(study, grown)
            much = traced(folder / "l")
            rows += [
                Row("trace", f"{large:,} accounts: stored editions to relations", f"{much['seconds']:.1f} s ({much['cpu']:.1f} s of processor)", "<= 4 times", f"{much['seconds'] / took['seconds']:.2f} times ({much['cpu'] / took['cpu']:.2f} of processor)"),
                Row("trace", f"{large:,} accounts: peak memory", f"{much['peak'] / 1024:.2f} GB", "<= 5 GB", ""),
            ]  # fmt: skip
    return rows


if __name__ == "__main__":
    show(measure(*((int(sys.argv[1]), None) if len(sys.argv) > 1 else ())))
