"""Dealing out work: the sample coded by two, languages, load, novices beside core coders, and what was dealt before."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.stages.code.method.dealing import Person, Standing, Unit, deal

NOTHING = Standing(people={})


def units(count, words=100, **more):
    return [Unit(id=f"u{n}", words=words, **more) for n in range(count)]


def people(*names, **more):
    return [Person(id=name, **more) for name in names]


def by_unit(dealt):
    found = {}
    for item in dealt.deals:
        found.setdefault(item.unit, []).append(item.person)
    return found


@pytest.mark.parametrize(("share", "count", "double"), [(0, 10, 0), (0.2, 10, 2), (0.07, 100, 7), (0.25, 10, 3), (1, 3, 3)])
def test_the_share_coded_by_two(share, count, double):
    """The share is met, rounded up, and those units go to two different people, the others to one."""
    dealt = by_unit(deal(units(count), people("a", "b", "c"), share, 0, NOTHING))
    assert Counter(map(len, dealt.values())) == Counter({2: double, 1: count - double}) - Counter()
    assert all(len(set(names)) == len(names) for names in dealt.values())


def test_the_seed_decides_which(tmp_path):
    """The same seed draws the same sample whatever the order of units and people; another seed draws another."""

    def sample(seed, turned=False):
        cases, team = units(40), people("a", "b", "c")
        dealt = deal(cases[::-1] if turned else cases, team[::-1] if turned else team, 0.25, seed, NOTHING)
        return {(item.unit, item.person, item.double) for item in dealt.deals}

    assert sample(7) == sample(7, turned=True)
    assert sample(7) != sample(8)


def test_everybody_reads_what_they_get():
    """A unit goes to people who read all its languages; one that nobody reads is left with the reason."""
    team = [Person(id="en", languages=frozenset({"en"})), Person(id="both", languages=frozenset({"en", "ar"})), Person(id="any")]
    cases = [Unit(id="a", languages=frozenset({"ar-SY", "en"})), Unit(id="b", languages=frozenset({"en"}))]
    assert "en" not in by_unit(deal(cases, team, 1, 0, NOTHING))["a"]
    dealt = deal([Unit(id="x", languages=frozenset({"fr"}))], team[:2], 1, 0, NOTHING)
    assert dealt.deals == ()
    assert dealt.left == {"x": "nobody reads fr"}
    alone = deal([Unit(id="x", languages=frozenset({"ar"}))], team[:2], 1, 0, NOTHING)
    assert [item.person for item in alone.deals] == ["both"]
    assert alone.left == {"x": "nobody else reads ar"}


def test_work_follows_the_load():
    """Words are divided in proportion to load, long units included."""
    cases = [Unit(id=f"u{n}", words=100 + 37 * n) for n in range(60)]
    team = [Person(id="full"), Person(id="half", load=0.5), Person(id="other")]
    words = Counter()
    for item in deal(cases, team, 0, 0, NOTHING).deals:
        words[item.person] += next(case.words for case in cases if case.id == item.unit)
    assert words["half"] / words["full"] == pytest.approx(0.5, abs=0.05)
    assert words["other"] / words["full"] == pytest.approx(1, abs=0.05)


def test_a_novice_works_beside_a_core_coder():
    """No unit goes to two novices, and none to a novice alone; where only novices read a language, it is left."""
    team = [*people("old", "older"), *people("new", "newer", novice=True)]
    dealt = by_unit(deal(units(40), team, 0.5, 0, NOTHING))
    assert all(set(names) & {"old", "older"} for names in dealt.values())
    assert any(set(names) & {"new", "newer"} for names in dealt.values())
    assert deal(units(1), people("new", novice=True), 0, 0, NOTHING).left == {"u0": "only novices read an unknown language"}
    assert deal(units(1), people("old")[:1], 1, 0, NOTHING).left == {"u0": "nobody else reads an unknown language"}


def test_what_was_dealt_stays_and_new_units_are_added():
    """Units that come later are dealt without moving what was dealt before, and the share holds over all of them."""
    team = people("a", "b", "c")
    first = deal(units(10), team, 0.2, 0, NOTHING)
    standing = Standing(
        people={unit: frozenset(names) for unit, names in by_unit(first).items()},
        double=frozenset(item.unit for item in first.deals if item.double),
    )
    assert deal(units(10), team, 0.2, 0, standing).deals == ()
    later = deal(units(20), team, 0.2, 0, standing)
    assert {item.unit for item in later.deals} == {f"u{n}" for n in range(10, 20)}
    assert len(standing.double | {item.unit for item in later.deals if item.double}) == 4


def test_a_coder_who_left_is_replaced_where_nothing_was_finished():
    """What a person finished counts as one of the two codings; what they only held goes to somebody else."""
    standing = Standing(
        people={"u0": frozenset({"a"}), "u1": frozenset({"a"})}, double=frozenset({"u0", "u1"}), gone={"u0": frozenset({"b"})}
    )
    dealt = deal(units(2), people("a", "c"), 1, 0, standing)
    assert by_unit(dealt) == {"u1": ["c"]}


@given(
    count=st.integers(0, 30),
    share=st.floats(0, 1),
    seed=st.integers(0, 5),
    team=st.lists(st.tuples(st.booleans(), st.sampled_from([(), ("en",), ("ar",), ("en", "ar")])), min_size=1, max_size=5),
    tongues=st.lists(st.sampled_from([("en",), ("ar",), ("en", "ar")]), min_size=30, max_size=30),
)
def test_every_deal_keeps_the_rules(count, share, seed, team, tongues):
    """Whatever the team and the units: at most two people a unit, who read it, never two novices, never a novice alone in the end."""
    persons = [Person(id=f"p{n}", novice=novice, languages=frozenset(known)) for n, (novice, known) in enumerate(team)]
    cases = [Unit(id=f"u{n}", languages=frozenset(tongues[n]), words=n) for n in range(count)]
    dealt = deal(cases, persons, share, seed, NOTHING)
    by_id = {person.id: person for person in persons}
    for unit, names in by_unit(dealt).items():
        case = next(case for case in cases if case.id == unit)
        assert len(set(names)) == len(names) <= 2
        assert all(by_id[name].reads(case) for name in names)
        assert any(not by_id[name].novice for name in names)
    assert {case.id for case in cases} == set(by_unit(dealt)) | set(dealt.left)
