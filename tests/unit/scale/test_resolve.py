"""Resolving on Spark gives what the ordinary way of grouping many mentions gives."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from benchmarks.people import crowd

from support.ci import missing
from testimonia.domain.decisions import Mention
from testimonia.stages.resolve.method import components
from testimonia.stages.resolve.method.proposing import Held, Size, propose
from testimonia.stages.resolve.method.scoring import grow_large
from testimonia.stages.resolve.priors import shipped

pytestmark = [pytest.mark.spark, pytest.mark.timeout(300)]  # starting Spark takes half a minute on a busy machine


@pytest.fixture(scope="module")
def session():
    if shutil.which("java") is None:
        missing("no Java runtime")
    pytest.importorskip("pyspark")
    from testimonia.scale.session import local_session

    found = local_session(partitions=2)
    yield found
    found.stop()


def test_spark_groups_people_as_the_ordinary_way_does(session, monkeypatch):
    """Trees, proposals, samples and bounds are equal, with what people decided and without, also where parts are cut."""
    monkeypatch.setattr(components, "MOST", 150)
    from testimonia.scale.resolve import SparkPeople

    people = crowd(170, 1)
    together = sorted(zip(people.profiles, people.truth, strict=True), key=lambda pair: pair[0].mention)
    told = [profile for profile, _ in together]
    size = len(told)
    verdicts = {(a, b): together[a][1] == together[b][1] for a, b in ((0, 1), (2, 3), (5, 9), (10, 40))}
    for said in ({}, verdicts):
        ordinary = grow_large(told, shipped(), said, said, [(7, 8)])
        spark = SparkPeople(session)(told, shipped(), said, said, [(7, 8)])
        assert (spark.left, spark.right, spark.pair) == (ordinary.left, ordinary.right, ordinary.pair)
        assert np.allclose(spark.odds, ordinary.odds, atol=1e-9)
        assert len(ordinary.left) > size // 2
    mentions = [Mention(id=one.mention, account=one.account, label="x") for one in told]
    one, other = (propose(told, mentions, Held(), shipped(), Size(10, way)) for way in (grow_large, SparkPeople(session)))
    assert (one.links, one.low, one.high) == (other.links, other.low, other.high)
    assert (one.partitions == other.partitions).all()


def test_nobody_has_anything_in_common(session):
    """Mentions of which nothing is known are people of their own, on Spark as well."""
    from testimonia.scale.resolve import SparkPeople
    from testimonia.stages.resolve.method.profiles import Profile

    told = [Profile(mention=f"m{n}", account=f"a{n}") for n in range(5)]
    assert SparkPeople(session)(told, shipped(), {}, {}, []).left == ()
