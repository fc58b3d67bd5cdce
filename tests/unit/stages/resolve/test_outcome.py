"""What several decisions on one thing come to."""

from __future__ import annotations

from itertools import permutations

import pytest

from testimonia.domain.decisions import LinkReview, Screening
from testimonia.domain.outcome import Standing, link_outcome, screening_outcome
from testimonia.domain.partition import Partition
from testimonia.domain.vocabulary import Layer, LinkDecision, ScreeningDecision, Shelf

INCLUDE, EXCLUDE, UNSURE = ScreeningDecision.INCLUDE, ScreeningDecision.EXCLUDE, ScreeningDecision.UNSURE
CODER, CONSENSUS, ADJUDICATED = Layer.CODER, Layer.CONSENSUS, Layer.ADJUDICATED


def row(decision, screener="anna", layer=CODER, **more):
    return Screening(account="a", screener=screener, layer=layer, decision=decision, **more)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Standing.UNSCREENED),
        ([row(INCLUDE)], Standing.INCLUDE),
        ([row(EXCLUDE), row(EXCLUDE, "ben")], Standing.EXCLUDE),
        ([row(INCLUDE), row(EXCLUDE, "ben")], Standing.CONFLICT),
        ([row(INCLUDE), row(UNSURE, "ben")], Standing.CONFLICT),
        ([row(UNSURE), row(UNSURE, "ben")], Standing.UNSURE),
        ([row(INCLUDE), row(EXCLUDE, "ben"), row(EXCLUDE, "ben", CONSENSUS)], Standing.EXCLUDE),
        ([row(EXCLUDE, layer=CONSENSUS), row(INCLUDE, "lea", ADJUDICATED)], Standing.INCLUDE),
        ([row(INCLUDE, "lea", ADJUDICATED), row(EXCLUDE, "lou", ADJUDICATED)], Standing.CONFLICT),
        ([row(INCLUDE, shelf=Shelf.STUDY), row(INCLUDE, "ben", shelf=Shelf.POLICY)], Standing.CONFLICT),
    ],
)
def test_the_highest_layer_that_agrees_decides(rows, expected):
    """Adjudicated wins over consensus over screeners; whoever disagrees within the deciding layer leaves a conflict; order is nothing."""
    assert {screening_outcome(order, ()).standing for order in permutations(rows)} == {expected}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(INCLUDE, round="first"), row(EXCLUDE, round="second")], Standing.EXCLUDE),
        ([row(INCLUDE, round="second"), row(EXCLUDE, round="first")], Standing.INCLUDE),
        ([row(INCLUDE), row(EXCLUDE, round="first")], Standing.EXCLUDE),
        ([row(INCLUDE, round="not listed"), row(EXCLUDE, round="first")], Standing.EXCLUDE),
        ([row(INCLUDE, round="not listed"), row(EXCLUDE)], Standing.CONFLICT),
        ([row(INCLUDE, round="first"), row(EXCLUDE, "ben", round="second")], Standing.CONFLICT),
        ([row(INCLUDE, round="first"), row(EXCLUDE, "ben", round="first"), row(INCLUDE, "ben", round="second")], Standing.INCLUDE),
        ([row(INCLUDE, shelf=Shelf.STUDY, round="first"), row(INCLUDE, shelf=Shelf.POLICY, round="second")], Standing.INCLUDE),
        ([row(INCLUDE, layer=CONSENSUS, round="first"), row(EXCLUDE, layer=CONSENSUS, round="second")], Standing.CONFLICT),
    ],
)
def test_a_screener_counts_with_the_word_of_their_latest_round(rows, expected):
    """Rounds follow one another as study.yaml lists them, no round and unknown ones come first; only screeners' own rows are replaced."""
    assert {screening_outcome(order, ("first", "second")).standing for order in permutations(rows)} == {expected}


def test_an_outcome_names_the_criterion_and_shelf_that_all_name():
    """Two reasons to leave out are still one decision, without a criterion; one reason is named."""
    one, other = row(EXCLUDE, criterion="fiction"), row(EXCLUDE, "ben", criterion="private")
    assert screening_outcome([one, row(EXCLUDE, "ben", criterion="fiction")], ()).criterion == "fiction"
    assert screening_outcome([one, other], ()).criterion is None
    assert screening_outcome([row(INCLUDE, shelf=Shelf.TESTIMONY), row(INCLUDE, "ben")], ()).shelf is Shelf.TESTIMONY
    disputed = screening_outcome([row(INCLUDE, shelf=Shelf.STUDY), row(EXCLUDE, "ben", shelf=Shelf.STUDY)], ())
    assert (disputed.standing, disputed.shelf) == (Standing.CONFLICT, Shelf.STUDY)


def link(decision, by="anna", layer=CODER):
    return LinkReview(a="m", b="n", account_a="a", account_b="b", decision=decision, layer=layer, by=by)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([link(LinkDecision.PROPOSED)], None),
        ([link(LinkDecision.SAME), link(LinkDecision.SAME, "ben")], LinkDecision.SAME),
        ([link(LinkDecision.SAME), link(LinkDecision.DIFFERENT, "ben")], LinkDecision.UNCLEAR),
        ([link(LinkDecision.SAME), link(LinkDecision.DIFFERENT, "ben"), link(LinkDecision.SAME, "lea", ADJUDICATED)], LinkDecision.SAME),
        ([link(LinkDecision.SAME, layer=CONSENSUS), link(LinkDecision.DIFFERENT, "lea", ADJUDICATED)], LinkDecision.DIFFERENT),
    ],
)
def test_reviewers_who_disagree_leave_a_pair_unclear(rows, expected):
    """Links follow the same layers; disagreement is unclear, a mere proposal is no decision."""
    assert {link_outcome(order)[0] for order in permutations(rows)} == {expected}


def test_what_must_stay_apart_stays_apart_through_others():
    """A join is refused as soon as it would put a forbidden pair into one set, however long the chain."""
    sets = Partition("abcdef", [("a", "f")])
    assert all(sets.join(*pair) for pair in ("ab", "bc", "ef", "de"))
    assert not sets.join("c", "d")
    assert sets.groups() == [("a", "b", "c"), ("d", "e", "f")]


@pytest.mark.parametrize(
    ("rows", "undecided", "expected"),
    [
        ([], [CODER], Standing.CONFLICT),
        ([row(INCLUDE)], [CODER], Standing.CONFLICT),
        ([row(INCLUDE)], [ADJUDICATED], Standing.CONFLICT),
        ([row(INCLUDE, layer=CONSENSUS)], [CODER], Standing.INCLUDE),
        ([row(INCLUDE, layer=CONSENSUS)], [CODER, CONSENSUS], Standing.CONFLICT),
    ],
)
def test_an_undecided_row_leaves_its_layer_open(rows, undecided, expected):
    """Where two copies of the study differ about a row, its layer decides nothing; a higher layer still does."""
    assert screening_outcome(rows, (), undecided).standing is expected
    links = [link(LinkDecision.SAME, layer=item.layer) for item in rows]
    assert link_outcome(links, undecided)[0] is (LinkDecision.SAME if expected is Standing.INCLUDE else LinkDecision.UNCLEAR)
