"""Learned weights: hashing, the file and the learning are the same everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from testimonia.assist.weighing import Weights, bucket, crossed, together
from workshop.fitting import fitted, folds_of, held_out

ROWS = [{"leave": 1.0, f"word={number % 7}": 1.0, "share": number / 40} for number in range(40)] + [
    {"official": 1.0, f"word={number % 7}": 1.0} for number in range(40)
]
LABELS = [True] * 40 + [False] * 40


def test_a_feature_falls_into_the_same_bucket_in_every_process():
    """The numbers stand here: another way of hashing would make every file of weights wrong."""
    assert [bucket("leave near", 1 << 14), bucket("ترك", 1 << 14)] == [16311, 4427]


def test_weights_read_back_as_they_were_written():
    """A file of weights holds the same weights, the same card and the same threshold, byte for byte."""
    weights = fitted(ROWS, LABELS, 1.0, enough=0.6, card={"version": "1", "parts": {"open": "abc"}})
    text = weights.to_json()
    again = Weights.from_json(text)
    assert again.to_json() == text
    assert again.probability(ROWS[3]) == weights.probability(ROWS[3])
    assert (again.enough, again.version) == (0.6, "1")


def test_the_same_rows_give_the_same_weights_and_tell_the_two_kinds_apart():
    """Learning draws nothing at random; what it says is surer than even for either kind."""
    weights = fitted(ROWS, LABELS, 1.0)
    assert np.array_equal(weights.values, fitted(ROWS, LABELS, 1.0).values)
    assert all((weights.probability(row) > 0.5) is label for row, label in zip(ROWS, LABELS, strict=True))
    assert weights.strongest({"leave": 1.0, "official": 1.0}) == "leave"
    assert weights.strongest({"official": 1.0}) == ""


def test_a_group_never_stands_on_both_sides_of_a_split():
    """The folds are of groups, and a row that only its own group explains is not known when that is held out."""
    groups = [number // 4 for number in range(80)]
    folds = folds_of(groups, 5)
    assert all(len({folds[at] for at in range(80) if groups[at] == group}) == 1 for group in set(groups))
    own = [{f"group={group}": 1.0} for group in groups]
    found = held_out(own, [group % 2 == 0 for group in groups], groups, 1.0, folds=5)
    assert found == pytest.approx(0.5, abs=0.15)


def test_crossing_keeps_the_features_and_adds_them_within_each_context():
    """A sign may weigh otherwise in another language, and the common part of it is learned from all."""
    assert crossed({"leave": 2.0}, "de", "turns") == {"leave": 2.0, "de&leave": 2.0, "turns&leave": 2.0}


def test_several_weights_say_at_once_what_each_says_alone():
    """Names are hashed once for all of them, and only weights with as many buckets can be asked together."""
    several = [fitted(ROWS, LABELS, penalty) for penalty in (0.5, 1.0, 8.0)]
    assert together(several, ROWS[3]) == pytest.approx([one.score(ROWS[3]) for one in several])
    assert together(several, {}) == pytest.approx([one.bias for one in several])
    with pytest.raises(ValueError, match="one number of them"):
        together([several[0], Weights(bias=0.0, values=np.zeros(4))], ROWS[3])
