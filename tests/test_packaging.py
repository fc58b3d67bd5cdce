"""What is installed is pinned, free to use, and whole; what is written down names no host and no machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[0-9][A-Za-z0-9.]*)")
PINNED = {canonicalize_name(found["name"]): found["version"] for found in map(PIN.fullmatch, CONSTRAINTS) if found}

# Licences that ask no more than to be named. SPDX identifiers, and the words that older packages use for them.
PERMISSIVE = {
    "MIT", "BSD-2-CLAUSE", "BSD-3-CLAUSE", "0BSD", "ISC", "APACHE-2.0", "PSF-2.0", "ZLIB", "CC0-1.0", "CNRI-PYTHON", "UNLICENSE",
    "ZPL-2.1", "ZPL 2.1", "MIT LICENSE", "ISC LICENSE", "BSD LICENSE", "THE BSD 2-CLAUSE LICENSE",
}  # fmt: skip
# Weak copyleft: it covers those files themselves, which we use unchanged and do not ship. Each was looked at.
ACCEPTED = {
    "certifi": "MPL-2.0: a list of certificates",
    "tqdm": "MPL-2.0 AND MIT: its own files only",
    "tld": "MPL-1.1, or GPL or LGPL if one prefers: used under the first",
    "pypdfium2": "BSD-3-Clause, Apache-2.0, and those of PDFium's parts (BSD, MIT, FreeType, libtiff, zlib ...), named in its wheel",
}

CONFIGURATION = ["pyproject.toml", "constraints.txt", "Makefile", ".ci/run", ".gitignore"]
URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
HOST = re.compile(r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|io|dev|internal|local)\b", re.IGNORECASE)
SWITCH = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|--hash|\bPIP_[A-Z_]+", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.])/(?:root|home|work|opt|mnt|Users)/")


def requirements(extra: str) -> list[Requirement]:
    """What the project asks for: ``""`` is the base."""
    listed = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return [Requirement(line) for line in listed]


def needed(asked: list[Requirement]) -> dict[str, metadata.Distribution]:
    """Every installed package that ``asked`` brings along, by canonical name."""
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, str]] = set()
    while asked:
        requirement = asked.pop()
        name = canonicalize_name(requirement.name)
        if name == PROJECT["name"]:
            asked += [part for extra in requirement.extras for part in requirements(extra)]
            continue
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            found[name] = metadata.distribution(name)
            for line in found[name].requires or []:
                part = Requirement(line)
                if part.marker is None or part.marker.evaluate({"extra": extra}):
                    asked.append(part)
    return found


def test_constraints_hold_names_and_versions_only():
    """No host, address, hash, range or option: a line is a comment, empty, or one exact pin; no name twice."""
    odd = [line for line in CONSTRAINTS if line.strip() and not line.startswith("#") and not PIN.fullmatch(line)]
    assert odd == []
    assert len(PINNED) == sum(1 for line in CONSTRAINTS if PIN.fullmatch(line))


@pytest.mark.parametrize("extra", ["", *PROJECT["optional-dependencies"]])
def test_every_requirement_is_pinned_within_its_range(extra):
    """Each package that pyproject names has a pin, and the pin lies in the range it asks for."""
    for requirement in requirements(extra):
        if requirement.name == PROJECT["name"]:
            continue
        version = PINNED.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} has no line in constraints.txt"
        assert requirement.specifier.contains(version), f"{requirement} against pinned {version}"


def test_what_the_requirements_bring_along_is_pinned_too():
    """A fresh machine gets the very versions that were tested, down to the last package."""
    loose = {
        name: part.version for name, part in needed(requirements("test") + requirements("")).items() if PINNED.get(name) != part.version
    }
    assert loose == {}


def test_no_pin_is_left_over():
    """A pin that nothing asks for any more is taken out; what benchmarks compare with is pinned though tests do without."""
    peers = {canonicalize_name(part.name) for part in requirements("nlp")}
    build = needed([Requirement(name) for name in ("hatchling", "editables", "setuptools", "setuptools-scm", "wheel")])
    assert set(PINNED) - set(needed(requirements("test") + requirements(""))) - set(build) - peers == set()


def licence_faults(packages: dict[str, metadata.Distribution]) -> dict[str, str]:
    """The packages whose licence is not known to be permissive."""
    faults = {}
    for name, package in packages.items():
        said = package.metadata["License-Expression"] or package.metadata["License"] or ""
        if "\n" in said or not said:  # the whole text, or nothing: then the classifier says which
            said = " AND ".join(
                line.rpartition(" :: ")[2] for line in package.metadata.get_all("Classifier") or [] if line.startswith("License ::")
            )
        parts = {part.strip(" ()").upper() for part in re.split(r"\b(?:AND|OR|WITH)\b", said)}
        if name not in ACCEPTED and not parts <= PERMISSIVE:
            faults[name] = said or "no licence given"
    return faults


def test_the_base_is_free_of_copyleft():
    """Whoever builds on testimonia takes on no duty but to name the authors; exceptions are listed with their reason."""
    assert licence_faults(needed(requirements(""))) == {}


def test_the_licence_check_notices_copyleft():
    """psycopg (LGPL), which is an extra for that reason, is caught when it is looked at as if it were in the base."""
    assert "psycopg" in licence_faults(needed(requirements("postgres")))


def test_every_accepted_exception_is_still_needed():
    """An exception outlives neither the package it was made for nor that package's licence."""
    base = needed(requirements(""))
    assert set(ACCEPTED) <= set(base)


def lines(names: list[str]) -> Iterator[tuple[str, str]]:
    """Each line of each file, with a place to name it by."""
    for name in names:
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
            yield f"{name}:{number}", line


@pytest.mark.parametrize("pattern", [URL, HOST, SWITCH, MACHINE], ids=["address", "host", "package index option", "path of one machine"])
def test_configuration_fits_any_machine(pattern):
    """No registry, host, address or home folder of whoever wrote it: each machine brings its own."""
    allowed = {"make PYTHON=/path/to/python3.12"}
    found = {place: line.strip() for place, line in lines(CONFIGURATION) if pattern.search(line) and line.strip() not in allowed}
    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (URL, "pip install -i https://example"),
        (HOST, "index = pypi.example.org"),
        (SWITCH, "pip install --extra-index-url x"),
        (MACHINE, "PYTHON = /home/someone/bin/python"),
    ],
)
def test_the_configuration_check_notices(pattern, line):
    """Each pattern finds what it is there for."""
    assert pattern.search(line)


def test_one_version_everywhere():
    """pyproject, the citation file and the installed package name the same version."""
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited
    assert Version(cited[1]) == Version(PROJECT["version"]) == Version(metadata.version("testimonia"))


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    """Codebooks, templates, styles and py.typed travel with the code."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True, capture_output=True, timeout=60
    )
    (wheel,) = tmp_path.glob("*.whl")
    source = ROOT / "src"
    ours = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert "testimonia/py.typed" in ours
    assert ours - set(zipfile.ZipFile(wheel).namelist()) == set()
