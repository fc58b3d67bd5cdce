"""Proposals of who may be one person: what bad and strange input does to them."""

from __future__ import annotations

import random
import string
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from benchmarks.people import crowd

from testimonia.domain.decisions import Claim, Mention
from testimonia.domain.evidence import Account
from testimonia.domain.passage import SharedPassage
from testimonia.domain.results import Family, Relation, Reuse
from testimonia.domain.vocabulary import AccountState, Direction, Identity, ProposalStatus, RelationKind
from testimonia.errors import ProtocolError
from testimonia.stages.resolve.method.levels import all_levels
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.proposing import SURE, Held, propose
from testimonia.stages.resolve.method.telling import profiles, shared_between, stories_of
from testimonia.stages.resolve.method.weighing import capped, prior_left, told_once
from testimonia.stages.resolve.names import Likeness, likeness, read_label
from testimonia.stages.resolve.priors import LEVELS, read_priors, shipped


def _mentions(told: list[Profile]) -> list[Mention]:
    return [
        Mention(id=profile.mention, account=profile.account, label=profile.labels[0] if profile.labels else "a man") for profile in told
    ]


def _people(seed: int = 3) -> tuple[list[Profile], list[Mention], dict[str, int]]:
    found = crowd(20, seed)
    together = sorted(zip(found.profiles, found.truth, strict=True), key=lambda pair: pair[0].mention)
    told = [profile for profile, _ in together]
    return told, _mentions(told), {profile.mention: person for profile, person in together}


def test_the_most_uncertain_pair_comes_first():
    """Pairs wait for a reviewer in the order in which a verdict changes most, and none is decided already."""
    told, mentions, _ = _people()
    links = propose(told, mentions, Held(), shipped()).links
    doubt = [abs(link.probability - 0.5) for link in links]
    assert links
    assert doubt == sorted(doubt)
    assert {link.decision for link in links} == {"proposed"}


def test_two_mentions_of_one_account_are_two_people_unless_a_reviewer_says_otherwise():
    """An account that presents two people does not present one twice; a reviewer who knows better is believed."""
    told = [Profile(mention=f"m{n}", account="a", labels=("Abu Zubayr al-Muhajir",), born=(1990.0, 1990.0)) for n in (1, 2)]
    apart = propose(told, _mentions(told), Held(), shipped())
    assert (apart.low, apart.high) == (2, 2)
    assert apart.links == ()
    same = propose(told, _mentions(told), Held(same=[("m1", "m2")]), shipped())
    assert (same.low, same.high) == (1, 1)


def test_an_undecidable_pair_stays_apart_and_widens_the_interval():
    """What a reviewer cannot tell is never put together in the best grouping, and is as likely as not at most in the samples."""
    told = [
        Profile(
            mention=f"m{n}",
            account=f"a{n}",
            labels=("Abu Zubayr",),
            sex="male",
            born=(1990.0, 1991.0),
            origins=frozenset({"XA"}),
        )
        for n in (1, 2)
    ]
    sure = propose(told, _mentions(told), Held(same=[("m1", "m2")]), shipped())
    unsure = propose(told, _mentions(told), Held(unclear=[("m1", "m2")]), shipped())
    assert (sure.low, sure.high) == (1, 1)
    assert unsure.high == 2
    assert unsure.links == ()


@pytest.mark.parametrize("silent", [{}, {"sex": "male"}], ids=["nothing", "he"])
def test_accounts_that_say_nothing_put_nobody_together(silent):
    """Where everybody is "he" nobody is proposed as likelier than not, and the count may be a few lower only as far as anybody may be told of twice."""
    told = [Profile(mention=f"m{n:02}", account=f"a{n}", **silent) for n in range(40)]
    found = propose(told, _mentions(told), Held(), shipped())
    assert found.low >= 28
    assert found.high >= 38
    assert all(link.probability < 0.5 for link in found.links)


def test_two_thousand_mentions_of_one_label():
    """A name that everybody bears says nothing about anybody; the work ends, and no group swallows the rest."""
    told = [Profile(mention=f"m{n:04}", account=f"a{n}", labels=("Abu Ahmad",)) for n in range(2000)]
    found = propose(told, _mentions(told), Held(), shipped())
    assert found.low > 1000
    assert len(found.partitions) == 500


