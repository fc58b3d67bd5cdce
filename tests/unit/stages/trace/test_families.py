"""Which accounts make one family, by rule and by decision."""

from __future__ import annotations

import pytest

from support.stories import Corpus, prose, sentence
from testimonia.domain.decisions import RelationReview
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Reuse
from testimonia.domain.vocabulary import Direction, ProposalStatus, RelationKind
from testimonia.stages.trace.method import DIVIDED, WAITS, unheeded
from testimonia.stages.trace.method.holding import beside_strangers, holdings

STORY, OTHER = sentence("story", 200), sentence("other", 200)
HALF = " ".join(prose("story", 200)[:100])
SECOND_HALF = " ".join(prose("story", 200)[100:])


def review(a, b, status, kind=RelationKind.REPRINT, direction=Direction.UNDECIDED, by="anna"):
    return RelationReview(a=a, b=b, kind=kind, status=status, direction=direction, by=by)


def accept(a, b, **more):
    return review(a, b, ProposalStatus.ACCEPTED, **more)


def reject(a, b, **more):
    return review(a, b, ProposalStatus.REJECTED, **more)


def relation(lineage, a, b):
    return next(edge for edge in lineage.relations if (edge.a, edge.b) == (a, b))


def test_an_account_joins_the_family_of_the_one_that_holds_its_words():
    """Reprints and whole excerpts join by the rule, which signs for it."""
    lineage = Corpus({"a": STORY, "b": STORY, "c": HALF, "d": OTHER}).lineage()
    assert {family.accounts for family in lineage.families} == {("a", "b", "c"), ("d",)}
    assert {(edge.status, edge.by) for edge in lineage.relations} == {(ProposalStatus.ACCEPTED, "rule:join_family_containment")}


def test_without_the_rule_everything_waits_for_a_person():
    """With join_families off nothing joins, and the relations are proposed."""
    lineage = Corpus({"a": STORY, "b": STORY}).lineage(join=False)
    assert len(lineage.families) == 2
    assert relation(lineage, "a", "b").status is ProposalStatus.PROPOSED


@pytest.mark.parametrize(("threshold", "families"), [(0.5, 1), (0.8, 1), (0.95, 2)])
def test_the_threshold_is_that_of_the_protocol(threshold, families):
    """An account of which 90 % stand in another joins at 80 % and not at 95 %."""
    text = " ".join(prose("story", 200)[:90] + prose("new", 10))
    assert len(Corpus({"a": STORY, "b": text}).families(threshold=threshold)) == families


def test_a_round_up_waits_for_a_person():
    """Two stories that share nothing and stand whole in a third account join neither it nor one another."""
    lineage = Corpus({"a": STORY, "b": OTHER, "c": f"{STORY} {OTHER} {sentence('more', 50)}"}).lineage()
    assert {family.accounts for family in lineage.families} == {("a",), ("b",), ("c",)}
    for pair in (("a", "c"), ("b", "c")):
        edge = relation(lineage, *pair)
        assert edge.status is ProposalStatus.PROPOSED
        assert any(said.startswith(WAITS) for said in edge.evidence)


def test_a_holder_of_overlapping_excerpts_is_no_round_up():
    """Two excerpts of one account that share words join its family."""
    words = prose("story", 200)
    corpus = Corpus({"a": STORY, "b": " ".join(words[:120]), "c": " ".join(words[80:])})
    assert corpus.families() == {("a", "b", "c")}


def test_a_brief_that_stands_in_two_stories_ties_them_not_together():
    """A short account held by two unrelated long ones waits for a person; the long ones stay two stories."""
    brief = sentence("brief", 40)
    corpus = Corpus({"a": f"{STORY} {brief}", "b": f"{brief} {OTHER}", "c": brief})
    lineage = corpus.lineage()
    assert {family.accounts for family in lineage.families} == {("a",), ("b",), ("c",)}
    assert "2 unrelated stories" in relation(lineage, "a", "c").evidence[-1]
    assert corpus.families([accept("a", "c")]) == {("a", "c"), ("b",)}


