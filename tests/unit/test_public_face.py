"""What `import testimonia` offers: one name for each verb, the same as on the command line, and nothing loaded before it is used."""

from __future__ import annotations

import inspect
import subprocess
import sys
import types

import pytest

import testimonia
from testimonia.cli.app import GROUPS
from testimonia.errors import TestimoniaError

VERBS = {name for verbs in GROUPS.values() for name in verbs}


def test_everything_promised_is_there():
    """Each name of __all__ can be had, is listed by dir(), and stands in alphabetical order."""
    for name in testimonia.__all__:
        assert getattr(testimonia, name) is not None
        assert name in dir(testimonia)
    assert testimonia.__all__ == sorted(testimonia.__all__)


def test_what_types_see_is_what_is_there():
    """The imports that a type checker reads name the same things as those that happen."""
    source = inspect.getsource(testimonia).partition("if TYPE_CHECKING:")[2].partition("_WHERE")[0]
    for name in set(testimonia.__all__) - {"__version__"}:
        assert f" {name}" in source, name
        assert name in testimonia._WHERE
    assert set(testimonia._WHERE) == set(testimonia.__all__) - {"__version__"}


def test_one_verb_one_name():
    """Every verb of the command line is a function of the same name (`new` is `new_study`, and `code` has three)."""
    for verb in VERBS - {"new", "code"}:
        assert isinstance(getattr(testimonia, verb), types.FunctionType), verb
    assert testimonia.new_study.__name__ == "new_study"
    for verb in ("import_file", "export_codings", "open_round"):
        assert callable(getattr(testimonia.code, verb))


def test_the_verb_demo_is_not_hidden_by_its_data():
    """After the demo's files were touched, `testimonia.demo` is still the verb."""
    script = "import testimonia.workflow.example as e; list(e.bundled().iterdir()); import testimonia; assert callable(testimonia.demo)"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60, env={"PYTHONPATH": ":".join(sys.path)})


def test_an_unknown_name_is_an_attribute_error():
    """Slips are told as Python tells them."""
    with pytest.raises(AttributeError, match="stauts"):
        testimonia.stauts  # noqa: B018 - the look is the test


def test_errors_are_one_tree():
    """Whoever catches TestimoniaError catches all that testimonia raises on purpose."""
    assert testimonia.TestimoniaError is TestimoniaError


def test_the_version_is_that_of_the_package():
    """__version__ is never empty."""
    assert testimonia.__version__[0].isdigit()


def test_a_study_by_functions_alone(tmp_path):
    """A script does what the command line does, with the same words."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text("He spoke of leaving. " * 40, encoding="utf-8")
    with testimonia.new_study(tmp_path / "s", kind="blank") as study:
        assert len(testimonia.collect(study, [tmp_path / "pages"]).new) == 1
        testimonia.run(study)
        assert testimonia.status(study).accounts == {"ok": 1}
        assert testimonia.publish(study, tmp_path / "out", testimonia.Profile.PUBLIC).findings == 0
        assert testimonia.verify(study).sound
