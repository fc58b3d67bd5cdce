"""The protocols testimonia starts a study with, and the codebooks it ships."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from testimonia.errors import UsageError
from testimonia.protocol.nearest import advice

TEMPLATES = ("defectors", "blank")
"""Names `testimonia new --template` takes: the founding example in full, and the smallest start."""


def template(name: str) -> dict[str, str]:
    """The files of a new study (path within the study folder, to text); `defectors` brings every shipped codebook.

    Raises UsageError, naming the nearest, when there is no such template.
    """
    if name not in TEMPLATES:
        raise UsageError(f"There is no template `{name}`.", advice(name, TEMPLATES))
    folder = _data().joinpath(name)
    texts = {"study.yaml": _read(folder.joinpath("study.yaml"))}
    codebooks = shipped_codebooks() if name == "defectors" else _texts(folder.joinpath("codebooks"))
    return texts | {f"codebooks/{file}": text for file, text in codebooks.items()}


def shipped_codebooks() -> dict[str, str]:
    """Every codebook that comes with testimonia (file name to text), in the order of their names."""
    return _texts(_data().joinpath("codebooks"))


def shipped_crosswalks() -> dict[str, str]:
    """Every crosswalk between codebooks that comes with testimonia (file name to text), in the order of their names."""
    return _texts(_data().joinpath("crosswalks"))


def _data() -> Traversable:
    return files("testimonia.protocol").joinpath("data")


def _texts(folder: Traversable) -> dict[str, str]:
    return {item.name: _read(item) for item in sorted(folder.iterdir(), key=lambda item: item.name) if item.name.endswith(".yaml")}


def _read(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
