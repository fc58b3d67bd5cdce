"""Tracing on Spark gives what the ordinary engine gives."""

from __future__ import annotations

import shutil

import pytest

from support.ci import missing
from support.stories import Corpus, StudyFolder, prose, sentence
from testimonia.domain.results import Reuse
from testimonia.errors import InputError
from testimonia.stages.trace import trace
from testimonia.stages.trace.method import Rulings

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


def corpus():
    """Copies, excerpts, an edited quotation in many accounts, a refrain, footers of two outlets, an empty account, an Arabic one."""
    story, quote = prose("story", 150), prose("quote", 24)
    texts, outlets = {}, {}
    for n in range(26):
        words = [*prose(f"own {n}", 80), *(quote if n % 2 else [*quote[:9], f"edit{n}", *quote[10:]]), *prose(f"end {n}", 30)]
        texts[f"q{n:02}"] = " ".join([*words, *prose(f"footer {n % 2}", 15)])
        outlets[f"q{n:02}"] = f"Outlet {n % 2}"
    texts |= {f"s{n:02}": " ".join([*prose(f"headline {n}", 6), *story[: 150 - n]]) for n in range(24)}
    texts |= {"copy": texts["s03"], "refrain": "na " * 60 + sentence("x", 60), "again": sentence("y", 40) + " na" * 40, "empty": ""}
    texts |= {"arabic": " ".join(["قال إنه ترك الجماعة"] * 5), "arabic2": "ثم " + " ".join(["قال إنه ترك الجماعة"] * 5)}
    dates = {name: f"201{n % 7}-0{n % 9 + 1}" for n, name in enumerate(texts) if n % 3}
    return Corpus(texts, dates, outlets=outlets)


def test_spark_finds_what_the_ordinary_engine_finds(session):
    """Pairs, passages, edits, evidence and boilerplate are equal."""
    from testimonia.scale.trace import SparkTrace

    made = corpus()
    assert len(made.found.reuse) > 60
    assert made.found.boilerplate
    assert SparkTrace(session, 3)(made.sources, made.params, Rulings(), lambda _done, _total: None) == made.found


def test_the_verb_takes_the_engine(session, tmp_path):
    """The stage records the same with Spark as without, and an empty study is no error."""
    from testimonia.scale.trace import SparkTrace

    shelf = StudyFolder(tmp_path / "s")
    engine = SparkTrace(session, 2)
    assert trace(shelf.study, engine=engine).accounts == 0
    shelf.add("one.html", sentence("story", 120))
    shelf.add("two.html", sentence("story", 120) + " More.")
    trace(shelf.study, engine=engine)
    with shelf.study.read_as_machine() as view:
        with_spark = view.outputs("trace", Reuse)
        run = view.run("trace")
    assert len(with_spark) == 1
    shelf.add("three.html", sentence("other", 120))
    trace(shelf.study)
    with shelf.study.read_as_machine() as view:
        assert view.outputs("trace", Reuse) == with_spark
        assert view.run("trace").version == run.version
    shelf.study.close()


def test_without_java_the_remedy_is_named(monkeypatch):
    """A machine without Java is told what to install, before Spark fails in its own words."""
    pytest.importorskip("pyspark")
    from testimonia.scale.session import local_session

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(InputError, match="Java") as told:
        local_session()
    assert "default-jre-headless" in told.value.remedy


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_worker_processes_find_the_same(session):
    """On a cluster of two worker processes of their own, the result is the same."""
    from testimonia.scale.session import local_session
    from testimonia.scale.trace import SparkTrace

    session.stop()
    made = corpus()
    cluster = local_session("local-cluster[2,1,1024]", partitions=2)
    try:
        assert SparkTrace(cluster, 2)(made.sources, made.params, Rulings(), lambda _done, _total: None) == made.found
    finally:
        cluster.stop()
