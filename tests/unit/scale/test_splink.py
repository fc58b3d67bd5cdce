"""Resolving with Splink weighs pairs as we do, level by level, and gives what the ordinary way of grouping many mentions gives."""

from __future__ import annotations

import random
from importlib.util import find_spec

import numpy as np
import pytest
from benchmarks.people import crowd

from support.ci import missing
from testimonia.domain.decisions import Mention
from testimonia.errors import MissingExtra
from testimonia.stages.resolve.method import components
from testimonia.stages.resolve.method.blocking import blocks, candidates
from testimonia.stages.resolve.method.grouping import LEAST
from testimonia.stages.resolve.method.profiles import Profile
from testimonia.stages.resolve.method.proposing import Held, Size, propose
from testimonia.stages.resolve.method.scoring import Scoring, grow_large
from testimonia.stages.resolve.priors import FIELDS, LEVELS, shipped

SPANS = [None, (1980.0, 1981.0), (1982.0, 1982.0), (1983.0, 1984.0), (1984.5, 1990.0)]
DATES = [None, (0.0, 30.0), (0.0, 35.0), (0.0, 36.0), (62.0, 92.0), (62.5, 92.5), (31.0, 400.0), (1000.0, 1030.0)]
LABELS = [
    (),
    ("Abu Ahmad",),
    ("أبو أحمد",),
    ("Ahmed",),
    ("Yusuf Haddad",),
    ("Youssef",),
    ("Karim Mansour", "Abu Ahmad"),
    ("Nils Berg",),
    ("Nils Haddad",),
]


@pytest.fixture(scope="module")
def engine():
    if find_spec("splink") is None:
        missing("splink is not installed: pip install 'testimonia[splink]'")
    from testimonia.scale import splink

    return splink


def _some(dice, of):
    return frozenset(dice.sample(of, dice.randrange(4)))


def _varied(size):
    """Mentions with every kind of silence, and dates and ages at and beside each border; all have one thing in common."""
    dice = random.Random(5)
    return [
        Profile(
            mention=f"m{number:03}",
            account=f"a{number:03}",
            labels=(labels := dice.choice(LABELS)),
            named=labels in (("Yusuf Haddad",), ("Nils Berg",)),
            sex=dice.choice([None, "f", "m"]),
            born=dice.choice(SPANS),
            origins=_some(dice, ["de", "fr", "tn", "x'y"]),
            groups=_some(dice, ["one", "two", "three"]),
            roles=_some(dice, ["cook", "guard", "driver"]),
            joined=dice.choice(DATES),
            left=dice.choice(DATES),
            places=_some(dice, ["p", "q", "r", "s"]),
            passages=_some(dice, [f"passage {n}" for n in range(9)]),
            stories=_some(dice, [f"told {n}" for n in range(9)]) | {"all"},
        )
        for number in range(size)
    ]


def _crowd(people):
    found = crowd(people, 1)
    return sorted(zip(found.profiles, found.truth, strict=True), key=lambda pair: pair[0].mention)


def _ours(scoring, scale):
    first, second = candidates(blocks(scoring.told), len(scoring.told))
    odds = scoring.odds(scale, first, second)
    return dict(zip(zip(first.tolist(), second.tolist(), strict=True), odds.tolist(), strict=True))


@pytest.mark.parametrize("told", [_varied(150), [profile for profile, _ in _crowd(60)]], ids=["borders", "people"])
def test_splink_weighs_every_pair_as_we_do(engine, told):
    """Pairs are ours, weights equal ours to a millionth, and no pair worth grouping is left out."""
    scoring = Scoring(told, shipped())
    scale = scoring.scale({})
    ours = _ours(scoring, scale)
    first, second, odds = engine.scored(scoring, scale)
    theirs = dict(zip(zip(first.tolist(), second.tolist(), strict=True), odds.tolist(), strict=True))
    assert theirs.keys() <= ours.keys()
    assert max(abs(ours[pair] - theirs[pair]) for pair in theirs) < 1e-6
    assert {pair for pair, weight in ours.items() if weight > LEAST} <= theirs.keys()
    assert len(theirs) > 1000


