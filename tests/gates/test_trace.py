"""Tracing on invented stories at a reduced size, with pinned floors; `make bench` measures at full size."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.stories import library
from benchmarks.stories_score import score

from testimonia.stages.trace.method import Item, Source, find_reuse
from testimonia.stages.trace.params import TraceParams

ACCOUNTS = 2_000

# Measured at this size: 1, 1, 1, .988, .952 (of 42), precision .990, spans .999. The floors are those of full size, less what one missed
# copy of so few weighs.
FLOORS = {"reprint": 1.0, "excerpt": 1.0, "quotation": 0.995, "edited quotation": 0.98, "edited quotation < 20": 0.92}


@pytest.fixture(scope="module")
def scores():
    made = library(ACCOUNTS)
    sources = [
        Source(Item(account=f"{n:06}", edition=f"e{n}", published=date, outlet=outlet, bytes_digest=str(n)), text)
        for n, (text, outlet, date) in enumerate(zip(made.texts, made.outlets, made.dates, strict=True))
    ]
    found = find_reuse(sources, TraceParams())
    spans = [(int(r.a), int(r.b), [(p.a_start, p.a_end, p.b_start, p.b_end) for p in r.passages]) for r in found.reuse]
    return score(made, spans), found


@pytest.mark.parametrize("kind", FLOORS)
def test_recall(scores, kind):
    """Of every kind of planted reuse so much is found that its copies hang together."""
    assert scores[0].recall[kind] >= FLOORS[kind]


def test_precision(scores):
    """Nearly every relation is one that was planted; set phrases, chance and footers make none."""
    assert scores[0].precision >= 0.98


def test_spans(scores):
    """Passages begin and end where the planted words do."""
    assert scores[0].span_f1 >= 0.95


def test_footers_are_boilerplate(scores):
    """The footers of all twenty outlets are found and listed, each once, and nothing else is."""
    assert len({line.outlet for line in scores[1].boilerplate}) == 20
    assert len(scores[1].boilerplate) <= 24


def test_pairs_are_bounded(scores):
    """A story of 60 copies and passages of 40 give about as many pairs as copies, not their square."""
    assert len(scores[1].reuse) <= 2 * ACCOUNTS