def test_copies_of_one_story_meet_although_the_earliest_holder_is_a_round_up():
    """Reprints join one another also where each of them waits at the round-up that came first."""
    texts = {"a": f"{STORY} {OTHER}"} | {f"b{n:02}": f"{STORY} b{n}" for n in range(30)} | {f"c{n:02}": f"{OTHER} c{n}" for n in range(30)}
    lineage = Corpus(texts, {"a": "2014"}).lineage()
    assert sorted(len(family.accounts) for family in lineage.families) == [1, 30, 30]
    assert sum(edge.status is ProposalStatus.PROPOSED for edge in lineage.relations) == 2


def test_a_family_of_n_has_n_minus_one_relations():
    """Lineage is a tree: nine copies of each other give eight relations, all of them hanging together."""
    names = [f"a{n}" for n in range(9)]
    lineage = Corpus({name: f"{STORY} {name}" for name in names}).lineage()
    assert len(lineage.relations) == 8
    assert {name for edge in lineage.relations for name in (edge.a, edge.b)} == set(names)


def test_two_families_have_one_proposal_between_them():
    """A story of three reprints that quotes another of two gives one quotation, not six."""
    quote = " ".join(prose("other", 200)[50:90])
    texts = {f"a{n}": f"{STORY} “{quote}” a{n}" for n in range(3)} | {f"b{n}": f"{OTHER} b{n}" for n in range(2)}
    lineage = Corpus(texts).lineage()
    assert len(lineage.families) == 2
    assert [edge.kind for edge in lineage.relations].count(RelationKind.QUOTATION) == 1


def test_a_mere_quotation_never_joins_families():
    """Neither the rule nor a reviewer who accepts it as a quotation makes one family of two accounts."""
    quote = " ".join(prose("other", 200)[50:90])
    corpus = Corpus({"a": f"{STORY} “{quote}”", "b": OTHER})
    accepted = accept("a", "b", kind=RelationKind.QUOTATION)
    assert corpus.families() == corpus.families([accepted]) == {("a",), ("b",)}
    assert relation(corpus.lineage([accepted]), "a", "b").by == "anna"


def test_a_reviewer_joins_what_no_machine_found():
    """An accepted translation joins though the texts share no word, and is signed by the reviewer."""
    lineage = Corpus({"a": STORY, "b": OTHER}).lineage([accept("a", "b", kind=RelationKind.TRANSLATION, direction=Direction.B_TO_A)])
    assert [(family.accounts, family.root) for family in lineage.families] == [(("a", "b"), "b")]
    assert (relation(lineage, "a", "b").by, relation(lineage, "a", "b").matched_words) == ("anna", 0)


def test_what_a_reviewer_rejected_stays_apart_whatever_the_rule_says():
    """A rejected reprint joins neither directly nor by way of other copies, and no sibling of it is proposed again."""
    texts = {name: f"{STORY} {name}" for name in ("a", "b", "c")}
    lineage = Corpus(texts).lineage([reject("a", "c"), reject("b", "c")])
    assert {family.accounts for family in lineage.families} == {("a", "b"), ("c",)}
    once = Corpus(texts).lineage([reject("a", "c")])
    assert all({"a", "c"} - set(family.accounts) for family in once.families)
    assert not [edge for edge in once.relations if edge.status is ProposalStatus.PROPOSED]


def test_reviews_that_contradict_one_another_are_told():
    """Of a = b, b = c and a ≠ c the rejection holds, and the acceptance that joined nothing is named."""
    lineage = Corpus({"a": STORY, "b": OTHER, "c": sentence("third", 100)}).lineage([accept("a", "b"), accept("b", "c"), reject("a", "c")])
    assert {family.accounts for family in lineage.families} == {("a", "b"), ("c",)}
    assert [(edge.a, edge.b) for edge in unheeded(lineage.relations, lineage.families)] == [("b", "c")]


@pytest.mark.parametrize(
    ("dates", "reviews", "root"),
    [
        ({"b": "2015-01-01", "a": "2015-02-01", "c": "2015-02-01"}, [], "b"),
        ({"c": "2015-01-01"}, [], "c"),
        ({"a": "2015", "b": "2015-03-01", "c": "2015-05"}, [], "a"),
        ({}, [], "a"),
        ({}, [accept("a", "b", direction=Direction.B_TO_A)], "b"),
        ({"a": "2014"}, [accept("a", "c", direction=Direction.B_TO_A)], "b"),
    ],
    ids=["earliest", "the dated one", "not surely later", "smallest id", "turned", "turned against its date"],
)
def test_the_root_is_the_earliest_unless_a_reviewer_says_otherwise(dates, reviews, root):
    """The root is what was surely published first; undated, the smallest id; never one that a reviewer called a taker."""
    (family,) = Corpus(dict.fromkeys("abc", STORY), dates).lineage(reviews).families
    assert family.root == root


