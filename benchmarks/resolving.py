"""Resolving people: how well generated ones are told apart, how long it takes, beside groups by exact name as spreadsheets make them.

Peer: one person for each spelling of a name, which is what a team gets by sorting its table. Run: ``python -m benchmarks.resolving``.
"""

from __future__ import annotations

import resource
import time
from statistics import mean

from benchmarks import people_study
from benchmarks.people import Crowd, crowd
from benchmarks.people_score import b_cubed
from benchmarks.reviewing import resolved, until_the_rule
from benchmarks.table import Row, show

PEOPLE = 58
OTHERS = 200
"""The first of the seeds on which nothing was fitted or tested."""


def by_spelling(people: Crowd) -> list[int]:
    """Groups by the label as it is written; whoever has none stands alone."""
    known: dict[object, int] = {}
    return [known.setdefault(profile.labels or profile.mention, len(known)) for profile in people.profiles]


def measure(large: int = 570) -> list[Row]:
    """Quality on 58 people, coverage on 40 seeds, and the time of some 2,000 mentions (``large`` people)."""
    crowds = [crowd(PEOPLE, seed) for seed in range(8)]
    peer = mean(b_cubed(by_spelling(people), people.truth)[2] for people in crowds)
    rows = []
    for pairs, goal in ((0, ">= .90"), (40, ""), (140, ">= .95 (aim .97)")):
        found = [resolved(people, pairs) for people in crowds]
        score = mean(b_cubed(one.groups.tolist(), people.truth)[2] for one, people in zip(found, crowds, strict=True))
        count = mean(one.groups.max() + 1 for one in found)
        case = f"58 people, 8 seeds, {pairs} reviewed pairs: B-cubed F (mean count)"
        rows.append(Row("resolve", case, f"{score:.3f} ({count:.1f})", goal, f"{score / peer:.2f} of names as spelt ({peer:.3f})"))
    stopped = [until_the_rule(people) for people in crowds]
    score = mean(b_cubed(one.cases, people.truth)[2] for one, people in zip(stopped, crowds, strict=True))
    asked, count = mean(one.asked for one in stopped), mean(max(one.cases) + 1 for one in stopped)
    case = f"the same until the rule says stop ({asked:.0f} pairs): B-cubed F of reviewed links alone (mean count)"
    rows.append(Row("resolve", case, f"{score:.3f} ({count:.1f})", "", f"{score / peer:.2f} of names as spelt ({peer:.3f})"))
    for first in (0, OTHERS):
        for pairs in (0, 40, 80, 140):
            found = [resolved(crowd(PEOPLE, seed), pairs, seed) for seed in range(first, first + 40)]
            held, width = sum(one.low <= PEOPLE <= one.high for one in found), mean(one.high - one.low for one in found)
            case = f"40 seeds from {first} on, {pairs} reviewed pairs: intervals of 90 % that hold 58 (mean width)"
            rows.append(Row("resolve", case, f"{held} ({width:.1f})", ">= 34", ""))
    many = crowd(large, 0)
    begun = time.perf_counter()
    one = resolved(many, 0)
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    case = f"{len(many.profiles):,} mentions weighed, grouped, 500 partitions"
    rows.append(Row("resolve", case, f"{taken:.1f} s, {peak:.2f} GB ({one.low}-{one.high} people of {large})", "<= 60 s", ""))
    return rows + people_study.measure(many)


if __name__ == "__main__":
    show(measure())
