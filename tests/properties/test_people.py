"""What people decided about pairs holds in every grouping, whatever the weights say."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from testimonia.domain.partition import Partition
from testimonia.stages.resolve.method.grouping import best, draw, grow
from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.weighing import weigh
from testimonia.stages.resolve.priors import shipped

LABELS = ("Abu Ahmad", "Abou Ahmed", "Umm Khalid", "Samir", "Sameer", "Omar", "")


def _crowd(dice: random.Random, size: int) -> list[Profile]:
    return [
        Profile(
            mention=f"m{at:03}",
            account=f"a{at:03}",
            labels=tuple(label for label in [dice.choice(LABELS)] if label),
            sex=dice.choice((None, "male", "female")),
            born=dice.choice((None, (1990.0, 1991.0), (1980.0, 1981.0))),
            origins=frozenset(dice.sample(("XA", "XB"), dice.randrange(2))),
            passages=frozenset(dice.sample(("p1", "p2"), dice.randrange(2))),
        )
        for at in range(size)
    ]


@given(st.integers(0, 2**32), st.integers(2, 14), st.integers(0, 12))
def test_no_decision_is_ever_violated(seed, size, pairs):
    """Fifty random sets of decisions an example: what must stay apart does, what must stand together does unless that would be broken."""
    dice = random.Random(seed)
    told = _crowd(dice, size)
    levels, priors = all_levels(told), shipped()
    weighed = weigh(told, levels, priors, {})
    for _ in range(50):
        decided = {}
        for _ in range(pairs):
            a, b = sorted(dice.sample(range(size), 2))
            decided[a, b] = dice.random() < 0.5
        tree = grow(size, levels, weighed, priors, decided)
        # The order in which the tree takes up what must stand together: what would break a pair that must stay apart is left.
        held = Partition(map(str, range(size)), [(str(a), str(b)) for (a, b), same in decided.items() if not same])
        for (a, b), same in sorted(decided.items()):
            if same:
                held.join(str(a), str(b))
        for groups in (best(tree), *draw(tree, priors.doubt, 3, seed % 1000)):
            for (a, b), same in decided.items():
                if not same:
                    assert groups[a] != groups[b]
                elif held.together(str(a), str(b)):
                    assert groups[a] == groups[b]


@given(st.integers(0, 2**32), st.integers(0, 30))
def test_the_order_of_weights_is_the_only_thing_that_counts(seed, size):
    """The same people give the same tree twice, and no mention is lost."""
    told = _crowd(random.Random(seed), size)
    levels, priors = all_levels(told), shipped()
    trees = [grow(size, levels, weigh(told, levels, priors, {}), priors, {}) for _ in range(2)]
    assert trees[0].pair == trees[1].pair
    assert np.array_equal(trees[0].odds, trees[1].odds)
    assert len(best(trees[0])) == size