def test_the_longest_of_undated_accounts_is_the_root():
    """Without dates an excerpt is not the root of what it was cut out of."""
    (family,) = Corpus({"a": HALF, "b": STORY}).lineage().families
    assert family.root == "b"


def test_reviews_may_name_their_accounts_either_way_round():
    """A review of (b, a) is one of (a, b), with its direction turned."""
    lineage = Corpus({"a": STORY, "b": OTHER}).lineage([accept("b", "a", direction=Direction.A_TO_B)])
    assert relation(lineage, "a", "b").direction is Direction.B_TO_A


def test_reviews_of_accounts_that_are_not_there_do_nothing():
    """A decision on an account without text (or withdrawn) neither raises nor joins."""
    assert Corpus({"a": STORY}).families([accept("a", "gone")]) == {("a",)}


def holding(held, *spans, kind=RelationKind.EXCERPT):
    passages = tuple(SharedPassage(a_edition="x", a_start=0, a_end=1, b_edition="h", b_start=start, b_end=end) for start, end in spans)
    return Reuse(
        a=held, b="h", kind=kind, direction=Direction.UNDECIDED, score=0.1, matched_words=10, containment=1.0, a_share=1.0, b_share=0.1,
        passages=passages,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "strangers"),
    [
        ([(0, 50)], [(50, 90)], True),
        ([(0, 50)], [(49, 90)], False),
        ([(10, 20), (60, 70)], [(0, 5), (30, 40), (80, 90)], True),
        ([(10, 20), (60, 70)], [(0, 5), (30, 40), (69, 90)], False),
        ([(10, 20)], [(0, 40)], False),
    ],
)
def test_what_shares_a_place_in_the_holder_is_no_stranger(one, other, strangers):
    """Two accounts share nothing in a holder only if none of their passages there overlap; it does not matter which comes first."""
    for a, b in ((one, other), (other, one)):
        pairs = [holding("a", *a), holding("b", *b)]
        expected = {("a", "h"), ("b", "h")} if strangers else set()
        assert beside_strangers(holdings(pairs, 0.8), pairs) == expected


def test_a_quotation_holds_nothing():
    """An account quoted whole is not held, and makes no round-up of the one that quotes it."""
    assert holdings([holding("a", (0, 50), kind=RelationKind.QUOTATION)], 0.8) == []


def test_halves_of_one_account_wait_for_a_person():
    """Two excerpts that share nothing look like two stories of a round-up, and the rule leaves them to a person."""
    assert Corpus({"a": STORY, "b": HALF, "c": SECOND_HALF}).families() == {("a",), ("b",), ("c",)}


# --- what two copies of the study decided differently


def test_an_undecided_pair_may_meet_through_others():
    """Nothing is joined through the pair itself; a third account that both reprint joins them all the same."""
    assert Corpus({"a": STORY, "b": STORY}).families(undecided=[("b", "a")]) == {("a",), ("b",)}
    third = Corpus({"a": STORY, "b": STORY + " " + sentence("b", 5), "c": STORY + " " + sentence("c", 5)})
    lineage = third.lineage(undecided=[("a", "b")])
    assert {family.accounts for family in lineage.families} == {("a", "b", "c")}
    assert relation(lineage, "a", "b").status is ProposalStatus.PROPOSED


def test_an_excerpt_that_perhaps_belongs_elsewhere_waits():
    """Whether the excerpt belongs to one story is undecided: it is not given to the other one meanwhile."""
    texts = {"a": HALF, "b": HALF + " " + sentence("b", 200), "c": HALF + " " + sentence("c", 200)}
    corpus = Corpus(texts)
    assert ("a", "c") in corpus.families([reject("a", "b")])
    assert corpus.families(undecided=[("a", "b")]) == {("a",), ("b",), ("c",)}
    waiting = corpus.lineage(undecided=[("a", "b")])
    assert relation(waiting, "a", "b").evidence[-1] == WAITS + DIVIDED
    assert relation(waiting, "a", "c").evidence[-1].startswith(WAITS)
