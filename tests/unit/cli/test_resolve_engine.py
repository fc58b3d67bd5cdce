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


def test_without_splink_the_line_that_installs_it_is_said(study, call, monkeypatch):
    """A missing extra is named, also where there is no Arrow; that of Spark is not asked for."""
    monkeypatch.delitem(sys.modules, "testimonia.scale.splink", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = call("resolve", study, "--engine", "splink")
    assert told.exit_code == 1
    assert "pip install 'testimonia[splink]'" in told.stderr