def test_incompatible_claims_of_a_pair_held_to_be_the_same_do_not_undo_the_verdict():
    """A reviewer's verdict stands against another sex and another country."""
    told = [
        Profile(mention="m1", account="a1", labels=("Samir",), sex="male", origins=frozenset({"XA"})),
        Profile(mention="m2", account="a2", labels=("Layla",), sex="female", origins=frozenset({"XB"})),
    ]
    found = propose(told, _mentions(told), Held(same=[("m1", "m2")]), shipped())
    assert (found.low, found.high) == (1, 1)


def test_the_same_input_gives_the_same_answer():
    """Proposals, samples and bounds do not depend on chance."""
    told, mentions, _ = _people()
    one, other = (propose(told, mentions, Held(), shipped()) for _ in range(2))
    assert one.links == other.links
    assert (one.partitions == other.partitions).all()


def test_nobody_and_one():
    """An empty study has no people, a study of one mention one."""
    assert propose([], [], Held(), shipped()).high == 0
    one = [Profile(mention="m1", account="a1")]
    assert (propose(one, _mentions(one), Held(), shipped()).low, propose(one, _mentions(one), Held(), shipped()).high) == (1, 1)


def test_hostile_labels_are_read_in_linear_time():
    """Labels made to make patterns backtrack are read, and nothing is found in noise."""
    dice = random.Random(1)
    hostile = [
        "a" * 50_000,
        "abd" * 20_000,
        "ud" * 30_000 + "din",
        "abdul" * 10_000,
        "'" * 50_000,
        "ال" * 30_000,
        "عبدال" * 10_000,
        "e" * 40_000 + "ttin",
    ]
    hostile += ["".join(dice.choices(string.printable + "ءاأبةعي\u202e\u0301", k=2_000)) for _ in range(30)]
    for label in hostile:
        read_label(label)
        likeness(label, "Abu Ahmad")


def test_a_kunya_and_a_given_name_say_nothing_about_one_another():
    """Abu Ahmad may be Samir; Abu Ahmad is not Umm Ahmad, and not Ahmad."""
    assert likeness("Abu Ahmad", "Umm Ahmad") is Likeness.DIFFERENT
    assert likeness("Abu Ahmad", "Ahmad") is Likeness.DIFFERENT
    assert likeness("Abu Ahmad al-Suri", "أبو أحمد السوري") is Likeness.SAME
    assert likeness("Abu Ahmad", "Abou Ahmed al Souri") is Likeness.WITHIN
    assert likeness("?", "Ahmad") is None


@pytest.mark.parametrize(
    ("a", "b", "named", "level"),
    [
        ("Corin Vance", "Corin Vance", True, "full"),
        ("Corin Vance", "C. Vance", False, "full"),
        ("Bastien T.", "Bastien T.", False, "full"),
        ("Abu Ahmad al-Suri", "أبو أحمد السوري", False, "full"),
        ("Corin", "Corin", False, "same"),
        ("Corin", "Corin Vance", False, "within"),
        ("Jonas K.", "Jonas M.", False, "shares"),
        ("Jonas K.", "Jonas Meyer", False, "shares"),
        ("Corin Vance", "Lowell Inch", False, "different"),
        ("Corin Vance", "Lowell Inch", True, "another"),
        ("Corin Vance", "Lowell Vance", True, "another"),
    ],
)
def test_names_in_two_parts_say_more(a, b, named, level):
    """A family name or its initial makes a name rare; two different full names are two people, and brothers share one of them."""
    told = [Profile(mention=f"m{n}", account=f"a{n}", labels=(label,), named=named) for n, label in enumerate((a, b))]
    assert LEVELS["names"][all_levels(told)["names"][0]] == level


ALIKE = {
    "labels": ("Joss",),
    "sex": "male",
    "born": (1996.0, 1997.0),
    "origins": frozenset({"XD"}),
    "joined": (100.0, 465.0),
    "left": (600.0, 965.0),
}


