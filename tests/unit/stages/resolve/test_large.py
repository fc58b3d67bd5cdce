"""More people than can be weighed all against all: what has something in common is compared, on one scale, part by part."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from benchmarks.people import crowd
from benchmarks.people_score import b_cubed
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from testimonia.stages.resolve.method import components
from testimonia.stages.resolve.method.blocking import MOST, blocks, candidates, commonplaces
from testimonia.stages.resolve.method.grouping import best, draw
from testimonia.stages.resolve.method.levels import all_levels, levels_of
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.scoring import Scoring, grow_large
from testimonia.stages.resolve.method.weighing import weigh
from testimonia.stages.resolve.priors import shipped
from testimonia.text import parse_edtf


def test_people_are_told_apart_nearly_as_well_as_all_against_all():
    """Where only pairs with something in common are compared B-cubed F stays above .90 on generated people."""
    people = crowd(58, 2)
    groups = best(grow_large(people.profiles, shipped(), {}, {}, ()))
    assert b_cubed(groups.tolist(), people.truth)[2] >= 0.90


def test_decisions_hold_in_every_sample():
    """What people put together stands together although nothing is in common, and what they kept apart never meets."""
    people = crowd(40, 5)
    decided = {(0, 1): True, (2, 3): True, (0, 2): False, (4, 9): False}
    tree = grow_large(people.profiles, shipped(), decided, decided, [(5, 6)])
    for groups in (best(tree), *draw(tree, 3, 20, 1)):
        assert all((groups[a] == groups[b]) is np.bool_(same) for (a, b), same in decided.items())


def test_the_scale_is_that_of_a_small_study():
    """Of no more mentions than it is learned from, the scale is the one that all pairs give."""
    people = crowd(30, 1)
    scale = Scoring(people.profiles, shipped()).scale({(0, 3): True})
    whole = weigh(people.profiles, all_levels(people.profiles), shipped(), {2: True})
    for name, shares in whole.m.items():
        assert scale.m[name] == pytest.approx(shares, abs=0.01)
        assert scale.u[name] == pytest.approx(whole.u[name], abs=0.01)


def test_some_pairs_are_as_alike_as_they_are_among_all():
    """The levels of chosen pairs are those that all pairs have at their places."""
    people = crowd(30, 4).profiles
    every, (first, second) = all_levels(people), np.triu_indices(len(people), 1)
    some = np.arange(0, len(first), 7)
    for name, level in levels_of(people, first[some], second[some]).items():
        assert (level == every[name][some]).all()


def test_what_many_have_in_common_brings_nobody_together():
    """A thousand of one name and nothing else give no pairs, and the work ends at once."""
    told = [Profile(mention=f"m{n:04}", account=f"a{n}", labels=("Abu Ahmad",)) for n in range(MOST * 2)]
    assert _pairs(told) == []


def test_what_many_share_is_asked_for_with_one_thing_more():
    """Where every two things are shared by more than a block holds, those who share a third as well are compared, and nobody else."""
    kinds = [(origin, group, role) for origin in range(3) for group in range(3) for role in range(3)]
    told = [
        Profile(
            mention=f"m{n:04}",
            account=f"a{n}",
            origins=frozenset({f"X{origin}"}),
            groups=frozenset({f"g{group}"}),
            roles=frozenset({f"r{role}"}),
        )
        for n, (origin, group, role) in enumerate(kind for kind in kinds for _ in range(MOST // 2))
    ]
    assert 3 * (MOST // 2) > MOST  # of any two things
    assert _pairs(told) == [(a, b) for a, b in combinations(range(len(told)), 2) if a // (MOST // 2) == b // (MOST // 2)]


def _pairs(told):
    first, second = candidates(blocks(told), len(told))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def test_two_things_that_many_share_bring_mentions_together():
    """A country and a place, or two places, make a pair; one thing alone, or two countries, does not."""
    told = [
        Profile(mention=f"m{n}", account=f"a{n}", origins=frozenset(origins), places=frozenset(places))
        for n, (origins, places) in enumerate(
            [(["XA"], "pq"), (["XA"], "qr"), (["XA"], "s"), (["XB"], "pq"), (["XA", "XC"], "t"), (["XC", "XA"], "")]
        )
    ]
    assert _pairs(told) == [(0, 1), (0, 3)]


def test_where_too_many_share_two_things_a_third_is_asked_for():
    """Two hundred of one country and group are compared only if a year, too, is the same; whoever has no more to say is compared with nobody."""
    years = {0: 2014, 1: 2014, 2: 2015}
    told = [
        Profile(
            mention=f"m{n:04}",
            account=f"a{n}",
            origins=frozenset({"XA"}),
            groups=frozenset({"north"}),
            left=(years[n] * 365.25, years[n] * 365.25 + 364) if n in years else None,
        )
        for n in range(MOST * 2)
    ]
    assert _pairs(told) == [(0, 1)]


def test_dates_of_one_year_meet_however_they_are_known():
    """A date known to its month and one known to its year are in one block, for each month of each year from 2000 to 2030."""
    for year in range(2000, 2031):
        for month in range(1, 13):
            spans = [_span(f"{year}"), _span(f"{year}-{month:02}")]
            told = [Profile(mention=f"m{n}", account=f"a{n}", origins=frozenset({"XA"}), left=span) for n, span in enumerate(spans)]
            assert _pairs(told) == [(0, 1)]


def _span(edtf):
    when = parse_edtf(edtf)
    return float(when.earliest.toordinal()), float(when.latest.toordinal())


def test_nobody_is_compared_with_all_however_many_there_are():
    """Each block is small, and blocks find nine pairs of one person in ten among a fraction of all pairs."""
    people = crowd(400, 3)
    size = len(people.profiles)
    assert max(map(len, blocks(people.profiles))) <= MOST
    found = set(_pairs(people.profiles))
    of = {}
    for at, person in enumerate(people.truth):
        of.setdefault(person, []).append(at)
    true = [pair for members in of.values() for pair in combinations(members, 2)]
    assert sum(pair in found for pair in true) / len(true) >= 0.93
    assert len(found) <= 0.2 * size * (size - 1) / 2


def test_many_places_make_few_keys():
    """Whoever names a thousand places is compared by some of them only."""
    assert len(commonplaces(Profile(mention="m", account="a", origins=frozenset({"XA"}), places=frozenset(map(str, range(1000)))))) == 13


def test_a_large_part_is_cut_no_more_than_it_must_be(monkeypatch):
    """Parts that come apart at odds of 1 stay whole where pairs of 1.6 hold them together."""
    monkeypatch.setattr(components, "MOST", 5)
    odds = np.where(np.arange(9) == 4, 1.0, 1.6)
    found = components.parts(10, (np.arange(9), np.arange(1, 10), odds), [])
    assert [len(members) for members in found] == [5, 5]


def test_a_part_that_is_too_large_is_cut_where_it_hangs_together_least(monkeypatch):
    """Ten pairs that weigh much, chained by what weighs little, are never torn, and no part is too large; what people put together is not cut."""
    monkeypatch.setattr(components, "MOST", 5)
    first, second = np.arange(19), np.arange(1, 20)
    odds = np.where(np.arange(19) % 2 == 0, 8.0, 0.0)
    found = components.parts(20, (first, second, odds), [])
    assert [members.tolist() for members in found] == [list(range(n, n + 4)) for n in range(0, 20, 4)]
    whole = components.parts(20, (first, second, np.full(19, -9.0)), [(n, n + 1) for n in range(19)])
    assert [len(members) for members in whole] == [20]


def test_parts_that_are_small_enough_are_the_connected_ones():
    """Whatever the order of pairs, mentions are in one part exactly if a chain of pairs of some weight connects them."""
    dice = np.random.default_rng(4)
    first, second = dice.integers(0, 300, (2, 200))
    odds = dice.normal(0, 6, 200)
    found = components.parts(300, (first, second, odds), [])
    kept = odds > components.LEAST
    linked = csr_array((np.ones(kept.sum()), (first[kept], second[kept])), shape=(300, 300))
    _, label = connected_components(linked, directed=False)
    assert sorted(tuple(members) for members in found) == sorted(
        tuple(members) for part in range(label.max() + 1) if len(members := np.flatnonzero(label == part)) > 1
    )
    assert len(found) > 10
