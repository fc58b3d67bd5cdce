"""How far the reviewing of pairs has come: what waits, how far reviewers agree, and whether it may stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from testimonia.domain.decisions import LinkReview
from testimonia.domain.outcome import waits_for_second
from testimonia.domain.partition import Pair
from testimonia.domain.results import Case, Partitioning
from testimonia.domain.samples import counts_of
from testimonia.domain.vocabulary import CaseKind
from testimonia.stages.resolve.knowing import Contradictions
from testimonia.stages.resolve.method.agreeing import PairAgreement, agreement
from testimonia.stages.resolve.method.proposing import INTERVAL
from testimonia.stages.resolve.method.stopping import Stopping, stopping
from testimonia.stages.resolve.reviewing import disputed, waiting
from testimonia.store.overview import last_run
from testimonia.store.runs import read_outputs
from testimonia.study import View
from testimonia.study.withholding import LEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where reviewing stands, as one reader may know it.

    ``low`` and ``high`` bound the number of people in nine of ten samples of the last resolving; None where nothing was sampled.
    ``disputed`` are the pairs on which reviewers differ, for those who are to settle them, ``against`` the verdicts that cannot all hold. ``stale``: something was decided since, so that other pairs may come.
    """

    stopping: Stopping
    agreement: PairAgreement
    disputed: tuple[Pair, ...]
    against: Contradictions
    low: int | None
    high: int | None
    stale: bool


def progress(view: View, against: Contradictions) -> Progress:
    """Look at the last resolving and at what was said since; writes nothing. ``against`` is what contradicts itself now, for this reader."""
    protocol = view.study.protocol
    reviews: dict[Pair, list[LinkReview]] = {}
    # That a first verdict is there is no secret, only what it says.
    for review in view.study.store.records(view.connection, LinkReview):
        reviews.setdefault((review.a, review.b), []).append(review)
    second = sum(waits_for_second(rows, two=protocol.judged_by_two(*pair)) for pair, rows in reviews.items())
    differing = tuple(sorted(pair for pair, rows in reviews.items() if disputed(rows)))
    run = last_run(view.connection, "resolve")
    cases = read_outputs(view.connection, run.id, Case) if run else []
    counts = counts_of(read_outputs(view.connection, run.id, Partitioning)) if run else []
    share = (1 - INTERVAL) / 2
    low, high = np.quantile(counts, [share, 1 - share], method="nearest") if counts else (None, None)
    return Progress(
        stopping=stopping(
            [link.probability for link in waiting(view) if link.probability is not None],
            sum(case.kind is CaseKind.PERSON for case in cases),
            protocol.pairs.stop_below,
            second=second,
            disputed=len(differing),
            contradicting=against.count,
        ),
        agreement=agreement(view.records(LinkReview)),
        disputed=differing if protocol.role(view.study.coder) in LEADING else (),
        against=against,
        low=None if low is None else int(low),
        high=None if high is None else int(high),
        stale=view.run("resolve") is None,
    )
