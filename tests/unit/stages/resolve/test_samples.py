"""The sampled partitions of a study's people keep to what its cases rest on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from benchmarks.people import crowd

from testimonia.domain.decisions import Claim, LinkReview, Mention, Screening
from testimonia.domain.evidence import Account
from testimonia.domain.results import Case, Family, Link, Partitioning
from testimonia.domain.samples import samples_of, without
from testimonia.domain.vocabulary import AccountState, CaseKind, Layer, LinkDecision, MentionStatus, ScreeningDecision, Shelf
from testimonia.stages.resolve.method import Material, People, Resolved, Standing, people, resolve_cases
from testimonia.stages.resolve.method.cases import RULE
from testimonia.stages.resolve.method.proposing import Held, propose
from testimonia.stages.resolve.method.sampled import partitionings
from testimonia.stages.resolve.params import ResolveParams
from testimonia.stages.resolve.priors import shipped

FIRST = ("Samir", "Bilal", "Tariq", "Yasin", "Jamal", "Karim", "Hamid", "Nabil")
LAST = ("Zarqun", "Mirdas", "Qastal", "Tilmis", "Barqush")
SAME, DIFFERENT = LinkDecision.SAME, LinkDecision.DIFFERENT


def told(
    labels: dict[str, str], said: dict[tuple[str, str], LinkDecision], *, layers=None, out=(), claims=(), accounts=None
) -> tuple[People, tuple[Link, ...]]:
    """The people behind mentions, by id, each in an account of its own but for ``accounts``; the accounts of ``out`` are excluded."""
    at = {name: f"a-{name}" for name in labels} | (accounts or {})
    mentions = [
        Mention(id=name, account=at[name], label=label, status=MentionStatus.ELIGIBLE, by="owner") for name, label in labels.items()
    ]
    material = Material(
        accounts=[Account(id=f"a-{name}", origin=name, title="", sha256="0" * 64, state=AccountState.OK) for name in labels],
        mentions=mentions,
        screenings=[
            Screening(
                account=f"a-{name}", screener="owner", shelf=Shelf.TESTIMONY,
                decision=ScreeningDecision.EXCLUDE if name in out else ScreeningDecision.INCLUDE,
            )
            for name in labels
        ],
        shelves=(),
        reviews=[
            LinkReview(
                a=a, b=b, account_a=at[a], account_b=at[b], decision=decision, by="owner",
                layer=(layers or {}).get((a, b), Layer.CODER),
            )
            for (a, b), decision in said.items()
        ],
        families=(), ways={}, texts={}, link_copies=True, rounds=(), claims=claims,
    )  # fmt: skip
    resolved = resolve_cases(material, ResolveParams())
    return people(material, resolved, shipped(), ResolveParams()), resolved.links


def chances(found: People) -> dict[tuple[str, ...], float]:
    return {case.mentions: case.probability for case in found.cases}


def test_two_that_are_one_by_way_of_a_mention_that_does_not_count_are_one_in_every_sample():
    """A reviewer held both to be the person of an account that is excluded: the case is certain, and so is the count."""
    found, _ = told({"m1": "Samir", "m2": "Bilal", "m3": "Tariq"}, {("m1", "m3"): SAME, ("m2", "m3"): SAME}, out=("m3",))
    assert chances(found) == {("m1", "m2"): 1.0}
    assert (found.low, found.high) == (1, 1)


def test_two_that_are_apart_by_way_of_a_mention_that_does_not_count_are_apart_in_every_sample():
    """What is different from a mention that is held to be another one is different from that one too."""
    found, _ = told({"m1": "Abu Zubayr", "m2": "Abu Zubayr", "m3": "Tariq"}, {("m1", "m3"): SAME, ("m2", "m3"): DIFFERENT}, out=("m3",))
    assert chances(found) == {("m1",): 1.0, ("m2",): 1.0}
    assert found.links == ()


def test_where_verdicts_contradict_each_other_samples_follow_the_better_founded():
    """An adjudicated "same" makes the case; the samples put the same two together, not the pair that was refused."""
    said = {("m1", "m2"): SAME, ("m2", "m3"): SAME, ("m1", "m3"): DIFFERENT}
    found, _ = told({"m1": "Samir", "m2": "Bilal", "m3": "Tariq"}, said, layers={("m2", "m3"): Layer.ADJUDICATED})
    assert chances(found) == {("m1",): 1.0, ("m2", "m3"): 1.0}


@pytest.mark.parametrize("value", ["9" * 400, "9" * 5000])
@pytest.mark.parametrize("variable", ["age", "birth_year", "age_at_event", "joined", "left"])
def test_a_number_that_is_no_age_and_no_year_says_nothing(value, variable):
    """A claim may be any text: what cannot be an age or a year is silence, however long it is."""
    claim = Claim(id="c", account="a-m1", mention="m1", variable=variable, value=value, time="2016")
    found, _ = told({"m1": "Samir", "m2": "Bilal"}, {}, claims=[claim])
    assert found.weighed


def test_two_of_one_account_that_a_reviewer_holds_to_be_one_with_a_third_are_one():
    """The verdicts stand against the presumption that one account does not present a person twice."""
    labels = {"m1": "Samir", "m2": "Bilal", "m3": "Tariq"}
    found, _ = told(labels, {("m1", "m3"): SAME, ("m2", "m3"): SAME}, accounts={"m2": "a-m1"})
    assert chances(found) == {("m1", "m2", "m3"): 1.0}


def reprinted(times: int, extra: Mapping[str, str] | None = None) -> People:
    """Forty invented mentions, the first of which stands in so many reprints too; ``extra`` are mentions by account."""
    crowded = [f"m{n:02}" for n in range(40)]
    labels = {name: f"{FIRST[n % 8]} {LAST[n % 5]}" for n, name in enumerate(crowded)}
    copies = [f"z{n:03}" for n in range(times)]
    at = {name: f"a-{name}" for name in (*crowded, *copies)} | (extra or {})
    mentions = [
        Mention(id=name, account=account, label=labels.get(name, labels["m00"]), status=MentionStatus.ELIGIBLE, by="owner")
        for name, account in at.items()
    ]
    family = Family(id="f", accounts=("a-m00", *(f"a-{name}" for name in copies)), root="a-m00")
    cases = [("m00", *copies), *((name,) for name in at if name not in ("m00", *copies))]
    resolved = Resolved(
        links=tuple(Link(a="m00", b=name, decision="same", by=RULE) for name in copies),
        cases=tuple(
            Case(id=f"c-{names[0]}", kind=CaseKind.PERSON, label="", mentions=names, accounts=tuple(sorted({at[name] for name in names})))
            for names in cases
        ),
        apart=(), standings=dict.fromkeys(at, Standing.ELIGIBLE), contradictions=(), alone=(),
    )  # fmt: skip
    material = Material(
        accounts=[Account(id=name, origin=name, title="", sha256="0" * 64, state=AccountState.OK) for name in sorted(set(at.values()))],
        mentions=mentions, screenings=(), shelves=(), reviews=(), families=[family], ways={}, texts={}, link_copies=True, rounds=(),
        claims=[
            Claim(id=f"{name}{variable}", account=at[name], mention=name, variable=variable, value=value)
            for name in (*crowded, *copies)
            for variable, value in (("sex", "male"), ("origin", "XA" if name in copies else f"X{int(name[1:]) % 4}"))
        ],
    )  # fmt: skip
    return people(material, resolved, shipped(), ResolveParams(most_weighed=60, most_grouped=60))


def test_reprints_change_nothing_about_who_may_be_whom():
    """However often one story is reprinted, pairs, chances and the number of people are those of the stories."""
    alone, often = reprinted(0), reprinted(300)
    assert alone.links
    assert (often.low, often.high, often.links, often.weighed) == (alone.low, alone.high, alone.links, True)
    assert sorted(case.probability for case in often.cases) == sorted(case.probability for case in alone.cases)
    samples = samples_of(often.partitions)
    assert samples.items == tuple(sorted(samples.items))
    assert len(samples.draws) == 500
    for draw in samples.draws:
        groups = dict(zip(samples.items, draw, strict=True))
        assert len({group for name, group in groups.items() if name == "m00" or name.startswith("z")}) == 1


def test_a_person_whom_only_a_copy_has_is_not_the_person_of_the_story():
    """A copy that presents one person more does not present the root's person twice, though that one is weighed for it."""
    found = reprinted(2, extra={"y": "a-z001"})
    samples = samples_of(found.partitions)
    for draw in samples.draws:
        groups = dict(zip(samples.items, draw, strict=True))
        assert groups["y"] != groups["m00"]