def test_the_borders_reach_every_level():
    """The comparison above would not notice a wrong level that no pair has."""
    from testimonia.stages.resolve.method.levels import all_levels

    met = all_levels(_varied(150))
    assert {name: set(np.unique(met[name]).tolist()) for name in FIELDS if name != "stories"} == {
        name: {-1, *range(len(LEVELS[name]))} for name in FIELDS if name != "stories"
    }


def test_splink_groups_people_as_the_ordinary_way_does(engine, monkeypatch):
    """Trees, proposals, samples and bounds are equal, with what people decided and without, also where parts are cut."""
    monkeypatch.setattr(components, "MOST", 150)
    together = _crowd(170)
    told = [profile for profile, _ in together]
    verdicts = {(a, b): together[a][1] == together[b][1] for a, b in ((0, 1), (2, 3), (5, 9), (10, 40))}
    for said in ({}, verdicts):
        ordinary = grow_large(told, shipped(), said, said, [(7, 8)])
        splink = engine.SplinkPeople()(told, shipped(), said, said, [(7, 8)])
        assert (splink.left, splink.right, splink.pair) == (ordinary.left, ordinary.right, ordinary.pair)
        assert np.allclose(splink.odds, ordinary.odds, atol=1e-9)
        assert len(ordinary.left) > len(told) // 2
    mentions = [Mention(id=one.mention, account=one.account, label="x") for one in told]
    one, other = (propose(told, mentions, Held(), shipped(), Size(10, way)) for way in (grow_large, engine.SplinkPeople()))
    assert (one.links, one.low, one.high) == (other.links, other.low, other.high)
    assert (one.partitions == other.partitions).all()


def test_people_put_together_who_have_nothing_in_common(engine):
    """A verdict brings a pair to Splink that no block holds."""
    told = [Profile(mention=f"m{n}", account=f"a{n}", origins=frozenset({"de"}), sex="m") for n in range(2)]
    scoring = Scoring(told, shipped())
    for more in ([], [(0, 1)]):
        first, second, _ = engine.scored(scoring, scoring.scale({}), more)
        assert list(zip(first.tolist(), second.tolist(), strict=True)) == more
    assert engine.SplinkPeople()(told, shipped(), {}, {(0, 1): True}, []).left == (0,)


def test_nobody_has_anything_in_common(engine):
    """Mentions of which nothing is known are people of their own, with Splink as well."""
    told = [Profile(mention=f"m{n}", account=f"a{n}") for n in range(5)]
    assert engine.SplinkPeople()(told, shipped(), {}, {}, []).left == ()


def test_nothing_is_written_or_fetched(engine, tmp_path, monkeypatch):
    """DuckDB leaves no file where the work is done, and may not fetch extensions."""
    monkeypatch.chdir(tmp_path)
    seen = []
    monkeypatch.setattr("duckdb.connect", _watched(seen))
    engine.SplinkPeople()([profile for profile, _ in _crowd(20)], shipped(), {}, {}, [])
    assert seen == [("", "false")]
    assert list(tmp_path.iterdir()) == []


def _watched(seen):
    import duckdb

    connect = duckdb.connect

    def watching(*database, **settings):
        connection = connect(*database, **settings)
        if database:  # one more of Splink's own, for kinds of work that are not asked of it
            return connection
        asked = "select current_setting('temp_directory'), current_setting('autoinstall_known_extensions')::varchar"
        seen.append(*connection.execute(asked).fetchall())
        return connection

    return watching


def test_without_splink_the_line_that_installs_it_is_said(engine, monkeypatch):
    """A missing extra is named before anything is read."""
    monkeypatch.setattr(engine, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtra, match="Splink") as told:
        engine.SplinkPeople()
    assert told.value.remedy == "pip install 'testimonia[splink]'"
