"""How mergers become sampled partitions and a count of people."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np

from testimonia.stages.resolve.method.components import elsewhere
from testimonia.stages.resolve.method.grouping import LOST, NOBODY, Tree, count_interval, cut, draw, grow
from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.weighing import prior_odds, weigh
from testimonia.stages.resolve.priors import shipped


def _tree(odds, anybody):
    return Tree(size=3, left=(0, 3), right=(1, 2), odds=np.array(odds), anybody=np.array(anybody), pair=((0, 1), (0, 2)))


def test_a_merger_that_is_left_out_undoes_none_above_it():
    """Where the first two stand apart the third still joins the one that it is most alike."""
    assert cut(_tree([0.0, 0.0], [0.0, 0.0]), [False, True]).tolist() == [0, 1, 0]
    assert cut(_tree([0.0, 0.0], [0.0, 0.0]), [True, True]).tolist() == [0, 0, 0]


def test_the_count_goes_by_whether_a_group_has_anybody():
    """Samples merge with the odds of having anybody, whatever those of the one candidate are; without a doubt their mean is its probability."""
    partitions = draw(_tree([-9.0, -9.0], [0.0, np.inf]), 1.0, 4000, 1)
    assert abs(float((partitions.max(axis=1) + 1).mean()) - 1.5) < 0.03
    assert count_interval(partitions) == (1, 2)


def _grown(candidates, beyond=None):
    """Somebody who named a place and a month of leaving, among others of whom some say the same, and forty who say something else."""
    told = [
        _of(0, "p", 100.0),
        *(_of(n + 1, "p", 100.0) for n in range(candidates)),
        *(_of(n + 100, f"q{n}", 4000.0 + 400 * n) for n in range(40)),
    ]
    levels = all_levels(told)
    apart = {(a, b): False for a in range(1, candidates + 1) for b in range(a + 1, candidates + 1)}
    return grow(len(told), levels, weigh(told, levels, shipped(), {}), shipped(), apart, (), beyond)


def _of(number, place, left):
    return Profile(mention=f"m{number:03}", account=f"a{number}", places=frozenset({place}), left=(left, left + 30))


def test_many_candidates_make_it_likelier_that_it_is_one_of_them():
    """Of somebody with several equal candidates, who are known to be different people, each is as likely as one alone, somebody is likelier."""
    for tree in (_grown(1), _grown(5)):
        assert tree.anybody[0] >= tree.odds[0]
    assert _grown(5).anybody[0] - _grown(5).odds[0] > _grown(1).anybody[0] - _grown(1).odds[0] + 1


def test_candidates_in_other_parts_count():
    """What pairs with other parts of the study say enters the odds of having anybody, and no merger's own."""
    alone = _grown(1)
    size = alone.size
    more = _grown(1, np.full(size, 9.0))
    assert (more.odds == alone.odds).all()
    assert more.anybody[0] > alone.anybody[0]
    assert np.allclose(_grown(1, np.full(size, NOBODY)).anybody, alone.anybody, atol=1e-3)


def test_whom_a_verdict_holds_to_be_somebody_else_is_no_candidate_in_another_part():
    """Of two candidates in another part, the one that people told apart counts for neither side; a mention without any has nobody."""
    edges = (np.array([0, 1]), np.array([2, 3]), np.array([9.0, 9.0]))
    several = [np.array([0, 1]), np.array([2, 3])]
    before = elsewhere(4, edges, several, shipped(), {})
    assert (before > 0).all()
    assert elsewhere(4, edges, several, shipped(), {(0, 2): False, (0, 1): True}).tolist() == [NOBODY, before[1], NOBODY, before[3]]


def _two_countries(half=6, decided=(), **of_other):
    """People of one country and as many of another, or who say something else; those of one country are known to be different people."""
    one = [Profile(mention=f"m{n:03}", account=f"a{n}", origins=frozenset({"XA"})) for n in range(half)]
    told = one + [
        Profile(mention=f"m{n:03}", account=f"a{n}", **(of_other or {"origins": frozenset({"XB"})})) for n in range(half, 2 * half)
    ]
    levels = all_levels(told)
    apart = [*combinations(range(half), 2), *combinations(range(half, 2 * half), 2), *decided]
    return grow(len(told), levels, weigh(told, levels, shipped(), {}), shipped(), dict.fromkeys(apart, False))


def test_somebody_against_whose_every_candidate_something_speaks_may_have_one_all_the_same():
    """Where all candidates are of another country each is improbable; that it is one of them is less so, but never likelier than one in 32."""
    tree = _two_countries()
    assert tree.anybody[0] > tree.odds[0] + 1
    assert (tree.anybody <= LOST).all()


def test_whom_verdicts_hold_to_be_different_are_no_candidates():
    """With everybody told apart nothing is merged; with all but one told apart from somebody that one alone counts for them."""
    everybody = list(product(range(6), range(6, 12)))
    assert len(_two_countries(decided=everybody).odds) == 0
    tree = _two_countries(decided=[pair for pair in everybody if pair != (0, 6)])
    assert np.allclose(tree.anybody, tree.odds, atol=1e-3)


def test_silence_is_no_candidate():
    """Of people of whom two accounts say nothing in common a merger is no likelier than its own odds, however many they are."""
    tree = _two_countries(half=80, left=(100.0, 130.0))
    assert np.allclose(tree.odds[0], prior_odds(160, shipped().mentions_per_person))
    assert tree.anybody[0] == tree.odds[0]
