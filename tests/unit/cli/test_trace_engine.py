"""`testimonia trace --engine`: the engine is chosen at the door, and the results are equal."""

import json
import shutil
import sys

import pytest

import testimonia
from support.ci import missing
from support.stories import StudyFolder, sentence


@pytest.fixture
def folder(tmp_path):
    """Two accounts of one story."""
    shelf = StudyFolder(tmp_path / "s")
    shelf.add("one.html", sentence("story", 120))
    shelf.add("two.html", sentence("story", 120) + " More.")
    shelf.study.close()
    return shelf.folder


@pytest.mark.spark
@pytest.mark.timeout(300)
def test_the_command_traces_on_spark(folder, call):
    """What Spark recorded is up to date for the ordinary engine too."""
    if shutil.which("java") is None:
        missing("no Java runtime")
    pytest.importorskip("pyspark")
    first = json.loads(call("trace", folder, "--engine", "spark", "--json").stdout)
    assert (first["accounts"], first["families"]) == (2, 1)
    assert "trace" in first["fresh"]
    assert json.loads(call("trace", folder, "--json").stdout)["fresh"] == []


def test_without_pyspark_the_line_that_installs_it_is_said(folder, call, monkeypatch):
    """A missing extra is named before anything is read."""
    pytest.importorskip("pyarrow")
    monkeypatch.setattr("testimonia.scale.session.find_spec", lambda _name: None)
    told = call("trace", folder, "--engine", "spark")
    assert told.exit_code == 1
    assert "pip install 'testimonia[spark]'" in told.stderr


def test_without_pyarrow_too(folder, call, monkeypatch):
    """The base has no Arrow: the extra brings it with PySpark."""
    pytest.importorskip("testimonia.scale.session")  # the whole of it, so that what stands in its place comes back whole
    monkeypatch.setattr(testimonia, "scale", None)
    for name in ("testimonia.scale", "testimonia.scale.trace"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = call("trace", folder, "--engine", "spark")
    assert told.exit_code == 1
    assert "pip install 'testimonia[spark]'" in told.stderr
