"""A candidate beside the others of its account: the numbers say what a look at each pair would, and trees learn from no row they judge."""

from __future__ import annotations

import random

import numpy as np
import pytest

from support.growth import seconds
from testimonia.assist.candidates import Candidate
from testimonia.assist.claims import FAINT, GROWN, sureness
from testimonia.assist.compared import NONE, NUMBERS, OTHER_VARIABLE, compared
from testimonia.assist.trees import Trees, grown
from testimonia.assist.weighing import Weights, learned, logistic
from workshop.claim_rows import Row
from workshop.stacking import Stack


def candidate(who=0, variable="origin", value="XI", start=0, **features):
    """A candidate of one code point."""
    return Candidate(who=who, variable=variable, value=value, start=start, end=start + 1, features=features)


def numbers(*told):
    """The numbers of candidates, each told with its score."""
    return list(compared([one for one, _ in told], [score for _, score in told]))


def test_a_second_value_takes_from_the_first():
    """The gap is to the best other value of the same person and variable, whatever their other values are."""
    surest, rival, *_ = numbers(
        (candidate(start=1), 2.0), (candidate(value="XM", start=5), 1.5), (candidate(value="XO", start=9), -3.0),
        (candidate(who=1, value="XQ", start=9), 4.0), (candidate(variable="age", value="30", start=7), 5.0),
    )  # fmt: skip
    assert (surest["other value"], surest["gap"], surest["rank"], surest["values"]) == (1.5, 0.5, 0, 3)
    assert (rival["other value"], rival["gap"], rival["rank"], rival["order"]) == (2.0, -0.5, 1, 1)


def test_a_value_told_again_adds_up():
    """Twice the same place says more than once, and each telling knows of the other."""
    one, other = numbers((candidate(start=1), 1.0), (candidate(start=5), 0.0))
    assert (one["same value"], other["same value"], one["times"]) == (0.0, 1.0, 2)
    assert one["all of value"] == other["all of value"] > 1.0
    assert one["other value"] == NONE


def test_one_expression_is_one_persons_and_of_one_variable():
    """Whose the words rather are, and what else they rather say, is known of each candidate."""
    first, second, third = numbers(
        (candidate(variable="joined", value="2014", start=3), 1.0), (candidate(who=1, variable="joined", value="2014", start=3), 3.0),
        (candidate(variable="left", value="2014", start=3), 2.0),
    )  # fmt: skip
    assert (first["other person"], first["other variable"]) == (3.0, 2.0)
    assert (second["other person"], second["other variable"]) == (1.0, NONE)
    assert (third["other variable"], third["best of other variable"]) == (1.0, 1.0)


def test_the_numbers_are_those_of_a_look_at_every_pair():
    """What is kept while going through the candidates once is what comparing all of them with all gives."""
    dice = random.Random(7)
    told = [
        (candidate(dice.randrange(3), dice.choice(["joined", "left"]), dice.choice("abcd"), dice.randrange(12)), dice.uniform(-8, 5))
        for _ in range(120)
    ]
    for (one, score), found in zip(told, numbers(*told), strict=True):
        mine = [(two, other) for two, other in told if (two.who, two.variable) == (one.who, one.variable)]
        best = max((other for two, other in mine if two.value != one.value), default=NONE)
        place = [(two, other) for two, other in told if (two.start, two.variable, two.value) == (one.start, one.variable, one.value)]
        same = (one.start, one.value, one.who, OTHER_VARIABLE[one.variable])
        other = max((score for two, score in told if (two.start, two.value, two.who, two.variable) == same), default=NONE)
        assert (found["score"], found["other value"]) == (score, best)
        assert found["rank"] == sum(more > score for _, more in mine)
        assert found["order"] == sum(two.start < one.start for two, _ in mine)
        assert found["other person"] == max((more for two, more in place if two.who != one.who), default=NONE)
        assert found["other variable"] == other


def test_many_candidates_are_compared_in_linear_time():
    """A book has thousands of numbers."""

    def took(count):
        told = [(candidate(value=str(at % 97), start=at), at % 13 - 6.0) for at in range(count)]
        return seconds(lambda: numbers(*told))

    took(100)
    assert took(16_000) < 10 * max(took(4_000), 0.005)


def test_trees_have_the_last_word_unless_a_candidate_is_faint():
    """Weights alone judge where there are no trees."""
    trees = Trees(names=["gap"], base=0.0, trees=[([0, -1, -1], [0.5, -2.0, 3.0], [1, 0, 0], [2, 0, 0])])
    assert sureness(1.0, {"gap": 1.0}, trees) == pytest.approx(logistic(3.0))
    assert sureness(FAINT, {"gap": 1.0}, trees) == 0.0
    assert sureness(1.0, {"gap": 1.0}, Weights(bias=0.0, values=np.zeros(4))) == pytest.approx(logistic(1.0))


@pytest.mark.parametrize("variable", GROWN)
def test_trees_of_claims_ask_how_candidates_stand_and_say_what_they_learned_from(variable):
    """Each file asks the numbers, and comes from the same rows as the weights that give the score."""
    file = f"claim-{variable.replace('_', '-')}"
    trees = grown(file)
    assert {"score", "gap", "all of value"} <= set(trees.names) & set(NUMBERS)
    assert trees.card == learned(file).card


def test_nothing_is_learned_from_the_rows_that_are_held_out():
    """A sign that only one part has is worth nothing where that part is held out; the sign that all parts have is."""
    rows = [
        Row(
            part=f"part-{part}", account=str(number), family=str(number), language="en", person=f"{part}/{number}",
            candidate=candidate(start=number, **{f"only {part} {number % 2}": 1.0, f"all {number % 3}": 1.0}),
            right=number % 2 == 0 if part else number % 3 == 0, told=True, elsewhere=False,
        )
        for part in range(3) for number in range(90)
    ]  # fmt: skip
    stack = Stack(rows, {f"part-{part}": part for part in range(3)}, {"origin": "origin"}, {}, 1.0, 3)
    found = stack.held_out()
    own = [sure for row, sure in zip(rows, found, strict=True) if row.part == "part-1"]
    right = [sure for row, sure in zip(rows, found, strict=True) if row.part == "part-1" and row.right]
    assert abs(sum(right) / len(right) - sum(own) / len(own)) < 0.1
    known = [sure for row, sure in zip(rows, stack.scores(()), strict=True) if row.part == "part-1" and row.right]
    assert min(known) > 0


def test_rows_that_say_nothing_teach_nothing():
    """A right value told elsewhere in the account, and what only another account's gold holds, are left out."""
    row = {"part": "a", "account": "b", "family": "b", "language": "en", "person": "c", "candidate": candidate()}
    teaches = [
        Row(**row, right=right, told=told, elsewhere=elsewhere).teaches
        for right, told, elsewhere in [(True, True, False), (True, False, False), (False, False, False), (False, False, True)]
    ]
    assert teaches == [True, False, True, False]