@pytest.mark.parametrize(
    "more",
    [{"labels": ("Joss Tarrant",)}, {"roles": frozenset({"driver"})}, {"stories": frozenset({"s"})}, {"passages": frozenset({"p"})}],
    ids=["a full name", "a task", "a story", "a passage"],
)
def test_what_many_share_is_never_enough(more):
    """Two of one given name, age, country and years of service are never taken for one person; with one particular more they are."""
    crowded = [
        Profile(mention=f"x{n:02}", account=f"x{n}", labels=(f"Nobody{chr(97 + n)}",), sex="male", origins=frozenset({"XA"}))
        for n in range(20)
    ]
    pair = [Profile(mention=f"m{n}", account=f"a{n}", **ALIKE) for n in range(2)]
    tied = [replace(one, **more) for one in pair]

    def chance(two):
        told = [*two, *crowded]
        return max((link.probability for link in propose(told, _mentions(told), Held(), shipped()).links if link.a[0] == "m"), default=0.0)

    assert 0.5 < chance(pair) < SURE
    assert chance(tied) >= SURE


def test_passages_tell_of_whom_they_name_or_who_was_named_last():
    """A passage belongs to the only one whom it names, else to the one named before it; a quotation nobody confirmed must name them."""

    def at(name: str, account: str, start: int) -> Mention:
        return Mention(id=name, account=account, label=name, edition=account, start=start, end=start + 5)

    def shared(*spans: tuple[int, int, int, int]) -> Reuse:
        passages = tuple(
            SharedPassage(a_edition="A", a_start=a, a_end=b, b_edition="B", b_start=c, b_end=d, matched=12) for a, b, c, d in spans
        )
        return Reuse(
            a="A", b="B", kind=RelationKind.QUOTATION, direction=Direction.UNDECIDED, score=0.1, matched_words=12, containment=0.1, a_share=0.1,
            b_share=0.1, passages=passages,
        )  # fmt: skip

    mentions = [at("one", "A", 0), at("two", "A", 100), at("solo", "B", 50)]
    later = shared((120, 180, 70, 130))
    assert shared_between(mentions, mentions, [later], ()) == [frozenset(), {"A B 0"}, {"A B 0"}]
    assert shared_between(mentions, mentions, [later], [("A", "B")]) == [frozenset()] * 3
    assert shared_between(mentions, mentions, [shared((0, 50, 40, 90))], [("A", "B")]) == [{"A B 0"}, frozenset(), {"A B 0"}]
    assert shared_between(mentions, mentions, [shared((0, 150, 40, 90))], ()) == [frozenset()] * 3


def test_accounts_of_one_family_and_those_that_quote_one_another_tell_one_story():
    """Rejected relations tell nothing, nor does a quotation that nobody has confirmed."""

    def edge(a: str, b: str, kind: RelationKind, status: ProposalStatus) -> Relation:
        return Relation(
            id="r", a=a, b=b, kind=kind, direction=Direction.UNDECIDED, score=1.0, matched_words=9, containment=0.5, status=status, by="x"
        )

    edges = [
        edge("c", "d", RelationKind.QUOTATION, ProposalStatus.ACCEPTED),
        edge("a", "d", RelationKind.QUOTATION, ProposalStatus.PROPOSED),
        edge("b", "d", RelationKind.TRANSLATION, ProposalStatus.REJECTED),
        edge("e", "d", RelationKind.TRANSLATION, ProposalStatus.PROPOSED),
    ]
    told = stories_of("abcdef", [Family(id="f", accounts=("a", "b"), root="a")], edges)
    assert {pair for pair in combinations("abcdef", 2) if told[pair[0]] & told[pair[1]]} == {("a", "b"), ("c", "d"), ("d", "e")}


def test_a_span_of_ages_is_a_span_of_years():
    """A person "in his thirties" leaves ten years of birth and one for the day; a range where one age should stand says nothing."""
    mentions = [Mention(id="m1", account="a1", label="Samir"), Mention(id="m2", account="a2", label="Samir")]
    claims = [
        Claim(id=f"c{n}", account=f"a{n}", mention=f"m{n}", variable=variable, value="30-39", time="2020")
        for n, variable in ((1, "age_band"), (2, "age"))
    ]
    one, other = profiles(mentions, claims, {"a1": _account("a1", None), "a2": _account("a2", None)})
    assert one.born == (1980.0, 1990.0)
    assert other.born is None


