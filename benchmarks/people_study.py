"""A study of generated people, so that what a reviewer waits for is measured where they wait."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.people import Crowd
from benchmarks.table import Row
from testimonia.domain.decisions import Claim, Mention, Screening
from testimonia.domain.evidence import Account
from testimonia.domain.vocabulary import AccountState, Identity, MentionStatus, ScreeningDecision, Shelf
from testimonia.stages.resolve import resolve, reviewing
from testimonia.stages.resolve.contradicting import contradictions
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.progress import progress
from testimonia.stages.trace import trace
from testimonia.study import Study, new_study

PLAN = "study: {title: Generated people, question: How many are there?}\ncoders: [{id: mira, role: lead}]\npairs: {double: 0.2}\n"
EPOCH = 700_000
"""The day that the generator counts from, so that its dates are dates."""


@contextmanager
def study_of(people: Crowd) -> Iterator[Study]:
    """A study in which each mention stands in an account of its own."""
    with tempfile.TemporaryDirectory() as folder, new_study(Path(folder) / "study", files={"study.yaml": PLAN}) as study:
        study.decide([row for profile in people.profiles for row in _rows(profile)])
        trace(study)
        yield study


def _rows(told: Profile) -> Iterator[Account | Screening | Mention | Claim]:
    yield Account(id=told.account, origin=told.account, title="", sha256="0" * 64, state=AccountState.OK)
    yield Screening(account=told.account, screener="owner", decision=ScreeningDecision.INCLUDE, shelf=Shelf.TESTIMONY)
    label, identity = (told.labels[0], Identity.UNKNOWN) if told.labels else ("a man", Identity.ANONYMOUS)
    yield Mention(id=told.mention, account=told.account, label=label, identity=identity, status=MentionStatus.ELIGIBLE)
    said = [("sex", told.sex or "")]
    said += [
        (name, value) for name, values in (("origin", told.origins), ("group", told.groups), ("place", told.places)) for value in values
    ]
    said += [(name, _dates(span)) for name, span in (("joined", told.joined), ("left", told.left)) if span]
    for variable, value in said:
        if value:
            yield Claim(id=f"{told.mention}{variable}{value}", account=told.account, mention=told.mention, variable=variable, value=value)


def _dates(span: tuple[float, float]) -> str:
    return "/".join(date.fromordinal(EPOCH + int(day)).isoformat() for day in span)


def measure(people: Crowd) -> list[Row]:
    """Resolving from the database to the kept run, and then the next pair, as a page asks for it."""
    with study_of(people) as study:
        begun = time.perf_counter()
        resolve(study)
        whole = time.perf_counter() - begun
        with study.read() as view:
            begun = time.perf_counter()
            first = reviewing.waiting(view)[0]
            reviewing.pair(view, first.a, first.b)
            pair = time.perf_counter() - begun
            begun = time.perf_counter()
            progress(view, contradictions(view))
            state = time.perf_counter() - begun
    size = f"{len(people.profiles):,} mentions"
    return [
        Row("resolve", f"{size}: from the database to the kept run", f"{whole:.1f} s", "<= 60 s", ""),
        Row("resolve", f"{size}: the next pair", f"{1000 * pair:.0f} ms", "< 200 ms", ""),
        Row("resolve", f"{size}: whether to stop", f"{1000 * state:.0f} ms", "", ""),
    ]
