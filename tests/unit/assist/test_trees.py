"""Trees say what they were grown to say, and are read as they were written."""

import pytest

from testimonia.assist.choosing import TREES
from testimonia.assist.trees import Trees, grown
from testimonia.assist.weighing import logistic

# Two questions: a first, then b where a is high. The second tree is a leaf alone.
BOTH = Trees(
    names=["a", "b"], base=-1.0, enough=0.5, card={"version": "1"},
    trees=[([0, -1, 1, -1, -1], [0.5, -2.0, 1.5, 1.0, 4.0], [1, 0, 3, 0, 0], [2, 0, 4, 0, 0]), ([-1], [0.25], [0], [0])],
)  # fmt: skip


@pytest.mark.parametrize(
    ("features", "score"),
    [({}, -2.75), ({"a": 0.5, "b": 9.0}, -2.75), ({"a": 0.6, "b": 1.5}, 0.25), ({"a": 1.0, "b": 2.0, "c": 7.0}, 3.25)],
)
def test_each_tree_is_walked_from_question_to_leaf(features, score):
    """A value at the threshold goes the low way, a feature that is not there is 0, and one that no tree knows says nothing."""
    assert BOTH.score(features) == pytest.approx(score)
    assert BOTH.probability(features) == pytest.approx(logistic(score))


def test_trees_are_read_as_they_were_written():
    """What is saved asks the same, in the same form."""
    again = Trees.from_json(BOTH.to_json())
    assert again.to_json() == BOTH.to_json()
    assert again.score({"a": 1.0, "b": 2.0}) == BOTH.score({"a": 1.0, "b": 2.0})
    assert (again.card, again.enough) == ({"version": "1"}, 0.5)


def test_the_trees_that_come_along_lead_to_a_leaf_from_everywhere():
    """Every branch points forward within its tree, so that no walk goes round, and every question is of a feature with a name."""
    trees = grown(TREES)
    assert trees.trees
    assert len(set(trees.names)) == len(trees.names)
    for asked, values, low, high in trees.trees:
        assert len(asked) == len(values) == len(low) == len(high)
        for node, feature in enumerate(asked):
            assert -1 <= feature < len(trees.names)
            assert feature < 0 or node < min(low[node], high[node]) <= max(low[node], high[node]) < len(asked)