def test_samples_are_kept_as_they_were_drawn():
    """What is read back groups the mentions as each sample did, names a group by its first mention, and of cases by the first case."""
    told = crowd(40, 3).profiles
    mentions = [Mention(id=one.mention, account=one.account, label="x") for one in sorted(told, key=lambda one: one.mention)]
    drawn = propose(sorted(told, key=lambda one: one.mention), mentions, Held(), shipped())
    rows = list(partitionings(drawn.mentions, drawn.partitions))
    samples = samples_of(rows)
    assert samples.items == drawn.mentions
    for draw, row in zip(samples.draws, drawn.partitions.tolist(), strict=True):
        assert list(draw) == [row.index(group) for group in row]
    low, high = np.quantile(samples.counts(), [0.05, 0.95], method="nearest")
    assert (low, high) == (drawn.low, drawn.high)
    assert sum(len(row.ways) > 1 for row in rows) > 1


def test_cases_of_one_person_in_a_sample_have_one_number():
    """Cases stand in the samples whole, a sample may join two of them, and one that was not sampled is left out."""
    rows = [Partitioning(mentions=("m1", "m2", "m3"), ways=("0 0 0", "0 0 2"), drawn="0 1", samples=2)]
    rows.append(Partitioning(mentions=("m4",), ways=("0",), drawn="", samples=2))
    cases = [
        Case(id=name, kind=CaseKind.PERSON, label="", mentions=mentions, accounts=())
        for name, mentions in (("c9", ("m2", "m1")), ("c2", ("m3",)), ("c5", ("m4",)), ("c1", ("response",)))
    ]
    people = samples_of(rows).of_cases(cases)
    assert people.items == ("c2", "c5", "c9")
    assert people.draws == ((0, 1, 0), (0, 1, 2))
    assert people.counts() == [2, 3]


def test_samples_of_nobody():
    """Where nothing was sampled there are no draws, and so no spread."""
    assert samples_of([]).of_cases([]).draws == ()


def test_samples_without_a_mention_group_the_others_as_before():
    """Whoever may not be told of one mention is told how each sample groups the others, and no way twice."""
    row = Partitioning(mentions=("m1", "m2", "m3"), ways=("0 0 2", "0 1 1", "0 1 2"), drawn="0 1 2 1", samples=4)
    shown = without(row, {"m1"})
    assert shown == Partitioning(mentions=("m2", "m3"), ways=("0 1", "0 0"), drawn="0 1 0 1", samples=4)
    assert without(row, {"m1", "m2"}) == Partitioning(mentions=("m3",), ways=("0",), drawn="", samples=4)
    assert without(row, {"m1", "m2", "m3"}) is None
    assert without(row, set()) == row
