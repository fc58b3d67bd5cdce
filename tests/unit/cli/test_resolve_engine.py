"""`testimonia resolve --engine splink`: who compares many mentions is chosen at the door, and what is told is equal."""

import shutil
import sys
from functools import partial
from importlib.util import find_spec

import pytest

from support.ci import missing
from testimonia.stages.resolve.params import ResolveParams


@pytest.mark.timeout(240)
def test_the_command_resolves_with_splink(study, as_json, monkeypatch, tmp_path):
    """The report of a study that counts as large is the same, and Splink did the work."""
    if find_spec("splink") is None:
        missing("splink is not installed: pip install 'testimonia[splink]'")
    from testimonia.scale import splink

    weighed = []
    scored = splink.scored
    monkeypatch.setattr(splink, "scored", lambda *given: weighed.append(1) or scored(*given))
    monkeypatch.setattr("testimonia.stages.resolve.steps.ResolveParams", partial(ResolveParams, most_weighed=2))
    other = shutil.copytree(study, tmp_path / "other")
    ordinary = as_json("resolve", other)
    assert weighed == []
    assert as_json("resolve", study, "--engine", "splink") == ordinary
    assert weighed == [1]
    assert ordinary["fresh"]


@pytest.mark.parametrize(("engine", "module"), [("splink", "splink"), ("spark", "resolve")])
def test_without_its_extra_the_line_that_installs_it_is_said(study, call, monkeypatch, engine, module):
    """A missing extra is named, also where there is no Arrow; that of another engine is not asked for."""
    monkeypatch.delitem(sys.modules, f"testimonia.scale.{module}", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = call("resolve", study, "--engine", engine)
    assert told.exit_code == 1
    assert f"pip install 'testimonia[{engine}]'" in told.stderr
    assert told.stderr.startswith(f"Error: Resolving {'with Splink' if engine == 'splink' else 'on Spark'}")


@pytest.mark.parametrize(("there", "remedy"), [(False, "pip install 'testimonia[spark]'"), (True, "apt-get install default-jre-headless")])
def test_without_spark_or_java_the_remedy_is_named(study, call, monkeypatch, there, remedy):
    """Arrow is there: without PySpark its extra is named as what resolving needs, without Java how to get that."""
    if find_spec("pyarrow") is None:
        missing("pyarrow is not installed: pip install 'testimonia[spark]'")
    monkeypatch.setattr("testimonia.scale.session.find_spec", lambda _: object() if there else None)
    monkeypatch.setattr("testimonia.scale.session.shutil.which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    told = call("resolve", study, "--engine", "spark")
    assert told.exit_code == 1
    assert remedy in told.stderr
    assert "Tracing" not in told.stderr
