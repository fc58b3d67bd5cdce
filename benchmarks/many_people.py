"""Many people: what blocks find and leave out, how well people are told apart, and whether every engine gives the same.

Peer: all pairs compared (which grows with the square), and for the engines the ordinary one. Run: ``python -m benchmarks.many_people``.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import combinations

import numpy as np

from benchmarks.people import Crowd, crowd
from benchmarks.people_score import b_cubed
from benchmarks.table import Row, show
from testimonia.domain.decisions import Mention
from testimonia.stages.resolve.method.blocking import blocks, candidates
from testimonia.stages.resolve.method.components import parts
from testimonia.stages.resolve.method.grouping import best, count_interval, draw
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.proposing import SAMPLES, SEED, Held, Proposed, Size, propose
from testimonia.stages.resolve.method.scoring import Grower, Scoring, grow_large
from testimonia.stages.resolve.priors import shipped

REVIEWED = 60
"""Pairs that a reviewer who always knows has judged before the engines are compared."""


def measure(people: int = 1800, alike: int = 1270) -> list[Row]:
    """Blocks and groups of ``people`` (1,800 are some 6,400 mentions); the engines on ``alike`` (some 4,500 mentions)."""
    return _blocked(crowd(people, 0)) + _engines(crowd(alike, 0))


def _blocked(people: Crowd) -> list[Row]:
    told, truth = people.profiles, np.array(people.truth)
    pairs = len(told) * (len(told) - 1) // 2
    first, second = candidates(blocks(told), len(told))
    true = np.array(
        [pair for person in range(truth.max() + 1) for pair in combinations(np.flatnonzero(truth == person).tolist(), 2)], dtype=np.int64
    )
    found = np.isin(true[:, 0] * len(told) + true[:, 1], first * len(told) + second)
    scoring = Scoring(told, shipped())
    part = np.full(len(told), -1)
    for number, members in enumerate(parts(len(told), (first, second, scoring.odds(scoring.scale({}), first, second)), [])):
        part[members] = number
    within = (part[true[:, 0]] == part[true[:, 1]]) & (part[true[:, 0]] >= 0)
    begun = time.perf_counter()
    tree = grow_large(told, shipped(), {}, {}, ())
    taken = time.perf_counter() - begun
    groups = best(tree)
    low, high = count_interval(draw(tree, shipped().doubt, SAMPLES, SEED))
    precision, recall, score = b_cubed(groups.tolist(), people.truth)
    size = f"{len(told):,} mentions of {truth.max() + 1:,} people"
    return [
        Row(
            "resolve",
            f"{size}: pairs of one person that blocks find; that one part holds",
            f"{found.mean():.3f}; {within.mean():.3f}",
            "",
            "",
        ),
        Row("resolve", f"{size}: pairs compared", f"{len(first):,}", "", f"{len(first) / pairs:.3f} of all ({pairs:,})"),
        Row(
            "resolve",
            f"{size}: groups (nine samples of ten); B-cubed P, R, F",
            f"{groups.max() + 1:,} ({low:,} to {high:,}); {precision:.3f}, {recall:.3f}, {score:.3f}",
            "",
            "",
        ),
        Row("resolve", f"{size}: weighed and grouped", f"{taken:.1f} s", "", ""),
    ]


def _engines(people: Crowd) -> list[Row]:
    together = sorted(zip(people.profiles, people.truth, strict=True), key=lambda pair: pair[0].mention)
    told = [profile for profile, _ in together]
    held = _reviewed(told, dict(zip((profile.mention for profile in told), (person for _, person in together), strict=True)))
    ways: list[tuple[str, Callable[[], Grower] | None]] = [("Splink", _splink()), ("Spark", _spark())]
    begun = time.perf_counter()
    ordinary = _proposed(told, held, grow_large)
    own = time.perf_counter() - begun
    rows = [Row("resolve", f"{len(told):,} mentions, {REVIEWED} reviewed pairs: the ordinary engine", f"{own:.1f} s", "", "")]
    for name, way in ways:
        case = f"the same with {name}: links, bounds and 500 partitions"
        if way is None:
            rows.append(Row("resolve", case, f"not measured: pip install 'testimonia[{name.lower()}]' (Spark: and Java)", "equal", ""))
            continue
        begun = time.perf_counter()
        other = _proposed(told, held, way())
        taken = time.perf_counter() - begun
        rows.append(Row("resolve", case, f"{_compared(ordinary, other)}, {taken:.1f} s", "equal", f"{taken / own:.1f} of the time"))
    return rows


def _reviewed(told: list[Profile], person: dict[str, int]) -> Held:
    """What a reviewer says who begins with the most uncertain pairs."""
    pairs = [(link.a, link.b) for link in _proposed(told, Held(), grow_large).links[:REVIEWED]]
    return Held(
        same=[pair for pair in pairs if person[pair[0]] == person[pair[1]]],
        different=[pair for pair in pairs if person[pair[0]] != person[pair[1]]],
    )


def _proposed(told: list[Profile], held: Held, way: Grower) -> Proposed:
    mentions = [Mention(id=one.mention, account=one.account, label="x") for one in told]
    return propose(told, mentions, held, shipped(), Size(10, way))


def _compared(one: Proposed, other: Proposed) -> str:
    """Whether a report would say the same."""
    alike = (one.links, one.low, one.high) == (other.links, other.low, other.high)
    return "equal" if alike and np.array_equal(one.partitions, other.partitions) else "NOT EQUAL"


def _splink() -> Callable[[], Grower] | None:
    if find_spec("splink") is None:
        return None
    from testimonia.scale.splink import SplinkPeople

    return SplinkPeople


def _spark() -> Callable[[], Grower] | None:
    if find_spec("pyspark") is None or shutil.which("java") is None:
        return None
    from testimonia.scale.resolve import LocalSparkPeople

    return LocalSparkPeople


if __name__ == "__main__":
    show(measure())
