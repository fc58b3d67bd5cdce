"""What a reviewer is shown of how a pair was weighed is the sum that the program reckons with."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from benchmarks.people import crowd

from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.weighing import Rarities, Scale, weigh
from testimonia.stages.resolve.priors import shipped
from testimonia.stages.resolve.waterfall import Scales, waterfall


def _scales(told, found, proposed=None):
    m, u = ({name: np.array(share) for name, share in shares.items()} for shares in (found.m, found.u))
    return Scales({one.mention: one for one in told}, Scale(m=m, u=u, prior=found.prior), Rarities(told), proposed or {})


def test_the_steps_add_up_to_the_odds_of_the_pair():
    """From the prior over each field, caps and the limit of what nothing ties, the sum is that of the weighing, for every pair."""
    told = crowd(12, 3).profiles
    found = weigh(told, all_levels(told), shipped(), {})
    scales = _scales(told, found)
    limit = shipped().untied - shipped().best_candidate
    met = {"repeats": 0, "untied": 0}
    for (a, b), total, tied in zip(combinations(told, 2), found.total, found.tied, strict=True):
        shown = waterfall(scales, a.mention, b.mention)
        odds = float(total) + found.prior
        assert shown.end == pytest.approx(odds if tied else min(odds, limit), abs=0.08)
        assert shown.repeats <= 0
        assert shown.untied <= 0
        assert shown.chance == pytest.approx(1 / (1 + 2**-shown.end))
        met["repeats"] += shown.repeats < 0
        met["untied"] += shown.untied < 0
    assert min(met.values()) > 0


def test_what_is_silent_is_no_step_and_two_who_say_nothing_have_none():
    """A field that one of the two does not speak of adds nothing; of two that have no field in common there is nothing to show."""
    told = [
        Profile(mention="m1", account="a1", labels=("Samir",), sex="male"),
        Profile(mention="m2", account="a2", labels=("Samir",)),
        Profile(mention="m3", account="a3"),
    ]
    found = weigh(told, all_levels(told), shipped(), {})
    scales = _scales(told, found, {("m1", "m2"): 0.4})
    assert [one.field for one in waterfall(scales, "m2", "m1").weights] == ["names"]
    assert waterfall(scales, "m2", "m1").proposed == 0.4
    assert waterfall(scales, "m1", "m3") is None
    assert waterfall(scales, "m1", "nobody") is None
    assert waterfall(None, "m1", "m2") is None