def _account(name: str, published: str | None) -> Account:
    return Account(id=name, origin=name, title="", sha256="0" * 64, state=AccountState.OK, published=published)


def test_claims_are_read_with_their_time():
    """An age counts from the day it was stated for, else from publication; contradicting claims of one account say nothing."""
    mentions = [
        Mention(id="m1", account="a1", label="Samir", identity=Identity.CONVENTIONAL_PSEUDONYM),
        Mention(id="m2", account="a2", label="Samir"),
    ]
    accounts = {"a1": _account("a1", "2016-03-01"), "a2": _account("a2", None)}

    def claim(mention: str, variable: str, value: str, time: str | None = None) -> Claim:
        return Claim(
            id=f"{mention}{variable}{value}", account=mention.replace("m", "a"), mention=mention, variable=variable, value=value, time=time
        )

    claims = [
        claim("m1", "age", "24"), claim("m1", "sex", "Male"), claim("m1", "joined", "2014"), claim("m1", "joined", "2014-06"), claim("m1", "origin", "xa"),
        claim("m2", "age", "24"), claim("m2", "sex", "male"), claim("m2", "sex", "female"), claim("m2", "left", "some day"), claim("m2", "birth_year", "1990"),
    ]  # fmt: skip
    one, other = profiles(mentions, claims, accounts)
    assert one.labels == ()
    assert one.born == (1991.0, 1992.0)
    assert (one.sex, one.origins) == ("male", {"XA"})
    assert one.joined is not None
    assert one.joined[1] - one.joined[0] == 29
    assert other.labels == ("Samir",)
    assert other.born == (1990.0, 1990.0)
    assert (other.sex, other.left) == (None, None)


def test_priors_without_a_reason_or_with_wrong_shares_are_refused():
    """Every number of the priors says why, and shares sum to one."""
    from importlib.resources import files

    text = files("testimonia.stages.resolve").joinpath("priors.yaml").read_text(encoding="utf-8")
    with pytest.raises(ProtocolError, match="sum to 1"):
        read_priors(text.replace("same: [0.95, 0.12]", "same: [0.75, 0.12]"))
    with pytest.raises(ProtocolError, match="reason"):
        read_priors(text.replace("    why: As for joined.\n", ""))


def _weights(passages: float, stories: float, names: float = 0.0) -> dict[str, np.ndarray]:
    fields = dict.fromkeys(LEVELS, 0.0) | {"names": names, "passages": passages, "stories": stories}
    return {name: np.array([weight]) for name, weight in fields.items()}


def test_one_confirmed_quotation_counts_once():
    """A shared passage and the story that it makes one weigh what the heavier weighs, whichever it is; what speaks against is never lost."""
    for passages, stories, both in (
        (11.4, 7.2, 11.4),
        (4.0, 7.2, 7.2),
        (5.0, 5.0, 5.0),
        (11.4, -0.7, 10.7),
        (-0.6, 4.7, 4.1),
        (-0.6, -0.7, -1.3),
    ):
        assert capped(_weights(passages, stories), shipped())[0] == pytest.approx(both)
    assert told_once(_weights(11.4, 7.2), shipped())["stories"][0] == 0
    assert capped(_weights(11.4, 7.2, names=7.0), shipped())[0] == pytest.approx(16)  # what the other cap leaves, counted after


def test_what_stands_together_is_no_longer_to_be_found():
    """The more mentions people put together, the less likely is any other pair, down to a third of its chance; none changes nothing."""
    prior = -4.0
    chains = [{(at, at + 1): True for at in range(length)} | {(70, 71): False} for length in (0, 3, 8, 20, 60)]
    odds = [prior_left(prior, 77, decided, 3.0) for decided in chains]
    assert odds[0] == prior
    assert odds == sorted(odds, reverse=True)
    expected = 77 * 76 / 2 / (1 + 2**4)
    assert odds[2] == pytest.approx(np.log2((expected - 36) / (77 * 76 / 2 - 36 - (expected - 36))))
    assert odds[3] == odds[4] == pytest.approx(prior - np.log2(3), abs=0.1)
    assert prior_left(prior, 2, {(0, 1): True}, 3.0) == prior
