"""Invented people told of under changing names are told apart, and the interval of their number holds the truth.

The generator (``benchmarks/people.py``) follows the measured groundwork: 58 people in some 200 mentions whose pseudonyms change from one
interview to the next. When pinned: B-cubed F .955 without review and .9996 with 140 pairs (8 seeds); 40 of 40 intervals of 90 % held 58,
after 40 and after 80 pairs 36 of 40.
The constants of the odds that were fitted (`best_candidate`, `any_candidate`) were fitted on seeds from 100 on.
"""

from __future__ import annotations

from statistics import mean

import pytest
from benchmarks.people import crowd
from benchmarks.people_score import b_cubed
from benchmarks.reviewing import resolved, until_the_rule

PEOPLE = 58


def _f(seed: int, pairs: int) -> float:
    people = crowd(PEOPLE, seed)
    return b_cubed(resolved(people, pairs).groups.tolist(), people.truth)[2]


def test_without_any_review():
    """B-cubed F stays above .94 (the goal is .90)."""
    assert mean(_f(seed, 0) for seed in range(8)) >= 0.94


def test_after_140_reviewed_pairs():
    """B-cubed F stays above .98 (the goal is .95, the aim .97)."""
    assert mean(_f(seed, 140) for seed in range(8)) >= 0.98


def test_whoever_stops_by_the_rule_counts_nearly_everybody_once():
    """Reviewed until the rule says stop, the cases are the people but for a few (when pinned: 175 pairs, B-cubed F .997, 58 to 62 cases)."""
    for seed in range(4):
        people = crowd(PEOPLE, seed)
        found = until_the_rule(people)
        assert b_cubed(found.cases, people.truth)[2] >= 0.98
        assert PEOPLE <= max(found.cases) + 1 <= PEOPLE + 4


@pytest.mark.parametrize(("pairs", "seeds"), [(0, 40), (80, 40)], ids=["before review", "after 80 pairs"])
def test_the_interval_of_the_number_of_people_holds_the_truth(pairs, seeds):
    """At least 85 % of intervals of 90 % hold the number of people, also when reviewing has settled what is likely."""
    held = 0
    for seed in range(seeds):
        found = resolved(crowd(PEOPLE, seed), pairs, seed)
        held += found.low <= PEOPLE <= found.high
    assert held >= 0.85 * seeds
