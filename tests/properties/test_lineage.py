"""What holds of families and cases whatever the texts and decisions are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from support.stories import Corpus, prose
from testimonia.domain.decisions import LinkReview, Mention, RelationReview, Screening
from testimonia.domain.evidence import Account
from testimonia.domain.partition import Partition
from testimonia.domain.results import Family
from testimonia.domain.vocabulary import (
    AccountState,
    Direction,
    Layer,
    LinkDecision,
    MentionStatus,
    ProposalStatus,
    RelationKind,
    ScreeningDecision,
    Shelf,
)
from testimonia.stages.resolve.method import Material, Standing, resolve_cases
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.trace.method import find_reuse, trace_lineage
from testimonia.stages.trace.params import TraceParams
from testimonia.text import words

NAMES = [f"a{n}" for n in range(7)]
PIECES = [" ".join(prose(f"piece {n}", 12 + 6 * n)) for n in range(6)]
DATES = [None, "2014", "2015-01", "2015-01-03", "2015-01-09", "2015-03~", "../2015"]

text_of_pieces = st.lists(st.sampled_from([*PIECES, "one more word", "“", "”", ""]), max_size=5).map(" ".join)
corpora = st.builds(
    lambda texts, dates: Corpus(texts, {name: date for name, date in dates.items() if date}),
    st.dictionaries(st.sampled_from(NAMES), text_of_pieces, min_size=1),
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(DATES)),
)
relation_reviews = st.lists(
    st.builds(
        RelationReview,
        a=st.sampled_from(NAMES),
        b=st.sampled_from(NAMES),
        kind=st.sampled_from(RelationKind),
        status=st.sampled_from(ProposalStatus),
        direction=st.sampled_from(Direction),
        by=st.just("anna"),
    ),
    max_size=6,
    unique_by=lambda review: frozenset((review.a, review.b)),
)


@given(corpora, relation_reviews)
def test_families_partition_the_accounts(corpus, reviews):
    """Every account with a text is in exactly one family, whose root is one of it; what a reviewer rejected is in no family together."""
    lineage = corpus.lineage(reviews)
    members = [name for family in lineage.families for name in family.accounts]
    assert sorted(members) == sorted(item.account for item in corpus.items if item.words)
    assert all(family.root in family.accounts for family in lineage.families)
    for review in reviews:
        if review.status is ProposalStatus.REJECTED and review.a != review.b:
            assert not any({review.a, review.b} <= set(family.accounts) for family in lineage.families)


@given(corpora, relation_reviews)
def test_each_family_hangs_together_by_relations_and_no_proposal_lies_within_one(corpus, reviews):
    """The accepted relations alone rebuild the families; between two families there is at most one machine's proposal."""
    lineage = corpus.lineage(reviews)
    rebuilt = Partition([item.account for item in corpus.items if item.words])
    family_of = {name: family.id for family in lineage.families for name in family.accounts}
    proposals = []
    for edge in lineage.relations:
        assert edge.a < edge.b
        if edge.status is ProposalStatus.ACCEPTED and family_of[edge.a] == family_of[edge.b]:
            rebuilt.join(edge.a, edge.b)
        if edge.status is ProposalStatus.PROPOSED and edge.by == "machine:trace":
            proposals.append(frozenset((family_of[edge.a], family_of[edge.b])))
    assert {*rebuilt.groups()} == {family.accounts for family in lineage.families}
    assert len(proposals) == len(set(proposals))
    assert all(len(pair) == 2 for pair in proposals)


@given(corpora, relation_reviews, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(corpus, reviews, chance):
    """Texts, reuse and reviews in any order give the same reuse, relations and families."""
    found = find_reuse(chance.sample(corpus.sources, len(corpus.sources)), corpus.params)
    assert found == corpus.found
    items = [item for item in corpus.items if item.words]
    again = trace_lineage(
        chance.sample(items, len(items)),
        chance.sample(found.reuse, len(found.reuse)),
        chance.sample(reviews, len(reviews)),
        join=True,
        threshold=0.8,
    )
    assert again == corpus.lineage(reviews)


@given(corpora)
def test_passages_lie_within_their_texts_and_never_overlap(corpus):
    """Every shared passage is a span of words on both sides; shares are shares, and no word is counted twice."""
    texts = {source.item.account: words(source.text) for source in corpus.sources}
    for pair in corpus.found.reuse:
        assert pair.a < pair.b
        assert 0 < pair.containment == max(pair.a_share, pair.b_share) <= 1
        assert pair.matched_words <= min(len(texts[pair.a]), len(texts[pair.b]))
        for name, spans in (
            (pair.a, [(p.a_start, p.a_end) for p in pair.passages]),
            (pair.b, [(p.b_start, p.b_end) for p in pair.passages]),
        ):
            starts, ends = {word.start for word in texts[name]}, {word.end for word in texts[name]}
            assert all(start in starts and end in ends and start < end for start, end in spans)
            ordered = sorted(spans)
            assert all(first[1] <= second[0] for first, second in pairwise(ordered))


STORIES = [" ".join(prose(f"story {n}", 40)) for n in range(3)]


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DATES)), min_size=1, max_size=14), st.integers(1, 4), st.booleans())
def test_near_copies_meet_however_low_the_cap(copies, cap, round_up):
    """Accounts of one story are one family also where each was compared with two others alone, and where a round-up came first."""
    texts = {f"c{n:02}": f"headline{n} {STORIES[story]}" for n, (story, _) in enumerate(copies)}
    dates = {f"c{n:02}": date for n, (_, date) in enumerate(copies) if date}
    if round_up:
        texts["first"], dates["first"] = " ".join(STORIES), "2010"
    expected = {story: tuple(f"c{n:02}" for n, (mine, _) in enumerate(copies) if mine == story) for story, _ in copies}
    found = Corpus(texts, dates, TraceParams(pairs_up_to=cap)).families()
    if not round_up:
        assert found == set(expected.values())
    elif len(expected) > 1:
        assert found == {*expected.values(), ("first",)}


