"""How far two reviewers of pairs agree, and when reviewing may stop."""

from __future__ import annotations

import random

import numpy as np
import pytest

from testimonia.domain.decisions import LinkReview
from testimonia.domain.outcome import in_sample
from testimonia.domain.vocabulary import Layer, LinkDecision
from testimonia.stages.code.method.agreement.answers import Answers
from testimonia.stages.code.method.agreement.coefficients import alpha, percent
from testimonia.stages.code.method.agreement.distances import nominal
from testimonia.stages.resolve.method.agreeing import VERDICTS, agreement
from testimonia.stages.resolve.method.grouping import grow
from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.stopping import stopping
from testimonia.stages.resolve.method.weighing import weigh
from testimonia.stages.resolve.priors import shipped


def said(pair: int, by: str, decision: LinkDecision, layer: Layer = Layer.CODER) -> LinkReview:
    return LinkReview(a=f"a{pair:03}", b=f"b{pair:03}", account_a="x", account_b="y", decision=decision, by=by, layer=layer)


def crowd(seed: int, pairs: int) -> list[LinkReview]:
    dice = random.Random(seed)
    rows = []
    for pair in range(pairs):
        truth = dice.choice(VERDICTS)
        people = dice.sample(("ada", "ben", "mira"), dice.choice((1, 2, 2, 3)))
        rows += [said(pair, by, truth if dice.random() < 0.7 else dice.choice(VERDICTS)) for by in people]
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_alpha_is_that_of_codings(seed):
    """The few lines for pairs give the same numbers as the room of coding does."""
    rows = crowd(seed, 60)
    found = agreement(rows)
    values = np.full((3, 60), -1)
    for row in rows:
        values[("ada", "ben", "mira").index(row.by), int(row.a[1:])] = VERDICTS.index(row.decision)
    answers = Answers(values, tuple(VERDICTS))
    assert found.alpha.value == pytest.approx(alpha(answers, nominal(answers.categories)).value(), abs=1e-12)
    assert found.percent.value == pytest.approx(percent(answers).value(), abs=1e-12)
    assert found.alpha.low < found.alpha.value < found.alpha.high


def test_agreement_counts_independent_verdicts_alone():
    """One reviewer, nobody, and what was settled above are no agreement; verdicts that never vary have no alpha."""
    same, different = LinkDecision.SAME, LinkDecision.DIFFERENT
    assert agreement([]).pairs == 0
    assert agreement([said(1, "ada", same), said(1, "mira", same, Layer.ADJUDICATED)]).pairs == 0
    alike = agreement([said(n, by, same) for n in range(5) for by in ("ada", "ben")])
    assert (alike.pairs, alike.alike, alike.percent.value, alike.alpha.value) == (5, 5, 1.0, None)
    known = agreement([said(n, by, verdict) for n in range(4) for by, verdict in (("ada", same), ("ben", same if n else different))])
    # Counted by hand: 8 verdicts, 7 of them "same"; one of four pairs apart: 1 - (8 - 1) * 2 / (2 * 7 * 1).
    assert known.alpha.value == pytest.approx(0.0, abs=1e-12)
    assert known.percent.value == 0.75


def test_the_sample_is_declared_by_its_seed():
    """The same pairs are of the sample on every machine, in either order; the share is about what was asked for."""
    pairs = [(f"m{n}", f"m{n + 1}") for n in range(3000)]
    chosen = [pair for pair in pairs if in_sample(0.2, 7, *pair)]
    assert 0.17 < len(chosen) / len(pairs) < 0.23
    assert all(in_sample(0.2, 7, b, a) for a, b in chosen)
    assert chosen != [pair for pair in pairs if in_sample(0.2, 8, *pair)]
    assert not any(in_sample(0, 7, *pair) for pair in pairs)
    assert all(in_sample(1, 7, *pair) for pair in pairs)


def test_reviewing_may_stop_when_little_can_change():
    """The rule compares what open pairs are expected to take off the count with its limit, and waits for reviewers, the lead and whatever contradicts itself."""
    assert stopping([0.4, 0.3], 100, 0.02, second=0, disputed=0, contradicting=0).may
    assert not stopping([0.9, 0.7, 0.6], 100, 0.02, second=0, disputed=0, contradicting=0).may
    assert stopping([0.4], 3, 0.02, second=0, disputed=0, contradicting=0).limit == 0.5
    assert not stopping([], 100, 0.02, second=1, disputed=0, contradicting=0).may
    assert not stopping([], 100, 0.02, second=0, disputed=1, contradicting=0).may
    assert not stopping([], 100, 0.02, second=0, disputed=0, contradicting=1).may
    assert stopping([0.5], 10, 0.02, second=0, disputed=0, contradicting=0).next == 0.5


def test_another_pair_is_asked_where_the_heaviest_is_undecidable():
    """Two accounts of one person and a third: where the heaviest pair across cannot be told, the other one is proposed."""
    told = [
        Profile(mention=f"m{n}", account=f"a{n}", labels=("Abu Zubayr",), sex="male", born=(1990.0, 1991.0), origins=frozenset({"XA"}))
        for n in range(3)
    ]
    levels, priors = all_levels(told), shipped()
    weighed = weigh(told, levels, priors, {})
    decided = {(0, 1): True}
    heaviest = grow(3, levels, weighed, priors, decided).pair[-1]
    other = grow(3, levels, weighed, priors, decided, [heaviest]).pair[-1]
    assert {heaviest, other} == {(0, 2), (1, 2)}
