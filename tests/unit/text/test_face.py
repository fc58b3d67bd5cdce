"""What the room shows to the other rooms."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import testimonia.text as room


def test_all_names_what_the_room_exports():
    """``__all__`` is exactly the public names that the room's face imports."""
    public = {
        name for name, value in vars(room).items() if not name.startswith("_") and not inspect.ismodule(value) and name != "annotations"
    }
    assert set(room.__all__) == public
    assert len(set(room.__all__)) == len(room.__all__)


def test_the_faces_the_other_rooms_rely_on_exist():
    """The names that the design promises to the other rooms are exported."""
    promised = """
    canonical title_line show_controls text_digest Decoded decode looks_binary Span cut snap to_utf16 from_utf16 to_utf8
    from_utf8 OffsetMap describe locate fold Word words highlights Quotation quotations Interval parse_edtf format_edtf surely_before
    possibly_before overlaps share_within lag_days at_precision
    """
    assert set(promised.split()) <= set(room.__all__)


def test_every_public_function_and_class_explains_itself():
    """Whatever the room exports has a docstring."""
    exported = [getattr(room, name) for name in room.__all__]
    assert [item for item in exported if (inspect.isclass(item) or inspect.isfunction(item)) and not item.__doc__] == []


def test_the_room_imports_only_what_a_pure_room_may():
    """The room's modules import the standard library without its I/O, ``regex``, ``numpy`` (arithmetic, no effects), the errors and each other, nothing else."""
    allowed = {"regex", "numpy", "testimonia"}
    effects = {"os", "io", "pathlib", "socket", "random", "secrets", "time", "sqlite3", "subprocess", "urllib", "logging", "locale"}
    for module in pkgutil.iter_modules(room.__path__):
        tree = ast.parse(Path(import_module(f"testimonia.text.{module.name}").__file__ or "").read_text("utf-8"))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        roots = {name.partition(".")[0] for name in names}
        assert roots - allowed <= sys.stdlib_module_names - effects, module.name
        assert all(name.startswith(("testimonia.text", "testimonia.errors")) for name in names if name.startswith("testimonia")), (
            module.name
        )