MENTIONS = [f"m{n}" for n in range(8)]
accounts = [
    Account(id=name, origin=name, state=AccountState.OK, sha256=name, words=50, published=date)
    for name, date in zip(NAMES, DATES, strict=True)
]
mentions = st.lists(
    st.builds(
        Mention,
        id=st.sampled_from(MENTIONS),
        account=st.sampled_from([*NAMES, "withdrawn"]),
        label=st.sampled_from(["Dina", "Omar"]),
        status=st.sampled_from(MentionStatus),
    ),
    unique_by=lambda mention: mention.id,
)
screenings = st.lists(
    st.builds(
        Screening,
        account=st.sampled_from(NAMES),
        mention=st.one_of(st.none(), st.sampled_from(MENTIONS)),
        screener=st.sampled_from(["anna", "ben"]),
        layer=st.sampled_from(Layer),
        decision=st.sampled_from(ScreeningDecision),
        shelf=st.sampled_from([None, Shelf.TESTIMONY]),
    ),
    max_size=12,
)
links = st.lists(
    st.builds(
        LinkReview,
        a=st.sampled_from(MENTIONS),
        b=st.sampled_from(MENTIONS),
        account_a=st.just(""),
        account_b=st.just(""),
        layer=st.sampled_from(Layer),
        decision=st.sampled_from(LinkDecision),
        by=st.sampled_from(["anna", "ben"]),
    ),
    max_size=12,
)
families = st.lists(st.sampled_from(range(3)), min_size=len(NAMES), max_size=len(NAMES)).map(
    lambda groups: [
        Family(id=f"f{n}", accounts=members, root=members[-1])
        for n in range(3)
        if (members := tuple(name for name, group in zip(NAMES, groups, strict=True) if group == n))
    ]
)


def material(mentions, screenings, links, families):
    return Material(
        accounts=accounts, mentions=mentions, screenings=screenings, shelves=[], reviews=links, families=families, ways={}, texts={},
        link_copies=True, rounds=(),
    )  # fmt: skip


@given(mentions, screenings, links, families)
def test_cases_partition_the_eligible_mentions(mentions, screenings, links, families):
    """Every eligible mention is in exactly one case, nothing else is in any, and no case holds a pair decided different."""
    resolved = resolve_cases(material(mentions, screenings, links, families), ResolveParams())
    eligible = sorted(name for name, standing in resolved.standings.items() if standing is Standing.ELIGIBLE)
    assert sorted(name for case in resolved.cases for name in case.mentions) == eligible
    assert sorted(resolved.standings) == sorted(mention.id for mention in mentions if mention.account != "withdrawn")
    for link in resolved.links:
        together = any({link.a, link.b} <= set(case.mentions) for case in resolved.cases)
        refused = any((found.a, found.b) == (link.a, link.b) for found in resolved.contradictions)
        if link.decision == "different":
            assert not together
        if link.decision == "same" and {link.a, link.b} <= set(eligible):
            assert together is not refused


@settings(max_examples=30)
@given(mentions, screenings, links, families, st.randoms(use_true_random=False))
def test_cases_do_not_depend_on_the_order_of_decisions(mentions, screenings, links, families, chance):
    """The same rows in another order are the same cases, links and contradictions."""
    given_order = resolve_cases(material(mentions, screenings, links, families), ResolveParams())
    mixed = [chance.sample(rows, len(rows)) for rows in (mentions, screenings, links, families)]
    assert resolve_cases(material(*mixed), ResolveParams()) == given_order
